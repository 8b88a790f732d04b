//! A year of days: a month a line, a sign a day, shapes by kind.

use super::label::{Label, notes};
use super::svg::{Anchor, Drawing, LEADING, WIDTH, width};

/// One line of the calendar.
#[derive(Debug, Clone)]
pub struct Month {
    pub label: Label,
    /// How many days it has.
    pub length: u8,
    pub days: Vec<Day>,
}

/// What happened on a day.
#[derive(Debug, Clone)]
pub struct Day {
    /// From 1.
    pub day: u8,
    /// Index into the chart's kinds.
    pub kind: usize,
    /// How often.
    pub count: usize,
}

impl Day {
    /// `12`, or `12 ×3`.
    pub fn label(&self) -> String {
        if self.count > 1 { format!("{} ×{}", self.day, self.count) } else { self.day.to_string() }
    }
}

const LINE: f64 = 30.0;

pub fn calendar(drawing: &mut Drawing, kinds: &[String], months: &[Month]) {
    drawing.legend(kinds, |drawing, (x, y), tone| drawing.marker((x + 14.0, y + 11.0), tone, 6.0));
    let left = months.iter().map(|month| width(&month.label.short) + 8.0).fold(50.0, f64::max);
    let cell = (WIDTH - left) / 31.0;
    let middle = |day: u8| left + (f64::from(day) - 0.5) * cell;
    for day in [1, 10, 20, 31] {
        let x = if day == 31 { WIDTH } else { middle(day) };
        let anchor = if day == 31 { Anchor::End } else { Anchor::Middle };
        drawing.text((x, drawing.height + 14.0), anchor, &day.to_string());
    }
    let mut y = drawing.height + 22.0;
    let top = y;
    let mut year = "";
    for month in months {
        if month.label.year != year {
            year = &month.label.year;
            drawing.text((0.0, y + 18.0), Anchor::Start, year);
            y += LEADING;
        }
        drawing.text((0.0, y + 21.0), Anchor::Start, &month.label.short);
        let end = left + f64::from(month.length) * cell;
        drawing.grid((left, y + LINE / 2.0), (end, y + LINE / 2.0));
        let mut seen = [0_usize; 32];
        for day in &month.days {
            // Several kinds on one day stand a little above and below each other.
            let nth = &mut seen[usize::from(day.day.min(31))];
            let shift = [0.0, -7.0, 7.0, -3.5, 3.5][*nth % 5];
            *nth += 1;
            drawing.marker((middle(day.day), y + LINE / 2.0 + shift), day.kind, 4.6);
        }
        y += LINE;
    }
    for day in [10, 20] {
        drawing.grid((middle(day), top), (middle(day), y));
    }
    drawing.height = y + 4.0;
    notes(drawing, months.iter().map(|month| &month.label));
}
