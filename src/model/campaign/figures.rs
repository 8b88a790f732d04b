//! Rows of `figures` → the campaign's numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::Figure;
use super::read::Reading;
use super::unit::Unit;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::rows::Rows;
use crate::parse::campaign::spec::TableId;
use crate::parse::table::RawTable;
use crate::source::Place;

/// What a table says in its column of ids.
pub fn ids(table: &RawTable) -> BTreeSet<&str> {
    let spec = TableId::Figures.spec();
    let is_id = |header: &str| spec.find(header).is_some_and(|at| spec.columns[at].name == "id");
    let Some(at) = table.header.iter().position(|cell| is_id(&cell.value)) else { return BTreeSet::new() };
    table.rows().filter_map(|row| row.get(at)).map(|cell| cell.value).collect()
}

/// In the order of the file. Invariant: ids are unique.
pub fn read(rows: &mut Rows, reading: &mut Reading, out: &mut Vec<Diagnostic>) -> Vec<Figure> {
    let mut figures: Vec<Figure> = Vec::new();
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    let columns = ["area", "id", "indicator", "value", "qualifier", "unit", "source"];
    let [area, id, indicator, value, qualifier, unit, source] = columns.map(|name| rows.column(name));
    let [period, as_of, target, note] = ["period", "as_of", "target", "note"].map(|name| rows.column(name));
    for row in rows.rows() {
        let before = out.len();
        let own = rows.required(row, id, out);
        if let Some(own) = own {
            crate::model::check_slug(own.value, &own.place(), out);
        }
        rows.required(row, area, out);
        let area = reading.area(rows, row, area, out);
        let indicator = rows.required(row, indicator, out);
        let unit = rows.required(row, unit, out);
        let source = rows.required(row, source, out);
        rows.required(row, value, out);
        let amount = rows.number(row, value, unit.map_or("", |unit| unit.value), out);
        if out.len() > before {
            continue;
        }
        let (Some(own), Some(area), Some(indicator), Some(unit), Some(source), Some((amount, more))) =
            (own, area, indicator, unit, source, amount)
        else {
            continue;
        };
        if let Some(first) = seen.get(own.value) {
            let found = Code::DuplicateFigure.at(own.place()).with("id", own.value);
            out.push(found.label(first.clone(), "first-here"));
            continue;
        }
        seen.insert(own.value.to_owned(), own.place());
        figures.push(Figure {
            area,
            id: own.value.to_owned(),
            indicator: indicator.value.to_owned(),
            amount,
            qualifier: rows.owned(row, qualifier).or(more.map(str::to_owned)),
            unit: Unit::new(unit.value),
            period: rows.owned(row, period),
            source: source.value.to_owned(),
            as_of: rows.owned(row, as_of),
            target: rows.owned(row, target),
            note: rows.owned(row, note),
            corrections: Vec::new(),
            place: rows.get(row, value).map_or_else(|| own.place(), |cell| cell.place()),
        });
    }
    figures
}
