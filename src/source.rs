//! Source files and places in them. Contract: a `Place` always names a file of the `Sources` it was made with.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Index of a file in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(u32);

/// A byte range of one file's decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `range` in `file`. Files over 4 GiB do not occur: the walk refuses them.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: clamp(range.start), end: clamp(range.end) }
    }

    /// The range as `usize`, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    pub value: T,
    pub place: Place,
}

impl<T> Spanned<T> {
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), place: self.place }
    }
}

/// Where a diagnostic points: text, a table's cell, or a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Place {
    Text(Span),
    /// In a box: most places are in texts, and every value of a text is kept with its place.
    Cell(Box<TableCell>),
    File(FileId),
}

/// Where a cell of a table stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TableCell {
    pub file: FileId,
    /// Of a workbook.
    #[serde(with = "shared")]
    pub sheet: Option<Arc<str>>,
    /// From 0.
    pub row: u32,
    /// From 0.
    pub column: u32,
    /// Its text, in a CSV file.
    pub span: Option<Span>,
}

/// A shared text as serde knows texts (its own way is a feature that every crate of the program would be built for).
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(text: &Option<Arc<str>>, to: S) -> Result<S::Ok, S::Error> {
        text.as_deref().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Arc<str>>, D::Error> {
        Ok(Option::<String>::deserialize(from)?.map(Arc::from))
    }
}

impl Place {
    pub fn file(&self) -> FileId {
        match self {
            Place::Text(span) => span.file,
            Place::Cell(cell) => cell.file,
            Place::File(file) => *file,
        }
    }

    /// The text range to show, where there is text.
    pub fn span(&self) -> Option<Span> {
        match self {
            Place::Text(span) => Some(*span),
            Place::Cell(cell) => cell.span,
            Place::File(_) => None,
        }
    }

    /// `E12`, as a spreadsheet names the cell; `None` for what is no cell.
    pub fn address(&self) -> Option<String> {
        match self {
            Place::Cell(cell) => Some(address(cell.column, cell.row)),
            _ => None,
        }
    }
}

/// `A1` notation of zero-based column and row.
fn address(mut column: u32, row: u32) -> String {
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

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Place::Text(span)
    }
}

/// One file that was read: its path as users write it, and its text where it has any.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path relative to the project, with `/`; theme files of the program itself start with `(banbao)/`.
    pub name: String,
    pub text: Arc<str>,
}

impl SourceFile {
    /// A file without a text has an empty one.
    pub fn of(name: &str, text: Option<&Arc<str>>) -> SourceFile {
        SourceFile { name: name.to_owned(), text: text.map_or_else(|| Arc::from(""), Arc::clone) }
    }
}

/// Every file a run has read, in the order of reading; a clone shares them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Arc<Vec<SourceFile>>,
}

impl Sources {
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        self.add_file(SourceFile { name: name.into(), text: text.into() })
    }

    pub fn add_file(&mut self, file: SourceFile) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        Arc::make_mut(&mut self.files).push(file);
        id
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Adds what another run read after as many files as there are here.
    pub fn add_rest(&mut self, other: &Sources) {
        let rest = other.files.get(self.files.len()..).unwrap_or_default();
        if !rest.is_empty() {
            Arc::make_mut(&mut self.files).extend_from_slice(rest);
        }
    }

    /// The first `count` files, with other texts in some of them.
    pub fn first(&self, count: usize, texts: impl IntoIterator<Item = (FileId, Arc<str>)>) -> Sources {
        let mut files = self.files[..count].to_vec();
        for (id, text) in texts {
            files[id.0 as usize].text = text;
        }
        Sources { files: Arc::new(files) }
    }

    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Line and column, both from 1, the column in characters.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let text = &self.get(span.file).text;
        let start = floor_boundary(text, span.start as usize);
        let before = &text[..start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }
}

/// The nearest character boundary at or before `at`.
pub fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_are_those_of_a_spreadsheet() {
        assert_eq!(address(0, 0), "A1");
        assert_eq!(address(25, 6), "Z7");
        assert_eq!(address(26, 9), "AA10");
    }
}
