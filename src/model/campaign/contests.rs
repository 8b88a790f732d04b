//! Rows of `contests` → rounds (大比武) in order, each with its ranking.

use std::collections::BTreeMap;

use super::events::has_error;
use super::read::Reading;
use super::records::{ContestResult, Round};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::rows::Rows;
use crate::model::rows::period::Month;
use crate::source::Place;

/// Invariants: rounds are unique and in order, a village has one result in each; results by rank, then village.
pub fn read(rows: &mut Rows, reading: &mut Reading, out: &mut Vec<Diagnostic>) -> Vec<Round> {
    let columns = ["round", "month", "village", "score", "rank", "note"];
    let [round, month, village, score, rank, note] = columns.map(|name| rows.column(name));
    let mut rounds: BTreeMap<u32, (Month, Place, Vec<ContestResult>)> = BTreeMap::new();
    let mut seen: BTreeMap<(u32, String), Place> = BTreeMap::new();
    for row in rows.rows() {
        let before = out.len();
        rows.required(row, round, out);
        let number =
            rows.count(row, round, &["轮"], out).map(|(count, _)| u32::try_from(count).unwrap_or(u32::MAX));
        rows.required(row, month, out);
        let when = rows.month(row, month, out);
        let own = rows.required_text(row, village, out);
        reading.village(rows, row, village, out);
        let points = rows.number(row, score, "分", out);
        rows.required(row, rank, out);
        let place =
            rows.count(row, rank, &["名"], out).map(|(count, _)| u32::try_from(count).unwrap_or(u32::MAX));
        if place == Some(0)
            && let Some(cell) = rows.get(row, rank)
        {
            out.push(rows.wrong(Code::BadRank, cell, rank));
        }
        let (Some(number), Some(when), Some(own), Some(place)) = (number, when, own, place) else { continue };
        if let Some(cell) = rows.get(row, month)
            && let Some((first, at, _)) = rounds.get(&number)
            && *first != when
        {
            let found = rows.wrong(Code::RoundMonths, cell, month).with("round", number).with("other", first);
            out.push(found.label(at.clone(), "first-here"));
        }
        if let Some(cell) = rows.get(row, village)
            && let Some(first) = seen.insert((number, own.to_string()), cell.place())
        {
            let found = rows.wrong(Code::VillageTwice, cell, village).with("round", number);
            out.push(found.label(first, "first-here"));
        }
        if has_error(&out[before..]) {
            continue;
        }
        let at = rows.get(row, month).map_or_else(|| row.place_of(0), |cell| cell.place());
        rounds.entry(number).or_insert_with(|| (when, at, Vec::new())).2.push(ContestResult {
            village: own,
            score: points.map(|(amount, _)| amount),
            rank: place,
            gained: None,
            note: rows.text(row, note),
            extra: rows.extra(row),
        });
    }
    let mut done: Vec<Round> = Vec::new();
    for (number, (month, _, mut results)) in rounds {
        results.sort_by(|a, b| (a.rank, &a.village).cmp(&(b.rank, &b.village)));
        let last = done.last();
        for result in &mut results {
            let before =
                last.and_then(|round| round.results.iter().find(|one| one.village == result.village));
            result.gained = before.map(|before| {
                i32::try_from(i64::from(before.rank) - i64::from(result.rank)).unwrap_or_default()
            });
        }
        done.push(Round { number, month, results });
    }
    done
}
