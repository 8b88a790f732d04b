//! State → what every page of the desk shows: plain values and words. Each page adds a view of its own.

use std::sync::Arc;

use serde::Serialize;

use super::super::Work;
use super::super::paths;
use super::super::state::{State, at_hand, in_preparation};
use super::Desk;
use super::survey::Survey;
use crate::diagnostic::Severity;
use crate::messages::{Lang, Messages, Section, language_name};
use crate::model::Site;
use crate::model::edition::Edition;
use crate::model::period::date_label;

/// What a query asks for.
pub struct Asked {
    pub lang: Lang,
    /// The language, where it was asked for.
    pub chosen: Option<Lang>,
    pub edition: Option<u32>,
    pub village: String,
    pub format: String,
    /// Boards whose pages differ from what was printed.
    pub unprinted: bool,
    /// Whether the board's codes are to be decoded.
    pub proof: bool,
}

impl Asked {
    pub fn read(query: &str, usual: Lang) -> Asked {
        let chosen = Lang::from_tag(&paths::query(query, "lang"));
        Asked {
            lang: chosen.unwrap_or(usual),
            chosen,
            edition: paths::query(query, "edition").parse().ok(),
            village: paths::query(query, "village"),
            format: paths::query(query, "format"),
            unprinted: !paths::query(query, "unprinted").is_empty(),
            proof: !paths::query(query, "proof").is_empty(),
        }
    }

    /// The query that keeps what was chosen, for another edition or language where one is given.
    pub fn keep(&self, edition: Option<u32>, lang: Option<Lang>) -> String {
        let mut pairs = Vec::new();
        pairs.extend(edition.or(self.edition).map(|number| format!("edition={number}")));
        pairs.extend(lang.or(self.chosen).map(|lang| format!("lang={}", lang.tag())));
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

/// What every page of the desk gets beside its own view.
#[derive(Serialize)]
pub struct Root<'a, T: Serialize> {
    lang: &'static str,
    t: &'a Section,
    /// `home`, `boards`, `changes`.
    section: &'static str,
    site_name: String,
    today: String,
    /// The query of links that keep edition and language.
    keep: String,
    other_lang: Choice,
    edition: Option<EditionView>,
    editions: Vec<Choice>,
    status: Status,
    /// How a command of this project begins.
    command: String,
    /// Other computers can see the desk.
    open: bool,
    page: T,
}

/// A link to the same page with something else chosen.
#[derive(Serialize)]
pub struct Choice {
    pub name: String,
    pub href: String,
    pub tag: &'static str,
    pub current: bool,
}

#[derive(Serialize)]
pub struct EditionView {
    number: u32,
    title: String,
    period: String,
    /// `past`, `current`, `coming`.
    state: &'static str,
    articles: Vec<ArticleView>,
}

#[derive(Serialize)]
pub struct ArticleView {
    pub title: String,
    pub href: String,
    pub draft: bool,
}

/// Whether the site could be published.
#[derive(Serialize)]
pub struct Status {
    /// `wait`, `bad`, `good`.
    state: &'static str,
    errors: usize,
    warnings: usize,
    notes: usize,
    behind: bool,
    checking: bool,
    /// `print` would refuse the edition, so its packs are not to be had.
    packs_wait: bool,
}

pub fn root<'a, T: Serialize>(
    work: &'a Work,
    state: &State,
    asked: &Asked,
    section: &'static str,
    page: T,
) -> Root<'a, T> {
    let lang = asked.lang;
    let site = state.project.as_ref().map(|project| project.site());
    let edition = site.and_then(|site| chosen(site, asked));
    let other = if lang == Lang::ZhCn { Lang::En } else { Lang::ZhCn };
    Root {
        lang: lang.tag(),
        t: &Messages::embedded(lang).desk,
        section,
        site_name: site.map(|site| site.config.name.clone()).unwrap_or_default(),
        today: date_label(work.today(), lang),
        keep: asked.keep(None, None),
        other_lang: Choice {
            name: language_name(other.tag()).to_owned(),
            href: asked.keep(None, Some(other)),
            tag: other.tag(),
            current: false,
        },
        editions: site.map(|site| editions(site, asked, edition)).unwrap_or_default(),
        edition: site.zip(edition).map(|(site, edition)| edition_view(site, edition, lang)),
        status: status(state, edition),
        command: work.options.command(),
        open: work.options.is_open(),
        page,
    }
}

/// The edition that is asked for, else the one in preparation.
fn chosen<'s>(site: &'s Site, asked: &Asked) -> Option<&'s Edition> {
    let number = asked.edition;
    let found = site.editions.iter().find(|edition| Some(edition.number) == number);
    found.or_else(|| in_preparation(site))
}

fn editions(site: &Site, asked: &Asked, shown: Option<&Edition>) -> Vec<Choice> {
    let choice = |edition: &Edition| Choice {
        name: Messages::embedded(asked.lang).desk("edition", &[("number", &edition.number.to_string())]),
        href: asked.keep(Some(edition.number), None),
        tag: site.edition_state(edition).name(),
        current: shown.is_some_and(|shown| shown.number == edition.number),
    };
    at_hand(site).iter().map(choice).collect()
}

fn edition_view(site: &Site, edition: &Edition, lang: Lang) -> EditionView {
    let article = |article: &crate::model::article::Article| ArticleView {
        title: article.title.clone(),
        href: format!("/a/{}/", article.slug),
        draft: article.draft,
    };
    EditionView {
        number: edition.number,
        title: edition.title.clone(),
        period: edition.period.label(lang),
        state: site.edition_state(edition).name(),
        articles: site.edition_articles(edition).map(article).collect(),
    }
}

fn status(state: &State, edition: Option<&Edition>) -> Status {
    let findings = state.findings();
    let count = |severity| findings.iter().filter(|found| found.severity == severity).count();
    let errors = count(Severity::Error);
    let state_name = match errors {
        0 if state.checking => "wait",
        0 => "good",
        _ => "bad",
    };
    Status {
        state: state_name,
        errors,
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        behind: state.is_behind(),
        checking: state.checking,
        packs_wait: edition.is_some_and(|edition| state.keeps_from_print(edition.number)),
    }
}

pub fn survey(desk: &Desk, state: &State, asked: &Asked) -> Option<Arc<Survey>> {
    let project = state.project.as_ref()?;
    let edition = chosen(project.site(), asked)?;
    Some(desk.surveys.of(project, edition.number))
}

/// Stands where a page's picture cannot be made, and never could.
pub fn placeholder(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 320 452\" width=\"320\" height=\"452\">\
         <rect width=\"320\" height=\"452\" fill=\"#fdf0ed\"/>\
         <text x=\"160\" y=\"226\" text-anchor=\"middle\" font-size=\"30\" fill=\"#a01414\" \
         font-family=\"sans-serif\">{text}</text></svg>"
    )
}
