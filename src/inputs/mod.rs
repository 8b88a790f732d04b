//! Disk + embedded theme → `Inputs`. The only stage that reads: afterwards nothing touches the disk until publishing.

mod decode;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

pub use self::walk::{PARTS, is_hidden};
use crate::diagnostic::{Code, Diagnostic};
use crate::files::Seen;
use crate::source::{FileId, Sources};

/// The machine failed: a file that cannot be read or written. Exit code 3.
#[derive(Debug)]
pub struct Failure {
    pub path: PathBuf,
    pub error: io::Error,
    /// The output was in its place already.
    pub published: bool,
}

impl Failure {
    pub fn new(path: impl Into<PathBuf>, error: io::Error) -> Self {
        Self { path: path.into(), error, published: false }
    }

    /// Says that the output was in its place already.
    pub fn after_publishing(self) -> Self {
        Self { published: true, ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.error)
    }
}

/// One file of the project, whole.
#[derive(Debug, Clone)]
pub struct InputFile {
    pub id: FileId,
    pub bytes: Arc<[u8]>,
    /// Of the bytes.
    pub hash: blake3::Hash,
    /// The decoded text, for kinds of file that are text.
    pub text: Option<Arc<str>>,
    /// Where a later change would show in it, and somebody asked.
    stat: Option<Seen>,
}

/// Everything a build reads, and the date it is read for.
pub struct Inputs {
    pub root: PathBuf,
    pub today: Date,
    /// By path relative to the root, with `/`.
    pub files: BTreeMap<String, InputFile>,
    pub sources: Sources,
    /// Where links among the sources lead to, whether or not anything is there.
    pub links: BTreeSet<PathBuf>,
    /// No link was followed, and nothing was to be said: a file that changes is told by its own name, and changes no other.
    is_plain: bool,
}

impl Inputs {
    pub fn text(&self, path: &str) -> Option<(FileId, &Arc<str>)> {
        let file = self.files.get(path)?;
        Some((file.id, file.text.as_ref()?))
    }

    /// Whether any file lies in a folder, by its path without the last `/`.
    fn has_folder(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        self.files.range(folder.clone()..).next().is_some_and(|(path, _)| path.starts_with(&folder))
    }

    /// The files under a folder (`content/articles/`), in order, with the path after it.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a InputFile)> {
        self.files
            .range(folder.to_owned()..)
            .take_while(move |(path, _)| path.starts_with(folder))
            .map(move |(path, file)| (&path[folder.len()..], file))
    }
}

/// Reads a project: `banbao.toml`, `content/` and `themes/`.
///
/// # Errors
/// [`Failure`] where a file or folder exists and cannot be read.
pub fn read(root: &Path, today: Date, jobs: usize) -> Result<(Inputs, Vec<Diagnostic>), Failure> {
    read_with(root, today, jobs, Before::Nothing)
}

/// As [`read`], for who will read it again: files that are as they were `before`, by size and time, are not read once more.
/// Where somebody watches, `touched` has the paths of all files that changed since; no other is looked at.
///
/// # Errors
/// As of [`read`].
pub fn reread(
    root: &Path,
    today: Date,
    jobs: usize,
    before: Option<&Inputs>,
    touched: Option<&BTreeSet<String>>,
) -> Result<(Inputs, Vec<Diagnostic>), Failure> {
    if let (Some(before), Some(touched)) = (before, touched)
        && let Some(inputs) = walk::touched(root, today, before, touched)
    {
        return Ok((inputs, Vec::new()));
    }
    let nothing = BTreeSet::new();
    let touched = touched.unwrap_or(&nothing);
    read_with(root, today, jobs, before.map_or(Before::First, |inputs| Before::Files(&inputs.files, touched)))
}

/// What is known of a project when it is read.
#[derive(Clone, Copy)]
enum Before<'a> {
    /// And nobody will ask again.
    Nothing,
    First,
    /// With what is known to have changed, whatever its size and time.
    Files(&'a BTreeMap<String, InputFile>, &'a BTreeSet<String>),
}

fn read_with(
    root: &Path,
    today: Date,
    jobs: usize,
    before: Before,
) -> Result<(Inputs, Vec<Diagnostic>), Failure> {
    let mut inputs = Inputs {
        root: root.to_owned(),
        today,
        files: BTreeMap::new(),
        sources: Sources::default(),
        links: BTreeSet::new(),
        is_plain: false,
    };
    let mut diagnostics = Vec::new();
    walk::walk(root, jobs, before, &mut inputs, &mut diagnostics)?;
    if !inputs.files.contains_key("banbao.toml") && !diagnostics.iter().any(Diagnostic::is_error) {
        let shown = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        diagnostics.push(Code::ConfigMissing.diagnostic().with("folder", shown.display()));
    }
    inputs.is_plain = inputs.links.is_empty() && diagnostics.is_empty();
    Ok((inputs, diagnostics))
}
