//! What a piece of work reads of what changes most: the running texts, and the search index made of them. Contract:
//! whatever is read on this thread while [`noting`] runs is in its result, so that nobody has to remember to list it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::source::FileId;

/// Something that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Read {
    /// The body of a text.
    Text(FileId),
    /// The plan of the search.
    Search,
}

thread_local! {
    static NOTED: RefCell<Option<BTreeSet<Read>>> = const { RefCell::new(None) };
}

/// Takes note, if anybody asked for it.
pub fn note(read: Read) {
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted {
            noted.insert(read);
        }
    });
}

/// Does `work`, and tells what it read on this thread.
pub fn noting<T>(work: impl FnOnce() -> T) -> (T, BTreeSet<Read>) {
    let before = NOTED.replace(Some(BTreeSet::new()));
    let made = work();
    let noted = NOTED.replace(before).unwrap_or_default();
    (made, noted)
}

#[cfg(test)]
mod tests {
    use super::{Read, note, noting};

    #[test]
    fn only_what_is_read_meanwhile_is_noted() {
        note(Read::Search);
        let ((), noted) = noting(|| ());
        assert!(noted.is_empty());
        let (inner, outer) = noting(|| noting(|| note(Read::Search)).1);
        assert_eq!(inner.len(), 1);
        assert!(outer.is_empty(), "it was the inner work that read");
    }
}
