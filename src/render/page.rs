//! HTML pages: a view a kind of page, rendered by the theme's template of that name.

mod article;
mod board;
mod lists;
mod search;

use serde::Serialize;

use super::Context;
use super::html::Html;
use super::json_ld;
use super::progress;
use super::views::{
    AlertView, Card as CardView, EditionTextView, EditionView, ImageView, Meta, TopicCountView, Viewer,
};
use crate::diagnostic::Diagnostic;
use crate::messages::Lang;
use crate::model::article::Article;
use crate::model::edition::Edition;
use crate::parse::tree::plain;
use crate::plan::Card;
use crate::plan::links::Linker;
use crate::plan::pages::PageKind;
use crate::theme::template_error;

#[derive(Serialize)]
struct HomePage<'a> {
    edition: Option<EditionTextView>,
    stale: Option<String>,
    alerts: Vec<AlertView>,
    articles: Vec<CardView<'a>>,
    topics: Vec<TopicCountView>,
    editions: Vec<EditionView>,
    progress: Option<progress::Summary<'a>>,
    boards_count: usize,
    boards_href: String,
}

#[derive(Serialize)]
struct StandingPage<'a> {
    page: StandingView<'a>,
}

#[derive(Serialize)]
struct StandingView<'a> {
    title: &'a str,
    html: String,
    updated: Option<String>,
}

#[derive(Serialize)]
struct NotFoundPage {
    topics: Vec<tera::Value>,
}

#[derive(Serialize)]
struct RedirectPage<'a> {
    target_href: String,
    target_title: &'a str,
}

/// Renders one page.
pub fn render(cx: Context, path: &str, kind: &PageKind) -> Result<Vec<u8>, Box<Diagnostic>> {
    let linker = match kind {
        PageKind::NotFound => Linker::absolute(cx.base_url),
        _ => Linker::new(path, cx.site.config.link_files),
    };
    let lang = match kind {
        PageKind::Translation(_, lang, _) => lang,
        _ => cx.site.config.language.as_str(),
    };
    let page = Builder::new(&cx, linker, path, lang);
    match kind {
        PageKind::Home => page.home(),
        PageKind::Board(board) => page.board(board),
        PageKind::Article(article) => page.article(article, None),
        PageKind::Translation(article, lang, translation) => page.article(article, Some((lang, translation))),
        PageKind::Edition(edition) => page.edition(edition),
        PageKind::Topic { topic, articles, page: number, pages } => {
            page.topic(topic, articles, *number, *pages)
        }
        PageKind::Boards => page.boards(),
        PageKind::Topics => page.topics(),
        PageKind::Editions => page.editions(),
        PageKind::Progress => page.progress(),
        PageKind::Area(area) => page.area(*area),
        PageKind::Records(part) => page.records(*part),
        PageKind::Page(standing) => {
            let viewer = &page.viewer;
            let html = Html::new(
                (cx.site, cx.assets),
                &viewer.linker,
                viewer.messages(),
                &standing.path,
                &standing.body.read(),
            )
            .whole();
            let updated = standing.updated.map(|date| viewer.date(date));
            let view = StandingPage { page: StandingView { title: &standing.title, html, updated } };
            let description = standing
                .description
                .clone()
                .unwrap_or_else(|| summary(&plain(standing.body.read().blocks())));
            page.finish("page.html", "p/", page.meta(&standing.title, &description), view)
        }
        PageKind::Search => page.search(),
        PageKind::NotFound => {
            let topics = cx.site.topics_in_use().into_iter().map(|topic| page.viewer.topic(topic)).collect();
            let mut meta = page.meta(&page.say("missing_title", &[]), &page.say("missing_hint", &[]));
            meta.noindex = true;
            page.finish("404.html", "", meta, NotFoundPage { topics })
        }
    }
}

/// Renders an alias that leads to a site path.
pub fn redirect(cx: Context, path: &str, to: &str, title: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
    let linker = Linker::new(path, cx.site.config.link_files);
    let page = Builder::new(&cx, linker, path, &cx.site.config.language);
    let mut meta = page.meta(title, "");
    meta.canonical = format!("{}/{to}", cx.base_url);
    meta.noindex = true;
    let view = RedirectPage { target_href: page.viewer.linker.href(to), target_title: title };
    page.finish("redirect.html", "", meta, view)
}

/// The first characters of a text, for descriptions nobody wrote.
pub fn summary(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 90 { line } else { line.chars().take(89).collect::<String>() + "…" }
}

struct Builder<'a> {
    viewer: Viewer<'a>,
    path: &'a str,
    /// Language of the page's text.
    lang: &'a str,
}

