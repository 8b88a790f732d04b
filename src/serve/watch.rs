//! Changes on disk → batches of changed paths. Contract: whatever the build reads is watched, also after a folder was
//! removed and made again; what editors leave beside their files is not told.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify_debouncer_full::notify::event::ModifyKind;
use notify_debouncer_full::notify::{
    self, Config, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode,
};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, NoCache, RecommendedCache, new_debouncer,
    new_debouncer_opt,
};
use walkdir::WalkDir;

use crate::inputs::{self, PARTS};
use crate::publish::printed;

/// A file is told of once nothing happened to it for so long: an editor's rename and write are one change.
const QUIET: Duration = Duration::from_millis(10);
const TICK: Duration = Duration::from_millis(2);
/// More files than a person saves: a checkout is at work, or a copy.
const CROWD: usize = 20;
/// A crowd is over when nothing came for so long, or when it has lasted so long.
const CROWD_QUIET: Duration = Duration::from_millis(200);
const CROWD_MOST: usize = 50;
/// How often a disk is looked through that cannot tell of its changes.
const POLL: Duration = Duration::from_secs(2);

/// What changed since the last look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Sources, relative to the project, with `/`.
    pub sources: BTreeSet<String>,
    /// The published site or the record of a print is another.
    pub outputs: bool,
    /// Something was missed: everything may have changed.
    pub all: bool,
}

impl Changes {
    fn extend(&mut self, other: Changes) {
        self.sources.extend(other.sources);
        self.outputs |= other.outputs;
        self.all |= other.all;
    }
}

/// A watch over a project's folder.
pub struct Watch {
    /// As it was given: it may come to mean another folder.
    given: PathBuf,
    /// The folder that is watched, and which of that name it is.
    root: PathBuf,
    identity: Option<Identity>,
    /// The folder was moved or removed.
    is_lost: bool,
    /// Where files outside of the sources lie that links among them lead to.
    linked: BTreeSet<PathBuf>,
    eyes: Eyes,
    events: Receiver<DebounceEventResult>,
    /// Of all sources, when the system last lost count of events.
    stamp: Option<blake3::Hash>,
    /// Why the system's own notices could not be had, if so: files are looked at every other second.
    pub polling: Option<String>,
}

enum Eyes {
    System(Debouncer<RecommendedWatcher, RecommendedCache>),
    Poll(Debouncer<PollWatcher, NoCache>),
}

/// Folders that are watched to their ground: sources, and the records of prints.
const DEEP: [&str; 3] = ["content", "themes", "print"];

impl Watch {
    /// Watches a project.
    ///
    /// # Errors
    /// Where neither the system's notices nor looking can be had.
    pub fn start(root: &Path) -> notify::Result<Watch> {
        let given = root.to_owned();
        let root = root.canonicalize().map_err(notify::Error::io)?;
        let identity = identity(&root);
        let new = |eyes, events, polling| Watch {
            given: given.clone(),
            root: root.clone(),
            identity,
            is_lost: false,
            linked: BTreeSet::new(),
            eyes,
            events,
            stamp: None,
            polling,
        };
        let (sender, events) = channel();
        // A closed channel means that the program is about to end.
        let tell = move |result: DebounceEventResult| drop(sender.send(result));
        let system = new_debouncer(QUIET, Some(TICK), tell).and_then(|eyes| {
            let mut watch = new(Eyes::System(eyes), events, None);
            watch.look_everywhere()?;
            Ok(watch)
        });
        // Usually there are more folders than the system allows to watch, or the disk is a network's.
        system.or_else(|error| {
            let (sender, events) = channel();
            let tell = move |result: DebounceEventResult| drop(sender.send(result));
            let config = Config::default().with_poll_interval(POLL);
            let eyes = Eyes::Poll(new_debouncer_opt(QUIET, Some(TICK), tell, NoCache, config)?);
            let mut watch = new(eyes, events, Some(error.to_string()));
            watch.look_everywhere()?;
            Ok(watch)
        })
    }

