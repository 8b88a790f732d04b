//! `banbao print`: packs for paper. Makes them as `build` does, and then locks their codes: what hangs must resolve.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::build::{misplaced, watched, workers};
use super::{End, Global, report};
use crate::inputs::Failure;
use crate::pipeline::Request;
use crate::plan::{Press, Printing, Wants};

#[derive(Args)]
pub struct PrintArgs {
    /// Print this edition instead of the current one
    #[arg(long, value_name = "N")]
    edition: Option<u32>,
    /// Only this board; may be given more than once
    #[arg(long = "board", value_name = "ID")]
    boards: Vec<String>,
    /// For an office printer (large sheets in tiles of A3 or A4), or for a print shop (bleed and crop marks)
    #[arg(long, value_enum)]
    paper: Option<PaperArg>,
    /// Only boards whose pages differ from what was last printed for edition N
    #[arg(long, value_name = "N")]
    changed_since: Option<u32>,
    /// The folder of print editions (default: print under the project)
    #[arg(long, value_name = "DIR")]
    print: Option<PathBuf>,
    /// How many workers (default: one a processor)
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum PaperArg {
    A3,
    A4,
    Shop,
}

impl PaperArg {
    fn press(self) -> Press {
        match self {
            PaperArg::A3 => Press::A3,
            PaperArg::A4 => Press::A4,
            PaperArg::Shop => Press::Shop,
        }
    }
}

pub fn run(global: &Global, arguments: &PrintArgs) -> Result<End, Failure> {
    #[expect(clippy::disallowed_methods, reason = "a stopwatch for the summary")]
    let start = Instant::now();
    let print = arguments.print.clone().unwrap_or_else(|| global.root.join("print"));
    if misplaced(global, &global.root.join("public"), &print) {
        return Ok(End::Usage);
    }
    let printing = Printing {
        boards: arguments.boards.clone(),
        changed_since: arguments.changed_since,
        press: arguments.paper.map(PaperArg::press),
    };
    let request = Request {
        root: global.root.clone(),
        today: global.today(),
        drafts: false,
        // The site is made too, and thrown away: only a site without mistakes will have the pages that codes open.
        wants: Wants { site: true, print: true, edition: arguments.edition, printing: Some(printing) },
        base_url: None,
        output: None,
        print: Some(print),
        jobs: workers(arguments.jobs),
        weigh: false,
    };
    let Some((outcome, messages)) = watched(global, &request)? else { return Ok(End::Errors) };
    match &outcome.paper {
        Some(paper) => report::printed(&outcome, paper, start.elapsed(), messages, global),
        None => {
            let number = arguments.changed_since.unwrap_or_default().to_string();
            say!("{}", messages.cli("print_unchanged", &[("number", &number)]));
        }
    }
    Ok(End::Done)
}
