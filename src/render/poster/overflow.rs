//! What templates report about their fitting → findings: by how many characters a text is too long, and from where on.

use serde::Deserialize;
use typst::foundations::{Label, Selector};
use typst::introspection::{Introspector, MetadataElem};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use crate::diagnostic::{Code, Diagnostic};
use crate::parse::tree::{BlockKind, Blocks, InlineKind, Node, count_characters, walk};
use crate::plan::packs::{Layout, Pack};
use crate::render::Context;
use crate::source::{Place, Span};

/// What a template reports about its own fitting, as `#metadata((kind: …)) <banbao>`.
#[derive(Deserialize)]
pub struct Report {
    kind: String,
    /// Of a pack; handouts belong to no board.
    #[serde(default)]
    board: String,
    pub article: Option<String>,
    /// Tag of the translation that does not fit.
    lang: Option<String>,
    pub needed_mm: Option<f64>,
    pub available_mm: Option<f64>,
}

/// What a document's templates say does not fit.
pub fn told(document: &PagedDocument) -> Vec<(Code, Report)> {
    let Some(label) = Label::new(PicoStr::intern("banbao")) else { return Vec::new() };
    let mut told = Vec::new();
    for element in document.introspector().query(&Selector::Label(label)) {
        let Some(metadata) = element.to_packed::<MetadataElem>() else { continue };
        let report = serde_json::to_value(&metadata.value).and_then(serde_json::from_value::<Report>);
        let Ok(report) = report else { continue };
        let code = match report.kind.as_str() {
            "overflow" => Code::TextOverflow,
            "title-overflow" => Code::TitleOverflow,
            _ => continue,
        };
        // Templates may report every part that shares a size; only what does not fit counts.
        if let (Some(needed), Some(available)) = (report.needed_mm, report.available_mm)
            && needed <= available
        {
            continue;
        }
        told.push((code, report));
    }
    told
}

/// Everything that does not fit on boards' pages.
pub fn reports(cx: Context, document: &PagedDocument, packs: &[&Pack], out: &mut Vec<Diagnostic>) {
    for (code, report) in told(document) {
        let Some(pack) = packs.iter().find(|pack| pack.board.id == report.board) else { continue };
        out.push(finding(cx, code, &report, pack));
    }
}

fn finding(cx: Context, code: Code, report: &Report, pack: &Pack) -> Diagnostic {
    let needed = report.needed_mm.unwrap_or(0.0);
    let available = report.available_mm.unwrap_or(0.0).max(0.0);
    let article = report.article.as_deref().and_then(|slug| cx.site.articles.get(slug));
    let translation =
        article.zip(report.lang.as_ref()).and_then(|(article, lang)| article.translations.get(lang));
    let text = match (translation, article) {
        (Some(translation), _) => Some((translation.body.keep(), &translation.place)),
        (None, article) => article.map(|article| (article.body.keep(), &article.place)),
    };
    let mut characters = 0;
    let mut place = text.map_or_else(|| pack.board.place.clone(), |(_, place)| place.clone());
    if let Some((body, _)) = text
        && code == Code::TextOverflow
    {
        // Height grows with the text: what does not fit is that share of the characters.
        let over = if needed > 0.0 { (1.0 - available / needed).max(0.0) } else { 0.0 };
        characters = (printed(body.lead()).1 as f64 * over).ceil() as usize;
        place = tail(body.lead(), characters).unwrap_or(place);
    }
    let slug = report.article.as_deref().unwrap_or_default();
    let name = report.lang.as_ref().map_or_else(|| slug.to_owned(), |lang| format!("{slug}.{lang}"));
    let found = code
        .at(place)
        .with("article", name)
        .with("board", &pack.board.id)
        .with("characters", characters)
        .with("needed", format!("{needed:.0}"))
        .with("available", format!("{available:.0}"));
    let found = match text.and_then(|(body, _)| cause(body.lead(), available / needed.max(1.0))) {
        Some(cause) if code == Code::TextOverflow => found.with("cause", cause),
        _ => found,
    };
    if article.is_some() { found.label(pack.board.place.clone(), "on-board") } else { found }
}

/// Where less than this share of a text of ordinary length fits, no shortening will do: its paper is wrong.
const CROWDED: f64 = 0.4;
/// Characters of an ordinary text, at most.
const ORDINARY: usize = 300;

