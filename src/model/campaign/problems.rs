//! Rows of `problems`: the ledger (台账), without descriptions and names.

use std::collections::BTreeMap;

use super::events::has_error;
use super::read::Reading;
use super::records::Problem;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::rows::Rows;
use crate::source::Place;

/// By the day they were found. Invariants: ids are unique, nothing is due or closed before it was found.
pub fn read(rows: &mut Rows, reading: &mut Reading, out: &mut Vec<Diagnostic>) -> Vec<Problem> {
    let columns = ["id", "found_on", "village", "category", "due", "closed_on"];
    let [id, found_on, village, category, due, closed_on] = columns.map(|name| rows.column(name));
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    let mut problems = Vec::new();
    for row in rows.rows() {
        let before = out.len();
        rows.required(row, found_on, out);
        let found = reading.past(rows, row, found_on, out);
        let own = rows.required_text(row, village, out);
        reading.village(rows, row, village, out);
        let what = rows.required_text(row, category, out);
        let limit = rows.date(row, due, out);
        let closed = reading.past(rows, row, closed_on, out);
        for (later, column) in [(limit, due), (closed, closed_on)] {
            if let (Some(found), Some(later), Some(cell)) = (found, later, rows.get(row, column))
                && later < found
            {
                let swapped = rows.wrong(Code::DatesSwapped, cell, column).with("other", found);
                let first = rows.get(row, found_on).map(|cell| cell.place());
                out.push(
                    first.into_iter().fold(swapped, |swapped, place| swapped.label(place, "found-here")),
                );
            }
        }
        if let Some(cell) = rows.get(row, id) {
            if let Some(first) = seen.get(cell.value) {
                let twice = rows.wrong(Code::DuplicateProblem, cell, id);
                out.push(twice.label(first.clone(), "first-here"));
            } else {
                seen.insert(cell.value, cell.place());
            }
        }
        if has_error(&out[before..]) {
            continue;
        }
        let (Some(found_on), Some(village), Some(category)) = (found, own, what) else { continue };
        problems.push(Problem {
            id: rows.text(row, id),
            found_on,
            village,
            category,
            due: limit,
            closed_on: closed,
            extra: rows.extra(row),
            place: row.place_of(0),
        });
    }
    problems.sort_by_key(|problem| problem.found_on);
    problems
}
