//! Words that no health text may promise with: cures for good, secret recipes. A text that warns of them may name them.

use aho_corasick::{AhoCorasick, MatchKind};

use super::texts::Line;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;

/// What advertisements promise, and what the 2015 guide to health communication keeps out.
const BANNED: [&str; 16] = [
    "根治",
    "包治",
    "包医",
    "偏方",
    "祖传",
    "秘方",
    "神医",
    "神药",
    "特效药",
    "药到病除",
    "永不复发",
    "保证治愈",
    "无副作用",
    "没有副作用",
    "零副作用",
    "百分之百有效",
];

/// Terms of medicine that only contain such a word.
const TERMS: [&str; 2] = ["根治术", "根治性"];

/// A clause that holds one of these before the phrase denies it.
const DENYING: [&str; 24] = [
    "不能",
    "不可",
    "不会",
    "不要",
    "不是",
    "不得",
    "不信",
    "不靠",
    "不用",
    "不存在",
    "不应",
    "不宜",
    "不该",
    "不听",
    "没",
    "别",
    "勿",
    "莫",
    "禁",
    "拒",
    "尚无",
    "并无",
    "无法",
    "难以",
];

/// What contains a denying character and denies nothing.
const NOT_DENYING: [&str; 6] = ["特别", "分别", "区别", "个别", "性别", "级别"];

/// A sentence that holds one of these after the phrase refuses it.
const REFUSING: [&str; 14] = [
    "不可信",
    "不能",
    "不可",
    "不要",
    "不信",
    "不靠",
    "不管用",
    "没用",
    "没有",
    "无效",
    "别",
    "勿",
    "耽误",
    "危险",
];

/// A sentence that holds one of these exposes what it names.
const EXPOSING: [&str; 13] =
    ["骗", "谣", "误区", "迷信", "警惕", "谨防", "当心", "小心", "所谓", "声称", "宣称", "号称", "轻信"];

/// Looks for what texts may not promise, and for what an office bans itself.
pub struct Phrases<'a> {
    site: &'a Site,
    /// With what may be warned of, and what not.
    phrases: Vec<(&'a str, bool)>,
    /// All of them at once, for the texts without any, which are nearly all; `None` where there are too many.
    any: Option<AhoCorasick>,
}

impl<'a> Phrases<'a> {
    pub fn of(site: &'a Site) -> Phrases<'a> {
        // What an office bans itself (a brand, say) it wants nowhere.
        let own = site.config.texts.banned.iter().map(String::as_str).filter(|phrase| !phrase.is_empty());
        let phrases: Vec<_> = BANNED
            .into_iter()
            .map(|phrase| (phrase, true))
            .chain(own.map(|phrase| (phrase, false)))
            .collect();
        // Leftmost matches are those that are searched for many bytes at a time.
        let mut builder = AhoCorasick::builder();
        let any =
            builder.match_kind(MatchKind::LeftmostFirst).build(phrases.iter().map(|(phrase, _)| phrase));
        Phrases { site, phrases, any: any.ok() }
    }

    /// Whether any of the phrases stands in a text at all.
    pub fn may_be_in(&self, text: &str) -> bool {
        self.any.as_ref().is_none_or(|any| any.is_match(text))
    }

    pub fn line(&self, line: &Line, out: &mut Vec<Diagnostic>) {
        if line.is_data && !is_shown(line.text) {
            return;
        }
        for (phrase, may_warn) in &self.phrases {
            for (at, _) in line.text.match_indices(phrase) {
                let warns = || line.is_warning || is_warned_of(line.text, at, phrase);
                let allowed = self.site.config.texts.allowed.iter().map(String::as_str).chain(TERMS);
                let is_fine = is_within(line.text, at, phrase, allowed) || (*may_warn && warns());
                if !is_fine {
                    let found = Code::BannedPhrase.at(line.span(at..at + phrase.len()));
                    out.push(found.with("phrase", phrase));
                }
            }
        }
    }
}

/// Of the front matter and TOML files, the words that are shown as they are; titles of sources are others' words.
fn is_shown(line: &str) -> bool {
    let key = line.split('=').next().unwrap_or("").trim();
    ["title", "description", "text", "intro", "notice"].contains(&key)
}

fn is_within<'a>(text: &str, at: usize, phrase: &str, allowed: impl Iterator<Item = &'a str>) -> bool {
    let end = at + phrase.len();
    allowed
        .filter(|term| term.contains(phrase))
        .any(|term| text.match_indices(term).any(|(start, _)| start <= at && end <= start + term.len()))
}

/// Whether the sentence around a phrase denies, refuses or exposes it.
fn is_warned_of(text: &str, at: usize, phrase: &str) -> bool {
    let sentence_end = |c| matches!(c, '。' | '！' | '？' | '；' | ';' | '!' | '?' | '|' | '\n');
    let clause_end = |c| sentence_end(c) || matches!(c, '，' | ',' | '：' | ':' | '（' | '(' | '）' | ')');
    let before = text[..at].rsplit(sentence_end).next().unwrap_or("");
    let after = text[at + phrase.len()..].split(sentence_end).next().unwrap_or("");
    let mut clause = before.rsplit(clause_end).next().unwrap_or("").to_owned();
    for word in NOT_DENYING {
        clause = clause.replace(word, "");
    }
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    has(&clause, &DENYING) || has(after, &REFUSING) || has(before, &EXPOSING) || has(after, &EXPOSING)
}

#[cfg(test)]
mod tests {
    use super::{BANNED, TERMS, is_warned_of, is_within};

    fn banned(text: &str) -> Vec<&str> {
        let all = BANNED.iter().flat_map(|phrase| text.match_indices(phrase).map(|(at, _)| (at, *phrase)));
        all.filter(|(at, phrase)| {
            !is_within(text, *at, phrase, TERMS.into_iter()) && !is_warned_of(text, *at, phrase)
        })
        .map(|(_, phrase)| phrase)
        .collect()
    }

    #[test]
    fn a_promise_is_found() {
        assert_eq!(banned("三个疗程根治糖尿病。"), ["根治"]);
        assert_eq!(banned("祖传秘方，药到病除。"), ["祖传", "秘方", "药到病除"]);
        assert_eq!(banned("不含激素，可根治高血压。"), ["根治"]);
        assert_eq!(banned("特别有效，根治风湿。"), ["根治"]);
        assert_eq!(banned("不吃药就根治。别拖。"), ["根治"]);
    }

    #[test]
    fn a_warning_is_none() {
        for text in [
            "高血压目前不能根治，要长期管。",
            "没有一种药能根治糖尿病。",
            "偏方不可信。",
            "不要信偏方、秘方。",
            "街上卖的“神药”是骗人的。",
            "警惕自称神医的人，祖传秘方多半是幌子。",
            "登革热没有特效药，靠医生对症治疗。",
            "医生建议做根治术。",
            "用偏方治蛇伤，会耽误抢救。",
        ] {
            assert_eq!(banned(text), Vec::<&str>::new(), "{text}");
        }
    }
}
