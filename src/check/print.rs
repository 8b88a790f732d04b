//! What is not printed: translations that a board asks for and that are not there, texts that nobody wrote.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{Lang, Messages};
use crate::model::Site;

/// Once an edition and language: which articles a board that asks for the language shows in Chinese alone.
pub fn check(site: &Site, out: &mut Vec<Diagnostic>) {
    empty(site, out);
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

/// Texts that are to be printed and say nothing, or what `new` put there.
fn empty(site: &Site, out: &mut Vec<Diagnostic>) {
    let is_hint = |text: &str| {
        let hints =
            Lang::ALL.into_iter().filter_map(|lang| Messages::embedded(lang).cli.get("new_article_hint"));
        hints.filter_map(|hint| hint.lines().next()).any(|line| text.contains(line))
    };
    let mut seen = BTreeSet::new();
    let at_hand = &site.editions[site.current.unwrap_or(0).min(site.editions.len())..];
    let articles = at_hand.iter().flat_map(|edition| site.edition_articles(edition));
    for article in articles.filter(|article| seen.insert(&article.slug)) {
        let at = |code: Code| code.at(article.place.clone()).with("title", &article.title);
        if is_hint(article.body.markdown()) {
            out.push(at(Code::Placeholder));
        } else if article.body.read().lead().next().is_none() {
            out.push(at(Code::PosterEmpty));
        }
    }
    for alert in site.alerts.iter().filter(|alert| alert.body.markdown().trim().is_empty()) {
        out.push(Code::AlertEmpty.at(alert.place.clone()).with("title", &alert.title));
    }
}
