//! The walk over a project's folders. Invariant: nothing outside the project is read, whatever links say.
#![expect(clippy::disallowed_methods, reason = "the input edge")]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use jiff::civil::Date;
use walkdir::{DirEntry, WalkDir};

use super::{Before, Failure, InputFile, Inputs, decode};
use crate::diagnostic::{Code, Diagnostic};
use crate::files::{Folder, Seen, slashed};
use crate::source::SourceFile;
use crate::workers;

/// Kinds of file that are text and must be readable as such.
const TEXT: [&str; 11] = ["md", "toml", "csv", "html", "css", "typ", "svg", "xml", "txt", "js", "json"];

/// What a build reads of a project's folder.
pub const PARTS: [&str; 3] = ["banbao.toml", "content", "themes"];

/// The one file without such an ending that is read: what was printed.
const LOCK: &str = "content/codes.lock";

/// A buffer larger than this is given back: some threads live long.
const KEPT: usize = 1 << 20;

/// Systems follow no more links than this.
const STEPS: usize = 40;

/// More files than this are read by all workers.
const FEW: usize = 64;

/// Reads the project's files, spread over `jobs` workers, as they are come upon.
pub fn walk(
    root: &Path,
    jobs: usize,
    before: Before,
    inputs: &mut Inputs,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Failure> {
    let home = match root.canonicalize() {
        Ok(home) => home,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::new(root, error)),
    };
    let folder = Folder::open(root).map_err(|error| Failure::new(root, error))?;
    let mut walk = Walk::new(&home, PARTS.iter().map(|part| root.join(part)));
    let mut read = workers::try_map_coming(&mut walk, jobs, |found| match found? {
        Found::File(path) => read_file((root, &folder), &path, before).map(Ok),
        Found::Refused(code, path) => Ok(Err((code, relative(root, &path)))),
    })?;
    inputs.links = walk.links;
    // Whatever order the file system has.
    read.sort_unstable_by(|one, other| name_of(one).cmp(name_of(other)));
    // In order already: the map is made at once.
    let mut files = Vec::with_capacity(read.len());
    for read in read {
        let Read { source, name, is_text, bytes, hash, text, stat } = match read {
            Ok(file) => file,
            Err((code, name)) => {
                let id = inputs.sources.add(name, "");
                diagnostics.push(code.in_file(id));
                continue;
            }
        };
        let id = inputs.sources.add_file(source);
        if is_text && text.is_none() {
            diagnostics.push(Code::NotText.in_file(id).with("file", &name));
        }
        files.push((name, InputFile { id, bytes, hash, text, stat }));
    }
    inputs.files = files.into_iter().collect();
    Ok(())
}

fn name_of(read: &Result<Read, (Code, String)>) -> &str {
    match read {
        Ok(Read { name, .. }) | Err((_, name)) => name,
    }
}

/// The files `before`, those that were `touched` read again. `None` where that cannot tell what became of them: a file came
/// or went, a folder changed, there are links.
pub fn touched(root: &Path, today: Date, before: &Inputs, touched: &BTreeSet<String>) -> Option<Inputs> {
    if !before.is_plain {
        return None;
    }
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for name in touched {
        let is_known = before.files.contains_key(name);
        match fs::symlink_metadata(root.join(name)) {
            Ok(found) if found.is_file() && is_known => drop(names.insert(name)),
            // An editor wrote it beside the file that it then became.
            Err(error) if error.kind() == ErrorKind::NotFound && !is_known && !before.has_folder(name) => {}
            Ok(_) | Err(_) => return None,
        }
    }
    // Another change of these would not show in their time.
    names.extend(before.files.iter().filter(|(_, file)| file.stat.is_none()).map(|(name, _)| name.as_str()));
    if names.len() > FEW {
        return None;
    }
    let folder = Folder::open(root).ok()?;
    let mut files = before.files.clone();
    let mut texts = Vec::with_capacity(names.len());
    for name in names {
        let file = files.get_mut(name)?;
        // Why it cannot be read is told by who reads everything.
        let read = read_file((root, &folder), &root.join(name), Before::First).ok()?;
        let Read { source: _, name: _, is_text, bytes, hash, text, stat } = read;
        if is_text && text.is_none() {
            return None;
        }
        texts.extend(text.clone().map(|text| (file.id, text)));
        *file = InputFile { id: file.id, bytes, hash, text, stat };
    }
    let sources = before.sources.first(files.len(), texts);
    Some(Inputs { root: root.to_owned(), today, files, sources, links: BTreeSet::new(), is_plain: true })
}

