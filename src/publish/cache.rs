//! A file of the program's own in the project's `.cache`: kept for the next run, safe to delete, never trusted if damaged.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::fs;
use std::path::{Path, PathBuf};

use super::file::Replacement;
use super::owner;

/// The folder in a project; it hides itself from version control.
const FOLDER: &str = ".cache";
/// Larger ones are not worth reading: the outputs of 100,000 articles come to a quarter of this.
const LARGEST: usize = 64 << 20;

/// Where `name` is kept for the project at `root`.
fn place(root: &Path, name: &str) -> PathBuf {
    root.join(FOLDER).join("banbao").join(name)
}

/// What was kept under a name by a program that calls itself `program`; `None` where there is none to be trusted.
pub fn read(root: &Path, name: &str, program: &str) -> Option<Vec<u8>> {
    let mut bytes = fs::read(place(root, name)).ok()?;
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let body = &bytes[end + 1..];
    (bytes[..end] == *heading(program, body).as_bytes()).then(|| bytes.split_off(end + 1))
}

/// Keeps `body` for the next run. Nothing is lost where that fails.
pub fn write(root: &Path, name: &str, program: &str, body: &[u8]) {
    let path = place(root, name);
    if body.len() > LARGEST {
        let _ = fs::remove_file(path);
        return;
    }
    let Some(folder) = path.parent().filter(|folder| owner::make_folder(folder).is_ok()) else { return };
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        let _ = fs::write(&ignore, "*\n");
        owner::inherit(&ignore);
    }
    let text = [heading(program, body).as_bytes(), b"\n", body].concat();
    if let Ok(new) = Replacement::stage(&path, &text) {
        let _ = new.commit();
    }
}

fn heading(program: &str, body: &[u8]) -> String {
    format!("{program} {}", blake3::hash(body).to_hex())
}

/// The running program: another one, even of the same version, may make other files.
pub fn program() -> String {
    format!("banbao-memory-2 {} {}", env!("CARGO_PKG_VERSION"), env!("BANBAO_SOURCES"))
}

#[cfg(test)]
mod tests {
    use super::{place, read, write};

    #[test]
    fn what_is_kept_is_trusted_whole_and_of_the_same_program_or_not_at_all() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(read(root.path(), "m", "one"), None, "there is none");
        write(root.path(), "m", "one", b"abc\ndef");
        assert_eq!(read(root.path(), "m", "one").as_deref(), Some(&b"abc\ndef"[..]));
        assert_eq!(read(root.path(), "m", "two"), None, "another program's");
        let path = place(root.path(), "m");
        let bytes = std::fs::read(&path).unwrap();
        for damaged in [&bytes[..bytes.len() - 1], &bytes[1..], b"", b"\n"] {
            std::fs::write(&path, damaged).unwrap();
            assert_eq!(read(root.path(), "m", "one"), None);
        }
    }
}
