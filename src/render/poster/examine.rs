//! Laid-out pages held against the plan: nothing clipped, no missing glyph, every code there and large enough.

pub mod handout;

use std::collections::BTreeMap;

use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst::visualize::ImageKind;
use typst_layout::PagedDocument;

use super::glyphs::is_printed;
use super::overflow;
use super::pictures::{self, Printed};
use super::world::Core;
use crate::diagnostic::{Code as Finding, Diagnostic};
use crate::plan::codes::{Code, MODULE_MM};
use crate::plan::packs::{Layout, Pack};
use crate::render::Context;

/// Everything that is wrong with a document of `packs`.
pub fn document(cx: Context, core: &Core, document: &PagedDocument, packs: &[&Pack]) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    overflow::reports(cx, document, packs, &mut out);
    let seen = Seen::of(document);
    let shown = packs.iter().map(|pack| pack.board.id.as_str()).collect::<Vec<_>>().join(", ");
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
    pictures::coarse(cx, core, packs, &seen.rasters, &mut out);
    for pack in packs {
        codes(pack, &seen, &mut out);
    }
    out
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
    /// Pictures of pixels, each at its largest.
    rasters: Vec<Printed>,
    /// Characters set without a glyph, with the text around the first.
    missing: BTreeMap<char, String>,
    /// The first text beyond a page's edge.
    outside: Option<(usize, String)>,
}

impl Seen {
    fn of(document: &PagedDocument) -> Seen {
        let mut seen = Seen::default();
        for (number, page) in document.pages().iter().enumerate() {
            seen.page = number + 1;
            let size = page.frame.size();
            seen.frame(&page.frame, Transform::identity(), Point::new(size.x, size.y));
        }
        seen
    }

    fn frame(&mut self, frame: &Frame, transform: Transform, page: Point) {
        for (position, item) in frame.items() {
            let at = transform.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) => self.frame(&group.frame, at.pre_concat(group.transform), page),
                FrameItem::Text(text) => {
                    for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                        for c in text.text[glyph.range()].chars().filter(|c| is_printed(*c)) {
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
                    let width = size.x.to_mm() * at.sx.get().hypot(at.ky.get());
                    let height = size.y.to_mm() * at.kx.get().hypot(at.sy.get());
                    match image.kind() {
                        ImageKind::Svg(svg) => {
                            let side = width.min(height);
                            let known = self.images.entry(svg.data().to_vec()).or_insert(side);
                            *known = known.min(side);
                        }
                        ImageKind::Raster(raster) => pictures::remember(
                            &mut self.rasters,
                            Printed {
                                data: raster.data().clone(),
                                pixels: (image.width(), image.height()),
                                size_mm: (width, height),
                            },
                        ),
                        _ => {}
                    }
                }
                FrameItem::Shape(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }
}
