//! Sources → the site in memory, again whenever they change or a day begins. An error keeps the last good site.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::mpsc::Sender;
use std::time::Duration;

use tokio::sync::watch;

use super::finding::Finding;
use super::state::State;
use super::watch::{Changes, Watch};
use super::{Built, Options, Work};
use crate::model::Site;
use crate::pipeline::{self, Memory, Outcome, Request, Silent, Target};
use crate::plan::Wants;

/// How often the calendar is looked at, and whether the project's folder is another.
const LOOK: Duration = Duration::from_secs(2);
/// When a build is tried again that the machine kept from being done.
const SOON: Duration = Duration::from_secs(5);

/// Builds, then waits for changes, until the watch ends. After each build a rehearsal is called for.
pub fn run(work: &Work, mut watch: Watch, state: &watch::Sender<State>, rehearse: &Sender<()>) {
    let (mut changes, mut memory) = (None, Memory::default());
    loop {
        let today = work.today();
        let is_done = build(work, changes.as_ref(), &mut memory, state);
        let links = state.borrow().project.as_ref().map(|project| project.inputs().links.clone());
        if links.is_some_and(|links| watch.look_at_links(&links)) {
            // What became of these since they were read, nobody told.
            changes = Some(Changes { all: true, ..Changes::default() });
            continue;
        }
        let since = work.stopwatch();
        // Nobody rehearses any more when the program ends.
        let _ = rehearse.send(());
        changes = loop {
            match watch.next(LOOK) {
                ControlFlow::Break(()) => return,
                ControlFlow::Continue(Some(changes)) if changes.all || !changes.sources.is_empty() => {
                    break Some(changes);
                }
                ControlFlow::Continue(Some(_)) => {
                    let _ = rehearse.send(());
                }
                // What was saved meanwhile was told already, and is looked for.
                // (A build that fails reads files too, and each is an event that comes to nothing.)
                ControlFlow::Continue(None) if !is_done && since.elapsed() >= SOON => break None,
                ControlFlow::Continue(None) if work.today() != today => break None,
                ControlFlow::Continue(None) => {}
            }
        };
    }
}

/// Whether the machine let it be done.
fn build(work: &Work, changes: Option<&Changes>, memory: &mut Memory, state: &watch::Sender<State>) -> bool {
    let Options { root, jobs, .. } = &work.options;
    let request = Request {
        root: root.clone(),
        today: work.today(),
        // Who writes a text wants to see it.
        drafts: true,
        wants: Wants { site: true, ..Wants::default() },
        // The site is looked at here, by whatever name this computer has.
        base_url: Some(String::new()),
        output: Some(Target::Memory),
        print: None,
        jobs: *jobs,
        weigh: false,
    };
    if let Some(changes) = changes.filter(|changes| !changes.all) {
        memory.tell(changes.sources.clone());
    }
    let start = work.stopwatch();
    let result = pipeline::build(&request, memory, &Silent);
    let is_done = result.is_ok();
    match result {
        Ok(mut outcome) => {
            show(work, &mut outcome, state);
            work.report.built(&Built { changes, results: vec![Ok(&outcome)], time: start.elapsed() });
        }
        Err(failure) => {
            let found = vec![work.machine(&failure)];
            state.send_modify(|now| replace(now, found));
            work.report.built(&Built { changes, results: vec![Err(&failure)], time: start.elapsed() });
        }
    }
    is_done
}

fn show(work: &Work, outcome: &mut Outcome, state: &watch::Sender<State>) {
    let found = work.findings(outcome);
    let (tree, project) = (outcome.tree.take(), outcome.project.take());
    let drafts = project.as_ref().map(|project| drafts(project.site()));
    // What goes is dropped when everybody sees what came.
    let mut gone = (None, None);
    state.send_modify(|now| {
        replace(now, found);
        now.lang = outcome.lang;
        if let (Some(project), Some(drafts)) = (project, drafts) {
            now.drafts = drafts.into();
            gone.0 = now.project.replace(project);
        }
        if let Some(tree) = tree {
            gone.1 = Some(std::mem::replace(&mut now.tree, tree));
            now.version += 1;
        }
    });
}

/// What this build says stands for what the last one said; the rehearsal keeps what only it can know.
fn replace(state: &mut State, found: Vec<Finding>) {
    let before = std::mem::replace(&mut state.preview, found.into());
    if !state.rehearsal.findings.is_empty() {
        let mut rehearsal = (*state.rehearsal).clone();
        rehearsal.findings.retain(|found| !before.contains(found));
        state.rehearsal = rehearsal.into();
    }
    state.checking = true;
    state.revision += 1;
}

fn drafts(site: &Site) -> BTreeSet<String> {
    let drafts = site.articles().filter(|article| article.draft);
    drafts.map(|article| article.site_path()).collect()
}
