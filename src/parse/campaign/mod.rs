//! `content/campaign/campaign.toml` and its tables → `RawCampaign`.

pub mod spec;

use std::collections::{BTreeMap, BTreeSet};

use self::spec::TableId;
use super::fields::{Fields, parse_toml};
use super::table::{self, Names, RawTable};
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Inputs;
use crate::source::{FileId, Span, Spanned};
use crate::workers;

/// The campaign as written.
#[derive(Debug, Clone)]
pub struct RawCampaign {
    pub file: FileId,
    pub title: Option<Spanned<String>>,
    pub source: Option<Spanned<String>>,
    pub as_of: Option<Spanned<String>>,
    pub intro: Option<Spanned<String>>,
    pub areas: Vec<RawArea>,
    pub checks: Vec<RawCheck>,
    pub series: Vec<RawSeries>,
    pub notes: Vec<RawNote>,
    /// By what they are, as far as they could be read.
    pub tables: BTreeMap<TableId, RawTable>,
    /// Tables that are there and could not be read, which was reported.
    pub unread: BTreeSet<TableId>,
    pub choices: BTreeMap<TableId, RawTableChoices>,
    /// `[privacy] floor`.
    pub floor: Option<Spanned<i64>>,
}

/// `[tables.ID]`: what the office says about a table.
#[derive(Debug, Clone, Default)]
pub struct RawTableChoices {
    /// The rows are an invented sample.
    pub fictional: bool,
    /// Headers of columns of the office's own that may leave it.
    pub public: Vec<Spanned<String>>,
    /// Headers of columns that stay; so said, nobody is told of them again.
    pub private: Vec<Spanned<String>>,
}

/// `[[areas]]`.
#[derive(Debug, Clone)]
pub struct RawArea {
    pub id: Option<Spanned<String>>,
    pub name: Option<Spanned<String>>,
    pub lead: Option<Spanned<String>>,
    pub text: Option<Spanned<String>>,
    pub page: Option<Spanned<String>>,
}

/// `[[checks]]`: parts that must add up to a stated total.
#[derive(Debug, Clone)]
pub struct RawCheck {
    pub total: Option<Spanned<String>>,
    pub parts: Vec<Spanned<String>>,
    /// A line of `series`, whose values are the parts.
    pub series: Option<Spanned<String>>,
    /// The office's word on a disagreement.
    pub note: Option<Spanned<String>>,
}

/// `[[series]]`: figures that belong in one chart.
#[derive(Debug, Clone)]
pub struct RawSeries {
    pub title: Option<Spanned<String>>,
    pub figures: Vec<Spanned<String>>,
}

/// `[[notes]]`: the office's word beside a figure.
#[derive(Debug, Clone)]
pub struct RawNote {
    pub figure: Option<Spanned<String>>,
    pub text: Option<Spanned<String>>,
}

/// Where all of it lies.
const FOLDER: &str = "content/campaign/";

/// Reads it, its tables on up to `jobs` workers.
pub fn parse(inputs: &Inputs, jobs: usize, out: &mut Vec<Diagnostic>) -> Option<RawCampaign> {
    let (tables, unread) = tables(inputs, jobs, out);
    let (file, text) = inputs.text("content/campaign/campaign.toml")?;
    let toml = parse_toml(text, file, 0, Code::TomlSyntax, out)?;
    let mut fields = Fields::new(&toml, file, 0, Span::new(file, 0..0), out);
    let campaign = RawCampaign {
        file,
        title: fields.required("title"),
        source: fields.string("source"),
        as_of: fields.string("as_of"),
        intro: fields.string("intro"),
        areas: fields.tables("areas", |fields| RawArea {
            id: fields.required("id"),
            name: fields.required("name"),
            lead: fields.string("lead"),
            text: fields.string("text"),
            page: fields.string("page"),
        }),
        checks: fields.tables("checks", |fields| RawCheck {
            total: fields.required("total"),
            parts: fields.strings("parts"),
            series: fields.string("series"),
            note: fields.string("note"),
        }),
        series: fields.tables("series", |fields| RawSeries {
            title: fields.required("title"),
            figures: fields.strings("figures"),
        }),
        notes: fields.tables("notes", |fields| RawNote {
            figure: fields.required("figure"),
            text: fields.required("text"),
        }),
        choices: choices(&mut fields),
        floor: fields.table("privacy", |fields| fields.integer("floor")).flatten(),
        tables,
        unread,
    };
    fields.finish(&[]);
    Some(campaign)
}

fn choices(fields: &mut Fields) -> BTreeMap<TableId, RawTableChoices> {
    let all = fields.entries("tables", |name, fields| {
        let choices = RawTableChoices {
            fictional: fields.boolean("fictional").unwrap_or_default(),
            public: fields.strings("public"),
            private: fields.strings("private"),
        };
        (name.clone(), choices)
    });
    let mut known = BTreeMap::new();
    for (name, choices) in all {
        match TableId::from_stem(&name.value) {
            Some(id) => {
                known.insert(id, choices);
            }
            None => fields.refuse("tables", &name, &table::join(TableId::ALL.into_iter().map(TableId::stem))),
        }
    }
    known
}

/// All tables, and those that are there and could not be read. A file that is none of them is told of: its rows would be
/// missed by nobody but its author.
fn tables(
    inputs: &Inputs,
    jobs: usize,
    out: &mut Vec<Diagnostic>,
) -> (BTreeMap<TableId, RawTable>, BTreeSet<TableId>) {
    let (mut tables, mut unread) = (BTreeMap::new(), BTreeSet::new());
    let read = workers::map(&TableId::ALL, jobs, |id| {
        let spec = id.spec();
        let knows = |header: &str| spec.find(header).is_some();
        let names = Names { stem: spec.stem, sheets: &[spec.zh, spec.en], knows: &knows };
        let mut found = Vec::new();
        (*id, table::find(inputs, FOLDER, names, &mut found), found)
    });
    for (id, table, found) in read {
        match table {
            Some(table) => {
                tables.insert(id, table);
            }
            None if !found.is_empty() => {
                unread.insert(id);
            }
            None => {}
        }
        out.extend(found);
    }
    let stems = || TableId::ALL.into_iter().map(TableId::stem);
    for (name, file) in inputs.under(FOLDER) {
        let Some((stem, ending)) = name.rsplit_once('.') else { continue };
        let is_table = table::ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
            || ["xlsm", "xlsb", "ods", "et", "tsv"].iter().any(|known| ending.eq_ignore_ascii_case(known));
        let is_known = table::ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
            && (stems().any(|known| known == stem) || name == "campaign.toml");
        if is_table && !is_known {
            let found = Code::UnknownTable.in_file(file.id).with("file", name);
            out.push(found.with("tables", table::join(stems())).suggest(stem, stems()));
        }
    }
    (tables, unread)
}
