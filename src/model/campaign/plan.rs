//! Rows of `milestones` (steps, problems, milestones) and `grid` (which unit looks after which village).

use std::collections::BTreeMap;

use super::events::has_error;
use super::read::Reading;
use super::records::{Duty, Milestone, MilestoneKind, MilestoneState};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::rows::Rows;
use crate::parse::campaign::spec::{MILESTONE_KINDS, STATES};
use crate::source::Spanned;

/// In the order of the file.
pub fn milestones(rows: &mut Rows, reading: &mut Reading, out: &mut Vec<Diagnostic>) -> Vec<Milestone> {
    let columns = ["title", "kind", "area", "answers", "due", "done", "state", "source", "note"];
    let [title, kind, area, answers, due, done, state, source, note] = columns.map(|name| rows.column(name));
    let mut all: Vec<Milestone> = Vec::new();
    // Problems may stand below the steps that solve them.
    let mut asked: Vec<(usize, Spanned<String>)> = Vec::new();
    let mut lost = false;
    for row in rows.rows() {
        let before = out.len();
        let name = rows.required(row, title, out);
        let kind = match rows.get(row, kind) {
            Some(_) => rows.choice(row, kind, MILESTONE_KINDS, out),
            None => Some(0),
        };
        let area = reading.area(rows, row, area, out);
        let limit = rows.date(row, due, out);
        let finished = reading.past(rows, row, done, out);
        let stated = rows.choice(row, state, STATES, out);
        if has_error(&out[before..]) {
            lost = true;
            continue;
        }
        let (Some(name), Some(kind)) = (name, kind) else { continue };
        if let Some(cell) = rows.get(row, answers) {
            asked.push((all.len(), Spanned::new(cell.value.to_owned(), cell.place())));
        }
        let late = limit.is_some_and(|limit| limit < reading.today);
        let state = match (finished, stated) {
            (Some(_), _) | (None, Some(2)) => Some(MilestoneState::Done),
            _ if late => Some(MilestoneState::Late),
            (None, Some(1)) => Some(MilestoneState::UnderWay),
            (None, Some(_)) => Some(MilestoneState::Planned),
            (None, None) => limit.map(|_| MilestoneState::Planned),
        };
        all.push(Milestone {
            title: name.value.to_owned(),
            kind: [MilestoneKind::Milestone, MilestoneKind::Problem, MilestoneKind::Step][kind],
            area,
            answers: None,
            due: limit,
            done: finished,
            state,
            source: rows.owned(row, source),
            note: rows.owned(row, note),
            extra: rows.extra(row),
        });
    }
    let problems: BTreeMap<String, usize> = all
        .iter()
        .enumerate()
        .filter(|(_, one)| one.kind == MilestoneKind::Problem)
        .map(|(at, one)| (one.title.clone(), at))
        .collect();
    for (at, wanted) in asked {
        all[at].answers = problems.get(&wanted.value).copied();
        if all[at].answers.is_none() && !lost {
            let found = Code::UnknownProblem.at(wanted.place).with("found", &wanted.value);
            out.push(found.suggest(&wanted.value, problems.keys().map(String::as_str)));
        }
    }
    all
}

/// In the order of the file.
pub fn grid(rows: &mut Rows, reading: &mut Reading, out: &mut Vec<Diagnostic>) -> Vec<Duty> {
    let [village, unit, role] = ["village", "unit", "role"].map(|name| rows.column(name));
    let mut grid = Vec::new();
    for row in rows.rows() {
        let own = rows.required_text(row, village, out);
        reading.village(rows, row, village, out);
        let who = rows.required_text(row, unit, out);
        let (Some(village), Some(unit)) = (own, who) else { continue };
        grid.push(Duty { village, unit, role: rows.text(row, role), extra: rows.extra(row) });
    }
    grid
}
