use jiff::civil::date;

use super::{Words, changes, part, sample};
use crate::messages::{Lang, Messages};
use crate::model::campaign::part::Part;
use crate::model::campaign::privacy::Floor;
use crate::model::campaign::records::Records;
use crate::model::campaign::{Area, Campaign};
use crate::model::rows::period::Month;
use crate::source::Sources;

fn campaign() -> Campaign {
    let mut campaign = Campaign {
        title: "创建工作".into(),
        source: None,
        as_of: None,
        intro: None,
        areas: vec![Area {
            id: "basics".into(),
            name: "基本情况".into(),
            lead: None,
            text: None,
            page: None,
        }],
        figures: Vec::new(),
        checks: Vec::new(),
        series: Vec::new(),
        events: Records::default(),
        inspections: Records::default(),
        problems: Records::default(),
        contests: Records::default(),
        milestones: Records::default(),
        grid: Records::default(),
        floor: Floor::default(),
    };
    let mut sources = Sources::default();
    sample::fill(&mut campaign, sources.add("content/campaign/problems.csv", ""));
    campaign
}

fn words(messages: &Messages, lang: Lang) -> Words<'_> {
    Words { messages, lang, today: date(2026, 11, 23) }
}

/// All that a part says, as text.
fn said(which: Part) -> String {
    let messages = Messages::embedded(Lang::ZhCn);
    let view = part(words(messages, Lang::ZhCn), &campaign(), which);
    let mut out = String::new();
    for number in &view.numbers {
        out.push_str(&format!("{} {} {}\n", number.label, number.value, number.unit));
    }
    for section in &view.sections {
        out.push_str(&format!("\n## {}\n", section.title));
        for chart in &section.charts {
            out.push_str(&format!("{}\n", chart.description));
        }
        for table in &section.tables {
            out.push_str(&format!("{}\n{}\n", table.caption, table.table.head.join(" | ")));
            for row in &table.table.rows {
                out.push_str(&format!("{}\n", row.join(" | ")));
            }
        }
    }
    out
}

#[test]
fn every_part_says_what_its_rows_say() {
    for which in Part::ALL {
        insta::assert_snapshot!(which.id(), said(which));
    }
}

#[test]
fn no_word_is_missing_in_either_language() {
    for lang in Lang::ALL {
        let messages = Messages::embedded(lang);
        for which in Part::ALL {
            let view = part(words(messages, lang), &campaign(), which);
            let json = serde_json::to_string(&view).unwrap();
            for key in
                ["part_", "column_", "chart_", "table_", "unit_", "state_", "goal_", "event_", "ledger_"]
            {
                let said = json.replace("\"part_", "").replace("campaign_", "");
                assert!(!said.contains(&format!("\"{key}")), "{} {}: {key}", lang.tag(), which.id());
            }
        }
    }
}

#[test]
fn months_have_their_year_and_the_one_that_is_not_over_says_so() {
    let month = |lang, year, month| words(Messages::embedded(lang), lang).month(Month { year, month });
    let over = month(Lang::ZhCn, 2025, 12);
    assert_eq!((&*over.short, &*over.year, &*over.long, &*over.note), ("12月", "2025", "2025年12月", ""));
    assert_eq!(month(Lang::En, 2025, 12).long, "Dec 2025");
    let open = month(Lang::ZhCn, 2026, 11);
    assert_eq!((&*open.short, &*open.long), ("11月*", "2026年11月（未满月）"));
    assert!(open.note.starts_with("* 11月"));
}

#[test]
fn few_people_of_a_village_are_not_counted_in_public() {
    let mut campaign = campaign();
    campaign.events.rows.truncate(4);
    for event in &mut campaign.events.rows {
        event.people = Some(2);
    }
    let messages = Messages::embedded(Lang::ZhCn);
    let view = part(words(messages, Lang::ZhCn), &campaign, Part::Calendar);
    let json = serde_json::to_string(&view).unwrap();
    assert!(json.contains("不公布\""), "{json}");
    assert!(!json.contains("2 人次"), "{json}");
}

#[test]
fn what_the_edition_brought_is_counted_from_its_first_day() {
    let messages = Messages::embedded(Lang::ZhCn);
    let found = changes(words(messages, Lang::ZhCn), &campaign(), date(2026, 11, 1));
    insta::assert_snapshot!("changes", found.join("\n"));
}

#[test]
fn open_tables_have_the_columns_of_the_schema_and_no_small_counts_of_a_village() {
    let campaign = campaign();
    let tables = campaign.tables();
    assert_eq!(tables.len(), 6, "{tables:?}");
    for id in tables {
        let table = crate::render::tables::open(&campaign, id);
        let width = table.columns.len() + table.extra.len();
        let rows: Vec<_> = table.rows.collect();
        assert!(!rows.is_empty());
        assert!(rows.iter().all(|row| row.len() == width), "{id:?}");
        let csv = String::from_utf8(crate::render::tables::open(&campaign, id).csv()).unwrap();
        assert_eq!(csv.lines().count(), rows.len() + 1, "{id:?}");
        assert!(!csv.contains("responsible") && !csv.contains("remark"), "{csv}");
        // A village's three people stay at home; the town's own three are no village's.
        let told = csv.lines().any(|line| line.contains("村,") && line.contains("预防,3,"));
        assert!(!told, "{csv}");
    }
}
