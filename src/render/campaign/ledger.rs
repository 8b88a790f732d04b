//! The problem ledger (问题台账): how many are open, where, of what kind, and how long they take.

use std::collections::BTreeMap;

use super::{LISTED, PartView, TableView, Words, count, months, ordered};
use crate::model::campaign::Campaign;
use crate::model::campaign::part::Part;
use crate::model::campaign::records::{Problem, ProblemState};
use crate::model::rows::period::Month;
use crate::render::chart::{Chart, Kind, Table, Value};

/// Upper ends of the classes of days to close; the last is open.
const CLASSES: [i32; 3] = [7, 15, 30];

pub fn view(words: Words, campaign: &Campaign) -> PartView {
    let problems = &campaign.problems.rows;
    let state = |wanted: ProblemState| problems.iter().filter(|one| one.state(words.today) == wanted).count();
    let mut days: Vec<i32> = problems.iter().filter_map(Problem::days_to_close).collect();
    days.sort_unstable();
    let piece = words.word("unit_piece");
    let mut numbers = vec![
        words.number("ledger_all", problems.len(), &piece),
        words.number("ledger_closed", state(ProblemState::Closed), &piece),
        words.number("ledger_open", state(ProblemState::Open), &piece),
        words.number("ledger_overdue", state(ProblemState::Overdue), &piece),
    ];
    if let Some(middle) = days.get(days.len() / 2) {
        numbers.push(words.number("ledger_days", middle, &words.word("unit_day")));
    }
    let section = |id, chart| words.section(id, Part::Ledger, vec![chart], Vec::new());
    let by = |id: &str, of: &str, key: fn(&Problem) -> &str| stacked(words, problems, (id, of), key);
    PartView {
        id: Part::Ledger.id(),
        title: words.word("part_ledger"),
        intro: words.word("part_ledger_intro"),
        fictional: campaign.problems.fictional,
        numbers,
        sections: vec![
            words.section("waiting", Part::Ledger, Vec::new(), vec![waiting(words, problems)]),
            section("by-village", by("ledger-village", "village", |one| &one.village)),
            section("by-category", by("ledger-category", "category", |one| &one.category)),
            section("days", classes(words, &days)),
            section("by-month", monthly(words, problems)),
        ],
        files: vec!["problems"],
    }
}

fn stacked(words: Words, problems: &[Problem], (id, of): (&str, &str), key: fn(&Problem) -> &str) -> Chart {
    let mut counts: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    for problem in problems {
        let at = match problem.state(words.today) {
            ProblemState::Closed => 0,
            ProblemState::Open => 1,
            ProblemState::Overdue => 2,
        };
        counts.entry(key(problem)).or_default()[at] += 1;
    }
    let rows = ordered(counts, |parts| parts.iter().sum());
    Chart {
        id: id.to_owned(),
        title: words.word(&format!("chart_ledger_{of}")),
        unit: words.word("unit_piece"),
        of: words.word(&format!("column_{of}")),
        source: String::new(),
        kind: Kind::Stacked {
            parts: ["ledger_closed", "ledger_open", "ledger_overdue"].map(|key| words.word(key)).to_vec(),
            rows: rows
                .into_iter()
                .take(LISTED)
                .map(|(name, parts)| (name.to_owned(), parts.map(count).to_vec()))
                .collect(),
        },
    }
}

fn classes(words: Words, days: &[i32]) -> Chart {
    let mut bars = Vec::new();
    let mut from = 0;
    for to in CLASSES {
        let within = days.iter().filter(|days| (from..=to).contains(*days)).count();
        let label = words.say("ledger_within", &[("from", &from.to_string()), ("to", &to.to_string())]);
        bars.push((label, count(within as u64)));
        from = to + 1;
    }
    let beyond = days.iter().filter(|days| **days >= from).count();
    bars.push((words.say("ledger_beyond", &[("from", &(from - 1).to_string())]), count(beyond as u64)));
    Chart {
        id: "ledger-days".to_owned(),
        title: words.word("chart_ledger_days"),
        unit: words.word("unit_piece"),
        of: words.word("column_days"),
        source: String::new(),
        kind: Kind::Bars(bars),
    }
}

fn monthly(words: Words, problems: &[Problem]) -> Chart {
    let first = problems.iter().map(|problem| problem.found_on).min();
    let months = months(words.today, first);
    let mut counts: BTreeMap<Month, [u64; 2]> = BTreeMap::new();
    for problem in problems {
        counts.entry(Month::of(problem.found_on)).or_default()[0] += 1;
        if let Some(closed) = problem.closed_on {
            counts.entry(Month::of(closed)).or_default()[1] += 1;
        }
    }
    let line = |at: usize| -> Vec<Option<Value>> {
        months.iter().map(|month| Some(count(counts.get(month).map_or(0, |both| both[at])))).collect()
    };
    Chart {
        id: "ledger-month".to_owned(),
        title: words.word("chart_ledger_month"),
        unit: words.word("unit_piece"),
        of: words.word("column_state"),
        source: String::new(),
        kind: Kind::Lines {
            x: months.iter().map(|month| words.month(*month)).collect(),
            lines: vec![(words.word("ledger_found"), line(0)), (words.word("ledger_closed"), line(1))],
        },
    }
}

/// What is not closed, the longest overdue first.
fn waiting(words: Words, problems: &[Problem]) -> TableView {
    let mut open: Vec<&Problem> =
        problems.iter().filter(|one| one.state(words.today) != ProblemState::Closed).collect();
    open.sort_by_key(|one| (one.state(words.today) != ProblemState::Overdue, one.due, one.found_on));
    let rows = open.iter().take(LISTED).map(|one| {
        let state = match (one.state(words.today), one.due) {
            (ProblemState::Overdue, Some(due)) => {
                words.say("ledger_late", &[("days", &(words.today - due).get_days().to_string())])
            }
            _ => words.word("ledger_open"),
        };
        vec![
            one.village.to_string(),
            one.category.to_string(),
            state,
            Words::day(one.due),
            one.found_on.to_string(),
        ]
    });
    let shown = open.len().min(LISTED).to_string();
    TableView {
        caption: words.say("table_waiting", &[("count", &open.len().to_string()), ("shown", &shown)]),
        table: Table {
            head: words.columns(&["village", "category", "state", "due", "found_on"]),
            rows: rows.collect(),
        },
    }
}
