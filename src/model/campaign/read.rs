//! What all tables are read with: areas, villages, the day; and how much is said of one table.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::records::Records;
use super::{Area, Around};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::rows::{Column, Rows};
use crate::parse::campaign::RawCampaign;
use crate::parse::campaign::spec::TableId;
use crate::parse::table::{RawRow, RawTable};
use crate::source::Place;

/// So many findings of one kind are told of a table; a sheet of 100,000 rows can have as many.
const TOLD: usize = 20;

/// What rows are read with.
pub struct Reading<'a> {
    raw: &'a RawCampaign,
    areas: Vec<(String, String)>,
    villages: &'a BTreeSet<&'a str>,
    /// Villages that were told of already.
    strangers: BTreeSet<String>,
    pub today: Date,
    /// Columns of texts and counts, of each table that was read.
    pub columns: BTreeMap<TableId, Vec<usize>>,
}

impl<'a> Reading<'a> {
    pub fn new(raw: &'a RawCampaign, areas: &[Area], around: Around<'a>) -> Reading<'a> {
        Reading {
            raw,
            areas: areas.iter().map(|area| (area.id.clone(), area.name.clone())).collect(),
            villages: around.villages,
            strangers: BTreeSet::new(),
            today: around.today,
            columns: BTreeMap::new(),
        }
    }

    /// The rows of a table, if there is one that can be read.
    pub fn rows<'t, T>(
        &mut self,
        tables: &'t BTreeMap<TableId, RawTable>,
        id: TableId,
        out: &mut Vec<Diagnostic>,
        read: impl FnOnce(&mut Rows<'t>, &mut Reading<'a>, &mut Vec<Diagnostic>) -> Vec<T>,
    ) -> Option<Records<T>> {
        let table = tables.get(&id)?;
        let choices = self.raw.choices.get(&id);
        let mut found = Vec::new();
        let records = Rows::new(table, id.spec(), choices, &mut found).map(|mut rows| {
            self.columns.insert(id, rows.text_columns());
            let read = read(&mut rows, self, &mut found);
            Records {
                rows: read,
                extra: std::mem::take(&mut rows.extra),
                fictional: choices.is_some_and(|choices| choices.fictional),
                file: table.path.clone(),
            }
        });
        out.append(&mut limited(found));
        records
    }

    /// The area of a row, by name or id.
    pub fn area<'t>(
        &self,
        rows: &Rows<'t>,
        row: RawRow<'t>,
        column: Column,
        out: &mut Vec<Diagnostic>,
    ) -> Option<usize> {
        let cell = rows.get(row, column)?;
        let found = self.areas.iter().position(|(id, name)| *name == cell.value || *id == cell.value);
        if found.is_none() {
            let diagnostic = Code::UnknownArea.at(cell.place()).with("area", cell.value);
            out.push(diagnostic.suggest(cell.value, self.areas.iter().map(|(_, name)| name.as_str())));
        }
        found
    }

    /// Tells of a village that has no board, once.
    pub fn village<'t>(
        &mut self,
        rows: &Rows<'t>,
        row: RawRow<'t>,
        column: Column,
        out: &mut Vec<Diagnostic>,
    ) {
        let Some(cell) = rows.get(row, column) else { return };
        if self.villages.is_empty()
            || self.villages.contains(cell.value)
            || self.strangers.contains(cell.value)
        {
            return;
        }
        self.strangers.insert(cell.value.to_owned());
        let found = rows.wrong(Code::UnknownVillage, cell, column);
        out.push(found.suggest(cell.value, self.villages.iter().copied()));
    }

    /// A day up to today. A later one is told of and not counted: what has not happened is no progress.
    pub fn past<'t>(
        &self,
        rows: &Rows<'t>,
        row: RawRow<'t>,
        column: Column,
        out: &mut Vec<Diagnostic>,
    ) -> Option<Date> {
        let date = rows.date(row, column, out)?;
        if date <= self.today {
            return Some(date);
        }
        if let Some(cell) = rows.get(row, column) {
            out.push(rows.wrong(Code::DateAhead, cell, column).with("today", self.today));
        }
        None
    }
}

/// The first findings of each kind, and how many more there are.
fn limited(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut counts: BTreeMap<Code, (usize, Option<(Place, Severity)>)> = BTreeMap::new();
    let mut kept = Vec::new();
    for one in found {
        let (count, last) = counts.entry(one.code).or_default();
        *count += 1;
        if *count <= TOLD {
            *last = one.labels.first().map(|label| (label.place.clone(), one.severity));
            kept.push(one);
        }
    }
    for (code, (count, place)) in counts {
        if let Some((place, severity)) = place
            && count > TOLD
        {
            let more = Code::MoreAlike.at(place).severity(severity);
            kept.push(more.with("count", count - TOLD).with("code", code.as_str()));
        }
    }
    kept
}
