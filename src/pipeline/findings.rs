//! What all workers of a build found. Contract: whatever is in it was asked for by the project's rules.

use std::sync::Mutex;

use crate::diagnostic::Diagnostic;
use crate::model::Site;
use crate::model::config::Rules;

/// What all workers found, as the project's rules want it.
pub(super) struct Findings<'a> {
    rules: &'a Rules,
    found: Mutex<Vec<Diagnostic>>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(site: &'a Site) -> Findings<'a> {
        Findings { rules: &site.config.rules, found: Mutex::default() }
    }

    pub(super) fn report(&self, diagnostics: Vec<Diagnostic>) {
        if let Ok(mut found) = self.found.lock() {
            found.extend(diagnostics.into_iter().filter_map(|found| self.rules.apply(found)));
        }
    }

    /// How much there is to tell.
    pub(super) fn len(&self) -> usize {
        self.found.lock().map_or(usize::MAX, |found| found.len())
    }

    pub(super) fn has_errors(&self) -> bool {
        self.found.lock().is_ok_and(|found| found.iter().any(Diagnostic::is_error))
    }

    pub(super) fn take(&self) -> Vec<Diagnostic> {
        self.found.lock().map(|mut found| std::mem::take(&mut *found)).unwrap_or_default()
    }
}
