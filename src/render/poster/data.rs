//! The JSON that poster templates read (`/data.json`): documented for theme authors in `docs/themes.md`.

use serde::Serialize;

use crate::messages::Section;
use crate::model::article::Article;
use crate::model::config::Ink;
use crate::model::config::Topic;
use crate::model::edition::Edition;
use crate::model::links::{Target, is_safe};
use crate::model::period::month_label;
use crate::parse::tree::{
    Block, BlockKind, Document, Inline, InlineKind, count_characters, plain, plain_inlines,
};
use crate::plan::codes::Code;
use crate::plan::packs::{Layout, Pack};
use crate::render::Context;
use crate::render::views::PAPER;

#[derive(Serialize)]
struct Root<'a> {
    lang: &'a str,
    t: &'a Section,
    ink: &'static str,
    site: SiteData<'a>,
    edition: EditionData<'a>,
    packs: Vec<PackData<'a>>,
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
    subtitle: Option<&'a str>,
    topic: TopicData<'a>,
    blocks: Vec<BlockData<'a>>,
    characters: usize,
    sources: &'a [String],
    reviewer: Option<&'a str>,
    reviewed: Option<String>,
    audio: bool,
    code: CodeData<'a>,
}

#[derive(Serialize)]
struct TopicData<'a> {
    id: &'a str,
    name: &'a str,
    color: String,
    tint: String,
    icon: String,
}

