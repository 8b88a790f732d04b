//! Verified → [`Published`]: the stage is made whole and swapped in. Contract: where that fails, the old output still stands.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::fs;
use std::mem;
use std::path::{Path, PathBuf};

use super::foreign::{self, Foreign};
use super::index;
use super::manifest::{self, Manifest};
use super::staging::{Staging, hash, write};
use super::swap;
use crate::inputs::Failure;
use crate::workers;

/// An output that is whole and waits to be put in place.
pub struct Verified {
    pub(super) staging: Staging,
    pub(super) after: Manifest,
    pub(super) records: Records,
    pub(super) foreign: Vec<Foreign>,
}

/// What is written down of an output.
#[derive(Default)]
pub(super) struct Records {
    /// The manifest's file.
    manifest: Vec<u8>,
    /// The index as text, where the output has one.
    index: String,
}

/// An output that is in place. The place is held until this goes.
pub struct Published {
    /// Files of others that were kept.
    pub foreign: Vec<String>,
    /// Whether anything differs from what stood there.
    pub changed: bool,
    /// The hash of its manifest.
    pub manifest: String,
    held: Staging,
}

impl Records {
    pub(super) fn of(staging: &Staging, after: &Manifest) -> Records {
        let index = if staging.place.history { staging.index_text() } else { String::new() };
        Records { manifest: after.bytes(), index }
    }
}

impl Verified {
    /// Puts the new output in place of the old one, unless they are alike.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses; the old output then still stands.
    pub fn commit(self) -> Result<Published, Failure> {
        let Verified { staging, after, records, foreign } = &self;
        let (place, before) = (&staging.place, &staging.before);
        let is_first = !place.target.join(manifest::NAME).exists();
        let changed = is_first || before != after || staging.entries().values().any(|entry| entry.fresh);
        let mut late = Vec::new();
        if changed {
            self.complete()?;
            if let Err(failure) = swap::publish(place) {
                if !place.aside().exists() {
                    let _ = fs::remove_file(place.swapping());
                }
                return Err(failure);
            }
            late = self.carry_late().map_err(Failure::after_publishing)?;
            // What fails here is tried again by the next run.
            let _ = swap::settle(place);
        }
        if place.history && (changed || staging.index.len() != after.len()) {
            index::write(&place.index(), &records.manifest, &records.index);
        }
        let foreign = staging.told(foreign.iter().chain(&late));
        let manifest = hash(&records.manifest);
        let Verified { staging: mut held, after, records: _, foreign: _ } = self;
        let (entries, folders) = (mem::take(&mut held.entries), mem::take(&mut held.folders));
        workers::let_go((entries, folders, held.links.take(), mem::take(&mut held.before), after));
        Ok(Published { foreign, changed, manifest, held })
    }

    /// Makes the stage whole: what was not written anew is linked into it, the manifest comes last.
    fn complete(&self) -> Result<(), Failure> {
        let Verified { staging, after, records, foreign } = self;
        let (stage, target) = (staging.place.stage(), &staging.place.target);
        fs::create_dir_all(&stage).map_err(|error| Failure::new(&stage, error))?;
        let mut parent = PathBuf::new();
        for (path, _) in staging.entries().iter().filter(|(_, entry)| !entry.fresh) {
            let (from, to) = (target.join(path), stage.join(path));
            let folder = to.parent().unwrap_or(Path::new(""));
            let result = if folder == parent { Ok(()) } else { foreign::make_parent(&to) };
            result.and_then(|()| foreign::link(&from, &to)).map_err(|error| Failure::new(&from, error))?;
            folder.clone_into(&mut parent);
        }
        if target.exists() {
            foreign::same_owner(target, &stage).map_err(|error| Failure::new(&stage, error))?;
        }
        foreign::carry(foreign, target, &stage)?;
        let (from, to) = (target.join(manifest::NAME), stage.join(manifest::NAME));
        let is_same = *after == staging.before && foreign::link(&from, &to).is_ok();
        if !is_same {
            write(&to, &records.manifest).map_err(|error| Failure::new(to, error))?;
        }
        if target.exists() {
            // Last: a folder may be closed to writing.
            foreign::same_access(target, &stage).map_err(|error| Failure::new(target, error))?;
        }
        Ok(())
    }

    /// What others put into the old output while it was being replaced.
    fn carry_late(&self) -> Result<Vec<Foreign>, Failure> {
        let place = &self.staging.place;
        let mut late = foreign::find(&place.stage(), &self.staging.before)?;
        late.retain(|thing| !self.foreign.contains(thing) && self.after.hash(&thing.name).is_none());
        foreign::carry(&late, &place.stage(), &place.target)?;
        Ok(late)
    }
}

impl Published {
    /// Whether it is a web root; else a print.
    pub fn is_site(&self) -> bool {
        self.held.place.history
    }

    /// The folder that was published to.
    pub fn target(&self) -> &Path {
        self.held.target()
    }
}
