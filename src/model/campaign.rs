//! The campaign (创建工作): areas, figures with unit and source, sums that must hold, charts, and the office's rows.

mod contests;
mod corrections;
mod events;
mod figures;
pub mod part;
mod plan;
pub mod privacy;
mod problems;
mod read;
pub mod records;
mod series;
mod sums;
pub mod unit;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use self::privacy::Floor;
use self::read::Reading;
use self::records::{Correction, Duty, Event, Inspection, Milestone, Problem, Records, Round};
use self::unit::Unit;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::rows::amount::Amount;
use crate::model::rows::period::Period;
use crate::parse::campaign::RawCampaign;
use crate::parse::campaign::spec::TableId;
use crate::parse::table::RawTable;
use crate::source::{Place, Spanned};

/// The progress page's data.
#[derive(Debug, Clone)]
pub struct Campaign {
    pub title: String,
    /// The document all figures are from.
    pub source: Option<String>,
    pub as_of: Option<String>,
    pub intro: Option<String>,
    pub areas: Vec<Area>,
    /// In the order of the file. Invariant: ids are unique, each `area` indexes `areas`.
    pub figures: Vec<Figure>,
    pub checks: Vec<Check>,
    /// What is charted over time: figures that belong together, then the lines of `series`.
    pub series: Vec<Series>,
    /// By date.
    pub events: Records<Event>,
    /// By date.
    pub inspections: Records<Inspection>,
    /// By the day they were found.
    pub problems: Records<Problem>,
    pub contests: Records<Round>,
    /// In the order of the file.
    pub milestones: Records<Milestone>,
    pub grid: Records<Duty>,
    /// Where counts of people by village begin to be shown.
    pub floor: Floor,
}

/// A field of work (工作领域).
#[derive(Debug, Clone)]
pub struct Area {
    pub id: String,
    pub name: String,
    /// Index of the leading figure.
    pub lead: Option<usize>,
    pub text: Option<String>,
    /// Slug of the page that explains it.
    pub page: Option<String>,
}

/// One number of the report (指标).
#[derive(Debug, Clone)]
pub struct Figure {
    pub area: usize,
    pub id: String,
    pub indicator: String,
    pub amount: Amount,
    /// `余`: a little more than the value.
    pub qualifier: Option<String>,
    pub unit: Unit,
    pub period: Option<String>,
    /// The phrase of the document it comes from.
    pub source: String,
    pub as_of: Option<String>,
    pub target: Option<String>,
    pub note: Option<String>,
    /// By date: the page says when and why the published value was changed.
    pub corrections: Vec<Correction>,
    pub place: Place,
}

impl Figure {
    /// Number, qualifier and unit as they are said: `6,700余条`, but `1.6万余人`.
    pub fn measured(&self) -> String {
        let (number, unit) = (self.amount.grouped(), &*self.unit);
        let rest = unit.trim_start_matches(['万', '亿']);
        let scale = &unit[..unit.len() - rest.len()];
        format!("{number}{scale}{}{rest}", self.qualifier.as_deref().unwrap_or_default())
    }
}

/// Parts held against a stated total.
#[derive(Debug, Clone)]
pub struct Check {
    /// What is added up; all in one unit.
    pub parts: Vec<Amount>,
    pub unit: Unit,
    /// Index of the figure that states their total.
    pub total: usize,
    pub sum: Amount,
    pub holds: bool,
    /// The office's word on a disagreement.
    pub note: Option<String>,
}

/// Values of one chart. Invariants: all have one unit; there is at least one.
#[derive(Debug, Clone)]
pub struct Series {
    /// Of a line of `series`.
    pub id: Option<String>,
    pub title: String,
    /// Index of the area it is shown with.
    pub area: Option<usize>,
    pub unit: Unit,
    /// By period, where all have one of the same kind.
    pub points: Vec<Point>,
    /// Index of the figure that states their total.
    pub total: Option<usize>,
    /// Invented, and the page says so.
    pub fictional: bool,
}

