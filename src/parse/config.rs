//! `banbao.toml` → `RawConfig`.

use super::fields::{Fields, parse_toml};
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Inputs;
use crate::source::{Place, Span, Spanned};

/// The configuration as written.
#[derive(Debug, Clone, Default)]
pub struct RawConfig {
    pub name: Option<Spanned<String>>,
    pub base_url: Option<Spanned<String>>,
    pub language: Option<Spanned<String>>,
    pub description: Option<Spanned<String>>,
    pub theme: Option<Spanned<String>>,
    pub links: Option<Spanned<String>>,
    pub notice: Option<Spanned<String>>,
    pub organisation: RawOrganisation,
    pub footer: RawFooter,
    pub hotlines: Vec<RawHotline>,
    pub first_month: Option<Spanned<String>>,
    pub edition_months: Option<Spanned<i64>>,
    pub literacy_items: Option<Spanned<i64>>,
    pub texts: RawTexts,
    pub topics: Vec<RawTopic>,
    pub ink: Option<Spanned<String>>,
    pub raw_html: bool,
    pub codes: Option<Spanned<String>>,
    pub outdoor: bool,
    pub former_urls: Vec<Spanned<String>>,
    pub feed_entries: Option<Spanned<i64>>,
    pub topic_articles: Option<Spanned<i64>>,
    /// `[open_data]`.
    pub licence: Option<Spanned<String>>,
    pub csp: Vec<(Spanned<String>, Spanned<String>)>,
    pub precompress: bool,
    pub search: bool,
    pub cards: bool,
    pub rules: Vec<(Spanned<String>, Spanned<String>)>,
}

/// `[organisation]`: who publishes and how to reach them.
#[derive(Debug, Clone, Default)]
pub struct RawOrganisation {
    pub name: Option<Spanned<String>>,
    pub short: Option<Spanned<String>>,
    pub source_unit: Option<Spanned<String>>,
    pub telephone: Option<Spanned<String>>,
    pub address: Option<Spanned<String>>,
}

/// `[footer]`: registrations, shown only where given.
#[derive(Debug, Clone, Default)]
pub struct RawFooter {
    pub site_id: Option<Spanned<String>>,
    pub icp: Option<Spanned<String>>,
    pub police: Option<Spanned<String>>,
}

/// `[texts]`: what texts may say.
#[derive(Debug, Clone, Default)]
pub struct RawTexts {
    pub banned: Vec<Spanned<String>>,
    pub allowed: Vec<Spanned<String>>,
    pub public_numbers: Vec<Spanned<String>>,
}

/// `[[hotlines]]`.
#[derive(Debug, Clone)]
pub struct RawHotline {
    pub number: Option<Spanned<String>>,
    pub name: Option<Spanned<String>>,
}

/// `[topics.ID]`.
#[derive(Debug, Clone)]
pub struct RawTopic {
    pub id: Spanned<String>,
    pub name: Option<Spanned<String>>,
    pub icon: Option<Spanned<String>>,
    pub color: Option<Spanned<String>>,
}

/// Reads `banbao.toml`. Without the file (reported by the walk) everything is absent.
pub fn parse(inputs: &Inputs, out: &mut Vec<Diagnostic>) -> RawConfig {
    let Some((file, text)) = inputs.text("banbao.toml") else { return RawConfig::default() };
    let Some(toml) = parse_toml(text, file, 0, Code::TomlSyntax, out) else { return RawConfig::default() };
    let first_line = text.lines().next().unwrap_or("").len();
    let mut fields = Fields::new(&toml, file, 0, Span::new(file, 0..first_line), out);
    let mut config = RawConfig {
        name: fields.required("name"),
        base_url: fields.required("base_url"),
        language: fields.string("language"),
        description: fields.string("description"),
        theme: fields.string("theme"),
        links: fields.string("links"),
        notice: fields.string("notice"),
        search: true,
        cards: true,
        ..RawConfig::default()
    };
    config.organisation = fields
        .table("organisation", |fields| RawOrganisation {
            name: fields.string("name"),
            short: fields.string("short"),
            source_unit: fields.string("source_unit"),
            telephone: fields.string("telephone"),
            address: fields.string("address"),
        })
        .unwrap_or_default();
    config.footer = fields
        .table("footer", |fields| RawFooter {
            site_id: fields.string("site_id"),
            icp: fields.string("icp"),
            police: fields.string("police"),
        })
        .unwrap_or_default();
    config.hotlines = fields.tables("hotlines", |fields| RawHotline {
        number: fields.required("number"),
        name: fields.required("name"),
    });
    fields.table("editions", |fields| {
        config.first_month = fields.string("first");
        config.edition_months = fields.integer("months");
        config.literacy_items = fields.integer("literacy_items");
    });
    config.topics = fields.entries("topics", |id, fields| RawTopic {
        id: id.clone(),
        name: fields.required("name"),
        icon: fields.string("icon"),
        color: fields.string("color"),
    });
    fields.table("open_data", |fields| config.licence = fields.string("licence"));
    fields.table("print", |fields| {
        config.ink = fields.string("ink");
        config.codes = fields.string("codes");
        config.former_urls = fields.strings("former_urls");
        config.outdoor = fields.boolean("outdoor").unwrap_or(false);
    });
    config.raw_html =
        fields.table("markdown", |fields| fields.boolean("raw_html")).flatten().unwrap_or(false);
    fields.table("site", |fields| {
        config.feed_entries = fields.integer("feed_entries");
        config.topic_articles = fields.integer("topic_articles");
        config.precompress = fields.boolean("precompress").unwrap_or(false);
        config.search = fields.boolean("search").unwrap_or(true);
        config.cards = fields.boolean("cards").unwrap_or(true);
    });
    config.csp = fields.pairs("csp");
    config.texts = fields
        .table("texts", |fields| RawTexts {
            banned: fields.strings("banned"),
            allowed: fields.strings("allowed"),
            public_numbers: fields.strings("public_numbers"),
        })
        .unwrap_or_default();
    config.rules = fields.pairs("rules");
    fields.finish(&[]);
    config
}

impl RawConfig {
    /// The place of a present value, for reports about the configuration.
    pub fn place(inputs: &Inputs) -> Option<Place> {
        inputs.files.get("banbao.toml").map(|file| Place::File(file.id))
    }
}
