//! An output being made beside its target. Contract: until [`super::Verified::commit`] nothing is seen, afterwards all of it;
//! a file whose content did not change stays the very same file, with its time.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::foreign::{self, Foreign};
use super::index::{self, Index};
use super::links::Links;
use super::manifest::{self, Manifest};
use super::place::Place;
use super::swap;
use crate::diagnostic::{Code, Diagnostic};
use crate::files::{Folder, Stat};
use crate::inputs::Failure;
use crate::quick::QuickSet;
use crate::workers;

/// An output that is being made: files written anew, and files of the earlier output that stay.
pub struct Staging {
    pub(super) place: Place,
    /// What an earlier run wrote into the target.
    pub(super) before: Manifest,
    /// The hash of that manifest's file, where there is one.
    before_hash: Option<String>,
    pub(super) index: Index,
    /// Files and folders of the target that other commands of ours own: carried over, and nobody's surprise.
    kept: &'static [&'static str],
    pub(super) links: Option<Links>,
    /// Files of others that pages may link to, as the last run found them.
    pub(super) linked_before: Vec<String>,
    pub(super) entries: Mutex<BTreeMap<String, Entry>>,
    /// The stage, once something is written to it.
    stage: OnceLock<Folder>,
    /// Folders that are in the stage already.
    pub(super) folders: Mutex<QuickSet<String>>,
}

/// One file of the new output.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    hash: blake3::Hash,
    stat: Option<Stat>,
    /// It lies in the stage; else it is the earlier output's file.
    pub(super) fresh: bool,
}

