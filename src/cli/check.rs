//! `banbao check`: everything `build` would find, nothing written.

use clap::{Args, ValueEnum};

use super::build::workers;
use super::{End, Global, report};
use crate::diagnostic::{self, Severity, json};
use crate::inputs::Failure;
use crate::pipeline::{self, Memory, Request, Silent};
use crate::plan::Wants;

#[derive(Args)]
pub struct CheckArgs {
    /// For people, or for programs
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: Format,
    /// Warnings count as errors
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Human,
    Json,
}

pub fn run(global: &Global, arguments: &CheckArgs) -> Result<End, Failure> {
    let request = Request {
        root: global.root.clone(),
        today: global.today(),
        drafts: true,
        wants: Wants { site: true, print: true, ..Wants::default() },
        base_url: None,
        output: None,
        print: None,
        jobs: workers(None),
        weigh: false,
    };
    let mut outcome = pipeline::build(&request, &mut Memory::default(), &Silent)?;
    // What stands in drafts is told; and that `build` leaves them out is what it trips over.
    if outcome.totals.drafts > 0 {
        let built = pipeline::build(&Request { drafts: false, ..request }, &mut Memory::default(), &Silent)?;
        let new = built.diagnostics.into_iter().filter(|found| !outcome.diagnostics.contains(found));
        let new: Vec<_> = new.collect();
        outcome.diagnostics.extend(new);
        diagnostic::sort(&mut outcome.diagnostics);
    }
    if arguments.strict {
        for found in outcome.diagnostics.iter_mut().filter(|found| found.severity == Severity::Warning) {
            found.severity = Severity::Error;
        }
    }
    let messages = global.messages(Some(outcome.lang));
    match arguments.format {
        Format::Json => say!("{}", json::render(&outcome.diagnostics, &outcome.sources, messages).trim_end()),
        Format::Human => {
            report::diagnostics(&outcome, messages, global);
            if !outcome.has_errors() && !global.quiet {
                tell!("{}", messages.cli("check_fine", &[]));
            }
        }
    }
    if outcome.has_errors() {
        if arguments.format == Format::Human {
            report::failed(&outcome, messages);
        }
        return Ok(End::Errors);
    }
    Ok(End::Done)
}
