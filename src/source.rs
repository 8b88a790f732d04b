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
    /// A cell: its address (`E12`), its sheet in a workbook, its text range in a CSV file.
    Cell {
        file: FileId,
        sheet: Option<String>,
        address: String,
        span: Option<Span>,
    },
    File(FileId),
}

impl Place {
    pub fn file(&self) -> FileId {
        match self {
            Place::Text(span) => span.file,
            Place::Cell { file, .. } | Place::File(file) => *file,
        }
    }

    /// The text range to show, where there is text.
    pub fn span(&self) -> Option<Span> {
        match self {
            Place::Text(span) => Some(*span),
            Place::Cell { span, .. } => *span,
            Place::File(_) => None,
        }
    }
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

/// Every file a run has read, in the order of reading.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { name: name.into(), text: text.into() });
        id
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