impl Staging {
    /// Prepares to replace what an earlier run published, but for what is `kept` in it. The inner error is about a
    /// target that holds something that is not ours.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses.
    pub fn open(place: Place, kept: &'static [&'static str]) -> Result<Result<Staging, Diagnostic>, Failure> {
        let before = match Manifest::read(&place.target)? {
            Some(manifest) => manifest,
            None if is_empty(&place.target, kept)? => Manifest::default(),
            None => return Ok(Err(Code::OutputForeign.diagnostic().with("folder", place.target.display()))),
        };
        let mut index = Index::new();
        let manifest = super::read(&place.target.join(manifest::NAME))?;
        if let Some(manifest) = manifest.as_ref().filter(|_| place.history) {
            index = index::read(&place.index(), manifest);
        }
        let before_hash = manifest.map(|bytes| hash(&bytes));
        Ok(Ok(Staging {
            place,
            before,
            before_hash,
            index,
            kept,
            links: None,
            linked_before: Vec::new(),
            entries: Mutex::default(),
            stage: OnceLock::new(),
            folders: Mutex::default(),
        }))
    }

    /// Links between pages are verified too, the absolute ones that begin with `base` included. `foreign` names the files of
    /// others that were there at the last run: where one is gone, links of pages that stay are looked at again.
    pub fn with_links(mut self, base: &str, foreign: &[String]) -> Staging {
        self.links = Some(Links::new(base));
        self.linked_before = foreign.to_vec();
        self
    }

    /// Folders beside the target that could not be removed.
    pub fn left(&self) -> Vec<PathBuf> {
        self.place.left()
    }

    /// The folder that is published to.
    pub fn target(&self) -> &Path {
        &self.place.target
    }

    /// Paths of what an earlier run published there.
    pub fn published(&self) -> impl Iterator<Item = &str> {
        self.before.files().map(|(path, _)| path)
    }

    /// The hash of the earlier output's manifest, where there is one.
    pub fn before_hash(&self) -> Option<&str> {
        self.before_hash.as_deref()
    }

    /// Whether the earlier output is whole, has this manifest, and would be written the same again: then what others have
    /// there. Spread over `jobs` workers.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses.
    pub fn is_intact(&self, manifest: &str, jobs: usize) -> Result<Option<Vec<String>>, Failure> {
        if self.before_hash() != Some(manifest)
            || (self.place.history && self.index.len() != self.before.len())
        {
            return Ok(None);
        }
        let files: Vec<(&str, blake3::Hash)> = self.before.files().collect();
        let intact = workers::map(&files, jobs, |(path, hash)| self.unchanged(path, *hash).is_some());
        if intact.contains(&false) {
            return Ok(None);
        }
        let foreign = foreign::find(&self.place.target, &self.before)?;
        Ok(Some(self.told(&foreign)))
    }

    /// Names of what others have in the target, but for what other commands of ours own.
    pub(super) fn told<'a>(&self, foreign: impl IntoIterator<Item = &'a Foreign>) -> Vec<String> {
        let own = |name: &str| self.kept.contains(&name.split('/').next().unwrap_or_default());
        let named = foreign.into_iter().filter(|thing| !thing.is_folder && !own(&thing.name));
        named.map(|thing| thing.name.clone()).collect()
    }

    /// Takes a file over from the earlier output, for a job that has not changed since. `false` where there is none, or
    /// somebody changed it: then it has to be written.
    pub fn keep(&self, path: &str) -> bool {
        let Some(hash) = self.before.hash(path) else { return false };
        let Some(stat) = self.unchanged(path, hash) else { return false };
        self.enter(path, Entry { hash, stat: Some(stat), fresh: false });
        true
    }

    /// Stages one file.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        let hash = blake3::hash(bytes);
        if let Some(links) = &self.links
            && path.ends_with(".html")
        {
            links.note(path, bytes);
        }
        let before = self.before.hash(path);
        let kept = before.filter(|before| *before == hash).and_then(|hash| self.unchanged(path, hash));
        let (stat, fresh) = match kept {
            Some(stat) => (Some(stat), false),
            None => (self.put(path, bytes)?, true),
        };
        self.enter(path, Entry { hash, stat, fresh });
        Ok(())
    }

    /// A file of the new output.
    ///
    /// # Errors
    /// [`Failure`] where there is none, or the disk refuses.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let fresh = self.entries().get(path).is_none_or(|entry| entry.fresh);
        let path = if fresh { self.place.stage().join(path) } else { self.place.target.join(path) };
        fs::read(&path).map_err(|error| Failure::new(path, error))
    }

    /// A file of the target as an earlier run wrote it; `None` where there is none, or somebody changed it.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses.
    pub fn earlier(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        let Some(hash) = self.before.hash(path) else { return Ok(None) };
        let bytes = super::read(&self.place.target.join(path))?;
        Ok(bytes.filter(|bytes| blake3::hash(bytes) == hash))
    }

    /// The earlier output's file, if it is what was written then: told by size and time where those are on record, else
    /// by content.
    pub(super) fn unchanged(&self, path: &str, hash: blake3::Hash) -> Option<Stat> {
        let file = self.place.target.join(path);
        let found = fs::symlink_metadata(&file).ok()?;
        let stat = Stat::of(&found).filter(|_| is_readable(&found))?;
        if self.index.get(path) == Some(&stat) {
            return Some(stat);
        }
        let bytes = fs::read(&file).ok()?;
        (blake3::hash(&bytes) == hash).then_some(stat)
    }

    /// Writes a file into the stage, whatever is on record.
    pub(super) fn put(&self, path: &str, bytes: &[u8]) -> Result<Option<Stat>, Failure> {
        let put = || {
            let stage = self.stage()?;
            self.make_parent(stage, path)?;
            fill(stage.create(path)?, bytes)
        };
        put().map_err(|error| Failure::new(self.place.stage().join(path), error))
    }

    fn stage(&self) -> io::Result<&Folder> {
        if let Some(stage) = self.stage.get() {
            return Ok(stage);
        }
        let path = self.place.stage();
        fs::create_dir_all(&path)?;
        let stage = Folder::open(&path)?;
        Ok(self.stage.get_or_init(|| stage))
    }

    /// Makes the folder that a file is to lie in, unless this run has already.
    fn make_parent(&self, stage: &Folder, path: &str) -> io::Result<()> {
        let Some((parent, _)) = path.rsplit_once('/') else { return Ok(()) };
        if self.folders.lock().unwrap_or_else(PoisonError::into_inner).contains(parent) {
            return Ok(());
        }
        stage.create_dir(parent)?;
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).insert(parent.to_owned());
        Ok(())
    }

    fn enter(&self, path: &str, entry: Entry) {
        self.entries().insert(path.to_owned(), entry);
    }

    /// A poisoned lock means that another worker panicked; the build is lost anyway.
    pub(super) fn entries(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sizes and times of all files, as text.
    pub(super) fn index_text(&self) -> String {
        let entries = self.entries();
        index::text(entries.iter().filter_map(|(path, entry)| Some((path.as_str(), entry.stat?))))
    }

    pub(super) fn manifest(&self) -> Manifest {
        let entries = self.entries();
        Manifest::new(entries.iter().map(|(path, entry)| (path.clone(), entry.hash)).collect())
    }
}

/// Whether its owner may read a file: who serves it may be its owner, and a page that nobody can read is none.
fn is_readable(found: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        found.permissions().mode() & 0o400 != 0
    }
    #[cfg(not(unix))]
    found.is_file()
}

pub(super) fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

impl Drop for Staging {
    /// A build that came to nothing leaves nothing.
    fn drop(&mut self) {
        // After a swap, the stage holds what was published before: that is the next run's to settle.
        if !self.place.swapping().exists() {
            let _ = swap::remove(&self.place.stage());
        }
    }
}

/// Writes all of a new file.
fn fill(mut file: File, bytes: &[u8]) -> io::Result<Option<Stat>> {
    file.write_all(bytes)?;
    if cfg!(not(target_os = "linux")) {
        // On Linux one call waits for all files, before the swap.
        file.sync_all()?;
    }
    Ok(Stat::of(&file.metadata()?))
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
