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

/// Everything the rules have to say about a site; `inputs` are the very texts it was made of.
pub fn check(site: &Site, inputs: &Inputs) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    trust::check(site, &mut out);
    editions::check(site, &mut out);
    literacy::check(site, &mut out);
    print::check(site, &mut out);
    let personal = personal::Personal::of(site);
    texts::each(site, inputs, |line| {
        personal.line(&line, &mut out);
        phrases::line(site, &line, &mut out);
    });
    personal.tables(site, &mut out);
    out
}
