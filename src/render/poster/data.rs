//! The JSON that poster templates read (`/data.json`): documented for theme authors in `docs/themes.md`.

mod handout;
pub mod json;
pub mod progress;
mod slip;
mod text;
mod title;

use std::borrow::Cow;

use serde::Serialize;

pub use self::handout::{card, leaflet, notice, share};
use self::slip::SlipData;
pub use self::slip::slips;
use self::text::{BlockData, Text};
use self::title::title_lines;
use crate::messages::Section;
use crate::model::article::{Article, Translation};
use crate::model::board::{Board, Paper};
use crate::model::config::Ink;
use crate::model::config::Topic;
use crate::model::edition::Edition;
use crate::model::period::month_label;
use crate::parse::tree::{count_characters, plain};
use crate::plan::codes::Code;
use crate::plan::packs::{Layout, Pack, TypeSizes};
use crate::render::Context;
use crate::render::poster::breaks::{Breaks, breakable};

/// What every template gets beside its own data.
#[derive(Serialize)]
struct Root<'a, T> {
    lang: &'a str,
    t: &'a Section,
    ink: &'static str,
    site: SiteData<'a>,
    edition: Option<EditionData<'a>>,
    #[serde(flatten)]
    own: T,
}

#[derive(Serialize)]
struct PacksRoot<T> {
    packs: Vec<T>,
    /// Whether boards' slips are to be set with their pages.
    slips: bool,
}

/// What every printed page may name.
#[derive(Serialize)]
pub struct SiteData<'a> {
    name: &'a str,
    notice: Option<&'a str>,
    organisation: &'a str,
    organisation_short: &'a str,
    address: &'a str,
    hotlines: Vec<HotlineData<'a>>,
}

#[derive(Serialize)]
struct HotlineData<'a> {
    number: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
pub struct EditionData<'a> {
    number: u32,
    period: String,
    title: &'a str,
}

#[derive(Serialize)]
struct PackData<'a> {
    board: BoardData<'a>,
    page: SizeData,
    strip: Option<StripData>,
    grid: Option<GridData>,
    #[serde(rename = "type")]
    sizes: TypeData,
    code: CodeData<'a>,
    articles: Vec<ArticleData<'a>>,
    slip: SlipData<'a>,
}

#[derive(Serialize)]
struct BoardData<'a> {
    id: &'a str,
    name: &'a str,
    kind: &'a str,
    village: &'a str,
    place: &'a str,
    distance_m: f64,
}

#[derive(Serialize)]
struct SizeData {
    width_mm: f64,
    height_mm: f64,
}

#[derive(Serialize)]
struct StripData {
    pages: usize,
    width_mm: f64,
    height_mm: f64,
}

#[derive(Serialize)]
struct GridData {
    columns: usize,
    rows: usize,
}

#[derive(Serialize)]
struct TypeData {
    body_min_pt: f64,
    body_max_pt: f64,
    title_min_pt: f64,
}

#[derive(Serialize)]
struct CodeData<'a> {
    url: &'a str,
    short: &'a str,
    /// Absent where the format prints no code of its own for it.
    svg: Option<&'a str>,
    side_mm: f64,
    outer_mm: f64,
}

#[derive(Serialize)]
struct ArticleData<'a> {
    slug: &'a str,
    title: &'a str,
    title_lines: Vec<String>,
    subtitle: Option<Cow<'a, str>>,
    topic: TopicData<'a>,
    blocks: Vec<BlockData<'a>>,
    characters: usize,
    sources: Vec<Cow<'a, str>>,
    reviewer: Option<&'a str>,
    reviewed: Option<String>,
    audio: bool,
    /// In the order of the board's languages; those that exist.
    translations: Vec<TranslationData<'a>>,
    /// The address in letters.
    short: &'a str,
    /// Absent in what prints one code alone.
    code: Option<CodeData<'a>>,
}

/// The same article in a language that the board lists.
#[derive(Serialize)]
struct TranslationData<'a> {
    /// The tag, and its parts as Typst wants them: two or three letters, and two for the region.
    tag: &'a str,
    lang: Option<&'a str>,
    region: Option<&'a str>,
    title: Cow<'a, str>,
    subtitle: Option<Cow<'a, str>>,
    blocks: Vec<BlockData<'a>>,
    /// Address of the translation's page.
    short: String,
}

#[derive(Serialize)]
struct TopicData<'a> {
    id: &'a str,
    name: &'a str,
    color: String,
    tint: String,
    icon: String,
}

/// The data of packs of one format.
pub fn packs(cx: Context, edition: &Edition, packs: &[&Pack]) -> Vec<u8> {
    packs_with(cx, edition, packs, true)
}

/// As [`packs`], of one pack of which only what hangs is to be set.
pub fn hung(cx: Context, edition: &Edition, pack: &Pack) -> Vec<u8> {
    packs_with(cx, edition, &[pack], false)
}

fn packs_with(cx: Context, edition: &Edition, packs: &[&Pack], slips: bool) -> Vec<u8> {
    let saving = packs.first().is_some_and(|pack| pack.ink == Ink::Saving);
    let ink = if saving { Ink::Saving } else { Ink::Full };
    let packs = packs.iter().map(|pack| pack_data(cx, pack)).collect();
    root(cx, ink, Some(edition), PacksRoot { packs, slips })
}

fn root(cx: Context, ink: Ink, edition: Option<&Edition>, own: impl Serialize) -> Vec<u8> {
    let root = Root {
        lang: &cx.site.config.language,
        t: &cx.theme.messages(cx.site.lang).print,
        ink: if ink == Ink::Saving { "saving" } else { "full" },
        site: site(cx),
        edition: edition.map(|edition| edition_data(cx, edition)),
        own,
    };
    json::to_vec(&root)
}

