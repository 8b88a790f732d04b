//! What a run wrote: public paths and hashes, nothing else, as a file of the output itself.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::file::Replacement;
use super::record;
use crate::inputs::Failure;

/// The manifest's name in an output folder.
pub const NAME: &str = ".banbao-manifest.json";

/// Paths (with `/`) and BLAKE3 hashes of the files one run wrote.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    #[serde(with = "hex")]
    files: BTreeMap<String, blake3::Hash>,
}

/// Hashes as they stand in the file.
mod hex {
    use std::collections::BTreeMap;

    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{Serialize, Serializer};

    struct Hex<'a>(&'a blake3::Hash);

    impl Serialize for Hex<'_> {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_str(&self.0.to_hex())
        }
    }

    pub fn serialize<S: Serializer>(
        files: &BTreeMap<String, blake3::Hash>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_map(files.iter().map(|(path, hash)| (path, Hex(hash))))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<BTreeMap<String, blake3::Hash>, D::Error> {
        let files = BTreeMap::<String, String>::deserialize(from)?;
        let hashes = files.into_iter().map(|(path, hex)| Ok((path, blake3::Hash::from_hex(hex)?)));
        hashes.collect::<Result<_, blake3::HexError>>().map_err(D::Error::custom)
    }
}

impl Manifest {
    pub fn new(files: BTreeMap<String, blake3::Hash>) -> Manifest {
        Manifest { files }
    }

    pub fn insert(&mut self, path: &str, hash: blake3::Hash) {
        self.files.insert(path.to_owned(), hash);
    }

    pub fn hash(&self, path: &str) -> Option<blake3::Hash> {
        self.files.get(path).copied()
    }

    /// Whether any of the files lies below a folder.
    pub fn has_folder(&self, folder: &str) -> bool {
        let below = format!("{folder}/");
        let next = self.files.range(below..).next();
        next.is_some_and(|(path, _)| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Paths and hashes, in order.
    pub fn files(&self) -> impl Iterator<Item = (&str, blake3::Hash)> {
        self.files.iter().map(|(path, hash)| (path.as_str(), *hash))
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The manifest of a folder; `None` where there is none. A damaged one is an error: what is ours can't be known.
    ///
    /// # Errors
    /// [`Failure`] where it exists and cannot be read.
    pub fn read(folder: &Path) -> Result<Option<Manifest>, Failure> {
        record::read(&folder.join(NAME))
    }

    /// The file's content.
    pub fn bytes(&self) -> Vec<u8> {
        record::bytes(self)
    }

    /// Replaces the manifest of a folder.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses.
    pub fn write(&self, folder: &Path) -> Result<(), Failure> {
        Replacement::stage(&folder.join(NAME), &self.bytes())?.commit()
    }
}
