//! XLSX and XLS → grid. Values as one would type them: dates as 2026-03-05, numbers with the fifteen digits that a
//! spreadsheet keeps, formulas as what they last came to.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{
    Data, DataRef, Reader, Sheet, SheetType, SheetVisible, Style, Xls, XlsError, Xlsx, XlsxError,
};

use super::grid::MOST_COLUMNS;
use super::{Fault, Form, Grid, Names};
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::InputFile;

/// Workbooks are told by their first bytes: endings are often wrong, and spreadsheets do not mind.
pub fn read(file: &InputFile, names: Names, out: &mut Vec<Diagnostic>) -> Option<Grid> {
    // An encrypted .xlsx is wrapped like an old workbook; the newer reader says so.
    let wrapped = file.bytes.starts_with(b"\xD0\xCF\x11\xE0");
    let grid = match Xlsx::new(Cursor::new(&file.bytes[..])) {
        Ok(mut book) => xlsx(&mut book, file, names),
        Err(XlsxError::Password) => Err(locked(file)),
        Err(_) if wrapped => match Xls::new(Cursor::new(&file.bytes[..])) {
            Ok(mut book) => xls(&mut book, file, names),
            Err(XlsError::Password) => Err(locked(file)),
            Err(error) => Err(unreadable(file, error)),
        },
        Err(_) if !file.bytes.starts_with(b"PK") => Err(unreadable(file, "@no-workbook")),
        Err(XlsxError::Zip(_)) => Err(unreadable(file, "@cut-off")),
        Err(error) => Err(unreadable(file, error)),
    };
    grid.map_err(|found| out.push(found)).ok()
}

fn locked(file: &InputFile) -> Diagnostic {
    Code::TablePassword.in_file(file.id)
}

fn unreadable(file: &InputFile, reason: impl ToString) -> Diagnostic {
    Code::TableUnreadable.in_file(file.id).with("reason", reason)
}

/// The sheet to read: the one with the table's name, else the first that is shown.
fn sheet(sheets: &[Sheet], file: &InputFile, names: Names) -> Result<String, Diagnostic> {
    let named = |sheet: &&Sheet| {
        let own = sheet.name.trim();
        own.eq_ignore_ascii_case(names.stem) || names.sheets.iter().any(|name| own.eq_ignore_ascii_case(name))
    };
    let mut all = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let shown = |sheet: &&Sheet| sheet.visible == SheetVisible::Visible;
    if let Some(sheet) = all.clone().find(named) {
        // Nobody should publish what they cannot see.
        if !shown(&sheet) {
            return Err(Code::SheetHidden.in_file(file.id).with("sheet", &sheet.name));
        }
        return Ok(sheet.name.clone());
    }
    match all.find(shown) {
        Some(sheet) => Ok(sheet.name.clone()),
        None => Err(unreadable(file, "@no-sheet")),
    }
}

fn xlsx(book: &mut Xlsx<Cursor<&[u8]>>, file: &InputFile, names: Names) -> Result<Grid, Diagnostic> {
    let name = sheet(book.sheets_metadata(), file, names)?;
    let mut grid = Grid::new(file.id, Form::Sheet(Arc::from(name.as_str())));
    let wrong = |error| unreadable(file, error);
    let percentages = percentages(book, &name).map_err(wrong)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(wrong)?;
    let mut row = None;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(wrong)? {
        let (number, column) = cell.pos;
        let reckoned = cell.formula.is_none() || cell.value != DataRef::Empty;
        match (&cell.value, percentages.contains(&cell.pos)) {
            (DataRef::Float(share), true) => {
                let shown = DataRef::String(percentage(*share));
                place(&mut grid, &mut row, (number, column), &shown, reckoned);
            }
            _ => place(&mut grid, &mut row, (number, column), &cell.value, reckoned),
        }
    }
    grid.end();
    Ok(grid)
}

