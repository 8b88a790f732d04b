//! CSV and XLSX → rows of texts, each with its cell address (and its text range in CSV). One reader for both.

use std::io::Cursor;
use std::ops::Range;

use calamine::{Data, Reader};

use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::{InputFile, Inputs};
use crate::source::{FileId, Place, Span, Spanned};

/// A cell's text, trimmed, and its place.
pub type Cell = Spanned<String>;

/// A table as it stands in its file.
#[derive(Debug, Clone)]
pub struct RawTable {
    pub file: FileId,
    pub header: Vec<Cell>,
    pub rows: Vec<RawRow>,
}

/// One row; cells beyond the header are dropped, missing ones are absent.
#[derive(Debug, Clone)]
pub struct RawRow {
    cells: Vec<Cell>,
}

impl RawRow {
    /// All cells, in the order of the file.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }
}

impl RawTable {
    /// Where a column stands, if the table has it.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|cell| cell.value == name)
    }

    /// Checks the header: `required` columns are there, no unknown one is. Returns whether rows can be read.
    pub fn check_header(&self, required: &[&str], optional: &[&str], out: &mut Vec<Diagnostic>) -> bool {
        let mut complete = true;
        let known = || required.iter().chain(optional).copied();
        for name in required.iter().filter(|name| self.column(name).is_none()) {
            complete = false;
            let place = self.header.first().map_or(Place::File(self.file), |cell| cell.place.clone());
            out.push(Code::MissingColumn.at(place).with("column", name).with("columns", join(known())));
        }
        for cell in self.header.iter().filter(|cell| !cell.value.is_empty()) {
            if !known().any(|name| name == cell.value) {
                out.push(
                    Code::UnknownColumn
                        .at(cell.place.clone())
                        .with("column", &cell.value)
                        .with("columns", join(known()))
                        .suggest(&cell.value, known()),
                );
            }
        }
        complete
    }

    /// The cell of a row in a named column; an empty cell is none.
    pub fn get<'a>(&self, row: &'a RawRow, column: &str) -> Option<&'a Cell> {
        row.cells.get(self.column(column)?).filter(|cell| !cell.value.is_empty())
    }

    /// The cell of a row that must not be empty.
    pub fn required<'a>(
        &self,
        row: &'a RawRow,
        column: &'static str,
        out: &mut Vec<Diagnostic>,
    ) -> Option<&'a Cell> {
        let cell = self.get(row, column);
        if cell.is_none() && self.column(column).is_some() {
            let at = self.column(column).and_then(|index| row.cells.get(index)).or(row.cells.first());
            let place = at.map_or(Place::File(self.file), |cell| cell.place.clone());
            out.push(Code::EmptyCell.at(place).with("column", column));
        }
        cell
    }
}

fn join<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// Reads `STEM.csv` or `STEM.xlsx`; both at once are refused, since nobody could say which holds.
pub fn find(inputs: &Inputs, stem: &str, out: &mut Vec<Diagnostic>) -> Option<RawTable> {
    let csv = inputs.files.get(&format!("{stem}.csv"));
    let xlsx = inputs.files.get(&format!("{stem}.xlsx"));
    match (csv, xlsx) {
        (Some(csv), Some(xlsx)) => {
            let names = [format!("{stem}.csv"), format!("{stem}.xlsx")];
            out.push(
                Code::TableTwice
                    .in_file(xlsx.id)
                    .with("first", &names[0])
                    .with("second", &names[1])
                    .label(Place::File(csv.id), "table-also"),
            );
            None
        }
        (Some(file), None) => read_csv(file, out),
        (None, Some(file)) => read_xlsx(file, out),
        (None, None) => None,
    }
}

/// Reads a text as CSV with commas.
pub fn read_csv(file: &InputFile, out: &mut Vec<Diagnostic>) -> Option<RawTable> {
    let text = file.text.as_ref()?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    // The reader skips empty lines; a spreadsheet counts them.
    let mut empty_lines = 0;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                out.push(Code::TableUnreadable.in_file(file.id).with("reason", error));
                return None;
            }
        };
        let from = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let start = from + text[from..].len() - text[from..].trim_start_matches(['\r', '\n']).len();
        let skipped = &text[from..start];
        // Between the two halves of a line end, the reader has already begun the next record.
        let half = text[..from].ends_with('\r') && skipped.starts_with('\n');
        empty_lines += skipped.matches('\n').count() - usize::from(half);
        let number = rows.len() + empty_lines;
        let cells = field_ranges(text, start, record.len())
            .into_iter()
            .zip(record.iter())
            .enumerate()
            .map(|(column, (range, value))| {
                let place = Place::Cell {
                    file: file.id,
                    sheet: None,
                    address: address(column, number),
                    span: Some(Span::new(file.id, range)),
                };
                Spanned::new(value.trim().to_owned(), place)
            })
            .collect();
        rows.push(cells);
    }
    Some(table(file.id, rows))
}

