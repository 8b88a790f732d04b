//! The sitemap (sitemaps.org protocol 0.9): every page to read, with the day it last changed, at most 50,000 a file.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Context;
use super::xml::Xml;
use crate::model::Site;
use crate::model::article::Article;
use crate::plan::sitemap::{LIMIT, Part, part_path};

const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

pub fn render(cx: Context, part: Part) -> Vec<u8> {
    match part {
        Part::Whole => addresses(cx, 0, usize::MAX),
        Part::Number(number) => addresses(cx, (number - 1) * LIMIT, LIMIT),
        Part::Index(parts) => {
            let mut xml = Xml::new();
            xml.open("sitemapindex", &[NAMESPACE]);
            for number in 1..=parts {
                xml.open("sitemap", &[]);
                xml.text("loc", &[], &format!("{}/{}", cx.base_url, part_path(number)));
                xml.close("sitemap");
            }
            xml.close("sitemapindex");
            xml.finish()
        }
    }
}

fn addresses(cx: Context, skip: usize, count: usize) -> Vec<u8> {
    let site = cx.site;
    let changes = Changes::of(site);
    let mut xml = Xml::new();
    xml.open("urlset", &[NAMESPACE, ("xmlns:xhtml", "http://www.w3.org/1999/xhtml")]);
    for url in site.urls.iter().skip(skip).take(count) {
        xml.open("url", &[]);
        xml.text("loc", &[], &[cx.base_url, "/", url].concat());
        let article = article(site, url);
        if let Some(date) = changes.last(url, article) {
            xml.text("lastmod", &[], &date.to_string());
        }
        for (lang, path) in languages(site, article) {
            let href = format!("{}/{path}", cx.base_url);
            xml.empty("xhtml:link", &[("rel", "alternate"), ("hreflang", lang), ("href", &href)]);
        }
        xml.close("url");
    }
    xml.close("urlset");
    xml.finish()
}

/// The article that a site path shows, in whatever language.
fn article<'s>(site: &'s Site, url: &str) -> Option<&'s Article> {
    site.article(url.strip_prefix("a/")?.split('/').next()?)
}

/// All languages of an article's page, its own with them; nothing for pages in one language.
fn languages<'s>(site: &'s Site, article: Option<&'s Article>) -> Vec<(&'s str, String)> {
    let Some(article) = article.filter(|article| !article.translations.is_empty()) else {
        return Vec::new();
    };
    let own = (site.config.language.as_str(), article.site_path());
    let others = article.translations.keys().map(|lang| (lang.as_str(), article.site_path_in(lang)));
    std::iter::once(own).chain(others).collect()
}

/// The days on which pages changed, as far as the sources say.
struct Changes<'s> {
    site: &'s Site,
    /// The boards' pages and the home page change with the edition and with urgent notices.
    current: Option<Date>,
    topics: BTreeMap<&'s str, Date>,
}

impl<'s> Changes<'s> {
    fn of(site: &'s Site) -> Changes<'s> {
        let edition = site.current_edition().map(|edition| edition.period.start);
        let alerts = site.alerts.iter().map(|alert| alert.from).filter(|from| *from <= site.today);
        let mut topics: BTreeMap<&str, Date> = BTreeMap::new();
        for article in site.articles() {
            let Some(date) = article.modified() else { continue };
            for topic in &article.topics {
                let latest = topics.entry(&site.config.topics[*topic].id).or_insert(date);
                *latest = date.max(*latest);
            }
        }
        Changes { site, current: alerts.chain(edition).max(), topics }
    }

    /// Never a day to come: an edition that is prepared has its page already.
    fn last(&self, url: &str, article: Option<&Article>) -> Option<Date> {
        let site = self.site;
        let mut parts = url.trim_end_matches('/').split('/');
        let date = match (parts.next(), parts.next()) {
            (Some("a"), _) => article?.modified(),
            (Some("e"), Some(id)) => {
                site.editions.iter().find(|edition| edition.id() == id).map(|edition| edition.period.start)
            }
            (Some("p"), Some(slug)) => site.pages.iter().find(|page| page.slug == slug)?.updated,
            (Some("t"), Some(id)) => self.topics.get(id).copied(),
            (Some("b"), None) | (Some("progress"), _) => None,
            (Some("" | "b"), _) => self.current,
            _ => None,
        };
        date.filter(|date| *date <= site.today)
    }
}
