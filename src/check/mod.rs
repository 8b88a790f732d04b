//! Rules about content that are matters of policy: warnings of `build`, errors of `check --strict`, set by `[rules]`.

mod editions;
mod print;
mod trust;

use crate::diagnostic::Diagnostic;
use crate::model::Site;

/// Everything the rules have to say about a site.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    trust::check(site, &mut out);
    editions::check(site, &mut out);
    print::check(site, &mut out);
    out
}
