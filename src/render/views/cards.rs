//! Views of what a page lists: articles with their topics, editions, notices, and links to boards.

use jiff::civil::Date;
use serde::Serialize;

use super::{LinkView, Viewer};
use crate::model::alert::Alert;
use crate::model::article::Article;
use crate::model::audio::Recording;
use crate::model::board::Board;
use crate::model::config::Topic;
use crate::model::edition::Edition;
use crate::render::html::Html;

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
pub struct Card<'a> {
    pub title: &'a str,
    pub summary: &'a str,
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

impl<'s> Viewer<'s> {
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

    pub(in crate::render) fn topic_view(&self, topic: &Topic) -> TopicView {
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

    pub fn card<'a>(&self, article: &'a Article) -> Card<'a> {
        Card {
            title: &article.title,
            summary: article.description.as_deref().unwrap_or_default(),
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
    pub fn edition_cards(&self, edition: &'s Edition) -> Vec<Card<'s>> {
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
