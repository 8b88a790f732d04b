//! Verified → [`Published`]: the stage is made whole and swapped in. Contract: where that fails, the old output still stands.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::fs;
use std::mem;
use std::path::{Path, PathBuf};

use super::foreign::{self, Foreign};
use super::manifest::{self, Manifest};
use super::staging::{Staging, hash};
use super::swap;
use super::{index, owner};
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Failure;
use crate::workers;

/// An output that is whole and waits to be put in place.
pub struct Verified {
    pub(super) staging: Staging,
    pub(super) after: Manifest,
    pub(super) records: Records,
    pub(super) foreign: Vec<Foreign>,
}

/// An output whose stage lacks nothing any more: to put it in place takes one step.
pub struct Complete {
    output: Verified,
    /// Whether anything differs from what stands there.
    changed: bool,
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
    /// What it will have to copy of somebody else's, who will not own it any more: none but the superuser gives things away,
    /// and most systems let nobody else link to them. (The superuser may go on with anything.)
    pub fn taken_over(&self) -> Option<Diagnostic> {
        let (stage, target) = (self.staging.place.stage(), &self.staging.place.target);
        let us = owner::of(&stage).filter(|us| *us != 0)?;
        let is_theirs = |thing: &&Foreign| {
            owner::of(&target.join(&thing.path)).is_some_and(|them| them != us && them != 0)
        };
        let names: Vec<&str> =
            self.foreign.iter().filter(is_theirs).map(|thing| thing.name.as_str()).collect();
        let found = Code::OutputTakesOver.diagnostic().with("count", names.len());
        names.first().map(|first| found.with("path", first).with("folder", target.display()))
    }

    /// Makes the stage whole, unless the new output is like the old one. What is likely to fail fails here, where nothing
    /// was put in place yet.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses.
    pub fn complete(self) -> Result<Complete, Failure> {
        let staging = &self.staging;
        let is_first = !staging.place.target.join(manifest::NAME).exists();
        let is_fresh = || staging.entries().values().any(|entry| entry.fresh);
        let changed = is_first || staging.before != self.after || is_fresh();
        if changed {
            self.fill()?;
        }
        Ok(Complete { output: self, changed })
    }

    /// Makes the stage whole: what was not written anew is linked into it, the manifest comes last.
    fn fill(&self) -> Result<(), Failure> {
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
        // A first output is theirs whose project it lies in.
        let like = target.ancestors().find(|path| path.exists()).unwrap_or(Path::new("."));
        foreign::same_owner(like, &stage).map_err(|error| Failure::new(&stage, error))?;
        foreign::carry(foreign, target, &stage)?;
        let (from, to) = (target.join(manifest::NAME), stage.join(manifest::NAME));
        let is_same = *after == staging.before && foreign::link(&from, &to).is_ok();
        if !is_same {
            staging.put(manifest::NAME, &records.manifest)?;
        }
        if target.exists() {
            // Last: a folder may be closed to writing.
            foreign::same_access(target, &stage).map_err(|error| Failure::new(target, error))?;
        }
        Ok(())
    }
}

impl Complete {
    /// Puts the new output in place of the old one, unless they are alike.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses; the old output then still stands.
    pub fn commit(self) -> Result<Published, Failure> {
        let Complete { output, changed } = self;
        let Verified { staging, after, records, foreign } = &output;
        let place = &staging.place;
        let mut late = Vec::new();
        if changed {
            if let Err(failure) = swap::publish(place) {
                if !place.aside().exists() {
                    let _ = fs::remove_file(place.swapping());
                }
                return Err(failure);
            }
            late = output.carry_late().map_err(Failure::after_publishing)?;
            // What fails here is tried again by the next run.
            let _ = swap::settle(place);
        }
        if place.history && (changed || staging.index.len() != after.len()) {
            index::write(&place.index(), &records.manifest, &records.index);
        }
        let foreign = staging.told(foreign.iter().chain(&late));
        let manifest = hash(&records.manifest);
        let Verified { staging: mut held, after, records: _, foreign: _ } = output;
        let (entries, folders) = (mem::take(&mut held.entries), mem::take(&mut held.folders));
        workers::let_go((entries, folders, held.links.take(), mem::take(&mut held.before), after));
        Ok(Published { foreign, changed, manifest, held })
    }
}

impl Verified {
    /// What others did to the old output while it was being replaced: what they put in, changed or took away.
    fn carry_late(&self) -> Result<Vec<Foreign>, Failure> {
        let (old, new) = (self.staging.place.stage(), &self.staging.place.target);
        let mut late = foreign::find(&old, &self.staging.before)?;
        late.retain(|thing| !self.foreign.contains(thing) && self.after.hash(&thing.name).is_none());
        foreign::carry(&late, &old, new)?;
        foreign::follow(&self.foreign, &old, new)?;
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
