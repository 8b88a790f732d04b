//! Grid → table: which row holds the headers. Titles above are skipped, headers in two rows are joined.

use super::{Grid, RawTable};
use crate::source::{FileId, Spanned};

/// Titles, units and notes above a table take no more rows than this.
const SEARCHED: usize = 20;

/// The table below the row that has the most known headers; the first row where none has any.
pub fn table(file: FileId, path: String, grid: Grid, knows: &dyn Fn(&str) -> bool) -> RawTable {
    let known = |at: usize| grid.row(at).cells().filter(|cell| knows(cell.value)).count();
    let rows = grid.len().min(SEARCHED);
    // The first of several that have as many.
    let top = (0..rows).rev().max_by_key(|at| known(*at)).unwrap_or(0);
    if grid.len() == 0 {
        return RawTable { file, path, header: Vec::new(), grid, first: 0 };
    }
    let above = top.checked_sub(1).filter(|above| known(*above) > 0);
    let joined = [Some(top), above].into_iter().flatten().find_map(|at| join(&grid, at, knows));
    let (header, first) = joined.unwrap_or_else(|| (names(&grid, top), top + 1));
    RawTable { file, path, header, grid, first }
}

/// Headers in two rows, as `发现` and `整改` in the row below a wide `问题`, and the row below them.
fn join(grid: &Grid, at: usize, knows: &dyn Fn(&str) -> bool) -> Option<(Vec<Spanned<String>>, usize)> {
    if at + 1 >= grid.len() {
        return None;
    }
    let (mut header, lower) = (names(grid, at), names(grid, at + 1));
    // A row of data never looks so: it has something to say in the columns that are known already.
    let under_known = |column: usize| header.get(column).is_some_and(|cell| knows(&cell.value));
    let fits = |(column, cell): (usize, &Spanned<String>)| cell.value.is_empty() || !under_known(column);
    if !lower.iter().any(|cell| knows(&cell.value)) || !lower.iter().enumerate().all(fits) {
        return None;
    }
    for (column, cell) in lower.into_iter().enumerate() {
        if column >= header.len() {
            header.push(cell);
        } else if !cell.value.is_empty() {
            header[column] = cell;
        }
    }
    Some((header, at + 2))
}

fn names(grid: &Grid, at: usize) -> Vec<Spanned<String>> {
    grid.row(at).cells().map(|cell| Spanned::new(cell.value.to_owned(), cell.place())).collect()
}
