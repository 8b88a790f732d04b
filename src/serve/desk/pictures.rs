//! Pages of packs as pictures, made when somebody looks at them and kept until their board changes. What cannot be made
//! shows its last good picture.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use super::survey::Board;
use crate::pipeline::project::{self, Project};

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
    /// When it was asked for, in requests.
    used: u64,
}

type Key = (u32, String, u32);

/// Requests so far, and what was made for them.
type Shots = (u64, BTreeMap<Key, Arc<Mutex<Shot>>>);

/// All pictures that were made.
pub struct Pictures {
    shots: Mutex<Shots>,
    /// As many boards are laid out at once as there are workers: more would only be in each other's way.
    workers: Semaphore,
}

/// A page's picture; `old` where the page can't be made as it is now.
pub struct Picture {
    pub bytes: Option<Arc<[u8]>>,
    pub old: bool,
}

impl Pictures {
    pub fn new(workers: usize) -> Pictures {
        Pictures { shots: Mutex::default(), workers: Semaphore::new(workers) }
    }

    /// The picture of a page, from 1. All pages of a board are made together: whoever asks for one asks for all. Called on
    /// threads of the runtime that may wait.
    pub fn of(&self, project: &Project, edition: u32, board: &Board, page: usize, width: u32) -> Picture {
        let shot = self.shot((edition, board.id.clone(), width));
        let mut shot = shot.lock().unwrap_or_else(PoisonError::into_inner);
        if shot.fingerprint != board.fingerprint {
            shot.fingerprint.clone_from(&board.fingerprint);
            // Nobody closes it.
            let _worker = Handle::current().block_on(self.workers.acquire());
            match project.pictures(edition, &board.id, width, &shot.pages) {
                Ok(pages) => {
                    shot.pages = pages;
                    shot.failed = false;
                }
                // Why is told by the rehearsal, with its place.
                Err(_) => shot.failed = true,
            }
        }
        Picture {
            bytes: page.checked_sub(1).and_then(|index| shot.pages.get(index)).map(|page| page.png.clone()),
            old: shot.failed,
        }
    }

    fn shot(&self, key: Key) -> Arc<Mutex<Shot>> {
        let mut shots = self.shots.lock().unwrap_or_else(PoisonError::into_inner);
        shots.0 += 1;
        let now = shots.0;
        let shot = shots.1.entry(key.clone()).or_default().clone();
        if let Ok(mut shot) = shot.try_lock() {
            shot.used = now;
        }
        let used = |shot: &Arc<Mutex<Shot>>| shot.try_lock().map_or(now, |shot| shot.used);
        let mut large: Vec<(u64, Key)> = shots
            .1
            .iter()
            .filter(|(key, _)| key.2 == LARGE)
            .map(|(key, shot)| (used(shot), key.clone()))
            .collect();
        large.sort();
        for (_, old) in large.iter().rev().skip(KEPT_LARGE).filter(|(_, old)| *old != key) {
            shots.1.remove(old);
        }
        shot
    }
}
