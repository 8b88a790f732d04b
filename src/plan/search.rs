//! What the search finds, in which order, and into how many files its index is parted. Nothing is folded or encoded yet.

use std::cmp::Reverse;
use std::ops::Range;

use super::{SiteJob, SiteKind};
use crate::model::Site;
use crate::model::article::Article;
use crate::parse::body::Body;
use crate::theme::Theme;

/// With no more text than this (bytes), a phone loads all of it and needs no index of grams.
const SMALL: usize = 256 << 10;
/// Text that shares a file, where all is loaded and where a query loads ten files; bytes before compression.
const FILE_OF_SMALL: usize = 32 << 10;
const FILE: usize = 8 << 10;
/// Text whose grams share a file: it comes to some 13 KB compressed.
const SHARD: usize = 24 << 10;
/// Numbers of documents are written in 20 bits.
const MOST: usize = 1 << 20;

/// The search of a site. Without documents there is none.
#[derive(Default)]
pub struct Search<'s> {
    /// In the order of results that match equally well: articles and their translations first.
    pub docs: Vec<Doc<'s>>,
    /// How many of `docs` are articles and translations.
    pub articles: usize,
    /// Documents that share a file: articles, and the others.
    pub per_file: [usize; 2],
    /// Files of grams; none where all text is loaded.
    pub shards: usize,
    /// Where the index lies, a name that changes with it: `assets/search.1a2b3c4d/`.
    pub folder: String,
}

/// Something that can be found.
pub struct Doc<'s> {
    /// Site path.
    pub path: String,
    pub kind: Kind<'s>,
    /// Language of its texts.
    pub lang: &'s str,
    pub title: String,
    pub summary: &'s str,
    pub text: Text<'s>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'s> {
    /// By the id of its topic, if it has one.
    Article {
        topic: Option<&'s str>,
        expired: bool,
    },
    Page,
    /// A page below `/progress/`: an area, or rows of the campaign.
    Area,
    Board,
}

/// The text below title and summary.
pub enum Text<'s> {
    Body(&'s Body),
    Plain(String),
}

/// One file of the index.
#[derive(Debug, Clone)]
pub enum File {
    /// The documents of these numbers, whole.
    Texts(Range<usize>),
    /// The grams whose shard has this number.
    Grams(usize),
}

pub fn plan<'s>(site: &'s Site, theme: &'s Theme) -> Search<'s> {
    let mut docs = Vec::new();
    articles(site, &mut docs);
    docs.truncate(MOST);
    let articles = docs.len();
    others(site, theme, &mut docs);
    docs.truncate(MOST);

    // The length of the source stands for that of the text, so that no text is put together here.
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    let mut sizes = [0, 0];
    for (number, doc) in docs.iter().enumerate() {
        for part in [doc.path.as_str(), doc.lang, &doc.title, doc.summary] {
            hasher.update(part.as_bytes()).update(&[0]);
        }
        hasher.update(format!("{:?}", doc.kind).as_bytes());
        // Line ends are an editor's matter.
        for part in source(&doc.text).split('\r') {
            hasher.update(part.as_bytes());
            sizes[usize::from(number >= articles)] += part.len();
        }
    }
    let whole = sizes[0] + sizes[1];
    let (file, shards) = if whole <= SMALL { (FILE_OF_SMALL, 0) } else { (FILE, whole.div_ceil(SHARD)) };
    let per = |size: usize, count: usize| (file * count / size.max(1)).clamp(1, 256);
    let per_file = [per(sizes[0], articles), per(sizes[1], docs.len() - articles)];
    let folder = format!("assets/search.{}/", &hasher.finalize().to_hex()[..8]);
    Search { docs, articles, per_file, shards, folder }
}

