//! Where finished files go: a folder beside the target, memory, or a list of their hashes. A build does not know which.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::inputs::Failure;
use crate::publish::{Links, Staging};

/// Where the site of a build goes.
#[derive(Debug, Clone)]
pub enum Target {
    /// A web root, replaced as a whole.
    Folder(PathBuf),
    /// [`super::Outcome::tree`]: for a server.
    Memory,
    /// [`super::Outcome::manifest`]: what a folder would hold, for a comparison.
    Manifest,
}

/// One file in memory; a clone shares the bytes.
#[derive(Debug, Clone)]
pub struct File {
    pub bytes: Arc<[u8]>,
    /// BLAKE3 of the bytes, also where these are not kept.
    pub hash: blake3::Hash,
}

/// A finished site, by path under the web root.
pub type Tree = BTreeMap<String, File>;

/// Takes the files of one output, from several workers.
pub(super) enum Sink {
    Folder(Box<Staging>),
    /// The files so far, and those of the build before, which may be taken over. Where only a list of hashes is wanted, they
    /// have no bytes, and their links are verified here.
    Memory {
        /// In no order: sorted once, at the end.
        files: Mutex<Vec<(String, File)>>,
        before: Arc<Tree>,
        links: Option<Links>,
    },
}

impl Sink {
    /// Takes a finished file.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Sink::Folder(staging) => staging.write(path, bytes)?,
            Sink::Memory { files, before: _, links } => {
                let hash = blake3::hash(bytes);
                if let Some(links) = links.as_ref().filter(|_| path.ends_with(".html")) {
                    links.note(path, bytes);
                }
                let bytes = if links.is_none() { bytes.into() } else { Arc::default() };
                lock(files).push((path.to_owned(), File { bytes, hash }));
            }
        }
        Ok(())
    }

    /// Takes a file over from the build before; `false` where it has to be written.
    pub(super) fn keep(&self, path: &str) -> bool {
        match self {
            Sink::Folder(staging) => staging.keep(path),
            Sink::Memory { files, before, .. } => {
                let file = before.get(path).map(|file| (path.to_owned(), file.clone()));
                let is_there = file.is_some();
                lock(files).extend(file);
                is_there
            }
        }
    }

    /// What was kept in memory, where that was asked for; a list of hashes with what is wrong with its links.
    pub(super) fn take(self) -> Kept {
        match self {
            Sink::Folder(staging) => Kept::Folder(staging),
            Sink::Memory { files, before: _, links } => {
                let files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
                let tree: Tree = files.into_iter().collect();
                let found = links.map(|links| links.findings(|path| tree.contains_key(path)));
                Kept::Memory(tree, found)
            }
        }
    }
}

/// All files of an output.
pub(super) enum Kept {
    Folder(Box<Staging>),
    /// With what is wrong with the links, where only hashes are kept.
    Memory(Tree, Option<Vec<Diagnostic>>),
}

/// A poisoned lock means that another worker panicked; the build is lost anyway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
