//! banbao (板报): health articles and campaign data → a website, packs of posters for notice boards, and a progress page.
//!
//! A compiler: `inputs → parse → model → plan → render → publish`, each a function with types of its own.

pub mod diagnostic;
pub mod embedded;
pub mod inputs;
pub mod messages;
pub mod parse;
pub mod slug;
pub mod source;
pub mod model;
pub mod plan;
pub mod theme;
pub mod render;
pub mod check;
pub mod pipeline;
pub mod publish;
pub mod cli;
