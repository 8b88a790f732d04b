//! Files that nobody reads, and texts among them whose ending is wrong.

use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Inputs;
use crate::parse::article::is_article;

/// What lies in `content/` by its own name.
const FILES: [&str; 5] = ["boards.csv", "boards.xlsx", "boards.xls", "boards.toml", "codes.lock"];
const FOLDERS: [&str; 7] = ["articles", "editions", "alerts", "pages", "campaign", "postings", "static"];
/// Folders of texts. (Tables have a check of their own.)
const TEXTS: [&str; 4] = ["articles", "editions", "alerts", "pages"];

pub fn check(inputs: &Inputs, out: &mut Vec<Diagnostic>) {
    let mut told = None;
    for (path, file) in inputs.under("content/") {
        let at = |code: Code| code.in_file(file.id);
        match path.split_once('/') {
            None if FILES.contains(&path) => {}
            None => out.push(at(Code::FileIgnored).suggest(path, FILES).with("known", FILES.join(" "))),
            Some((folder, rest)) if FOLDERS.contains(&folder) => {
                if !TEXTS.contains(&folder)
                    || rest.ends_with(".md") && (folder != "articles" || is_article(rest))
                {
                    continue;
                }
                if rest.ends_with(".md") {
                    out.push(at(Code::FileIgnored).with("known", "content/articles/*.md"));
                } else if is_text(rest, &file.bytes) {
                    out.push(at(Code::FileMisnamed));
                }
            }
            // Once a folder.
            Some((folder, _)) if told == Some(folder) => {}
            Some((folder, _)) => {
                told = Some(folder);
                let found = at(Code::FileIgnored)
                    .with("known", FOLDERS.map(|name| format!("content/{name}/")).join(" "));
                out.push(found.suggest(folder, FOLDERS));
            }
        }
    }
}

/// Whether a file with another ending is a text meant to be read: `co.md.txt` (Windows hides the `.txt`), `co.MD`, `co.md.bak`.
fn is_text(path: &str, bytes: &[u8]) -> bool {
    let path = path.to_ascii_lowercase();
    let is_named = [".md", ".markdown", ".mdown", ".md.txt"].iter().any(|ending| path.ends_with(ending));
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    !path.ends_with(".md") && is_named || bytes.starts_with(b"+++")
}
