//! The walk over a project's folders. Invariant: nothing outside the project is read, whatever links say.
#![expect(clippy::disallowed_methods, reason = "the input edge")]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use walkdir::WalkDir;

use super::{Failure, InputFile, Inputs, decode};
use crate::diagnostic::{Code, Diagnostic};

/// Kinds of file that are text and must be readable as such.
const TEXT: [&str; 11] = ["md", "toml", "csv", "html", "css", "typ", "svg", "xml", "txt", "js", "json"];

/// What a build reads of a project's folder.
pub const PARTS: [&str; 3] = ["banbao.toml", "content", "themes"];

/// The one file without such an ending that is read: what was printed.
const LOCK: &str = "content/codes.lock";

pub fn walk(root: &Path, inputs: &mut Inputs, diagnostics: &mut Vec<Diagnostic>) -> Result<(), Failure> {
    let home = match root.canonicalize() {
        Ok(home) => home,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::new(root, error)),
    };
    for part in PARTS {
        let start = root.join(part);
        if start.symlink_metadata().is_ok() {
            walk_part(root, &home, &start, inputs, diagnostics)?;
        }
    }
    Ok(())
}

fn walk_part(
    root: &Path,
    home: &Path,
    start: &Path,
    inputs: &mut Inputs,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Failure> {
    let mut entries = WalkDir::new(start).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(start).to_owned();
                if path.symlink_metadata().is_ok_and(|data| data.is_symlink()) {
                    let code = Code::LinkDangling;
                    diagnostics.push(link_diagnostic(code, root, &path, inputs));
                    continue;
                }
                let error = error.into_io_error().unwrap_or_else(|| std::io::Error::other("unreadable"));
                return Err(Failure::new(path, error));
            }
        };
        let path = entry.path();
        // Links of links are followed to their end: only where that lies counts.
        if entry.path_is_symlink() {
            let target = path.canonicalize().map_err(|error| Failure::new(path, error))?;
            if !target.starts_with(home) {
                diagnostics.push(link_diagnostic(Code::LinkOutside, root, path, inputs));
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
                continue;
            }
        }
        if entry.file_type().is_dir() {
            if entry.depth() > 0 && is_hidden(path) {
                entries.skip_current_dir();
            }
            continue;
        }
        if !is_hidden(path) {
            read_file(root, path, inputs, diagnostics)?;
        }
    }
    Ok(())
}

fn link_diagnostic(code: Code, root: &Path, path: &Path, inputs: &mut Inputs) -> Diagnostic {
    let id = inputs.sources.add(relative(root, path), "");
    code.in_file(id)
}

/// Editors' and systems' droppings: `.DS_Store`, `~$boards.xlsx` and `.~boards.xlsx` (locks of an open workbook), `*~`.
pub fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name.starts_with("~$") || name.ends_with('~') || name == "Thumbs.db"
}

fn relative(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn read_file(
    root: &Path,
    path: &Path,
    inputs: &mut Inputs,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::new(path, error))?;
    let name = relative(root, path);
    let kind = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    // What stands in `static` is copied, not read.
    let is_text = (TEXT.contains(&kind.as_str()) || name == LOCK) && !name.starts_with("content/static/");
    let text: Option<Arc<str>> = if is_text { decode::decode(&bytes).map(Arc::from) } else { None };
    let id = inputs.sources.add(name.clone(), text.clone().unwrap_or_else(|| Arc::from("")));
    if is_text && text.is_none() {
        diagnostics.push(Code::NotText.in_file(id).with("file", &name));
    }
    inputs.files.insert(name, InputFile { id, bytes: bytes.into(), text });
    Ok(())
}
