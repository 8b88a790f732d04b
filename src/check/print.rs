//! What a text says on the web and not on paper: raw HTML, footnotes without a text, translations that are not there.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::parse::body::{Body, Kind};
use crate::parse::tree::is_comment;

pub fn check(site: &Site, out: &mut Vec<Diagnostic>) {
    for article in site.articles.values() {
        let translations = article.translations.values().map(|translation| &translation.body);
        for body in std::iter::once(&article.body).chain(translations) {
            html(site, body, out);
            footnotes(body, out);
        }
    }
    for page in &site.pages {
        footnotes(&page.body, out);
    }
    translations(site, out);
}

/// Markup for browsers has no meaning on paper: what it says would be missing there without a word. (Where raw HTML
/// is off it is shown as text on the web, and warned of as such.)
fn html(site: &Site, body: &Body, out: &mut Vec<Diagnostic>) {
    let printed = body.mentions.iter().filter(|mention| mention.kind == Kind::Html { in_lead: true });
    if site.config.raw_html {
        out.extend(
            printed.filter(|html| !is_comment(&html.what)).map(|html| Code::HtmlNotPrinted.at(html.span)),
        );
    }
}

fn footnotes(body: &Body, out: &mut Vec<Diagnostic>) {
    let marks = body.mentions.iter().filter(|mention| mention.kind == Kind::FootnoteMark);
    out.extend(marks.map(|mark| Code::FootnoteUndefined.at(mark.span).with("label", &mark.what)));
}

/// Once an edition and language: which articles a board that asks for the language shows in Chinese alone.
fn translations(site: &Site, out: &mut Vec<Diagnostic>) {
    let Some(edition) = site.current_edition() else { return };
    let tags: BTreeSet<&String> = site.active_boards().flat_map(|board| &board.languages).collect();
    for tag in tags {
        let missing: Vec<&str> = site
            .edition_articles(edition)
            .filter(|article| !article.translations.contains_key(tag))
            .map(|article| article.slug.as_str())
            .collect();
        let Some(first) = site.active_boards().find(|board| board.languages.contains(tag)) else { continue };
        if !missing.is_empty() {
            out.push(
                Code::TranslationMissing
                    .at(first.place.clone())
                    .with("lang", tag)
                    .with("number", edition.number)
                    .with("articles", missing.join(", ")),
            );
        }
    }
}
