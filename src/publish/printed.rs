//! What was last printed for an edition: `print/NNN/printed.json`, a hash a board of all that its pages are made from.
//! Written by `print` alone; `build` makes packs too, but what it makes need not be on paper.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::file::Replacement;
use super::record;
use crate::inputs::Failure;

/// The record's name in an edition's print folder.
pub const NAME: &str = "printed.json";

/// Hashes by what prints (`office`, or the folder of a `--paper`) and board id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Printed {
    presses: BTreeMap<String, BTreeMap<String, String>>,
}

impl Printed {
    /// The hash that a board's pages had when `press` printed them last; if it never did, when another one did.
    pub fn last(&self, press: &str, board: &str) -> Option<&str> {
        let own = self.presses.get(press).into_iter();
        own.chain(self.presses.values()).find_map(|boards| boards.get(board)).map(String::as_str)
    }

    /// Takes in what `press` printed: some boards, or all that there are.
    pub fn add(&mut self, press: &str, hashes: BTreeMap<String, String>, part: bool) {
        let boards = self.presses.entry(press.to_owned()).or_default();
        if !part {
            boards.clear();
        }
        boards.extend(hashes);
    }

    /// The record of an edition's folder; `None` where nothing was printed. A damaged one is an error: what hangs
    /// can't be known.
    ///
    /// # Errors
    /// [`Failure`] where the file exists and cannot be read.
    pub fn read(folder: &Path) -> Result<Option<Printed>, Failure> {
        record::read(&folder.join(NAME))
    }

    /// Replaces the record.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses.
    pub fn write(&self, folder: &Path) -> Result<(), Failure> {
        Replacement::stage(&folder.join(NAME), &record::bytes(self))?.commit()
    }
}
