//! A `PrintPlan` → files under `print/NNN/`: every board laid out once, examined, then written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock};

use typst_layout::PagedDocument;

use super::memory::{MadeFiles, Remembered, Surroundings};
use super::outputs::Sinks;
use super::{Findings, Progress, Request, Stage};
use crate::diagnostic::Diagnostic;
use crate::inputs::Failure;
use crate::plan::packs::Pack;
use crate::plan::{Press, PrintJob, PrintKind, PrintPlan};
use crate::reads::{self, Read};
use crate::render::poster::export::Standard;
use crate::render::poster::world::Core;
use crate::render::{Context, delivery, poster};
use crate::workers;

pub(super) fn render(
    (cx, core): (Context, &Core),
    print: &PrintPlan,
    request: &Request,
    sinks: &Sinks,
    (now, remembered): (&Surroundings, Option<&Remembered>),
    found: &Findings,
    progress: &dyn Progress,
) -> Result<(Sheets, MadeFiles), Failure> {
    progress.stage(Stage::Packs, print.packs.len() + print.jobs.len());
    // Packs share pages and files, so they are remembered as one. What is meant for paper is always made.
    let name = format!("{:?}", request.wants);
    let jobs = request.jobs;
    let keep = |job: &PrintJob| sinks.print.as_ref().is_none_or(|staging| staging.keep(&job.path));
    if let (None, Some(same)) =
        (&request.wants.printing, remembered.and_then(|known| known.same(&name, None, now)))
        && print.jobs.iter().all(keep)
    {
        return Ok((sheets(print, &[]), MadeFiles::from_iter([(name, same.clone())])));
    }
    let before = found.len();
    let all_reads = Mutex::new(BTreeSet::new());
    let gather = |reads: BTreeSet<Read>| {
        if let Ok(mut all) = all_reads.lock() {
            all.extend(reads);
        }
    };
    let ((missing, known), reads) = reads::noting(|| poster::glyphs::check(cx.site, print, core));
    gather(reads);
    found.report(missing);
    // Every board is laid out once, then written to its own file and to the merged one of its paper.
    let laid_out = blank(print);
    workers::each(&laid_out, jobs, |(pack, pages)| {
        let (laid_out, reads) = reads::noting(|| for_press(cx, core, print, pack));
        gather(reads);
        match laid_out {
            // Each is set by the one worker that has it.
            Ok((document, warnings)) => {
                drop(pages.set(document));
                found.report(warnings);
            }
            Err(mut diagnostics) => {
                // What the sources already showed, with its line, is not said again for each board.
                diagnostics.retain(|found| !poster::glyphs::is_known(found, &known));
                found.report(diagnostics);
            }
        }
        progress.step(Stage::Packs);
        Ok(())
    })?;
    workers::each(&print.jobs, jobs, |job: &PrintJob| {
        let (rendered, reads) = reads::noting(|| file(cx, core, print, &laid_out, job));
        gather(reads);
        match rendered {
            Ok(bytes) => {
                if let Some(staging) = &sinks.print {
                    staging.write(&job.path, &bytes)?;
                }
            }
            Err(mut diagnostics) => {
                diagnostics.retain(|found| !poster::glyphs::is_known(found, &known));
                found.report(diagnostics);
            }
        }
        progress.step(Stage::Packs);
        Ok(())
    })?;
    let mut made = MadeFiles::default();
    if found.len() == before {
        made.extend(
            now.made(&all_reads.into_inner().unwrap_or_default(), Vec::new()).map(|made| (name, made)),
        );
    }
    Ok((sheets(print, &laid_out), made))
}

/// Packs in the plan's order, each with its pages once they are laid out.
pub(super) type LaidOut<'p, 's> = Vec<(&'p Pack<'s>, OnceLock<PagedDocument>)>;

/// Nothing laid out yet.
pub(super) fn blank<'p, 's>(print: &'p PrintPlan<'s>) -> LaidOut<'p, 's> {
    print.packs.iter().map(|pack| (pack, OnceLock::new())).collect()
}

