//! A fixed number of scoped threads over a list of jobs. Not rayon: Typst uses rayon inside, and compilations in its
//! thread pool overflow the small stacks there.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;

/// Deep layouts recurse; Typst's own command line runs on a main thread of this size or more.
const STACK: usize = 32 << 20;

/// One a processor.
pub fn all() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Calls `work` for every item, on up to `workers` threads, until one fails.
///
/// # Errors
/// The first failure.
pub fn each<T: Sync, E: Send>(
    items: &[T],
    workers: usize,
    work: impl Fn(&T) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let next = AtomicUsize::new(0);
    let failure = Mutex::new(None);
    let run = || {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = work(item) {
                next.store(items.len(), Ordering::Relaxed);
                if let Ok(mut failure) = failure.lock() {
                    failure.get_or_insert(error);
                }
            }
        }
    };
    thread::scope(|scope| {
        let mut running = 0;
        for number in 0..workers.clamp(1, items.len().max(1)) {
            let name = format!("worker-{number}");
            if thread::Builder::new().name(name).stack_size(STACK).spawn_scoped(scope, run).is_err() {
                // No more threads to be had: those that run finish the list.
                break;
            }
            running += 1;
        }
        if running == 0 {
            run();
        }
    });
    match failure.into_inner() {
        Ok(Some(error)) => Err(error),
        _ => Ok(()),
    }
}

/// Does `work`, and something `beside` it.
pub fn beside<T>(beside: impl FnOnce() + Send, work: impl FnOnce() -> T) -> T {
    let beside = Mutex::new(Some(beside));
    let run = || {
        let taken = beside.lock().ok().and_then(|mut beside| beside.take());
        if let Some(beside) = taken {
            beside();
        }
    };
    thread::scope(|scope| {
        drop(thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run));
        let made = work();
        // Where there was no thread to be had, or it has not begun.
        run();
        made
    })
}

/// Does `work` on a thread that ends with it; not at all where there is no thread to be had.
pub fn aside(work: impl FnOnce() + Send) {
    thread::scope(|scope| drop(thread::Builder::new().spawn_scoped(scope, work)));
}

/// Frees what nobody needs any more, beside whatever goes on: of a large project that takes as long as publishing it.
pub fn let_go(things: impl Send + 'static) {
    // Where there is no thread to be had, the things are dropped here.
    drop(thread::Builder::new().spawn(move || drop(things)));
}

/// What `work` makes of every item, in the items' order.
pub fn map<T: Sync, R: Send + Sync>(items: &[T], workers: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let Ok(made) = try_map(items, workers, |item| Ok::<R, Infallible>(work(item)));
    made
}

/// As [`map`], for who needs no item any more.
pub fn map_owned<T: Send, R: Send + Sync>(
    items: Vec<T>,
    workers: usize,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let items: Vec<Mutex<Option<T>>> = items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    let take = |item: &Mutex<Option<T>>| item.lock().ok().and_then(|mut item| item.take());
    map(&items, workers, |item| take(item).map(&work)).into_iter().flatten().collect()
}

/// What `work` makes of all items that come, in no order, until one fails. Whoever has nothing to do looks for the next.
///
/// # Errors
/// The first failure.
pub fn try_map_coming<T: Send, R: Send, E: Send>(
    items: impl Iterator<Item = T> + Send,
    workers: usize,
    work: impl Fn(T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let items = Mutex::new(items.fuse());
    let all = Mutex::new(Vec::new());
    each(&vec![(); workers.max(1)], workers, |()| {
        let mut made = Vec::new();
        // Not a `while let`, which would hold the items while working.
        loop {
            let Some(item) = items.lock().ok().and_then(|mut items| items.next()) else { break };
            made.push(work(item)?);
        }
        if let Ok(mut all) = all.lock() {
            all.append(&mut made);
        }
        Ok(())
    })?;
    Ok(all.into_inner().unwrap_or_default())
}

/// As [`map`], until one fails.
///
/// # Errors
/// The first failure.
pub fn try_map<T: Sync, R: Send + Sync, E: Send>(
    items: &[T],
    workers: usize,
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let made: Vec<(&T, OnceLock<R>)> = items.iter().map(|item| (item, OnceLock::new())).collect();
    each(&made, workers, |(item, slot)| {
        // Each is set by the one worker that has it.
        drop(slot.set(work(item)?));
        Ok(())
    })?;
    Ok(made.into_iter().filter_map(|(_, slot)| slot.into_inner()).collect())
}
