//! What `build` would do now: the same build without drafts, its packs made and thrown away, its files compared with
//! what is published. It runs beside the preview, when nobody has saved for a moment.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use tokio::sync::watch;

use super::finding::Finding;
use super::state::{State, at_hand};
use super::{Built, Options, Work};
use crate::inputs::Failure;
use crate::pipeline::{self, Memory, Outcome, Request, Silent, Target};
use crate::plan::Wants;
use crate::publish::manifest::Manifest;

/// A rehearsal begins when nothing changed for so long.
const CALM: Duration = Duration::from_millis(400);

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Rehearsal {
    pub findings: Vec<Finding>,
    /// Nothing where there are errors: nothing would be published.
    pub publishing: Option<Publishing>,
}

/// How the site would differ from what is published. Paths as in addresses: `a/co/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publishing {
    /// Nothing was published yet.
    pub first: bool,
    pub new: Vec<String>,
    pub changed: Vec<String>,
    pub gone: Vec<String>,
    /// Other files that differ: style, pictures, data.
    pub others: usize,
}

impl Publishing {
    fn between(before: Option<&Manifest>, after: &Manifest) -> Publishing {
        let mut publishing = Publishing { first: before.is_none(), ..Publishing::default() };
        let empty = Manifest::default();
        let before = before.unwrap_or(&empty);
        let page = |path: &str| path.strip_suffix("index.html").map(str::to_owned);
        for (path, hash) in after.files() {
            let list = match before.hash(path) {
                Some(old) if old == hash => continue,
                Some(_) => &mut publishing.changed,
                None => &mut publishing.new,
            };
            match page(path) {
                Some(page) => list.push(page),
                None => publishing.others += 1,
            }
        }
        for (path, _) in before.files().filter(|(path, _)| after.hash(path).is_none()) {
            match page(path) {
                Some(page) => publishing.gone.push(page),
                None => publishing.others += 1,
            }
        }
        publishing
    }

    pub fn is_nothing(&self) -> bool {
        self.others == 0 && [&self.new, &self.changed, &self.gone].iter().all(|list| list.is_empty())
    }
}

/// Rehearses whenever it is called for, until nobody can call any more.
pub fn run(work: &Work, calls: &Receiver<()>, state: &watch::Sender<State>) {
    let mut memories = Memories::default();
    while calls.recv().is_ok() {
        while calls.recv_timeout(CALM).is_ok() {}
        let revision = state.borrow().revision;
        let rehearsal = rehearse(work, &mut memories, state);
        // Who waits for the rehearsal hardly notices; who saves the next moment would.
        pipeline::forget_layouts();
        state.send_if_modified(|now| {
            // Who saved meanwhile has called again.
            let is_true = now.revision == revision;
            if is_true {
                now.rehearsal = rehearsal.into();
                now.checking = false;
                now.revision += 1;
            }
            is_true
        });
    }
}

/// What rehearsals know of the ones before: of the site, and of packs beside it.
#[derive(Default)]
struct Memories {
    site: Memory,
    packs: Memory,
}

fn rehearse(work: &Work, memories: &mut Memories, state: &watch::Sender<State>) -> Rehearsal {
    let project = state.borrow().project.clone();
    let site = project.as_ref().map(|project| project.site());
    let hanging = site.and_then(|site| site.current_edition()).map(|edition| edition.number);
    let at_hand = site.into_iter().flat_map(at_hand).map(|edition| edition.number);
    let others: Vec<u32> = at_hand.filter(|number| Some(*number) != hanging).collect();
    // What the preview has read need not be read again, nor held twice.
    let Memories { site, packs } = memories;
    for memory in [&mut *site, &mut *packs] {
        if let Some(project) = &project {
            memory.know(project.clone());
        }
    }
    drop(project);
    let start = work.stopwatch();
    // `build` makes the packs of the edition that hangs; the office prints those to come.
    let mut results =
        vec![build(work, Wants { site: true, print: true, edition: None, printing: None }, site)];
    for number in others {
        results.push(build(work, Wants { print: true, edition: Some(number), ..Wants::default() }, packs));
    }
    for memory in [site, packs] {
        memory.forget_project();
    }
    let results: Vec<_> = results.iter().map(Result::as_ref).collect();
    let published = Manifest::read(&work.options.root.join("public"));
    let mut rehearsal = Rehearsal::default();
    for result in &results {
        let mut found = match result {
            Ok(outcome) => work.findings(outcome),
            Err(failure) => vec![work.machine(failure)],
        };
        found.retain(|found| !rehearsal.findings.contains(found));
        rehearsal.findings.extend(found);
    }
    match (&published, &results[..]) {
        (Ok(published), [Ok(outcome), ..]) => {
            let compare = |after| Publishing::between(published.as_ref(), after);
            rehearsal.publishing = outcome.manifest.as_ref().map(compare);
        }
        (Err(failure), _) => rehearsal.findings.push(work.machine(failure)),
        _ => {}
    }
    work.report.rehearsed(&Built { changes: None, results, time: start.elapsed() });
    rehearsal
}

fn build(work: &Work, wants: Wants, memory: &mut Memory) -> Result<Outcome, Failure> {
    let Options { root, jobs, .. } = &work.options;
    let request = Request {
        root: root.clone(),
        today: work.today(),
        drafts: false,
        wants,
        base_url: None,
        output: Some(Target::Manifest),
        print: None,
        // Whoever saves now should not wait for this.
        jobs: (jobs / 2).max(1),
        weigh: false,
    };
    pipeline::build(&request, memory, &Silent)
}

#[cfg(test)]
mod tests {
    use super::{Manifest, Publishing};

    fn manifest(files: &[(&str, &str)]) -> Manifest {
        Manifest::new(
            files.iter().map(|(path, text)| ((*path).to_owned(), blake3::hash(text.as_bytes()))).collect(),
        )
    }

    #[test]
    fn pages_are_told_and_other_files_are_counted() {
        let before = manifest(&[("index.html", "1"), ("a/co/index.html", "1"), ("style.1.css", "1")]);
        let after = manifest(&[("index.html", "2"), ("a/tb/index.html", "1"), ("style.2.css", "1")]);
        let found = Publishing::between(Some(&before), &after);
        let list = |path: &str| vec![path.to_owned()];
        let expected = Publishing {
            first: false,
            new: list("a/tb/"),
            changed: list(""),
            gone: list("a/co/"),
            others: 2,
        };
        assert_eq!(found, expected);
        assert!(Publishing::between(Some(&after), &after).is_nothing());
        assert!(Publishing::between(None, &after).first);
    }
}
