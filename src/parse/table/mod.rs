//! CSV, TOML, XLSX and XLS → rows of texts, each with its place. One reader: whoever reads a table cannot tell them apart.

mod grid;
mod header;
pub mod schema;
mod text;
mod workbook;

pub use self::grid::{Cell, Fault, RawRow};
use self::grid::{Form, Grid};
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::{InputFile, Inputs};
use crate::source::{FileId, Place, Spanned};

/// A table as it stands in its file.
#[derive(Debug, Clone)]
pub struct RawTable {
    pub file: FileId,
    /// The file, as users write it: `content/boards.csv`.
    pub path: String,
    /// Names of the columns, trimmed; of columns without one, an empty text.
    pub header: Vec<Spanned<String>>,
    grid: Grid,
    /// The row of the grid below the header.
    first: usize,
}

/// What a table is called and which columns it has: so the right sheet and the row of the headers are found.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The name of the table in TOML, and of its file: `events`.
    pub stem: &'a str,
    /// Further names of its sheet.
    pub sheets: &'a [&'a str],
    /// Whether a text is the header of one of its columns.
    pub knows: &'a dyn Fn(&str) -> bool,
}

/// Endings of files that hold tables.
pub const ENDINGS: [&str; 4] = ["csv", "toml", "xlsx", "xls"];

/// Reads `FOLDER/STEM.csv`, `.toml`, `.xlsx` or `.xls`; two at once are refused, since nobody could say which holds.
pub fn find(inputs: &Inputs, folder: &str, names: Names, out: &mut Vec<Diagnostic>) -> Option<RawTable> {
    let start = format!("{folder}{}.", names.stem);
    let mut found = inputs.under(&start).filter_map(|(ending, file)| {
        let kind = ending.to_ascii_lowercase();
        ENDINGS.contains(&kind.as_str()).then(|| (format!("{start}{ending}"), kind, file))
    });
    let (path, kind, file) = found.next()?;
    if let Some((other, _, second)) = found.next() {
        out.push(
            Code::TableTwice
                .in_file(second.id)
                .with("first", path)
                .with("second", other)
                .label(Place::File(file.id), "table-also"),
        );
        return None;
    }
    let grid = match kind.as_str() {
        "csv" => text::csv(file, out)?,
        "toml" => text::toml(file, names.stem, out)?,
        _ => workbook::read(file, names, out)?,
    };
    Some(header::table(file.id, path, grid, names.knows))
}

/// Reads a text as CSV with commas; the first line that is not empty is the header.
pub fn read_csv(path: &str, file: &InputFile, out: &mut Vec<Diagnostic>) -> Option<RawTable> {
    Some(header::table(file.id, path.to_owned(), text::csv(file, out)?, &|_| false))
}

impl RawTable {
    /// The rows below the header that are not empty.
    pub fn rows(&self) -> impl Iterator<Item = RawRow<'_>> {
        (self.first..self.grid.len()).map(|at| self.grid.row(at))
    }

    /// Where a column stands, if the table has it.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|cell| cell.value == name)
    }

    /// Where the table begins: its first header, else its file.
    pub fn place(&self) -> Place {
        self.header.first().map_or(Place::File(self.file), |cell| cell.place.clone())
    }

    /// Reports cells of `columns` that have no value to read. Returns whether there are none.
    pub fn report_faults(&self, columns: &[usize], out: &mut Vec<Diagnostic>) -> bool {
        let before = out.len();
        for (cell, fault) in self.grid.faults(self.first) {
            if columns.contains(&cell.column()) {
                let code = match fault {
                    Fault::Error => Code::CellError,
                    Fault::NotReckoned => Code::FormulaEmpty,
                };
                out.push(code.at(cell.place()).with("cell", cell.name()).with("found", cell.value));
            }
        }
        out.len() == before
    }
}

/// Names in a message.
pub fn join<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
