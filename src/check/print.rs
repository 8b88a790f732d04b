//! What is not printed: translations that a board asks for and that are not there.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;

/// Once an edition and language: which articles a board that asks for the language shows in Chinese alone.
pub fn check(site: &Site, out: &mut Vec<Diagnostic>) {
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