/// What the walk comes upon.
enum Found {
    File(PathBuf),
    /// A link that leads nowhere it may, or a name that nobody can write.
    Refused(Code, PathBuf),
}

/// A walk over some folders.
struct Walk<'a> {
    home: &'a Path,
    /// Folders and files that were not begun yet.
    parts: Vec<PathBuf>,
    entries: Option<walkdir::IntoIter>,
    /// Where links lead to.
    links: BTreeSet<PathBuf>,
}

impl Iterator for Walk<'_> {
    type Item = Result<Found, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.entries.as_mut().and_then(Iterator::next) {
                Some(entry) => match self.look(entry) {
                    Ok(None) => {}
                    found => return found.transpose(),
                },
                None => self.entries = Some(WalkDir::new(self.parts.pop()?).follow_links(true).into_iter()),
            }
        }
    }
}

impl Walk<'_> {
    fn new(home: &Path, parts: impl Iterator<Item = PathBuf>) -> Walk<'_> {
        let parts = parts.filter(|part| part.symlink_metadata().is_ok()).collect();
        Walk { home, parts, entries: None, links: BTreeSet::new() }
    }

    /// Does not go into the folder that it has come to.
    fn pass_by(&mut self) {
        if let Some(entries) = &mut self.entries {
            entries.skip_current_dir();
        }
    }

    fn look(&mut self, entry: walkdir::Result<DirEntry>) -> Result<Option<Found>, Failure> {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(self.home).to_owned();
                if path.symlink_metadata().is_ok_and(|data| data.is_symlink()) {
                    self.links.extend(fs::read_link(&path).ok().map(|target| would_be(&path, &target)));
                    return Ok(Some(Found::Refused(Code::LinkDangling, path)));
                }
                let error = error.into_io_error().unwrap_or_else(|| std::io::Error::other("unreadable"));
                return Err(Failure::new(path, error));
            }
        };
        let path = entry.path();
        let is_folder = entry.file_type().is_dir();
        // Links of links are followed to their end: only where that lies counts.
        if entry.path_is_symlink() {
            let target = path.canonicalize().map_err(|error| Failure::new(path, error))?;
            self.links.extend(steps(path));
            let is_outside = !target.starts_with(self.home);
            self.links.insert(target);
            if is_outside {
                if is_folder {
                    self.pass_by();
                }
                return Ok(Some(Found::Refused(Code::LinkOutside, path.to_owned())));
            }
        }
        if is_hidden(path) {
            if is_folder && entry.depth() > 0 {
                self.pass_by();
            }
            return Ok(None);
        }
        // As old archives from Windows leave them: two of them could look alike, and one would be gone.
        if entry.file_name().to_str().is_none() {
            if is_folder {
                self.pass_by();
            }
            return Ok(Some(Found::Refused(Code::NameNotText, path.to_owned())));
        }
        let is_file = !is_folder && !is_endless(entry.file_type());
        Ok(is_file.then(|| Found::File(entry.into_path())))
    }
}

/// Whether it is a pipe or a device, which nobody reads to its end.
fn is_endless(kind: fs::FileType) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        kind.is_fifo() || kind.is_char_device() || kind.is_block_device()
    }
    #[cfg(not(unix))]
    {
        let _ = kind;
        false
    }
}

/// Where a link leads, and the link there, and so on: each of them may be led elsewhere.
fn steps(link: &Path) -> impl Iterator<Item = PathBuf> {
    let next = |link: &PathBuf| fs::read_link(link).ok().map(|target| would_be(link, &target));
    std::iter::successors(next(&link.to_owned()), next).take(STEPS)
}

