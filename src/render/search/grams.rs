//! Documents → in which of them each gram stands. A gram is two neighbouring letters of a script without spaces, the
//! beginning of a word, or initials of pinyin. Contract: whoever has the folded text of a query finds every document
//! that contains it by the query's own grams.

use std::collections::BTreeMap;

use super::fold::{fold, is_word};
use super::pinyin;
use super::texts::plain;
use crate::plan::search::Doc;

/// The longest beginning of a word that is a gram.
pub const PREFIX: usize = 6;

/// Where in a document a gram stands; the best place counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Title,
    Summary,
    Text,
}

/// Grams of some documents, by shard, unsorted.
pub struct Part {
    shards: Vec<Shard>,
    /// What the last documents put in: most repetitions are dropped before they are stored.
    recent: Vec<u64>,
    folded: Vec<char>,
}

#[derive(Default, Clone)]
struct Shard {
    /// Two letters of 21 bits each (the second 0 for one that stands alone), document (20), place (2).
    pairs: Vec<u64>,
    words: Vec<(String, u32, Place)>,
}

/// One gram's documents by place, ascending; each document once.
pub type Postings = [Vec<u32>; 3];

/// The shard of a gram. `web/search.js` reckons the same, in doubles: nothing exceeds 2^53.
pub fn shard_of(gram: impl Iterator<Item = char>, shards: usize) -> usize {
    let hash = gram.fold(0u64, |hash, c| (hash * 8191 + u64::from(c as u32)) % 2_147_483_647);
    (hash % shards.max(1) as u64) as usize
}

impl Part {
    pub fn new(shards: usize) -> Part {
        Part { shards: vec![Shard::default(); shards], recent: vec![0; 1 << 13], folded: Vec::new() }
    }

    /// Adds the document with this number.
    pub fn add(&mut self, number: usize, doc: &Doc) {
        let number = number as u32;
        let mut folded = std::mem::take(&mut self.folded);
        for (text, place) in [(doc.title.as_str(), Place::Title), (doc.summary, Place::Summary)] {
            fold(text, &mut folded);
            self.text(&folded, number, place);
            for initials in pinyin::initials(&folded) {
                self.word(format!("'{initials}"), number, place);
            }
        }
        fold(&plain(&doc.text), &mut folded);
        self.text(&folded, number, Place::Text);
        self.folded = folded;
    }

    fn text(&mut self, folded: &[char], number: u32, place: Place) {
        for run in folded.chunk_by(|a, b| is_word(*a) == is_word(*b) && !is_gap(*a) && !is_gap(*b)) {
            // A single letter is looked for in titles and summaries alone.
            let alone = place != Place::Text;
            if !is_word(run[0]) {
                run.windows(2).for_each(|pair| self.pair(pair[0], pair[1], number, place));
                if alone {
                    run.iter().for_each(|c| self.pair(*c, '\0', number, place));
                }
            } else if !is_gap(run[0]) {
                for length in if alone { 1 } else { 2 }..=run.len().min(PREFIX) {
                    self.word(run[..length].iter().collect(), number, place);
                }
            }
        }
    }

    fn pair(&mut self, a: char, b: char, number: u32, place: Place) {
        let entry =
            u64::from(a as u32) << 43 | u64::from(b as u32) << 22 | u64::from(number) << 2 | place as u64;
        let slot = (entry.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 51) as usize;
        if self.recent[slot] == entry {
            return;
        }
        self.recent[slot] = entry;
        let letters = [a, b].into_iter().filter(|c| *c != '\0');
        let shard = shard_of(letters, self.shards.len());
        self.shards[shard].pairs.push(entry);
    }

    fn word(&mut self, word: String, number: u32, place: Place) {
        let shard = shard_of(word.chars(), self.shards.len());
        self.shards[shard].words.push((word, number, place));
    }
}

fn is_gap(c: char) -> bool {
    c == ' ' || c == '\n'
}

/// Pairs by their letters; a letter that stands alone has no second.
pub type Pairs = BTreeMap<(char, Option<char>), Postings>;
/// Beginnings of words, and initials after a `'`.
pub type Words = BTreeMap<String, Postings>;

/// All grams of a site.
#[derive(Default)]
pub struct Grams {
    parts: Vec<Part>,
}

impl Grams {
    /// Parts may come in any order.
    pub fn of(parts: Vec<Part>) -> Grams {
        Grams { parts }
    }

    /// Sorted anew, as parts know nothing of each other.
    pub fn shard(&self, shard: usize) -> (Pairs, Words) {
        let shards = || self.parts.iter().filter_map(|part| part.shards.get(shard));
        let mut entries: Vec<u64> = shards().flat_map(|shard| &shard.pairs).copied().collect();
        entries.sort_unstable();
        let mut pairs = BTreeMap::new();
        for same in entries.chunk_by(|a, b| a >> 22 == b >> 22) {
            let letter =
                |shift: u32| char::from_u32((same[0] >> shift & 0x1f_ffff) as u32).filter(|c| *c != '\0');
            let Some(first) = letter(43) else { continue };
            let found = same.iter().map(|entry| ((entry >> 2 & 0xf_ffff) as u32, (entry & 3) as usize));
            pairs.insert((first, letter(22)), postings(found));
        }
        let mut entries: Vec<&(String, u32, Place)> = shards().flat_map(|shard| &shard.words).collect();
        entries.sort_unstable();
        let words = entries.chunk_by(|a, b| a.0 == b.0).map(|same| {
            let found = same.iter().map(|(_, number, place)| (*number, *place as usize));
            (same[0].0.clone(), postings(found))
        });
        let words = words.collect();
        (pairs, words)
    }
}

/// From entries sorted by document and place: the first of a document is its best.
fn postings(entries: impl Iterator<Item = (u32, usize)>) -> Postings {
    let mut postings = Postings::default();
    let mut last = None;
    for (number, place) in entries {
        if last != Some(number) {
            postings[place].push(number);
            last = Some(number);
        }
    }
    postings
}
