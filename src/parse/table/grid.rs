//! The cells of one file: their texts in one string, their places reckoned when asked for. 100,000 rows are one
//! allocation of texts and one of ranges.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::{FileId, Place, Span, TableCell};

/// Cells beyond this column are nobody's data: formats that were dragged to the end of a sheet.
pub const MOST_COLUMNS: u32 = 256;

/// Where a file's cells stand.
#[derive(Debug, Clone)]
pub enum Form {
    Csv,
    /// With the sheet's name.
    Sheet(Arc<str>),
    Toml,
}

/// Why a cell has nothing to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// `#N/A`, `#REF!`: the text says which.
    Error,
    /// A formula whose result the file does not hold.
    NotReckoned,
}

/// Rows of cells, empty rows left out.
#[derive(Debug, Clone)]
pub struct Grid {
    file: FileId,
    form: Form,
    texts: String,
    /// Row by row: where a cell's text ends; it begins where the one before ends.
    ends: Vec<u32>,
    /// Of the same length in text files, else empty: where the cell stands in the file.
    spans: Vec<(u32, u32)>,
    rows: Vec<Row>,
    /// By cell.
    faults: BTreeMap<usize, Fault>,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    /// From 0, as the file counts.
    number: u32,
    /// Its first cell.
    first: usize,
}

impl Grid {
    pub fn new(file: FileId, form: Form) -> Grid {
        Grid {
            file,
            form,
            texts: String::new(),
            ends: Vec::new(),
            spans: Vec::new(),
            rows: Vec::new(),
            faults: BTreeMap::new(),
        }
    }

    /// Begins a row; the one before is dropped if it is empty.
    pub fn begin(&mut self, number: u32) {
        self.end();
        self.rows.push(Row { number, first: self.ends.len() });
    }

    /// Ends the last row.
    pub fn end(&mut self) {
        let Some(row) = self.rows.last() else { return };
        let start = self.start(row.first);
        let is_empty = self.texts.len() == start && self.faults.range(row.first..).next().is_none();
        if is_empty {
            self.ends.truncate(row.first);
            self.spans.truncate(row.first);
            self.rows.pop();
        }
    }

    /// How many cells the last row has.
    pub fn width(&self) -> usize {
        self.rows.last().map_or(0, |row| self.ends.len() - row.first)
    }

    /// Adds a cell to the last row: what `write` appends to the texts, without white space around it.
    pub fn cell(&mut self, write: impl FnOnce(&mut String)) {
        let start = self.texts.len();
        write(&mut self.texts);
        let text = &self.texts[start..];
        let trimmed = text.trim_matches(blank);
        if trimmed.len() < text.len() {
            let trimmed = trimmed.to_owned();
            self.texts.truncate(start);
            self.texts.push_str(&trimmed);
        }
        self.ends.push(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
    }

    /// Says where the last cell stands in a text file.
    pub fn stands_at(&mut self, range: std::ops::Range<usize>) {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.spans.push((clamp(range.start), clamp(range.end)));
    }

    /// Says that the last cell has nothing to read.
    pub fn is_faulty(&mut self, fault: Fault) {
        self.faults.insert(self.ends.len().saturating_sub(1), fault);
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn row(&self, at: usize) -> RawRow<'_> {
        RawRow { grid: self, at }
    }

    /// Cells with nothing to read, from a row on.
    pub fn faults(&self, from: usize) -> impl Iterator<Item = (Cell<'_>, Fault)> {
        let first = self.rows.get(from).map_or(self.ends.len(), |row| row.first);
        self.faults.range(first..).map(|(slot, fault)| {
            let at = self.rows.partition_point(|row| row.first <= *slot).saturating_sub(1);
            (self.cell_at(at, *slot), *fault)
        })
    }

    fn start(&self, slot: usize) -> usize {
        slot.checked_sub(1).map_or(0, |before| self.ends[before] as usize)
    }

    fn cell_at(&self, row: usize, slot: usize) -> Cell<'_> {
        Cell { value: &self.texts[self.start(slot)..self.ends[slot] as usize], grid: self, row, slot }
    }

    fn place(&self, row: usize, column: usize) -> Place {
        let Row { number, first } = self.rows[row];
        let slot = first + column;
        let end = self.rows.get(row + 1).map_or(self.ends.len(), |next| next.first);
        // A cell that the line does not have is shown where the line ends.
        let span = self.spans.get(slot.min(end.saturating_sub(1))).map(|(start, end)| Span {
            file: self.file,
            start: *start,
            end: *end,
        });
        let column = u32::try_from(column).unwrap_or(u32::MAX);
        match &self.form {
            Form::Csv => {
                Place::Cell(TableCell { file: self.file, sheet: None, row: number, column, span }.into())
            }
            Form::Sheet(name) => {
                let sheet = Some(Arc::clone(name));
                Place::Cell(TableCell { file: self.file, sheet, row: number, column, span: None }.into())
            }
            Form::Toml => span.map_or(Place::File(self.file), Place::Text),
        }
    }
}

/// White space, and the invisible characters that chats and web pages leave in copied texts.
fn blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}')
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct RawRow<'t> {
    grid: &'t Grid,
    at: usize,
}

impl<'t> RawRow<'t> {
    /// The row's number in its file, from 0.
    pub fn number(self) -> u32 {
        self.grid.rows[self.at].number
    }

    /// All cells, in the order of the file.
    pub fn cells(self) -> impl Iterator<Item = Cell<'t>> {
        let first = self.grid.rows[self.at].first;
        let end = self.grid.rows.get(self.at + 1).map_or(self.grid.ends.len(), |next| next.first);
        (first..end).map(move |slot| self.grid.cell_at(self.at, slot))
    }

    /// A cell that is not empty.
    pub fn get(self, column: usize) -> Option<Cell<'t>> {
        let first = self.grid.rows[self.at].first;
        let end = self.grid.rows.get(self.at + 1).map_or(self.grid.ends.len(), |next| next.first);
        let slot = first + column;
        (slot < end).then(|| self.grid.cell_at(self.at, slot)).filter(|cell| !cell.value.is_empty())
    }

    /// Where a cell stands or would stand.
    pub fn place_of(self, column: usize) -> Place {
        self.grid.place(self.at, column)
    }
}

/// One cell.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'t> {
    /// Its text, without white space around it.
    pub value: &'t str,
    grid: &'t Grid,
    row: usize,
    slot: usize,
}

impl Cell<'_> {
    pub fn place(&self) -> Place {
        self.grid.place(self.row, self.column())
    }

    /// How a message names it: `E12`, or its key in TOML.
    pub fn name(&self) -> String {
        let key = || self.grid.row(0).get(self.column()).map_or_else(String::new, |key| key.value.to_owned());
        self.place().address().unwrap_or_else(key)
    }

    /// From 0.
    pub fn column(&self) -> usize {
        self.slot - self.grid.rows[self.row].first
    }
}
