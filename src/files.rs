//! What both edges know of files: size and time, names with slashes, the way to them.

mod folder;

use std::borrow::Cow;
use std::fs::Metadata;
use std::ops::Deref;
use std::path::{MAIN_SEPARATOR, Path};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

pub use self::folder::Folder;

/// What a file holds, never copied: fonts are many megabytes.
#[derive(Debug, Clone)]
pub enum Content {
    /// A file that the program carries, where it lies in the program.
    Carried(&'static [u8]),
    /// One that was read.
    Read(Arc<[u8]>),
}

impl Deref for Content {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Content::Carried(bytes) => bytes,
            Content::Read(bytes) => bytes,
        }
    }
}

impl AsRef<[u8]> for Content {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl From<Cow<'static, [u8]>> for Content {
    fn from(bytes: Cow<'static, [u8]>) -> Content {
        match bytes {
            Cow::Borrowed(bytes) => Content::Carried(bytes),
            Cow::Owned(bytes) => Content::Read(bytes.into()),
        }
    }
}

/// What tells that a file was not written since. As with `make`, a change that leaves both alike goes unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: u64,
}

/// Clocks of disks are coarse, and a network's goes wrong: a file that is younger may still be written at the same time.
const YOUNG: Duration = Duration::from_secs(2);

impl Stat {
    /// `None` for what is no file.
    pub fn of(found: &Metadata) -> Option<Stat> {
        let since = found.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        // Nanoseconds in 64 bits last until the year 2554.
        let modified = u64::try_from(since.as_nanos()).ok()?;
        found.is_file().then_some(Stat { size: found.len(), modified })
    }

    /// Whether a file that was read at `moment` would show a later change by another time.
    pub fn is_settled(&self, moment: SystemTime) -> bool {
        let since = moment.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Duration::from_nanos(self.modified) + YOUNG < since
    }
}

/// What tells that a source was not written since: where the system has it, another file of the same name, size and time is
/// told by its number, and by the time of the last change of anything about it, which nobody sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    stat: Stat,
    own: (u64, i64, i64),
}

impl Seen {
    /// As [`Stat::of`].
    pub fn of(found: &Metadata) -> Option<Seen> {
        #[cfg(unix)]
        let own = {
            use std::os::unix::fs::MetadataExt;
            (found.ino(), found.ctime(), found.ctime_nsec())
        };
        #[cfg(not(unix))]
        let own = (0, 0, 0);
        Some(Seen { stat: Stat::of(found)?, own })
    }

    /// As [`Stat::is_settled`].
    pub fn is_settled(&self, moment: SystemTime) -> bool {
        self.stat.is_settled(moment)
    }
}

/// A path as texts show it, whatever the system parts its names with.
pub fn slashed(path: &Path) -> String {
    match path.to_str() {
        Some(text) if MAIN_SEPARATOR == '/' => text.to_owned(),
        _ => {
            let parts = path.components().map(|part| part.as_os_str().to_string_lossy());
            parts.collect::<Vec<_>>().join("/")
        }
    }
}