/// Current before earlier, what still holds before what is over, then the newest first.
fn articles<'s>(site: &'s Site, docs: &mut Vec<Doc<'s>>) {
    let current = site.current_edition();
    let is_current =
        |article: &Article| current.is_some_and(|edition| edition.articles.contains(&article.slug));
    let mut articles: Vec<&Article> = site.articles().collect();
    articles.sort_by_cached_key(|article| {
        (article.is_expired(site.today), !is_current(article), Reverse(article.modified()), &article.slug)
    });
    for article in articles {
        let topic = site.topic(article).map(|topic| topic.id.as_str());
        let kind = Kind::Article { topic, expired: article.is_expired(site.today) };
        docs.push(Doc {
            path: article.site_path(),
            kind,
            lang: &site.config.language,
            title: article.title.clone(),
            summary: article.description.as_deref().unwrap_or_default(),
            text: Text::Body(&article.body),
        });
        for (lang, translation) in &article.translations {
            docs.push(Doc {
                path: article.site_path_in(lang),
                kind,
                lang,
                title: translation.title.clone(),
                summary: translation.description.as_deref().unwrap_or_default(),
                text: Text::Body(&translation.body),
            });
        }
    }
}

fn others<'s>(site: &'s Site, theme: &'s Theme, docs: &mut Vec<Doc<'s>>) {
    let lang = site.config.language.as_str();
    docs.extend(site.pages.iter().map(|page| Doc {
        path: format!("p/{}/", page.slug),
        kind: Kind::Page,
        lang,
        title: page.title.clone(),
        summary: page.description.as_deref().unwrap_or_default(),
        text: Text::Body(&page.body),
    }));
    for (number, area) in site.campaign.iter().flat_map(|campaign| campaign.areas.iter().enumerate()) {
        let figures = site.campaign.iter().flat_map(|campaign| &campaign.figures);
        let lines: Vec<String> = figures
            .filter(|figure| figure.area == number)
            .map(|figure| format!("{} {}", figure.indicator, figure.measured()))
            .collect();
        docs.push(Doc {
            path: format!("progress/{}/", area.id),
            kind: Kind::Area,
            lang,
            title: area.name.clone(),
            summary: area.text.as_deref().unwrap_or_default(),
            text: Text::Plain(lines.join("\n")),
        });
    }
    // Pages of rows by their title and what it says of them; the rows are in the open data.
    let words = &theme.messages(site.lang).web;
    let word = |key: String| words.get(&key).map_or("", String::as_str);
    let parts = site.campaign.iter().flat_map(|campaign| campaign.parts());
    docs.extend(parts.map(|part| Doc {
        path: part.path(),
        kind: Kind::Area,
        lang: site.lang.tag(),
        title: word(format!("part_{}", part.id())).to_owned(),
        summary: word(format!("part_{}_intro", part.id())),
        text: Text::Plain(String::new()),
    }));
    docs.extend(site.active_boards().map(|board| Doc {
        path: format!("b/{}/", board.id),
        kind: Kind::Board,
        lang,
        title: format!("{} {}", board.id, board.name),
        summary: &board.spot,
        // Who stands before board 023 may well type 23.
        text: Text::Plain(format!("{}\n{}", board.village, board.id.trim_start_matches('0'))),
    }));
}

/// What a document's text is made from; equal sources make equal texts.
fn source<'a>(text: &'a Text) -> &'a str {
    match text {
        Text::Plain(text) => text,
        Text::Body(body) => body.source(),
    }
}

impl<'s> Search<'s> {
    /// The index, file by file.
    pub fn jobs(&self) -> impl Iterator<Item = SiteJob<'s>> {
        let grams = (0..self.shards).map(File::Grams);
        self.texts().map(File::Texts).chain(grams).enumerate().map(|(number, file)| {
            let name = match file {
                File::Texts(_) => format!("t{number}"),
                File::Grams(shard) => format!("g{shard}"),
            };
            SiteJob { path: format!("{}{name}.js", self.folder), kind: SiteKind::Search(file) }
        })
    }

    /// Numbers of documents, file by file.
    pub fn texts(&self) -> impl Iterator<Item = Range<usize>> {
        let files = |from: usize, until: usize, per: usize| {
            (from..until).step_by(per.max(1)).map(move |start| start..until.min(start + per))
        };
        let [articles, others] = self.per_file;
        files(0, self.articles, articles).chain(files(self.articles, self.docs.len(), others))
    }
}
