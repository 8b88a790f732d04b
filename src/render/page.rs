//! HTML pages: a view a kind of page, rendered by the theme's template of that name.

use serde::Serialize;

use super::Context;
use super::html::Html;
use super::progress::{self, AreaPage, ProgressPage};
use super::views::{
    AlertView, Card, EditionTextView, EditionView, LinkView, Meta, SiteView, TopicCountView, TopicView,
    Viewer,
};
use crate::diagnostic::Diagnostic;
use crate::messages::{Lang, Section};
use crate::model::article::{Article, Translation};
use crate::model::board::Board;
use crate::model::edition::Edition;
use crate::parse::tree::{BlockKind, count_characters, plain, plain_inlines};
use crate::plan::links::Linker;
use crate::plan::pages::{PageKind, topic_path};
use crate::theme::template_error;

/// What every template gets beside its own view.
#[derive(Serialize)]
struct Root<'a, T: Serialize> {
    lang: &'a str,
    t: &'a Section,
    site: SiteView<'a>,
    meta: Meta,
    #[serde(flatten)]
    page: T,
}

#[derive(Serialize)]
struct HomePage<'a> {
    edition: Option<EditionTextView>,
    stale: Option<String>,
    alerts: Vec<AlertView>,
    articles: Vec<Card>,
    topics: Vec<TopicCountView>,
    editions: Vec<EditionView>,
    progress: Option<progress::Summary<'a>>,
    boards_count: usize,
    boards_href: String,
}

#[derive(Serialize)]
struct BoardPage<'a> {
    board: BoardView<'a>,
    edition: Option<EditionView>,
    stale: Option<String>,
    alerts: Vec<AlertView>,
    articles: Vec<Card>,
    earlier: Vec<EditionView>,
    neighbours: Vec<LinkView>,
}

#[derive(Serialize)]
struct BoardView<'a> {
    id: &'a str,
    name: &'a str,
    kind: &'a str,
    village: &'a str,
    place: &'a str,
    short_url: String,
    installed: Option<String>,
    retired: Option<String>,
}

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
    topic: Option<TopicView>,
    published: Option<String>,
    updated: Option<String>,
    expires: Option<String>,
    expired: bool,
    draft: bool,
    author: Option<&'a str>,
    reviewer: Option<&'a str>,
    reviewed: Option<String>,
    sources: &'a [String],
    literacy: &'a [u8],
    characters: usize,
    editions: Vec<EditionView>,
    translations: Vec<TranslationView<'a>>,
    next: Option<Card>,
    related: Vec<Card>,
    toc: Vec<TocView>,
}

#[derive(Serialize)]
struct TranslationView<'a> {
    lang: &'a str,
    name: &'a str,
    href: String,
}

#[derive(Serialize)]
struct TocView {
    id: String,
    title: String,
}

#[derive(Serialize)]
struct EditionPage {
    edition: EditionTextView,
    articles: Vec<Card>,
    previous: Option<EditionView>,
    next: Option<EditionView>,
    boards_count: usize,
}

#[derive(Serialize)]
struct TopicPage {
    topic: TopicView,
    articles: Vec<Card>,
    pager: Pager,
}

#[derive(Serialize)]
struct Pager {
    page: usize,
    pages: usize,
    previous_href: Option<String>,
    next_href: Option<String>,
}

#[derive(Serialize)]
struct ListPage {
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Group {
    title: Option<String>,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    /// A number plate before the title.
    mark: Option<String>,
    title: String,
    note: String,
    href: String,
    topic: Option<TopicView>,
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
    topics: Vec<TopicView>,
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
        PageKind::Translation(_, lang, _) => Lang::from_tag(lang).unwrap_or(cx.site.lang),
        _ => cx.site.lang,
    };
    let page = Builder { viewer: Viewer { cx: &cx, linker, lang }, path };
    match kind {
        PageKind::Home => page.home(),
        PageKind::Board(board) => page.board(board),
        PageKind::Article(article) => page.article(article, None),
        PageKind::Translation(article, lang, translation) => page.article(article, Some((lang, translation))),
        PageKind::Edition(edition) => page.edition(edition),
        PageKind::Topic { topic, articles, page: number, pages } => {
            let view = TopicPage {
                topic: page.viewer.topic(topic),
                articles: articles.iter().map(|article| page.viewer.card(article)).collect(),
                pager: page.pager(&topic.id, *number, *pages),
            };
            let count = page.topic_count(&topic.id).to_string();
            let description = page.say("topic_description", &[("name", &topic.name), ("count", &count)]);
            page.finish("topic.html", "t/", page.meta(&topic.name, &description), view)
        }
        PageKind::Boards => page.boards(),
        PageKind::Topics => page.topics(),
        PageKind::Editions => page.editions(),
        PageKind::Progress => page.progress(),
        PageKind::Area(area) => page.area(*area),
        PageKind::Page(standing) => {
            let viewer = &page.viewer;
            let html =
                Html::new(cx.site, &viewer.linker, viewer.messages(), &standing.path, &standing.body).whole();
            let updated = standing.updated.map(|date| viewer.date(date));
            let view = StandingPage { page: StandingView { title: &standing.title, html, updated } };
            let description =
                standing.description.clone().unwrap_or_else(|| summary(&plain(&standing.body.blocks)));
            page.finish("page.html", "p/", page.meta(&standing.title, &description), view)
        }
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
    let page = Builder { viewer: Viewer { cx: &cx, linker, lang: cx.site.lang }, path };
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
}

impl<'a> Builder<'a> {
    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.viewer.say(key, args)
    }

