//! The delivery list of an edition: which file goes where, in the order of the round. Dates and signatures stay blank.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Context;
use super::poster::data::{EditionData, SiteData, edition_data, site};
use crate::messages::Section;
use crate::plan::PrintPlan;
use crate::plan::packs::{Layout, Pack};

#[derive(Serialize)]
struct Root<'a> {
    lang: &'a str,
    t: &'a Section,
    site: SiteData<'a>,
    edition: EditionData<'a>,
    rows: Vec<Row<'a>>,
    totals: Vec<Total>,
    date: String,
}

#[derive(Serialize)]
struct Row<'a> {
    order: usize,
    id: &'a str,
    village: &'a str,
    name: &'a str,
    place: &'a str,
    format: &'a str,
    paper: String,
    pages: usize,
    /// A4 sheets that go with the pages.
    slips: usize,
    file: String,
}

#[derive(Serialize)]
struct Total {
    paper: String,
    pages: usize,
    boards: usize,
}

fn rows<'a>(print: &'a PrintPlan) -> Vec<Row<'a>> {
    print
        .packs
        .iter()
        .enumerate()
        .map(|(index, pack)| Row {
            order: index + 1,
            id: &pack.board.id,
            village: &pack.board.village,
            name: &pack.board.name,
            place: &pack.board.spot,
            format: if pack.layout == Layout::Sheet { "sheet" } else { "panels" },
            paper: pack.paper.label(),
            pages: pack.pages(),
            slips: 1,
            file: pack.file(),
        })
        .collect()
}

/// The list's data for the poster template `delivery.typ`.
pub fn json(cx: Context, print: &PrintPlan) -> Vec<u8> {
    let rows = rows(print);
    let mut sums: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (paper, count) in print.packs.iter().flat_map(Pack::sheets) {
        let sum = sums.entry(paper.label()).or_default();
        *sum = (sum.0 + count, sum.1 + 1);
    }
    let root = Root {
        lang: &cx.site.config.language,
        t: &cx.theme.messages(cx.site.lang).print,
        site: site(cx),
        edition: edition_data(cx, print.edition),
        totals: sums.into_iter().map(|(paper, (pages, boards))| Total { paper, pages, boards }).collect(),
        rows,
        date: crate::model::period::date_label(cx.site.today, cx.site.lang),
    };
    crate::render::poster::data::json::to_vec(&root)
}

/// The list as a table for spreadsheets.
pub fn csv(print: &PrintPlan) -> Vec<u8> {
    super::data::csv(rows(print))
}
