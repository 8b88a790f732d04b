//! `content/codes.lock` → `RawLock`: one line a printed code. The program writes this file and people merge it, so a
//! line that is not whole is an error and never guessed at.

use std::collections::BTreeSet;

use super::table::{self, Cell, RawRow};
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Inputs;
use crate::source::{Place, Spanned};

/// The lock's path in a project.
pub const PATH: &str = "content/codes.lock";

/// The first line of every lock.
pub const HEADER: [&str; 8] = ["code", "opens", "board", "village", "name", "place", "article", "edition"];

/// All lines that could be read.
#[derive(Debug, Clone, Default)]
pub struct RawLock {
    pub lines: Vec<RawLine>,
}

/// One code on one board, as it was when it was first printed there.
#[derive(Debug, Clone)]
pub struct RawLine {
    /// The address in the code.
    pub code: Spanned<String>,
    /// The address without what comes before the site's own paths, and without query.
    pub base: String,
    /// The site path it opens, without the slash it begins with: `b/001/`.
    pub opens: String,
    /// Id of the board; empty for what hangs nowhere, such as leaflets.
    pub board: String,
    pub village: String,
    pub name: String,
    pub spot: String,
    /// Title of the article it opens, if it opens one.
    pub article: String,
    /// The first edition it was printed in.
    pub edition: u32,
    /// The line itself, which is never changed.
    pub text: String,
}

/// Reads the lock; a project that never printed has none.
pub fn parse(inputs: &Inputs, out: &mut Vec<Diagnostic>) -> RawLock {
    let Some(file) = inputs.files.get(PATH) else { return RawLock::default() };
    let (Some(text), Some(table)) = (&file.text, table::read_csv(PATH, file, out)) else {
        return RawLock::default();
    };
    let header: Vec<&str> = table.header.iter().map(|cell| cell.value.as_str()).collect();
    if header != HEADER {
        let place = table.header.first().map_or(Place::File(file.id), |cell| line_place(&cell.place));
        out.push(Code::LockBroken.at(place));
        return RawLock::default();
    }
    let mut lines = Vec::new();
    // A merge that keeps both sides may keep two headers.
    let is_header = |row: &RawRow| row.cells().map(|cell| cell.value).eq(HEADER);
    for row in table.rows().filter(|row| !is_header(row)) {
        let cells: Vec<Cell> = row.cells().collect();
        match line(&cells, text) {
            Some(line) => lines.push(line),
            None => {
                let place = cells.first().map_or(Place::File(file.id), |cell| line_place(&cell.place()));
                out.push(Code::LockBroken.at(place));
            }
        }
    }
    RawLock { lines }
}

/// The site paths that a lock's codes open, for where nothing else of the project is read. Lines that are not whole are
/// passed over: a build tells of them.
pub fn opened(text: &str) -> BTreeSet<String> {
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let paths = rows.records().flatten().filter_map(|row| Some(row.get(1)?.strip_prefix('/')?.to_owned()));
    paths.collect()
}

fn line(cells: &[Cell], text: &str) -> Option<RawLine> {
    let [code, opens, board, village, name, spot, article, edition] = cells else { return None };
    let address = code.value.split('?').next()?;
    let base = address.strip_suffix(opens.value)?;
    let path = opens.value.strip_prefix('/')?;
    let is_base = base.starts_with("https://") || base.starts_with("http://");
    let whole = code.place().span()?.range().start..edition.place().span()?.range().end;
    Some(RawLine {
        base: is_base.then(|| base.to_owned())?,
        opens: path.to_owned(),
        board: board.value.to_owned(),
        village: village.value.to_owned(),
        name: name.value.to_owned(),
        spot: spot.value.to_owned(),
        article: article.value.to_owned(),
        edition: edition.value.parse().ok()?,
        text: text.get(whole)?.to_owned(),
        code: Spanned::new(code.value.to_owned(), line_place(&code.place())),
    })
}

/// A cell's place as text: nobody opens the lock as a spreadsheet.
fn line_place(place: &Place) -> Place {
    place.span().map_or_else(|| place.clone(), Place::Text)
}
