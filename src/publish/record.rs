//! What the program writes down for its own next run, as JSON: whole, or none, or an error.

use std::io;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::inputs::Failure;

/// A record; `None` where there is none.
///
/// # Errors
/// [`Failure`] where the file exists and cannot be read, or is damaged.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, Failure> {
    let Some(bytes) = super::read(path)? else { return Ok(None) };
    let damaged = |error| Failure::new(path, io::Error::new(io::ErrorKind::InvalidData, error));
    serde_json::from_slice(&bytes).map(Some).map_err(damaged)
}

/// A record's file, one value a line.
pub fn bytes(record: &impl Serialize) -> Vec<u8> {
    // Maps of text always have a JSON form.
    let mut bytes = serde_json::to_vec_pretty(record).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
