//! `banbao proof`: PDFs on disk → `Report`, proven from scratch against the plan made from the project as it is now.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::project::Modelled;
use super::{Clock, Loaded, Memory, Outcome, Progress, Request, load, prove, totals};
use crate::diagnostic::{self, Code, Diagnostic};
use crate::inputs::Failure;
use crate::messages::Messages;
use crate::plan::{self, PrintPlan};
use crate::proof::report::{self, Report};
use crate::proof::{self as rules, Expected};
use crate::publish;

/// What a proof came to.
pub struct Proof {
    pub report: Report,
    /// The readable report, where one was written.
    pub written: Option<PathBuf>,
}

/// Proves `files`, or all files of the edition's print folder, whose report is then written anew. Nothing is proven of
/// a project with mistakes: it has no plan to hold files against.
///
/// # Errors
/// [`Failure`] where the machine fails, and where a file that was asked for is not there.
pub fn proof(
    request: &Request,
    files: &[PathBuf],
    progress: &dyn Progress,
) -> Result<(Outcome, Option<Proof>), Failure> {
    let mut clock = Clock::start();
    let loaded = match load(request, &mut Memory::default(), progress, &mut clock)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok((*outcome, None)),
    };
    let Loaded { inputs, modelled: Modelled { site, .. }, theme, mut diagnostics, .. } = loaded;
    let (plan, found) = plan::plan(&site, &theme, &inputs, &request.wants);
    diagnostics.extend(found);
    let mut diagnostics: Vec<Diagnostic> =
        diagnostics.into_iter().filter_map(|found| site.config.rules.apply(found)).collect();
    let mut proof = None;
    if !diagnostics.iter().any(Diagnostic::is_error) {
        match (&plan.print, &request.print) {
            (Some(print), Some(folder)) => {
                let folder = folder.join(print.edition.id());
                let (all, missing) =
                    if files.is_empty() { in_folder(print, &folder)? } else { given(print, &folder, files)? };
                diagnostics.extend(missing);
                let report = prove::files(print.edition.number, all, None, request.jobs, progress)?;
                diagnostics.extend(prove::findings(&site, print, &report));
                let mut written = None;
                if files.is_empty() && !report.files.is_empty() {
                    let text = report.text(Messages::embedded(site.lang)).into_bytes();
                    publish::amend(&folder, &[(report::JSON, report.json()), (report::TEXT, text)])?;
                    written = Some(folder.join(report::TEXT));
                }
                proof = Some(Proof { report, written });
            }
            _ => diagnostics.push(Code::ProofNothing.diagnostic()),
        }
    }
    diagnostic::sort(&mut diagnostics);
    let outcome = Outcome {
        lang: site.lang,
        totals: totals(&site, &plan),
        times: clock.laps,
        ..Outcome::new(inputs.sources.clone(), diagnostic::fold_boards(diagnostics))
    };
    Ok((outcome, proof))
}

type Files = (Vec<prove::File>, Vec<Diagnostic>);

/// Every file that the plan has.
fn in_folder(print: &PrintPlan, folder: &Path) -> Result<Files, Failure> {
    let (mut files, mut missing) = (Vec::new(), Vec::new());
    for (path, expected) in prove::expected(print) {
        match publish::read(&folder.join(&path))? {
            Some(bytes) => files.push(prove::File { path, bytes: Arc::new(bytes), expected }),
            None => {
                let found = Code::ProofFileMissing.diagnostic().with("file", path);
                missing.push(found.with("folder", folder.display()));
            }
        }
    }
    // Nothing was made yet: one finding says it all.
    if files.is_empty() {
        missing.truncate(1);
    }
    Ok((files, missing))
}

/// The files that were asked for: each is the planned file of its path, or else the one whose codes it has.
fn given(print: &PrintPlan, folder: &Path, paths: &[PathBuf]) -> Result<Files, Failure> {
    let plan = prove::expected(print);
    let (mut files, mut unknown) = (Vec::new(), Vec::new());
    for path in paths {
        let Some(bytes) = publish::read(path)? else {
            let error = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(Failure::new(path, error));
        };
        let bytes = Arc::new(bytes);
        let name = path.display().to_string();
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let planned = plan.iter().find(|(planned, _)| real(&folder.join(planned)) == real(path));
        let codes = || rules::codes(&bytes).unwrap_or_default();
        match planned.or_else(|| fitting(&plan, &codes())) {
            Some((planned, expected)) => {
                files.push(prove::File { path: planned.clone(), bytes, expected: expected.clone() });
            }
            None => {
                let mut codes = codes().concat();
                codes.sort();
                codes.dedup();
                let found = Code::ProofUnknown.diagnostic().with("file", name);
                let found = found.with("edition", print.edition.number);
                unknown.push(
                    found.with("codes", if codes.is_empty() { "—".to_owned() } else { codes.join(", ") }),
                );
            }
        }
    }
    Ok((files, unknown))
}

/// The planned file with the most codes of `found`, on the same pages: half of them at least, since the others may be
/// what is wrong with it.
fn fitting<'p>(
    plan: &'p [(String, Vec<Vec<Expected>>)],
    found: &[Vec<String>],
) -> Option<&'p (String, Vec<Vec<Expected>>)> {
    let common = |expected: &[Vec<Expected>]| {
        let pages = expected.iter().zip(found);
        pages.map(|(page, found)| page.iter().filter(|code| found.contains(&code.url)).count()).sum::<usize>()
    };
    let best = plan.iter().max_by_key(|(_, expected)| common(expected))?;
    let wanted: usize = best.1.iter().map(Vec::len).sum();
    (common(&best.1) > 0 && 2 * common(&best.1) >= wanted).then_some(best)
}
