//! The whole project, checked. Made once by [`build`]; nothing changes it afterwards.

mod queries;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::alert::{self, Alert};
use super::article::{self, Article, Known, With};
use super::audio;
use super::board::{self, Board, Boards};
use super::campaign::part::Part;
use super::campaign::{self, Around, Campaign, PublicTable};
use super::config::{self, Config};
use super::edition::{self, Edition};
use super::images::Picture;
use super::lock::{self, Lock, Missing, RemovedBoard};
use super::page::{self, Page};
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Inputs;
use crate::messages::Lang;
use crate::parse::Raws;
use crate::parse::article::is_article;
use crate::source::Place;

/// What a run chooses beside the project itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choices {
    pub drafts: bool,
    /// Workers; without any, one.
    pub jobs: usize,
}

/// A project whose invariants hold. A clone shares what may be large.
#[derive(Debug, Clone)]
pub struct Site {
    pub config: Config,
    /// Interface language of pages and print.
    pub lang: Lang,
    pub today: Date,
    /// By id.
    pub boards: Vec<Board>,
    /// Boards that only the lock remembers, by id.
    pub removed_boards: Vec<RemovedBoard>,
    /// Every code that was printed.
    pub lock: Arc<Lock>,
    /// By number.
    pub editions: Vec<Edition>,
    /// By slug; drafts only where the run asks for them.
    pub articles: BTreeMap<String, Arc<Article>>,
    /// Newest first.
    pub alerts: Vec<Alert>,
    pub pages: Vec<Page>,
    pub campaign: Option<Arc<Campaign>>,
    /// Tables that pages show cells of, as they stand in their files: for checks that name a cell.
    pub tables: Arc<Vec<PublicTable>>,
    /// Index of the current edition.
    pub current: Option<usize>,
    /// Site paths (`a/co/`) that will exist.
    pub urls: Arc<BTreeSet<String>>,
    /// Content files and the paths they become.
    pub sources_to_urls: Arc<BTreeMap<String, String>>,
    /// Files beside texts, by path; pictures with what their heads say.
    pub assets: Arc<BTreeMap<String, Option<Picture>>>,
    /// Paths under `content/static/`.
    pub static_files: Arc<BTreeSet<String>>,
    /// Texts that came to nothing through mistakes of their own, told where they stand. What refers to them is right.
    pub lost: BTreeSet<String>,
}

/// Checks everything against everything.
pub fn build(raws: Raws, inputs: &Inputs, choices: Choices) -> (Site, Vec<Diagnostic>) {
    let (site, _, diagnostics) = build_again(raws, inputs, choices, None);
    (site, diagnostics)
}

/// As [`build`], for who builds again: articles that are `known` are not made once more. Says what is known for the next
/// time; with `None` nobody asks.
pub fn build_again(
    raws: Raws,
    inputs: &Inputs,
    choices: Choices,
    known: Option<&Known>,
) -> (Site, Option<Known>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let out = &mut diagnostics;
    let used: Vec<_> = raws.articles.iter().flat_map(|article| &article.topics).collect();
    let config = config::build(raws.config, &used, out);
    let lang = Lang::from_tag(&config.language).unwrap_or(Lang::ZhCn);
    let read = raws.boards.as_ref().map(|table| board::build(table, config.outdoor, out));
    let Boards { boards, columns, some_lost } = read.unwrap_or_default();
    // What a board's broken row says is unknown: its page is not missed, nor is the row taken for removed.
    let unread = raws.boards.is_none() && inputs.under("content/boards.").next().is_some();
    let boards_lost = some_lost || unread;
    let board_table = raws.boards.map(|table| PublicTable { table, columns });
    let removed_boards = if boards_lost { Vec::new() } else { lock::removed(&raws.lock, &boards, out) };
    let with = With { topics: &config.topics, shared_codes: config.shared_codes };
    let (mut articles, known) = article::build(raws.articles, with, choices.jobs, known, out);
    let mut editions = edition::build(raws.editions, config.edition_months, out);
    let pages = page::build(raws.pages, out);
    let lost = lost(inputs, &articles, &pages);
    check_edition_articles(&mut editions, &articles, &lost, choices, out);
    let drafts = drafts(&articles);
    if !choices.drafts {
        articles.retain(|_, article| !article.draft);
    }
    let alerts = alert::build(raws.alerts, out);
    let lost_pages = lost.iter().filter_map(|path| path.strip_prefix("content/pages/")?.strip_suffix(".md"));
    let slugs: Vec<&str> = pages.iter().map(|page| page.slug.as_str()).chain(lost_pages).collect();
    let villages =
        boards.iter().map(|board| board.village.as_str()).filter(|name| !name.is_empty()).collect();
    let around = Around { pages: &slugs, villages: &villages, today: inputs.today };
    let (campaign, tables) = campaign::build(raws.campaign, around, out).unzip();
    let mut tables: Vec<PublicTable> = tables.unwrap_or_default();
    tables.extend(board_table);
    let current = edition::current(&editions, inputs.today);
    // With an edition that could not be read, nobody can say which is current.
    let editions_whole = count_texts(inputs, "content/editions/") == editions.len();
    if let Some(edition) = current.map(|at| &editions[at])
        && editions_whole
        && !edition.period.contains(inputs.today)
    {
        out.push(
            Code::EditionOver
                .at(edition.place.clone())
                .with("number", edition.number)
                .with("period", edition.period.label(lang)),
        );
    }
    let mut site = Site {
        lang,
        today: inputs.today,
        boards,
        removed_boards,
        lock: Arc::new(raws.lock),
        editions,
        articles,
        alerts,
        pages,
        campaign: campaign.map(Arc::new),
        tables: Arc::new(tables),
        current,
        urls: Arc::default(),
        sources_to_urls: Arc::default(),
        assets: Arc::default(),
        static_files: Arc::default(),
        lost,
        config,
    };
    site.index(inputs);
    site.read_recordings(inputs, out);
    check_replacements(&site, out);
    lock::check(&site, &Missing { drafts: &drafts, texts_lost: !site.lost.is_empty(), boards_lost }, out);
    (site, known, diagnostics)
}

