//! `banbao build`: the whole town, or the parts asked for.

use std::ffi::OsStr;
use std::mem;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::{End, Global, report};
use crate::inputs::Failure;
use crate::messages::Messages;
use crate::model::config::BaseUrl;
use crate::pipeline::{self, Memory, Outcome, Request, Target};
use crate::plan::Wants;
use crate::workers;

#[derive(Args)]
pub struct BuildArgs {
    /// The web root to write (default: public under the project)
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The folder of print editions (default: print under the project)
    #[arg(long, value_name = "DIR")]
    print: Option<PathBuf>,
    /// Absolute address of the site, for canonical links and the feed; printed codes keep the project's
    #[arg(long, value_name = "URL", value_parser = parse_base_url)]
    base_url: Option<String>,
    /// Print this edition instead of the current one
    #[arg(long, value_name = "N")]
    edition: Option<u32>,
    /// Publish drafts too
    #[arg(long)]
    drafts: bool,
    /// Leave the packs out
    #[arg(long)]
    no_print: bool,
    /// Leave the site out
    #[arg(long)]
    no_site: bool,
    /// How many workers (default: one a processor)
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

fn parse_base_url(text: &str) -> Result<String, String> {
    BaseUrl::parse(text).map(|url| url.as_str().to_owned()).ok_or_else(|| "https://host/path".to_owned())
}

/// Whether the folders cannot be written to, which is told: packs are never published, and sources are no outputs.
pub fn misplaced(global: &Global, output: &Path, print: &Path) -> bool {
    let tell = |key, args: &[(&str, &str)]| tell!("{}", global.messages(None).cli(key, args));
    let (root, packs) = (plain(output), plain(print));
    if root.starts_with(&packs) || packs.starts_with(&root) {
        let shown = [output.display().to_string(), print.display().to_string()];
        tell("folders_overlap", &[("output", &shown[0]), ("print", &shown[1])]);
        return true;
    }
    let own = ["content", "themes", ".cache"].map(|name| plain(&global.root.join(name)));
    for (folder, path) in [(output, root), (print, packs)] {
        // `.public.banbao`: what a run needs for itself, and tidies up.
        let is_hidden = |part: &OsStr| {
            part.as_encoded_bytes().starts_with(b".") && part.as_encoded_bytes().ends_with(b".banbao")
        };
        if own.iter().any(|own| path.starts_with(own)) || path.iter().any(is_hidden) {
            let shown = folder.display().to_string();
            tell("folder_of_sources", &[("folder", &shown)]);
            return true;
        }
    }
    false
}

/// A path by its own name, links resolved as far as it exists.
fn plain(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or(path.to_owned());
    for above in path.ancestors() {
        if let (Ok(real), Ok(rest)) = (above.canonicalize(), path.strip_prefix(above)) {
            return real.join(rest);
        }
    }
    path
}

/// One worker a processor.
pub fn workers(asked: Option<NonZeroUsize>) -> usize {
    asked.map_or_else(workers::all, usize::from)
}

/// A build before a person's eyes, with all that was found; `None` where there are errors, and that was said.
///
/// # Errors
/// [`Failure`] where the machine fails.
pub fn watched(global: &Global, request: &Request) -> Result<Option<(Outcome, &'static Messages)>, Failure> {
    let progress = report::Terminal::new(global);
    let mut memory = Memory::load(&request.root);
    let outcome = pipeline::build(request, &mut memory, &progress)?;
    progress.finish();
    if !outcome.has_errors() {
        memory.save(&request.root);
    }
    // The program ends soon, which frees it in no time.
    mem::forget(memory);
    let messages = global.messages(Some(outcome.lang));
    report::diagnostics(&outcome, messages, global);
    if outcome.has_errors() {
        report::failed(&outcome, messages);
        return Ok(None);
    }
    Ok(Some((outcome, messages)))
}

pub fn run(global: &Global, arguments: &BuildArgs) -> Result<End, Failure> {
    #[expect(clippy::disallowed_methods, reason = "a stopwatch for the summary")]
    let start = Instant::now();
    let under = |given: &Option<PathBuf>, name: &str| given.clone().unwrap_or_else(|| global.root.join(name));
    let (output, print) = (under(&arguments.output, "public"), under(&arguments.print, "print"));
    if misplaced(global, &output, &print) {
        return Ok(End::Usage);
    }
    let request = Request {
        root: global.root.clone(),
        today: global.today(),
        drafts: arguments.drafts,
        wants: Wants {
            site: !arguments.no_site,
            print: !arguments.no_print,
            edition: arguments.edition,
            printing: None,
        },
        base_url: arguments.base_url.clone(),
        output: Some(Target::Folder(output)),
        print: Some(print),
        jobs: workers(arguments.jobs),
        weigh: global.verbose,
    };
    let Some((outcome, messages)) = watched(global, &request)? else { return Ok(End::Errors) };
    report::summary(&outcome, &request, start.elapsed(), messages, global);
    mem::forget(outcome);
    Ok(End::Done)
}
