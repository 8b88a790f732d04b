//! Grey pixels → the codes in them, read by rqrr; and how a code that was read is printed: size, contrast, modules,
//! margin.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rqrr::PreparedImage;

use super::contrast;
use super::find::{self, Square};
use super::raster::Grey;
use super::readings::{Focus, Readings};

/// A code that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub text: String,
    /// Where it is, roughly.
    pub square: Square,
}

/// Every upright code that can be read on a sharp page. What is darker than `threshold` is dark.
pub fn all(page: &Grey, threshold: u8, readings: &Readings) -> Vec<Found> {
    let squares = find::squares(page, threshold);
    let read = |square: &Square| {
        readings.read(page, square, 0.0, Focus::Sharp).map(|text| Found { text, square: *square })
    };
    squares.iter().filter_map(read).collect()
}

/// Reads the one code of a picture.
pub fn read(picture: &Grey) -> Option<String> {
    let (width, height) = (picture.width, picture.height);
    if width == 0 || height == 0 {
        return None;
    }
    // Half way between ink and paper. rqrr's own threshold follows the average around a pixel, which on a code in white
    // paper lies so high that blur closes the light modules.
    let mut levels = picture.pixels.clone();
    let share = levels.len() / 20;
    let dark = *levels.select_nth_unstable(share).1;
    let last = levels.len() - 1 - share;
    let light = *levels.select_nth_unstable(last).1;
    let ink = dark / 2 + light / 2;
    // A shape that only looks like a code makes rqrr stop the program (WanzenBug/rqrr#54); to us it is unreadable.
    let read = || {
        let mut prepared =
            PreparedImage::prepare_from_bitmap(width, height, |x, y| picture.pixels[y * width + x] < ink);
        prepared.detect_grids().iter().find_map(|grid| Some(grid.decode().ok()?.1))
    };
    catch_unwind(AssertUnwindSafe(read)).ok().flatten()
}

/// How a code stands on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Print {
    /// Its edges, to a part of a pixel.
    pub square: Square,
    /// Contrast ratio between the dark and the light modules that are hardest to tell apart.
    pub contrast: f64,
    /// Modules that are not what the plan says.
    pub wrong: usize,
    /// Whether anything dark stands in the quiet zone.
    pub crowded: bool,
}

/// Modules of the quiet zone in which nothing may stand: ISO/IEC 18004 asks for four, and the outermost half of the
/// last one is left to what a reader of PDF makes of an edge.
const QUIET: f64 = 3.5;

/// Looks at a code that stands upright on a sharp page. `dark` are its modules row by row, `modules` a side. `None`
/// where no such square is found.
pub fn print(page: &Grey, found: &Found, dark: &[bool], modules: usize) -> Option<Print> {
    let square = edges(page, &found.square, modules)?;
    let Square { left, top, right, bottom } = square;
    let module = (right - left) / modules as f64;
    let at = |column: f64, row: f64| {
        page.between(left + (column + 0.5) * module, top + (row + 0.5) * (bottom - top) / modules as f64)
    };
    let middle = threshold(page, &square);
    let mut levels: [Vec<u8>; 2] = [Vec::new(), Vec::new()];
    let mut wrong = 0;
    for (index, dark) in dark.iter().enumerate() {
        let level = at((index % modules) as f64, (index / modules) as f64);
        wrong += usize::from((f64::from(level) < middle) != *dark);
        levels[usize::from(*dark)].push(level);
    }
    levels.iter_mut().for_each(|levels| levels.sort_unstable());
    let [light, dark] = &levels;
    // The twentieth part of the modules that is nearest to the other side; a single pixel proves nothing.
    let (light, dark) = (*light.get(light.len() / 20)?, *dark.get(dark.len() - 1 - dark.len() / 20)?);
    let last = modules as f64 - 1.0 + QUIET;
    let crowded = (0..=(2.0 * (last + QUIET)) as usize).any(|step| {
        let along = step as f64 / 2.0 - QUIET;
        [1.0, 2.0, QUIET].iter().any(|away| {
            let far = modules as f64 - 1.0 + away;
            [at(along, -away), at(along, far), at(-away, along), at(far, along)]
                .iter()
                .any(|level| f64::from(*level) < middle)
        })
    });
    let contrast = if dark < light { contrast::ratio(dark.into(), light.into()) } else { 1.0 };
    Some(Print { square, contrast, wrong, crowded })
}

/// Half way between the darkest and the lightest of an area.
fn threshold(page: &Grey, square: &Square) -> f64 {
    let mut range = (255u8, 0u8);
    for y in square.top as i64..square.bottom as i64 {
        for x in square.left as i64..square.right as i64 {
            let level = page.at(x, y);
            range = (range.0.min(level), range.1.max(level));
        }
    }
    (f64::from(range.0) + f64::from(range.1)) / 2.0
}

/// The edges of the dark square, to a part of a pixel. They are looked for along the three finder patterns, whose outer
/// sides are dark without a gap.
fn edges(page: &Grey, rough: &Square, modules: usize) -> Option<Square> {
    let module = rough.width() / modules as f64;
    let middle = threshold(page, rough);
    let dark = |x: f64, y: f64| f64::from(page.between(x, y)) < middle;
    // From outside inwards, in tenths of a pixel, on lines through the middles of the finder patterns.
    let search = |from: f64, step: f64, line: &dyn Fn(f64) -> bool| {
        let steps = (4.0 * module / step.abs()) as usize;
        (0..steps).map(|at| from + step * at as f64).find(|at| line(*at))
    };
    let (across, down) = (rough.left + 3.5 * module, rough.top + 3.5 * module);
    let out = 2.0 * module;
    Some(Square {
        left: search(rough.left - out, 0.1, &|x| dark(x, down))?,
        top: search(rough.top - out, 0.1, &|y| dark(across, y))?,
        right: search(rough.right + out, -0.1, &|x| dark(x, down))?,
        bottom: search(rough.bottom + out, -0.1, &|y| dark(across, y))?,
    })
    .filter(|square| square.width() > 7.0 * module && square.height() > 7.0 * module)
}
