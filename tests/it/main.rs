//! The integration tests: black box, on the built program, a fixture project a feature. Only `harness` knows how it runs.

mod commands;
mod harness;
mod mistakes;
mod posters;
mod site;
