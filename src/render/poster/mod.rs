//! Posters: packs → PDF by Typst. Text reaches Typst as data; what comes out is examined before it counts as printed.

pub mod data;
pub mod examine;
pub mod fingerprint;
pub mod glyphs;
pub mod world;

use typst::foundations::Smart;
use typst::model::Document;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use self::world::{Core, PosterWorld};
use super::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::edition::Edition;
use crate::plan::packs::{Layout, Pack};
use crate::source::{Place, Span};

/// A board's pages, laid out and held against the plan.
///
/// # Errors
/// Everything that must not be printed: text that does not fit, missing glyphs, codes too small, theme errors.
pub fn lay_out(
    cx: Context,
    core: &Core,
    edition: &Edition,
    pack: &Pack,
) -> Result<PagedDocument, Vec<Diagnostic>> {
    let template = match pack.layout {
        Layout::Panels { .. } => "panels",
        Layout::Sheet => "sheet",
    };
    let document = compile(core, template, data::packs(cx, edition, &[pack]))?;
    let findings = examine::document(cx, core, &document, &[pack]);
    if findings.iter().any(Diagnostic::is_error) { Err(findings) } else { Ok(document) }
}

/// Boards' pages one after another as one PDF: a merged file holds the very pages of the boards' own.
///
/// # Errors
/// What the PDF writer refuses.
pub fn pdf(edition: &Edition, packs: &[(&Pack, &PagedDocument)]) -> Result<Vec<u8>, Vec<Diagnostic>> {
    match packs {
        [] => Ok(Vec::new()),
        [(pack, document)] => export(document, &format!("{}-{}", edition.id(), pack.board.id)),
        [(first, document), ..] => {
            let pages = packs.iter().flat_map(|(_, document)| document.pages()).cloned().collect();
            let merged = PagedDocument::new(pages, document.info().clone());
            export(&merged, &format!("{}-{}", edition.id(), first.paper.name))
        }
    }
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
