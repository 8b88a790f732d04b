//! The Atom feed (RFC 4287) and the sitemap (sitemaps.org protocol 0.9), written with quick-xml.

use jiff::civil::Date;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::Context;
use super::html::Html;
use crate::model::article::Article;
use crate::plan::links::Linker;

/// An XML document in memory. Writing there cannot fail, so results are dropped.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn new() -> Xml {
        let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 1));
        xml.put(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        xml
    }

    fn put(&mut self, event: Event) {
        let _ = self.0.write_event(event);
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.put(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())));
    }

    fn close(&mut self, name: &str) {
        self.put(Event::End(BytesEnd::new(name)));
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.put(Event::Empty(BytesStart::new(name).with_attributes(attributes.iter().copied())));
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.put(Event::Text(BytesText::new(text)));
        self.close(name);
    }

    fn finish(self) -> Vec<u8> {
        let mut bytes = self.0.into_inner();
        bytes.push(b'\n');
        bytes
    }
}

/// RFC 3339 at midnight in China, where the offices are: front matter has dates without a time.
fn instant(date: Date) -> String {
    format!("{date}T00:00:00+08:00")
}

/// The newest articles, with their full text.
pub fn atom(cx: Context) -> Vec<u8> {
    let site = cx.site;
    let home = format!("{}/", cx.base_url);
    let own = format!("{}/feed.xml", cx.base_url);
    let mut articles: Vec<&Article> = site
        .articles
        .values()
        .filter(|article| article.date.is_some_and(|date| date <= site.today))
        .collect();
    articles.sort_by(|a, b| (b.modified(), &a.slug).cmp(&(a.modified(), &b.slug)));
    articles.truncate(site.config.feed_entries);
    let updated = articles.iter().filter_map(|article| article.modified()).max().unwrap_or(site.today);

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
    for article in articles {
        entry(cx, article, &mut xml);
    }
    xml.close("feed");
    xml.finish()
}

fn entry(cx: Context, article: &Article, xml: &mut Xml) {
    let url = format!("{}/a/{}/", cx.base_url, article.slug);
    xml.open("entry", &[]);
    xml.text("title", &[], &article.title);
    xml.text("id", &[], &url);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &url)]);
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
    let linker = Linker::absolute(cx.base_url);
    let messages = cx.theme.messages(cx.site.lang);
    let html = Html::new(cx.site, &linker, messages, &article.path, &article.body).whole();
    xml.text("content", &[("type", "html")], &html);
    xml.close("entry");
}

/// Every page that has something to read, with the date its text last changed where it has one.
pub fn sitemap(cx: Context) -> Vec<u8> {
    let site = cx.site;
    let mut xml = Xml::new();
    xml.open("urlset", &[("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")]);
    for url in &site.urls {
        xml.open("url", &[]);
        xml.text("loc", &[], &format!("{}/{url}", cx.base_url));
        if let Some(date) = last_modified(cx, url) {
            xml.text("lastmod", &[], &date.to_string());
        }
        xml.close("url");
    }
    xml.close("urlset");
    xml.finish()
}

fn last_modified(cx: Context, url: &str) -> Option<Date> {
    let site = cx.site;
    let mut parts = url.trim_end_matches('/').split('/');
    match (parts.next(), parts.next()) {
        (Some("a"), Some(slug)) => site.articles.get(slug)?.modified(),
        (Some("e"), Some(id)) => {
            site.editions.iter().find(|edition| edition.id() == id).map(|edition| edition.period.start)
        }
        (Some("p"), Some(slug)) => site.pages.iter().find(|page| page.slug == slug)?.updated,
        // A board's page and the home page change with the edition.
        (Some("" | "b"), _) => site.current_edition().map(|edition| edition.period.start),
        _ => None,
    }
}
