//! `[rules]`: which findings a project tells, and how grave they are. Contract: only matters of policy can be changed.

use std::collections::BTreeMap;

use super::refuse;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Spanned;

/// Severities that the project changes.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    levels: BTreeMap<&'static str, Option<Severity>>,
}

/// What `[rules]` may name.
const RULES: [Code; 24] = [
    Code::NoSource,
    Code::NoReviewer,
    Code::ArticleExpired,
    Code::EditionTopic,
    Code::EditionEmpty,
    Code::NoCurrentEdition,
    Code::LiteracyCoverage,
    Code::BannedPhrase,
    Code::PersonalId,
    Code::PersonalPhone,
    Code::EditionOver,
    Code::UrlLong,
    Code::RawHtml,
    Code::HtmlNotPrinted,
    Code::FootnoteUndefined,
    Code::ImageCoarse,
    Code::TranslationMissing,
    Code::SumDisagrees,
    Code::UnknownVillage,
    Code::DateAhead,
    Code::CorrectionDiffers,
    Code::ExampleHost,
    Code::PlainHttp,
    Code::ColumnsPrivate,
];

impl Rules {
    /// What a project's `[rules]` say; levels and names that do not exist are told.
    pub(super) fn read(pairs: &[(Spanned<String>, Spanned<String>)], out: &mut Vec<Diagnostic>) -> Rules {
        let mut rules = Rules::default();
        for (name, level) in pairs {
            let severity = match level.value.as_str() {
                "off" => Some(None),
                "warn" => Some(Some(Severity::Warning)),
                "error" => Some(Some(Severity::Error)),
                _ => None,
            };
            let Some(severity) = severity else {
                refuse(&format!("rules.{}", name.value), level, "off, warn, error", out);
                continue;
            };
            if let Some(code) = RULES.iter().find(|code| code.as_str() == name.value) {
                rules.levels.insert(code.as_str(), severity);
            } else {
                let known = RULES.iter().map(|code| code.as_str());
                let found =
                    Code::UnknownField.at(name.place.clone()).with("field", format!("rules.{}", name.value));
                out.push(found.suggest(&name.value, known));
            }
        }
        rules
    }

    /// Whether findings of a kind are told at all.
    pub fn wants(&self, code: Code) -> bool {
        !matches!(self.levels.get(code.as_str()), Some(None))
    }

    /// The diagnostic as the project's rules want it; `None` where it is off.
    pub fn apply(&self, diagnostic: Diagnostic) -> Option<Diagnostic> {
        match self.levels.get(diagnostic.code.as_str()) {
            None => Some(diagnostic),
            Some(None) => None,
            Some(Some(severity)) => Some(diagnostic.severity(*severity)),
        }
    }
}
