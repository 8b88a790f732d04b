//! A board's cover slip and hanging plan: what belongs to it, and at which height everything hangs.

use serde::Serialize;

use super::{BoardData, PacksRoot, board_data, root};
use crate::model::config::Ink;
use crate::plan::PrintPlan;
use crate::plan::hanging::Hanging;
use crate::plan::packs::{Layout, Pack};
use crate::render::Context;

#[derive(Serialize)]
struct SlipPack<'a> {
    board: BoardData<'a>,
    slip: SlipData<'a>,
}

/// Lengths in centimetres, heights above ground, both rounded to millimetres.
#[derive(Serialize)]
pub struct SlipData<'a> {
    format: &'static str,
    /// The board's permanent address in letters.
    address: &'a str,
    /// The board's own file under `print/NNN/`.
    file: String,
    papers: Vec<PaperData>,
    frame: FrameData,
    rows: Vec<RowData>,
    pages: Vec<SpotData<'a>>,
}

#[derive(Serialize)]
struct PaperData {
    paper: String,
    sheets: usize,
}

#[derive(Serialize)]
struct FrameData {
    width: f64,
    height: f64,
    bottom: f64,
    top: f64,
    centre: f64,
}

#[derive(Serialize)]
struct RowData {
    first: usize,
    last: usize,
    bottom: f64,
    top: f64,
    centre: f64,
    code: f64,
}

#[derive(Serialize)]
struct SpotData<'a> {
    number: usize,
    /// Of the article; none on the strip and on a sheet.
    title: Option<&'a str>,
    left: f64,
    width: f64,
    bottom: f64,
    top: f64,
}

/// The data of all boards' slips, for `slip.typ`.
pub fn slips(cx: Context, print: &PrintPlan) -> Vec<u8> {
    let packs = print.packs.iter();
    let packs = packs.map(|pack| SlipPack { board: board_data(pack.board), slip: of(pack) }).collect();
    root(cx, Ink::Saving, Some(print.edition), PacksRoot { packs, slips: true })
}

pub(super) fn of<'a>(pack: &'a Pack) -> SlipData<'a> {
    let hanging = Hanging::of(pack);
    let before = pack.pages() - if pack.layout == Layout::Sheet { 1 } else { pack.articles.len() };
    let title = |page: usize| -> Option<&'a str> {
        let (article, _) = pack.articles.get(page.checked_sub(before)?)?;
        (pack.layout != Layout::Sheet).then_some(article.title.as_str())
    };
    let frame = hanging.frame;
    SlipData {
        format: if pack.layout == Layout::Sheet { "sheet" } else { "panels" },
        address: &pack.code.short,
        file: pack.file(),
        papers: pack
            .sheets()
            .into_iter()
            .map(|(paper, sheets)| PaperData { paper: paper.label(), sheets })
            .collect(),
        frame: FrameData {
            width: tenths(hanging.frame_width),
            height: tenths(frame.top - frame.bottom),
            bottom: tenths(frame.bottom),
            top: tenths(frame.top),
            centre: tenths(frame.centre()),
        },
        rows: hanging
            .rows
            .iter()
            .map(|row| RowData {
                first: row.first,
                last: row.last,
                bottom: tenths(row.span.bottom),
                top: tenths(row.span.top),
                centre: tenths(row.span.centre()),
                code: tenths(row.code),
            })
            .collect(),
        pages: hanging
            .pages
            .iter()
            .enumerate()
            .map(|(index, page)| SpotData {
                number: index + 1,
                title: title(index),
                left: tenths(page.left),
                width: tenths(page.width),
                bottom: tenths(page.span.bottom),
                top: tenths(page.span.top),
            })
            .collect(),
    }
}

fn tenths(centimetres: f64) -> f64 {
    (centimetres * 10.0).round() / 10.0
}