    fn look_everywhere(&mut self) -> notify::Result<()> {
        let root = self.root.clone();
        self.look(&root, RecursiveMode::NonRecursive)?;
        DEEP.into_iter().try_for_each(|part| self.look_at_part(part))
    }

    /// Watches where links of the sources lead to, files that are not there yet included. Returns whether that is news.
    pub fn look_at_links(&mut self, links: &BTreeSet<PathBuf>) -> bool {
        let is_seen = |path: &&PathBuf| DEEP.iter().any(|part| path.starts_with(self.root.join(part)));
        let wanted: BTreeSet<PathBuf> = links.iter().filter(|path| !is_seen(path)).cloned().collect();
        if wanted == self.linked {
            return false;
        }
        let (old, new) = (self.folders(&self.linked), self.folders(&wanted));
        for (folder, _) in old.iter().filter(|(folder, mode)| new.get(*folder) != Some(mode)) {
            // It may be gone.
            let _ = self.unlook(folder);
        }
        for (folder, is_whole) in new.iter().filter(|(folder, mode)| old.get(*folder) != Some(mode)) {
            let mode = if *is_whole { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            // What cannot be watched is read by the next build for another reason.
            let _ = self.look(folder, mode);
        }
        self.linked = wanted;
        true
    }

    /// What to watch so that changes of `linked` files and folders are told, and whether with all that lies in it.
    fn folders(&self, linked: &BTreeSet<PathBuf>) -> BTreeMap<PathBuf, bool> {
        let above = linked.iter().filter_map(|path| path.parent()).filter(|folder| *folder != self.root);
        let above = above.map(|folder| (folder.to_owned(), false));
        let whole = linked.iter().filter(|path| path.is_dir()).map(|path| (path.clone(), true));
        above.chain(whole).collect()
    }

    /// Whether the project is another folder by now, of the same name.
    fn is_moved(&self) -> bool {
        let Ok(now) = self.given.canonicalize() else { return false };
        self.is_lost || now != self.root || identity(&now) != self.identity
    }

    fn unlook(&mut self, path: &Path) -> notify::Result<()> {
        match &mut self.eyes {
            Eyes::System(eyes) => eyes.unwatch(path),
            Eyes::Poll(eyes) => eyes.unwatch(path),
        }
    }

    /// Watches a part anew, if it is there: it may be another folder of the same name.
    fn look_at_part(&mut self, part: &str) -> notify::Result<()> {
        let path = self.root.join(part);
        // It need not have been watched before.
        let _ = self.unlook(&path);
        if !path.is_dir() {
            return Ok(());
        }
        match self.look(&path, RecursiveMode::Recursive) {
            // It went while we looked: its return will be told.
            Err(_) if !path.exists() => Ok(()),
            result => result,
        }
    }

    fn look(&mut self, path: &Path, mode: RecursiveMode) -> notify::Result<()> {
        match &mut self.eyes {
            Eyes::System(eyes) => eyes.watch(path, mode),
            Eyes::Poll(eyes) => eyes.watch(path, mode),
        }
    }

    /// Waits for changes, at most so long; nothing where none came. A crowd of changes is told when it is over.
    /// `Break` when nothing will come any more.
    pub fn next(&mut self, longest: Duration) -> ControlFlow<(), Option<Changes>> {
        let mut changes = Changes::default();
        match self.events.recv_timeout(longest) {
            Ok(result) => changes.extend(self.read(result)),
            Err(RecvTimeoutError::Timeout) if self.is_moved() => {
                // Where it cannot be watched yet, the next look tells.
                if let Ok(again) = Watch::start(&self.given) {
                    *self = again;
                    return ControlFlow::Continue(Some(Changes { all: true, ..changes }));
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return ControlFlow::Break(()),
        }
        for _ in 0..CROWD_MOST {
            let crowded = changes.sources.len() > CROWD || changes.all;
            match self.events.recv_timeout(if crowded { CROWD_QUIET } else { Duration::ZERO }) {
                Ok(result) => changes.extend(self.read(result)),
                Err(_) => break,
            }
        }
        ControlFlow::Continue(Some(changes).filter(|changes| *changes != Changes::default()))
    }

    fn read(&mut self, result: DebounceEventResult) -> Changes {
        let mut changes = Changes::default();
        let events = match result {
            Ok(events) => events,
            Err(_) => return Changes { all: true, ..changes },
        };
        let mut again = BTreeSet::new();
        for event in &events {
            changes.all |= event.need_rescan() && self.is_other();
            if matches!(event.kind, EventKind::Access(_)) {
                continue;
            }
            let is_gone = matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
            self.is_lost |= is_gone && event.paths.contains(&self.root);
            let is_linked = |path: &PathBuf| path.ancestors().any(|above| self.linked.contains(above));
            changes.all |= event.paths.iter().any(is_linked);
            for path in paths(&self.root, event) {
                again.extend(DEEP.into_iter().filter(|part| *part == path));
                changes.extend(sort(path));
            }
        }
        for part in again {
            changes.all |= self.look_at_part(part).is_err();
        }
        changes
    }

    /// Whether any source differs in size or time from when this was asked last. Reading many files is an event for
    /// each too: without this, the build of a very large project would call for the next one.
    fn is_other(&mut self) -> bool {
        let mut hasher = blake3::Hasher::new();
        for part in PARTS {
            for entry in WalkDir::new(self.root.join(part)).sort_by_file_name().into_iter().flatten() {
                let Ok(data) = entry.metadata() else { continue };
                hasher.update(entry.path().as_os_str().as_encoded_bytes());
                hasher.update(format!("{} {:?}", data.len(), data.modified().ok()).as_bytes());
            }
        }
        let stamp = hasher.finalize();
        self.stamp.replace(stamp) != Some(stamp)
    }
}

/// Which of all folders of one name, one after another, a folder is.
type Identity = (u64, u64);

fn identity(path: &Path) -> Option<Identity> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let found = path.metadata().ok()?;
        Some((found.dev(), found.ino()))
    }
    #[cfg(not(unix))]
    path.exists().then_some((0, 0))
}

/// The paths of an event, relative to the project, with `/`.
fn paths(root: &Path, event: &DebouncedEvent) -> Vec<String> {
    let mut paths = Vec::new();
    for path in event.paths.iter().filter_map(|path| path.strip_prefix(root).ok()) {
        let names = path.components().map(|part| part.as_os_str().to_string_lossy());
        paths.push(names.collect::<Vec<_>>().join("/"));
    }
    paths
}

/// What a changed path means.
fn sort(path: String) -> Changes {
    let mut changes = Changes::default();
    let mut names = path.split('/');
    let first = names.next().unwrap_or_default();
    let hidden = names.clone().any(|name| inputs::is_hidden(Path::new(name)));
    if PARTS.contains(&first) && !hidden {
        changes.sources.insert(path);
    } else if path == "public" || (first == "print" && path.ends_with(&format!("/{}", printed::NAME))) {
        changes.outputs = true;
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::{Changes, sort};

    #[test]
    fn droppings_of_editors_are_nobodys_change() {
        for path in [
            "content/~$boards.xlsx",
            "content/.~boards.xlsx",
            "content/articles/.co.md.swp",
            "content/articles/co.md~",
            "content/.git/index",
            "public/index.html",
            "print/036/boards/001.pdf",
            "notes.txt",
            "",
        ] {
            assert_eq!(sort(path.to_owned()), Changes::default(), "{path}");
        }
        for path in ["banbao.toml", "content", "content/boards.xlsx", "themes/mine/web/style.css"] {
            assert!(sort(path.to_owned()).sources.contains(path), "{path}");
        }
        for path in ["public", "print/036/printed.json"] {
            assert!(sort(path.to_owned()).outputs, "{path}");
        }
    }
}
