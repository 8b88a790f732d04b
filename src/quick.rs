//! Maps and sets that are asked for every page and every link: of our own paths and words, which nobody chooses to collide.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

/// A map whose keys are hashed several times quicker than std's, which is safe from keys of strangers.
pub type QuickMap<K, V> = HashMap<K, V, RandomState>;

/// As [`QuickMap`], a set.
pub type QuickSet<K> = HashSet<K, RandomState>;

/// As [`QuickMap`], in the order of insertion.
pub type QuickIndex<K, V> = indexmap::IndexMap<K, V, RandomState>;
