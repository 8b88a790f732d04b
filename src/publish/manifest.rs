//! What a run wrote: public paths and hashes, nothing else, as a file of the output itself.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::inputs::Failure;

/// The manifest's name in an output folder.
pub const NAME: &str = ".banbao-manifest.json";

/// Paths (with `/`) and BLAKE3 hashes of the files one run wrote.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Manifest {
    files: BTreeMap<String, String>,
}

impl Manifest {
    pub fn new(files: BTreeMap<String, String>) -> Manifest {
        Manifest { files }
    }

    pub fn insert(&mut self, path: &str, hash: &str) {
        self.files.insert(path.to_owned(), hash.to_owned());
    }

    pub fn hash(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// The manifest of a folder; `None` where there is none. A damaged one is an error: what is ours can't be known.
    pub fn read(folder: &Path) -> Result<Option<Manifest>, Failure> {
        let path = folder.join(NAME);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|error| Failure::new(path, io::Error::new(io::ErrorKind::InvalidData, error))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            // A file where a folder should be is not ours either.
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(None),
            Err(error) => Err(Failure::new(path, error)),
        }
    }

    pub fn write(&self, folder: &Path) -> Result<(), Failure> {
        let path = folder.join(NAME);
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        fs::write(&path, bytes).map_err(|error| Failure::new(path, error))
    }
}
