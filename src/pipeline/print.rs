//! A `PrintPlan` → files under `print/NNN/`: every board laid out once, examined, then written.

use std::sync::{Mutex, OnceLock};

use typst_layout::PagedDocument;

use super::{Progress, Sinks, Stage, report, workers};
use crate::diagnostic::Diagnostic;
use crate::inputs::Failure;
use crate::plan::packs::Pack;
use crate::plan::{PrintJob, PrintKind, PrintPlan};
use crate::render::poster::world::Core;
use crate::render::{Context, delivery, poster};

pub(super) fn render(
    cx: Context,
    core: &Core,
    print: &PrintPlan,
    jobs: usize,
    sinks: &Sinks,
    found: &Mutex<Vec<Diagnostic>>,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    progress.stage(Stage::Packs, print.packs.len() + print.jobs.len());
    let (missing, known) = poster::glyphs::check(cx.site, print, core);
    report(found, missing);
    // Every board is laid out once, then written to its own file and to the merged one of its paper.
    let laid_out: Vec<(&Pack, OnceLock<PagedDocument>)> =
        print.packs.iter().map(|pack| (pack, OnceLock::new())).collect();
    workers::each(&laid_out, jobs, |(pack, pages)| {
        match poster::lay_out(cx, core, print.edition, pack) {
            // Each is set by the one worker that has it.
            Ok((document, warnings)) => {
                drop(pages.set(document));
                report(found, warnings);
            }
            Err(mut diagnostics) => {
                // What the sources already showed, with its line, is not said again for each board.
                diagnostics.retain(|found| !poster::glyphs::is_known(found, &known));
                report(found, diagnostics);
            }
        }
        progress.step(Stage::Packs);
        Ok(())
    })?;
    workers::each(&print.jobs, jobs, |job: &PrintJob| {
        let rendered = match &job.kind {
            // A board that failed is reported; nothing of this edition will be published.
            PrintKind::Board(index) => {
                let (pack, pages) = &laid_out[*index];
                match pages.get() {
                    Some(pages) => poster::export::board(cx, core, print.edition, (pack, pages)),
                    None => Err(Vec::new()),
                }
            }
            PrintKind::Paper(indices) => {
                let packs = indices.iter().map(|index| &laid_out[*index]);
                match packs.map(|(pack, pages)| Some((*pack, pages.get()?))).collect::<Option<Vec<_>>>() {
                    Some(packs) => poster::export::merged(core, print.edition, &packs),
                    None => Err(Vec::new()),
                }
            }
            PrintKind::Slips => poster::slips(cx, core, print),
            PrintKind::DeliveryPdf => poster::delivery(core, print.edition, delivery::json(cx, print)),
            PrintKind::DeliveryCsv => Ok(delivery::csv(print)),
        };
        match rendered {
            Ok(bytes) => {
                if let Some(staging) = &sinks.print {
                    staging.write(&job.path, &bytes)?;
                }
            }
            Err(diagnostics) => report(found, diagnostics),
        }
        progress.step(Stage::Packs);
        Ok(())
    })
}
