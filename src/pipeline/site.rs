//! The site's jobs → its files, by all workers; what would come out the same again is taken over.

use std::collections::HashSet;
use std::path::Path;

use super::memory::{Made, MadeFiles, Remembered, Surroundings};
use super::outputs::Sinks;
use super::sink::Sink;
use super::weigh::{Scale, Weight};
use super::{Findings, Progress, Request, Stage};
use crate::check;
use crate::inputs::Failure;
use crate::plan::{Plan, SiteKind};
use crate::reads;
use crate::render::poster::data;
use crate::render::poster::world::Core;
use crate::render::{self, Context, compress};
use crate::workers;

pub(super) fn render(
    (cx, core): (Context, Option<&Core>),
    plan: &Plan,
    request: &Request,
    sinks: &Sinks,
    (now, known): (&Surroundings, Option<&Remembered>),
    (words, found): (&check::Words, &Findings),
    progress: &dyn Progress,
) -> Result<(Vec<Weight>, Vec<Option<Made>>), Failure> {
    progress.stage(Stage::Pages, plan.site.len());
    let scale = Scale::default();
    let packs = cx.site.config.precompress;
    let taken: HashSet<&str> = plan.site.iter().filter(|_| packs).map(|job| job.path.as_str()).collect();
    let made = workers::try_map(&plan.site, request.jobs, |job| {
        // Most of a build's time is these pictures, and they show little of what is written.
        let card = match &job.kind {
            SiteKind::Card(card) => Some(now.identity_of(&data::card(cx, *card))),
            _ => None,
        };
        let same = known.and_then(|known| known.same(&job.path, card, now));
        if let (Some(sink), Some(same)) = (&sinks.site, same)
            && keep(sink, &job.path, same)
        {
            progress.step(Stage::Pages);
            return Ok(Some(same.clone()));
        }
        let mut warnings = Vec::new();
        let (rendered, reads) = reads::noting(|| {
            let text = job.text();
            // Held while it is checked and rendered.
            let _document = text.map(|(_, body)| body.read());
            if let Some(text) = text {
                check::bodies::article(cx.site, words, text, &mut warnings);
            }
            render::site_job(cx, core, job, &mut warnings)
        });
        let mut made = None;
        match rendered {
            Ok(bytes) => {
                let is_fine = warnings.is_empty();
                found.report(warnings);
                if let Some(sink) = &sinks.site {
                    sink.write(&job.path, &bytes)?;
                    let mut packed = Vec::new();
                    if packs {
                        packed = precompress(sink, &job.path, &bytes, &taken)?;
                    }
                    if is_fine {
                        made = card.map(Surroundings::made_as).or_else(|| now.made(&reads, packed));
                    }
                }
                if request.weigh {
                    scale.put(job, &bytes);
                }
            }
            Err(diagnostics) => found.report([warnings, diagnostics].concat()),
        }
        progress.step(Stage::Pages);
        Ok(made)
    })?;
    Ok((scale.weights(), made))
}

/// What was made of the site, by path.
pub(super) fn files(plan: &Plan, made: Vec<Option<Made>>) -> MadeFiles {
    plan.site.iter().zip(made).filter_map(|(job, made)| Some((job.path.clone(), made?))).collect()
}

/// Takes a file over from the earlier output, with its packed copies.
fn keep(sink: &Sink, path: &str, made: &Made) -> bool {
    sink.keep(path) && made.packed.iter().all(|kind| sink.keep(&format!("{path}.{kind}")))
}

/// Puts `.gz` and `.br` beside a text, unless the office has such a file of its own there. Returns which were put.
fn precompress(sink: &Sink, path: &str, bytes: &[u8], taken: &HashSet<&str>) -> Result<Vec<String>, Failure> {
    let mut made = Vec::new();
    if !compress::gains(path, bytes) {
        return Ok(made);
    }
    let packed = [("gz", compress::gzip(bytes)), ("br", compress::brotli(bytes))];
    for (kind, packed) in packed {
        let path = format!("{path}.{kind}");
        let packed = packed.map_err(|error| Failure::new(Path::new(&path), error))?;
        if !taken.contains(path.as_str()) && packed.len() < bytes.len() {
            sink.write(&path, &packed)?;
            made.push(kind.to_owned());
        }
    }
    Ok(made)
}
