//! What the superuser makes in somebody's project belongs to that somebody: else they could never replace it.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::fs;
use std::io;
use std::path::Path;

/// Makes a folder with all above it. What was not there belongs to whom the folder belongs that it was made in.
///
/// # Errors
/// The file system's.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let is_new = |path: &&Path| !path.as_os_str().is_empty() && path.symlink_metadata().is_err();
    let mut made: Vec<&Path> = folder.ancestors().take_while(is_new).collect();
    fs::create_dir_all(folder)?;
    made.reverse();
    made.into_iter().for_each(inherit);
    Ok(())
}

/// Whose a thing is, where the system tells.
pub fn of(path: &Path) -> Option<u32> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        path.symlink_metadata().ok().map(|found| found.uid())
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// Gives a thing to whom the folder belongs that it lies in, as far as this run may: only the superuser gives things away.
#[cfg(unix)]
pub fn inherit(path: &Path) {
    use std::os::unix::fs::{MetadataExt, lchown};
    let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let (Ok(own), Ok(above)) = (path.symlink_metadata(), above.metadata())
        && (own.uid(), own.gid()) != (above.uid(), above.gid())
        && own.uid() == 0
    {
        let _ = lchown(path, Some(above.uid()), Some(above.gid()));
    }
}

#[cfg(not(unix))]
pub fn inherit(_: &Path) {}
