//! What templates see: one typed view a thing, built from the site for one page. Templates get nothing else.

mod cards;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

pub use self::cards::{AlertView, Card, EditionTextView, EditionView, TopicCountView, TopicView};
use super::Context;
use crate::messages::{Lang, Section};
use crate::model::config::BaseUrl;
use crate::model::period::date_label;
use crate::plan::links::Linker;

/// What every page gets.
#[derive(Serialize)]
pub struct SiteView<'a> {
    pub name: &'a str,
    pub description: &'a str,
    pub base_url: &'a str,
    pub domain: &'a str,
    pub notice: Option<&'a str>,
    pub organisation: &'a str,
    pub organisation_short: &'a str,
    pub telephone: Option<&'a str>,
    pub hotlines: Vec<HotlineView<'a>>,
    pub footer: Vec<FieldView<'a>>,
    pub site_id: Option<&'a str>,
    /// The Content-Security-Policy of the page.
    pub csp: String,
    pub css_href: String,
    pub icon_href: String,
    /// Links of the theme's further stylesheets, by name.
    pub styles: BTreeMap<&'a str, String>,
    /// Links of the theme's scripts, by name.
    pub scripts: BTreeMap<&'a str, String>,
    pub feed_href: String,
    pub home_href: String,
    /// Where the site has a search.
    pub search_href: Option<String>,
    pub nav: Vec<NavView>,
    pub pages: Vec<LinkView>,
    pub edition: Option<EditionView>,
    pub built: String,
}

#[derive(Serialize)]
pub struct HotlineView<'a> {
    pub number: &'a str,
    pub name: &'a str,
}

#[derive(Serialize)]
pub struct FieldView<'a> {
    pub label: String,
    pub value: &'a str,
}

#[derive(Serialize)]
pub struct NavView {
    pub title: String,
    pub href: String,
    pub current: bool,
}

#[derive(Serialize, Clone)]
pub struct LinkView {
    pub title: String,
    pub href: String,
}

/// The head of a page: what browsers, WeChat and search engines read.
#[derive(Serialize, Default)]
pub struct Meta {
    pub title: String,
    pub heading: String,
    pub description: String,
    pub canonical: String,
    /// `article` or `website`.
    pub kind: &'static str,
    /// The column (栏目) of a government website that the page is, or belongs to.
    pub column: Option<String>,
    /// With the pages that are a column themselves.
    pub column_description: Option<String>,
    /// `2026-07-19 07:16`, as the government's page standard writes it.
    pub published: Option<String>,
    pub keywords: String,
    pub source: Option<String>,
    pub author: Option<String>,
    /// ISO days, for Open Graph.
    pub published_on: Option<String>,
    pub modified_on: Option<String>,
    /// `zh_CN`, as Open Graph writes languages.
    pub locale: String,
    /// schema.org, ready to stand in a script of data.
    pub json_ld: Option<String>,
    pub noindex: bool,
    /// What a chat shows beside the link.
    pub image: Option<ImageView>,
}

#[derive(Serialize)]
pub struct ImageView {
    /// Absolute, as chats fetch it from elsewhere.
    pub url: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
}

/// Builds views as seen from one page.
pub struct Viewer<'a> {
    pub cx: &'a Context<'a>,
    pub linker: Linker,
    pub lang: Lang,
}

impl<'a> Viewer<'a> {
    pub fn messages(&self) -> &'a crate::messages::Messages {
        self.cx.theme.messages(self.lang)
    }

    pub fn words(&self) -> &'a Section {
        &self.messages().web
    }

    pub fn date(&self, date: Date) -> String {
        date_label(date, self.lang)
    }

    /// A text of the catalogue with its placeholders filled.
    pub fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.messages().web(key, args)
    }

    pub fn site(&self, section: &str) -> SiteView<'a> {
        let config = &self.cx.site.config;
        let organisation = &config.organisation;
        let footer = [
            ("footer_address", &organisation.address),
            ("footer_site_id", &organisation.site_id),
            ("footer_icp", &organisation.icp),
            ("footer_police", &organisation.police),
        ];
        SiteView {
            name: &config.name,
            description: &config.description,
            base_url: self.cx.base_url,
            domain: config.base_url.host(),
            notice: config.notice.as_deref(),
            organisation: &organisation.name,
            organisation_short: &organisation.short,
            telephone: organisation.telephone.as_deref(),
            hotlines: config
                .hotlines
                .iter()
                .map(|line| HotlineView { number: &line.number, name: &line.name })
                .collect(),
            footer: footer
                .into_iter()
                .filter_map(|(key, value)| {
                    Some(FieldView { label: self.say(key, &[]), value: value.as_deref()? })
                })
                .collect(),
            site_id: organisation.site_id.as_deref(),
            csp: config.policy.text(self.linker.is_absolute().then(|| BaseUrl::origin(self.cx.base_url))),
            css_href: self.linker.href(&self.cx.assets.style),
            icon_href: self.linker.href(&self.cx.assets.icon),
            styles: self.named(&self.cx.assets.styles),
            scripts: self.named(&self.cx.assets.scripts),
            feed_href: self.linker.href("feed.xml"),
            home_href: self.linker.href(""),
            search_href: config.search.then(|| self.linker.href("search/")),
            nav: self.nav(section),
            pages: self
                .cx
                .site
                .pages
                .iter()
                .filter(|page| !page.campaign)
                .map(|page| LinkView {
                    title: page.title.clone(),
                    href: self.linker.href(&format!("p/{}/", page.slug)),
                })
                .collect(),
            edition: self.cx.site.current_edition().map(|edition| self.edition(edition)),
            built: self.date(self.cx.site.today),
        }
    }

    /// Links of fingerprinted assets, by name.
    fn named(&self, paths: &'a BTreeMap<String, String>) -> BTreeMap<&'a str, String> {
        paths.iter().map(|(name, path)| (name.as_str(), self.linker.href(path))).collect()
    }

    /// The main menu: the parts this project has.
    fn nav(&self, section: &str) -> Vec<NavView> {
        let urls = &self.cx.site.urls;
        [
            ("", "nav_home"),
            ("t/", "nav_topics"),
            ("e/", "nav_editions"),
            ("progress/", "nav_progress"),
            ("b/", "nav_boards"),
            ("search/", "nav_search"),
        ]
        .into_iter()
        .filter(|(path, _)| urls.contains(*path))
        .map(|(path, key)| NavView {
            title: self.say(key, &[]),
            href: self.linker.href(path),
            current: path == section,
        })
        .collect()
    }
}