pub fn site(cx: Context<'_>) -> SiteData<'_> {
    let config = &cx.site.config;
    SiteData {
        name: &config.name,
        notice: config.notice.as_deref(),
        organisation: &config.organisation.name,
        organisation_short: &config.organisation.short,
        address: config.base_url.short(),
        hotlines: config
            .hotlines
            .iter()
            .map(|line| HotlineData { number: &line.number, name: &line.name })
            .collect(),
    }
}

pub fn edition_data<'a>(cx: Context, edition: &'a Edition) -> EditionData<'a> {
    EditionData { number: edition.number, period: edition.period.label(cx.site.lang), title: &edition.title }
}

fn pack_data<'a>(cx: Context<'a>, pack: &'a Pack) -> PackData<'a> {
    let (strip, grid) = match pack.layout {
        Layout::Sheet => (None, None),
        Layout::Panels { strip_pages, columns, rows } => {
            let (width_mm, height_mm) = (pack.paper.height_mm, pack.paper.width_mm);
            (Some(StripData { pages: strip_pages, width_mm, height_mm }), Some(GridData { columns, rows }))
        }
    };
    PackData {
        board: board_data(pack.board),
        page: size(&pack.paper),
        strip,
        grid,
        sizes: type_data(pack.sizes),
        code: code(&pack.code, true),
        articles: pack
            .articles
            .iter()
            .map(|(article, its)| {
                let printed = pack.layout != Layout::Sheet;
                article_data(cx, Some(pack.board), article, &its.short, Some(code(its, printed)))
            })
            .collect(),
        slip: slip::of(pack),
    }
}

fn board_data(board: &Board) -> BoardData<'_> {
    BoardData {
        id: &board.id,
        name: &board.name,
        kind: &board.kind,
        village: &board.village,
        place: &board.spot,
        distance_m: board.distance_m,
    }
}

fn size(paper: &Paper) -> SizeData {
    SizeData { width_mm: paper.width_mm, height_mm: paper.height_mm }
}

fn type_data(sizes: TypeSizes) -> TypeData {
    TypeData { body_min_pt: sizes.body_min, body_max_pt: sizes.body_max, title_min_pt: sizes.title_min }
}

fn code(code: &Code, printed: bool) -> CodeData<'_> {
    CodeData {
        url: &code.url,
        short: &code.short,
        svg: printed.then(|| code.svg()),
        side_mm: code.side_mm,
        outer_mm: code.outer_mm(),
    }
}

fn article_data<'a>(
    cx: Context<'a>,
    board: Option<&'a Board>,
    article: &'a Article,
    short: &'a str,
    code: Option<CodeData<'a>>,
) -> ArticleData<'a> {
    let text = Text { cx, from: &article.path, document: article.body.keep(), breaks: Breaks::default() };
    ArticleData {
        slug: &article.slug,
        title: &article.title,
        title_lines: lines(article),
        subtitle: article.description.as_deref().map(breakable),
        topic: look(cx, article),
        blocks: text.below_title(article.body.keep().lead()),
        characters: count_characters(&plain(article.body.keep().lead())),
        sources: article.trust.sources.iter().map(|source| breakable(source)).collect(),
        reviewer: article.trust.reviewer.as_deref(),
        reviewed: article.trust.reviewed.map(|date| month_label(date, cx.site.lang)),
        audio: article.recording.is_some(),
        translations: board
            .into_iter()
            .flat_map(|board| article.translations_for(board))
            .map(|(tag, translation)| translation_data(cx, article, tag, translation))
            .collect(),
        short,
        code,
    }
}

fn translation_data<'a>(
    cx: Context<'a>,
    article: &'a Article,
    tag: &'a str,
    translation: &'a Translation,
) -> TranslationData<'a> {
    let text =
        Text { cx, from: &translation.path, document: translation.body.keep(), breaks: Breaks::default() };
    let letters = |length: std::ops::RangeInclusive<usize>| {
        move |part: &&str| length.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic())
    };
    TranslationData {
        tag,
        lang: tag.split('-').next().filter(letters(2..=3)),
        region: tag.split('-').skip(1).find(letters(2..=2)),
        title: breakable(&translation.title),
        subtitle: translation.description.as_deref().map(breakable),
        blocks: text.blocks(translation.body.keep().lead(), 0),
        short: format!("{}/a/{}/{tag}", cx.site.config.base_url.short(), article.slug),
    }
}

/// The lines of an article's title.
fn lines(article: &Article) -> Vec<String> {
    title_lines(&article.title, || plain(article.body.keep().lead()))
}

/// An article's topic, with the article's own pictogram where it has one: what it warns of may be another animal.
fn look<'a>(cx: Context<'a>, article: &'a Article) -> TopicData<'a> {
    let topic = topic(cx, cx.site.topic(article));
    match &article.icon {
        Some(icon) => TopicData { icon: cx.theme.icon_path(&icon.value), ..topic },
        None => topic,
    }
}

fn topic<'a>(cx: Context<'a>, topic: Option<&'a Topic>) -> TopicData<'a> {
    let color = topic.map_or(crate::model::config::Color::DEFAULT, |topic| topic.color);
    TopicData {
        id: topic.map_or("", |topic| &topic.id),
        name: topic.map_or("", |topic| &topic.name),
        color: color.css(),
        tint: color.tint().css(),
        icon: cx.theme.icon_path(topic.map_or("default", |topic| &topic.icon)),
    }
}
