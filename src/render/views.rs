//! What templates see: one typed view a thing, built from the site for one page. Templates get nothing else.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::Context;
use super::html::Html;
use crate::messages::{Lang, Section};
use crate::model::alert::Alert;
use crate::model::article::Article;
use crate::model::audio::Recording;
use crate::model::board::Board;
use crate::model::config::{BaseUrl, Topic};
use crate::model::edition::Edition;
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

#[derive(Serialize, Clone)]
pub struct TopicView {
    pub id: String,
    pub name: String,
    pub href: String,
    pub color: String,
    /// Background in the topic's hue.
    pub tint: String,
    /// The colour lightened for dark pages.
    pub dark: String,
    pub icon_svg: String,
}

#[derive(Serialize)]
pub struct TopicCountView {
    #[serde(flatten)]
    pub topic: TopicView,
    pub count: usize,
}

#[derive(Serialize, Clone)]
pub struct Card {
    pub title: String,
    pub summary: String,
    pub href: String,
    /// A [`TopicView`].
    pub topic: Option<tera::Value>,
    pub date: Option<String>,
    pub expired: bool,
    /// Length of its recording, in words.
    pub audio: Option<String>,
}

#[derive(Serialize, Clone)]
pub struct EditionView {
    pub number: u32,
    pub title: String,
    pub period: String,
    pub href: String,
    pub state: &'static str,
}

#[derive(Serialize)]
pub struct EditionTextView {
    #[serde(flatten)]
    pub edition: EditionView,
    pub foreword_html: String,
}

#[derive(Serialize)]
pub struct AlertView {
    pub title: String,
    pub html: String,
    pub from: String,
    pub until: String,
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

    /// A topic as templates get it: a [`TopicView`].
    pub fn topic(&self, topic: &Topic) -> tera::Value {
        self.cx.shared.topic(self, topic)
    }

    /// An article's topic, with the article's own pictogram where it has one.
    pub fn topic_of(&self, article: &Article) -> Option<tera::Value> {
        let topic = self.cx.site.topic(article)?;
        Some(match &article.icon {
            Some(icon) => {
                let icon_svg = self.cx.theme.icon(&icon.value).trim().to_owned();
                tera::Value::from_serializable(&TopicView { icon_svg, ..self.topic_view(topic) })
            }
            None => self.topic(topic),
        })
    }

    pub(super) fn topic_view(&self, topic: &Topic) -> TopicView {
        TopicView {
            id: topic.id.clone(),
            name: topic.name.clone(),
            href: self.linker.href(&format!("t/{}/", topic.id)),
            color: topic.color.css(),
            tint: topic.color.tint().css(),
            dark: topic.color.on_dark().css(),
            icon_svg: self.cx.theme.icon(&topic.icon).trim().to_owned(),
        }
    }

    pub fn card(&self, article: &Article) -> Card {
        Card {
            title: article.title.clone(),
            summary: article.description.clone().unwrap_or_default(),
            href: self.linker.href(&article.site_path()),
            topic: self.topic_of(article),
            date: article.date.map(|date| self.date(date)),
            expired: article.is_expired(self.cx.site.today),
            audio: article.recording.as_ref().map(|recording| self.length(recording)),
        }
    }

    pub fn edition(&self, edition: &Edition) -> EditionView {
        EditionView {
            number: edition.number,
            title: edition.title.clone(),
            period: edition.period.label(self.lang),
            href: self.linker.href(&format!("e/{}/", edition.id())),
            state: self.cx.site.edition_state(edition).name(),
        }
    }

    pub fn edition_text(&self, edition: &Edition) -> EditionTextView {
        let from = format!("content/editions/{}.md", edition.id());
        let html = Html::new(
            (self.cx.site, self.cx.assets),
            &self.linker,
            self.messages(),
            &from,
            &edition.foreword.read(),
        )
        .whole();
        EditionTextView { edition: self.edition(edition), foreword_html: html }
    }

    /// Cards of an edition's articles, in order.
    pub fn edition_cards(&self, edition: &Edition) -> Vec<Card> {
        self.cx.site.edition_articles(edition).map(|article| self.card(article)).collect()
    }

    /// Editions that have begun and were not over on the day `since`, newest first, without the one at `skip`.
    pub fn begun_editions(&self, skip: Option<u32>, since: Option<Date>) -> Vec<EditionView> {
        self.cx
            .site
            .begun_editions()
            .rev()
            .filter(|edition| Some(edition.number) != skip)
            .filter(|edition| since.is_none_or(|since| since < edition.period.end()))
            .map(|edition| self.edition(edition))
            .collect()
    }

    pub fn alerts(&self) -> Vec<AlertView> {
        let site = self.cx.site;
        site.alerts
            .iter()
            .filter(|alert| alert.is_active(site.today))
            .map(|alert| self.alert(alert))
            .collect()
    }

    fn alert(&self, alert: &Alert) -> AlertView {
        let from = format!("content/alerts/{}.md", alert.id);
        AlertView {
            title: alert.title.clone(),
            html: Html::new(
                (self.cx.site, self.cx.assets),
                &self.linker,
                self.messages(),
                &from,
                &alert.body.read(),
            )
            .whole(),
            from: self.date(alert.from),
            until: self.date(alert.until),
        }
    }

    pub fn article_link(&self, article: &Article) -> LinkView {
        let href = self.linker.href(&article.site_path());
        LinkView { title: article.title.clone(), href }
    }

    /// How long a recording is, in words.
    pub fn length(&self, recording: &Recording) -> String {
        let (minutes, seconds) = (recording.seconds / 60, recording.seconds % 60);
        let key = if minutes == 0 { "audio_seconds" } else { "audio_minutes" };
        self.say(key, &[("minutes", &minutes.to_string()), ("seconds", &seconds.to_string())])
    }

    pub fn board_link(&self, board: &Board) -> LinkView {
        LinkView { title: board.name.clone(), href: self.linker.href(&format!("b/{}/", board.id)) }
    }
}
