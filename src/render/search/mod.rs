//! The search index as classic scripts: each calls `banbaoSearch(name, …)` once, so that a folder opened from disk can be
//! searched too. Documents are `tN.js`, grams `gN.js`; all in ASCII-safe strings that compress well.

pub mod fold;
pub mod grams;
mod pinyin;
pub mod texts;

use std::collections::BTreeMap;

use serde::Serialize;

use self::grams::{Grams, Pairs, Postings};
use self::texts::Row;
use crate::plan::search::{File, Search};
use crate::reads;

/// What can be found, with its grams.
#[derive(Default)]
pub struct Index<'s> {
    plan: Search<'s>,
    grams: Grams,
}

impl<'s> Index<'s> {
    pub fn new(plan: Search<'s>, grams: Grams) -> Index<'s> {
        Index { plan, grams }
    }

    /// What can be found. Its texts are no reader's own, so that reading it is noted.
    pub fn plan(&self) -> &Search<'s> {
        reads::note(reads::Read::Search);
        &self.plan
    }

    /// The name of the index, which changes with whatever is in it.
    pub fn name(&self) -> &str {
        &self.plan.folder
    }
}

/// The file of the index at this path.
pub fn render(index: &Index, path: &str, file: &File) -> Vec<u8> {
    let name = path.rsplit('/').next().and_then(|name| name.strip_suffix(".js")).unwrap_or(path);
    match file {
        File::Texts(range) => {
            let rows: Vec<Row> = index.plan().docs[range.clone()].iter().map(Row::of).collect();
            call(name, &rows)
        }
        File::Grams(shard) => {
            reads::note(reads::Read::Search);
            let (pairs, words) = index.grams.shard(*shard);
            let words: BTreeMap<&String, String> =
                words.iter().map(|(word, postings)| (word, encode(postings))).collect();
            call(name, &(groups(&pairs), words))
        }
    }
}

fn call(name: &str, value: &impl Serialize) -> Vec<u8> {
    // Nothing here can fail to be JSON. The two characters that JSON has in strings and older scripts have not:
    let json = serde_json::to_string(value).unwrap_or_default();
    let json = json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("banbaoSearch(\"{name}\",{json});\n").into_bytes()
}

/// Pairs by their first letter: a tilde, the letter, its own documents, then each second letter and its documents.
fn groups(pairs: &Pairs) -> String {
    let mut out = String::new();
    let mut last = None;
    for ((first, second), postings) in pairs {
        if last != Some(*first) {
            out.extend(['~', *first]);
            last = Some(*first);
        }
        out.extend(second);
        out.push_str(&encode(postings));
    }
    out
}

/// Documents found in the text, then, each after a space, those found in summaries and in titles: steps from one number
/// to the next, in base 60. One character a step mostly, from `#` on without `\` and `~`; those above 59 are higher digits, in base 29.
fn encode([titles, summaries, texts]: &Postings) -> String {
    let lists = [texts, summaries, titles].map(|numbers| {
        let mut out = String::new();
        let mut next = 0;
        for number in numbers {
            step(number - next, &mut out);
            next = number + 1;
        }
        out
    });
    lists.join(" ").trim_end().to_owned()
}

fn step(step: u32, out: &mut String) {
    let mut digits = vec![step % 60];
    let mut rest = step / 60;
    while rest > 0 {
        digits.push(60 + rest % 29);
        rest /= 29;
    }
    out.extend(digits.into_iter().rev().filter_map(|digit| {
        let code = 35 + digit;
        char::from_u32(if code < 92 { code } else { code + 1 })
    }));
}
