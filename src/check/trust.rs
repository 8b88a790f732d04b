//! Published health information names its sources and who reviewed it (2022 opinion on all-media health communication).

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;

pub fn check(site: &Site, out: &mut Vec<Diagnostic>) {
    for article in site.articles.values() {
        let at = |code: Code| code.at(article.place.clone()).with("title", &article.title);
        if article.trust.sources.is_empty() {
            out.push(at(Code::NoSource));
        }
        if article.trust.reviewer.is_none() {
            out.push(at(Code::NoReviewer));
        }
        if let Some(expires) = article.expires.filter(|_| article.is_expired(site.today)) {
            out.push(at(Code::ArticleExpired).with("expires", expires));
        }
    }
}
