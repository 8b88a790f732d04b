//! The integration tests: black box, on the built program, a fixture project a feature. Only `harness` knows how it runs.
#![expect(clippy::unwrap_used, reason = "in a test, what cannot go wrong may panic when it does")]

mod assets;
mod checks;
mod commands;
mod formats;
mod harness;
mod incremental;
mod layout;
mod machines;
mod mistakes;
mod numbers;
mod pages;
mod paper;
mod pictures;
mod posters;
mod print;
mod proof;
mod properties;
mod publish;
mod references;
mod search;
mod serve;
mod serve_desk;
mod serving;
mod setting;
mod site;
mod tables;
