//! A folder that is open. Contract: what is in it is reached from there and not from the root of the file system, which takes
//! the system through every folder on the way, each time.
#![expect(clippy::disallowed_methods, reason = "the way to the disk of both edges")]

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// An open folder; names are paths in it, parted by `/`.
pub struct Folder {
    path: PathBuf,
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    open: std::os::fd::OwnedFd,
}

impl Folder {
    /// Opens the folder at `path`.
    ///
    /// # Errors
    /// As of [`File::open`].
    pub fn open(path: &Path) -> io::Result<Folder> {
        Ok(Folder {
            path: path.to_owned(),
            #[cfg(any(target_os = "linux", target_os = "macos"))]
            open: system::open(path)?,
        })
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// As of [`File::open`].
    pub fn file(&self, name: &str) -> io::Result<File> {
        #[cfg(any(target_os = "linux", target_os = "macos"))]
        return system::file(&self.open, name);
        #[cfg(not(any(target_os = "linux", target_os = "macos")))]
        File::open(self.path.join(name))
    }

    /// Makes a file, or empties the one that is there.
    ///
    /// # Errors
    /// As of [`File::create`].
    pub fn create(&self, name: &str) -> io::Result<File> {
        #[cfg(any(target_os = "linux", target_os = "macos"))]
        return system::create(&self.open, name);
        #[cfg(not(any(target_os = "linux", target_os = "macos")))]
        File::create(self.path.join(name))
    }

    /// Makes a folder, with those that it lies in, unless it is there.
    ///
    /// # Errors
    /// As of [`fs::create_dir_all`].
    pub fn create_dir(&self, name: &str) -> io::Result<()> {
        #[cfg(any(target_os = "linux", target_os = "macos"))]
        let made = system::create_dir(&self.open, name);
        #[cfg(not(any(target_os = "linux", target_os = "macos")))]
        let made = fs::create_dir(self.path.join(name));
        match made {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(self.path.join(name)),
            made => made,
        }
    }
}

/// As [`std::fs`] asks the system, but from an open folder.
#[cfg(any(target_os = "linux", target_os = "macos"))]
mod system {
    use std::fs::File;
    use std::io;
    use std::os::fd::{AsFd, OwnedFd};
    use std::path::Path;

    use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};
    use rustix::io::retry_on_intr;

    pub(super) fn open(path: &Path) -> io::Result<OwnedFd> {
        // To go through a folder takes less than to read it.
        #[cfg(target_os = "linux")]
        let way = OFlags::PATH;
        #[cfg(not(target_os = "linux"))]
        let way = OFlags::RDONLY;
        at(CWD, path, way | OFlags::DIRECTORY)
    }

    pub(super) fn file(folder: &OwnedFd, name: &str) -> io::Result<File> {
        at(folder, Path::new(name), OFlags::RDONLY).map(File::from)
    }

    pub(super) fn create(folder: &OwnedFd, name: &str) -> io::Result<File> {
        at(folder, Path::new(name), OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC).map(File::from)
    }

    pub(super) fn create_dir(folder: &OwnedFd, name: &str) -> io::Result<()> {
        Ok(retry_on_intr(|| mkdirat(folder, name, Mode::from_raw_mode(0o777)))?)
    }

    fn at(folder: impl AsFd, name: &Path, flags: OFlags) -> io::Result<OwnedFd> {
        // What a process may do is taken off by the system, as for any file.
        let open = || openat(folder.as_fd(), name, flags | OFlags::CLOEXEC, Mode::from_raw_mode(0o666));
        Ok(retry_on_intr(open)?)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{ErrorKind, Read as _, Write as _};

    use super::Folder;

    #[test]
    fn files_are_made_and_found_in_it_wherever_it_goes() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("stage");
        std::fs::create_dir(&path).unwrap();
        let folder = Folder::open(&path).unwrap();
        folder.create_dir("a/co").unwrap();
        // It is there already.
        folder.create_dir("a/co").unwrap();
        folder.create("a/co/index.html").unwrap().write_all(b"a longer text").unwrap();
        folder.create("a/co/index.html").unwrap().write_all("短".as_bytes()).unwrap();
        let mut text = String::new();
        folder.file("a/co/index.html").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "短", "an earlier file of the name is emptied");
        assert_eq!(std::fs::read_to_string(path.join("a/co/index.html")).unwrap(), "短");
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let home = tempfile::tempdir().unwrap();
        let gone = Folder::open(&home.path().join("gone"));
        assert_eq!(gone.err().map(|error| error.kind()), Some(ErrorKind::NotFound));
        let folder = Folder::open(home.path()).unwrap();
        assert_eq!(folder.file("gone").unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(folder.create("gone/index.html").unwrap_err().kind(), ErrorKind::NotFound);
        std::fs::write(home.path().join("file"), "").unwrap();
        assert!(folder.create_dir("file/a").is_err(), "a file is no folder");
        assert!(Folder::open(&home.path().join("file")).is_err());
    }
}
