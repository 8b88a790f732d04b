//! Sizes and times of the published files, so that a run need not read them to know that nobody changed them.
//! A cache: where it is missing, damaged or of another manifest, files are read instead.
#![expect(clippy::disallowed_methods, reason = "the output edge")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::files::Stat;

/// The format's name; another one is another program's.
const FORMAT: &str = "banbao-index-1";

/// By path in the output.
pub type Index = BTreeMap<String, Stat>;

/// The index of the output whose manifest is `manifest`; empty where there is none to be trusted.
pub fn read(path: &Path, manifest: &[u8]) -> Index {
    let Ok(text) = fs::read_to_string(path) else { return Index::new() };
    let Some((head, body)) = text.split_once('\n') else { return Index::new() };
    if head != heading(manifest, body) {
        return Index::new();
    }
    let entry = |line: &str| {
        let mut words = line.splitn(3, ' ');
        let size = words.next()?.parse().ok()?;
        let modified = words.next()?.parse().ok()?;
        Some((words.next()?.to_owned(), Stat { size, modified }))
    };
    body.lines().filter_map(entry).collect()
}

/// The index as text.
pub fn text<'a>(index: impl Iterator<Item = (&'a str, Stat)>) -> String {
    let mut body = String::new();
    for (path, stat) in index {
        let (size, modified) = (stat.size.to_string(), stat.modified.to_string());
        body.extend([&size, " ", &modified, " ", path, "\n"]);
    }
    body
}

/// Writes the index, as [`text`] has made it. Nothing is lost where that fails.
pub fn write(path: &Path, manifest: &[u8], body: &str) {
    let text = format!("{}\n{body}", heading(manifest, body));
    let _ = fs::write(path, text);
}

fn heading(manifest: &[u8], body: &str) -> String {
    format!("{FORMAT} {} {}", blake3::hash(manifest).to_hex(), blake3::hash(body.as_bytes()).to_hex())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{read, text, write};
    use crate::files::Stat;

    #[test]
    fn an_index_is_trusted_whole_and_of_its_own_manifest_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index");
        assert!(read(&path, b"{}").is_empty(), "there is none");
        let stat = Stat { size: 3, modified: 1_700_000_000_000_000_001 };
        write(&path, b"{}", &text([("a b/c.html", stat)].into_iter()));
        assert_eq!(read(&path, b"{}").get("a b/c.html"), Some(&stat));
        assert!(read(&path, b"{ }").is_empty(), "another manifest's");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("3 17", "4 17")).unwrap();
        assert!(read(&path, b"{}").is_empty(), "damaged");
        fs::write(&path, &text[..text.len() - 4]).unwrap();
        assert!(read(&path, b"{}").is_empty(), "cut off");
    }
}