    fn meta(&self, heading: &str, description: &str) -> Meta {
        let config = &self.viewer.cx.site.config;
        let at = self.path.strip_suffix("index.html").unwrap_or(self.path);
        let title =
            if heading == config.name { heading.to_owned() } else { format!("{heading} · {}", config.name) };
        Meta {
            title,
            heading: heading.to_owned(),
            description: description.to_owned(),
            canonical: format!("{}/{at}", self.viewer.cx.base_url),
            kind: "website",
            source: config.organisation.source_unit.clone(),
            ..Meta::default()
        }
    }

    fn finish<T: Serialize>(
        &self,
        template: &str,
        section: &str,
        meta: Meta,
        page: T,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let cx = self.viewer.cx;
        let lang = if self.viewer.lang == cx.site.lang {
            cx.site.config.language.as_str()
        } else {
            self.viewer.lang.tag()
        };
        let root = Root { lang, t: self.viewer.words(), site: self.viewer.site(section), meta, page };
        let rendered = tera::Context::from_serialize(&root)
            .and_then(|context| cx.theme.tera.render(template, &context))
            .map_err(|error| Box::new(template_error(&error, &cx.theme.files)))?;
        Ok(rendered.into_bytes())
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
            editions: self.viewer.begun_editions(current.map(|edition| edition.number)),
            progress: progress::summary(&self.viewer),
            boards_count: site.active_boards().count(),
            boards_href: self.viewer.linker.href("b/"),
        };
        let meta = self.meta(&site.config.name, &site.config.description);
        self.finish("home.html", "", meta, view)
    }

    fn latest(&self, count: usize) -> Vec<Card> {
        let mut articles: Vec<&Article> = self.viewer.cx.site.articles.values().collect();
        articles.sort_by(|a, b| (b.date, &a.slug).cmp(&(a.date, &b.slug)));
        articles.into_iter().take(count).map(|article| self.viewer.card(article)).collect()
    }

    fn topic_count(&self, id: &str) -> usize {
        let site = self.viewer.cx.site;
        let has = |article: &&Article| article.topics.iter().any(|at| site.config.topics[*at].id == id);
        site.articles.values().filter(has).count()
    }

    fn topic_counts(&self) -> Vec<TopicCountView> {
        let topics = self.viewer.cx.site.topics_in_use();
        topics
            .into_iter()
            .map(|topic| TopicCountView {
                topic: self.viewer.topic(topic),
                count: self.topic_count(&topic.id),
            })
            .collect()
    }

    fn board(&self, board: &Board) -> Result<Vec<u8>, Box<Diagnostic>> {
        let site = self.viewer.cx.site;
        let current = site.current_edition();
        let retired = board.retired.filter(|date| *date <= site.today);
        let view = BoardPage {
            board: BoardView {
                id: &board.id,
                name: &board.name,
                kind: &board.kind,
                village: &board.village,
                place: &board.spot,
                short_url: format!("{}/b/{}", site.config.base_url.short(), board.id),
                installed: board
                    .installed
                    .map(|date| crate::model::period::month_label(date, self.viewer.lang)),
                retired: retired.map(|date| self.viewer.date(date)),
            },
            edition: current.map(|edition| self.viewer.edition(edition)),
            stale: self.stale(),
            alerts: self.viewer.alerts(),
            articles: current.map(|edition| self.viewer.edition_cards(edition)).unwrap_or_default(),
            earlier: self.viewer.begun_editions(current.map(|edition| edition.number)),
            neighbours: site
                .active_boards()
                .filter(|other| other.village == board.village && other.id != board.id)
                .map(|other| self.viewer.board_link(other))
                .collect(),
        };
        // The title is the card that WeChat shares: what it is, then where.
        let heading = match current {
            Some(edition) => format!("{} · {}", edition.title, board.name),
            None => board.name.clone(),
        };
        let mut meta = self.meta(&heading, &site.config.description);
        meta.heading.clone_from(&board.name);
        self.finish("board.html", "b/", meta, view)
    }

    fn article(
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
        let (lead_html, body_html) = Html::new(site, &viewer.linker, viewer.messages(), from, body).halves();
        let in_editions: Vec<&Edition> = site
            .editions
            .iter()
            .rev()
            .filter(|edition| edition.period.start <= site.today && edition.articles.contains(&article.slug))
            .collect();
        let topic = site.topic(article);
        let shown_lang = translation.map(|(lang, _)| lang);
        let view = ArticlePage {
            article: ArticleView {
                title,
                subtitle: description.as_deref(),
                lead_html,
                body_html,
                topic: topic.map(|topic| viewer.topic(topic)),
                published: article.date.map(|date| viewer.date(date)),
                updated: article.updated.map(|date| viewer.date(date)),
                expires: article.expires.map(|date| viewer.date(date)),
                expired: article.is_expired(site.today),
                draft: article.draft,
                author: article.trust.author.as_deref(),
                reviewer: article.trust.reviewer.as_deref(),
                reviewed: article.trust.reviewed.map(|date| viewer.date(date)),
                sources: &article.trust.sources,
                literacy: &article.trust.literacy,
                characters: count_characters(&plain(&body.blocks)),
                editions: in_editions.iter().map(|edition| viewer.edition(edition)).collect(),
                translations: self.translations(article, shown_lang),
                next: self.next(article),
                related: self.related(article),
                toc: toc(body),
            },
        };
        let text = description.clone().unwrap_or_else(|| summary(&plain(body.lead())));
        let mut meta = self.meta(title, &text);
        meta.kind = "article";
        meta.column = topic.map(|topic| topic.name.clone());
        meta.published = article.date.map(|date| format!("{date} 00:00"));
        meta.keywords = article
            .topics
            .iter()
            .map(|at| site.config.topics[*at].name.as_str())
            .collect::<Vec<_>>()
            .join(",");
        self.finish("article.html", "a/", meta, view)
    }

    /// The other languages of an article, its own name each.
    fn translations<'s>(&self, article: &'s Article, shown: Option<&str>) -> Vec<TranslationView<'s>> {
        let mut views = Vec::new();
        if shown.is_some() {
            let href = self.viewer.linker.href(&format!("a/{}/", article.slug));
            views.push(TranslationView { lang: "zh-CN", name: "中文", href });
        }
        for lang in article.translations.keys().filter(|lang| Some(lang.as_str()) != shown) {
            let href = self.viewer.linker.href(&format!("a/{}/{lang}/", article.slug));
            views.push(TranslationView { lang, name: language_name(lang), href });
        }
        views
    }

    /// The next article of the latest edition that shows this one; after the last comes the first.
    fn next(&self, article: &Article) -> Option<Card> {
        let site = self.viewer.cx.site;
        let edition = site.editions.iter().rev().find(|edition| edition.articles.contains(&article.slug))?;
        let at = edition.articles.iter().position(|slug| *slug == article.slug)?;
        let next = &edition.articles[(at + 1) % edition.articles.len()];
        (*next != article.slug).then(|| site.articles.get(next)).flatten().map(|next| self.viewer.card(next))
    }

    /// Up to three other articles of the same topic, newest first, without the expired.
    fn related(&self, article: &Article) -> Vec<Card> {
        let site = self.viewer.cx.site;
        let Some(topic) = article.topics.first() else { return Vec::new() };
        let mut others: Vec<&Article> = site
            .articles
            .values()
            .filter(|other| {
                other.topics.contains(topic) && other.slug != article.slug && !other.is_expired(site.today)
            })
            .collect();
        others.sort_by(|a, b| (b.date, &a.slug).cmp(&(a.date, &b.slug)));
        others.into_iter().take(3).map(|other| self.viewer.card(other)).collect()
    }

    fn edition(&self, edition: &Edition) -> Result<Vec<u8>, Box<Diagnostic>> {
        let site = self.viewer.cx.site;
        let at = site.editions.iter().position(|other| other.number == edition.number).unwrap_or(0);
        let beside = |at: Option<usize>| {
            at.and_then(|at| site.editions.get(at)).map(|other| self.viewer.edition(other))
        };
        let view = EditionPage {
            edition: self.viewer.edition_text(edition),
            articles: self.viewer.edition_cards(edition),
            previous: beside(at.checked_sub(1)),
            next: beside(Some(at + 1)),
            boards_count: site.active_boards().count(),
        };
        let number = self.say("edition_number", &[("number", &edition.number.to_string())]);
        let foreword = summary(&plain(&edition.foreword.blocks));
        self.finish(
            "edition.html",
            "e/",
            self.meta(&format!("{number} · {}", edition.title), &foreword),
            view,
        )
    }

    fn pager(&self, id: &str, page: usize, pages: usize) -> Pager {
        let href = |page: usize| self.viewer.linker.href(&topic_path(id, page));
        Pager {
            page,
            pages,
            previous_href: (page > 1).then(|| href(page - 1)),
            next_href: (page < pages).then(|| href(page + 1)),
        }
    }

    fn boards(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let site = self.viewer.cx.site;
        let mut groups: Vec<Group> = Vec::new();
        for board in site.active_boards() {
            let village =
                if board.village.is_empty() { self.say("boards_town", &[]) } else { board.village.clone() };
            let item = Item {
                mark: Some(board.id.clone()),
                title: board.name.clone(),
                note: board.spot.clone(),
                href: self.viewer.linker.href(&format!("b/{}/", board.id)),
                topic: None,
            };
            match groups.iter_mut().find(|group| group.title.as_ref() == Some(&village)) {
                Some(group) => group.items.push(item),
                None => groups.push(Group { title: Some(village), items: vec![item] }),
            }
        }
        let count = site.active_boards().count().to_string();
        self.list("b/", "boards_title", self.say("boards_description", &[("count", &count)]), groups)
    }

    fn topics(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let items = self
            .topic_counts()
            .into_iter()
            .map(|view| Item {
                mark: None,
                title: view.topic.name.clone(),
                note: self.say("article_count", &[("count", &view.count.to_string())]),
                href: view.topic.href.clone(),
                topic: Some(view.topic),
            })
            .collect();
        self.list(
            "t/",
            "topics_title",
            self.say("topics_description", &[]),
            vec![Group { title: None, items }],
        )
    }

    fn editions(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut groups: Vec<Group> = Vec::new();
        for edition in self.viewer.cx.site.editions.iter().rev() {
            let view = self.viewer.edition(edition);
            let number = self.say("edition_number", &[("number", &edition.number.to_string())]);
            let state = match view.state {
                "past" => String::new(),
                state => format!(" · {}", self.say(&format!("edition_{state}"), &[])),
            };
            let year = edition.period.start.year().to_string();
            let item = Item {
                mark: Some(number),
                title: edition.title.clone(),
                note: format!("{}{state}", view.period),
                href: view.href,
                topic: None,
            };
            match groups.iter_mut().find(|group| group.title.as_ref() == Some(&year)) {
                Some(group) => group.items.push(item),
                None => groups.push(Group { title: Some(year), items: vec![item] }),
            }
        }
        self.list("e/", "editions_title", self.say("editions_description", &[]), groups)
    }

    fn list(
        &self,
        section: &str,
        title: &str,
        description: String,
        groups: Vec<Group>,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.finish("list.html", section, self.meta(&self.say(title, &[]), &description), ListPage { groups })
    }

    fn progress(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let Some(campaign) = &self.viewer.cx.site.campaign else { return Ok(Vec::new()) };
        let view: ProgressPage = progress::page(&self.viewer, campaign);
        let count = campaign.figures.len().to_string();
        let description = self.say("progress_description", &[("title", &campaign.title), ("count", &count)]);
        self.finish("progress.html", "progress/", self.meta(&campaign.title, &description), view)
    }

    fn area(&self, area: usize) -> Result<Vec<u8>, Box<Diagnostic>> {
        let Some(campaign) = &self.viewer.cx.site.campaign else { return Ok(Vec::new()) };
        let view: AreaPage = progress::area(&self.viewer, campaign, area);
        let area = &campaign.areas[area];
        let heading = format!("{} · {}", area.name, campaign.title);
        let mut meta = self.meta(&heading, &area.text.as_deref().map(summary).unwrap_or_default());
        meta.heading.clone_from(&area.name);
        self.finish("area.html", "progress/", meta, view)
    }
}

fn toc(body: &crate::parse::tree::Document) -> Vec<TocView> {
    body.rest()
        .iter()
        .filter_map(|block| match &block.kind {
            BlockKind::Heading { level: 2, id, content } => {
                Some(TocView { id: id.clone(), title: plain_inlines(content) })
            }
            _ => None,
        })
        .collect()
}

/// The name of a language in itself, as far as the town's peoples need it; else its tag.
fn language_name(tag: &str) -> &str {
    match tag {
        "en" => "English",
        "ii" => "ꆈꌠꉙ",
        "lis" => "ꓡꓲ-ꓢꓴ",
        "tdd" => "ᥖᥭᥰᥖᥬᥳᥑᥨᥒᥰ",
        other => other,
    }
}
