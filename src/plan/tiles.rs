//! A large page on small paper: where to cut it, so that no seam crosses a code. Pure geometry, in millimetres.
//!
//! Printers leave 5 mm at the edges blank. Neighbours print 10 mm in common: the right or lower of the two is cut 3 mm
//! inside its print, where its cut marks are, and laid over the 7 mm that its neighbour prints beyond that line. Those
//! 7 mm are glued and hidden, so the tile's label stands on them.

/// What no office printer reaches at the edge of its paper.
pub const MARGIN: f64 = 5.0;
/// What two neighbours both print.
pub const OVERLAP: f64 = 10.0;
/// Of the overlap, what is cut off the tile that lies on top.
pub const TRIM: f64 = 3.0;
/// Of the overlap, what is glued; also the height of a tile's label.
pub const FLAP: f64 = OVERLAP - TRIM;
/// How near to a code a seam may come.
const CLEAR: f64 = 1.0;
/// Less of a page on a tile is no tile.
const LEAST: f64 = 5.0;

/// A rectangle on a page, from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// One column or row of tiles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// What is printed of the page.
    pub from: f64,
    pub to: f64,
    /// What is seen once all tiles are glued: cut at `cut`, covered from `cover`.
    pub cut: f64,
    pub cover: f64,
}

/// On which side of every tile its label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    Below,
    Beside,
}

/// A page cut up.
#[derive(Debug, Clone, PartialEq)]
pub struct Tiling {
    /// The paper as it lies.
    pub width: f64,
    pub height: f64,
    pub columns: Vec<Band>,
    pub rows: Vec<Band>,
    pub label: Label,
}

impl Tiling {
    /// Tiles, without the page that explains them.
    pub fn count(&self) -> usize {
        self.columns.len() * self.rows.len()
    }
}

/// The tiling of a page of this size with the fewest tiles on paper of this size, upright or lying. `None` where every
/// one would cut through one of the `codes`.
pub fn tile(page: (f64, f64), paper: (f64, f64), codes: &[Area]) -> Option<Tiling> {
    let across: Vec<_> = codes.iter().map(|code| (code.left - CLEAR, code.right + CLEAR)).collect();
    let down: Vec<_> = codes.iter().map(|code| (code.top - CLEAR, code.bottom + CLEAR)).collect();
    let ways = [(paper, Label::Below), (paper, Label::Beside)].into_iter();
    let lying = [((paper.1, paper.0), Label::Below), ((paper.1, paper.0), Label::Beside)];
    let tilings = ways.chain(lying).filter_map(|((width, height), label)| {
        let (beside, below) = if label == Label::Below { (0.0, FLAP) } else { (FLAP, 0.0) };
        let columns = bands(page.0, width - 2.0 * MARGIN, beside, &across)?;
        let rows = bands(page.1, height - 2.0 * MARGIN, below, &down)?;
        Some(Tiling { width, height, columns, rows, label })
    });
    // The first of the smallest: upright before lying.
    tilings.min_by_key(Tiling::count)
}

/// Cuts a `length` into the fewest bands of at most `print`, the last with `spare` left over, never within a
/// `forbidden` interval.
fn bands(length: f64, print: f64, spare: f64, forbidden: &[(f64, f64)]) -> Option<Vec<Band>> {
    let cuts = cuts(length, print, spare, forbidden)?;
    let bands = (0..=cuts.len()).map(|index| {
        let cut = if index == 0 { None } else { cuts.get(index - 1).copied() };
        let cover = cuts.get(index).copied();
        Band {
            from: cut.map_or(0.0, |cut| cut - TRIM),
            to: cover.map_or(length, |cover| cover + FLAP),
            cut: cut.unwrap_or(0.0),
            cover: cover.unwrap_or(length),
        }
    });
    Some(bands.collect())
}

