//! Diagnostics for programs: one JSON object a finding, as `banbao check --format json` prints them.

use serde::Serialize;

use super::{Diagnostic, Severity, human};
use crate::messages::Messages;
use crate::source::{Place, Sources};

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: &'a str,
    message: String,
    help: Option<String>,
    places: Vec<Where<'a>>,
}

#[derive(Serialize)]
struct Where<'a> {
    file: &'a str,
    /// From 1; absent where the place has no text.
    line: Option<usize>,
    /// From 1, in characters.
    column: Option<usize>,
    sheet: Option<&'a str>,
    cell: Option<String>,
}

/// All findings as one JSON array, in the order given.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, messages: &Messages) -> String {
    let findings: Vec<Finding> = diagnostics
        .iter()
        .map(|diagnostic| {
            let worded = human::word(diagnostic, messages);
            Finding {
                code: diagnostic.code.as_str(),
                severity: match diagnostic.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Note => "note",
                },
                message: worded.message,
                help: worded.help,
                places: diagnostic.labels.iter().map(|label| locate(&label.place, sources)).collect(),
            }
        })
        .collect();
    serde_json::to_string_pretty(&findings).unwrap_or_default() + "\n"
}

fn locate<'a>(place: &'a Place, sources: &'a Sources) -> Where<'a> {
    let position = place.span().map(|span| sources.line_column(span));
    let sheet = match place {
        Place::Cell(cell) => cell.sheet.as_deref(),
        _ => None,
    };
    Where {
        file: &sources.get(place.file()).name,
        line: position.map(|(line, _)| line),
        column: position.map(|(_, column)| column),
        sheet,
        cell: place.address(),
    }
}
