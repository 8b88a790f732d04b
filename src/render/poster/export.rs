//! Laid-out pages → PDF for the archive (PDF/A-2a) and for everyone (PDF/UA-1), or plain PDF where neither can be.
//!
//! Equal pages give equal bytes: identifiers are names, and the date is the edition's own.

use jiff::civil::Date;
use typst::foundations::{Datetime, Smart};
use typst::model::Document;
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::typst_error;
use super::world::Core;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::edition::Edition;
use crate::plan::packs::Pack;
use crate::render::Context;

/// What a file is to be held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// Tagged, PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1): whole pages.
    Archive,
    /// Parts of pages, which have no reading order: tiles.
    Plain,
}

/// A board's own file.
///
/// # Errors
/// What keeps the pages from the archive: a picture without words, a heading without text.
pub fn board(
    cx: Context,
    core: &Core,
    edition: &Edition,
    (pack, document): (&Pack, &PagedDocument),
    standard: Standard,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let board = cx.theme.messages(cx.site.lang).print("board", &[("id", &pack.board.id)]);
    pdf(core, &titled(document, &board), edition, &pack.board.id, standard)
}

/// Boards' pages one after another as one PDF on one paper: a merged file holds the very pages of the boards' own,
/// without the slips, which are a file of their own.
///
/// # Errors
/// As [`board`].
pub fn merged(
    core: &Core,
    edition: &Edition,
    packs: &[(&Pack, &PagedDocument)],
    standard: Standard,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let Some((first, document)) = packs.first() else { return Ok(Vec::new()) };
    // Elements of different boards share Typst's locations. That is right where tags open and close one inside
    // another on each page, as they do here: only parts that wander between pages (footnotes, floats, table rows)
    // are sought by location, and a board's posters have none.
    let pages = packs.iter().flat_map(|(pack, document)| posters(pack, document, standard));
    let merged = PagedDocument::new(pages.cloned().collect(), document.info().clone());
    pdf(core, &titled(&merged, &first.paper.label()), edition, &first.paper.name, standard)
}

/// A board's pages without its slip. Tiles have none among them, and are more than the pack's pages.
fn posters<'d>(pack: &Pack, document: &'d PagedDocument, standard: Standard) -> &'d [Page] {
    let pages = document.pages();
    match standard {
        Standard::Archive => &pages[..pages.len().min(pack.pages())],
        Standard::Plain => pages,
    }
}

/// One document; `name` tells it from the others of the edition.
///
/// # Errors
/// As [`board`].
pub fn pdf(
    core: &Core,
    document: &PagedDocument,
    edition: &Edition,
    name: &str,
    standard: Standard,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let wanted: &[PdfStandard] = match standard {
        Standard::Archive => &[PdfStandard::A_2a, PdfStandard::Ua_1],
        Standard::Plain => &[],
    };
    let options = PdfOptions {
        ident: Smart::Custom(format!("banbao-{}-{name}", edition.id())),
        creator: Smart::Custom(Some("banbao".to_owned())),
        timestamp: datetime(edition.period.start).map(Timestamp::new_utc),
        // The two have a version in common: the list is ours, and a test writes with it.
        standards: PdfStandards::new(wanted).unwrap_or_default(),
        tagged: standard == Standard::Archive,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options)
        .map_err(|errors| errors.iter().map(|error| typst_error(core, Code::PdfStandard, error)).collect())
}

/// The same pages; the title says whose.
fn titled(document: &PagedDocument, whose: &str) -> PagedDocument {
    let mut document = document.clone();
    let info = document.info_mut();
    let title = info.title.take().unwrap_or_default();
    info.title = Some(format!("{title} {whose}").trim().into());
    document
}

fn datetime(date: Date) -> Option<Datetime> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    Datetime::from_ymd_hms(i32::from(date.year()), month, day, 0, 0, 0)
}