/// One value of a series.
#[derive(Debug, Clone)]
pub struct Point {
    /// As people read it: `2021`, `2026-03`, `第31期`, or a figure's own words.
    pub label: String,
    pub period: Option<Period>,
    pub amount: Amount,
    pub qualifier: Option<String>,
    pub source: Option<String>,
    pub note: Option<String>,
    /// Index of the figure, where the value is one.
    pub figure: Option<usize>,
    pub place: Place,
}

/// What a project knows beside its campaign.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Slugs of pages.
    pub pages: &'a [&'a str],
    /// Villages that boards hang in; none where nobody knows.
    pub villages: &'a BTreeSet<&'a str>,
    pub today: Date,
}

/// A table whose cells pages show, as it stands in its file.
#[derive(Debug, Clone)]
pub struct PublicTable {
    pub table: RawTable,
    /// Columns of texts and counts, where numbers of people could hide.
    pub columns: Vec<usize>,
}

impl Campaign {
    /// The next day on which its pages would say something else: a limit passes, one more day is late, a month begins.
    pub fn stale_on(&self, today: Date) -> Option<Date> {
        let open = self.problems.rows.iter().filter(|problem| problem.closed_on.is_none());
        let limits = open.filter_map(|problem| problem.due);
        let steps =
            self.milestones.rows.iter().filter(|step| step.done.is_none()).filter_map(|step| step.due);
        // A ledger says how many days an open problem is late.
        let after = limits.map(|due| due.max(today)).chain(steps).filter_map(|due| due.tomorrow().ok());
        let by_month = !(self.events.is_empty() && self.inspections.is_empty() && self.problems.is_empty());
        let month = by_month.then(|| today.last_of_month().tomorrow().ok()).flatten();
        after.chain(month).filter(|date| *date > today).min()
    }
}

