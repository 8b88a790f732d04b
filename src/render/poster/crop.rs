//! A piece of a laid-out page as a frame of its own: vectors stay vectors, and what lies elsewhere is left out.

use typst::layout::{Abs, Axes, Frame, FrameItem, GroupItem, Point, Rect, Size, Transform};
use typst::visualize::{Curve, Geometry, Paint};

use crate::plan::tiles::Area;

pub fn mm(length: f64) -> Abs {
    Abs::mm(length)
}

/// A filled rectangle.
pub fn rectangle(size: Size, fill: Paint) -> FrameItem {
    FrameItem::Shape(Geometry::Rect(size).filled(fill), typst::syntax::Span::detached())
}

/// The part of a page within `area`, in its ground, without tags: a part has no order of reading.
pub fn crop(page: &Frame, fill: Option<Paint>, area: Area) -> Frame {
    let window =
        Rect::new(Point::new(mm(area.left), mm(area.top)), Point::new(mm(area.right), mm(area.bottom)));
    let size = window.size();
    let mut frame = Frame::hard(size);
    if let Some(fill) = fill {
        frame.push(Point::zero(), rectangle(size, fill));
    }
    let mut group = GroupItem::new(within(page, Transform::identity(), window));
    group.transform = Transform::translate(-window.min.x, -window.min.y);
    let mut clipped = Frame::hard(size);
    clipped.push(Point::zero(), FrameItem::Group(group));
    clipped.clip(Curve::rect(size));
    frame.push_frame(Point::zero(), clipped);
    frame
}

/// A frame without what lies outside the window. `at` leads from the frame to the window's page.
fn within(frame: &Frame, at: Transform, window: Rect) -> Frame {
    let mut kept = Frame::new(frame.size(), frame.kind());
    for (position, item) in frame.items() {
        let at = at.pre_concat(Transform::translate(position.x, position.y));
        let seen = |bounds: Rect| touches(bounds, at, window);
        let item = match item {
            FrameItem::Group(group) => {
                let inner = within(&group.frame, at.pre_concat(group.transform), window);
                if inner.is_empty() {
                    continue;
                }
                FrameItem::Group(GroupItem { frame: inner, ..group.clone() })
            }
            FrameItem::Text(text) if seen(text.bbox()) => item.clone(),
            FrameItem::Shape(shape, _) if seen(shape.bbox(true)) => item.clone(),
            FrameItem::Image(_, size, _) if seen(Rect::from_pos_size(Point::zero(), *size)) => item.clone(),
            _ => continue,
        };
        kept.push(*position, item);
    }
    kept
}

fn touches(bounds: Rect, at: Transform, window: Rect) -> bool {
    let (a, b) = (bounds.min, bounds.max);
    let corners = [a, b, Point::new(a.x, b.y), Point::new(b.x, a.y)].map(|corner| corner.transform(at));
    let x = corners.map(|corner| corner.x.to_raw());
    let y = corners.map(|corner| corner.y.to_raw());
    let meet = |all: [f64; 4], from: Abs, to: Abs| {
        let min = all.iter().copied().fold(f64::INFINITY, f64::min);
        let max = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        // What has no finite bounds is kept.
        !(max < from.to_raw() || min > to.to_raw())
    };
    meet(x, window.min.x, window.max.x) && meet(y, window.min.y, window.max.y)
}

/// The frame of another page, scaled to a width.
pub fn scaled(frame: Frame, width: Abs) -> Frame {
    let ratio = width / frame.width();
    let size = Axes::new(width, frame.height() * ratio);
    let ratio = typst::layout::Ratio::new(ratio);
    let mut group = GroupItem::new(frame);
    group.transform = Transform::scale(ratio, ratio);
    let mut out = Frame::hard(size);
    out.push(Point::zero(), FrameItem::Group(group));
    out
}

#[cfg(test)]
mod tests {
    use typst::layout::{Frame, FrameItem, Point, Size};
    use typst::visualize::Color;

    use super::{crop, mm, rectangle};
    use crate::plan::tiles::Area;

    fn shapes(frame: &Frame) -> usize {
        let count = |item: &FrameItem| match item {
            FrameItem::Group(group) => shapes(&group.frame),
            FrameItem::Shape(..) => 1,
            _ => 0,
        };
        frame.items().map(|(_, item)| count(item)).sum()
    }

    #[test]
    fn a_piece_holds_what_it_shows_and_nothing_else() {
        let mut page = Frame::hard(Size::new(mm(100.0), mm(100.0)));
        let square = Size::new(mm(10.0), mm(10.0));
        for (x, y) in [(5.0, 5.0), (45.0, 45.0), (80.0, 80.0)] {
            page.push(Point::new(mm(x), mm(y)), rectangle(square, Color::BLACK.into()));
        }
        let area = Area { left: 0.0, top: 0.0, right: 50.0, bottom: 50.0 };
        let piece = crop(&page, None, area);
        assert_eq!((piece.size(), shapes(&piece)), (Size::new(mm(50.0), mm(50.0)), 2));
    }
}
