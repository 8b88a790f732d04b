//! Lines over time: figures that belong together, and the rows of `series`.

use std::collections::BTreeMap;

use super::read::Reading;
use super::unit::Unit;
use super::{Figure, Point, Series};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::rows::Rows;
use crate::model::rows::period::Period;
use crate::source::Place;

impl Series {
    pub fn of_figures(title: String, indices: &[usize], figures: &[Figure]) -> Series {
        let first = indices.first().map(|at| &figures[*at]);
        let points = indices.iter().map(|at| {
            let figure = &figures[*at];
            Point {
                label: figure.period.clone().unwrap_or_else(|| figure.indicator.clone()),
                period: figure.period.as_deref().and_then(Period::parse),
                amount: figure.amount.clone(),
                qualifier: figure.qualifier.clone(),
                source: Some(figure.source.clone()),
                note: figure.note.clone(),
                figure: Some(*at),
                place: figure.place.clone(),
            }
        });
        Series {
            id: None,
            title,
            area: first.map(|figure| figure.area),
            unit: first.map_or_else(|| Unit::new(""), |figure| figure.unit.clone()),
            points: points.collect(),
            total: None,
            fictional: false,
        }
    }
}

/// Lines in the order of their first rows. Invariants: one unit and one kind of period a line, no period twice.
pub fn read(rows: &mut Rows, reading: &mut Reading, out: &mut Vec<Diagnostic>) -> Vec<Series> {
    let columns = ["series", "title", "area", "period", "value", "qualifier", "unit", "source", "note"];
    let [id, title, area, period, value, qualifier, unit, source, note] =
        columns.map(|name| rows.column(name));
    let mut lines: Vec<Series> = Vec::new();
    let mut seen: BTreeMap<(String, Period), Place> = BTreeMap::new();
    for row in rows.rows() {
        let before = out.len();
        let name = rows.required(row, id, out);
        if let Some(name) = name {
            crate::model::check_slug(name.value, &name.place(), out);
        }
        let when_cell = rows.required(row, period, out);
        let when = rows.period(row, period, out);
        let unit_cell = rows.required(row, unit, out);
        rows.required(row, value, out);
        let amount = unit_cell.and_then(|unit| rows.number(row, value, unit.value, out));
        let area = reading.area(rows, row, area, out);
        let (Some(name), Some(when), Some(when_cell), Some(unit_cell), Some((amount, more))) =
            (name, when, when_cell, unit_cell, amount)
        else {
            continue;
        };
        let at = lines.iter().position(|line| line.id.as_deref() == Some(name.value)).unwrap_or_else(|| {
            lines.push(Series {
                id: Some(name.value.to_owned()),
                title: String::new(),
                area: None,
                unit: Unit::new(unit_cell.value),
                points: Vec::new(),
                total: None,
                fictional: false,
            });
            lines.len() - 1
        });
        let line = &mut lines[at];
        if *line.unit != *unit_cell.value {
            let found = Code::UnitsDiffer.at(unit_cell.place()).with("first", &line.unit);
            out.push(found.with("second", unit_cell.value));
        }
        if let Some(first) = line.points.first().and_then(|point| point.period)
            && !first.same_kind(when)
        {
            out.push(rows.wrong(Code::PeriodsDiffer, when_cell, period).with("other", first));
        }
        let place = || rows.get(row, value).map_or_else(|| when_cell.place(), |cell| cell.place());
        if let Some(first) = seen.insert((name.value.to_owned(), when), when_cell.place()) {
            out.push(rows.wrong(Code::PeriodTwice, when_cell, period).label(first, "first-here"));
        }
        if out.len() > before {
            continue;
        }
        if line.title.is_empty() {
            line.title = rows.owned(row, title).unwrap_or_default();
        }
        line.area = line.area.or(area);
        line.points.push(Point {
            label: when.to_string(),
            period: Some(when),
            amount,
            qualifier: rows.owned(row, qualifier).or(more.map(str::to_owned)),
            source: rows.owned(row, source),
            note: rows.owned(row, note),
            figure: None,
            place: place(),
        });
    }
    lines.retain(|line| !line.points.is_empty());
    for line in &mut lines {
        line.points.sort_by_key(|point| point.period);
        if line.title.is_empty() {
            line.title = line.id.clone().unwrap_or_default();
        }
    }
    lines
}
