//! Rows of `corrections` → what was published before, when it was changed, and why.

use super::Figure;
use super::read::Reading;
use super::records::Correction;
use super::sums::Find;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::rows::Rows;
use crate::model::rows::amount::Amount;
use crate::source::{Place, Spanned};

/// A correction as it was read.
struct Read {
    figure: usize,
    correction: Correction,
    was: Place,
    now: Place,
}

/// By date, each with the index of its figure. The last one must have come to what the figure says, and each must begin
/// where the one before ended.
pub fn read(
    rows: &mut Rows,
    figures: &[Figure],
    find: &Find,
    reading: &mut Reading,
    out: &mut Vec<Diagnostic>,
) -> Vec<(usize, Correction)> {
    let columns = ["figure", "date", "was", "now", "reason"];
    let [figure, date, was, now, reason] = columns.map(|name| rows.column(name));
    let mut all: Vec<Read> = Vec::new();
    for row in rows.rows() {
        let id = rows.required(row, figure, out);
        let at = id.and_then(|cell| find(&Spanned::new(cell.value.to_owned(), cell.place()), out));
        rows.required(row, date, out);
        let day = reading.past(rows, row, date, out);
        let why = rows.required(row, reason, out);
        let cells = (rows.required(row, was, out), rows.required(row, now, out));
        let unit = at.map_or("", |at| &*figures[at].unit);
        let before = rows.number(row, was, unit, out);
        let after = rows.number(row, now, unit, out);
        if let (Some(at), Some(day), Some(why), Some((before, _)), Some((after, _)), (Some(was), Some(now))) =
            (at, day, why, before, after, cells)
        {
            let reason = why.value.to_owned();
            let correction = Correction { date: day, was: before, now: after, reason };
            all.push(Read { figure: at, correction, was: was.place(), now: now.place() });
        }
    }
    all.sort_by_key(|read| (read.figure, read.correction.date));
    for (index, read) in all.iter().enumerate() {
        let figure = &figures[read.figure];
        let next = all.get(index + 1).filter(|next| next.figure == read.figure);
        let (amount, place): (&Amount, &Place) = match next {
            Some(next) => (&next.correction.was, &next.was),
            None => (&figure.amount, &figure.place),
        };
        if !read.correction.now.equals(amount) {
            out.push(
                Code::CorrectionDiffers
                    .at(read.now.clone())
                    .with("id", &figure.id)
                    .with("now", read.correction.now.grouped())
                    .with("other", amount.grouped())
                    .label(place.clone(), "other-value-here"),
            );
        }
    }
    all.into_iter().map(|read| (read.figure, read.correction)).collect()
}