/// Cells that show their number as a percentage: 46.5% is kept as 0.465. Sheets are read once more only where the workbook
/// has such a format at all.
fn percentages(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<HashSet<(u32, u32)>, XlsxError> {
    let mut cells = book.worksheet_cells_reader(name)?;
    let shows_percent = |style: &Style| {
        style.number_format.as_ref().is_some_and(|format| {
            // What stands in quotation marks is a text of its own.
            format.format_code.split('"').step_by(2).any(|code| code.contains('%'))
        })
    };
    let percent: Vec<bool> = cells.styles().iter().map(shows_percent).collect();
    let mut found = HashSet::new();
    if percent.contains(&true) {
        while let Some((row, column, style)) = cells.next_style_id()? {
            if percent.get(style).is_some_and(|percent| *percent) {
                found.insert((row, column));
            }
        }
    }
    Ok(found)
}

fn percentage(share: f64) -> String {
    let mut text = String::new();
    // Writing into a text does not fail.
    let _ = write_number(&mut text, share * 100.0);
    text + "%"
}

fn xls(book: &mut Xls<Cursor<&[u8]>>, file: &InputFile, names: Names) -> Result<Grid, Diagnostic> {
    let name = sheet(book.sheets_metadata(), file, names)?;
    let mut grid = Grid::new(file.id, Form::Sheet(Arc::from(name.as_str())));
    let range = book.worksheet_range(&name).map_err(|error| unreadable(file, error))?;
    let (top, left) = range.start().unwrap_or((0, 0));
    let mut row = None;
    for (number, column, value) in range.used_cells() {
        let at = |start: u32, beyond: usize| start + u32::try_from(beyond).unwrap_or(0);
        place(&mut grid, &mut row, (at(top, number), at(left, column)), &borrowed(value), true);
    }
    grid.end();
    Ok(grid)
}

fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(flag) => DataRef::Bool(*flag),
        Data::DateTime(date) => DataRef::DateTime(*date),
        Data::DateTimeIso(text) | Data::DurationIso(text) => DataRef::SharedString(text),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// Adds a cell at its row and column; those between are empty.
fn place(grid: &mut Grid, row: &mut Option<u32>, at: (u32, u32), value: &DataRef, reckoned: bool) {
    let (number, column) = at;
    if *row != Some(number) {
        grid.begin(number);
        *row = Some(number);
    }
    let nothing = *value == DataRef::Empty && reckoned;
    if column >= MOST_COLUMNS || (column as usize) < grid.width() || nothing {
        return;
    }
    while grid.width() < column as usize {
        grid.cell(|_| {});
    }
    grid.cell(|texts| text(value, texts));
    if let DataRef::Error(_) = value {
        grid.is_faulty(Fault::Error);
    } else if !reckoned {
        grid.is_faulty(Fault::NotReckoned);
    }
}

/// A value as the text one would type into a CSV file.
fn text(value: &DataRef, out: &mut String) {
    // Writing into a text does not fail.
    let _ = match value {
        DataRef::Empty => Ok(()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            out.push_str(text);
            Ok(())
        }
        DataRef::SharedString(text) => {
            out.push_str(text);
            Ok(())
        }
        DataRef::Int(number) => write!(out, "{number}"),
        DataRef::Float(number) => write_number(out, *number),
        DataRef::Bool(flag) => write!(out, "{flag}"),
        DataRef::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            write!(out, "{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(date) => write_number(out, date.as_f64()),
        DataRef::Error(error) => write!(out, "{error}"),
    };
}

/// A spreadsheet keeps fifteen digits and shows no more: 0.1 + 0.2 is 0.3 there.
fn write_number(out: &mut String, number: f64) -> std::fmt::Result {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return write!(out, "{}", number as i64);
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    write!(out, "{rounded}")
}

#[cfg(test)]
mod tests {
    use super::{percentage, write_number};

    #[test]
    fn numbers_have_the_digits_that_a_spreadsheet_shows() {
        let text = |number| {
            let mut out = String::new();
            write_number(&mut out, number).unwrap();
            out
        };
        assert_eq!(text(0.1 + 0.2), "0.3");
        assert_eq!(text(22094.260000000002), "22094.26");
        assert_eq!(text(13_800_001_111.0), "13800001111");
        assert_eq!(text(-5.5), "-5.5");
        assert_eq!(percentage(0.465), "46.5%");
        assert_eq!(percentage(0.07), "7%");
    }
}
