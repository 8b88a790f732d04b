//! Pictures as they lie on the pages, held against their pixels: 150 to the inch, or an eye at arm's length sees them.

use typst::foundations::Bytes;

use super::world::Core;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::links::Target;
use crate::parse::tree::{Document, InlineKind, Node, walk};
use crate::plan::packs::Pack;
use crate::render::Context;
use crate::source::Span;

/// Pixels an inch that a printed picture should have.
pub const LEAST_DPI: f64 = 150.0;

/// A picture of pixels in a page.
pub struct Printed {
    pub data: Bytes,
    pub pixels: (f64, f64),
    /// Its largest printed size, in millimetres.
    pub size_mm: (f64, f64),
}

impl Printed {
    fn dpi(&self) -> f64 {
        let across = |pixels: f64, mm: f64| pixels / (mm / 25.4).max(f64::EPSILON);
        across(self.pixels.0, self.size_mm.0).min(across(self.pixels.1, self.size_mm.1))
    }

    /// The pixels that its printed size asks for, rounded up to tens.
    fn wanted(&self) -> (f64, f64) {
        let pixels = |mm: f64| (mm / 25.4 * LEAST_DPI / 10.0).ceil() * 10.0;
        (pixels(self.size_mm.0), pixels(self.size_mm.1))
    }
}

/// Remembers a picture at its largest.
pub fn remember(seen: &mut Vec<Printed>, new: Printed) {
    match seen.iter_mut().find(|old| old.data == new.data) {
        Some(old) if old.size_mm.0 >= new.size_mm.0 => {}
        Some(old) => *old = new,
        None => seen.push(new),
    }
}

/// Warns of pictures that are printed coarse, where the articles of `packs` show them.
pub fn coarse(cx: Context, core: &Core, packs: &[&Pack], seen: &[Printed], out: &mut Vec<Diagnostic>) {
    // Half a pixel an inch is rounding.
    for picture in seen.iter().filter(|picture| picture.dpi() < LEAST_DPI - 0.5) {
        let shown = packs.iter().flat_map(|pack| &pack.articles).find_map(|(article, _)| {
            let own = std::iter::once((&article.path, article.body.keep()));
            let translations = article.translations.values().map(|it| (&it.path, it.body.keep()));
            own.chain(translations)
                .find_map(|(path, body)| Some((article, find(cx, core, path, body, &picture.data)?)))
        });
        let Some((article, (path, span))) = shown else { continue };
        let (width, height) = picture.wanted();
        out.push(
            Code::ImageCoarse
                .at(span)
                .with("article", &article.slug)
                .with("path", path)
                .with("pixels", format!("{:.0}×{:.0}", picture.pixels.0, picture.pixels.1))
                .with("printed", format!("{:.0}", picture.size_mm.0))
                .with("size", format!("{:.0}×{:.0}", picture.size_mm.0, picture.size_mm.1))
                .with("dpi", format!("{:.0}", picture.dpi()))
                .with("wanted", format!("{width:.0}×{height:.0}")),
        );
    }
}

/// The first place in a text's printed part that shows these very bytes.
fn find(cx: Context, core: &Core, from: &str, body: &Document, data: &Bytes) -> Option<(String, Span)> {
    let mut found = None;
    for blocks in std::iter::once(body.lead()).chain(body.footnotes()) {
        walk(blocks, &mut |node| {
            if let Node::Inline(inline) = node
                && let InlineKind::Image { target, .. } = inline.kind
                && found.is_none()
                && let Ok(Target::Asset(path)) = cx.site.resolve(from, target)
                && core.picture(&path) == Some(data)
            {
                found = Some((path, inline.span));
            }
        });
    }
    found
}
