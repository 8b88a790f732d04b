//! One file → raw spanned values and diagnostics. Never fails: what cannot be read is reported and left out.

pub mod article;
pub mod boards;
pub mod body;
pub mod campaign;
pub mod cells;
pub mod cjk;
pub mod config;
pub mod content;
pub mod fields;
pub mod front_matter;
pub mod lock;
pub mod markdown;
mod repair;
pub mod table;
pub mod tree;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::inputs::Inputs;
use crate::source::FileId;

/// Every file of a project, parsed; nothing is checked across files yet.
pub struct Raws {
    pub config: config::RawConfig,
    pub boards: Option<table::RawTable>,
    pub lock: lock::RawLock,
    pub articles: Vec<Arc<article::RawArticle>>,
    pub editions: Vec<content::RawEdition>,
    pub alerts: Vec<content::RawAlert>,
    pub pages: Vec<content::RawPage>,
    pub campaign: Option<campaign::RawCampaign>,
}

/// Parses all that the walk found, articles and tables on up to `jobs` workers.
pub fn parse(inputs: &Inputs, jobs: usize) -> (Raws, Vec<Diagnostic>) {
    parse_again(inputs, jobs, |_| None)
}

/// As [`parse`], for who parses again: articles that are `known`, by their files, are not parsed once more.
pub fn parse_again(
    inputs: &Inputs,
    jobs: usize,
    known: impl Fn(FileId) -> Option<Arc<article::RawArticle>> + Sync,
) -> (Raws, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let out = &mut diagnostics;
    let raws = Raws {
        config: config::parse(inputs, out),
        boards: boards::parse(inputs, out),
        lock: lock::parse(inputs, out),
        articles: article::parse_all(inputs, jobs, &known, out),
        editions: content::editions(inputs, out),
        alerts: content::alerts(inputs, out),
        pages: content::pages(inputs, out),
        campaign: campaign::parse(inputs, jobs, out),
    };
    (raws, diagnostics)
}
