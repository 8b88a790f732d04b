//! Events: a calendar, clean-ups held against the least a month, people by unit, villages side by side.

use std::collections::BTreeMap;

use super::{LISTED, PartView, TableView, Words, count, grouped, months, ordered};
use crate::messages::Lang;
use crate::model::campaign::Campaign;
use crate::model::campaign::part::Part;
use crate::model::campaign::privacy::{Floor, Withheld};
use crate::model::campaign::records::{Event, EventKind};
use crate::model::rows::amount::Amount;
use crate::model::rows::period::Month;
use crate::render::chart::{self, Chart, Day, Goal, Kind, Table, Value};

pub fn view(words: Words, campaign: &Campaign) -> PartView {
    let events = &campaign.events.rows;
    let floor = campaign.floor;
    let withheld = floor.withhold(events);
    let kinds = kinds(events);
    let months = months(words.today, events.first().map(|event| event.date));
    let mut sections =
        vec![words.section("days", Part::Calendar, vec![days(words, events, &kinds, &months)], Vec::new())];
    if let Some(least) = least(campaign) {
        let chart = cleanups(words, events, &months, least);
        sections.push(words.section("cleanups", Part::Calendar, vec![chart], Vec::new()));
    }
    sections.push(words.section("kinds", Part::Calendar, Vec::new(), vec![reached(words, events, &kinds)]));
    let villages = villages(words, events, &months);
    if let Kind::Multiples { cells, .. } = &villages.kind
        && !cells.is_empty()
    {
        let tables = vec![people(words, events, floor, &withheld)];
        sections.push(words.section("villages", Part::Calendar, vec![villages], tables));
    }
    sections.push(words.section(
        "latest",
        Part::Calendar,
        Vec::new(),
        vec![latest(words, events, &withheld)],
    ));
    PartView { sections, ..summary(words, campaign) }
}

/// Its numbers alone: 100,000 rows are not drawn for them.
pub fn summary(words: Words, campaign: &Campaign) -> PartView {
    let events = &campaign.events.rows;
    let time = words.word("unit_time");
    let numbers = kinds(events).into_iter().map(|kind| {
        let times = events.iter().filter(|event| event.kind == kind).count();
        super::NumberView { label: name(words, kind), value: grouped(times as u64), unit: time.clone() }
    });
    PartView {
        id: Part::Calendar.id(),
        title: words.word("part_calendar"),
        intro: words.word("part_calendar_intro"),
        fictional: campaign.events.fictional,
        numbers: numbers.collect(),
        sections: Vec::new(),
        files: vec!["events"],
    }
}

/// The kinds that there are events of.
fn kinds(events: &[Event]) -> Vec<EventKind> {
    EventKind::ALL.into_iter().filter(|kind| events.iter().any(|event| event.kind == *kind)).collect()
}

fn name(words: Words, kind: EventKind) -> String {
    if words.lang == Lang::ZhCn { kind.zh().to_owned() } else { words.word(&format!("event_{}", kind.id())) }
}

/// The figure that says how many clean-ups a month there should be at least: the one counted 次/月.
fn least(campaign: &Campaign) -> Option<&Amount> {
    let stated = campaign.figures.iter().find(|figure| matches!(&*figure.unit, "次/月" | "次／月"))?;
    Some(&stated.amount)
}

fn days(words: Words, events: &[Event], kinds: &[EventKind], months: &[Month]) -> Chart {
    let mut counts: BTreeMap<(Month, i8, EventKind), usize> = BTreeMap::new();
    for event in events {
        *counts.entry((Month::of(event.date), event.date.day(), event.kind)).or_default() += 1;
    }
    let month = |month: &Month| {
        let of = counts.iter().filter(|((of, _, _), _)| of == month);
        chart::Month {
            label: words.month(*month),
            length: length(*month),
            days: of
                .filter_map(|((_, day, kind), count)| {
                    let kind = kinds.iter().position(|one| one == kind)?;
                    Some(Day { day: day.unsigned_abs(), kind, count: *count })
                })
                .collect(),
        }
    };
    Chart {
        id: "events-days".to_owned(),
        title: words.word("chart_events_days"),
        unit: String::new(),
        of: words.word("column_month"),
        source: String::new(),
        kind: Kind::Calendar {
            kinds: kinds.iter().map(|kind| name(words, *kind)).collect(),
            months: months.iter().map(month).collect(),
        },
    }
}

fn length(month: Month) -> u8 {
    jiff::civil::Date::new(month.year, month.month, 1).map_or(31, |date| date.days_in_month().unsigned_abs())
}

