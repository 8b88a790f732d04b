//! Tree → directory. A reader sees the old output or the new one, whole; only what an earlier run wrote is deleted.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

pub mod file;
pub mod manifest;
pub mod printed;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use self::manifest::Manifest;
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Failure;

/// An output being made beside its target.
pub struct Staging {
    target: PathBuf,
    stage: PathBuf,
    /// What an earlier run wrote into the target.
    before: Manifest,
    /// Files and folders of the target that other commands of ours own: carried over, and nobody's surprise.
    kept: &'static [&'static str],
    written: Mutex<BTreeMap<String, String>>,
}

impl Staging {
    /// Prepares to replace `target`, but for what is `kept` in it. `Ok(Err(…))` where the target holds something that
    /// is not ours.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses.
    pub fn open(
        target: &Path,
        kept: &'static [&'static str],
    ) -> Result<Result<Staging, Diagnostic>, Failure> {
        let before = match Manifest::read(target)? {
            Some(manifest) => manifest,
            None if is_empty(target, kept)? => Manifest::default(),
            None => return Ok(Err(Code::OutputForeign.diagnostic().with("folder", target.display()))),
        };
        let stage = sibling(target, "new");
        remove(&stage)?;
        fs::create_dir_all(&stage).map_err(|error| Failure::new(&stage, error))?;
        Ok(Ok(Staging { target: target.to_owned(), stage, before, kept, written: Mutex::default() }))
    }

    /// Stages one file. A file whose content did not change stays the very same file, with its time.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        let hash = blake3::hash(bytes).to_hex().to_string();
        let to = self.stage.join(path);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(|error| Failure::new(folder, error))?;
        }
        let kept = self.before.hash(path) == Some(hash.as_str()) && self.keep(path, bytes, &to);
        if !kept {
            fs::write(&to, bytes).map_err(|error| Failure::new(&to, error))?;
        }
        // A poisoned lock means another worker panicked; the build is lost anyway.
        if let Ok(mut written) = self.written.lock() {
            written.insert(path.to_owned(), hash);
        }
        Ok(())
    }

    /// A file that this run has staged.
    ///
    /// # Errors
    /// [`Failure`] where there is none, or the disk refuses.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let path = self.stage.join(path);
        fs::read(&path).map_err(|error| Failure::new(path, error))
    }

    /// A file of the target as an earlier run wrote it; `None` where there is none, or somebody changed it.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses.
    pub fn earlier(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        let Some(hash) = self.before.hash(path) else { return Ok(None) };
        let bytes = read(&self.target.join(path))?;
        Ok(bytes.filter(|bytes| blake3::hash(bytes).to_hex().as_str() == hash))
    }

    /// Links the earlier file into the stage, if it still is what was written then.
    fn keep(&self, path: &str, bytes: &[u8], to: &Path) -> bool {
        let from = self.target.join(path);
        fs::read(&from).is_ok_and(|old| old == bytes) && fs::hard_link(&from, to).is_ok()
    }

    /// Puts the new output in place of the old one. Files others put into the target are carried over and returned.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses; the old output then still stands.
    pub fn commit(self) -> Result<Vec<String>, Failure> {
        let written = self.written.lock().map(|written| written.clone()).unwrap_or_default();
        let foreign = self.carry_foreign(&written)?;
        Manifest::new(written).write(&self.stage)?;
        let old = sibling(&self.target, "old");
        remove(&old)?;
        let exists = self.target.symlink_metadata().is_ok();
        if exists {
            fs::rename(&self.target, &old).map_err(|error| Failure::new(&self.target, error))?;
        } else if let Some(parent) = self.target.parent() {
            fs::create_dir_all(parent).map_err(|error| Failure::new(parent, error))?;
        }
        if let Err(error) = fs::rename(&self.stage, &self.target) {
            if exists {
                // The old output comes back; if even that fails, the first error is still the one to tell.
                let _ = fs::rename(&old, &self.target);
            }
            return Err(Failure::new(&self.target, error));
        }
        remove(&old)?;
        Ok(foreign)
    }

    fn carry_foreign(&self, written: &BTreeMap<String, String>) -> Result<Vec<String>, Failure> {
        let mut foreign = Vec::new();
        if self.target.symlink_metadata().is_err() {
            return Ok(foreign);
        }
        for entry in walkdir::WalkDir::new(&self.target).sort_by_file_name() {
            let entry = entry.map_err(|error| Failure::new(&self.target, io::Error::other(error)))?;
            let relative = entry.path().strip_prefix(&self.target).unwrap_or(entry.path());
            let path = relative
                .components()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("/");
            let ours =
                path == manifest::NAME || self.before.hash(&path).is_some() || written.contains_key(&path);
            if entry.file_type().is_dir() || ours {
                continue;
            }
            let to = self.stage.join(relative);
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder).map_err(|error| Failure::new(folder, error))?;
            }
            let linked =
                fs::hard_link(entry.path(), &to).or_else(|_| fs::copy(entry.path(), &to).map(|_| ()));
            linked.map_err(|error| Failure::new(entry.path(), error))?;
            let top = path.split('/').next().unwrap_or_default();
            if !self.kept.contains(&top) {
                foreign.push(path);
            }
        }
        Ok(foreign)
    }
}

impl Drop for Staging {
    /// A build that came to nothing leaves nothing.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.stage);
    }
}

/// A file's bytes; `None` where there is none.
///
/// # Errors
/// [`Failure`] where the disk refuses.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::new(path, error)),
    }
}

/// Replaces files in a folder that a run wrote, and takes them into its manifest. A folder that is not ours is left.
///
/// # Errors
/// [`Failure`] where the disk refuses.
pub fn amend(target: &Path, files: &[(&str, Vec<u8>)]) -> Result<(), Failure> {
    let Some(mut manifest) = Manifest::read(target)? else { return Ok(()) };
    for (path, bytes) in files {
        file::Replacement::stage(&target.join(path), bytes)?.commit()?;
        manifest.insert(path, blake3::hash(bytes).to_hex().as_str());
    }
    manifest.write(target)
}

/// `.public.banbao-new` beside `public`: on the same file system, so that renaming is one step.
fn sibling(target: &Path, what: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.banbao-{what}"))
}

fn remove(path: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::new(path, error)),
        _ => Ok(()),
    }
}

/// Whether a folder has nothing in it, or only what is `kept`.
fn is_empty(path: &Path, kept: &[&str]) -> Result<bool, Failure> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.all(|entry| {
            entry.is_ok_and(|entry| kept.iter().any(|name| entry.file_name().as_os_str() == *name))
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(Failure::new(path, error)),
    }
}
