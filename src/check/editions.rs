//! What editions must have: articles, and in some places tobacco control and vector control in each.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;

/// Topics that editions are checked for, where a project lists them.
const REQUIRED: [&str; 2] = ["tobacco", "vector"];

pub fn check(site: &Site, out: &mut Vec<Diagnostic>) {
    if site.current.is_none()
        && let Some(first) = site.editions.first()
    {
        let found = Code::NoCurrentEdition.at(first.period_place.clone());
        out.push(found.with("number", first.number).with("start", first.period.start));
    }
    // The article may be among those that could not be read.
    if !site.lost.is_empty() {
        return;
    }
    for id in REQUIRED {
        let Some(index) = site.config.topics.iter().position(|topic| topic.id == id) else { continue };
        // An edition without any article is told as that.
        for edition in site.editions.iter().filter(|edition| !edition.articles.is_empty()) {
            if !site.edition_articles(edition).any(|article| article.topics.contains(&index)) {
                let found = Code::EditionTopic.at(edition.place.clone()).with("number", edition.number);
                out.push(found.with("topic", &site.config.topics[index].name));
            }
        }
    }
}
