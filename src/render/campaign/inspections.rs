//! Inspections (督查) by kind, what they found, and what of it is mended.

use std::collections::BTreeMap;

use super::{PartView, TableView, Words, count, grouped, months, ordered};
use crate::messages::Lang;
use crate::model::campaign::Campaign;
use crate::model::campaign::part::Part;
use crate::model::rows::period::Month;
use crate::parse::campaign::spec::INSPECTION_KINDS;
use crate::render::chart::{Chart, Kind, Table};

/// How many, what they found, what of it is mended.
#[derive(Default, Clone, Copy)]
struct Sum {
    times: u64,
    found: u64,
    mended: u64,
}

pub fn view(words: Words, campaign: &Campaign) -> PartView {
    let rows = &campaign.inspections.rows;
    let mut kinds: BTreeMap<usize, Sum> = BTreeMap::new();
    let mut all = Sum::default();
    let mut by_month: BTreeMap<Month, u64> = BTreeMap::new();
    for row in rows {
        for sum in [kinds.entry(row.kind).or_default(), &mut all] {
            sum.times += 1;
            sum.found += row.found;
            sum.mended += row.mended;
        }
        *by_month.entry(Month::of(row.date)).or_default() += 1;
    }
    let kinds = ordered(kinds, |sum| sum.times);
    let (time, piece) = (words.word("unit_time"), words.word("unit_piece"));
    let months = months(words.today, rows.first().map(|row| row.date));
    let chart = |id: &str, title: &str, unit: &str, of: &str, kind| Chart {
        id: id.to_owned(),
        title: words.word(title),
        unit: unit.to_owned(),
        of: words.word(of),
        source: String::new(),
        kind,
    };
    let times = kinds.iter().map(|(kind, sum)| (name(words, *kind), count(sum.times))).collect();
    let mended = kinds.iter().filter(|(_, sum)| sum.found > 0).map(|(kind, sum)| {
        (name(words, *kind), vec![count(sum.mended), count(sum.found.saturating_sub(sum.mended))])
    });
    let parts = ["inspections_mended", "inspections_left"].map(|key| words.word(key)).to_vec();
    let line = months.iter().map(|month| Some(count(by_month.get(month).copied().unwrap_or(0)))).collect();
    let lines = Kind::Lines {
        x: months.iter().map(|month| words.month(*month)).collect(),
        lines: vec![(words.word("part_inspections"), line)],
    };
    let table = TableView {
        caption: words.word("table_inspections"),
        table: Table {
            head: words.columns(&["kind", "times", "found", "mended"]),
            rows: kinds
                .iter()
                .map(|(kind, sum)| {
                    [vec![name(words, *kind)], [sum.times, sum.found, sum.mended].map(grouped).to_vec()]
                        .concat()
                })
                .collect(),
        },
    };
    let section = |id, chart, tables| words.section(id, Part::Inspections, vec![chart], tables);
    PartView {
        id: Part::Inspections.id(),
        title: words.word("part_inspections"),
        intro: words.word("part_inspections_intro"),
        fictional: campaign.inspections.fictional,
        numbers: vec![
            words.number("inspections_times", grouped(all.times), &time),
            words.number("inspections_found", grouped(all.found), &piece),
            words.number("inspections_mended", grouped(all.mended), &piece),
        ],
        sections: vec![
            section(
                "kinds",
                chart("inspections-kinds", "chart_inspections", &time, "column_kind", Kind::Bars(times)),
                vec![table],
            ),
            section(
                "mended",
                chart(
                    "inspections-mended",
                    "chart_inspections_mended",
                    &piece,
                    "column_kind",
                    Kind::Stacked { parts, rows: mended.collect() },
                ),
                Vec::new(),
            ),
            section(
                "months",
                chart("inspections-months", "chart_inspections_months", &time, "column_kind", lines),
                Vec::new(),
            ),
        ],
        files: vec!["inspections"],
    }
}

fn name(words: Words, kind: usize) -> String {
    let Some(kind) = INSPECTION_KINDS.get(kind) else { return String::new() };
    if words.lang == Lang::ZhCn { kind.zh.to_owned() } else { words.word(&format!("inspection_{}", kind.id)) }
}
