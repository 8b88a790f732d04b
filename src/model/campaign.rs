//! The campaign (创建工作): areas, figures with unit and source, sums that must hold, charts.

pub mod amount;
pub mod part;
pub mod period;
pub mod privacy;
pub mod records;
pub mod unit;

use std::collections::{BTreeMap, BTreeSet};

use self::amount::Amount;
use self::period::Period;
use self::privacy::Floor;
use self::records::{Correction, Duty, Event, Inspection, Milestone, Problem, Records, Round};
use self::unit::Unit;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::campaign::{RawCampaign, RawCheck};
use crate::parse::table::{RawRow, RawTable};
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

/// Parts held against a stated total.
#[derive(Debug, Clone)]
pub struct Check {
    pub parts: Vec<usize>,
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

const REQUIRED: [&str; 6] = ["area", "id", "indicator", "value", "unit", "source"];
const OPTIONAL: [&str; 5] = ["qualifier", "period", "as_of", "target", "note"];

/// Builds the campaign; page slugs of areas are checked against `pages`.
pub fn build(raw: Option<RawCampaign>, pages: &[&str], out: &mut Vec<Diagnostic>) -> Option<Campaign> {
    let raw = raw?;
    let mut areas = areas(&raw, pages, out);
    let mut figures = raw.figures.as_ref().map_or_else(Vec::new, |table| read_figures(table, &areas, out));
    if areas.len() < raw.areas.len() {
        // Their areas may be among those that were reported and left out.
        out.retain(|found| found.code != Code::UnknownArea);
    }
    let index: BTreeMap<String, usize> =
        figures.iter().enumerate().map(|(at, figure)| (figure.id.clone(), at)).collect();
    // A figure whose row is wrong was reported there.
    let listed: BTreeSet<&str> = raw.figures.iter().flat_map(ids).collect();
    let find = |id: &Spanned<String>, out: &mut Vec<Diagnostic>| {
        let found = index.get(&id.value).copied();
        if found.is_none() && !raw.figures_unread && !listed.contains(id.value.as_str()) {
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
            figures[at].note = Some(text.value.clone());
        }
    }
    let mut checks = Vec::new();
    for check in &raw.checks {
        let total = check.total.as_ref().and_then(|id| find(id, out));
        let parts: Vec<usize> = check.parts.iter().filter_map(|id| find(id, out)).collect();
        if let Some(total) = total
            && parts.len() == check.parts.len()
            && let Some(check) = hold(check, total, parts, &figures, out)
        {
            checks.push(check);
        }
    }
    let mut series = Vec::new();
    for chart in &raw.series {
        let found: Vec<usize> = chart.figures.iter().filter_map(|id| find(id, out)).collect();
        let Some(title) = &chart.title else { continue };
        if same_unit(&found, &figures, &title.place, out) && !found.is_empty() {
            series.push(Series::of_figures(title.value.clone(), &found, &figures));
        }
    }
    let text = |value: Option<Spanned<String>>| value.map(|found| found.value);
    Some(Campaign {
        title: text(raw.title).unwrap_or_default(),
        source: text(raw.source),
        as_of: text(raw.as_of),
        intro: text(raw.intro),
        areas,
        figures,
        checks,
        series,
        events: Records::default(),
        inspections: Records::default(),
        problems: Records::default(),
        contests: Records::default(),
        milestones: Records::default(),
        grid: Records::default(),
        floor: Floor::default(),
    })
}

impl Series {
    fn of_figures(title: String, indices: &[usize], figures: &[Figure]) -> Series {
        let first = indices.first().map(|at| &figures[*at]);
        let points = indices.iter().map(|at| {
            let figure = &figures[*at];
            Point {
                label: figure.period.clone().unwrap_or_else(|| figure.indicator.clone()),
                period: figure.period.as_deref().and_then(Period::parse),
                amount: figure.amount.clone(),
                qualifier: figure.qualifier.clone(),
                source: Some(figure.source.clone()),
                note: figure.note.clone(),
                figure: Some(*at),
                place: figure.place.clone(),
            }
        });
        Series {
            id: None,
            title,
            area: first.map(|figure| figure.area),
            unit: first.map_or_else(|| Unit::new(""), |figure| figure.unit.clone()),
            points: points.collect(),
            total: None,
            fictional: false,
        }
    }
}

/// What a table says in its column `id`.
fn ids(table: &RawTable) -> impl Iterator<Item = &str> {
    table.rows.iter().filter_map(|row| table.get(row, "id")).map(|cell| cell.value.as_str())
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

fn read_figures(table: &RawTable, areas: &[Area], out: &mut Vec<Diagnostic>) -> Vec<Figure> {
    if !table.check_header(&REQUIRED, &OPTIONAL, out) {
        return Vec::new();
    }
    let mut figures: Vec<Figure> = Vec::new();
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    for row in &table.rows {
        let Some(figure) = read_figure(table, row, areas, out) else { continue };
        if let Some(first) = seen.get(&figure.id) {
            out.push(
                Code::DuplicateFigure
                    .at(figure.place)
                    .with("id", &figure.id)
                    .label(first.clone(), "first-here"),
            );
            continue;
        }
        seen.insert(figure.id.clone(), figure.place.clone());
        figures.push(figure);
    }
    figures
}

fn read_figure(table: &RawTable, row: &RawRow, areas: &[Area], out: &mut Vec<Diagnostic>) -> Option<Figure> {
    let before = out.len();
    let text = |column| table.get(row, column).map(|cell| cell.value.clone());
    let id = table.required(row, "id", out);
    if let Some(id) = id {
        super::check_slug(&id.value, &id.place, out);
    }
    let area = table.required(row, "area", out).and_then(|cell| {
        let found = areas.iter().position(|area| area.name == cell.value || area.id == cell.value);
        if found.is_none() {
            let diagnostic = Code::UnknownArea.at(cell.place.clone()).with("area", &cell.value);
            out.push(diagnostic.suggest(&cell.value, areas.iter().map(|area| area.name.as_str())));
        }
        found
    });
    let indicator = table.required(row, "indicator", out);
    let unit = table.required(row, "unit", out);
    let source = table.required(row, "source", out);
    let amount = table.required(row, "value", out).and_then(|cell| {
        let found = Amount::parse(&cell.value);
        if found.is_none() {
            out.push(
                Code::BadNumber
                    .at(cell.place.clone())
                    .with("cell", super::board::address(&cell.place))
                    .with("found", &cell.value)
                    .with("wanted", "1818, 22094.26"),
            );
        }
        found
    });
    if out.len() > before {
        return None;
    }
    let id = id?;
    Some(Figure {
        area: area?,
        id: id.value.clone(),
        indicator: indicator?.value.clone(),
        amount: amount?,
        qualifier: text("qualifier"),
        unit: Unit::new(&unit?.value),
        period: text("period"),
        source: source?.value.clone(),
        as_of: text("as_of"),
        target: text("target"),
        note: text("note"),
        corrections: Vec::new(),
        place: id.place.clone(),
    })
}

/// Adds the parts and holds them against the total: `1.6 万余人` holds for 16,000 up to 16,999.
fn hold(
    raw: &RawCheck,
    total: usize,
    parts: Vec<usize>,
    figures: &[Figure],
    out: &mut Vec<Diagnostic>,
) -> Option<Check> {
    let place = &raw.total.as_ref()?.place;
    if !same_unit(&parts, figures, place, out) {
        return None;
    }
    let unit = &figures[*parts.first()?].unit;
    let stated = &figures[total];
    let scale = stated.unit.scale_to(unit);
    let Some(scale) = scale else {
        out.push(Code::UnitsDiffer.at(place.clone()).with("first", unit).with("second", &stated.unit));
        return None;
    };
    let sum = parts.iter().try_fold(Amount::ZERO, |sum, part| sum.add(&figures[*part].amount))?;
    let holds = stated.amount.covers(&sum, scale, stated.qualifier.is_some());
    if !holds {
        out.push(
            Code::SumDisagrees
                .at(stated.place.clone())
                .with("sum", sum.grouped())
                .with("stated", format!("{}{}", stated.amount.grouped(), stated.unit))
                .label(figures[*parts.first()?].place.clone(), "part-here"),
        );
    }
    Some(Check { parts, total, sum, holds, note: None })
}

fn same_unit(indices: &[usize], figures: &[Figure], place: &Place, out: &mut Vec<Diagnostic>) -> bool {
    let units: Vec<&str> = indices.iter().map(|at| &*figures[*at].unit).collect();
    match units.iter().find(|unit| **unit != units[0]) {
        Some(other) => {
            out.push(Code::UnitsDiffer.at(place.clone()).with("first", units[0]).with("second", other));
            false
        }
        None => true,
    }
}
