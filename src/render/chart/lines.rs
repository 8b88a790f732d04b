//! Lines over time, and places in a contest.

use super::Value;
use super::label::{Label, notes};
use super::scale::{label, ticks};
use super::svg::{Anchor, Drawing, LEADING, LETTERS, WIDTH, width};

type Line = (String, Vec<Option<Value>>);

/// Labels under the axis, as many as fit, the last always; below them the year, where it begins or changes. The drawing ends
/// below them.
fn under(drawing: &mut Drawing, x: &[Label], at: impl Fn(usize) -> f64, y: f64) {
    let widest = x.iter().map(|step| width(&step.short).max(width(&step.year))).fold(0.0, f64::max) + 10.0;
    let last = x.len().saturating_sub(1);
    let room = if last > 0 { (at(last) - at(0)) / last as f64 } else { WIDTH };
    let every = (widest / room.max(1.0)).ceil().max(1.0) as usize;
    let mut write = |index: usize, y: f64, text: &str| {
        // One that would touch the edge leans inwards.
        let half = width(text) / 2.0;
        let middle = at(index).clamp(half, (WIDTH - half).max(half));
        drawing.text((middle, y), Anchor::Middle, text);
    };
    let mut year = "";
    // Labels count back from the newest.
    for (index, step) in x.iter().enumerate().filter(|(index, _)| (last - index).is_multiple_of(every)) {
        write(index, y, &step.short);
        if step.year != year {
            write(index, y + LEADING, &step.year);
            year = &step.year;
        }
    }
    drawing.height = y + 10.0 + if year.is_empty() { 0.0 } else { LEADING };
    notes(drawing, x.iter());
}

/// A few lines on one scale from zero, each named above by its dash and marker; the newest value of each stands at its end.
pub fn lines(drawing: &mut Drawing, x: &[Label], lines: &[Line]) {
    const TALL: f64 = 150.0;
    if lines.len() > 1 {
        let names: Vec<String> = lines.iter().map(|(name, _)| name.clone()).collect();
        drawing.legend(&names, |drawing, (x, y), tone| {
            drawing.line(&[(x + 5.0, y + 11.0), (x + 21.0, y + 11.0)], tone);
        });
    }
    let values = || lines.iter().flat_map(|(_, values)| values).flatten();
    let ticks = ticks(values().map(|value| value.size).fold(0.0, f64::max));
    let top = drawing.height + 12.0;
    let floor = top + TALL;
    let whole = ticks.last().copied().unwrap_or(1.0);
    let high = |value: f64| floor - value / whole * TALL;
    let left = ticks.iter().map(|tick| width(&label(*tick))).fold(0.0, f64::max) + 8.0;
    let newest: Vec<&Value> =
        lines.iter().filter_map(|(_, values)| values.iter().flatten().next_back()).collect();
    let right = WIDTH - newest.iter().map(|value| width(&value.text) * 1.08).fold(0.0, f64::max) - 10.0;
    for tick in &ticks {
        drawing.grid((left, high(*tick)), (right, high(*tick)));
        drawing.text((left - 6.0, high(*tick) + 6.0), Anchor::End, &label(*tick));
    }
    drawing.axis((left, floor), (right, floor));
    let last = x.len().saturating_sub(1).max(1) as f64;
    let across = |index: usize| left + 8.0 + index as f64 / last * (right - left - 14.0);
    for (tone, (_, values)) in lines.iter().enumerate() {
        let mut run: Vec<(f64, f64)> = Vec::new();
        for (index, value) in values.iter().enumerate() {
            match value {
                Some(value) => run.push((across(index), high(value.size))),
                None => draw_run(drawing, &mut run, tone),
            }
        }
        draw_run(drawing, &mut run, tone);
    }
    let heights: Vec<f64> = newest.iter().map(|value| high(value.size) + 6.0).collect();
    for (value, y) in newest.iter().zip(apart(&heights)) {
        drawing.amount((right + 8.0, y), Anchor::Start, &value.text);
    }
    under(drawing, x, across, floor + 24.0);
}

/// The same heights in the same order, moved down as little as it takes for letters not to overprint.
fn apart(heights: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|a, b| heights[*a].total_cmp(&heights[*b]));
    let mut moved = heights.to_vec();
    let mut above = f64::MIN;
    for index in order {
        moved[index] = moved[index].max(above + LETTERS);
        above = moved[index];
    }
    moved
}

fn draw_run(drawing: &mut Drawing, run: &mut Vec<(f64, f64)>, tone: usize) {
    if !run.is_empty() {
        drawing.line(run, tone);
        run.clear();
    }
}

/// A line a contestant, from round to round; the names stand at the right, in the order of the last round.
pub fn ranks(drawing: &mut Drawing, x: &[Label], lines: &[Line]) {
    const STEP: f64 = 27.0;
    let lowest =
        lines.iter().flat_map(|(_, values)| values).flatten().map(|value| value.size).fold(1.0, f64::max);
    let names = lines.iter().map(|(name, _)| width(name)).fold(0.0, f64::max);
    let places = width(&label(lowest)) * 1.08;
    let right = WIDTH - names - places - 22.0;
    let left = places + 14.0;
    let top = 16.0;
    let high = |place: f64| top + (place - 1.0) * STEP;
    let last = x.len().saturating_sub(1).max(1) as f64;
    let across = |index: usize| left + 6.0 + index as f64 / last * (right - left - 12.0);
    for (index, _) in x.iter().enumerate() {
        drawing.grid((across(index), top - 8.0), (across(index), high(lowest) + 8.0));
    }
    for (tone, (name, values)) in lines.iter().enumerate() {
        let points: Vec<(usize, &Value)> =
            values.iter().enumerate().filter_map(|(index, value)| Some((index, value.as_ref()?))).collect();
        let drawn: Vec<(f64, f64)> =
            points.iter().map(|(index, value)| (across(*index), high(value.size))).collect();
        drawing.line(&drawn, tone);
        if let Some((0, first)) = points.first() {
            drawing.text((left - 8.0, high(first.size) + 6.0), Anchor::End, &first.text);
        }
        if let Some((index, newest)) = points.last()
            && index + 1 == x.len()
        {
            let y = high(newest.size) + 6.0;
            drawing.amount((right + places + 8.0, y), Anchor::End, &newest.text);
            drawing.text((right + places + 16.0, y), Anchor::Start, name);
        }
    }
    let floor = high(lowest) + 12.0;
    under(drawing, x, across, floor + 22.0);
}
