//! Diagnostics for people: one message each, with the source excerpt, in the reader's language.

use codespan_reporting::diagnostic as report;
use codespan_reporting::files::{self, Files};
use codespan_reporting::term;

use super::{Diagnostic, Severity};
use crate::messages::{Messages, fill};
use crate::source::{FileId, Place, Sources, floor_boundary};

/// A diagnostic's words.
pub struct Worded {
    pub message: String,
    pub help: Option<String>,
}

/// Looks a diagnostic's message and help up in the catalogue.
pub fn word(diagnostic: &Diagnostic, messages: &Messages) -> Worded {
    let code = diagnostic.code.as_str();
    let lookup = |kind: &str| messages.diagnostic.get(&format!("{code}.{kind}"));
    let has = |key: &str| diagnostic.args.iter().any(|(name, _)| *name == key);
    let message =
        lookup("many").filter(|_| has("boards")).or_else(|| lookup("message")).map_or(code, String::as_str);
    let cause = diagnostic.args.iter().find(|(name, _)| *name == "cause").map(|(_, cause)| cause.as_str());
    let kind = cause.or_else(|| has("suggestion").then_some("suggest"));
    let shared = || messages.diagnostic.get(&format!("causes.{}", cause?));
    let help = kind.and_then(lookup).or_else(shared).or_else(|| lookup("help"));
    // A value `@date` is a word of the catalogue: a kind of value, as the reader's language calls it.
    let args: Vec<(&str, &str)> = diagnostic
        .args
        .iter()
        .map(|(key, value)| {
            let word =
                value.strip_prefix('@').and_then(|kind| messages.diagnostic.get(&format!("types.{kind}")));
            (*key, word.map_or(value.as_str(), String::as_str))
        })
        .collect();
    Worded {
        message: fill(message, &args),
        help: help.filter(|text| !text.is_empty()).map(|text| fill(text, &args)),
    }
}

/// A place as one reads it: `file:line:column`, `file (sheet!E12)` or `file`.
pub fn place(place: &Place, sources: &Sources) -> String {
    let name = &sources.get(place.file()).name;
    match place {
        Place::Text(span) => {
            let (line, column) = sources.line_column(*span);
            format!("{name}:{line}:{column}")
        }
        Place::Cell(cell) => {
            let address = place.address().unwrap_or_default();
            match (&cell.sheet, cell.span) {
                (Some(sheet), _) => format!("{name} ({sheet}!{address})"),
                (None, Some(span)) => {
                    let (line, column) = sources.line_column(span);
                    format!("{name}:{line}:{column} ({address})")
                }
                (None, None) => format!("{name} ({address})"),
            }
        }
        Place::File(_) => name.clone(),
    }
}

/// The text of one diagnostic, ending in an empty line. With `color`, for a terminal.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, messages: &Messages, color: bool) -> String {
    let worded = word(diagnostic, messages);
    let severity = match diagnostic.severity {
        Severity::Error => report::Severity::Error,
        Severity::Warning => report::Severity::Warning,
        Severity::Note => report::Severity::Note,
    };
    let mut out =
        report::Diagnostic::new(severity).with_code(diagnostic.code.as_str()).with_message(worded.message);
    let mut notes = Vec::new();
    for (index, label) in diagnostic.labels.iter().enumerate() {
        let text = label.key.map(|key| {
            let found = messages.diagnostic.get(&format!("labels.{key}"));
            fill(found.map_or(key, String::as_str), &diagnostic.args)
        });
        match label.place.span() {
            Some(span) => {
                let style =
                    if index == 0 { report::LabelStyle::Primary } else { report::LabelStyle::Secondary };
                let range = clip(&sources.get(span.file).text, span.range());
                let mut label_out = report::Label::new(style, span.file, range);
                if let Some(text) = text.or_else(|| label.place.address()) {
                    label_out = label_out.with_message(text);
                }
                out = out.with_label(label_out);
            }
            None => {
                let shown = place(&label.place, sources);
                notes.push(match text {
                    Some(text) => format!("→ {shown}: {text}"),
                    None => format!("→ {shown}"),
                });
            }
        }
    }
    if let Some(help) = worded.help {
        let key = messages.diagnostic.get("labels.help").map_or("help", String::as_str);
        notes.push(format!("{key}: {help}"));
    }
    out = out.with_notes(notes);
    emit(&out, sources, color)
}

/// Long excerpts help nobody: a label covers at most its first line.
fn clip(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let start = floor_boundary(text, range.start);
    let end = floor_boundary(text, range.end.max(start));
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    start..end.min(line_end).max(start)
}

fn emit(diagnostic: &report::Diagnostic<FileId>, sources: &Sources, color: bool) -> String {
    let config = term::Config { start_context_lines: 1, ..term::Config::default() };
    let mut buffer =
        if color { term::termcolor::Buffer::ansi() } else { term::termcolor::Buffer::no_color() };
    // Writing into memory cannot fail, and every range was clipped to its file.
    if term::emit_to_write_style(&mut buffer, &config, sources, diagnostic).is_err() {
        return format!("{}\n", diagnostic.message);
    }
    String::from_utf8_lossy(buffer.as_slice()).into_owned()
}

impl<'a> Files<'a> for Sources {
    type FileId = FileId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<&'a str, files::Error> {
        Ok(&self.get(id).name)
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, files::Error> {
        Ok(&self.get(id).text)
    }

    fn line_index(&'a self, id: FileId, byte: usize) -> Result<usize, files::Error> {
        let text = &self.get(id).text;
        Ok(text[..floor_boundary(text, byte)].matches('\n').count())
    }

    fn line_range(&'a self, id: FileId, line: usize) -> Result<std::ops::Range<usize>, files::Error> {
        let text = &self.get(id).text;
        let mut start = 0;
        for (index, part) in text.split_inclusive('\n').enumerate() {
            if index == line {
                return Ok(start..start + part.len());
            }
            start += part.len();
        }
        let max = text.matches('\n').count();
        if line == max || line == max + 1 {
            Ok(start..start)
        } else {
            Err(files::Error::LineTooLarge { given: line, max })
        }
    }
}