/// Site paths that lead to drafts.
fn drafts(articles: &BTreeMap<String, Arc<Article>>) -> BTreeMap<String, (String, Place)> {
    let mut drafts = BTreeMap::new();
    for article in articles.values().filter(|article| article.draft) {
        let own = article.translations.keys().map(|lang| article.site_path_in(lang));
        let old = article.aliases.iter().map(|alias| format!("{}/", alias.value));
        for path in own.chain(old).chain([article.site_path()]) {
            drafts.insert(path, (article.slug.clone(), article.place.clone()));
        }
    }
    drafts
}

fn count_texts(inputs: &Inputs, folder: &str) -> usize {
    inputs.under(folder).filter(|(path, _)| path.ends_with(".md")).count()
}

/// Article and page files that no article or page was made of.
fn lost(inputs: &Inputs, articles: &BTreeMap<String, Arc<Article>>, pages: &[Page]) -> BTreeSet<String> {
    let texts = || articles.values().flat_map(|article| article.texts());
    let made = || texts().map(|(path, _)| path).chain(pages.iter().map(|page| page.path.as_str()));
    let articles = || inputs.under("content/articles/").filter(|(path, _)| is_article(path));
    let pages = || inputs.under("content/pages/").filter(|(path, _)| path.ends_with(".md"));
    if articles().count() + pages().count() == made().count() {
        return BTreeSet::new();
    }
    let made: HashSet<&str> = made().collect();
    let (articles, pages) = (articles(), pages());
    let given = articles.map(|(path, _)| format!("content/articles/{path}"));
    let given = given.chain(pages.map(|(path, _)| format!("content/pages/{path}")));
    given.filter(|path| !made.contains(path.as_str())).collect()
}

/// Every slug of an edition names an article that will be there; what does not is taken out.
fn check_edition_articles(
    editions: &mut [Edition],
    articles: &BTreeMap<String, Arc<Article>>,
    lost: &BTreeSet<String>,
    choices: Choices,
    out: &mut Vec<Diagnostic>,
) {
    for edition in editions {
        let mut kept: Vec<(String, Place)> = Vec::new();
        for (slug, place) in edition.articles.iter().zip(&edition.article_places) {
            let number = edition.number;
            let is_lost = || {
                let file = format!("content/articles/{slug}");
                lost.contains(&format!("{file}.md")) || lost.contains(&format!("{file}/index.md"))
            };
            match articles.get(slug) {
                None if is_lost() => {}
                None => {
                    let diagnostic = Code::EditionUnknownArticle
                        .at(place.clone())
                        .with("slug", slug)
                        .with("number", number);
                    let bare = slug.strip_suffix(".md").unwrap_or(slug);
                    let bare = bare.rsplit('/').next().unwrap_or(bare);
                    let is_meant = |article: &&Arc<Article>| {
                        article.slug == bare || article.title == *slug || article.is_file(bare)
                    };
                    out.push(match articles.values().find(is_meant) {
                        Some(meant) => diagnostic.with("suggestion", &meant.slug),
                        None => diagnostic.suggest(slug, articles.keys().map(String::as_str)),
                    });
                }
                Some(article) if article.draft && !choices.drafts => out.push(
                    Code::EditionDraft
                        .at(place.clone())
                        .with("slug", slug)
                        .with("number", number)
                        .label(article.place.clone(), "draft-here"),
                ),
                Some(_) if kept.iter().any(|(other, _)| other == slug) => {
                    out.push(
                        Code::EditionArticleTwice.at(place.clone()).with("slug", slug).with("number", number),
                    );
                }
                Some(_) => kept.push((slug.clone(), place.clone())),
            }
        }
        (edition.articles, edition.article_places) = kept.into_iter().unzip();
    }
}

