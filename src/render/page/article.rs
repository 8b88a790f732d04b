//! An article's page, in its own language or another.

use serde::Serialize;

use super::{Builder, summary};
use crate::diagnostic::Diagnostic;
use crate::messages::language_name;
use crate::model::article::{Article, Translation};
use crate::model::audio::Recording;
use crate::model::edition::Edition;
use crate::model::links::Target;
use crate::parse::tree::{BlockKind, Document, count_characters, plain, plain_inlines};
use crate::plan;
use crate::plan::pages::asset_path;
use crate::render::html::Html;
use crate::render::json_ld;
use crate::render::views::{Card, EditionView, LinkView};

#[derive(Serialize)]
struct ArticlePage<'a> {
    article: ArticleView<'a>,
}

#[derive(Serialize)]
struct ArticleView<'a> {
    title: &'a str,
    subtitle: Option<&'a str>,
    lead_html: String,
    body_html: String,
    /// A `TopicView`.
    topic: Option<tera::Value>,
    published: Option<String>,
    updated: Option<String>,
    expires: Option<String>,
    expired: bool,
    replacement: Option<LinkView>,
    audio: Option<AudioView>,
    draft: bool,
    audience: Option<&'a str>,
    author: Option<&'a str>,
    reviewer: Option<&'a str>,
    reviewed: Option<String>,
    sources: &'a [String],
    literacy: &'a [u8],
    characters: usize,
    editions: Vec<EditionView>,
    translations: Vec<TranslationView<'a>>,
    alternates: Vec<AlternateView<'a>>,
    next: Option<Card<'a>>,
    related: Vec<Card<'a>>,
    toc: Vec<TocView>,
}

/// Someone reads the article aloud.
#[derive(Serialize)]
struct AudioView {
    href: String,
    /// Media type.
    kind: &'static str,
    /// In words.
    length: String,
    /// `1.4 MB`.
    size: String,
}

#[derive(Serialize)]
struct TranslationView<'a> {
    lang: &'a str,
    /// In that language.
    name: &'a str,
    /// In the words of the page, where they know it.
    label: Option<&'a str>,
    href: String,
}

/// For search engines: the page in one language, itself included.
#[derive(Serialize)]
struct AlternateView<'a> {
    lang: &'a str,
    /// Absolute.
    url: String,
}

#[derive(Serialize)]
struct TocView {
    id: String,
    title: String,
}

