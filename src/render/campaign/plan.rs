//! The plan: milestones, stated problems and the steps that answer them, and which unit looks after which village.

use super::{PartView, SectionView, TableView, Words, count};
use crate::model::campaign::Campaign;
use crate::model::campaign::part::Part;
use crate::model::campaign::records::{Milestone, MilestoneKind, MilestoneState};
use crate::render::chart::{Chart, Goal, Kind, Table};

pub fn view(words: Words, campaign: &Campaign) -> PartView {
    let rows = &campaign.milestones.rows;
    let of = |kind: MilestoneKind| rows.iter().filter(move |row| row.kind == kind);
    let fictional = (rows.is_empty() || campaign.milestones.fictional)
        && (campaign.grid.is_empty() || campaign.grid.fictional);
    let mut sections: Vec<SectionView> = Vec::new();
    if rows.iter().any(|row| row.state.is_some()) {
        let chart = progress(words, rows);
        sections.push(words.section("progress", Part::Plan, vec![chart], Vec::new()));
    }
    if of(MilestoneKind::Problem).next().is_some() {
        let table = problems(words, rows);
        sections.push(words.section("problems", Part::Plan, Vec::new(), vec![table]));
    }
    for (id, kind) in [("steps", MilestoneKind::Step), ("milestones", MilestoneKind::Milestone)] {
        if of(kind).next().is_some() {
            let table = dated(words, of(kind), &format!("table_{id}"));
            sections.push(words.section(id, Part::Plan, Vec::new(), vec![table]));
        }
    }
    if !campaign.grid.is_empty() {
        let mut section = words.section("grid", Part::Plan, Vec::new(), vec![grid(words, campaign)]);
        // The plan may be the report's own while the grid is a sample.
        if campaign.grid.fictional && !fictional {
            section.text = format!("{}{}", words.word("fictional_part"), section.text);
        }
        sections.push(section);
    }
    // A problem is what the plan answers, and no part of it.
    let plans: Vec<&Milestone> = rows.iter().filter(|row| row.kind != MilestoneKind::Problem).collect();
    let in_state = |state| plans.iter().filter(|row| row.state == Some(state)).count();
    let item = words.word("unit_item");
    let mut numbers = Vec::new();
    if !rows.is_empty() {
        numbers.push(words.number("plan_all", plans.len(), &item));
        numbers.push(words.number("state_done", in_state(MilestoneState::Done), &item));
        // Without a day that it was due, nothing is late.
        if plans.iter().any(|row| row.due.is_some()) {
            numbers.push(words.number("state_late", in_state(MilestoneState::Late), &item));
        }
    }
    PartView {
        id: Part::Plan.id(),
        title: words.word("part_plan"),
        intro: words.word("part_plan_intro"),
        fictional,
        numbers,
        sections,
        files: [("milestones", rows.is_empty()), ("grid", campaign.grid.is_empty())]
            .into_iter()
            .filter_map(|(file, empty)| (!empty).then_some(file))
            .collect(),
    }
}

pub fn state(words: Words, state: Option<MilestoneState>) -> String {
    words.word(match state {
        Some(MilestoneState::Planned) => "state_planned",
        Some(MilestoneState::UnderWay) => "state_under_way",
        Some(MilestoneState::Late) => "state_late",
        Some(MilestoneState::Done) => "state_done",
        None => "state_unknown",
    })
}

fn progress(words: Words, rows: &[Milestone]) -> Chart {
    let kinds = [
        ("plan_milestones", MilestoneKind::Milestone),
        ("plan_steps", MilestoneKind::Step),
        ("plan_problems", MilestoneKind::Problem),
    ];
    let goal = |(label, kind): (&str, MilestoneKind)| {
        let own = rows.iter().filter(|row| row.kind == kind);
        let all = own.clone().count() as u64;
        let done = own.filter(|row| row.state == Some(MilestoneState::Done)).count() as u64;
        let begun = rows.iter().any(|row| row.kind == kind && row.state > Some(MilestoneState::Planned));
        let state = match (done == all, begun) {
            (true, _) => "goal_complete",
            (false, true) => "state_under_way",
            (false, false) => "state_planned",
        };
        // Of what nobody says how it stands, there is no progress to show.
        let is_known = rows.iter().any(|row| row.kind == kind && row.state.is_some());
        is_known.then(|| Goal {
            label: words.word(label),
            done: count(done),
            wanted: count(all),
            state: words.word(state),
            reached: done == all,
        })
    };
    Chart {
        id: "plan-progress".to_owned(),
        title: words.word("chart_plan"),
        unit: words.word("unit_item"),
        of: words.word("column_kind"),
        source: String::new(),
        kind: Kind::Progress {
            done: words.word("state_done"),
            wanted: words.word("plan_all"),
            state: words.word("column_state"),
            rows: kinds.into_iter().filter_map(goal).collect(),
        },
    }
}

/// Each problem with the steps that answer it.
fn problems(words: Words, rows: &[Milestone]) -> TableView {
    let listed = rows.iter().enumerate().filter(|(_, row)| row.kind == MilestoneKind::Problem);
    let row = |(at, row): (usize, &Milestone)| {
        let answers: Vec<String> = rows
            .iter()
            .filter(|step| step.answers == Some(at))
            .map(|step| {
                words.say("plan_answer", &[("step", &step.title), ("state", &state(words, step.state))])
            })
            .collect();
        let source = row.source.clone().unwrap_or_default();
        vec![row.title.clone(), answers.join("；"), state(words, row.state), source]
    };
    TableView {
        caption: words.word("table_problems"),
        table: without_empty(Table {
            head: words.columns(&["problem", "answers", "state", "phrase"]),
            rows: listed.map(row).collect(),
        }),
    }
}

/// A table without the columns that nothing is said in.
fn without_empty(table: Table) -> Table {
    let said: Vec<bool> = (0..table.head.len())
        .map(|at| table.rows.iter().any(|row| !matches!(row[at].as_str(), "" | "—")))
        .collect();
    let kept = |row: Vec<String>| -> Vec<String> {
        row.into_iter().zip(&said).filter(|(_, said)| **said).map(|(cell, _)| cell).collect()
    };
    Table { head: kept(table.head), rows: table.rows.into_iter().map(kept).collect() }
}

fn dated<'m>(words: Words, rows: impl Iterator<Item = &'m Milestone>, caption: &str) -> TableView {
    let row = |row: &Milestone| {
        let source = row.source.clone().unwrap_or_default();
        let note = row.note.clone().unwrap_or_default();
        vec![
            row.title.clone(),
            Words::day(row.due),
            Words::day(row.done),
            state(words, row.state),
            source,
            note,
        ]
    };
    TableView {
        caption: words.word(caption),
        table: without_empty(Table {
            head: words.columns(&["step", "planned", "done", "state", "phrase", "note"]),
            rows: rows.map(row).collect(),
        }),
    }
}

fn grid(words: Words, campaign: &Campaign) -> TableView {
    let row = |duty: &crate::model::campaign::records::Duty| {
        vec![
            duty.village.to_string(),
            duty.unit.to_string(),
            duty.role.as_deref().unwrap_or_default().to_owned(),
        ]
    };
    TableView {
        caption: words.word("table_grid"),
        table: Table {
            head: words.columns(&["village", "unit", "role"]),
            rows: campaign.grid.rows.iter().map(row).collect(),
        },
    }
}
