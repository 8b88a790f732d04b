//! Pages for a print shop: art that runs 3 mm over the edge, crop marks outside it, and black that is black ink alone.
//!
//! Works on laid-out pages, so that every theme has it: what touches an edge is drawn on beyond it.

use typst::foundations::Smart;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Sides, Size, Transform};
use typst::syntax::Span;
use typst::visualize::{Color, Curve, FixedStroke, Geometry, Paint, ProcessColor, ProcessColorSpace};
use typst_layout::{Page, PagedDocument};

use super::crop::{mm, rectangle};

/// How far art runs over the edge of the finished page.
const BLEED: f64 = 3.0;
/// What is added on each side: the bleed, and room for marks.
const ADDED: f64 = 10.0;
/// How near to the edge counts as touching it.
const TOUCH: f64 = 0.1;

/// The first `pages` for a shop, their structure kept.
pub fn finish(document: &PagedDocument, pages: usize) -> PagedDocument {
    let info = typst::model::Document::info(document).clone();
    PagedDocument::new(document.pages().iter().take(pages).map(page).collect(), info)
}

fn page(page: &Page) -> Page {
    let size = page.frame.size();
    let added = mm(2.0 * BLEED);
    let bled = Size::new(size.x + added, size.y + added);
    let mut art = Frame::hard(bled);
    if let Some(fill) = page.fill_or_transparent() {
        art.push(Point::zero(), rectangle(bled, fill));
    }
    let edge = Point::splat(mm(BLEED));
    let mut group = GroupItem::new(extended(&page.frame, Transform::identity(), size));
    group.transform = Transform::translate(edge.x, edge.y);
    art.push(Point::zero(), FrameItem::Group(group));
    art.clip(Curve::rect(bled));
    let mut frame = Frame::hard(size);
    frame.push_frame(-edge, art);
    marks(&mut frame, size);
    Page { frame, bleed: Sides::splat(mm(ADDED)), fill: Smart::Custom(None), ..page.clone() }
}

/// Two lines at each corner, which the finished page does not show.
fn marks(frame: &mut Frame, size: Size) {
    let stroke =
        FixedStroke { paint: Color::BLACK.into(), thickness: Abs::pt(0.25), ..FixedStroke::default() };
    let (near, length) = (mm(BLEED + 1.0), mm(ADDED - BLEED - 2.0));
    let mut line = |from: Point, along: Point| {
        frame.push(from, FrameItem::Shape(Geometry::Line(along).stroked(stroke.clone()), Span::detached()));
    };
    for (x, outwards) in [(Abs::zero(), -1.0), (size.x, 1.0)] {
        for (y, down) in [(Abs::zero(), -1.0), (size.y, 1.0)] {
            line(Point::new(x + near * outwards, y), Point::with_x(length * outwards));
            line(Point::new(x, y + near * down), Point::with_y(length * down));
        }
    }
}

/// A frame whose grounds that touch the page's edge run over it, and whose black text is black. `at` leads from the
/// frame to its page.
fn extended(frame: &Frame, at: Transform, page: Size) -> Frame {
    let mut out = Frame::new(frame.size(), frame.kind());
    for (position, item) in frame.items() {
        let at = at.pre_concat(Transform::translate(position.x, position.y));
        let mut position = *position;
        let item = match item {
            FrameItem::Group(group) => {
                let inner = extended(&group.frame, at.pre_concat(group.transform), page);
                FrameItem::Group(GroupItem { frame: inner, ..group.clone() })
            }
            FrameItem::Text(text) => {
                let mut text = text.clone();
                text.fill = black(text.fill);
                FrameItem::Text(text)
            }
            FrameItem::Shape(shape, span) => {
                let mut shape = shape.clone();
                if let (Geometry::Rect(size), true) = (&mut shape.geometry, is_plain(at)) {
                    let (left, top) = over(Point::new(at.tx, at.ty), size, page);
                    position -= Point::new(left, top);
                }
                FrameItem::Shape(shape, *span)
            }
            other => other.clone(),
        };
        out.push(position, item);
    }
    out
}

/// Enlarges a rectangle beyond the edges that it touches. Returns by how much its left and upper sides moved.
fn over(corner: Point, size: &mut Size, page: Size) -> (Abs, Abs) {
    let (touch, bleed) = (mm(TOUCH), mm(BLEED));
    let one = |from: Abs, length: &mut Abs, whole: Abs| {
        let before = if from <= touch { bleed + from } else { Abs::zero() };
        let end = from + *length;
        let after = if end >= whole - touch { bleed + whole - end } else { Abs::zero() };
        // A hairline along an edge is none of the page's ground.
        if *length < touch {
            return Abs::zero();
        }
        *length += before + after;
        before
    };
    (one(corner.x, &mut size.x, page.x), one(corner.y, &mut size.y, page.y))
}

fn is_plain(at: Transform) -> bool {
    let (one, none) = (|ratio: f64| (ratio - 1.0).abs() < 1e-6, |ratio: f64| ratio.abs() < 1e-6);
    one(at.sx.get()) && one(at.sy.get()) && none(at.kx.get()) && none(at.ky.get())
}

/// Dark and without colour: text that is meant as black. It becomes grey of lightness nought, one channel, which a
/// shop prints with black ink alone; a mixture of four inks blurs where they do not meet exactly.
fn black(paint: Paint) -> Paint {
    let Paint::Solid(Color::Process(color)) = &paint else { return paint };
    let [r, g, b, a] = ProcessColor::to_space(color, ProcessColorSpace::Srgb).to_vec4_u8();
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    if most <= 100 && most - least <= 16 && a == 255 { Color::BLACK.into() } else { paint }
}

#[cfg(test)]
mod tests {
    use typst::layout::{Abs, Point, Size};
    use typst::visualize::{Color, Paint};

    use super::{black, mm, over};

    #[test]
    fn a_ground_runs_over_the_edges_that_it_touches() {
        let page = Size::new(mm(100.0), mm(200.0));
        let mut band = Size::new(mm(100.0), mm(20.0));
        assert_eq!(over(Point::zero(), &mut band, page), (mm(3.0), mm(3.0)));
        assert!((band.x - mm(106.0)).abs() < Abs::pt(0.01) && (band.y - mm(23.0)).abs() < Abs::pt(0.01));
        let mut inside = Size::new(mm(20.0), mm(20.0));
        assert_eq!(over(Point::splat(mm(40.0)), &mut inside, page), (Abs::zero(), Abs::zero()));
        assert_eq!(inside, Size::new(mm(20.0), mm(20.0)));
    }

    #[test]
    fn dark_text_without_colour_is_black_ink() {
        let is_black = |r, g, b| black(Color::from_u8(r, g, b, 255).into()) == Paint::from(Color::BLACK);
        assert!(is_black(0x17, 0x21, 0x1d) && is_black(0x4a, 0x57, 0x51), "ink, small print");
        assert!(!is_black(0x0b, 0x4f, 0x42) && !is_black(255, 255, 255), "green, white");
    }
}
