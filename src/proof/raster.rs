//! A page of a finished PDF → grey pixels, by hayro: a reader of PDF that shares no code with what wrote the file.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};

/// Points a millimetre.
pub const POINTS: f64 = 72.0 / 25.4;

/// A picture in grey: 0 is black, rows follow one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grey {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

impl Grey {
    /// Asks for each pixel, row by row.
    pub fn from_fn(width: usize, height: usize, mut pixel: impl FnMut(usize, usize) -> u8) -> Grey {
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            pixels.extend((0..width).map(|x| pixel(x, y)));
        }
        Grey { width, height, pixels }
    }

    /// A pixel; beyond the edge lies white paper.
    pub fn at(&self, x: i64, y: i64) -> u8 {
        match (usize::try_from(x), usize::try_from(y)) {
            (Ok(x), Ok(y)) if x < self.width && y < self.height => self.pixels[y * self.width + x],
            _ => 255,
        }
    }

    /// A part of the picture; beyond the edge lies white paper.
    pub fn cut(&self, left: i64, top: i64, width: usize, height: usize) -> Grey {
        let mut pixels = vec![255; width * height];
        let skipped = usize::try_from(-left).unwrap_or(0).min(width);
        let from = usize::try_from(left).unwrap_or(0).min(self.width);
        let count = (width - skipped).min(self.width - from);
        for (row, to) in pixels.chunks_exact_mut(width.max(1)).enumerate() {
            let Some(y) = usize::try_from(top + row as i64).ok().filter(|y| *y < self.height) else {
                continue;
            };
            let start = y * self.width + from;
            to[skipped..skipped + count].copy_from_slice(&self.pixels[start..start + count]);
        }
        Grey { width, height, pixels }
    }

    /// The grey at a point between pixels, whose centres lie at halves.
    pub fn between(&self, x: f64, y: f64) -> u8 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (right_share, bottom_share) = (x - left, y - top);
        let (left, top) = (left as i64, top as i64);
        let row = |y| {
            f64::from(self.at(left, y)) * (1.0 - right_share) + f64::from(self.at(left + 1, y)) * right_share
        };
        nearest(row(top) * (1.0 - bottom_share) + row(top + 1) * bottom_share)
    }
}

/// What grey a colour becomes in a camera and in a printer without colour: the luma of Rec. ITU-R BT.709.
pub fn grey(red: f64, green: f64, blue: f64) -> f64 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The nearest level. Written so that the compiler needs no call for it: this runs for every pixel of every page.
fn nearest(level: f64) -> u8 {
    (level + 0.5) as u8
}

/// Opens a PDF. `None` where it is damaged or locked.
pub fn open(bytes: &Arc<Vec<u8>>) -> Option<Pdf> {
    Pdf::new(Arc::clone(bytes)).ok()
}

/// Rasters are made up to this many pixels a side; no paper we print reaches it from the distances of the plan.
const LIMIT: f64 = 16_000.0;

/// One page on white paper, at so many pixels a millimetre. `None` where the file has no such page.
pub fn page<'a>(pdf: &'a Pdf, cache: &RenderCache<'a>, index: usize, pixels_a_mm: f64) -> Option<Grey> {
    let page = pdf.pages().get(index)?;
    let (width, height) = page.render_dimensions();
    let longest = f64::from(width.max(height)) / POINTS;
    let scale = (pixels_a_mm.min(LIMIT / longest.max(1.0)) / POINTS) as f32;
    let settings =
        RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    let picture = hayro::render(page, cache, &InterpreterSettings::default(), &settings);
    let pixels = picture
        .data()
        .iter()
        .map(|pixel| nearest(grey(pixel.r.into(), pixel.g.into(), pixel.b.into())))
        .collect();
    Some(Grey { width: picture.width().into(), height: picture.height().into(), pixels })
}

#[cfg(test)]
mod tests {
    use super::Grey;

    #[test]
    fn a_part_beyond_the_edge_is_white() {
        let page = Grey::from_fn(6, 5, |x, y| (10 * y + x) as u8);
        for (left, top) in [(1, 2), (-2, -1), (4, 3), (-9, 0), (9, 9)] {
            let part = page.cut(left, top, 4, 3);
            let expected = Grey::from_fn(4, 3, |x, y| page.at(left + x as i64, top + y as i64));
            assert_eq!(part, expected, "{left} {top}");
        }
    }
}
