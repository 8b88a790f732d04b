//! The site's files: which pages exist, under which path, and what each is made from.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::pictures::{Made, Used};
use super::sitemap::{self, Part};
use super::{Assets, Card, Data, SiteJob, SiteKind};
use crate::inputs::Inputs;
use crate::model::Site;
use crate::model::article::{Article, Translation};
use crate::model::board::Plate;
use crate::model::campaign::part;
use crate::model::config::Topic;
use crate::model::edition::Edition;
use crate::model::page::Page;
use crate::source::Spanned;
use crate::theme::Theme;

/// One HTML page.
pub enum PageKind<'s> {
    Home,
    Board(Plate<'s>),
    Article(&'s Article),
    Translation(&'s Article, &'s str, &'s Translation),
    Edition(&'s Edition),
    /// One page of a topic's articles; numbers from 1.
    Topic {
        topic: &'s Topic,
        articles: Vec<&'s Article>,
        page: usize,
        pages: usize,
    },
    Boards,
    Topics,
    Editions,
    Progress,
    Area(usize),
    /// The campaign's rows of one kind.
    Records(part::Part),
    Page(&'s Page),
    Search,
    NotFound,
}

impl PageKind<'_> {
    /// The theme's template that makes the page.
    pub fn template(&self) -> &'static str {
        match self {
            PageKind::Home => "home.html",
            PageKind::Board(_) => "board.html",
            PageKind::Article(_) | PageKind::Translation(..) => "article.html",
            PageKind::Edition(_) => "edition.html",
            PageKind::Topic { .. } => "topic.html",
            PageKind::Boards | PageKind::Topics | PageKind::Editions => "list.html",
            PageKind::Progress => "progress.html",
            PageKind::Area(_) => "area.html",
            PageKind::Records(_) => "records.html",
            PageKind::Page(_) => "page.html",
            PageKind::Search => "search.html",
            PageKind::NotFound => "404.html",
        }
    }
}

/// Names of the fingerprinted assets.
pub fn assets(theme: &Theme) -> Assets {
    let name = |stem: &str, bytes: &[u8], kind: &str| {
        let hash = blake3::hash(bytes).to_hex();
        format!("assets/{stem}.{}.{kind}", &hash[..8])
    };
    let icon = theme.files.get("web/icon.svg").map_or(&[][..], |file| &file.bytes);
    let all = |files: &BTreeMap<String, Vec<u8>>, kind: &str| {
        files.iter().map(|(stem, bytes)| (stem.clone(), name(stem, bytes, kind))).collect()
    };
    Assets {
        style: name("style", &theme.style, "css"),
        icon: name("icon", icon, "svg"),
        styles: all(&theme.styles, "css"),
        scripts: all(&theme.scripts, "js"),
        ..Assets::default()
    }
}

/// Where an attachment of a text is put out: `content/articles/co/a.png` beside `/a/co/`.
pub fn asset_path(path: &str) -> Option<String> {
    let inner = path.strip_prefix("content/")?;
    match inner.split_once('/')? {
        ("articles", rest) => Some(format!("a/{rest}")),
        ("pages", rest) => Some(format!("p/{rest}")),
        _ => None,
    }
}

/// All files of the site.
pub fn plan<'s>(
    site: &'s Site,
    theme: &'s Theme,
    inputs: &'s Inputs,
    (assets, used): (&Assets, &Used),
) -> Vec<SiteJob<'s>> {
    // What takes longest comes first, so that no worker waits for another at the end.
    let cards = cards(site).filter(|_| site.config.cards);
    let mut jobs = Vec::with_capacity(2 * site.articles.len() + 256);
    jobs.extend(cards.map(|card| SiteJob { path: card.path(), kind: SiteKind::Card(card) }));
    let mut file = |path: String, kind: SiteKind<'s>| jobs.push(SiteJob { path, kind });
    file("feed.xml".to_owned(), SiteKind::Feed);
    for (path, part) in Part::split(site.urls.len(), sitemap::LIMIT) {
        file(path, SiteKind::Sitemap(part));
    }
    if !site.editions.is_empty() {
        file("calendar.ics".to_owned(), SiteKind::Calendar);
    }
    data(site, &mut file);
    let mut page = |path: String, kind: PageKind<'s>| {
        jobs.push(SiteJob { path: path + "index.html", kind: SiteKind::Page(kind) });
    };
    page(String::new(), PageKind::Home);
    for plate in site.plates() {
        page(format!("b/{}/", plate.id), PageKind::Board(plate));
    }
    for article in site.articles() {
        page(article.site_path(), PageKind::Article(article));
        for (lang, translation) in &article.translations {
            page(article.site_path_in(lang), PageKind::Translation(article, lang, translation));
        }
    }
    for edition in &site.editions {
        page(format!("e/{}/", edition.id()), PageKind::Edition(edition));
    }
    let mut has_topics = false;
    for (topic, articles) in site.config.topics.iter().zip(site.articles_by_topic()) {
        has_topics |= !articles.is_empty();
        topic_pages(site, topic, articles, &mut page);
    }
    for (path, kind, exists) in [
        ("b/", PageKind::Boards, !site.boards.is_empty()),
        ("t/", PageKind::Topics, has_topics),
        ("e/", PageKind::Editions, !site.editions.is_empty()),
    ] {
        if exists {
            page(path.to_owned(), kind);
        }
    }
    if let Some(campaign) = &site.campaign {
        page("progress/".to_owned(), PageKind::Progress);
        for (index, area) in campaign.areas.iter().enumerate() {
            page(format!("progress/{}/", area.id), PageKind::Area(index));
        }
        for part in campaign.parts() {
            page(part.path(), PageKind::Records(part));
        }
    }
    for standing in &site.pages {
        page(format!("p/{}/", standing.slug), PageKind::Page(standing));
    }
    if site.config.search {
        page("search/".to_owned(), PageKind::Search);
    }
    let mut file = |path: String, kind: SiteKind<'s>| jobs.push(SiteJob { path, kind });
    file("404.html".to_owned(), SiteKind::Page(PageKind::NotFound));
    redirects(site, &mut file);
    copies(theme, inputs, (assets, used), &mut file);
    jobs
}

