//! Where an output is published: its folder, and the hidden folder beside it where it is made. Contract: both lie on
//! one file system, and a [`Place`] is held by one run at a time.
//!
//! Beside `public` lies `.public.banbao`, with
//!
//! | name | what it is | how long |
//! |---|---|---|
//! | `lock` | held by the run that publishes | as long as anything else lies there |
//! | `stage` | the output being made | during a run |
//! | `swapping` | the BLAKE3 hash of the manifest that is being put in place | during the swap |
//! | `aside` | the old output, where a file system cannot exchange two folders | during the swap |
//! | `previous` | the output before the one that is published | until the next swap |
//! | `left-1` … | what could not be removed, as others have folders in it | until it can be removed |
//! | `index` | sizes and times of the published files | as long as they are published |
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::lock::Lock;
use super::{owner, swap};
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Failure;

/// How the names of folders begin that could not be removed.
pub(super) const LEFT: &str = "left-";

/// A folder to publish to, held by this run alone.
pub struct Place {
    /// The folder itself; links to it are resolved.
    pub target: PathBuf,
    /// Where the output is made.
    pub state: PathBuf,
    /// Whether what is replaced is kept, one output back.
    pub history: bool,
    _lock: Lock,
}

impl Place {
    /// The web root: what it replaces is kept for `rollback`.
    ///
    /// The inner error says why nothing can be published there.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses, or another run publishes there.
    pub fn site(target: &Path) -> Result<Result<Place, Diagnostic>, Failure> {
        Place::hold(target, None, true)
    }

    /// A print: an edition's folder, or `part` of it, which is a folder within. Both have one lock, since publishing
    /// the edition moves what lies within.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses, or another run publishes there.
    pub fn print(edition: &Path, part: Option<&Path>) -> Result<Result<Place, Diagnostic>, Failure> {
        Place::hold(edition, part, false)
    }

    fn hold(outer: &Path, inner: Option<&Path>, history: bool) -> Result<Result<Place, Diagnostic>, Failure> {
        let outer = match resolve(outer)? {
            Ok(outer) => outer,
            Err(refused) => return Ok(Err(refused)),
        };
        let home = beside(&outer);
        let (target, state) = match inner {
            Some(inner) => (outer.join(inner), home.join(inner)),
            None => (outer.clone(), home.clone()),
        };
        let lock = Lock::take(&home, &outer)?;
        owner::make_folder(&state).map_err(|error| Failure::new(&state, error))?;
        let place = Place { target, state, history, _lock: lock };
        swap::recover(&place)?;
        Ok(Ok(place))
    }

    /// Whether a run ever published to this folder and kept what it replaced, be it that it was killed before it had tidied
    /// up. Touches nothing.
    pub fn has_previous(target: &Path) -> bool {
        let real = target.canonicalize().unwrap_or_else(|_| target.to_owned());
        let state = beside(&real);
        ["previous", "swapping", "aside"].into_iter().any(|name| state.join(name).exists())
    }

    /// Folders that could not be removed, in order.
    pub fn left(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.state).into_iter().flatten().flatten();
        let left = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(LEFT));
        let mut left: Vec<PathBuf> = left.map(|entry| entry.path()).collect();
        left.sort();
        left
    }

    pub fn stage(&self) -> PathBuf {
        self.state.join("stage")
    }

    pub fn previous(&self) -> PathBuf {
        self.state.join("previous")
    }

    pub fn index(&self) -> PathBuf {
        self.state.join("index")
    }

    pub(super) fn swapping(&self) -> PathBuf {
        self.state.join("swapping")
    }

    pub(super) fn aside(&self) -> PathBuf {
        self.state.join("aside")
    }
}

/// `.public.banbao` beside `public`.
fn beside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.banbao"))
}

/// The folder behind a link, or behind a path such as `.`; other paths as they are, since messages name them.
fn resolve(target: &Path) -> Result<Result<PathBuf, Diagnostic>, Failure> {
    let found = match fs::symlink_metadata(target) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ok(target.to_owned())),
        Err(error) => return Err(Failure::new(target, error)),
    };
    let mut real = target.to_owned();
    if found.is_symlink() || target.file_name().is_none() {
        real = match target.canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Err(Code::OutputDangling.diagnostic().with("folder", target.display())));
            }
            Err(error) => return Err(Failure::new(target, error)),
        };
    }
    if is_mount_point(&real) {
        return Ok(Err(Code::OutputMount.diagnostic().with("folder", target.display())));
    }
    // What is mounted moves along with the folder that is replaced, and would be removed with it.
    if let Some(mount) = mount_within(&[&real, &beside(&real)]) {
        let found = Code::OutputHoldsMount.diagnostic().with("mount", mount.display());
        return Ok(Err(found.with("folder", target.display())));
    }
    Ok(Ok(real))
}

/// The first mount point below one of the folders: a disk, or a folder from elsewhere.
#[cfg(target_os = "linux")]
fn mount_within(folders: &[&Path]) -> Option<PathBuf> {
    let real: Vec<PathBuf> = folders.iter().filter_map(|folder| folder.canonicalize().ok()).collect();
    let table = fs::read("/proc/self/mountinfo").ok()?;
    let mut mounts = table.split(|byte| *byte == b'\n').filter_map(mount_point);
    mounts.find(|mount| real.iter().any(|folder| mount.starts_with(folder)))
}

/// The mount point of a line of `proc_pid_mountinfo(5)`: its fifth field, blanks in octal escapes.
#[cfg(target_os = "linux")]
fn mount_point(line: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    let mut field = line.split(|byte| *byte == b' ').nth(4)?;
    let mut path = Vec::with_capacity(field.len());
    while let [first, rest @ ..] = field {
        let code = rest.get(..3).filter(|_| *first == b'\\').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 8).ok()) {
            Some(byte) => {
                path.push(byte);
                field = &rest[3..];
            }
            None => {
                path.push(*first);
                field = rest;
            }
        }
    }
    Some(std::ffi::OsString::from_vec(path).into())
}

#[cfg(not(target_os = "linux"))]
fn mount_within(_: &[&Path]) -> Option<PathBuf> {
    None
}

/// A mount point cannot be renamed, so nothing can take its place in one step.
#[cfg(target_os = "linux")]
fn is_mount_point(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty())
        .is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

/// Elsewhere the file system refuses when it comes to it, and the old output stands.
#[cfg(not(target_os = "linux"))]
fn is_mount_point(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::beside;
    use std::path::Path;

    #[test]
    fn the_hidden_folder_lies_beside() {
        assert_eq!(beside(Path::new("town/public")), Path::new("town/.public.banbao"));
        assert_eq!(beside(Path::new("public")), Path::new(".public.banbao"));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn mount_points_are_read_with_their_blanks() {
        let line = b"36 35 98:0 /mnt1 /srv/my\\040site/up rw,noatime master:1 - ext3 /dev/root rw";
        assert_eq!(super::mount_point(line).as_deref(), Some(Path::new("/srv/my site/up")));
        assert_eq!(super::mount_point(b""), None);
    }
}
