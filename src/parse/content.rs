//! `content/editions/*.md`, `content/alerts/*.md`, `content/pages/*.md` → raw values.

use jiff::civil::Date;

use super::body::Body;
use super::fields::Fields;
use super::front_matter;
use crate::diagnostic::Diagnostic;
use crate::inputs::Inputs;
use crate::source::{FileId, Spanned};

/// An edition as written.
#[derive(Debug, Clone)]
pub struct RawEdition {
    pub number: Option<Spanned<i64>>,
    /// `YYYY-MM`, its first month.
    pub period: Option<Spanned<String>>,
    pub title: Option<Spanned<String>>,
    pub articles: Vec<Spanned<String>>,
    pub body: Body,
}

/// An alert as written.
#[derive(Debug, Clone)]
pub struct RawAlert {
    pub stem: String,
    pub title: Option<Spanned<String>>,
    pub from: Option<Spanned<Date>>,
    pub until: Option<Spanned<Date>>,
    pub body: Body,
}

/// A page as written.
#[derive(Debug, Clone)]
pub struct RawPage {
    pub file: FileId,
    pub path: String,
    pub stem: String,
    pub title: Option<Spanned<String>>,
    pub description: Option<Spanned<String>>,
    pub updated: Option<Spanned<Date>>,
    pub weight: Option<Spanned<i64>>,
    pub aliases: Vec<Spanned<String>>,
    /// Explains the campaign: listed on the progress page.
    pub campaign: bool,
    pub body: Body,
}

pub fn editions(inputs: &Inputs, out: &mut Vec<Diagnostic>) -> Vec<RawEdition> {
    each(inputs, "content/editions/", out, |_, _, fields, body| RawEdition {
        number: fields.required_integer("number"),
        period: fields.required("period"),
        title: fields.required("title"),
        articles: fields.strings("articles"),
        body,
    })
}

pub fn alerts(inputs: &Inputs, out: &mut Vec<Diagnostic>) -> Vec<RawAlert> {
    each(inputs, "content/alerts/", out, |path, _, fields, body| RawAlert {
        stem: stem(path),
        title: fields.required("title"),
        from: fields.required_date("from"),
        until: fields.required_date("until"),
        body,
    })
}

pub fn pages(inputs: &Inputs, out: &mut Vec<Diagnostic>) -> Vec<RawPage> {
    each(inputs, "content/pages/", out, |path, file, fields, body| RawPage {
        file,
        path: path.to_owned(),
        stem: stem(path),
        title: fields.required("title"),
        description: fields.string("description"),
        updated: fields.date("updated"),
        weight: fields.integer("weight"),
        aliases: fields.strings("aliases"),
        campaign: fields.boolean("campaign").unwrap_or(false),
        body,
    })
}

fn stem(path: &str) -> String {
    let path = path.strip_suffix(".md").unwrap_or(path);
    path.strip_suffix("/index").unwrap_or(path).to_owned()
}

/// Splits and reads every Markdown file of a folder.
fn each<T>(
    inputs: &Inputs,
    folder: &str,
    out: &mut Vec<Diagnostic>,
    read: impl Fn(&str, FileId, &mut Fields, Body) -> T,
) -> Vec<T> {
    let mut all = Vec::new();
    for (path, file) in inputs.under(folder).filter(|(path, _)| path.ends_with(".md")) {
        all.extend(front_matter::read(file, &[], out, |fields, body| read(path, file.id, fields, body)));
    }
    all
}
