//! Posters: packs → PDF by Typst. Text reaches Typst as data; what comes out is examined before it counts as printed.

pub mod data;
pub mod examine;
pub mod glyphs;
pub mod world;

use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use self::world::{Core, PosterWorld};
use super::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::edition::Edition;
use crate::plan::packs::{Layout, Pack};
use crate::source::{Place, Span};

/// Packs of one format as one PDF. With `examined`, the laid-out pages are held against the plan.
///
/// # Errors
/// Everything that must not be printed: text that does not fit, missing glyphs, codes too small, theme errors.
pub fn packs(
    cx: Context,
    core: &Core,
    edition: &Edition,
    packs: &[&Pack],
    examined: bool,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let template = match packs.first().map(|pack| pack.layout) {
        Some(Layout::Panels { .. }) => "panels",
        _ => "sheet",
    };
    let json = data::packs(cx, edition, packs);
    let document = compile(core, template, json)?;
    if examined {
        let findings = examine::document(cx, core, &document, packs);
        if findings.iter().any(Diagnostic::is_error) {
            return Err(findings);
        }
    }
    let name = match packs {
        [pack] => format!("{}-{}", edition.id(), pack.board.id),
        many => format!("{}-{}", edition.id(), many.first().map_or("", |pack| &pack.paper.name)),
    };
    export(&document, &name)
}

/// The delivery list as PDF.
///
/// # Errors
/// Theme errors.
pub fn delivery(core: &Core, edition: &Edition, json: Vec<u8>) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let document = compile(core, "delivery", json)?;
    export(&document, &format!("{}-delivery", edition.id()))
}

fn compile(core: &Core, template: &str, json: Vec<u8>) -> Result<PagedDocument, Vec<Diagnostic>> {
    let Some(world) = PosterWorld::new(core, &format!("posters/{template}.typ"), json) else {
        let file = format!("posters/{template}.typ");
        return Err(vec![Code::ThemeFileMissing.diagnostic().with("file", file)]);
    };
    typst::compile::<PagedDocument>(&world)
        .output
        .map_err(|errors| errors.iter().map(|error| typst_error(core, &world, error)).collect())
}

fn export(document: &PagedDocument, name: &str) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let options = PdfOptions {
        // Equal inputs give equal files: the identifier is the file's own name, and no clock is read.
        ident: Smart::Custom(format!("banbao-{name}")),
        creator: Smart::Custom(Some("banbao".to_owned())),
        timestamp: None,
        tagged: false,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|errors| {
        errors
            .iter()
            .map(|error| Code::TypstError.diagnostic().with("reason", &error.message))
            .collect::<Vec<_>>()
    })
}

fn typst_error(core: &Core, world: &PosterWorld, error: &typst::diag::SourceDiagnostic) -> Diagnostic {
    use typst::WorldExt;
    let mut reason = error.message.to_string();
    for hint in &error.hints {
        reason.push_str(&format!(" ({})", hint.v));
    }
    let file = error.span.id().and_then(|id| core.theme_file(id));
    let range = world.range(error.span);
    let diagnostic = match (file, range) {
        (Some(file), Some(range)) => Code::TypstError.at(Span::new(file, range)),
        (Some(file), None) => Code::TypstError.at(Place::File(file)),
        (None, _) => Code::TypstError.diagnostic(),
    };
    diagnostic.with("reason", reason)
}
