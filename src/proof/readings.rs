//! Pixels around a code → what a phone reads there, once for equal pixels: most of a town's pages are the same panels
//! again, on other boards and in merged files. A reading is of the very pixels of the page, never of where they came
//! from.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::find::Square;
use super::raster::Grey;
use super::{decode, phone};

/// How a phone sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    Sharp,
    /// As held by hand: [`phone::BLUR`].
    Blurred,
}

/// What was read in this run, by the hash of all that the reading depends on.
#[derive(Default)]
pub struct Readings(Mutex<BTreeMap<[u8; 32], Option<String>>>);

impl Readings {
    /// Reads the code in a square of a page, by a phone held at an angle.
    pub fn read(&self, page: &Grey, square: &Square, degrees: f64, focus: Focus) -> Option<String> {
        let (piece, square) = phone::piece(page, square);
        let key = key(&piece, &square, degrees, focus);
        if let Some(known) = self.0.lock().ok().and_then(|known| known.get(&key).cloned()) {
            return known;
        }
        // Not under the lock: at worst two workers read the same.
        let seen = phone::turned(&piece, &square, degrees);
        let text = match focus {
            Focus::Sharp => decode::read(&seen),
            Focus::Blurred => decode::read(&phone::blurred(&seen)),
        };
        if let Ok(mut known) = self.0.lock() {
            known.insert(key, text.clone());
        }
        text
    }
}

fn key(piece: &Grey, square: &Square, degrees: f64, focus: Focus) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[u8::from(focus == Focus::Blurred)]);
    hasher.update(&(piece.width as u64).to_le_bytes());
    for number in [square.left, square.top, square.right, square.bottom, degrees] {
        hasher.update(&number.to_bits().to_le_bytes());
    }
    hasher.update(&piece.pixels);
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::{Focus, Readings};
    use crate::proof::find::Square;
    use crate::proof::raster::Grey;

    const SIDE: usize = 29;

    /// A page with a code of 4 × 4 pixels a module at a place.
    fn page(text: &str, at: (usize, usize)) -> (Grey, Square) {
        let code =
            qrcode::QrCode::with_version(text, qrcode::Version::Normal(3), qrcode::EcLevel::M).unwrap();
        let dark = code.to_colors();
        let page = Grey::from_fn(300, 300, |x, y| match (x.checked_sub(at.0), y.checked_sub(at.1)) {
            (Some(x), Some(y)) if x < 4 * SIDE && y < 4 * SIDE => match dark[y / 4 * SIDE + x / 4] {
                qrcode::Color::Dark => 0,
                qrcode::Color::Light => 255,
            },
            _ => 255,
        });
        let (left, top) = (at.0 as f64, at.1 as f64);
        let side = (4 * SIDE) as f64;
        (page, Square { left, top, right: left + side, bottom: top + side })
    }

    #[test]
    fn equal_pixels_are_read_once_wherever_they_stand() {
        let readings = Readings::default();
        for at in [(60, 60), (120, 90)] {
            let (page, square) = page("https://jk.example.com/b/023", at);
            let text = readings.read(&page, &square, 0.0, Focus::Sharp);
            assert_eq!(text.as_deref(), Some("https://jk.example.com/b/023"));
        }
        assert_eq!(readings.0.lock().unwrap().len(), 1);
    }

    #[test]
    fn another_code_another_angle_another_focus_is_another_reading() {
        let readings = Readings::default();
        let (first, square) = page("https://jk.example.com/b/023", (60, 60));
        let (second, _) = page("https://jk.example.com/b/024", (60, 60));
        readings.read(&first, &square, 0.0, Focus::Sharp);
        let text = readings.read(&second, &square, 0.0, Focus::Sharp);
        assert_eq!(text.as_deref(), Some("https://jk.example.com/b/024"));
        readings.read(&first, &square, 15.0, Focus::Sharp);
        readings.read(&first, &square, 0.0, Focus::Blurred);
        assert_eq!(readings.0.lock().unwrap().len(), 4);
    }
}
