//! The outputs of a build: places are opened before anything is made, and what lies there is held against the plan.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::sink::{Sink, Target};
use super::{Memory, Request};
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::{Failure, Inputs};
use crate::model::Site;
use crate::plan::Plan;
use crate::plan::packs::FOLDERS;
use crate::publish::{Links, Place, Staging, Verified, Wanted, printed};

/// Where finished files go, or nowhere.
pub(super) struct Sinks {
    pub site: Option<Sink>,
    pub print: Option<Staging>,
}

/// What a print leaves alone in its folder: other prints, and the record of what hangs.
pub(super) const KEPT: [&str; FOLDERS.len() + 1] = {
    let mut kept = [printed::NAME; FOLDERS.len() + 1];
    let mut index = 0;
    while index < FOLDERS.len() {
        kept[index] = FOLDERS[index];
        index += 1;
    }
    kept
};

/// Opens staging folders, unless an error already says that nothing will be published. A project whose whole content is gone
/// since the last time was most likely moved or not yet copied: it never empties a site.
pub(super) fn open(
    request: &Request,
    memory: &Memory,
    inputs: &Inputs,
    (plan, base_url): (&Plan, &str),
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Sinks, Failure> {
    let mut sinks = Sinks { site: None, print: None };
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Ok(sinks);
    }
    let mut open = |place: Result<Place, Diagnostic>, kept| {
        let opened = match place {
            Ok(place) => Staging::open(place, kept)?,
            Err(refused) => Err(refused),
        };
        for left in opened.iter().flat_map(Staging::left) {
            diagnostics.push(Code::OutputLeft.diagnostic().with("path", left.display()));
        }
        Ok(opened.map_err(|refused| diagnostics.push(refused)).ok())
    };
    sinks.site = match request.output.as_ref().filter(|_| request.wants.site) {
        Some(Target::Folder(output)) => {
            let staging = open(Place::site(output)?, &[])?;
            let foreign = memory.site.as_ref().map(|site| site.foreign.as_slice()).unwrap_or_default();
            staging.map(|staging| Sink::Folder(Box::new(staging.with_links(base_url, foreign))))
        }
        Some(kind @ (Target::Memory | Target::Manifest)) => {
            let links = matches!(kind, Target::Manifest).then(|| Links::new(base_url));
            Some(Sink::Memory { files: Mutex::default(), before: Arc::clone(&memory.shown.tree), links })
        }
        None => None,
    };
    if let (Some(folder), Some(print)) = (&request.print, &plan.print) {
        let edition = folder.join(print.edition.id());
        sinks.print = open(Place::print(&edition, print.subfolder().map(Path::new))?, &KEPT)?;
    }
    if !inputs.files.keys().any(|path| path.starts_with("content/")) {
        let gone = sinks.site.as_ref().map_or(0, |site| pages_gone(site, plan));
        if gone > 0 {
            diagnostics.push(Code::OutputEmptied.diagnostic().with("pages", gone));
        }
    }
    Ok(sinks)
}

/// How many pages of what is there now the plan does not have.
fn pages_gone(site: &Sink, plan: &Plan) -> usize {
    let planned: HashSet<&str> = plan.site.iter().map(|job| job.path.as_str()).collect();
    let is_gone = |path: &&str| path.ends_with("index.html") && !planned.contains(path);
    match site {
        Sink::Folder(staging) => staging.published().filter(is_gone).count(),
        Sink::Memory { before, .. } => before.keys().map(String::as_str).filter(is_gone).count(),
    }
}

/// Holds what was staged against the plan and the lock. In the order in which it is published: print first, since a page
/// must never say that an edition is out whose packs are not.
pub(super) fn verify(
    (print, pages): (Option<Staging>, Option<Staging>),
    site: &Site,
    plan: &Plan,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<Verified>, Failure> {
    let codes = plan.print.iter().flat_map(|print| print.jobs.iter().filter_map(|job| job.codes(print)));
    let codes = codes.flatten().flatten().map(|code| code.opens.as_str());
    let opened = codes.chain(site.lock.lines.iter().map(|line| line.opens.as_str())).collect();
    let of_site = Wanted { files: plan.site.iter().map(|job| job.path.as_str()).collect(), opened };
    let jobs = plan.print.iter().flat_map(|print| &print.jobs);
    let of_print = Wanted { files: jobs.map(|job| job.path.as_str()).collect(), opened: Vec::new() };
    let mut ready = Vec::new();
    for (staging, wanted) in [(print, of_print), (pages, of_site)] {
        match staging.map(|staging| staging.verify(&wanted)).transpose()? {
            Some(Ok(verified)) => {
                diagnostics.extend(verified.taken_over());
                ready.push(verified);
            }
            Some(Err(found)) => diagnostics.extend(found),
            None => {}
        }
    }
    Ok(ready)
}
