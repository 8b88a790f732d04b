//! A board's frame × its pages → where every page hangs, in centimetres. Pure geometry; nothing is drawn here.
//!
//! The centre of a board is 1.5–1.6 m above ground (national basic public health services specification, 3rd
//! edition). At least one row's codes lie between 1.1 and 1.5 m, where anyone reaches them with a phone.

use super::packs::{Layout, Pack};

/// Centre of a frame above ground: what is aimed at, and what the specification allows.
const CENTRE_CM: f64 = 155.0;
const CENTRES_CM: [f64; 2] = [150.0, 160.0];
/// Between these heights a code is scanned with ease.
pub const REACH_CM: [f64; 2] = [110.0, 150.0];

/// A sheet is one page, and a large one fills its frame: its code may hang a little lower.
const SHEET_LOW_CM: f64 = 100.0;

/// How far the middle of a code lies above the lower edge of its page, as the default theme's pages have it.
const STRIP_CODE_CM: f64 = 16.0;
const PANEL_CODE_CM: f64 = 5.5;

/// A board as it hangs. All lengths in centimetres, all heights above ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Hanging {
    pub frame: Span,
    pub frame_width: f64,
    /// From top to bottom.
    pub rows: Vec<Row>,
    /// In the order of the file.
    pub pages: Vec<Spot>,
}

/// From a lower edge to an upper one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    pub bottom: f64,
    pub top: f64,
}

impl Span {
    pub fn centre(self) -> f64 {
        f64::midpoint(self.bottom, self.top)
    }
}

/// Pages side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub span: Span,
    /// Numbers of its first and its last page, from 1.
    pub first: usize,
    pub last: usize,
    /// Middle of the row's codes.
    pub code: f64,
}

/// One page in the frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// From the frame's left edge.
    pub left: f64,
    pub span: Span,
    pub width: f64,
}

/// A row before it has its height.
struct Shape {
    height: f64,
    page_width: f64,
    pages: usize,
    /// Middle of its codes above its lower edge.
    code: f64,
}

impl Hanging {
    pub fn of(pack: &Pack) -> Hanging {
        let (width, height) = (pack.paper.width_mm / 10.0, pack.paper.height_mm / 10.0);
        let shapes = match pack.layout {
            Layout::Sheet => {
                let code = sheet_code(width, height, pack.code.outer_mm() / 10.0);
                vec![Shape { height, page_width: width, pages: 1, code }]
            }
            Layout::Panels { strip_pages, columns, .. } => {
                let strip =
                    Shape { height: width, page_width: height, pages: strip_pages, code: STRIP_CODE_CM };
                let articles: Vec<usize> = (0..pack.articles.len()).collect();
                let rows = articles.chunks(columns.max(1)).map(|row| Shape {
                    height,
                    page_width: width,
                    pages: row.len(),
                    code: PANEL_CODE_CM,
                });
                std::iter::once(strip).chain(rows).collect()
            }
        };
        hang(pack.board.width_cm, pack.board.height_cm, &shapes)
    }

    /// Whether some row's codes hang where they are scanned with ease.
    pub fn in_reach(&self) -> bool {
        self.rows.iter().any(|row| reach(row.code))
    }

    /// Whether the board is worth a remark.
    pub fn is_awkward(&self) -> bool {
        let sheet = self.pages.len() == 1;
        let lowest = if sheet { SHEET_LOW_CM } else { REACH_CM[0] };
        !self.rows.iter().any(|row| (lowest..=REACH_CM[1]).contains(&row.code))
    }
}

fn reach(code: f64) -> bool {
    (REACH_CM[0]..=REACH_CM[1]).contains(&code)
}

/// A sheet's code stands in its foot, whose words grow with the paper and are higher than the code on a large one.
fn sheet_code(width: f64, height: f64, outer: f64) -> f64 {
    let scale = (width * height / (59.4 * 84.1)).sqrt().min(1.3 * width / 59.4).min(1.3 * height / 84.1);
    (0.9 * scale).max(1.0) + outer.max(9.2 * scale) / 2.0
}

/// Rows evenly in the frame, the frame's centre at 1.55 m. Where no row's codes are in reach then, the rows slide within
/// the frame; where that is not enough, the centre takes what the specification allows.
fn hang(frame_width: f64, frame_height: f64, shapes: &[Shape]) -> Hanging {
    let free = (frame_height - shapes.iter().map(|shape| shape.height).sum::<f64>()).max(0.0);
    // Half centimetres: the plan is followed with a tape.
    let gap = (free / (shapes.len() + 1) as f64 * 2.0).floor() / 2.0;
    let slack = (free - gap * (shapes.len() - 1) as f64).max(0.0);
    let placed = |centre: f64, above: f64| place(frame_width, frame_height, shapes, centre, gap, above);
    let even = slack / 2.0;
    // Nearest to even first, so that the rows move no more than they must.
    let steps = (slack / 2.0).floor().max(0.0) as usize;
    let shifts = (0..=steps).flat_map(|step| [even - step as f64, even + step as f64]);
    let tries =
        shifts.flat_map(|above| [CENTRE_CM, CENTRES_CM[0], CENTRES_CM[1]].map(|centre| (centre, above)));
    let first = placed(CENTRE_CM, even);
    if first.in_reach() {
        return first;
    }
    tries.map(|(centre, above)| placed(centre, above)).find(Hanging::in_reach).unwrap_or(first)
}