impl Builder<'_> {
    pub(super) fn article(
        &self,
        article: &Article,
        translation: Option<(&str, &Translation)>,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let site = self.viewer.cx.site;
        let viewer = &self.viewer;
        let (title, description, body, from) = match translation {
            None => (&article.title, &article.description, &article.body, &article.path),
            Some((_, text)) => (&text.title, &text.description, &text.body, &text.path),
        };
        let body = &*body.read();
        let (lead_html, body_html) =
            Html::new((site, viewer.cx.assets), &viewer.linker, viewer.messages(), from, body).halves();
        let in_editions: Vec<&Edition> =
            site.begun_editions().rev().filter(|edition| edition.articles.contains(&article.slug)).collect();
        let topic = site.topic(article);
        let named = viewer.cx.theme.names("article.html");
        let shown_lang = translation.map(|(lang, _)| lang);
        let view = ArticlePage {
            article: ArticleView {
                title,
                subtitle: description.as_deref(),
                lead_html,
                body_html,
                topic: viewer.topic_of(article),
                published: article.date.map(|date| viewer.date(date)),
                updated: article.updated.map(|date| viewer.date(date)),
                expires: article.expires.map(|date| viewer.date(date)),
                expired: article.is_expired(site.today),
                replacement: site.replacement(article).map(|other| viewer.article_link(other)),
                audio: translation
                    .map_or(article.recording.as_ref(), |(_, text)| text.recording.as_ref())
                    .map(|recording| self.audio(recording)),
                audience: article.trust.audience.as_deref(),
                draft: article.draft,
                author: article.trust.author.as_deref(),
                reviewer: article.trust.reviewer.as_deref(),
                reviewed: article.trust.reviewed.map(|date| viewer.date(date)),
                sources: &article.trust.sources,
                literacy: &article.trust.literacy,
                characters: if named("characters") { count_characters(&plain(body.blocks())) } else { 0 },
                editions: in_editions.iter().map(|edition| viewer.edition(edition)).collect(),
                translations: self.translations(article, shown_lang),
                alternates: self.alternates(article),
                next: named("next").then(|| self.next(article)).flatten(),
                related: if named("related") { self.related(article) } else { Vec::new() },
                toc: if named("toc") { toc(body) } else { Vec::new() },
            },
        };
        let text = description.clone().unwrap_or_else(|| summary(&plain(body.lead())));
        let mut meta = self.meta(title, &text);
        meta.kind = "article";
        meta.image = self.image(plan::Card::Article(article), title);
        meta.column = topic.map(|topic| topic.name.clone());
        meta.keywords = article
            .topics
            .iter()
            .map(|at| site.config.topics[*at].name.as_str())
            .collect::<Vec<_>>()
            .join(",");
        meta.author = article.trust.author.clone();
        meta.published_on = article.date.map(|date| date.to_string());
        meta.published = meta.published_on.as_ref().map(|day| [day, " 00:00"].concat());
        meta.modified_on = article.modified().map(|date| date.to_string());
        meta.json_ld =
            named("json_ld").then(|| json_ld::article(site, &self.described(&meta), article, translation));
        self.finish("article.html", "a/", meta, view)
    }

    fn audio(&self, recording: &Recording) -> AudioView {
        let linker = &self.viewer.linker;
        let href = match &recording.target {
            Target::Asset(path) => asset_path(path).map_or_else(String::new, |path| linker.href(&path)),
            Target::Internal { path, .. } => linker.href(path),
            Target::External(_) | Target::Fragment(_) => String::new(),
        };
        AudioView {
            href,
            kind: recording.kind,
            length: self.viewer.length(recording),
            // Decimal units, as phones count data; a recording is never nought.
            size: match recording.bytes {
                bytes @ 0..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
                bytes => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
            },
        }
    }

    /// The other languages of an article, the original's first.
    fn translations<'s>(&'s self, article: &'s Article, shown: Option<&str>) -> Vec<TranslationView<'s>> {
        let original = self.viewer.cx.site.config.language.as_str();
        let view = |lang: &'s str, path: String| TranslationView {
            lang,
            name: language_name(lang),
            label: self.viewer.words().get(&format!("language_{lang}")).map(String::as_str),
            href: self.viewer.linker.href(&path),
        };
        let first = shown.map(|_| view(original, article.site_path()));
        let others = article.translations.keys().filter(|lang| Some(lang.as_str()) != shown);
        first.into_iter().chain(others.map(|lang| view(lang, article.site_path_in(lang)))).collect()
    }

    /// All languages of an article that has more than one; the original is for everybody else.
    fn alternates<'s>(&'s self, article: &'s Article) -> Vec<AlternateView<'s>> {
        if article.translations.is_empty() {
            return Vec::new();
        }
        let cx = self.viewer.cx;
        let original = format!("{}/a/{}/", cx.base_url, article.slug);
        let own = |lang| AlternateView { lang, url: original.clone() };
        let others = article.translations.keys();
        let others = others.map(|lang| AlternateView { lang, url: format!("{original}{lang}/") });
        [own("x-default"), own(&cx.site.config.language)].into_iter().chain(others).collect()
    }

    /// The next article of the latest edition that shows this one; after the last comes the first.
    fn next(&self, article: &Article) -> Option<Card<'_>> {
        let site = self.viewer.cx.site;
        let edition = site.editions.iter().rev().find(|edition| edition.articles.contains(&article.slug))?;
        let at = edition.articles.iter().position(|slug| *slug == article.slug)?;
        let next = &edition.articles[(at + 1) % edition.articles.len()];
        (*next != article.slug).then(|| site.articles.get(next)).flatten().map(|next| self.viewer.card(next))
    }

    /// Up to three other articles of the same topic, newest first, without the expired.
    fn related(&self, article: &Article) -> Vec<Card<'_>> {
        let site = self.viewer.cx.site;
        let Some(topic) = article.topics.first() else { return Vec::new() };
        let newest = self.viewer.cx.shared.of_topic(*topic).iter();
        let others = newest.filter(|other| other.slug != article.slug && !other.is_expired(site.today));
        // All with the topic's pictogram, once more the same: a first view is to arrive with a connection's first packets.
        let topic = |other| site.topic(other).map(|topic| self.viewer.topic(topic));
        others.take(3).map(|other| Card { topic: topic(other), ..self.viewer.card(other) }).collect()
    }
}

fn toc(body: &Document) -> Vec<TocView> {
    body.rest()
        .filter_map(|block| match block.kind {
            BlockKind::Heading { level: 2, id, content } => {
                Some(TocView { id: id.to_owned(), title: plain_inlines(content) })
            }
            _ => None,
        })
        .collect()
}