/// What takes an article's place is another article that is there.
fn check_replacements(site: &Site, out: &mut Vec<Diagnostic>) {
    for article in site.articles.values() {
        let Some(other) = &article.replaced_by else { continue };
        if other.value == article.slug || !site.articles.contains_key(&other.value) {
            let slugs = site.articles.keys().map(String::as_str).filter(|slug| *slug != article.slug);
            let found = Code::ReplacementUnknown.at(other.place.clone()).with("slug", &other.value);
            out.push(found.suggest(&other.value, slugs));
        }
    }
}

impl Site {
    /// Reads the recordings that articles name.
    fn read_recordings(&mut self, inputs: &Inputs, out: &mut Vec<Diagnostic>) {
        let named = self.articles.values().filter(|article| {
            article.audio.is_some() || article.translations.values().any(|text| text.audio.is_some())
        });
        let found: Vec<(String, audio::Recordings)> =
            named.map(|article| (article.slug.clone(), audio::of(self, inputs, article, out))).collect();
        for (slug, recordings) in found {
            let Some(article) = self.articles.get_mut(&slug).map(Arc::make_mut) else { continue };
            article.recording = recordings.own;
            for (lang, recording) in recordings.translations {
                if let Some(text) = article.translations.get_mut(&lang) {
                    text.recording = recording;
                }
            }
        }
    }

    /// Fills the indices that links are resolved with.
    fn index(&mut self, inputs: &Inputs) {
        // Sorted once, at the end, which is cheaper than one by one.
        let mut sources_to_urls: Vec<(String, String)> = Vec::with_capacity(self.articles.len());
        for article in self.articles.values() {
            let url = article.site_path();
            for (lang, translation) in &article.translations {
                sources_to_urls.push((translation.path.clone(), format!("{url}{lang}/")));
            }
            sources_to_urls.push((article.path.clone(), url));
        }
        for page in &self.pages {
            sources_to_urls.push((page.path.clone(), format!("p/{}/", page.slug)));
        }
        for edition in &self.editions {
            let id = edition.id();
            sources_to_urls.push((format!("content/editions/{id}.md"), format!("e/{id}/")));
        }
        let mut urls: BTreeSet<String> = sources_to_urls.iter().map(|(_, url)| url.clone()).collect();
        self.sources_to_urls = Arc::new(sources_to_urls.into_iter().collect());
        urls.insert(String::new());
        if self.config.search {
            urls.insert("search/".to_owned());
        }
        if !self.editions.is_empty() {
            urls.insert("e/".to_owned());
        }
        for plate in self.plates() {
            urls.insert(format!("b/{}/", plate.id));
        }
        if !self.boards.is_empty() {
            urls.insert("b/".to_owned());
        }
        for topic in self.topics_in_use() {
            urls.extend([format!("t/{}/", topic.id), "t/".to_owned()]);
        }
        if let Some(campaign) = &self.campaign {
            urls.insert("progress/".to_owned());
            urls.extend(campaign.areas.iter().map(|area| format!("progress/{}/", area.id)));
            urls.extend(campaign.parts().map(Part::path));
        }
        self.urls = Arc::new(urls);
        let (mut static_files, mut assets) = (BTreeSet::new(), BTreeMap::new());
        for (path, file) in inputs.under("content/") {
            if let Some(name) = path.strip_prefix("static/") {
                static_files.insert(name.to_owned());
            } else if (path.starts_with("articles/") || path.starts_with("pages/")) && !path.ends_with(".md")
            {
                let picture = super::images::read(path, &file.bytes);
                assets.insert(format!("content/{path}"), picture);
            }
        }
        (self.static_files, self.assets) = (Arc::new(static_files), Arc::new(assets));
    }
}
