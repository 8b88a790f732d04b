//! Diagnostics in words, for a screen: what a page needs of them, with nothing borrowed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity, human};
use crate::inputs::Failure;
use crate::messages::{Lang, Messages};
use crate::source::Sources;

/// One finding, in every language of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    /// The stable name; nothing where it is the machine that failed.
    pub code: &'static str,
    /// `content/articles/co.md:5:11`, as one copies it; empty where it has no place.
    pub place: String,
    /// The file of the place, without line and column.
    pub file: String,
    words: BTreeMap<Lang, Words>,
}

/// A finding in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Words {
    message: String,
    help: Option<String>,
    excerpt: String,
}

/// A finding as a page shows it.
#[derive(Debug, Clone, Serialize)]
pub struct Shown<'a> {
    /// Tells it from all others.
    pub id: String,
    pub severity: &'static str,
    pub code: &'static str,
    pub place: &'a str,
    pub message: &'a str,
    pub help: Option<&'a str>,
    /// The same as HTML: what stands between back quotes in a message is code.
    pub message_html: String,
    pub help_html: Option<String>,
    /// Lines of the source with what is meant marked; empty where there is no text.
    pub excerpt: &'a str,
}

impl Finding {
    pub fn new(found: &Diagnostic, sources: &Sources) -> Finding {
        let first = found.labels.first().map(|label| &label.place);
        let word = |messages: &Messages| {
            let worded = human::word(found, messages);
            let excerpt = excerpt(&human::render(found, sources, messages, false));
            (messages.lang, Words { message: worded.message, help: worded.help, excerpt })
        };
        Finding {
            severity: found.severity,
            code: found.code.as_str(),
            place: first.map(|place| human::place(place, sources)).unwrap_or_default(),
            file: first.map(|place| sources.get(place.file()).name.clone()).unwrap_or_default(),
            words: Lang::ALL.map(Messages::embedded).into_iter().map(word).collect(),
        }
    }

    /// The machine's failure, as the command line says it.
    pub fn machine(failure: &Failure, say: impl Fn(&Failure, &Messages) -> String) -> Finding {
        let word = |messages: &Messages| {
            let message = say(failure, messages);
            (messages.lang, Words { message, ..Words::default() })
        };
        let place = failure.path.display().to_string();
        Finding {
            severity: Severity::Error,
            code: "",
            file: place.clone(),
            place,
            words: Lang::ALL.map(Messages::embedded).into_iter().map(word).collect(),
        }
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    pub fn show(&self, lang: Lang) -> Option<Shown<'_>> {
        let words = self.words.get(&lang)?;
        let id = format!("{} {} {}", self.code, self.place, words.message);
        Some(Shown {
            id: blake3::hash(id.as_bytes()).to_hex()[..12].to_owned(),
            severity: severity(self.severity),
            code: self.code,
            place: &self.place,
            message: &words.message,
            help: words.help.as_deref(),
            message_html: html(&words.message),
            help_html: words.help.as_deref().map(html),
            excerpt: &words.excerpt,
        })
    }
}

/// Name in templates, and key of its word.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A message's text, with code marked as such.
fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let parts: Vec<&str> = escaped.split('`').collect();
    // A back quote without its partner is one.
    if parts.len().is_multiple_of(2) {
        return escaped;
    }
    let mark =
        |(index, part)| if index % 2 == 1 { format!("<code>{part}</code>") } else { String::from(part) };
    parts.into_iter().enumerate().map(mark).collect()
}

/// The lines of a report between its heading and its notes: source text and what is marked in it.
fn excerpt(report: &str) -> String {
    let is_source = |line: &&str| line.contains('│') || line.contains("┌─");
    let lines: Vec<&str> = report.lines().skip(1).filter(is_source).collect();
    let blank = |line: &str| line.trim().trim_start_matches('│').trim().is_empty();
    let end = lines.iter().rposition(|line| !blank(line)).map_or(0, |last| last + 1);
    lines[..end].iter().map(|line| line.trim_end()).filter(|line| !blank(line)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{excerpt, html};

    #[test]
    fn back_quotes_mark_code_and_nothing_becomes_a_tag() {
        assert_eq!(html("没有 `<b>` 这一项"), "没有 <code>&lt;b&gt;</code> 这一项");
        assert_eq!(html("a ` b & c"), "a ` b &amp; c");
    }

    #[test]
    fn an_excerpt_is_the_lines_of_the_source() {
        let report = "error[x]: y\n  ┌─ a.md:2:1\n  │\n2 │ titel = 1\n  │ ^^^^^\n  │\n  = help: z\n";
        assert_eq!(excerpt(report), "  ┌─ a.md:2:1\n2 │ titel = 1\n  │ ^^^^^");
        assert_eq!(excerpt("error[x]: y\n  = → a.png\n"), "");
    }
}
