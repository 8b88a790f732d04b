//! Charts of figures: what belongs together, what changes over time, and goals.

use super::{Words, plan};
use crate::model::campaign::records::MilestoneState;
use crate::model::campaign::{Campaign, Figure, Point, Series};
use crate::model::rows::amount::Amount;
use crate::render::chart::{Chart, Goal, Kind, Value};

/// More points than stand beside each other become a line.
const BARS: usize = 6;

fn value(amount: &Amount, qualifier: Option<&str>) -> Value {
    Value {
        size: amount.approximate(),
        text: format!("{}{}", amount.grouped(), qualifier.unwrap_or_default()),
    }
}

/// The chart of a series; `at` is its place in the campaign.
pub fn chart(words: Words, at: usize, series: &Series) -> Chart {
    let point = |point: &Point| (point.label.clone(), value(&point.amount, point.qualifier.as_deref()));
    let over_time = series.points.iter().all(|point| point.period.is_some());
    let kind = if over_time && series.points.len() > BARS {
        let (x, values) =
            series.points.iter().map(point).map(|(label, value)| (label.into(), Some(value))).unzip();
        Kind::Lines { x, lines: vec![(series.title.clone(), values)] }
    } else {
        Kind::Bars(series.points.iter().map(point).collect())
    };
    let mut sources: Vec<&str> = series.points.iter().filter_map(|point| point.source.as_deref()).collect();
    sources.dedup();
    let mut source = sources.join("；");
    if series.fictional {
        source = words.word("fictional");
    }
    Chart {
        id: format!("series-{}", at + 1),
        title: series.title.clone(),
        unit: series.unit.to_string(),
        of: words.word("chart_item"),
        source,
        kind,
    }
}

/// How far figures are that have a goal in their own unit.
pub fn goals(words: Words, campaign: &Campaign, area: usize) -> Option<Chart> {
    let own = campaign.figures.iter().filter(|figure| figure.area == area);
    let rows: Vec<Goal> = own.filter_map(|figure| goal(words, figure)).collect();
    (!rows.is_empty()).then(|| Chart {
        id: "goals".to_owned(),
        title: words.word("chart_goals"),
        unit: String::new(),
        of: words.word("chart_item"),
        source: String::new(),
        kind: Kind::Progress {
            done: words.word("goal_done"),
            wanted: words.word("goal_wanted"),
            state: words.word("column_state"),
            rows,
        },
    })
}

fn goal(words: Words, figure: &Figure) -> Option<Goal> {
    let wanted = Amount::parse(figure.target.as_deref()?.trim_end_matches(&*figure.unit))?;
    let reached = figure.amount.approximate() >= wanted.approximate();
    let unit = |text: String| format!("{text}{}", figure.unit);
    Some(Goal {
        label: figure.indicator.clone(),
        done: Value { size: figure.amount.approximate(), text: figure.measured() },
        wanted: Value { size: wanted.approximate(), text: unit(wanted.grouped()) },
        state: words.word(if reached { "goal_reached" } else { "goal_running" }),
        reached,
    })
}

/// An area's state in a word: whether its leading figure has reached its goal, else how its plan stands.
pub fn state(words: Words, campaign: &Campaign, area: usize) -> Option<String> {
    let lead = campaign.areas[area].lead.map(|at| &campaign.figures[at]);
    if let Some(goal) = lead.and_then(|figure| goal(words, figure)) {
        return Some(goal.state);
    }
    let states: Vec<MilestoneState> = campaign
        .milestones
        .rows
        .iter()
        .filter(|row| row.area == Some(area))
        .filter_map(|row| row.state)
        .collect();
    let first =
        [MilestoneState::Late, MilestoneState::UnderWay, MilestoneState::Planned, MilestoneState::Done];
    let found = first.into_iter().find(|state| states.contains(state))?;
    Some(plan::state(words, Some(found)))
}
