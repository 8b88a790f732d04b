//! Two folders trade places in one step; what a killed run left half-way is finished or undone by the next one.
//!
//! The order of a swap, every step of which may be the last one:
//! 1. `stage` is whole: all files, then the manifest.
//! 2. `swapping` tells which manifest is to be put in place.
//! 3. the disk has all of it (`syncfs`), so that a power cut cannot publish names without contents.
//! 4. `stage` and the target trade names: readers see the new output from now on.
//! 5. `previous` goes, `stage`, the old output, becomes `previous`, and `swapping` goes.
//!
//! What of it will not go, since others have folders in it, is set aside (`left-1`): tidying up keeps nobody from publishing.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::fs;
use std::io;
use std::path::Path;

use super::manifest;
use super::place::{LEFT, Place};
use crate::inputs::Failure;

/// Puts a whole stage into the target's place. Afterwards the stage holds what stood there, until it is [`settle`]d.
///
/// # Errors
/// [`Failure`] where the disk refuses; the old output then still stands.
pub fn publish(place: &Place) -> Result<(), Failure> {
    let (stage, target) = (place.stage(), &place.target);
    let hash = manifest_hash(&stage)?.unwrap_or_default();
    let journal = place.swapping();
    fs::write(&journal, hash).map_err(|error| Failure::new(&journal, error))?;
    flush(&stage)?;
    trade(place, &stage).map_err(|error| Failure::new(target, error))
}

/// The target and `other` trade places; where there is no target, `other` takes it.
///
/// # Errors
/// The file system's; then nothing has changed.
pub fn trade(place: &Place, other: &Path) -> io::Result<()> {
    let target = &place.target;
    if target.symlink_metadata().is_ok() {
        return exchange(target, other, &place.aside());
    }
    if let Some(parent) = target.parent() {
        super::owner::make_folder(parent)?;
    }
    fs::rename(other, target)
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(target: &Path, other: &Path, aside: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, other, CWD, target, RenameFlags::EXCHANGE) {
        // Not every file system can, network disks least.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => exchange_slowly(target, other, aside),
        result => Ok(result?),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(target: &Path, other: &Path, aside: &Path) -> io::Result<()> {
    exchange_slowly(target, other, aside)
}

/// Three renames; between the first two there is no target, which [`recover`] mends after a kill.
fn exchange_slowly(target: &Path, other: &Path, aside: &Path) -> io::Result<()> {
    fs::rename(target, aside)?;
    if let Err(error) = fs::rename(other, target) {
        // The old output comes back; if even that fails, the first error is still the one to tell.
        let _ = fs::rename(aside, target);
        return Err(error);
    }
    fs::rename(aside, other)
}

/// After a swap: the stage holds the old output, which becomes the previous one, or goes.
///
/// # Errors
/// [`Failure`] where the disk refuses; what is published is published, and the next run goes on from here.
pub fn settle(place: &Place) -> Result<(), Failure> {
    let (stage, previous) = (place.stage(), place.previous());
    if place.history && stage.join(manifest::NAME).exists() {
        discard(place, &previous)?;
        fs::rename(&stage, &previous).map_err(|error| Failure::new(&stage, error))?;
    } else {
        discard(place, &stage)?;
    }
    remove_file(&place.swapping())
}

/// Finishes or undoes what a killed run left.
///
/// # Errors
/// [`Failure`] where the disk refuses.
pub fn recover(place: &Place) -> Result<(), Failure> {
    for left in place.left() {
        // Another try; where it is in vain again, it is told.
        let _ = remove(&left);
    }
    let journal = super::read(&place.swapping())?;
    let aside = place.aside();
    if aside.symlink_metadata().is_ok() {
        // Three renames were cut short: after the first one they are undone, after the second one finished.
        let undo = place.target.symlink_metadata().is_err();
        let other = if journal.is_some() { place.stage() } else { place.previous() };
        let to = if undo { &place.target } else { &other };
        fs::rename(&aside, to).map_err(|error| Failure::new(&aside, error))?;
    }
    let Some(journal) = journal else { return discard(place, &place.stage()) };
    let swapped = manifest_hash(&place.target)?.is_some_and(|hash| hash.as_bytes() == journal);
    if swapped && place.stage().exists() {
        return settle(place);
    }
    discard(place, &place.stage())?;
    remove_file(&place.swapping())
}

/// Removes a folder of ours, or sets it aside.
fn discard(place: &Place, folder: &Path) -> Result<(), Failure> {
    let Err(failure) = remove(folder) else { return Ok(()) };
    let mut names = (1..).map(|number| place.state.join(format!("{LEFT}{number}")));
    let free = names.find(|path| path.symlink_metadata().is_err());
    free.and_then(|free| fs::rename(folder, free).ok()).ok_or(failure)
}

/// The hash of a folder's manifest.
fn manifest_hash(folder: &Path) -> Result<Option<String>, Failure> {
    Ok(super::read(&folder.join(manifest::NAME))?.map(|bytes| blake3::hash(&bytes).to_hex().to_string()))
}

/// Waits until the disk has everything that was written to the folder's file system.
#[cfg(target_os = "linux")]
fn flush(folder: &Path) -> Result<(), Failure> {
    let opened = fs::File::open(folder).map_err(|error| Failure::new(folder, error))?;
    rustix::fs::syncfs(&opened).map_err(|error| Failure::new(folder, error.into()))
}

/// Elsewhere each file waits for itself, as it is written.
#[cfg(not(target_os = "linux"))]
fn flush(_: &Path) -> Result<(), Failure> {
    Ok(())
}

/// Removes a folder of ours with all that is in it, if it is there. Folders in it that were closed to us are opened.
///
/// # Errors
/// [`Failure`] where the disk refuses.
pub fn remove(folder: &Path) -> Result<(), Failure> {
    let mut result = fs::remove_dir_all(folder);
    if matches!(&result, Err(error) if error.kind() == io::ErrorKind::PermissionDenied) {
        open_folders(folder);
        result = fs::remove_dir_all(folder);
    }
    match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::new(folder, error)),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn open_folders(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    // A folder is opened before the walk goes into it.
    let open = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o700));
    let _ = open(folder);
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            open_folders(&entry.path());
        }
    }
}

#[cfg(not(unix))]
fn open_folders(_: &Path) {}

fn remove_file(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::new(path, error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[path = "swap_tests.rs"]
mod tests;
