//! What the campaign's rows say: numbers, charts and tables of each part, the same for page and paper.
//!
//! Rows are counted here and listed as far as a reader scrolls; all of them are in the open data.

mod calendar;
mod inspections;
mod ledger;
mod plan;
mod rounds;
pub mod series;

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::chart::{Chart, Label, Table, Value};
use crate::messages::{Lang, Messages};
use crate::model::campaign::Campaign;
use crate::model::campaign::part::Part;
use crate::model::period::date_label;
use crate::model::rows::period::Month;

/// Rows that a page lists; the others are in the file.
const LISTED: usize = 60;
/// Months that a chart shows.
const MONTHS: usize = 12;

/// One part of the campaign, ready for templates.
#[derive(Serialize)]
pub struct PartView {
    pub id: &'static str,
    pub title: String,
    pub intro: String,
    /// The rows are invented, and the page says so.
    pub fictional: bool,
    pub numbers: Vec<NumberView>,
    pub sections: Vec<SectionView>,
    /// Names of its files under `/api/`, without their endings.
    pub files: Vec<&'static str>,
}

#[derive(Serialize)]
pub struct NumberView {
    pub label: String,
    pub value: String,
    pub unit: String,
}

#[derive(Serialize)]
pub struct SectionView {
    pub id: &'static str,
    pub title: String,
    pub text: String,
    pub charts: Vec<ChartView>,
    pub tables: Vec<TableView>,
}

#[derive(Serialize)]
pub struct TableView {
    pub caption: String,
    #[serde(flatten)]
    pub table: Table,
}

/// A chart as templates place it.
#[derive(Serialize)]
pub struct ChartView {
    pub id: String,
    pub title: String,
    pub unit: String,
    pub source: String,
    pub svg: String,
    pub description: String,
    pub table: Table,
}

impl From<Chart> for ChartView {
    fn from(chart: Chart) -> ChartView {
        ChartView {
            svg: chart.svg(),
            description: chart.description(),
            table: chart.table(),
            id: chart.id,
            title: chart.title,
            unit: chart.unit,
            source: chart.source,
        }
    }
}

/// The words of one language, and the day.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    pub messages: &'a Messages,
    pub lang: Lang,
    pub today: Date,
}

impl Words<'_> {
    pub fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.messages.web(key, args)
    }

    pub fn word(&self, key: &str) -> String {
        self.say(key, &[])
    }

    pub fn date(&self, date: Date) -> String {
        date_label(date, self.lang)
    }

    /// A date in a table: `2026-11-23`.
    pub fn day(date: Option<Date>) -> String {
        date.map_or_else(String::new, |date| date.to_string())
    }

    /// `3月` of `2026`, `2026年3月`. The month that `today` is in is marked: its numbers still grow.
    pub fn month(&self, month: Month) -> Label {
        let (short, long) = match (self.lang, Date::new(month.year, month.month, 1)) {
            (Lang::En, Ok(first)) => (first.strftime("%b").to_string(), first.strftime("%b %Y").to_string()),
            _ => (format!("{}月", month.month), format!("{}年{}月", month.year, month.month)),
        };
        let year = month.year.to_string();
        if month != Month::of(self.today) {
            return Label { short, year, long, note: String::new() };
        }
        let note = self.say("month_open_note", &[("month", &short)]);
        Label { short: format!("{short}*"), year, long: self.say("month_open", &[("month", &long)]), note }
    }

    fn section(
        &self,
        id: &'static str,
        part: Part,
        charts: Vec<Chart>,
        tables: Vec<TableView>,
    ) -> SectionView {
        let key = format!("part_{}_{}", part.id(), id.replace('-', "_"));
        let text = format!("{key}_text");
        SectionView {
            id,
            title: self.word(&key),
            text: if self.messages.web.contains_key(&text) { self.word(&text) } else { String::new() },
            charts: charts.into_iter().map(ChartView::from).collect(),
            tables,
        }
    }

    fn number(&self, key: &str, value: impl ToString, unit: &str) -> NumberView {
        NumberView { label: self.word(key), value: value.to_string(), unit: unit.to_owned() }
    }

    fn columns(&self, keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| self.word(&format!("column_{key}"))).collect()
    }
}

/// What a part says.
pub fn part(words: Words, campaign: &Campaign, part: Part) -> PartView {
    match part {
        Part::Ledger => ledger::view(words, campaign),
        Part::Rounds => rounds::view(words, campaign),
        Part::Calendar => calendar::view(words, campaign),
        Part::Inspections => inspections::view(words, campaign),
        Part::Plan => plan::view(words, campaign),
    }
}

/// What a part says in numbers.
pub fn summary(words: Words, campaign: &Campaign, which: Part) -> PartView {
    match which {
        Part::Calendar => calendar::summary(words, campaign),
        _ => PartView { sections: Vec::new(), ..part(words, campaign, which) },
    }
}

/// What happened since the first day of the current edition, a sentence each.
pub fn changes(words: Words, campaign: &Campaign, since: Date) -> Vec<String> {
    let fresh = |date: Option<Date>| date.is_some_and(|date| since <= date && date <= words.today);
    let mut out = Vec::new();
    let mut say = |key: &str, count: usize| {
        if count > 0 {
            out.push(words.say(key, &[("count", &count.to_string())]));
        }
    };
    let problems = &campaign.problems.rows;
    say("changed_events", campaign.events.rows.iter().filter(|event| fresh(Some(event.date))).count());
    say("changed_inspections", campaign.inspections.rows.iter().filter(|one| fresh(Some(one.date))).count());
    say("changed_found", problems.iter().filter(|problem| fresh(Some(problem.found_on))).count());
    say("changed_closed", problems.iter().filter(|problem| fresh(problem.closed_on)).count());
    say("changed_steps", campaign.milestones.rows.iter().filter(|step| fresh(step.done)).count());
    let corrections = campaign.figures.iter().flat_map(|figure| &figure.corrections);
    say("changed_corrections", corrections.filter(|one| fresh(Some(one.date))).count());
    out
}

/// A whole number, with separators.
fn count(number: u64) -> Value {
    Value { size: number as f64, text: grouped(number) }
}

fn grouped(number: u64) -> String {
    crate::model::rows::amount::Amount::parse(&number.to_string())
        .map_or_else(String::new, |amount| amount.grouped())
}

/// The last months up to today, oldest first, as far back as there are rows.
fn months(today: Date, first: Option<Date>) -> Vec<Month> {
    let first = first.map_or_else(|| Month::of(today), Month::of);
    let mut months: Vec<Month> = (0..MONTHS)
        .map(|back| Month::of(today.saturating_sub(i64::try_from(back).unwrap_or(0).months())))
        .collect();
    months.retain(|month| *month >= first);
    months.reverse();
    months
}

/// Counts by key, the largest first; equal ones in the order of their names.
fn ordered<K: Ord, V>(counts: BTreeMap<K, V>, size: impl Fn(&V) -> u64) -> Vec<(K, V)> {
    let mut all: Vec<(K, V)> = counts.into_iter().collect();
    all.sort_by_key(|(_, value)| std::cmp::Reverse(size(value)));
    all
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
