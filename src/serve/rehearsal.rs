//! What `build` would do now: the same build without drafts, its packs made and thrown away, its files compared with
//! what is published. It runs beside the preview, when nobody has saved for a moment.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use tokio::sync::watch;

use super::finding::Finding;
use super::state::{State, in_preparation};
use super::{Built, Options, Work};
use crate::pipeline::{self, Memory, Request, Silent, Target};
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
    let mut memory = Memory::default();
    while calls.recv().is_ok() {
        while calls.recv_timeout(CALM).is_ok() {}
        let revision = state.borrow().revision;
        let rehearsal = rehearse(work, &mut memory, state);
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

fn rehearse(work: &Work, memory: &mut Memory, state: &watch::Sender<State>) -> Rehearsal {
    let project = state.borrow().project.clone();
    let edition = project.as_ref().and_then(|project| Some(in_preparation(project.site())?.number));
    // What the preview has read need not be read again, nor held twice.
    if let Some(project) = project {
        memory.know(project);
    }
    let Options { root, jobs, .. } = &work.options;
    let request = Request {
        root: root.clone(),
        today: work.today(),
        drafts: false,
        wants: Wants { site: true, print: true, edition, printing: None },
        base_url: None,
        output: Some(Target::Manifest),
        print: None,
        // Whoever saves now should not wait for this.
        jobs: (jobs / 2).max(1),
        weigh: false,
    };
    let start = work.stopwatch();
    let compared = pipeline::build(&request, memory, &Silent).and_then(|outcome| {
        let published = Manifest::read(&root.join("public"))?;
        let publishing =
            outcome.manifest.as_ref().map(|after| Publishing::between(published.as_ref(), after));
        Ok((outcome, publishing))
    });
    memory.forget_project();
    match compared {
        Ok((outcome, publishing)) => {
            let findings = work.findings(&outcome);
            work.report.rehearsed(&Built { changes: None, result: Ok(&outcome), time: start.elapsed() });
            Rehearsal { findings, publishing }
        }
        Err(failure) => {
            work.report.rehearsed(&Built { changes: None, result: Err(&failure), time: start.elapsed() });
            Rehearsal { findings: vec![work.machine(&failure)], ..Rehearsal::default() }
        }
    }
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
