//! Text → TOML front matter between `+++` lines, and the body after it.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// The two parts of a content file, as byte ranges.
pub struct Parts {
    pub toml: Range<usize>,
    pub body: Range<usize>,
}

/// Splits a content file. YAML (`---`) and JSON front matter are named as such, since they are the likeliest mistake.
pub fn split(text: &str, file: FileId, out: &mut Vec<Diagnostic>) -> Option<Parts> {
    let lead = text.len() - text.trim_start().len();
    let rest = &text[lead..];
    let first_line = rest.lines().next().unwrap_or("");
    let at = Span::new(file, lead..lead + first_line.len());
    if first_line.trim_end() == "---" || first_line.starts_with('{') {
        let found = if first_line.starts_with('{') { "JSON" } else { "YAML" };
        out.push(Code::FrontMatterNotToml.at(at).with("reason", found));
        return None;
    }
    if first_line.trim_end() != "+++" {
        out.push(Code::FrontMatterMissing.at(at));
        return None;
    }
    let start = lead + first_line.len() + usize::from(rest.len() > first_line.len());
    let mut at_line = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "+++" {
            return Some(Parts { toml: start..at_line, body: at_line + line.len()..text.len() });
        }
        at_line += line.len();
    }
    out.push(Code::FrontMatterOpen.at(at));
    None
}
