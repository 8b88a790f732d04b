//! What was last printed for an edition: `print/NNN/printed.json`, a hash a board of all that its pages are made from.
//! Written by `print` alone; `build` makes packs too, but what it makes need not be on paper.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::file::Replacement;
use crate::inputs::Failure;

/// The record's name in an edition's print folder.
pub const NAME: &str = "printed.json";

/// Hashes by board id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    pub boards: BTreeMap<String, String>,
}

impl Printed {
    /// The record of an edition's folder; `None` where nothing was printed. A damaged one is an error: what hangs
    /// can't be known.
    ///
    /// # Errors
    /// [`Failure`] where the file exists and cannot be read.
    pub fn read(folder: &Path) -> Result<Option<Printed>, Failure> {
        let path = folder.join(NAME);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|error| Failure::new(path, io::Error::new(io::ErrorKind::InvalidData, error))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::new(path, error)),
        }
    }

    /// Replaces the record.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses.
    pub fn write(&self, folder: &Path) -> Result<(), Failure> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        Replacement::stage(&folder.join(NAME), &bytes)?.commit()
    }
}
