//! banbao (板报): health articles and campaign data → a website, packs of posters for notice boards, and a progress page.
//!
//! A compiler: `inputs → parse → model → plan → render → publish`, each a function with types of its own.

pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod embedded;
pub mod files;
pub mod inputs;
pub mod messages;
pub mod model;
pub mod parse;
pub mod percent;
pub mod pipeline;
pub mod plan;
pub mod proof;
pub mod publish;
pub mod quick;
pub mod reads;
pub mod render;
pub mod serve;
pub mod slug;
pub mod source;
pub mod theme;
mod workers;