/// Builds the campaign, and lists the tables that it shows cells of.
pub fn build(
    raw: Option<RawCampaign>,
    around: Around,
    out: &mut Vec<Diagnostic>,
) -> Option<(Campaign, Vec<PublicTable>)> {
    let mut raw = raw?;
    let tables = std::mem::take(&mut raw.tables);
    let mut areas = areas(&raw, around.pages, out);
    let mut reading = Reading::new(&raw, &areas, around);
    let mut figures = reading.rows(&tables, TableId::Figures, out, figures::read).unwrap_or_default();
    if areas.len() < raw.areas.len() {
        // Their areas may be among those that were reported and left out.
        out.retain(|found| found.code != Code::UnknownArea);
    }
    let index: BTreeMap<String, usize> =
        figures.rows.iter().enumerate().map(|(at, figure)| (figure.id.clone(), at)).collect();
    // A figure whose row is wrong was reported there.
    let listed: BTreeSet<&str> = tables.get(&TableId::Figures).map(figures::ids).unwrap_or_default();
    let find = |id: &Spanned<String>, out: &mut Vec<Diagnostic>| {
        let found = index.get(&id.value).copied();
        let unread = raw.unread.contains(&TableId::Figures);
        if found.is_none() && !unread && !listed.contains(id.value.as_str()) {
            let diagnostic = Code::UnknownFigure.at(id.place.clone()).with("id", &id.value);
            out.push(diagnostic.suggest(&id.value, index.keys().map(String::as_str)));
        }
        found
    };
    for raw_area in &raw.areas {
        let lead = raw_area.lead.as_ref().and_then(|id| find(id, out));
        if let Some(id) = &raw_area.id
            && let Some(area) = areas.iter_mut().find(|area| area.id == id.value)
        {
            area.lead = lead;
        }
    }
    for note in &raw.notes {
        let (Some(id), Some(text)) = (&note.figure, &note.text) else { continue };
        if let Some(at) = find(id, out) {
            figures.rows[at].note = Some(text.value.clone());
        }
    }
    let mut reading = Reading::new(&raw, &areas, around);
    let corrections = reading.rows(&tables, TableId::Corrections, out, |rows, reading, out| {
        corrections::read(rows, &figures.rows, &find, reading, out)
    });
    for (at, correction) in corrections.unwrap_or_default().rows {
        figures.rows[at].corrections.push(correction);
    }
    let mut series = Vec::new();
    for chart in &raw.series {
        let found: Vec<usize> = chart.figures.iter().filter_map(|id| find(id, out)).collect();
        let Some(title) = &chart.title else { continue };
        if sums::same_unit(&found, &figures.rows, &title.place, out) && !found.is_empty() {
            series.push(Series::of_figures(title.value.clone(), &found, &figures.rows));
        }
    }
    let lines = reading.rows(&tables, TableId::Series, out, series::read).unwrap_or_default();
    let lines_unread = raw.unread.contains(&TableId::Series);
    series.extend(lines.rows.into_iter().map(|line| Series { fictional: lines.fictional, ..line }));
    let checks = sums::read(&raw.checks, &figures.rows, &mut series, lines_unread, &find, out);
    let events = reading.rows(&tables, TableId::Events, out, events::events);
    let inspections = reading.rows(&tables, TableId::Inspections, out, events::inspections);
    let problems = reading.rows(&tables, TableId::Problems, out, problems::read);
    let contests = reading.rows(&tables, TableId::Contests, out, contests::read);
    let milestones = reading.rows(&tables, TableId::Milestones, out, plan::milestones);
    let grid = reading.rows(&tables, TableId::Grid, out, plan::grid);
    let floor = floor(&raw, out);
    let mut columns = std::mem::take(&mut reading.columns);
    let shown = tables.into_iter().filter_map(|(id, table)| {
        let columns = columns.remove(&id)?;
        Some(PublicTable { table, columns })
    });
    let shown = shown.collect();
    let text = |value: Option<Spanned<String>>| value.map(|found| found.value);
    let campaign = Campaign {
        title: text(raw.title).unwrap_or_default(),
        source: text(raw.source),
        as_of: text(raw.as_of),
        intro: text(raw.intro),
        areas,
        figures: figures.rows,
        checks,
        series,
        events: events.unwrap_or_default(),
        inspections: inspections.unwrap_or_default(),
        problems: problems.unwrap_or_default(),
        contests: contests.unwrap_or_default(),
        milestones: milestones.unwrap_or_default(),
        grid: grid.unwrap_or_default(),
        floor,
    };
    Some((campaign, shown))
}

fn floor(raw: &RawCampaign, out: &mut Vec<Diagnostic>) -> Floor {
    let Some(given) = &raw.floor else { return Floor::default() };
    match u64::try_from(given.value) {
        Ok(floor) if floor <= 1000 => Floor(floor),
        _ => {
            out.push(
                Code::BadValue
                    .at(given.place.clone())
                    .with("field", "privacy.floor")
                    .with("found", given.value)
                    .with("allowed", "0–1000"),
            );
            Floor::default()
        }
    }
}

fn areas(raw: &RawCampaign, pages: &[&str], out: &mut Vec<Diagnostic>) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    for area in &raw.areas {
        let (Some(id), Some(name)) = (&area.id, &area.name) else { continue };
        if !super::check_slug(&id.value, &id.place, out) {
            continue;
        }
        if areas.iter().any(|other| other.id == id.value || other.name == name.value) {
            out.push(Code::DuplicateArea.at(id.place.clone()).with("id", &id.value));
            continue;
        }
        if let Some(page) = &area.page
            && !pages.contains(&page.value.as_str())
        {
            let diagnostic = Code::BrokenLink.at(page.place.clone()).with("target", &page.value);
            out.push(diagnostic.suggest(&page.value, pages.iter().copied()));
        }
        areas.push(Area {
            id: id.value.clone(),
            name: name.value.clone(),
            lead: None,
            text: area.text.as_ref().map(|text| text.value.clone()),
            page: area.page.as_ref().map(|page| page.value.clone()),
        });
    }
    areas
}
