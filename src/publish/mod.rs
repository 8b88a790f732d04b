//! Tree → directory. A reader sees the old output or the new one, whole; only what an earlier run wrote is deleted.
//!
//! 1. [`Place`] holds the target: its lock, and the hidden folder beside it (`place`, `lock`); it mends what a killed
//!    run left (`swap`).
//! 2. [`Staging`] takes files, new ones and ones that stay (`staging`, `index`).
//! 3. [`Staging::verify`] finds what a reader would miss (`verify`, `links`) and what is not ours (`foreign`).
//! 4. [`Verified::complete`] makes the stage whole, [`Complete::commit`] swaps (`commit`, `swap`); [`rollback`] swaps back.

pub mod cache;
mod commit;
pub mod file;
mod foreign;
mod index;
mod links;
mod lock;
pub mod manifest;
mod owner;
mod place;
pub mod printed;
mod record;
pub mod rollback;
mod staging;
mod swap;
mod verify;

use std::io;
use std::path::Path;

pub use self::commit::{Complete, Published, Verified};
pub use self::links::Links;
pub use self::lock::Lock;
use self::manifest::Manifest;
pub use self::place::Place;
pub use self::staging::Staging;
pub use self::verify::Wanted;
use crate::inputs::Failure;

/// A file's bytes; `None` where there is none.
///
/// # Errors
/// [`Failure`] where the disk refuses.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    #[expect(clippy::disallowed_methods, reason = "the output edge")]
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        // A file may stand where a folder should be.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(Failure::new(path, error)),
    }
}

/// Replaces files in an edition's print folder, and takes them into its manifest. A folder that is not ours is left.
///
/// # Errors
/// [`Failure`] where the disk refuses, or another run publishes there.
pub fn amend(target: &Path, files: &[(&str, Vec<u8>)]) -> Result<(), Failure> {
    if Manifest::read(target)?.is_none() {
        return Ok(());
    }
    let Ok(_place) = Place::print(target, None)? else { return Ok(()) };
    let Some(mut manifest) = Manifest::read(target)? else { return Ok(()) };
    for (path, bytes) in files {
        file::Replacement::stage(&target.join(path), bytes)?.commit()?;
        manifest.insert(path, blake3::hash(bytes));
    }
    manifest.write(target)
}
