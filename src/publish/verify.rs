//! Staging → `Verified`: what a reader would miss is found before anything is put in place.
//!
//! Every planned file is there; every code opens a page; every link between our own pages leads somewhere; nothing of
//! others stands where a file of ours must go.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::fs;
use std::io;

use super::commit::{Records, Verified};
use super::foreign::{self, Foreign};
use super::manifest::Manifest;
use super::staging::Staging;
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Failure;
use crate::quick::QuickSet;
use crate::workers;

/// What an output must have.
pub struct Wanted<'a> {
    /// Paths of planned files.
    pub files: Vec<&'a str>,
    /// Site paths that codes open, as `a/co/`.
    pub opened: Vec<&'a str>,
}

impl Staging {
    /// Holds the new output against what was planned. The inner error is what is wrong with it.
    ///
    /// # Errors
    /// [`Failure`] where the disk refuses, or something planned was never made.
    pub fn verify(self, wanted: &Wanted) -> Result<Result<Verified, Vec<Diagnostic>>, Failure> {
        let after = self.manifest();
        let mut records = Records::default();
        let held = workers::beside(|| records = Records::of(&self, &after), || self.hold(&after, wanted))?;
        Ok(held.map(|foreign| Verified { staging: self, after, records, foreign }))
    }

    /// As [`Staging::verify`]: what others have there, or what is wrong.
    fn hold(
        &self,
        after: &Manifest,
        wanted: &Wanted,
    ) -> Result<Result<Vec<Foreign>, Vec<Diagnostic>>, Failure> {
        let mut foreign = foreign::find(&self.place.target, &self.before)?;
        let removed: Vec<(&str, blake3::Hash)> =
            self.before.files().filter(|(path, _)| after.hash(path).is_none()).collect();
        // What somebody wrote over a file of ours that is made no more is theirs now.
        for (path, hash) in &removed {
            let exists = self.place.target.join(path).symlink_metadata().is_ok();
            if exists && self.unchanged(path, *hash).is_none() {
                foreign.push(Foreign { path: path.into(), name: (*path).to_owned(), is_folder: false });
            }
        }
        let mut found = Vec::new();
        // Asked for every link: quicker than the manifest itself.
        let made: QuickSet<&str> = after.files().map(|(path, _)| path).collect();
        let planned = wanted.files.iter().filter(|path| !made.contains(**path));
        let lost = wanted.opened.iter().filter(|opens| !opens_something(after, opens)).chain(planned).next();
        if let Some(path) = lost {
            // The plan has it, so this is no mistake of the project.
            let error = io::Error::other("planned and never made: a fault of banbao; please report it");
            return Err(Failure::new(self.place.target.join(path), error));
        }
        if let Some(links) = &self.links {
            let is_gone = |name: &String| !foreign.iter().any(|thing| thing.name == *name);
            if !removed.is_empty() || self.linked_before.iter().any(is_gone) {
                self.note_kept_pages()?;
            }
            let theirs = |path: &str| foreign.iter().any(|thing| thing.name == path);
            found.extend(links.findings(|path| made.contains(path) || theirs(path)));
        }
        let mut taken = Vec::new();
        for thing in &foreign {
            if foreign::is_in_the_way(thing, after) && !self.is_alike(thing, after) {
                taken.push(thing.name.clone());
            }
        }
        foreign.retain(|thing| after.hash(&thing.name).is_none());
        let folder = self.place.target.display();
        found.extend(
            taken
                .into_iter()
                .map(|path| Code::OutputTaken.diagnostic().with("path", path).with("folder", &folder)),
        );
        Ok(if found.is_empty() { Ok(foreign) } else { Err(found) })
    }

    /// Pages that were taken over may link to what is gone now. Their links were noted when they were written, which
    /// may have been in another run.
    fn note_kept_pages(&self) -> Result<(), Failure> {
        let Some(links) = &self.links else { return Ok(()) };
        for (path, _) in self.entries().iter().filter(|(path, entry)| !entry.fresh && path.ends_with(".html"))
        {
            let file = self.place.target.join(path);
            let bytes = fs::read(&file).map_err(|error| Failure::new(&file, error))?;
            links.note(path, &bytes);
        }
        Ok(())
    }

    /// Whether a file of others is byte for byte the one that goes there.
    fn is_alike(&self, thing: &Foreign, after: &Manifest) -> bool {
        let hash = after.hash(&thing.name);
        hash.is_some_and(|hash| self.unchanged(&thing.name, hash).is_some())
    }
}

/// Whether a site path is a page, or a file.
pub(super) fn opens_something(after: &Manifest, opens: &str) -> bool {
    let plain = opens.trim_matches('/');
    let page = if plain.is_empty() { "index.html".to_owned() } else { format!("{plain}/index.html") };
    after.hash(&page).is_some() || after.hash(plain).is_some()
}
