//! What a phone sees: the one place for the numbers of the phone model, and the picture they make of a code.
//!
//! A phone's preview is about 1920 pixels wide over a field of some 65°, which is 1700 pixels a radian: at half a
//! metre 3.4 pixels a millimetre, at a metre 1.7. The blur is that of a hand-held phone in a corridor. Measured with
//! this blur: at 5 pixels a module every code is read at every angle, at 4 some are not, at 3 none is.

use super::find::Square;
use super::raster::Grey;

/// Pixels of a phone's preview for each radian it sees.
pub const PIXELS_A_RADIAN: f64 = 1700.0;
/// Standard deviation of the blur, in pixels.
pub const BLUR: f64 = 1.5;
/// How the phone is held, in degrees. Upright, between upright and aslant, and turned over: nobody aims.
pub const TURNS: [f64; 7] = [0.0, 15.0, 30.0, 45.0, 120.0, 200.0, 285.0];
/// A hand is never still, and a phone looks at several pictures a second: what it does not read in the first it may
/// read in the next. In degrees around each of [`TURNS`].
pub const TREMBLE: [f64; 3] = [0.0, 1.0, -1.0];

/// Pixels a millimetre on a phone this far away.
pub fn scale(distance_mm: f64) -> f64 {
    PIXELS_A_RADIAN / distance_mm
}

/// Modules of white around a code that a phone is shown, as a share of its side: a smallest code has 21 modules, four of
/// them on either side.
const AROUND: f64 = 4.0 / 21.0;

/// How far from its middle, along its own sides, a code is shown.
fn shown(code: &Square) -> f64 {
    code.width().max(code.height()) * (0.5 + AROUND)
}

/// All of a page that [`turned`] looks at, at whatever angle, and where the code stands in it.
pub fn piece(page: &Grey, code: &Square) -> (Grey, Square) {
    let (x, y) = code.middle();
    // The corners, and a pixel more for what lies between two.
    let reach = shown(code) * std::f64::consts::SQRT_2 + 2.0;
    let (left, top) = ((x - reach).floor(), (y - reach).floor());
    let side = (2.0 * reach).ceil() as usize + 1;
    let piece = page.cut(left as i64, top as i64, side, side);
    let moved = Square {
        left: code.left - left,
        top: code.top - top,
        right: code.right - left,
        bottom: code.bottom - top,
    };
    (piece, moved)
}

/// What a phone that is held at an angle sees of a code, before blur. What lies further from the code than a quiet zone
/// is shown as white paper: it is for reading codes, not for finding them among text.
pub fn turned(page: &Grey, code: &Square, degrees: f64) -> Grey {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (x, y) = code.middle();
    let shown = shown(code);
    let half = shown * (sin.abs() + cos.abs());
    let side = (2.0 * half).ceil() as usize;
    Grey::from_fn(side, side, |column, row| {
        let (dx, dy) = (column as f64 + 0.5 - half, row as f64 + 0.5 - half);
        let (across, down) = (dx * cos - dy * sin, dx * sin + dy * cos);
        if across.abs().max(down.abs()) > shown { 255 } else { page.between(x + across, y + down) }
    })
}

/// A picture out of focus: Gauss, in both directions. The edge goes on as it ends.
pub fn blurred(picture: &Grey) -> Grey {
    const REACH: usize = 4;
    const ONE: u32 = 1 << 16;
    let weight = |at: usize| (-((at * at) as f64) / (2.0 * BLUR * BLUR)).exp();
    let sum = weight(0) + 2.0 * (1..=REACH).map(weight).sum::<f64>();
    let mut kernel = [0u32; REACH + 1];
    for (at, share) in kernel.iter_mut().enumerate().skip(1) {
        *share = (weight(at) / sum * f64::from(ONE)) as u32;
    }
    kernel[0] = ONE - 2 * kernel.iter().sum::<u32>();

    let (width, height) = (picture.width, picture.height);
    let mut across = vec![0u8; width * height];
    let mut padded = vec![0u8; width + 2 * REACH];
    for (from, to) in picture.pixels.chunks_exact(width.max(1)).zip(across.chunks_exact_mut(width.max(1))) {
        padded[..REACH].fill(from[0]);
        padded[REACH..REACH + width].copy_from_slice(from);
        padded[REACH + width..].fill(from[width - 1]);
        for (x, to) in to.iter_mut().enumerate() {
            let window = &padded[x..=x + 2 * REACH];
            let mut sum = ONE / 2 + kernel[0] * u32::from(window[REACH]);
            for at in 1..=REACH {
                sum += kernel[at] * (u32::from(window[REACH - at]) + u32::from(window[REACH + at]));
            }
            *to = (sum / ONE) as u8;
        }
    }
    let mut down = Vec::with_capacity(width * height);
    let mut sums = vec![0u32; width];
    for y in 0..height {
        sums.fill(ONE / 2);
        for at in 0..=2 * REACH {
            let row = (y + at).saturating_sub(REACH).min(height - 1);
            let share = kernel[at.abs_diff(REACH)];
            for (sum, pixel) in sums.iter_mut().zip(&across[row * width..(row + 1) * width]) {
                *sum += share * u32::from(*pixel);
            }
        }
        down.extend(sums.iter().map(|sum| (sum / ONE) as u8));
    }
    Grey { width, height, pixels: down }
}

#[cfg(test)]
mod tests {
    use super::{blurred, turned};
    use crate::proof::find::Square;
    use crate::proof::raster::Grey;

    #[test]
    fn blur_keeps_a_flat_grey_and_spreads_a_point() {
        assert!(blurred(&Grey::from_fn(20, 10, |_, _| 130)).pixels.iter().all(|grey| *grey == 130));
        let point = blurred(&Grey::from_fn(21, 21, |x, y| if (x, y) == (10, 10) { 255 } else { 0 }));
        let at = |x: usize, y: usize| point.pixels[y * 21 + x];
        // The middle of a Gaussian of this width holds 1 / (2π σ²) of it.
        assert_eq!(at(10, 10), 18);
        assert_eq!((at(9, 10), at(10, 9), at(0, 0)), (at(11, 10), at(10, 11), 0));
    }

    #[test]
    fn a_quarter_turn_moves_every_pixel_to_its_place() {
        let page = Grey::from_fn(40, 40, |x, y| (x * 3 + y) as u8);
        let code = Square { left: 10.0, top: 10.0, right: 31.0, bottom: 31.0 };
        let (straight, turned) = (turned(&page, &code, 0.0), turned(&page, &code, 90.0));
        let last = straight.width - 1;
        let (x, y) = (12, 20);
        assert_eq!(turned.pixels[y * turned.width + x], straight.pixels[x * straight.width + (last - y)]);
    }
}