/// One file of the plan. A pack that is not laid out was reported; nothing of its edition will be published.
pub(super) fn file(
    cx: Context,
    core: &Core,
    print: &PrintPlan,
    laid_out: &[(&Pack, OnceLock<PagedDocument>)],
    job: &PrintJob,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let standard =
        |pack: &Pack| if print.tiled(pack).is_some() { Standard::Plain } else { Standard::Archive };
    match &job.kind {
        PrintKind::Board(index) => {
            let (pack, pages) = &laid_out[*index];
            match pages.get() {
                Some(pages) => poster::export::board(cx, core, print.edition, (pack, pages), standard(pack)),
                None => Err(Vec::new()),
            }
        }
        PrintKind::Paper(indices) | PrintKind::Tiles(indices) => {
            let packs = indices.iter().map(|index| &laid_out[*index]);
            match packs.map(|(pack, pages)| Some((*pack, pages.get()?))).collect::<Option<Vec<_>>>() {
                Some(packs) => {
                    let standard = packs.first().map_or(Standard::Archive, |(pack, _)| standard(pack));
                    poster::export::merged(core, print.edition, &packs, standard)
                }
                None => Err(Vec::new()),
            }
        }
        PrintKind::Leaflet | PrintKind::Share => match &print.handout {
            Some(handout) if matches!(job.kind, PrintKind::Share) => {
                poster::handout::share(cx, core, print.edition, handout)
            }
            Some(handout) => poster::handout::leaflet(cx, core, print, handout),
            None => Err(Vec::new()),
        },
        PrintKind::Notice(index) => poster::handout::notice(cx, core, print.edition, &print.notices[*index]),
        PrintKind::Progress(index) => match &print.campaign {
            Some(campaign) => poster::progress::poster(cx, core, print.edition, &campaign.posters[*index]),
            None => Err(Vec::new()),
        },
        PrintKind::Report => match &print.campaign {
            Some(campaign) => poster::progress::report(cx, core, print.edition, campaign),
            None => Err(Vec::new()),
        },
        PrintKind::Slips => poster::slips(cx, core, print),
        PrintKind::DeliveryPdf => poster::delivery(core, print.edition, delivery::json(cx, print)),
        PrintKind::DeliveryCsv => Ok(delivery::csv(print)),
    }
}

/// Sheets of each paper, by its label.
pub(super) type Sheets = BTreeMap<String, usize>;

/// The planned sheets, and what they come to where large pages are cut up.
fn sheets(print: &PrintPlan, laid_out: &[(&Pack, OnceLock<PagedDocument>)]) -> Sheets {
    let mut sheets = print.sheets();
    for (pack, pages) in laid_out {
        if let Some(paper) = print.tiled(pack) {
            if let Some(whole) = sheets.get_mut(&pack.paper.label()) {
                *whole = whole.saturating_sub(pack.pages());
            }
            let tiles = pages.get().map_or(0, |document| document.pages().len());
            *sheets.entry(paper.label()).or_default() += tiles;
        }
    }
    sheets.retain(|_, count| *count > 0);
    sheets
}

/// A board's pages as what prints them wants them, with what is to be warned of.
pub(super) fn for_press(
    cx: Context,
    core: &Core,
    print: &PrintPlan,
    pack: &Pack,
) -> Result<(PagedDocument, Vec<Diagnostic>), Vec<Diagnostic>> {
    let Some(press) = print.press else {
        return poster::lay_out(cx, core, print.edition, pack);
    };
    let pack = Pack { ink: cx.site.config.ink.unwrap_or(press.ink()), ..pack.clone() };
    let (document, warnings) = poster::lay_out(cx, core, print.edition, &pack)?;
    let document = match (press, press.tiled(&pack)) {
        (_, Some(paper)) => poster::tiles::cut_up(cx, core, print.edition, &pack, &document, &paper)?,
        (Press::Shop, None) => poster::shop::finish(&document, pack.pages()),
        (Press::A3 | Press::A4, None) => document,
    };
    Ok((document, warnings))
}