/// Where a link that leads nowhere would lead.
fn would_be(link: &Path, target: &Path) -> PathBuf {
    let path = link.parent().unwrap_or(link).join(target);
    match (path.parent().map(Path::canonicalize), path.file_name()) {
        (Some(Ok(folder)), Some(name)) => folder.join(name),
        _ => path,
    }
}

/// Editors' and systems' droppings: `.DS_Store`, `~$boards.xlsx` and `.~boards.xlsx` (locks of an open workbook), `*~`.
pub fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name.starts_with("~$") || name.ends_with('~') || name == "Thumbs.db"
}

fn relative(root: &Path, path: &Path) -> String {
    slashed(path.strip_prefix(root).unwrap_or(path))
}

/// A file as read.
struct Read {
    source: SourceFile,
    name: String,
    is_text: bool,
    bytes: Arc<[u8]>,
    hash: blake3::Hash,
    text: Option<Arc<str>>,
    stat: Option<Seen>,
}

fn read_file((root, folder): (&Path, &Folder), path: &Path, before: Before) -> Result<Read, Failure> {
    let name = relative(root, path);
    let stat = match before {
        Before::Nothing => None,
        // Taken before reading: what is written meanwhile is another file by the next look.
        Before::First | Before::Files(..) => fs::metadata(path).ok().as_ref().and_then(Seen::of),
    };
    let known = match before {
        Before::Files(_, touched) if is_touched(&name, touched) => None,
        Before::Files(files, _) => files.get(&name).filter(|file| file.stat.is_some() && file.stat == stat),
        Before::Nothing | Before::First => None,
    };
    if let Some(InputFile { id: _, bytes, hash, text, stat }) = known.cloned() {
        let is_text = is_text(path, &name);
        let source = SourceFile::of(&name, text.as_ref());
        return Ok(Read { source, name, is_text, bytes, hash, text, stat });
    }
    let stat = stat.filter(|stat| stat.is_settled(SystemTime::now()));
    let is_text = is_text(path, &name);
    let read = with_bytes((folder, &name), |bytes| {
        let text = if is_text { decode::decode(bytes) } else { None };
        let text: Option<Arc<str>> = text.map(|text| Arc::from(&*text));
        let held = match &text {
            // Most texts are their bytes: they are held once.
            Some(text) if text.as_bytes() == bytes => Arc::from(Arc::clone(text)),
            _ => Arc::from(bytes),
        };
        (blake3::hash(bytes), text, held)
    });
    let (hash, text, bytes) = read.map_err(|error| Failure::new(path, error))?;
    let source = SourceFile::of(&name, text.as_ref());
    Ok(Read { source, name, is_text, bytes, hash, text, stat })
}

thread_local! {
    /// Files are read into it one after the other.
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Gives `take` what a file holds. Of small files, which most are, this asks for neither size nor memory.
fn with_bytes<T>((folder, name): (&Folder, &str), take: impl FnOnce(&[u8]) -> T) -> io::Result<T> {
    let mut file = folder.file(name)?;
    BUFFER.with_borrow_mut(|buffer| {
        let mut filled = 0;
        loop {
            if buffer.len() == filled {
                buffer.resize((buffer.len() * 2).max(64 << 10), 0);
            }
            match file.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let taken = take(&buffer[..filled]);
        if buffer.len() > KEPT {
            *buffer = Vec::new();
        }
        Ok(taken)
    })
}

/// Whether a file, or a folder that it lies in, is among what was told of.
fn is_touched(name: &str, touched: &BTreeSet<String>) -> bool {
    touched.contains(name) || name.match_indices('/').any(|(at, _)| touched.contains(&name[..at]))
}

fn is_text(path: &Path, name: &str) -> bool {
    let kind = path.extension().unwrap_or_default();
    let is_kind = || TEXT.iter().any(|known| kind.eq_ignore_ascii_case(known));
    // What stands in `static` is copied, not read.
    (is_kind() || name == LOCK) && !name.starts_with("content/static/")
}
