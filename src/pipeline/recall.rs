//! A build of which nothing changed: neither an input, nor the request, nor the day, nor a file that it wrote. Its outcome
//! is told again as it was.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::memory::Memory;
use super::outputs::KEPT;
use super::sink::Target;
use super::{Outcome, Request, Totals};
use crate::diagnostic::{Code, Diagnostic, Label, Severity};
use crate::inputs::{Failure, Inputs};
use crate::messages::Lang;
use crate::publish::{Place, Published, Staging};
use crate::source::Place as SourcePlace;

/// A build as a whole, as it is remembered.
#[derive(Debug, Serialize, Deserialize)]
pub struct Whole {
    /// Of all that was read and asked for.
    identity: String,
    /// Where it wrote, with the manifests' hashes.
    site: Option<(PathBuf, String)>,
    print: Option<(PathBuf, String)>,
    foreign: Vec<String>,
    told: Vec<Told>,
    lang: String,
    totals: Totals,
    stale_on: Option<String>,
}

/// A finding, as it is remembered.
#[derive(Debug, Serialize, Deserialize)]
struct Told {
    code: String,
    severity: Severity,
    args: Vec<(String, String)>,
    labels: Vec<(SourcePlace, Option<String>)>,
}

/// Of everything that a build reads.
pub fn identity(request: &Request, inputs: &Inputs) -> String {
    // Hashed in one piece, which is many times faster than word by word.
    let mut all = Vec::with_capacity(80 * inputs.files.len());
    let Request { root: _, today, drafts, wants, base_url, output: _, print: _, jobs: _, weigh: _ } = request;
    all.extend_from_slice(format!("{today} {drafts} {wants:?} {base_url:?}").as_bytes());
    for (path, file) in &inputs.files {
        all.extend_from_slice(path.as_bytes());
        all.push(0);
        all.extend_from_slice(file.hash.as_bytes());
    }
    blake3::hash(&all).to_hex().to_string()
}

impl Whole {
    /// A build to be remembered; `None` for one that cannot be told again from its inputs alone.
    pub fn of(
        identity: String,
        request: &Request,
        outcome: &Outcome,
        published: &[Published],
    ) -> Option<Whole> {
        let is_theirs = |found: &Diagnostic| {
            let mut places = found.labels.iter().map(|label| label.place.file());
            // Files of the program are read later, and have other numbers then.
            places.any(|file| outcome.sources.get(file).name.starts_with("(banbao)/"))
                // What others have to clear away is looked for each time.
                || found.code == Code::OutputLeft
        };
        if request.wants.printing.is_some() || request.weigh || outcome.diagnostics.iter().any(is_theirs) {
            return None;
        }
        let place = |of_site: bool| {
            let output = published.iter().find(|output| output.is_site() == of_site)?;
            Some((output.target().to_owned(), output.manifest.clone()))
        };
        Some(Whole {
            identity,
            site: place(true),
            print: place(false),
            foreign: outcome.foreign.clone(),
            told: outcome.diagnostics.iter().map(Told::of).collect(),
            lang: outcome.lang.tag().to_owned(),
            totals: outcome.totals.clone(),
            stale_on: outcome.stale_on.map(|date| date.to_string()),
        })
    }
}

/// The outcome of the last build, if this one would be the same to the last byte.
///
/// # Errors
/// [`Failure`] where the disk refuses, or another run publishes there.
pub fn recall(
    memory: &Memory,
    identity: &str,
    request: &Request,
    inputs: &Inputs,
) -> Result<Option<Outcome>, Failure> {
    let Some(whole) = memory.whole.as_ref().filter(|whole| whole.identity == identity && !request.weigh)
    else {
        return Ok(None);
    };
    let output = match request.output.as_ref().filter(|_| request.wants.site) {
        Some(Target::Folder(folder)) => Some(folder),
        // What is asked for is the files themselves.
        Some(Target::Memory | Target::Manifest) => return Ok(None),
        None => None,
    };
    if output.is_some() != whole.site.is_some() || request.print.is_none() && whole.print.is_some() {
        return Ok(None);
    }
    let mut foreign = Vec::new();
    let mut held = Vec::new();
    if let Some((target, manifest)) = &whole.print {
        let folder = request.print.as_ref().filter(|folder| target.parent() == Some(folder.as_path()));
        let place = folder.map(|_| Place::print(target, None)).transpose()?;
        let Some(Ok(place)) = place else { return Ok(None) };
        let Ok(staging) = Staging::open(place, &KEPT)? else { return Ok(None) };
        let Some(found) = staging.is_intact(manifest, request.jobs)? else { return Ok(None) };
        foreign.extend(found);
        held.push(staging);
    }
    if let (Some((target, manifest)), Some(output)) = (&whole.site, output) {
        let Ok(place) = Place::site(output)? else { return Ok(None) };
        let Ok(staging) = Staging::open(place, &[])? else { return Ok(None) };
        if staging.target() != target {
            return Ok(None);
        }
        let Some(found) = staging.is_intact(manifest, request.jobs)? else { return Ok(None) };
        foreign.extend(found);
        held.push(staging);
    }
    // A page may link to a file of others: without it, that link is broken.
    if foreign != whole.foreign {
        return Ok(None);
    }
    let mut words = Words::default();
    let Some(diagnostics) = whole.told.iter().map(|told| told.again(&mut words)).collect() else {
        return Ok(None);
    };
    Ok(Some(Outcome {
        lang: Lang::from_tag(&whole.lang).unwrap_or(Lang::ZhCn),
        totals: whole.totals.clone(),
        stale_on: whole.stale_on.as_ref().and_then(|date| date.parse().ok()),
        foreign,
        ..Outcome::new(inputs.sources.clone(), diagnostics)
    }))
}

/// Words that findings have as names: few, and the program's own.
#[derive(Default)]
struct Words(BTreeSet<&'static str>);

impl Words {
    fn get(&mut self, word: &str) -> &'static str {
        if let Some(known) = self.0.get(word).copied() {
            return known;
        }
        let word: &'static str = word.to_owned().leak();
        self.0.insert(word);
        word
    }
}

impl Told {
    fn of(found: &Diagnostic) -> Told {
        let Diagnostic { code, severity, args, labels } = found;
        Told {
            code: code.as_str().to_owned(),
            severity: *severity,
            args: args.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
            labels: labels.iter().map(|label| (label.place.clone(), label.key.map(str::to_owned))).collect(),
        }
    }

    fn again(&self, words: &mut Words) -> Option<Diagnostic> {
        let code = Code::ALL.iter().find(|code| code.as_str() == self.code)?;
        let labels = self.labels.iter().map(|(place, key)| Label {
            place: place.clone(),
            key: key.as_deref().map(|key| words.get(key)),
        });
        let labels = labels.collect();
        let args = self.args.iter().map(|(key, value)| (words.get(key), value.clone())).collect();
        Some(Diagnostic { code: *code, severity: self.severity, args, labels })
    }
}