/// Where seams lie: as evenly as codes allow.
fn cuts(length: f64, print: f64, spare: f64, forbidden: &[(f64, f64)]) -> Option<Vec<f64>> {
    if length + spare <= print {
        return Some(Vec::new());
    }
    let step = print - OVERLAP;
    // As far to the right as possible: nothing needs fewer bands.
    let mut latest = vec![at_most(print - FLAP, forbidden)];
    while length - latest.last()? + TRIM + spare > print {
        let (last, next) = (*latest.last()?, at_most(latest.last()? + step, forbidden));
        if last < LEAST || next < last + LEAST {
            return None;
        }
        latest.push(next);
    }
    // As far to the left as possible: between the two lie all ways to cut.
    let mut earliest = vec![0.0; latest.len()];
    let mut bound = length + TRIM + spare - print;
    for earliest in earliest.iter_mut().rev() {
        *earliest = at_least(bound, forbidden);
        bound = *earliest - step;
    }
    let mut cuts: Vec<f64> = Vec::new();
    for (index, earliest) in earliest.iter().enumerate() {
        let last = cuts.last().copied();
        let furthest = last.map_or(print - FLAP, |last| last + step);
        let bands_left = (latest.len() - index + 1) as f64;
        let even = last.unwrap_or(0.0) + (length - last.unwrap_or(0.0)) / bands_left;
        let wanted = even.min(furthest).max(*earliest);
        let near = [at_most(wanted, forbidden), at_least(wanted, forbidden)];
        let fits = |cut: &f64| *earliest <= *cut && *cut <= furthest;
        let distance = |cut: f64| (cut - wanted).abs();
        let best = near.into_iter().filter(fits).min_by(|a, b| distance(*a).total_cmp(&distance(*b)));
        cuts.push(best.unwrap_or(*earliest));
    }
    // Near the edge of the page a code can leave no room for a cut.
    let fine = cuts.first().is_some_and(|cut| *cut >= LEAST)
        && cuts.last().is_some_and(|cut| length - cut >= LEAST)
        && cuts.windows(2).all(|pair| pair[1] - pair[0] >= LEAST);
    fine.then_some(cuts)
}

fn at_most(mut bound: f64, forbidden: &[(f64, f64)]) -> f64 {
    while let Some((from, _)) = forbidden.iter().find(|(from, to)| *from < bound && bound < *to) {
        bound = *from;
    }
    bound
}

fn at_least(mut bound: f64, forbidden: &[(f64, f64)]) -> f64 {
    while let Some((_, to)) = forbidden.iter().find(|(from, to)| *from < bound && bound < *to) {
        bound = *to;
    }
    bound
}

#[cfg(test)]
mod tests {
    use super::{Area, Label, cuts, tile};

    const A3: (f64, f64) = (297.0, 420.0);

    #[test]
    fn usual_sheets_need_the_tiles_that_offices_count_with() {
        let count = |width, height| tile((width, height), A3, &[]).map(|tiling| tiling.count());
        assert_eq!(count(594.0, 841.0), Some(6), "A1");
        assert_eq!(count(600.0, 900.0), Some(8));
        assert_eq!(count(900.0, 1200.0), Some(12));
        assert_eq!(count(1200.0, 2400.0), Some(27));
        assert_eq!(count(420.0, 594.0), Some(4), "A2");
        assert_eq!(count(287.0, 400.0), Some(1));
    }

    #[test]
    fn seams_are_even_where_nothing_is_in_the_way() {
        assert_eq!(cuts(600.0, 400.0, 0.0, &[]), Some(vec![300.0]));
        assert_eq!(cuts(390.0, 400.0, 10.0, &[]), Some(vec![]));
    }

    #[test]
    fn seams_go_round_a_code() {
        let code = Area { left: 250.0, top: 700.0, right: 370.0, bottom: 820.0 };
        let tiling = tile((600.0, 900.0), A3, &[code]).unwrap();
        assert_eq!((tiling.count(), tiling.label), (8, Label::Below));
        assert!(tiling.columns.iter().all(|band| band.cut <= 249.0 || band.cut >= 371.0));
        assert!(tiling.rows.iter().all(|band| band.cut <= 699.0 || band.cut >= 821.0));
    }

    #[test]
    fn a_code_larger_than_the_paper_cannot_be_tiled() {
        let code = Area { left: 100.0, top: 100.0, right: 600.0, bottom: 600.0 };
        assert_eq!(tile((700.0, 700.0), A3, &[code]), None);
    }
}
