//! The Atom feed (RFC 4287): the newest of articles, editions that have begun and urgent notices that are valid, with their
//! full text, as many as the configuration says.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::Context;
use super::html::Html;
use super::xml::Xml;
use crate::model::Site;
use crate::model::alert::Alert;
use crate::model::article::Article;
use crate::model::edition::Edition;
use crate::parse::body::Body;
use crate::plan::links::Linker;

/// RFC 3339 at midnight in China, where the offices are: front matter has dates without a time.
fn instant(date: Date) -> String {
    format!("{date}T00:00:00+08:00")
}

/// What the feed tells of. Of one day, the urgent comes first.
enum Entry<'s> {
    Alert(&'s Alert),
    Edition(&'s Edition),
    Article(&'s Article),
}

impl Entry<'_> {
    /// The day it was last changed, as far as the sources say; articles without one are in no feed.
    fn date(&self) -> Option<Date> {
        match self {
            Entry::Alert(alert) => Some(alert.from),
            Entry::Edition(edition) => Some(edition.period.start),
            Entry::Article(article) => article.modified(),
        }
    }
}

/// The newest entries, newest first.
fn entries(site: &Site) -> Vec<Entry<'_>> {
    let alerts = site.alerts.iter().filter(|alert| alert.is_active(site.today)).map(Entry::Alert);
    let editions = site.begun_editions().map(Entry::Edition);
    let articles = site.articles().filter(|article| article.date.is_some_and(|date| date <= site.today));
    let mut entries: Vec<Entry> = alerts.chain(editions).chain(articles.map(Entry::Article)).collect();
    // Articles came by slug, and equals stay in order.
    entries.sort_by_cached_key(|entry| Reverse(entry.date()));
    entries.truncate(site.config.feed_entries);
    entries
}

/// The newest entries, with their full text.
pub fn atom(cx: Context) -> Vec<u8> {
    let site = cx.site;
    let home = format!("{}/", cx.base_url);
    let own = format!("{}/feed.xml", cx.base_url);
    let entries = entries(site);
    let updated = entries.iter().filter_map(Entry::date).max().unwrap_or(site.today);

    let mut xml = Xml::new();
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", &site.config.language)]);
    xml.text("title", &[], &site.config.name);
    xml.text("subtitle", &[], &site.config.description);
    xml.text("id", &[], &home);
    xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &own)]);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &home)]);
    xml.text("updated", &[], &instant(updated));
    xml.open("author", &[]);
    xml.text("name", &[], &site.config.organisation.name);
    xml.close("author");
    for entry in entries {
        xml.open("entry", &[]);
        match entry {
            Entry::Alert(alert) => notice(cx, alert, &mut xml),
            Entry::Edition(one) => edition(cx, one, &mut xml),
            Entry::Article(one) => article(cx, one, &mut xml),
        }
        xml.close("entry");
    }
    xml.close("feed");
    xml.finish()
}

/// An urgent notice stands on the home page, above all else; its id is its own, for as long as its file keeps its name.
fn notice(cx: Context, alert: &Alert, xml: &mut Xml) {
    let url = format!("{}/", cx.base_url);
    let messages = cx.theme.messages(cx.site.lang);
    xml.text("title", &[], &messages.web("feed_alert", &[("title", &alert.title)]));
    xml.text("id", &[], &format!("{url}#alert-{}", encoded(&alert.id)));
    link(&url, xml);
    xml.text("published", &[], &instant(alert.from));
    xml.text("updated", &[], &instant(alert.from));
    content(cx, &url, (&format!("content/alerts/{}.md", alert.id), &alert.body), xml);
}

fn edition(cx: Context, edition: &Edition, xml: &mut Xml) {
    let url = format!("{}/e/{}/", cx.base_url, edition.id());
    let (messages, number) = (cx.theme.messages(cx.site.lang), edition.number.to_string());
    let title = messages.web("feed_edition", &[("number", &number), ("title", &edition.title)]);
    xml.text("title", &[], &title);
    xml.text("id", &[], &url);
    link(&url, xml);
    xml.text("published", &[], &instant(edition.period.start));
    xml.text("updated", &[], &instant(edition.period.start));
    let titles: Vec<&str> = cx.site.edition_articles(edition).map(|article| article.title.as_str()).collect();
    if !titles.is_empty() {
        xml.text("summary", &[], &titles.join(&messages.web("feed_separator", &[])));
    }
    content(cx, &url, (&format!("content/editions/{}.md", edition.id()), &edition.foreword), xml);
}

fn link(url: &str, xml: &mut Xml) {
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", url)]);
}

/// A text whole. Marks of its own (`#…`) are those of the page at `url`, whatever shows the feed.
fn content(cx: Context, url: &str, (path, body): (&str, &Body), xml: &mut Xml) {
    let linker = Linker::absolute(cx.base_url);
    let messages = cx.theme.messages(cx.site.lang);
    let html = Html::new((cx.site, cx.assets), &linker, messages, path, &body.read()).whole();
    xml.text("content", &[("type", "html"), ("xml:base", url)], &html);
}

/// A file's name as part of an address (RFC 3986, section 2.1).
fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    name.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn article(cx: Context, article: &Article, xml: &mut Xml) {
    let url = format!("{}/a/{}/", cx.base_url, article.slug);
    xml.text("title", &[], &article.title);
    xml.text("id", &[], &url);
    let (rel, kind) = (("rel", "alternate"), ("type", "text/html"));
    xml.empty("link", &[rel, kind, ("hreflang", &cx.site.config.language), ("href", &url)]);
    for lang in article.translations.keys() {
        xml.empty("link", &[rel, kind, ("hreflang", lang), ("href", &format!("{url}{lang}/"))]);
    }
    if let Some(date) = article.date {
        xml.text("published", &[], &instant(date));
    }
    if let Some(date) = article.modified() {
        xml.text("updated", &[], &instant(date));
    }
    if let Some(author) = &article.trust.author {
        xml.open("author", &[]);
        xml.text("name", &[], author);
        xml.close("author");
    }
    for topic in &article.topics {
        let topic = &cx.site.config.topics[*topic];
        xml.empty("category", &[("term", &topic.id), ("label", &topic.name)]);
    }
    if let Some(description) = &article.description {
        xml.text("summary", &[], description);
    }
    content(cx, &url, (&article.path, &article.body), xml);
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn names_of_files_may_be_part_of_an_address() {
        assert_eq!(encoded("cold-wave.2"), "cold-wave.2");
        assert_eq!(encoded("寒 潮"), "%E5%AF%92%20%E6%BD%AE");
    }
}
