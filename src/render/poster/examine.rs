//! Laid-out pages held against the plan: nothing clipped, no missing glyph, every code there and large enough.

use std::collections::BTreeMap;

use serde::Deserialize;
use typst::foundations::{Label, Selector};
use typst::introspection::{Introspector, MetadataElem};
use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst::utils::PicoStr;
use typst::visualize::ImageKind;
use typst_layout::PagedDocument;

use super::world::Core;
use crate::diagnostic::{Code as Finding, Diagnostic};
use crate::plan::codes::{Code, MODULE_MM};
use crate::plan::packs::{Layout, Pack};
use crate::render::Context;

/// What a template reports about its own fitting, as `#metadata((kind: …)) <banbao>`.
#[derive(Deserialize)]
struct Report {
    kind: String,
    board: String,
    article: Option<String>,
    needed_mm: Option<f64>,
    available_mm: Option<f64>,
}

/// Everything that is wrong with a document of `packs`.
pub fn document(cx: Context, core: &Core, document: &PagedDocument, packs: &[&Pack]) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    reports(cx, document, packs, &mut out);
    let mut seen = Seen::default();
    let shown = packs.iter().map(|pack| pack.board.id.as_str()).collect::<Vec<_>>().join(", ");
    for (number, page) in document.pages().iter().enumerate() {
        seen.page = number + 1;
        let size = page.frame.size();
        seen.frame(&page.frame, Transform::identity(), Point::new(size.x, size.y), core);
    }
    // A text that is too long runs over the edge: said once, as what it is.
    let too_long = |found: &Diagnostic| matches!(found.code, Finding::TextOverflow | Finding::TitleOverflow);
    if let Some((page, text)) = seen.outside.as_ref().filter(|_| !out.iter().any(too_long)) {
        let code = Finding::OutsidePage;
        let found = packs.first().map_or_else(|| code.diagnostic(), |pack| code.at(pack.board.place.clone()));
        out.push(found.with("board", &shown).with("page", page).with("text", text));
    }
    for (c, text) in &seen.missing {
        let code = format!("U+{:04X}", u32::from(*c));
        out.push(
            Finding::MissingGlyph.diagnostic().with("char", c).with("codepoint", code).with("text", text),
        );
    }
    for pack in packs {
        codes(pack, &seen, &mut out);
    }
    out
}

fn reports(cx: Context, document: &PagedDocument, packs: &[&Pack], out: &mut Vec<Diagnostic>) {
    let Some(label) = Label::new(PicoStr::intern("banbao")) else { return };
    for element in document.introspector().query(&Selector::Label(label)) {
        let Some(metadata) = element.to_packed::<MetadataElem>() else { continue };
        let report = serde_json::to_value(&metadata.value).and_then(serde_json::from_value::<Report>);
        let Ok(report) = report else { continue };
        let code = match report.kind.as_str() {
            "overflow" => Finding::TextOverflow,
            "title-overflow" => Finding::TitleOverflow,
            _ => continue,
        };
        // Templates may report every part that shares a size; only what does not fit counts.
        if let (Some(needed), Some(available)) = (report.needed_mm, report.available_mm)
            && needed <= available
        {
            continue;
        }
        let Some(pack) = packs.iter().find(|pack| pack.board.id == report.board) else { continue };
        let article = report.article.as_deref().and_then(|slug| cx.site.articles.get(slug));
        let (needed, available) = (report.needed_mm.unwrap_or(0.0), report.available_mm.unwrap_or(0.0));
        let place = article.map_or_else(|| pack.board.place.clone(), |article| article.place.clone());
        let characters = article.map_or(0, |article| {
            let lead = crate::parse::tree::plain(article.body.lead());
            let all = crate::parse::tree::count_characters(&lead) as f64;
            // Height grows with the text: what does not fit is that share of the characters.
            let over = if needed > 0.0 { all * (1.0 - available / needed).max(0.0) } else { 0.0 };
            over.ceil() as usize
        });
        let mut diagnostic = code
            .at(place)
            .with("article", report.article.unwrap_or_default())
            .with("board", &pack.board.id)
            .with("characters", characters)
            .with("needed", format!("{needed:.0}"))
            .with("available", format!("{available:.0}"));
        if article.is_some() {
            diagnostic = diagnostic.label(pack.board.place.clone(), "on-board");
        }
        out.push(diagnostic);
    }
}

fn codes(pack: &Pack, seen: &Seen, out: &mut Vec<Diagnostic>) {
    let articles = pack.articles.iter().map(|(article, code)| (article.slug.as_str(), code));
    let printed: Vec<(&str, &Code)> = match pack.layout {
        Layout::Sheet => vec![("", &pack.code)],
        Layout::Panels { .. } => std::iter::once(("", &pack.code)).chain(articles).collect(),
    };
    for (slug, code) in printed {
        let at = |finding: Finding| {
            finding
                .at(pack.board.place.clone())
                .with("url", &code.url)
                .with("board", &pack.board.id)
                .with("article", slug)
        };
        match seen.images.get(code.svg().as_bytes()) {
            None => out.push(at(Finding::CodeMissing)),
            // A tenth of a millimetre is rounding.
            Some(width) if *width + 0.1 < code.outer_mm() => {
                let module = width / (code.modules + 2 * crate::plan::codes::QUIET) as f64;
                let wanted = format!("{:.2}", code.module_mm().max(MODULE_MM));
                out.push(
                    at(Finding::CodeTooSmall).with("module", format!("{module:.2}")).with("wanted", wanted),
                );
            }
            Some(_) => {}
        }
    }
}

/// What a walk over the pages found.
#[derive(Default)]
struct Seen {
    page: usize,
    /// The smallest printed width of each SVG picture, in millimetres.
    images: BTreeMap<Vec<u8>, f64>,
    /// Characters set without a glyph, with the text around the first.
    missing: BTreeMap<char, String>,
    /// The first text beyond a page's edge.
    outside: Option<(usize, String)>,
}

impl Seen {
    fn frame(&mut self, frame: &Frame, transform: Transform, page: Point, core: &Core) {
        for (position, item) in frame.items() {
            let at = transform.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) => {
                    self.frame(&group.frame, at.pre_concat(group.transform), page, core)
                }
                FrameItem::Text(text) => {
                    for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                        for c in text.text[glyph.range()].chars().filter(|c| !core.has_glyph(*c)) {
                            self.missing.entry(c).or_insert_with(|| text.text.to_string());
                        }
                    }
                    let start = Point::zero().transform(at);
                    let end = Point::new(text.width(), Abs::zero()).transform(at);
                    let slack = Abs::pt(1.0);
                    let inside = |point: Point| {
                        point.x >= -slack
                            && point.y >= -slack
                            && point.x <= page.x + slack
                            && point.y <= page.y + slack
                    };
                    if self.outside.is_none() && !(inside(start) && inside(end)) {
                        self.outside = Some((self.page, text.text.to_string()));
                    }
                }
                FrameItem::Image(image, size, _) => {
                    if let ImageKind::Svg(svg) = image.kind() {
                        let width = (size.x.to_mm() * at.sx.get().hypot(at.ky.get()))
                            .min(size.y.to_mm() * at.kx.get().hypot(at.sy.get()));
                        let known = self.images.entry(svg.data().to_vec()).or_insert(width);
                        *known = known.min(width);
                    }
                }
                FrameItem::Shape(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }
}
