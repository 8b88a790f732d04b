//! Rows of `events` and `inspections`: what the office did, on which day, where.

use super::read::Reading;
use super::records::{Event, EventKind, Inspection};
use super::unit::Unit;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::rows::Rows;
use crate::parse::campaign::spec::{EVENT_KINDS, INSPECTION_KINDS, PEOPLE};

/// By date.
pub fn events(rows: &mut Rows, reading: &mut Reading, out: &mut Vec<Diagnostic>) -> Vec<Event> {
    let columns = ["date", "kind", "village", "place", "topic", "people", "counted", "materials", "note"];
    let [date, kind, village, place, topic, people, counted, materials, note] =
        columns.map(|name| rows.column(name));
    let units = PEOPLE.iter().map(|unit| Unit::new(unit.zh)).collect::<Vec<_>>();
    let mut events = Vec::new();
    for row in rows.rows() {
        let before = out.len();
        rows.required(row, date, out);
        let day = reading.past(rows, row, date, out);
        rows.required(row, kind, out);
        let kind = rows.choice(row, kind, EVENT_KINDS, out);
        reading.village(rows, row, village, out);
        let stated = rows.choice(row, counted, PEOPLE, out);
        // Longer units first: 人次 ends with no 人, but begins with one.
        let reached = rows.count(row, people, &["人次", "人"], out);
        let behind = reached.and_then(|(_, unit)| PEOPLE.iter().position(|one| Some(one.zh) == unit));
        if let (Some(stated), Some(behind)) = (stated, behind)
            && stated != behind
            && let Some(cell) = rows.get(row, people)
        {
            let found = rows.wrong(Code::UnitInCell, cell, people).with("other", PEOPLE[behind].zh);
            out.push(found.with("unit", PEOPLE[stated].zh));
        }
        let handed_out = rows.count(row, materials, &["份", "张", "册"], out);
        if has_error(&out[before..]) {
            continue;
        }
        let (Some(date), Some(kind)) = (day, kind) else { continue };
        events.push(Event {
            date,
            kind: EventKind::ALL[kind],
            village: rows.text(row, village),
            place: rows.text(row, place),
            topic: rows.text(row, topic),
            people: reached.map(|(count, _)| count),
            counted: units[stated.or(behind).unwrap_or(1)].clone(),
            materials: handed_out.map(|(count, _)| count),
            note: rows.text(row, note),
            extra: rows.extra(row),
        });
    }
    events.sort_by_key(|event| event.date);
    events
}

/// By date.
pub fn inspections(rows: &mut Rows, reading: &mut Reading, out: &mut Vec<Diagnostic>) -> Vec<Inspection> {
    let columns = ["date", "kind", "village", "place_kind", "found", "mended", "note"];
    let [date, kind, village, place_kind, found, mended, note] = columns.map(|name| rows.column(name));
    let mut inspections = Vec::new();
    for row in rows.rows() {
        let before = out.len();
        rows.required(row, date, out);
        let day = reading.past(rows, row, date, out);
        rows.required(row, kind, out);
        let kind = rows.choice(row, kind, INSPECTION_KINDS, out);
        reading.village(rows, row, village, out);
        let problems = rows.count(row, found, &["个", "处", "条"], out).map_or(0, |(count, _)| count);
        let solved = rows.count(row, mended, &["个", "处", "条"], out).map_or(0, |(count, _)| count);
        if solved > problems
            && let Some(cell) = rows.get(row, mended)
        {
            out.push(rows.wrong(Code::MendedMore, cell, mended).with("other", problems));
        }
        if has_error(&out[before..]) {
            continue;
        }
        let (Some(date), Some(kind)) = (day, kind) else { continue };
        inspections.push(Inspection {
            date,
            kind,
            village: rows.text(row, village),
            place_kind: rows.text(row, place_kind),
            found: problems,
            mended: solved,
            note: rows.text(row, note),
            extra: rows.extra(row),
        });
    }
    inspections.sort_by_key(|one| one.date);
    inspections
}

/// Whether a row is wrong; warnings leave it as it is.
pub fn has_error(found: &[Diagnostic]) -> bool {
    found.iter().any(Diagnostic::is_error)
}
