//! A sharp page → squares that look like codes: three finder patterns at the corners of an upright square.
//!
//! Looked for here and not by rqrr, which stops the program over shapes in a page's text that resemble a finder
//! pattern (WanzenBug/rqrr#54); it gets to see one code at a time.

use super::raster::Grey;

/// An upright square in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Square {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Square {
    pub fn middle(&self) -> (f64, f64) {
        ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }

    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// The middle of a finder pattern, and the width of a module there.
#[derive(Clone, Copy)]
struct Finder {
    x: f64,
    y: f64,
    module: f64,
}

/// Modules between the middles of two finder patterns of the smallest and the largest code.
const BETWEEN: [f64; 2] = [14.0, 170.0];

/// All squares with a finder pattern in three corners, top to bottom. What is darker than `threshold` is dark.
pub fn squares(page: &Grey, threshold: u8) -> Vec<Square> {
    let finders = finders(page, threshold);
    let mut squares: Vec<Square> = Vec::new();
    for left in &finders {
        for right in finders.iter().filter(|right| alike(left, right)) {
            let module = (left.module + right.module) / 2.0;
            let side = right.x - left.x;
            let level = (right.y - left.y).abs() < 1.5 * module;
            if !level || side < (BETWEEN[0] - 1.5) * module || side > BETWEEN[1] * module {
                continue;
            }
            for down in [side, -side] {
                let third = finders.iter().any(|third| {
                    let near = |x: f64, y: f64| (third.x - x).abs().max((third.y - y).abs()) < 1.5 * module;
                    alike(left, third) && [left.x, right.x].iter().any(|x| near(*x, left.y + down))
                });
                let (first, last) = (left.y.min(left.y + down), left.y.max(left.y + down));
                let out = 3.5 * module;
                let square =
                    Square { left: left.x - out, top: first - out, right: right.x + out, bottom: last + out };
                let known = |other: &Square| {
                    (other.left - square.left).abs().max((other.bottom - square.bottom).abs()) < 2.0 * module
                };
                if third && !squares.iter().any(known) {
                    squares.push(square);
                }
            }
        }
    }
    squares.sort_by(|one, other| one.top.total_cmp(&other.top).then(one.left.total_cmp(&other.left)));
    squares
}

fn alike(one: &Finder, other: &Finder) -> bool {
    (one.module - other.module).abs() < 0.25 * (one.module + other.module) / 2.0 + 0.1
}

/// Dark, light, dark, light, dark in the ratio 1 : 1 : 3 : 1 : 1, across and down.
fn finders(page: &Grey, threshold: u8) -> Vec<Finder> {
    let mut found: Vec<Finder> = Vec::new();
    let dark = |x: usize, y: usize| page.pixels[y * page.width + x] < threshold;
    for y in 0..page.height {
        // Lengths of the last five runs, which begins at a dark one and ends at `x`.
        let mut runs = [0usize; 5];
        let mut is_dark = false;
        for x in 0..=page.width {
            let next = x < page.width && dark(x, y);
            if next == is_dark && x < page.width {
                runs[4] += 1;
                continue;
            }
            if is_dark && is_finder(runs) {
                let middle = x - runs[4] - runs[3] - runs[2].div_ceil(2);
                let module = runs.iter().sum::<usize>() as f64 / 7.0;
                if let Some((y, height)) = column(page, threshold, middle, y)
                    && (height - module).abs() < 0.4 * module
                {
                    let x = x as f64 - (runs[4] + runs[3]) as f64 - runs[2] as f64 / 2.0;
                    let finder = Finder { x, y, module: (module + height) / 2.0 };
                    let known = |other: &Finder| (other.x - x).abs().max((other.y - y).abs()) < 2.0 * module;
                    if !found.iter().rev().take(64).any(known) {
                        found.push(finder);
                    }
                }
            }
            runs.rotate_left(1);
            runs[4] = 1;
            is_dark = next;
        }
    }
    found
}

fn is_finder(runs: [usize; 5]) -> bool {
    let module = runs.iter().sum::<usize>() as f64 / 7.0;
    let fits = |run: usize, modules: f64| (run as f64 - modules * module).abs() <= 0.5 * module + 0.6;
    runs[0] > 0 && module >= 1.5 && fits(runs[2], 3.0) && [0, 1, 3, 4].iter().all(|at| fits(runs[*at], 1.0))
}

/// The same pattern in a column through a pixel: its middle and a module's height.
fn column(page: &Grey, threshold: u8, x: usize, y: usize) -> Option<(f64, f64)> {
    let dark = |y: usize| page.pixels[y * page.width + x] < threshold;
    // From the middle up and down: half of the dark middle, light, dark.
    let count = |step: &dyn Fn(usize) -> Option<usize>| {
        let mut lengths = [0usize; 3];
        let (mut at, mut part) = (Some(y), 0);
        while let Some(row) = at.filter(|row| *row < page.height) {
            if dark(row) != (part != 1) {
                part += 1;
                if part == 3 {
                    break;
                }
                continue;
            }
            lengths[part] += 1;
            at = step(row);
        }
        lengths
    };
    let up = count(&|row| row.checked_sub(1));
    let down = count(&|row| row.checked_add(1));
    // The pixel itself was counted twice.
    let runs = [up[2], up[1], (up[0] + down[0]).saturating_sub(1), down[1], down[2]];
    let height = runs.iter().sum::<usize>() as f64 / 7.0;
    is_finder(runs).then(|| (y as f64 + (down[0] as f64 - up[0] as f64 + 1.0) / 2.0, height))
}
