//! Rows for tests: invented, in the shape of every table.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::model::campaign::Campaign;
use crate::model::campaign::records::{
    ContestResult, Duty, Event, EventKind, Inspection, Milestone, MilestoneKind, MilestoneState, Problem,
    Records, Round,
};
use crate::model::campaign::unit::Unit;
use crate::model::rows::amount::Amount;
use crate::model::rows::period::Month;
use crate::source::{FileId, Place};

const VILLAGES: [&str; 6] = ["甲村", "乙村", "丙村", "丁村", "戊村", "己村"];
const CATEGORIES: [&str; 4] = ["垃圾清运", "污水横流", "占道经营", "厕所保洁"];

fn records<T>(rows: Vec<T>, name: &str) -> Records<T> {
    let file = format!("content/campaign/{name}.csv");
    Records { rows, extra: Vec::new(), fictional: true, file }
}

fn text(text: &str) -> Option<Arc<str>> {
    Some(text.into())
}

/// Fills the tables of rows, as seen from 23 November 2026.
pub fn fill(campaign: &mut Campaign, file: FileId) {
    let start = date(2025, 12, 2);
    let day = |days: usize| -> Date { start.saturating_add(i64::try_from(days).unwrap_or(0).days()) };
    campaign.events = records(
        (0..58)
            .map(|at| Event {
                date: day(at * 6),
                kind: EventKind::ALL[[4, 0, 4, 1, 2, 4, 3, 5][at % 8]],
                village: (at % 5 > 0).then(|| VILLAGES[at % 6].into()),
                place: text(if at % 5 > 0 { "文化活动室" } else { "镇集市" }),
                topic: text("冬春季传染病预防"),
                people: (at % 8 != 0).then_some([46, 120, 3, 88][at % 4]),
                counted: Unit::new(if at % 3 == 0 { "人" } else { "人次" }),
                materials: (at % 2 == 0).then_some(60),
                note: None,
                extra: Vec::new(),
            })
            .collect(),
        "events",
    );
    campaign.inspections = records(
        (0..40)
            .map(|at| Inspection {
                date: day(at * 9),
                kind: at % 7,
                village: text(VILLAGES[at % 6]),
                place_kind: text("小学"),
                found: (at % 4) as u64,
                mended: (at % 4).min(at % 3) as u64,
                note: None,
                extra: Vec::new(),
            })
            .collect(),
        "inspections",
    );
    campaign.problems = records(
        (0..37)
            .map(|at| {
                let found_on = day(at * 9);
                Problem {
                    id: None,
                    found_on,
                    village: VILLAGES[at * at % 6].into(),
                    category: CATEGORIES[at % 4].into(),
                    due: Some(found_on.saturating_add(14.days())),
                    closed_on: (at % 6 != 5 && at < 34)
                        .then(|| found_on.saturating_add(i64::try_from(3 + at % 20).unwrap_or(0).days())),
                    extra: Vec::new(),
                    place: Place::File(file),
                }
            })
            .collect(),
        "problems",
    );
    let mut before: Vec<(Arc<str>, u32)> = Vec::new();
    let round = |number: u32| {
        let results: Vec<ContestResult> = (0..6_u32)
            .map(|rank| {
                let village: Arc<str> = VILLAGES[((rank * 5 + number * number) % 6) as usize].into();
                let earlier = before.iter().find(|(name, _)| *name == village).map(|(_, rank)| *rank);
                ContestResult {
                    score: Amount::parse(&format!("{}.5", 95 - rank)),
                    rank: rank + 1,
                    gained: earlier.map(|earlier| earlier.cast_signed() - (rank + 1).cast_signed()),
                    village,
                    note: None,
                    extra: Vec::new(),
                }
            })
            .collect();
        before = results.iter().map(|one| (Arc::clone(&one.village), one.rank)).collect();
        let month = i8::try_from(number + 5).unwrap_or(6);
        Round { number, month: Month { year: 2026, month }, results }
    };
    campaign.contests = records((1..=4).map(round).collect(), "contests");
    let step = |title: &str, kind, answers, due, done, state| Milestone {
        title: title.to_owned(),
        kind,
        area: Some(0),
        answers,
        due,
        done,
        state,
        source: None,
        note: None,
        extra: Vec::new(),
    };
    use MilestoneKind::{Milestone as Node, Problem as Trouble, Step};
    campaign.milestones = records(
        vec![
            step("背街小巷保洁不到位", Trouble, None, None, None, Some(MilestoneState::UnderWay)),
            step(
                "每月至少两次集中清理背街小巷",
                Step,
                Some(0),
                Some(date(2026, 12, 31)),
                None,
                Some(MilestoneState::UnderWay),
            ),
            step(
                "补齐农贸市场消毒记录",
                Step,
                None,
                Some(date(2026, 10, 31)),
                None,
                Some(MilestoneState::Late),
            ),
            step(
                "完成自查",
                Node,
                None,
                Some(date(2026, 9, 30)),
                Some(date(2026, 9, 28)),
                Some(MilestoneState::Done),
            ),
        ],
        "milestones",
    );
    campaign.grid = records(
        VILLAGES
            .iter()
            .map(|village| Duty {
                village: (*village).into(),
                unit: "水务站".into(),
                role: text("包保村委会"),
                extra: Vec::new(),
            })
            .collect(),
        "grid",
    );
}
