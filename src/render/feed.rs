//! The Atom feed (RFC 4287): the newest articles with their full text, as many as the configuration says.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::Context;
use super::html::Html;
use super::xml::Xml;
use crate::model::article::Article;
use crate::plan::links::Linker;

/// RFC 3339 at midnight in China, where the offices are: front matter has dates without a time.
fn instant(date: Date) -> String {
    format!("{date}T00:00:00+08:00")
}

/// The newest articles, with their full text.
pub fn atom(cx: Context) -> Vec<u8> {
    let site = cx.site;
    let home = format!("{}/", cx.base_url);
    let own = format!("{}/feed.xml", cx.base_url);
    let mut articles: Vec<&Article> =
        site.articles().filter(|article| article.date.is_some_and(|date| date <= site.today)).collect();
    // They came by slug, and equals stay in order.
    articles.sort_by_cached_key(|article| Reverse(article.modified()));
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
    let linker = Linker::absolute(cx.base_url);
    let messages = cx.theme.messages(cx.site.lang);
    let html =
        Html::new((cx.site, cx.assets), &linker, messages, &article.path, &article.body.read()).whole();
    // Marks of the text's own (`#…`) are those of the article's page, whatever shows the feed.
    xml.text("content", &[("type", "html"), ("xml:base", &url)], &html);
    xml.close("entry");
}