/// What, rather than its length, keeps a text from fitting, as the catalogue calls the help for it.
fn cause(lead: Blocks, share: f64) -> Option<&'static str> {
    let mut pictures = false;
    walk(lead, &mut |node| {
        if let Node::Inline(inline) = node {
            pictures |= matches!(inline.kind, InlineKind::Image { .. });
        }
    });
    match pictures {
        true => Some("pictures"),
        false => (share < CROWDED && printed(lead).1 <= ORDINARY).then_some("crowded"),
    }
}

/// Texts that the whole paper could not hold at the least size, were it nothing but text: said without laying them
/// out, which bounds the work. The longest text of the paper is blamed.
pub fn hopeless(pack: &Pack) -> Option<Diagnostic> {
    let em = pack.sizes.body_min * MM_A_POINT;
    let paper = pack.paper.width_mm * pack.paper.height_mm;
    let texts =
        pack.articles.iter().map(|(article, _)| (article, least_ems(article.body.keep().lead()) * em * em));
    let (longest, own) = texts.clone().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let all = match pack.layout {
        Layout::Sheet => texts.map(|(_, area)| area).sum(),
        Layout::Panels { .. } => own,
    };
    if all <= paper {
        return None;
    }
    let needed = pack.paper.height_mm * all / paper;
    let over = (all - paper) / own;
    let lead = longest.body.keep().lead();
    let characters = (printed(lead).1 as f64 * over.min(1.0)).ceil() as usize;
    let place = tail(lead, characters).unwrap_or_else(|| longest.place.clone());
    Some(
        Code::TextOverflow
            .at(place)
            .with("article", &longest.slug)
            .with("board", &pack.board.id)
            .with("characters", characters)
            .with("needed", format!("{needed:.0}"))
            .with("available", format!("{:.0}", pack.paper.height_mm))
            .label(pack.board.place.clone(), "on-board"),
    )
}

const MM_A_POINT: f64 = 25.4 / 72.0;

/// The least room that a text can take, in square ems: lines without leading, the narrowest letters, and for each
/// block, item and cell a little of what parts it from the next.
fn least_ems(blocks: Blocks) -> f64 {
    let wide = |c: char| if c >= '\u{2E80}' { 1.0 } else { 0.25 };
    let mut ems = 0.0;
    let (texts, _) = printed(blocks);
    for (text, _) in texts {
        ems += text.chars().filter(|c| !c.is_whitespace()).map(wide).sum::<f64>();
    }
    walk(blocks, &mut |node| {
        if let Node::Block(block) = node {
            ems += match block.kind {
                BlockKind::List { items, .. } => items.count() as f64,
                BlockKind::Table { rows, .. } => 0.5 * rows.map(Iterator::count).sum::<usize>() as f64,
                _ => 0.5,
            };
        }
    });
    ems
}

/// How many characters are enough to see where the rest begins.
const MARKED: usize = 8;

/// The texts that paper shows, in reading order, with where they stand; and how many characters they have.
fn printed(blocks: Blocks<'_>) -> (Vec<(&str, Span)>, usize) {
    let mut texts = Vec::new();
    walk(blocks, &mut |node| match node {
        Node::Inline(inline) => {
            if let InlineKind::Text(text) | InlineKind::Code(text) = inline.kind {
                texts.push((text, inline.span));
            }
        }
        Node::Block(block) => {
            if let BlockKind::Code(text) = block.kind {
                texts.push((text, block.span));
            }
        }
    });
    let count = texts.iter().map(|(text, _)| count_characters(text)).sum();
    (texts, count)
}

/// Where the last `characters` of a text begin: their first few.
fn tail(blocks: Blocks, characters: usize) -> Option<Place> {
    let (texts, count) = printed(blocks);
    let mut left = count.saturating_sub(characters);
    for (text, span) in texts {
        let own = count_characters(text);
        if own <= left {
            left -= own;
            continue;
        }
        let fitting = text.char_indices().filter(|(_, c)| !c.is_whitespace()).nth(left);
        // Where source and text run in step, to the character.
        let in_step = (span.end - span.start) as usize == text.len();
        let Some((start, _)) = fitting.filter(|_| in_step) else { return Some(span.into()) };
        let marked = text[start..].chars().take(MARKED).map(char::len_utf8).sum::<usize>();
        let start = span.start as usize + start;
        return Some(Span::new(span.file, start..start + marked).into());
    }
    None
}
