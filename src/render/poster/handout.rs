//! Leaflet, urgent notices, pictures for chats: laid out, examined, written.

use super::examine::handout::{Subject, examine};
use super::export::{self, Standard};
use super::world::Core;
use super::{compile, data, picture};
use crate::diagnostic::Diagnostic;
use crate::model::edition::Edition;
use crate::plan::handouts::{Handout, Notice};
use crate::plan::{Card, PrintPlan};
use crate::render::Context;

/// An edition's leaflet as PDF.
///
/// # Errors
/// Text that does not fit on two sides, a missing code, theme errors.
pub fn leaflet(
    cx: Context,
    core: &Core,
    print: &PrintPlan,
    handout: &Handout,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let document = compile(core, "leaflet", data::leaflet(cx, print.edition, handout))?;
    let subject = Subject { file: "leaflet.pdf", place: &print.edition.place, code: Some(&handout.code) };
    sound(examine(cx, &document, &subject))?;
    export::pdf(core, &document, print.edition, "leaflet", Standard::Archive)
}

/// An urgent notice as PDF.
///
/// # Errors
/// Text that does not fit, a missing code, theme errors.
pub fn notice(
    cx: Context,
    core: &Core,
    edition: &Edition,
    notice: &Notice,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let document = compile(core, "alert", data::notice(cx, notice))?;
    let file = notice.file();
    let subject = Subject { file: &file, place: &notice.alert.place, code: Some(&notice.code) };
    sound(examine(cx, &document, &subject))?;
    let name = format!("alert-{}-{}", notice.alert.id, notice.paper.name);
    export::pdf(core, &document, edition, &name, Standard::Archive)
}

/// An edition as one long picture.
///
/// # Errors
/// A missing code, theme errors.
pub fn share(
    cx: Context,
    core: &Core,
    edition: &Edition,
    handout: &Handout,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let document = compile(core, "share", data::share(cx, edition, handout))?;
    let subject = Subject { file: "share.png", place: &edition.place, code: Some(&handout.code) };
    sound(examine(cx, &document, &subject))?;
    picture::png(&document)
}

/// The card of an article or an edition.
///
/// # Errors
/// Theme errors.
pub fn card(cx: Context, core: &Core, card: Card) -> Result<Vec<u8>, Vec<Diagnostic>> {
    picture::png(&compile(core, "card", data::card(cx, card))?)
}

fn sound(found: Vec<Diagnostic>) -> Result<(), Vec<Diagnostic>> {
    if found.iter().any(Diagnostic::is_error) { Err(found) } else { Ok(()) }
}
