//! The same small columns for every place, two a line, on one scale.

use super::Value;
use super::scale::{label, ticks};
use super::svg::{Anchor, Drawing, WIDTH, width, wrap};

const GAP: f64 = 24.0;
const TALL: f64 = 56.0;

pub fn multiples(drawing: &mut Drawing, x: &[String], cells: &[(String, Vec<Option<Value>>)], scale: &str) {
    let largest =
        cells.iter().flat_map(|(_, values)| values).flatten().map(|value| value.size).fold(0.0, f64::max);
    let whole = ticks(largest).last().copied().unwrap_or(1.0);
    let wide = (WIDTH - GAP) / 2.0;
    let step = wide / x.len().max(1) as f64;
    for (row, pair) in cells.chunks(2).enumerate() {
        let top = row as f64 * (TALL + 62.0);
        let floor = top + 26.0 + TALL;
        for (column, (name, values)) in pair.iter().enumerate() {
            let left = column as f64 * (wide + GAP);
            drawing.text((left, top + 17.0), Anchor::Start, name);
            if let Some(newest) = values.iter().rev().flatten().next() {
                drawing.amount((left + wide, top + 17.0), Anchor::End, &newest.text);
            }
            for (index, value) in values.iter().enumerate() {
                let Some(value) = value else { continue };
                let tall = value.size.max(0.0) / whole * TALL;
                let newest = index + 1 == values.len();
                let at = (left + index as f64 * step + step * 0.12, floor - tall);
                drawing.area(at, (step * 0.76, tall), if newest { 0 } else { 1 });
            }
            drawing.axis((left, floor + 0.5), (left + wide, floor + 0.5));
            ends(drawing, x, (left, left + wide), floor + 21.0);
        }
        drawing.height = floor + 30.0;
    }
    for line in wrap(&scale.replace("{most}", &label(whole)), WIDTH) {
        drawing.text((0.0, drawing.height + 20.0), Anchor::Start, &line);
        drawing.height += 25.0;
    }
    drawing.height += 4.0;
}

/// The first and the last step in letters, the first alone where both do not fit.
fn ends(drawing: &mut Drawing, x: &[String], (left, right): (f64, f64), y: f64) {
    let (Some(first), Some(last)) = (x.first(), x.last()) else { return };
    if x.len() > 1 && width(first) + width(last) + 8.0 <= right - left {
        drawing.text((left, y), Anchor::Start, first);
    }
    drawing.text((right, y), Anchor::End, last);
}