#[derive(Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
enum BlockData<'a> {
    P { c: Vec<InlineData<'a>> },
    H { level: u8, c: Vec<InlineData<'a>> },
    Ol { start: u64, items: Vec<Vec<BlockData<'a>>> },
    Ul { items: Vec<Vec<BlockData<'a>>> },
    Quote { c: Vec<BlockData<'a>> },
    Callout { kind: &'static str, c: Vec<BlockData<'a>> },
    Table { align: Vec<&'static str>, head: Vec<Vec<InlineData<'a>>>, rows: Vec<Vec<Vec<InlineData<'a>>>> },
    Code { v: &'a str },
    Hr,
}

#[derive(Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
enum InlineData<'a> {
    S {
        v: &'a str,
    },
    B {
        c: Vec<InlineData<'a>>,
    },
    I {
        c: Vec<InlineData<'a>>,
    },
    Del {
        c: Vec<InlineData<'a>>,
    },
    Code {
        v: &'a str,
    },
    Br,
    /// A link; `short` is printed as a footnote.
    A {
        c: Vec<InlineData<'a>>,
        short: String,
    },
    Fn {
        c: Vec<BlockData<'a>>,
    },
    Img {
        path: String,
        alt: &'a str,
        width_px: u32,
        height_px: u32,
    },
}

/// The data of packs of one format.
pub fn packs(cx: Context, edition: &Edition, packs: &[&Pack]) -> Vec<u8> {
    let lang = cx.site.lang;
    let saving = packs.first().is_some_and(|pack| pack.ink == Ink::Saving);
    let root = Root {
        lang: &cx.site.config.language,
        t: &cx.theme.messages(lang).print,
        ink: if saving { "saving" } else { "full" },
        site: site(cx),
        edition: edition_data(cx, edition),
        packs: packs.iter().map(|pack| pack_data(cx, pack)).collect(),
    };
    // Texts and finite numbers always serialise.
    serde_json::to_vec(&root).unwrap_or_default()
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
    let board = pack.board;
    let (strip, grid) = match pack.layout {
        Layout::Sheet => (None, None),
        Layout::Panels { strip_pages, columns, rows } => {
            let (width_mm, height_mm) = (pack.paper.height_mm, pack.paper.width_mm);
            (Some(StripData { pages: strip_pages, width_mm, height_mm }), Some(GridData { columns, rows }))
        }
    };
    PackData {
        board: BoardData {
            id: &board.id,
            name: &board.name,
            kind: &board.kind,
            village: &board.village,
            place: &board.spot,
            distance_m: board.distance_m,
        },
        page: SizeData { width_mm: pack.paper.width_mm, height_mm: pack.paper.height_mm },
        strip,
        grid,
        sizes: TypeData {
            body_min_pt: pack.sizes.body_min,
            body_max_pt: pack.sizes.body_max,
            title_min_pt: pack.sizes.title_min,
        },
        code: code(&pack.code, true),
        articles: pack
            .articles
            .iter()
            .map(|(article, its)| article_data(cx, article, code(its, pack.layout != Layout::Sheet)))
            .collect(),
    }
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

fn article_data<'a>(cx: Context<'a>, article: &'a Article, code: CodeData<'a>) -> ArticleData<'a> {
    let text = Text { cx, from: &article.path, document: &article.body };
    ArticleData {
        slug: &article.slug,
        title: &article.title,
        title_lines: title_lines(&article.title),
        subtitle: article.description.as_deref(),
        topic: topic(cx, cx.site.topic(article)),
        blocks: text.blocks(article.body.lead(), 0),
        characters: count_characters(&plain(article.body.lead())),
        sources: &article.trust.sources,
        reviewer: article.trust.reviewer.as_deref(),
        reviewed: article.trust.reviewed.map(|date| month_label(date, cx.site.lang)),
        audio: false,
        code,
    }
}

fn topic<'a>(cx: Context<'a>, topic: Option<&'a Topic>) -> TopicData<'a> {
    let color = topic.map_or(crate::model::config::Color::DEFAULT, |topic| topic.color);
    TopicData {
        id: topic.map_or("", |topic| &topic.id),
        name: topic.map_or("", |topic| &topic.name),
        color: color.css(),
        tint: color.mix(PAPER, 90).css(),
        icon: cx.theme.icon_path(topic.map_or("default", |topic| &topic.icon)),
    }
}

/// A title breaks where a speaker pauses: after its first inner `，`, `：`, `、` or `？`, which the line end replaces.
fn title_lines(title: &str) -> Vec<String> {
    let pause = |c: char| matches!(c, '，' | '：' | '、' | '？' | '！' | ' ');
    match title.char_indices().find(|(at, c)| *at > 0 && pause(*c)) {
        Some((at, c)) if at + c.len_utf8() < title.len() => {
            let keep = if matches!(c, '？' | '！') { at + c.len_utf8() } else { at };
            vec![title[..keep].to_owned(), title[at + c.len_utf8()..].trim().to_owned()]
        }
        _ => vec![title.to_owned()],
    }
}

struct Text<'a> {
    cx: Context<'a>,
    from: &'a str,
    document: &'a Document,
}

impl<'a> Text<'a> {
    /// `depth` counts footnotes within footnotes: paper sets one level.
    fn blocks(&self, blocks: &'a [Block], depth: usize) -> Vec<BlockData<'a>> {
        blocks.iter().filter_map(|block| self.block(block, depth)).collect()
    }

    fn block(&self, block: &'a Block, depth: usize) -> Option<BlockData<'a>> {
        let inlines = |content| self.inlines(content, depth);
        let items = |items: &'a [Vec<Block>]| items.iter().map(|item| self.blocks(item, depth)).collect();
        Some(match &block.kind {
            BlockKind::Paragraph(content) => BlockData::P { c: inlines(content) },
            BlockKind::Heading { level, content, .. } => BlockData::H { level: *level, c: inlines(content) },
            BlockKind::List { start: Some(start), items: all } => {
                BlockData::Ol { start: *start, items: items(all) }
            }
            BlockKind::List { start: None, items: all } => BlockData::Ul { items: items(all) },
            BlockKind::Quote(inner) => BlockData::Quote { c: self.blocks(inner, depth) },
            BlockKind::Callout(kind, inner) => {
                BlockData::Callout { kind: kind.name(), c: self.blocks(inner, depth) }
            }
            BlockKind::Table { align, head, rows } => BlockData::Table {
                align: align.iter().map(|align| align.name()).collect(),
                head: head.iter().map(|cell| inlines(cell)).collect(),
                rows: rows.iter().map(|row| row.iter().map(|cell| inlines(cell)).collect()).collect(),
            },
            BlockKind::Code(text) => BlockData::Code { v: text.trim_end() },
            BlockKind::Rule => BlockData::Hr,
            // Markup for browsers has no meaning on paper.
            BlockKind::Html(_) => return None,
        })
    }

    fn inlines(&self, inlines: &'a [Inline], depth: usize) -> Vec<InlineData<'a>> {
        let mut out = Vec::new();
        for inline in inlines {
            match &inline.kind {
                InlineKind::Link { target, content } => {
                    let (c, short) = (self.inlines(content, depth), self.short(target));
                    // A link that already reads as its address, or leads nowhere on paper, needs no note.
                    if short.is_empty() || short == plain_inlines(content) {
                        out.extend(c);
                    } else {
                        out.push(InlineData::A { c, short });
                    }
                }
                _ => out.extend(self.inline(inline, depth)),
            }
        }
        out
    }

    fn inline(&self, inline: &'a Inline, depth: usize) -> Option<InlineData<'a>> {
        Some(match &inline.kind {
            InlineKind::Text(text) => InlineData::S { v: text },
            InlineKind::Code(text) => InlineData::Code { v: text },
            InlineKind::Strong(inner) => InlineData::B { c: self.inlines(inner, depth) },
            InlineKind::Emphasis(inner) => InlineData::I { c: self.inlines(inner, depth) },
            InlineKind::Strike(inner) => InlineData::Del { c: self.inlines(inner, depth) },
            InlineKind::Break => InlineData::Br,
            InlineKind::Footnote(label) if depth == 0 => {
                InlineData::Fn { c: self.blocks(self.document.footnotes.get(label)?, depth + 1) }
            }
            InlineKind::Image { target, alt } => match self.cx.site.resolve(self.from, target) {
                Ok(Target::Asset(path)) => {
                    let (width_px, height_px) = self.cx.site.assets.get(&path).copied().flatten()?;
                    InlineData::Img { path: format!("/{path}"), alt, width_px, height_px }
                }
                _ => return None,
            },
            // Links are resolved above; markup for browsers has no meaning on paper.
            InlineKind::Link { .. } | InlineKind::Footnote(_) | InlineKind::Html(_) => return None,
        })
    }

    /// An address short enough to type: no scheme, no slash at the end.
    fn short(&self, target: &str) -> String {
        let base = self.cx.site.config.base_url.short();
        match self.cx.site.resolve(self.from, target) {
            Ok(Target::Internal { path, .. }) => format!("{base}/{}", path.trim_end_matches('/')),
            Ok(Target::External(url)) if is_safe(&url) => {
                let short = url.trim_start_matches("https://").trim_start_matches("http://");
                short
                    .trim_start_matches("tel:")
                    .trim_start_matches("mailto:")
                    .trim_end_matches('/')
                    .to_owned()
            }
            _ => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::title_lines;

    #[test]
    fn titles_break_where_a_speaker_pauses() {
        assert_eq!(title_lines("烤火取暖，窗留一条缝"), ["烤火取暖", "窗留一条缝"]);
        assert_eq!(title_lines("冬天老鼠进屋"), ["冬天老鼠进屋"]);
        assert_eq!(title_lines("发烧了？先别吃药"), ["发烧了？", "先别吃药"]);
    }
}
