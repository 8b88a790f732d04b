//! One run at a time publishes to a folder. The lock is the operating system's, on an open file: it goes with the
//! process that held it, however that ends, so none is ever stale.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::owner;
use crate::inputs::Failure;

const NAME: &str = "lock";

/// Held until it is dropped.
pub struct Lock {
    home: PathBuf,
    file: File,
}

impl Lock {
    /// Takes the lock in the folder `home`, which is made. `target` is what others are kept from.
    ///
    /// # Errors
    /// [`Failure`] of the kind `WouldBlock` where another run holds it; where the disk refuses, of other kinds.
    pub fn take(home: &Path, target: &Path) -> Result<Lock, Failure> {
        let path = home.join(NAME);
        loop {
            owner::make_folder(home).map_err(|error| Failure::new(home, error))?;
            let file = match File::options().create(true).truncate(false).write(true).open(&path) {
                Ok(file) => file,
                // The run before has just tidied up.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(Failure::new(path, error)),
            };
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(Failure::new(target, io::ErrorKind::WouldBlock.into()));
                }
                // Some network disks know no locks; there, two runs at once are the office's own care.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(Failure::new(path, error)),
            }
            if is_still_at(&file, &path) {
                owner::inherit(&path);
                return Ok(Lock { home: home.to_owned(), file });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if cfg!(unix) {
            tidy(&self.home);
        }
        // Not left to the closing of the file: a process that another thread is just starting holds a copy of it until
        // its own program runs, and the lock with it.
        let _ = self.file.unlock();
    }
}

/// Leaves no folder behind that holds nothing but a lock.
fn tidy(home: &Path) {
    let Ok(entries) = fs::read_dir(home) else { return };
    for entry in entries.flatten() {
        // Folders of parts, if they hold nothing.
        if entry.file_name() != NAME && fs::remove_dir(entry.path()).is_err() {
            return;
        }
    }
    let _ = fs::remove_file(home.join(NAME));
    let _ = fs::remove_dir(home);
}

/// Whether the lock that was taken is the one that the next run will meet: another may have removed it just before.
#[cfg(unix)]
fn is_still_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(ours), Ok(theirs)) => (ours.dev(), ours.ino()) == (theirs.dev(), theirs.ino()),
        _ => false,
    }
}

/// Elsewhere locks are never removed.
#[cfg(not(unix))]
fn is_still_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::Lock;

    #[test]
    fn one_holds_it_and_nothing_stays() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join(".public.banbao");
        let lock = Lock::take(&home, folder.path()).unwrap();
        let second = Lock::take(&home, folder.path()).err().unwrap();
        assert_eq!(second.error.kind(), ErrorKind::WouldBlock);
        drop(lock);
        assert!(!home.exists());
        Lock::take(&home, folder.path()).unwrap();
    }

    #[test]
    fn a_copy_of_the_file_in_another_process_does_not_hold_it() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join(".public.banbao");
        std::fs::create_dir_all(home.join("previous")).unwrap();
        std::fs::write(home.join("previous/index.html"), "one").unwrap();
        let lock = Lock::take(&home, folder.path()).unwrap();
        let copy = lock.file.try_clone().unwrap();
        drop(lock);
        Lock::take(&home, folder.path()).unwrap();
        drop(copy);
    }

    #[test]
    fn never_two_at_once_though_each_tidies_up() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join(".public.banbao");
        let (inside, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..2_000 {
                        if let Ok(lock) = Lock::take(&home, folder.path()) {
                            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                            taken.fetch_add(1, Ordering::SeqCst);
                            inside.fetch_sub(1, Ordering::SeqCst);
                            drop(lock);
                        }
                    }
                });
            }
        });
        assert!(taken.into_inner() > 0);
        assert!(!home.exists());
    }
}
