//! The campaign on paper: laid out, examined, written.

use super::examine::handout::{Subject, examine};
use super::export::{self, Standard};
use super::world::Core;
use super::{compile, data};
use crate::diagnostic::Diagnostic;
use crate::model::edition::Edition;
use crate::plan::progress::{CampaignPrint, Poster};
use crate::render::Context;

/// A progress poster as PDF.
///
/// # Errors
/// Text that does not fit, a missing code or glyph, theme errors.
pub fn poster(
    cx: Context,
    core: &Core,
    edition: &Edition,
    poster: &Poster,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let Some(campaign) = &cx.site.campaign else { return Err(Vec::new()) };
    let json = data::progress::progress(cx, edition, campaign, poster);
    let name = format!("progress-{}", poster.paper.name);
    finish(cx, core, edition, json, ("progress", &name, Some(poster)))
}

/// The report as PDF.
///
/// # Errors
/// Missing glyphs, theme errors.
pub fn report(
    cx: Context,
    core: &Core,
    edition: &Edition,
    print: &CampaignPrint,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let Some(campaign) = &cx.site.campaign else { return Err(Vec::new()) };
    let json = data::progress::report(cx, edition, campaign, &print.short);
    finish(cx, core, edition, json, ("report", "report", None))
}

fn finish(
    cx: Context,
    core: &Core,
    edition: &Edition,
    json: Vec<u8>,
    (template, name, poster): (&str, &str, Option<&Poster>),
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let document = compile(core, template, json)?;
    let file = format!("{name}.pdf");
    let code = poster.map(|poster| &poster.code);
    let found = examine(cx, &document, &Subject { file: &file, place: &edition.place, code });
    if found.iter().any(Diagnostic::is_error) {
        return Err(found);
    }
    export::pdf(core, &document, edition, name, Standard::Archive)
}
