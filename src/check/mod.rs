//! Rules about content that are matters of policy: `[rules]` sets how much each weighs, `check --strict` makes
//! warnings errors.

mod editions;
mod literacy;
mod numbers;
mod personal;
mod phrases;
mod print;
mod texts;
mod trust;

use crate::diagnostic::Diagnostic;
use crate::inputs::Inputs;
use crate::model::Site;
use crate::workers;

/// Everything the rules have to say about a site, its texts read by up to `jobs` workers; `inputs` are the very texts it was made of.
pub fn check(site: &Site, inputs: &Inputs, jobs: usize) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    trust::check(site, &mut out);
    editions::check(site, &mut out);
    literacy::check(site, &mut out);
    print::check(site, &mut out);
    let personal = personal::Personal::of(site);
    let phrases = phrases::Phrases::of(site);
    let found = workers::map(&texts::paths(site, inputs), jobs, |path| {
        let mut found = Vec::new();
        texts::each(inputs, path, |line| {
            personal.line(&line, &mut found);
            phrases.line(&line, &mut found);
        });
        found
    });
    out.extend(found.into_iter().flatten());
    personal.tables(site, &mut out);
    out
}
