//! One file replaced as a whole: readers see the old one or the new one. Contract: nothing is seen before `commit`.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::owner;
use crate::inputs::Failure;

/// A file's new content, written beside it under a hidden name.
pub struct Replacement {
    target: PathBuf,
    /// Gone once the file is in its place.
    staged: Option<PathBuf>,
}

impl Replacement {
    /// Writes the content beside `target`, so that what can fail fails before anything is published.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses.
    pub fn stage(target: &Path, bytes: &[u8]) -> Result<Replacement, Failure> {
        if let Some(folder) = target.parent() {
            owner::make_folder(folder).map_err(|error| Failure::new(folder, error))?;
        }
        let staged = staged_beside(target);
        let this = Replacement { target: target.to_owned(), staged: Some(staged.clone()) };
        // Power may fail between the rename and the disk's own writing; what codes hang from must not be lost to that.
        let written = fs::File::create(&staged).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(|error| Failure::new(&staged, error))?;
        owner::inherit(&staged);
        Ok(this)
    }

    /// Makes sure that the target still is what the new content was made from: `before`, or nothing.
    ///
    /// # Errors
    /// [`Failure`] where somebody else wrote it meanwhile, whose lines would be lost, or where the disk refuses.
    pub fn still_replaces(&self, before: Option<&[u8]>) -> Result<(), Failure> {
        let now = match fs::read(&self.target) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            // What is no file is found out when it is to be replaced.
            Err(_) if before.is_none() => None,
            Err(error) => return Err(Failure::new(&self.target, error)),
        };
        if now.as_deref() == before {
            return Ok(());
        }
        let error = io::Error::other("changed by somebody else meanwhile; run the command again");
        Err(Failure::new(&self.target, error))
    }

    /// Puts the new content in place.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses; the old file then still stands.
    pub fn commit(mut self) -> Result<(), Failure> {
        if let Some(staged) = &self.staged {
            fs::rename(staged, &self.target).map_err(|error| Failure::new(&self.target, error))?;
        }
        self.staged = None;
        Ok(())
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if let Some(staged) = &self.staged {
            let _ = fs::remove_file(staged);
        }
    }
}

/// `.codes.lock.banbao-new` beside `codes.lock`: on the same file system, so that renaming is one step. What a killed
/// run leaves there, the next one overwrites.
fn staged_beside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.banbao-new"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Replacement;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_only_if_nobody_else_did() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes.lock");
        let first = Replacement::stage(&path, b"one").unwrap();
        assert!(!path.exists(), "nothing is seen before");
        first.still_replaces(None).unwrap();
        first.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"one");

        let second = Replacement::stage(&path, b"two").unwrap();
        second.still_replaces(Some(b"one")).unwrap();
        fs::write(&path, b"theirs").unwrap();
        assert!(second.still_replaces(Some(b"one")).is_err());
        drop(second);
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside");
    }
}