/// Byte ranges of a CSV record's fields; quotes are part of the range.
fn field_ranges(text: &str, start: usize, count: usize) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut ranges = Vec::with_capacity(count);
    let (mut from, mut at, mut quoted) = (start, start, false);
    while ranges.len() < count {
        match bytes.get(at) {
            Some(b'"') => quoted = !quoted,
            Some(b',') if !quoted => {
                ranges.push(from..at);
                from = at + 1;
            }
            Some(b'\r' | b'\n') | None if !quoted || at >= bytes.len() => {
                ranges.push(from..at);
                ranges.resize(count, at..at);
                break;
            }
            _ => {}
        }
        at += 1;
    }
    ranges
}

fn read_xlsx(file: &InputFile, out: &mut Vec<Diagnostic>) -> Option<RawTable> {
    let unreadable = |reason: String| Code::TableUnreadable.in_file(file.id).with("reason", reason);
    let mut book = match calamine::Xlsx::new(Cursor::new(&file.bytes[..])) {
        Ok(book) => book,
        Err(error) => {
            out.push(unreadable(error.to_string()));
            return None;
        }
    };
    let name = book.sheet_names().first().cloned()?;
    let range = match book.worksheet_range(&name) {
        Ok(range) => range,
        Err(error) => {
            out.push(unreadable(error.to_string()));
            return None;
        }
    };
    let (top, left) = range.start().unwrap_or((0, 0));
    let rows = range
        .rows()
        .enumerate()
        .map(|(row, cells)| {
            cells
                .iter()
                .enumerate()
                .map(|(column, data)| {
                    let place = Place::Cell {
                        file: file.id,
                        sheet: Some(name.clone()),
                        address: address(left as usize + column, top as usize + row),
                        span: None,
                    };
                    Spanned::new(cell_text(data), place)
                })
                .collect()
        })
        .collect();
    Some(table(file.id, rows))
}

/// A workbook cell as the text one would type into a CSV file.
fn cell_text(data: &Data) -> String {
    match data {
        Data::DateTime(date) if date.is_datetime() => date
            .as_datetime_parts()
            .map_or_else(|| data.to_string(), |(year, month, day)| format!("{year:04}-{month:02}-{day:02}")),
        other => other.to_string().trim().to_owned(),
    }
}

/// The date of an Excel serial number; kept apart because calamine's own conversion needs another date crate.
trait DateParts {
    fn as_datetime_parts(&self) -> Option<(i16, i8, i8)>;
}

impl DateParts for calamine::ExcelDateTime {
    fn as_datetime_parts(&self) -> Option<(i16, i8, i8)> {
        // Day 0 is 1899-12-30: with it, serials from March 1900 on count right (Excel has a 29 February 1900).
        let origin = jiff::civil::date(1899, 12, 30);
        let days = self.as_f64().floor();
        let date = origin.checked_add(jiff::Span::new().try_days(days as i64).ok()?).ok()?;
        Some((date.year(), date.month(), date.day()))
    }
}

fn table(file: FileId, mut rows: Vec<Vec<Cell>>) -> RawTable {
    let blank = |row: &Vec<Cell>| row.iter().all(|cell| cell.value.is_empty());
    rows.retain(|row| !blank(row));
    let mut rows = rows.into_iter();
    let header = rows.next().unwrap_or_default();
    RawTable { file, header, rows: rows.map(|cells| RawRow { cells }).collect() }
}

/// `A1` notation of zero-based column and row.
fn address(mut column: usize, row: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

#[cfg(test)]
mod tests {
    use super::{address, field_ranges};

    #[test]
    fn addresses_are_those_of_a_spreadsheet() {
        assert_eq!(address(0, 0), "A1");
        assert_eq!(address(25, 6), "Z7");
        assert_eq!(address(26, 9), "AA10");
    }

    #[test]
    fn quoted_commas_part_no_fields() {
        let text = "a,\"b,c\",d\n";
        let parts: Vec<&str> = field_ranges(text, 0, 3).into_iter().map(|range| &text[range]).collect();
        assert_eq!(parts, ["a", "\"b,c\"", "d"]);
    }
}
