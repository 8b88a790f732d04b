//! Posters: packs → PDF by Typst. Text reaches Typst as data; what comes out is examined before it counts as printed.

mod breaks;
pub mod crop;
pub mod data;
pub mod examine;
pub mod export;
pub mod fingerprint;
pub mod glyphs;
pub mod handout;
mod overflow;
pub mod picture;
mod pictures;
pub mod progress;
pub mod shop;
pub mod tiles;
pub mod world;

use typst_layout::PagedDocument;

use self::export::Standard;
use self::world::{Core, PosterWorld};
use super::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::edition::Edition;
use crate::plan::PrintPlan;
use crate::plan::packs::{Layout, Pack};
use crate::source::{Place, Span};

/// A board's pages, laid out and held against the plan, with what is to be warned of.
///
/// # Errors
/// Everything that must not be printed: text that does not fit, missing glyphs, codes too small, theme errors.
pub fn lay_out(
    cx: Context,
    core: &Core,
    edition: &Edition,
    pack: &Pack,
) -> Result<(PagedDocument, Vec<Diagnostic>), Vec<Diagnostic>> {
    lay_out_data(cx, core, pack, || data::packs(cx, edition, &[pack]))
}

/// As [`lay_out`], for who looks at what hangs: the slip, which is another one for each board, is left out.
///
/// # Errors
/// As [`lay_out`].
pub fn lay_out_hung(
    cx: Context,
    core: &Core,
    edition: &Edition,
    pack: &Pack,
) -> Result<PagedDocument, Vec<Diagnostic>> {
    Ok(lay_out_data(cx, core, pack, || data::hung(cx, edition, pack))?.0)
}

fn lay_out_data(
    cx: Context,
    core: &Core,
    pack: &Pack,
    json: impl FnOnce() -> Vec<u8>,
) -> Result<(PagedDocument, Vec<Diagnostic>), Vec<Diagnostic>> {
    let template = match pack.layout {
        Layout::Panels { .. } => "panels",
        Layout::Sheet => "sheet",
    };
    if let Some(found) = overflow::hopeless(pack) {
        return Err(vec![found]);
    }
    let document = compile(core, template, json())?;
    let findings = examine::document(cx, core, &document, &[pack]);
    if findings.iter().any(Diagnostic::is_error) { Err(findings) } else { Ok((document, findings)) }
}

/// The slips of all boards, in delivery order.
///
/// # Errors
/// Theme errors.
pub fn slips(cx: Context, core: &Core, print: &PrintPlan) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let document = compile(core, "slip", data::slips(cx, print))?;
    export::pdf(core, &document, print.edition, "slips", Standard::Archive)
}

/// The delivery list as PDF.
///
/// # Errors
/// Theme errors.
pub fn delivery(core: &Core, edition: &Edition, json: Vec<u8>) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let document = compile(core, "delivery", json)?;
    export::pdf(core, &document, edition, "delivery", Standard::Archive)
}

fn compile(core: &Core, template: &str, json: Vec<u8>) -> Result<PagedDocument, Vec<Diagnostic>> {
    let Some(world) = PosterWorld::new(core, &format!("posters/{template}.typ"), json) else {
        let file = format!("posters/{template}.typ");
        return Err(vec![Code::ThemeFileMissing.diagnostic().with("file", file)]);
    };
    typst::compile::<PagedDocument>(&world)
        .output
        .map_err(|errors| errors.iter().map(|error| typst_error(core, Code::TypstError, error)).collect())
}

/// Typst's message as ours, at its place in the theme.
fn typst_error(core: &Core, code: Code, error: &typst::diag::SourceDiagnostic) -> Diagnostic {
    let mut reason = error.message.to_string();
    for hint in &error.hints {
        reason.push_str(&format!(" ({})", hint.v));
    }
    let file = error.span.id().and_then(|id| core.theme_file(id));
    let diagnostic = match (file, core.range(error.span)) {
        (Some(file), Some(range)) => code.at(Span::new(file, range)),
        (Some(file), None) => code.at(Place::File(file)),
        (None, _) => code.diagnostic(),
    };
    diagnostic.with("reason", reason)
}
