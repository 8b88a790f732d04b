//! What others put into an output. It is never deleted: it is carried from the old output into the new one, and named.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::manifest::{self, Manifest};
use crate::files::slashed;
use crate::inputs::Failure;

/// Something that no run of ours wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// Below the output folder.
    pub path: PathBuf,
    /// The same with `/`.
    pub name: String,
    pub is_folder: bool,
}

/// Everything in `folder` that `ours` says nothing of, in order.
///
/// # Errors
/// [`Failure`] where the folder cannot be read.
pub fn find(folder: &Path, ours: &Manifest) -> Result<Vec<Foreign>, Failure> {
    let mut found = Vec::new();
    if folder.symlink_metadata().is_err() {
        return Ok(found);
    }
    for entry in walkdir::WalkDir::new(folder).min_depth(1) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            Failure::new(path, error.into_io_error().unwrap_or_else(|| io::Error::other("a loop of folders")))
        })?;
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let name = slashed(relative);
        let is_folder = entry.file_type().is_dir();
        let is_ours = if is_folder {
            ours.has_folder(&name)
        } else {
            ours.hash(&name).is_some() || name == manifest::NAME || is_litter(&name)
        };
        if !is_ours {
            found.push(Foreign { path: relative.to_owned(), name, is_folder });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Whether something stands where a file of ours, or the folder of one, has to be.
pub fn is_in_the_way(thing: &Foreign, ours: &Manifest) -> bool {
    let name = thing.name.as_str();
    let mut above = name.match_indices('/').map(|(end, _)| &name[..end]);
    ours.hash(name).is_some()
        || (!thing.is_folder && ours.has_folder(name))
        || above.any(|folder| ours.hash(folder).is_some())
}

/// A replacement of one file (see `file`) that was cut short.
fn is_litter(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.starts_with('.') && file.ends_with(".banbao-new")
}

/// Takes things into another output, where they are not in it yet.
///
/// # Errors
/// [`Failure`] where the disk refuses.
pub fn carry(things: &[Foreign], from: &Path, to: &Path) -> Result<(), Failure> {
    for thing in things {
        let (old, new) = (from.join(&thing.path), to.join(&thing.path));
        let result = if thing.is_folder {
            fs::create_dir_all(&new).and_then(|()| same_access(&old, &new))
        } else {
            make_parent(&new).and_then(|()| link(&old, &new))
        };
        match result {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Failure::new(old, error)),
            Ok(()) => {}
        }
    }
    Ok(())
}

/// Does to what was carried what was done to the originals since: others, or none, are there now.
///
/// # Errors
/// [`Failure`] where the disk refuses.
pub fn follow(things: &[Foreign], from: &Path, to: &Path) -> Result<(), Failure> {
    // What lies in a folder comes before it.
    for thing in things.iter().rev() {
        let (old, new) = (from.join(&thing.path), to.join(&thing.path));
        let Ok(carried) = new.symlink_metadata() else { continue };
        let result = match old.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => match carried.is_dir() {
                // Where something came into it meanwhile, it stays.
                true => fs::remove_dir(&new).or(Ok(())),
                false => fs::remove_file(&new),
            },
            Ok(now) if !now.is_dir() && !carried.is_dir() && !is_same(&now, &carried) => replace(&old, &new),
            _ => Ok(()),
        };
        result.map_err(|error| Failure::new(new, error))?;
    }
    Ok(())
}

/// Whether both are one file, or one the untouched copy of the other.
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if (one.dev(), one.ino()) == (other.dev(), other.ino()) {
            return true;
        }
    }
    one.is_symlink() == other.is_symlink()
        && one.len() == other.len()
        && one.modified().ok() == other.modified().ok()
}

fn replace(old: &Path, new: &Path) -> io::Result<()> {
    let name = new.file_name().unwrap_or_default().to_string_lossy();
    let beside = new.with_file_name(format!(".{name}.banbao-new"));
    link(old, &beside)?;
    fs::rename(&beside, new)
}

/// Makes the folder that a file is to lie in.
pub fn make_parent(path: &Path) -> io::Result<()> {
    let Some(parent) = path.parent() else { return Ok(()) };
    match fs::create_dir(parent) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(parent),
        result => result,
    }
}

/// One file in both places; where the file system has no links, a copy with the same time.
pub fn link(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) => copy(from, to),
        Ok(()) => Ok(()),
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let found = fs::symlink_metadata(from)?;
    #[cfg(unix)]
    if found.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    let mut copy = fs::File::create_new(to)?;
    io::copy(&mut fs::File::open(from)?, &mut copy)?;
    copy.set_modified(found.modified()?)?;
    // Last: a file that nobody may write is not opened again.
    copy.set_permissions(found.permissions())
}

/// The folders of an output that the superuser makes for somebody else are theirs, as the old output's were: else they could
/// never remove it.
#[cfg(unix)]
pub fn same_owner(from: &Path, to: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let owner = |path: &Path| fs::metadata(path).map(|found| (found.uid(), found.gid()));
    let (theirs, ours) = (owner(from)?, owner(to)?);
    if theirs == ours {
        return Ok(());
    }
    let folders = walkdir::WalkDir::new(to).into_iter().flatten().filter(|entry| entry.file_type().is_dir());
    for folder in folders {
        // Only the superuser may give things away.
        let _ = chown(folder.path(), Some(theirs.0), Some(theirs.1));
    }
    Ok(())
}

#[cfg(not(unix))]
pub fn same_owner(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

/// A folder made anew is open to the same people as the old one, as far as this run may say so.
pub fn same_access(from: &Path, to: &Path) -> io::Result<()> {
    let found = fs::metadata(from)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        // Only the superuser may give things away; others' folders are their own already.
        let _ = std::os::unix::fs::chown(to, Some(found.uid()), Some(found.gid()));
    }
    fs::set_permissions(to, found.permissions())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{carry, find, follow};
    use crate::publish::manifest::Manifest;

    #[test]
    fn what_others_do_to_their_files_while_these_are_carried_is_done_to_both() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        fs::create_dir_all(old.join("data/empty")).unwrap();
        fs::create_dir_all(&new).unwrap();
        for (name, text) in [("data/count", "one"), ("data/gone", "x"), ("stays", "y")] {
            fs::write(old.join(name), text).unwrap();
        }
        let things = find(&old, &Manifest::default()).unwrap();
        carry(&things, &old, &new).unwrap();
        // As a careful program writes: another file takes the name.
        fs::write(old.join("data/.new"), "two").unwrap();
        fs::rename(old.join("data/.new"), old.join("data/count")).unwrap();
        fs::remove_file(old.join("data/gone")).unwrap();
        fs::remove_dir(old.join("data/empty")).unwrap();
        follow(&things, &old, &new).unwrap();
        let names: Vec<String> =
            find(&new, &Manifest::default()).unwrap().into_iter().map(|thing| thing.name).collect();
        assert_eq!(names, ["data", "data/count", "stays"]);
        assert_eq!(fs::read(new.join("data/count")).unwrap(), b"two");
        assert_eq!(fs::read(new.join("stays")).unwrap(), b"y");
    }
}