fn place(
    frame_width: f64,
    frame_height: f64,
    shapes: &[Shape],
    centre: f64,
    gap: f64,
    above: f64,
) -> Hanging {
    let frame = Span { bottom: centre - frame_height / 2.0, top: centre + frame_height / 2.0 };
    let (mut rows, mut pages) = (Vec::new(), Vec::new());
    let mut top = frame.top - above;
    for shape in shapes {
        let span = Span { bottom: top - shape.height, top };
        let first = pages.len() + 1;
        let between =
            ((frame_width - shape.page_width * shape.pages as f64) / (shape.pages + 1) as f64).max(0.0);
        for column in 0..shape.pages {
            let left = between + column as f64 * (shape.page_width + between);
            pages.push(Spot { left, span, width: shape.page_width });
        }
        rows.push(Row { span, first, last: pages.len(), code: span.bottom + shape.code });
        top = span.bottom - gap;
    }
    Hanging { frame, frame_width, rows, pages }
}

#[cfg(test)]
mod tests {
    use super::{Hanging, REACH_CM, Shape, hang, reach, sheet_code};

    fn panels(width: f64, height: f64, strip: usize, rows: &[usize]) -> Hanging {
        let mut shapes = vec![Shape { height: 29.7, page_width: 42.0, pages: strip, code: 16.0 }];
        shapes.extend(rows.iter().map(|pages| Shape {
            height: 42.0,
            page_width: 29.7,
            pages: *pages,
            code: 5.5,
        }));
        hang(width, height, &shapes)
    }

    #[test]
    fn a_row_of_panels_hangs_below_its_strip_with_equal_gaps() {
        let plan = panels(240.0, 120.0, 3, &[5]);
        assert_eq!((plan.frame.bottom, plan.frame.top, plan.frame.centre()), (95.0, 215.0, 155.0));
        let [strip, row] = &plan.rows[..] else { panic!("two rows: {plan:?}") };
        assert_eq!((strip.first, strip.last, row.first, row.last), (1, 3, 4, 8));
        assert_eq!(strip.span.bottom - row.span.top, 16.0);
        assert!((plan.frame.top - strip.span.top - 16.15).abs() < 0.01);
        assert!(reach(row.code), "{}", row.code);
    }

    #[test]
    fn pages_lie_within_the_frame_and_apart() {
        for (width, height, strip, rows) in
            [(240.0, 120.0, 3, &[5][..]), (95.0, 160.0, 2, &[3, 2]), (130.0, 160.0, 3, &[4, 4, 2])]
        {
            let plan = panels(width, height, strip, rows);
            for (at, page) in plan.pages.iter().enumerate() {
                assert!(page.left >= 0.0 && page.left + page.width <= width, "{page:?}");
                assert!(page.span.bottom >= plan.frame.bottom && page.span.top <= plan.frame.top, "{page:?}");
                for other in &plan.pages[at + 1..] {
                    let beside = page.left + page.width <= other.left || page.span.bottom >= other.span.top;
                    assert!(beside, "{page:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn some_row_is_always_in_reach_of_a_phone() {
        for height in 72..=320 {
            let rows = (((f64::from(height) - 29.7) / 42.0).floor() as usize).min(3);
            let plan = panels(240.0, f64::from(height), 3, &vec![2; rows]);
            assert!(plan.in_reach(), "{height} cm: {plan:?}");
            assert!((150.0..=160.0).contains(&plan.frame.centre()));
        }
    }

    #[test]
    fn the_code_of_a_large_sheet_may_be_out_of_reach_and_is_said_to_be() {
        let code = sheet_code(120.0, 240.0, 12.7);
        let plan = hang(120.0, 240.0, &[Shape { height: 240.0, page_width: 120.0, pages: 1, code }]);
        assert!(plan.rows[0].code < REACH_CM[0] && plan.is_awkward());
    }

    #[test]
    fn a_sheet_of_90_by_120_may_hang_a_little_lower() {
        let code = sheet_code(90.0, 120.0, 12.7);
        let plan = hang(90.0, 120.0, &[Shape { height: 120.0, page_width: 90.0, pages: 1, code }]);
        assert!(!plan.is_awkward(), "{plan:?}");
    }
}
