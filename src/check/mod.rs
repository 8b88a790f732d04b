//! Rules about content that are matters of policy: `[rules]` sets how much each weighs, `check --strict` makes
//! warnings errors.

pub mod bodies;
mod editions;
mod files;
mod literacy;
mod numbers;
mod personal;
mod phrases;
mod print;
mod slips;
mod texts;
mod trust;

use std::collections::HashSet;

use crate::diagnostic::Diagnostic;
use crate::inputs::Inputs;
use crate::model::Site;
use crate::workers;

/// Everything the rules have to say about a site, its texts read by up to `jobs` workers; `inputs` are the very texts it was
/// made of. What an article refers to is held against the site as its page is made, since only then is it parsed:
/// [`bodies::article`].
pub fn check(site: &Site, inputs: &Inputs, jobs: usize) -> Vec<Diagnostic> {
    check_again(site, inputs, jobs, None)
}

/// Texts of which nothing was to be said, by their hashes, under a configuration, by its hash.
#[derive(Debug, Default)]
pub struct Known {
    config: Option<blake3::Hash>,
    clean: HashSet<blake3::Hash>,
}

/// As [`check`], for who will check again: texts that are known to be clean are not read once more.
pub fn check_again(site: &Site, inputs: &Inputs, jobs: usize, known: Option<&mut Known>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    trust::check(site, &mut out);
    editions::check(site, &mut out);
    literacy::check(site, &mut out);
    print::check(site, &mut out);
    files::check(inputs, &mut out);
    bodies::check(site, &mut out);
    let personal = personal::Personal::of(site);
    let config = inputs.files.get("banbao.toml").map(|file| file.hash);
    let clean = known.as_ref().filter(|known| known.config == config).map(|known| &known.clean);
    let mut texts = texts::all(site, inputs);
    let count = texts.len();
    if let Some(clean) = clean {
        texts.retain(|(_, hash)| !clean.contains(hash));
    }
    let phrases = phrases::Phrases::of(site);
    let found = workers::map(&texts, jobs, |(path, _)| {
        let mut found = Vec::new();
        let may_promise = inputs.text(path).is_some_and(|(_, text)| phrases.may_be_in(text));
        let may_matter = |body: &str| may_promise || numbers::may_be_in(body);
        texts::each(inputs, path, may_matter, |line| {
            personal.line(&line, &mut found);
            if may_promise {
                phrases.line(&line, &mut found);
            }
        });
        found
    });
    if let Some(known) = known {
        // Texts of before are forgotten now and then.
        if known.config != config || known.clean.len() > 2 * count {
            *known = Known { config, clean: HashSet::with_capacity(count) };
        }
        let clean = texts.iter().zip(&found).filter(|(_, found)| found.is_empty());
        known.clean.extend(clean.map(|((_, hash), _)| *hash));
    }
    out.extend(found.into_iter().flatten());
    personal.tables(site, &mut out);
    out
}