/// One for each article and edition.
fn cards(site: &Site) -> impl Iterator<Item = Card<'_>> {
    site.articles().map(Card::Article).chain(site.editions.iter().map(Card::Edition))
}

fn topic_pages<'s>(
    site: &Site,
    topic: &'s Topic,
    mut articles: Vec<&'s Article>,
    page: &mut impl FnMut(String, PageKind<'s>),
) {
    // Newest first; by weight where an office gives one, as Zola does. They came by slug, and equals stay in order.
    articles.sort_by_cached_key(|article| (article.weight, Reverse(article.date)));
    let pages = articles.len().div_ceil(site.config.topic_articles).max(1);
    for (index, chunk) in articles.chunks(site.config.topic_articles).enumerate() {
        let path = topic_path(&topic.id, index + 1);
        page(path, PageKind::Topic { topic, articles: chunk.to_vec(), page: index + 1, pages });
    }
}

/// Site path of a topic's page; the first has no number.
pub fn topic_path(id: &str, page: usize) -> String {
    if page == 1 { format!("t/{id}/") } else { format!("t/{id}/page/{page}/") }
}

fn data<'s>(site: &'s Site, file: &mut impl FnMut(String, SiteKind<'s>)) {
    let mut put = |name: &str, data| file(format!("api/{name}"), SiteKind::Data(data));
    put("schema.json", Data::Schema);
    put("articles.json", Data::ArticlesJson);
    if !site.editions.is_empty() {
        put("editions.json", Data::EditionsJson);
    }
    if !site.boards.is_empty() {
        put("boards.json", Data::BoardsJson);
        put("boards.csv", Data::BoardsCsv);
    }
    if let Some(campaign) = &site.campaign {
        put("figures.json", Data::FiguresJson);
        put("figures.csv", Data::FiguresCsv);
        put("datapackage.json", Data::Package);
        for table in campaign.tables() {
            put(&format!("{}.json", table.stem()), Data::TableJson(table));
            put(&format!("{}.csv", table.stem()), Data::TableCsv(table));
        }
    }
}

fn redirects<'s>(site: &'s Site, file: &mut impl FnMut(String, SiteKind<'s>)) {
    let mut put = |alias: &'s Spanned<String>, to: String, title: &'s str| {
        let path = &alias.value;
        let path = if path.ends_with(".html") { path.clone() } else { format!("{path}/index.html") };
        file(path, SiteKind::Redirect { to, title, place: &alias.place });
    };
    for article in site.articles() {
        for alias in &article.aliases {
            put(alias, article.site_path(), &article.title);
        }
    }
    for page in &site.pages {
        for alias in &page.aliases {
            put(alias, format!("p/{}/", page.slug), &page.title);
        }
    }
}

fn copies<'s>(
    theme: &'s Theme,
    inputs: &'s Inputs,
    (assets, used): (&Assets, &Used),
    file: &mut impl FnMut(String, SiteKind<'s>),
) {
    file(assets.style.clone(), SiteKind::Bytes(&theme.style));
    if let Some(icon) = theme.files.get("web/icon.svg") {
        file(assets.icon.clone(), SiteKind::Bytes(&icon.bytes));
    }
    for (path, font) in &theme.web_fonts {
        file(path.clone(), SiteKind::Bytes(font));
    }
    for (paths, files) in [(&assets.styles, &theme.styles), (&assets.scripts, &theme.scripts)] {
        for (name, path) in paths {
            if let Some(bytes) = files.get(name) {
                file(path.clone(), SiteKind::Bytes(bytes));
            }
        }
    }
    for (path, input) in inputs.under("content/") {
        if let Some(target) = path.strip_prefix("static/") {
            file(target.to_owned(), SiteKind::Bytes(&input.bytes));
        } else if !path.ends_with(".md")
            && let path = format!("content/{path}")
            && used.linked.contains(&path)
            && let Some(target) = asset_path(&path)
        {
            file(target, SiteKind::Bytes(&input.bytes));
        }
    }
    for (path, made) in used.jobs(inputs) {
        file(
            path,
            match made {
                Made::AsItIs(bytes) => SiteKind::Bytes(bytes),
                Made::Job(job) => SiteKind::Picture(job),
            },
        );
    }
    if !inputs.files.contains_key("content/static/robots.txt") {
        file("robots.txt".to_owned(), SiteKind::Robots);
    }
}
