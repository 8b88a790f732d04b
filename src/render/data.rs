//! Open data: what the pages show, as JSON and CSV. Nothing is here that no page shows.

use std::borrow::Cow;

use serde::{Serialize, Serializer as _};

use super::Context;
use super::tables::{self, Open};
use crate::model::Site;
use crate::model::board::Format;
use crate::model::edition::Edition;
use crate::parse::campaign::spec::TableId;
use crate::plan::Data;

#[derive(Serialize)]
struct FigureRow<'a> {
    area: &'a str,
    id: &'a str,
    indicator: &'a str,
    value: String,
    qualifier: Option<&'a str>,
    unit: &'a str,
    period: Option<&'a str>,
    source: &'a str,
    as_of: Option<&'a str>,
    target: Option<&'a str>,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct BoardRow<'a> {
    id: &'a str,
    name: &'a str,
    kind: &'a str,
    village: &'a str,
    place: &'a str,
    width_cm: f64,
    height_cm: f64,
    format: &'a str,
    installed: Option<String>,
    retired: Option<String>,
    url: String,
}

#[derive(Serialize)]
struct EditionRow<'a> {
    number: u32,
    title: &'a str,
    start: String,
    end: String,
    state: &'a str,
    articles: &'a [String],
    url: String,
}

#[derive(Serialize)]
struct ArticleRow<'a> {
    slug: &'a str,
    title: &'a str,
    description: Option<&'a str>,
    topics: Vec<&'a str>,
    date: Option<String>,
    updated: Option<String>,
    expires: Option<String>,
    reviewer: Option<&'a str>,
    sources: &'a [String],
    editions: Vec<u32>,
    url: String,
}

/// Room for most rows, in bytes: a list of ten thousand is not moved each time that it has doubled.
const ROW: usize = 512;

/// JSON Schema (2020-12) of all the files, a definition each; `docs/open-data.md` says the same in words.
const SCHEMA: &str = include_str!("open-data.schema.json");

pub fn render(cx: Context, data: Data) -> Vec<u8> {
    match data {
        Data::FiguresJson => json(figures(cx.site)),
        Data::FiguresCsv => csv(figures(cx.site)),
        Data::BoardsJson => json(boards(cx)),
        Data::BoardsCsv => csv(boards(cx)),
        Data::EditionsJson => json(editions(cx)),
        Data::ArticlesJson => json(articles(cx)),
        Data::TableJson(id) => table(cx, id).map(|table| table.json()).unwrap_or_default(),
        Data::TableCsv(id) => table(cx, id).map(|table| table.csv()).unwrap_or_default(),
        Data::Package => tables::package(cx),
        Data::Schema => SCHEMA.as_bytes().to_vec(),
    }
}

fn table(cx: Context<'_>, id: TableId) -> Option<Open<'_>> {
    Some(tables::open(cx.site.campaign.as_ref()?, id))
}

/// Row by row: all of them at once would take as much room as what is written.
fn json<T: Serialize>(rows: impl Iterator<Item = T>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(rows.size_hint().0 * ROW);
    // Rows of texts and numbers always serialise.
    let _ = serde_json::Serializer::pretty(&mut bytes).collect_seq(rows);
    bytes.push(b'\n');
    bytes
}

/// With a BOM, so that Excel reads the Chinese; texts that a spreadsheet would run as a formula are defused.
pub fn csv<T: Serialize>(rows: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut plain = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let _ = plain.serialize(row);
    }
    let plain = plain.into_inner().unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&plain[..]);
    let mut out = csv::Writer::from_writer("\u{FEFF}".as_bytes().to_vec());
    for record in reader.records().flatten() {
        let _ = out.write_record(record.iter().map(|cell| defuse(cell).into_owned()));
    }
    out.into_inner().unwrap_or_default()
}

/// A leading `=`, `+`, `-` or `@` starts a formula in spreadsheets, unless the text is a number.
pub fn defuse(text: &str) -> Cow<'_, str> {
    let starts = text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r']);
    if starts && text.parse::<f64>().is_err() { format!("'{text}").into() } else { text.into() }
}

fn figures(site: &Site) -> impl Iterator<Item = FigureRow<'_>> {
    let all =
        site.campaign.iter().flat_map(|campaign| campaign.figures.iter().map(move |one| (campaign, one)));
    all.map(|(campaign, figure)| FigureRow {
        area: &campaign.areas[figure.area].name,
        id: &figure.id,
        indicator: &figure.indicator,
        value: figure.amount.plain(),
        qualifier: figure.qualifier.as_deref(),
        unit: &figure.unit,
        period: figure.period.as_deref(),
        source: &figure.source,
        as_of: figure.as_of.as_deref().or(campaign.as_of.as_deref()),
        target: figure.target.as_deref(),
        note: figure.note.as_deref(),
    })
}

fn boards<'a>(cx: Context<'a>) -> impl Iterator<Item = BoardRow<'a>> {
    cx.site.boards.iter().map(move |board| BoardRow {
        id: &board.id,
        name: &board.name,
        kind: &board.kind,
        village: &board.village,
        place: &board.spot,
        width_cm: board.width_cm,
        height_cm: board.height_cm,
        format: match board.format {
            Format::Panels => "panels",
            Format::Sheet(_) => "sheet",
        },
        installed: board.installed.map(|date| date.to_string()),
        retired: board.retired.map(|date| date.to_string()),
        url: format!("{}/b/{}/", cx.base_url, board.id),
    })
}

fn editions<'a>(cx: Context<'a>) -> impl Iterator<Item = EditionRow<'a>> {
    let row = move |edition: &'a Edition| EditionRow {
        number: edition.number,
        title: &edition.title,
        start: edition.period.start.to_string(),
        end: edition.period.end().yesterday().unwrap_or(edition.period.start).to_string(),
        state: cx.site.edition_state(edition).name(),
        articles: &edition.articles,
        url: format!("{}/e/{}/", cx.base_url, edition.id()),
    };
    cx.site.editions.iter().map(row)
}

fn articles<'a>(cx: Context<'a>) -> impl Iterator<Item = ArticleRow<'a>> {
    let site = cx.site;
    site.articles().map(move |article| ArticleRow {
        slug: &article.slug,
        title: &article.title,
        description: article.description.as_deref(),
        topics: article.topics.iter().map(|at| site.config.topics[*at].id.as_str()).collect(),
        date: article.date.map(|date| date.to_string()),
        updated: article.updated.map(|date| date.to_string()),
        expires: article.expires.map(|date| date.to_string()),
        reviewer: article.trust.reviewer.as_deref(),
        sources: &article.trust.sources,
        editions: site
            .editions
            .iter()
            .filter(|edition| edition.articles.contains(&article.slug))
            .map(|edition| edition.number)
            .collect(),
        url: format!("{}/a/{}/", cx.base_url, article.slug),
    })
}

#[cfg(test)]
mod tests {
    use super::defuse;

    #[test]
    fn formulas_become_text_and_numbers_stay() {
        assert_eq!(defuse("=1+1"), "'=1+1");
        assert_eq!(defuse("＝1+1"), "'＝1+1");
        assert_eq!(defuse("+说明"), "'+说明");
        assert_eq!(defuse("-5"), "-5");
        assert_eq!(defuse("甲村"), "甲村");
    }
}
