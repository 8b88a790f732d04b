//! A content file → the fields of its TOML front matter between `+++` lines, and its parsed body.

use std::ops::Range;

use super::body::Body;
use super::fields::{Fields, parse_toml};
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::InputFile;
use crate::source::{FileId, Span};

/// The two parts of a content file, as byte ranges.
struct Parts {
    toml: Range<usize>,
    body: Range<usize>,
}

/// Splits a content file. YAML (`---`) and JSON front matter are named as such, since they are the likeliest mistake.
fn split(text: &str, file: FileId, out: &mut Vec<Diagnostic>) -> Option<Parts> {
    let lead = text.len() - text.trim_start().len();
    let rest = &text[lead..];
    let first_line = rest.lines().next().unwrap_or("");
    let at = Span::new(file, lead..lead + first_line.len());
    if first_line.trim_end() == "---" || first_line.starts_with('{') {
        let found = if first_line.starts_with('{') { "JSON" } else { "YAML" };
        out.push(Code::FrontMatterNotToml.at(at).with("cause", "other-form").with("form", found));
        return None;
    }
    if !is_fence(first_line) {
        out.push(Code::FrontMatterMissing.at(at));
        return None;
    }
    let start = lead + first_line.len() + usize::from(rest.len() > first_line.len());
    let mut at_line = start;
    for line in text[start..].split_inclusive('\n') {
        if is_fence(line) {
            return Some(Parts { toml: start..at_line, body: at_line + line.len()..text.len() });
        }
        at_line += line.len();
    }
    out.push(Code::FrontMatterOpen.at(at));
    None
}

/// A line `+++`; an input method makes its signs full-width, and nothing else can be meant by them.
fn is_fence(line: &str) -> bool {
    matches!(line.trim_end(), "+++" | "＋＋＋")
}

/// Reads a content file: `read` gets its fields and its body. Fields nobody asked for are reported, but for those in
/// `foreign`, which belong to other programs; `[extra]` is the author's own.
pub fn read<T>(
    file: &InputFile,
    foreign: &[&str],
    out: &mut Vec<Diagnostic>,
    read: impl FnOnce(&mut Fields, Body) -> T,
) -> Option<T> {
    let text = file.text.as_ref()?;
    let parts = split(text, file.id, out)?;
    let code = Code::FrontMatterNotToml;
    let toml = parse_toml(&text[parts.toml.clone()], file.id, parts.toml.start, code, out)?;
    let body = Body::new(text, parts.body, file);
    let mut fields = Fields::new(&toml, file.id, parts.toml.start, Span::new(file.id, 0..3), out);
    let value = read(&mut fields, body);
    fields.table("extra", |fields| fields.accept_all());
    fields.finish(foreign);
    Some(value)
}
