//! Published health information names its sources and who reviewed it (2022 opinion on all-media health communication).

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;

pub fn check(site: &Site, out: &mut Vec<Diagnostic>) {
    // Where a project wants none of them there may be thousands.
    let wants = |code: Code| site.config.rules.wants(code);
    let (sources, reviewers) = (wants(Code::NoSource), wants(Code::NoReviewer));
    for article in site.articles() {
        let at = |code: Code| code.at(article.place.clone()).with("title", &article.title);
        if sources && article.trust.sources.is_empty() {
            out.push(at(Code::NoSource));
        }
        if reviewers && article.trust.reviewer.is_none() {
            out.push(at(Code::NoReviewer));
        }
        if let Some(reviewed) = article.trust.reviewed.filter(|date| *date > site.today) {
            out.push(at(Code::ReviewAhead).with("reviewed", reviewed));
        }
        if let Some(expires) = article.expires.filter(|_| article.is_expired(site.today)) {
            out.push(at(Code::ArticleExpired).with("expires", expires));
        }
    }
}