impl<'a> Builder<'a> {
    fn new(cx: &'a Context<'a>, linker: Linker, path: &'a str, lang: &'a str) -> Builder<'a> {
        let words = Lang::from_tag(lang).unwrap_or(cx.site.lang);
        Builder { viewer: Viewer { cx, linker, lang: words }, path, lang }
    }

    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.viewer.say(key, args)
    }

    fn meta(&self, heading: &str, description: &str) -> Meta {
        let config = &self.viewer.cx.site.config;
        let at = self.path.strip_suffix("index.html").unwrap_or(self.path);
        let title = if heading == config.name {
            heading.to_owned()
        } else {
            [heading, " · ", &config.name].concat()
        };
        Meta {
            title,
            heading: heading.to_owned(),
            description: description.to_owned(),
            canonical: [self.viewer.cx.base_url, "/", at].concat(),
            kind: "website",
            source: config.organisation.source_unit.clone(),
            locale: self.viewer.lang.tag().replace('-', "_"),
            image: self.viewer.cx.site.current_edition().and_then(|edition| self.edition_image(edition)),
            ..Meta::default()
        }
    }

    /// A page that is a column of the site: it and the pages below it carry its name.
    fn column(&self, meta: &mut Meta, name: &str) {
        meta.column = Some(name.to_owned());
        meta.column_description = Some(meta.description.clone()).filter(|text| !text.is_empty());
    }

    /// What search engines are told of a page, unless it says more itself.
    fn describe(&self, template: &str, meta: &Meta) -> Option<String> {
        let site = self.viewer.cx.site;
        let page = self.described(meta);
        match template {
            _ if meta.noindex => None,
            "home.html" => Some(json_ld::home(site, &page)),
            "list.html" | "topic.html" | "edition.html" | "board.html" => {
                Some(json_ld::page(site, &page, "CollectionPage"))
            }
            _ => Some(json_ld::page(site, &page, "WebPage")),
        }
    }

    fn described<'m>(&'m self, meta: &'m Meta) -> json_ld::Page<'m> {
        json_ld::Page {
            url: &meta.canonical,
            title: &meta.heading,
            description: &meta.description,
            image: meta.image.as_ref().map(|image| image.url.as_str()),
            base_url: self.viewer.cx.base_url,
        }
    }

    /// The card of an article or an edition, where the site has cards.
    fn image(&self, card: Card, alt: &str) -> Option<ImageView> {
        let (width, height) = Card::SIZE;
        let url = || format!("{}/{}", self.viewer.cx.base_url, card.path());
        let has_cards = self.viewer.cx.site.config.cards;
        has_cards.then(|| ImageView { url: url(), width, height, alt: alt.to_owned() })
    }

    fn edition_image(&self, edition: &Edition) -> Option<ImageView> {
        self.image(Card::Edition(edition), &edition.title)
    }

    fn finish<T: Serialize>(
        &self,
        template: &str,
        section: &str,
        mut meta: Meta,
        page: T,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let cx = self.viewer.cx;
        if meta.json_ld.is_none() && cx.theme.names(template)("json_ld") {
            meta.json_ld = self.describe(template, &meta);
        }
        let rendered = self.root(section, &meta, &page).and_then(|root| {
            let mut page = Vec::with_capacity(8 << 10);
            cx.theme.tera.render_to(template, &root, &mut page).map(|()| page)
        });
        rendered.map_err(|error| Box::new(template_error(&error, &cx.theme.files)))
    }

    /// What a template gets: the page's own view, and what every template gets beside it. One by one: `serde(flatten)` would
    /// make a copy of every name, twice.
    fn root<T: Serialize>(&self, section: &str, meta: &Meta, page: &T) -> tera::TeraResult<tera::Context> {
        let cx = self.viewer.cx;
        let mut root = tera::Context::from_serialize(page)?;
        root.insert("lang", self.lang);
        // Language of the interface's words, where there is no catalogue in the page's own.
        let words_lang = Lang::from_tag(self.lang).is_none().then(|| self.viewer.lang.tag());
        root.insert("words_lang", &words_lang);
        // Language of the site's texts, where the page's own is another.
        let content_lang = Some(cx.site.config.language.as_str()).filter(|lang| *lang != self.lang);
        root.insert("content_lang", &content_lang);
        root.insert_value("t", cx.theme.words(self.viewer.lang).clone());
        // A `SiteView`.
        root.insert_value("site", cx.shared.shell(&self.viewer, section));
        root.insert_value("meta", tera::Value::try_from_serializable(meta)?);
        Ok(root)
    }

    /// The remark that an edition's months are over.
    fn stale(&self) -> Option<String> {
        let site = self.viewer.cx.site;
        let edition = site.current_edition().filter(|edition| !edition.period.contains(site.today))?;
        let last = edition.period.end().yesterday().ok()?;
        Some(self.say("edition_stale", &[("until", &self.viewer.date(last))]))
    }

    fn home(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let site = self.viewer.cx.site;
        let current = site.current_edition();
        let view = HomePage {
            edition: current.map(|edition| self.viewer.edition_text(edition)),
            stale: self.stale(),
            alerts: self.viewer.alerts(),
            articles: match current {
                Some(edition) => self.viewer.edition_cards(edition),
                None => self.latest(12),
            },
            topics: self.topic_counts(),
            editions: self.viewer.begun_editions(current.map(|edition| edition.number), None),
            progress: progress::summary(&self.viewer),
            boards_count: site.active_boards().count(),
            boards_href: self.viewer.linker.href("b/"),
        };
        let meta = self.meta(&site.config.name, &site.config.description);
        self.finish("home.html", "", meta, view)
    }

    fn latest(&self, count: usize) -> Vec<CardView<'_>> {
        let mut articles: Vec<&Article> = self.viewer.cx.site.articles().collect();
        articles.sort_by(|a, b| (b.date, &a.slug).cmp(&(a.date, &b.slug)));
        articles.into_iter().take(count).map(|article| self.viewer.card(article)).collect()
    }

    fn topic_count(&self, id: &str) -> usize {
        let cx = self.viewer.cx;
        let at = cx.site.config.topics.iter().position(|topic| topic.id == id);
        at.map_or(0, |at| cx.shared.of_topic(at).len())
    }

    fn topic_counts(&self) -> Vec<TopicCountView> {
        let topics = self.viewer.cx.site.topics_in_use();
        topics
            .into_iter()
            .map(|topic| TopicCountView {
                topic: self.viewer.topic_view(topic),
                count: self.topic_count(&topic.id),
            })
            .collect()
    }
}
