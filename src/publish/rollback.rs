//! The previous output takes the published one's place again. Rolling back twice returns.

use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::foreign::{self, Foreign};
use super::manifest::{self, Manifest};
use super::place::Place;
use super::swap;
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Failure;

/// The previous output, found whole. The place is held until this goes.
pub struct Previous {
    place: Place,
    manifest: Manifest,
    /// What others put into the output that is published now.
    foreign: Vec<Foreign>,
}

/// What came back.
#[derive(Debug)]
pub struct Returned {
    pub files: usize,
    /// When it was published first.
    pub published: Option<SystemTime>,
    /// Files of others that were kept.
    pub foreign: Vec<String>,
}

/// Finds the output before the published one. `None` where no run kept any; the inner error says why it cannot return.
///
/// # Errors
/// [`Failure`] where the disk refuses, or another run publishes there.
pub fn find(target: &Path) -> Result<Option<Result<Previous, Diagnostic>>, Failure> {
    if !Place::has_previous(target) {
        return Ok(None);
    }
    let place = match Place::site(target)? {
        Ok(place) => place,
        Err(refused) => return Ok(Some(Err(refused))),
    };
    let previous = place.previous();
    let Some(manifest) = Manifest::read(&previous)? else { return Ok(None) };
    for (path, hash) in manifest.files() {
        let bytes = super::read(&previous.join(path))?;
        // Files that did not change are one with the published ones: who writes into those writes into these.
        if bytes.is_none_or(|bytes| blake3::hash(&bytes) != hash) {
            return Ok(Some(Err(Code::RollbackDamaged.diagnostic().with("path", path))));
        }
    }
    let current = Manifest::read(&place.target)?;
    if current.is_none() && place.target.exists() {
        return Ok(Some(Err(Code::OutputForeign.diagnostic().with("folder", place.target.display()))));
    }
    let foreign = foreign::find(&place.target, &current.unwrap_or_default())?;
    if let Some(thing) = foreign.iter().find(|thing| foreign::is_in_the_way(thing, &manifest)) {
        let taken = Code::OutputTaken.diagnostic().with("path", &thing.name);
        return Ok(Some(Err(taken.with("folder", place.target.display()))));
    }
    Ok(Some(Ok(Previous { place, manifest, foreign })))
}

impl Previous {
    /// Whether it has a page, or a file, at a site path.
    pub fn opens(&self, path: &str) -> bool {
        super::verify::opens_something(&self.manifest, path)
    }

    /// Puts it in place of the published output, which is the previous one from now on.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses; the published output then still stands.
    pub fn restore(self) -> Result<Returned, Failure> {
        let Previous { place, manifest, foreign } = self;
        let (previous, target) = (place.previous(), &place.target);
        // What others had put there then, they may have taken away since; what they have there now comes along.
        for thing in foreign::find(&previous, &manifest)?.iter().rev() {
            let path = previous.join(&thing.path);
            let result = if thing.is_folder { fs::remove_dir(&path) } else { fs::remove_file(&path) };
            match result {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(Failure::new(path, error));
                }
                _ => {}
            }
        }
        foreign::carry(&foreign, target, &previous)?;
        let published = fs::metadata(previous.join(manifest::NAME)).and_then(|found| found.modified()).ok();
        swap::trade(&place, &previous).map_err(|error| Failure::new(target, error))?;
        let names = foreign.into_iter().filter(|thing| !thing.is_folder).map(|thing| thing.name);
        Ok(Returned { files: manifest.len(), published, foreign: names.collect() })
    }
}
