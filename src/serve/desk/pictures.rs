//! Pages of packs as pictures, made when somebody looks at them and kept until their board changes. What cannot be made
//! shows its last good picture.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use super::survey::{Board, Surveys};
use crate::pipeline::project::{self, Project};
use crate::workers;

/// Widths in pixels: among many, and alone.
pub const SMALL: u32 = 320;
pub const LARGE: u32 = 1200;

/// Large pictures are kept of so many boards.
const KEPT_LARGE: usize = 4;

/// What is known of one board in one width.
#[derive(Default)]
struct Shot {
    /// Of the board that was tried last, whether or not it could be made.
    fingerprint: String,
    pages: Vec<project::Picture>,
    failed: bool,
}

type Key = (u32, String, u32);

/// What was asked for.
#[derive(Default)]
struct Shots {
    /// Requests so far.
    asked: u64,
    /// How many there were when the sources changed, the last time and the time before.
    changed: [u64; 2],
    /// By edition, board and width, with the last request.
    known: BTreeMap<Key, (u64, Arc<Mutex<Shot>>)>,
}

/// All pictures that were made.
pub struct Pictures {
    shots: Mutex<Shots>,
    /// As many boards are laid out at once as there are workers: more would only be in each other's way.
    workers: usize,
    free: Semaphore,
}

/// A page's picture; `old` where the page can't be made as it is now.
pub struct Picture {
    pub bytes: Option<Arc<[u8]>>,
    pub old: bool,
}

impl Pictures {
    pub fn new(workers: usize) -> Pictures {
        Pictures { shots: Mutex::default(), workers, free: Semaphore::new(workers) }
    }

    /// The picture of a page, from 1. All pages of a board are made together: whoever asks for one asks for all. Called on
    /// threads of the runtime that may wait.
    pub fn of(&self, project: &Project, edition: u32, board: &Board, page: usize, width: u32) -> Picture {
        let shot = self.shots().ask((edition, board.id.clone(), width));
        let mut shot = shot.lock().unwrap_or_else(PoisonError::into_inner);
        self.make(&Handle::current(), &mut shot, project, edition, board, width);
        Picture {
            bytes: page.checked_sub(1).and_then(|index| shot.pages.get(index)).map(|page| page.png.clone()),
            old: shot.failed,
        }
    }

    /// Makes what somebody looks at before he asks for it, now that the sources changed, as long as they are `current`: a
    /// browser asks for a few pictures at a time, which all are of one board. Called as [`Pictures::of`] is.
    pub fn keep_ready(&self, project: &Arc<Project>, surveys: &Surveys, current: impl Fn() -> bool + Sync) {
        let looked_at = self.shots().looked_at();
        let runtime = Handle::current();
        // An error ends it.
        let _ = workers::each(&looked_at, self.workers, |((edition, id, width), shot)| {
            let mut shot = shot.lock().unwrap_or_else(PoisonError::into_inner);
            // Who had it meanwhile may have made it of newer sources.
            if !current() {
                return Err(());
            }
            if let Some(board) = surveys.of(project, *edition).board(id) {
                self.make(&runtime, &mut shot, project, *edition, board, *width);
            }
            Ok(())
        });
    }

    /// Makes a board's pictures, unless they are those of the board as it is.
    fn make(
        &self,
        runtime: &Handle,
        shot: &mut Shot,
        project: &Project,
        edition: u32,
        board: &Board,
        width: u32,
    ) {
        if shot.fingerprint == board.fingerprint {
            return;
        }
        shot.fingerprint.clone_from(&board.fingerprint);
        // Nobody closes it.
        let _worker = runtime.block_on(self.free.acquire());
        match project.pictures(edition, &board.id, width, &shot.pages) {
            Ok(pages) => {
                shot.pages = pages;
                shot.failed = false;
            }
            // Why is told by the rehearsal, with its place.
            Err(_) => shot.failed = true,
        }
    }

    fn shots(&self) -> MutexGuard<'_, Shots> {
        self.shots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shots {
    /// What is known of a board that somebody asks for.
    fn ask(&mut self, key: Key) -> Arc<Mutex<Shot>> {
        self.asked += 1;
        let known = self.known.entry(key).or_default();
        known.0 = self.asked;
        let shot = Arc::clone(&known.1);
        let large = self.known.iter().filter(|((_, _, width), _)| *width == LARGE);
        let mut large: Vec<(u64, Key)> = large.map(|(key, (used, _))| (*used, key.clone())).collect();
        large.sort();
        for (_, old) in large.iter().rev().skip(KEPT_LARGE) {
            self.known.remove(old);
        }
        shot
    }

    /// What was asked for lately, in that order, now that the sources changed: who looks at it asks again after each change,
    /// or, where changes follow each other quickly, after the next.
    fn looked_at(&mut self) -> Vec<(Key, Arc<Mutex<Shot>>)> {
        let since = self.changed[1];
        self.changed = [self.asked, self.changed[0]];
        let lately = self.known.iter().filter(|(_, (used, _))| *used > since);
        let mut lately: Vec<_> = lately.map(|(key, (used, shot))| (*used, key, shot)).collect();
        lately.sort_by_key(|(used, _, _)| *used);
        lately.into_iter().map(|(_, key, shot)| (key.clone(), Arc::clone(shot))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT_LARGE, LARGE, SMALL, Shots};

    fn boards(shots: &mut Shots) -> Vec<String> {
        shots.looked_at().into_iter().map(|((_, board, _), _)| board).collect()
    }

    #[test]
    fn what_is_looked_at_is_made_anew_and_nothing_else() {
        let mut shots = Shots::default();
        assert!(boards(&mut shots).is_empty());
        for board in ["003", "001", "002", "003"] {
            shots.ask((36, board.to_owned(), SMALL));
        }
        assert_eq!(boards(&mut shots), ["001", "002", "003"], "in the order of the requests");
        assert_eq!(boards(&mut shots), ["001", "002", "003"], "nobody had the time to ask again");
        shots.ask((36, "002".to_owned(), SMALL));
        assert_eq!(boards(&mut shots), ["002"]);
        boards(&mut shots);
        assert!(boards(&mut shots).is_empty(), "nobody looks any more");
    }

    #[test]
    fn large_pictures_are_kept_of_a_few_boards() {
        let mut shots = Shots::default();
        for board in 0..=KEPT_LARGE {
            shots.ask((36, board.to_string(), LARGE));
            shots.ask((36, board.to_string(), SMALL));
        }
        assert_eq!(shots.known.len(), KEPT_LARGE + KEPT_LARGE + 1);
        assert!(!shots.known.contains_key(&(36, "0".to_owned(), LARGE)), "the oldest");
    }
}
