//! `content/campaign/campaign.toml` and its tables → `RawCampaign`.

pub mod spec;

use super::fields::{Fields, parse_toml};
use super::table::{self, RawTable};
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Inputs;
use crate::source::{FileId, Span, Spanned};

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
    pub figures: Option<RawTable>,
    /// The table is there and could not be read, which was reported.
    pub figures_unread: bool,
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

pub fn parse(inputs: &Inputs, out: &mut Vec<Diagnostic>) -> Option<RawCampaign> {
    let figures = table::find(inputs, "content/campaign/figures", out);
    let has_table = inputs.under("content/campaign/figures.").next().is_some();
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
        }),
        series: fields.tables("series", |fields| RawSeries {
            title: fields.required("title"),
            figures: fields.strings("figures"),
        }),
        notes: fields.tables("notes", |fields| RawNote {
            figure: fields.required("figure"),
            text: fields.required("text"),
        }),
        figures_unread: figures.is_none() && has_table,
        figures,
    };
    fields.finish(&[]);
    Some(campaign)
}
