//! The same small columns for every place, two a line, on one scale.

use super::Value;
use super::label::{Label, notes};
use super::scale::{label, ticks};
use super::svg::{Anchor, Drawing, LEADING, WIDTH, width, wrap};

const GAP: f64 = 24.0;
const TALL: f64 = 56.0;

pub fn multiples(drawing: &mut Drawing, x: &[Label], cells: &[(String, Vec<Option<Value>>)], scale: &str) {
    let largest =
        cells.iter().flat_map(|(_, values)| values).flatten().map(|value| value.size).fold(0.0, f64::max);
    let whole = ticks(largest).last().copied().unwrap_or(1.0);
    let wide = (WIDTH - GAP) / 2.0;
    let step = wide / x.len().max(1) as f64;
    let years = if x.iter().all(|step| step.year.is_empty()) { 0.0 } else { LEADING };
    for (row, pair) in cells.chunks(2).enumerate() {
        let top = row as f64 * (TALL + 62.0 + years);
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
        drawing.height = floor + 30.0 + years;
    }
    for line in wrap(&scale.replace("{most}", &label(whole)), WIDTH) {
        drawing.text((0.0, drawing.height + 20.0), Anchor::Start, &line);
        drawing.height += 25.0;
    }
    drawing.height += 4.0;
    if !cells.is_empty() {
        notes(drawing, x.iter());
    }
}

/// The first and the last step in letters, the last alone where both do not fit; below them the year, twice where it changes.
fn ends(drawing: &mut Drawing, x: &[Label], (left, right): (f64, f64), y: f64) {
    let (Some(first), Some(last)) = (x.first(), x.last()) else { return };
    let both = x.len() > 1 && width(&first.short) + width(&last.short) + 8.0 <= right - left;
    if both {
        drawing.text((left, y), Anchor::Start, &first.short);
        if !first.year.is_empty() {
            drawing.text((left, y + LEADING), Anchor::Start, &first.year);
        }
    }
    drawing.text((right, y), Anchor::End, &last.short);
    if !(last.year.is_empty() || both && last.year == first.year) {
        drawing.text((right, y + LEADING), Anchor::End, &last.year);
    }
}