fn cleanups(words: Words, events: &[Event], months: &[Month], least: &Amount) -> Chart {
    let mut counts: BTreeMap<Month, u64> = BTreeMap::new();
    for event in events.iter().filter(|event| event.kind == EventKind::Cleanup) {
        *counts.entry(Month::of(event.date)).or_default() += 1;
    }
    let rows = months.iter().rev().map(|month| {
        let done = count(counts.get(month).copied().unwrap_or(0));
        let wanted = Value { size: least.approximate(), text: least.grouped() };
        let reached = done.size >= wanted.size;
        let now = *month == Month::of(words.today);
        let state = match (reached, now) {
            (true, _) => "goal_reached",
            (false, true) => "goal_running",
            (false, false) => "goal_missed",
        };
        Goal { label: words.month(*month).long, done, wanted, state: words.word(state), reached }
    });
    Chart {
        id: "events-cleanups".to_owned(),
        title: words.say("chart_cleanups", &[("least", &least.grouped())]),
        unit: words.word("unit_time"),
        of: words.word("column_month"),
        source: String::new(),
        kind: Kind::Progress {
            done: words.word("goal_done"),
            wanted: words.word("goal_wanted"),
            state: words.word("column_state"),
            rows: rows.collect(),
        },
    }
}

/// Times, people and leaflets by kind. 人 and 人次 are columns of their own: they are never added.
fn reached(words: Words, events: &[Event], kinds: &[EventKind]) -> TableView {
    let rows = kinds.iter().map(|kind| {
        let own = || events.iter().filter(|event| event.kind == *kind);
        let people = |unit: &str| -> u64 {
            own().filter(|event| &*event.counted == unit).filter_map(|event| event.people).sum()
        };
        let cell = |number: u64| if number == 0 { "—".to_owned() } else { grouped(number) };
        vec![
            name(words, *kind),
            grouped(own().count() as u64),
            cell(people("人")),
            cell(people("人次")),
            cell(own().filter_map(|event| event.materials).sum()),
        ]
    });
    TableView {
        caption: words.word("table_kinds"),
        table: Table {
            head: words.columns(&["kind", "times", "persons", "visits", "materials"]),
            rows: rows.collect(),
        },
    }
}

fn villages(words: Words, events: &[Event], months: &[Month]) -> Chart {
    let mut counts: BTreeMap<&str, BTreeMap<Month, u64>> = BTreeMap::new();
    for event in events {
        if let Some(village) = &event.village {
            *counts.entry(village).or_default().entry(Month::of(event.date)).or_default() += 1;
        }
    }
    let cells = ordered(counts, |months| months.values().sum()).into_iter().take(LISTED);
    let cell = |(village, counts): (&str, BTreeMap<Month, u64>)| {
        let values = months.iter().map(|month| Some(count(counts.get(month).copied().unwrap_or(0))));
        (village.to_owned(), values.collect())
    };
    Chart {
        id: "events-villages".to_owned(),
        title: words.word("chart_events_villages"),
        unit: words.word("unit_time"),
        of: words.word("column_village"),
        source: String::new(),
        kind: Kind::Multiples {
            x: months.iter().map(|month| words.month(*month)).collect(),
            cells: cells.map(cell).collect(),
            scale: words.word("chart_scale"),
        },
    }
}

/// People by village, one column a unit; small counts are withheld.
fn people(words: Words, events: &[Event], floor: Floor, withheld: &Withheld) -> TableView {
    let of = |unit: &str| -> BTreeMap<&str, u64> {
        let mut sums = BTreeMap::new();
        for event in events.iter().filter(|event| &*event.counted == unit) {
            if let (Some(village), Some(people)) = (&event.village, event.people) {
                *sums.entry(&**village).or_default() += people;
            }
        }
        sums
    };
    let units = ["人", "人次"];
    let sums = units.map(of);
    let mut villages: BTreeMap<&str, u64> = BTreeMap::new();
    for village in events.iter().filter_map(|event| event.village.as_deref()) {
        *villages.entry(village).or_default() += 1;
    }
    let rows = villages.iter().map(|(village, times)| {
        let cells = sums.iter().zip(units).map(|(column, unit)| match column.get(village) {
            None | Some(0) => "—".to_owned(),
            Some(_) if withheld.village(village, unit) => words.word("withheld"),
            Some(people) => grouped(*people),
        });
        [vec![(*village).to_owned(), grouped(*times)], cells.collect()].concat()
    });
    TableView {
        caption: words.say("table_people", &[("floor", &floor.0.to_string())]),
        table: Table {
            head: words.columns(&["village", "times", "persons", "visits"]),
            rows: rows.take(LISTED).collect(),
        },
    }
}

fn latest(words: Words, events: &[Event], withheld: &Withheld) -> TableView {
    let rows = events.iter().enumerate().rev().take(LISTED / 2).map(|(at, event)| {
        let place = event.place.as_deref().or(event.village.as_deref()).unwrap_or_default();
        let people = match event.people {
            None => String::new(),
            Some(_) if withheld.event(at) => words.word("withheld"),
            Some(people) => format!("{} {}", grouped(people), event.counted),
        };
        vec![
            event.date.to_string(),
            name(words, event.kind),
            place.to_owned(),
            event.topic.as_deref().unwrap_or_default().to_owned(),
            people,
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    TableView {
        caption: words.say(
            "table_latest",
            &[("shown", &rows.len().to_string()), ("count", &grouped(events.len() as u64))],
        ),
        table: Table { head: words.columns(&["date", "kind", "place", "topic", "people"]), rows },
    }
}
