//! One file replaced as a whole: readers see the old one or the new one. Contract: nothing is seen before `commit`.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::fs;
use std::path::{Path, PathBuf};

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
            fs::create_dir_all(folder).map_err(|error| Failure::new(folder, error))?;
        }
        let staged = super::sibling(target, "new");
        let this = Replacement { target: target.to_owned(), staged: Some(staged.clone()) };
        fs::write(&staged, bytes).map_err(|error| Failure::new(&staged, error))?;
        // Power may fail between the rename and the disk's own writing; what codes hang from must not be lost to that.
        let written = fs::File::open(&staged).and_then(|file| file.sync_all());
        written.map_err(|error| Failure::new(&staged, error))?;
        Ok(this)
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
