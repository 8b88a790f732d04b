//! `banbao proof`: finished PDFs proven again, from the files themselves, against the plan made from the project.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::build::workers;
use super::{End, Global, report};
use crate::inputs::Failure;
use crate::pipeline::{self, Request};
use crate::plan::Wants;

#[derive(Args)]
pub struct ProofArgs {
    /// PDFs to prove (default: all of the edition's print folder)
    #[arg(value_name = "PDF")]
    files: Vec<PathBuf>,
    /// Prove this edition instead of the current one
    #[arg(long, value_name = "N")]
    edition: Option<u32>,
    /// The folder of print editions (default: print under the project)
    #[arg(long, value_name = "DIR")]
    print: Option<PathBuf>,
    /// How many workers (default: one a processor)
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

pub fn run(global: &Global, arguments: &ProofArgs) -> Result<End, Failure> {
    #[expect(clippy::disallowed_methods, reason = "a stopwatch for the summary")]
    let start = Instant::now();
    let request = Request {
        root: global.root.clone(),
        today: global.today(),
        drafts: false,
        wants: Wants { site: true, print: true, edition: arguments.edition, printing: None },
        base_url: None,
        output: None,
        print: Some(arguments.print.clone().unwrap_or_else(|| global.root.join("print"))),
        jobs: workers(arguments.jobs),
        weigh: false,
    };
    let progress = report::Terminal::new(global);
    let (outcome, proof) = pipeline::proof(&request, &arguments.files, &progress)?;
    progress.finish();
    let messages = global.messages(Some(outcome.lang));
    report::diagnostics(&outcome, messages, global);
    if let Some(proof) = &proof {
        report::proof(&outcome, proof, start.elapsed(), messages, global);
    }
    Ok(if outcome.has_errors() { End::Errors } else { End::Done })
}
