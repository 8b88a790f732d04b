//! Where a line may break that has no other place to: addresses, storms of punctuation, scripts without spaces.
//!
//! Typst breaks lines as Unicode says (UAX #14), and a run that Unicode keeps together hangs over the edge of the page
//! where no line can hold it. Marked here with U+200B: after eight ems that nothing else parts, and in
//! Tai Le and New Tai Lue, which write no spaces between words, after a syllable that its tone or final letter closes.
//! (Yi breaks after every syllable, Lisu at its spaces.)

use std::borrow::Cow;
use std::cell::Cell;

/// The longest run that stays together, in half ems (a Latin letter has about one): no column of steps is narrower.
const LONGEST: usize = 16;

/// The same for the cells of a table.
fn longest_in_cell(columns: usize) -> usize {
    match columns {
        0..=4 => 12,
        5..=6 => 6,
        _ => 3,
    }
}
const BREAK: char = '\u{200B}';

/// What a run is made of. Between words and marks Unicode finds a place to break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Letters and signs that keep together: an address.
    Word,
    /// Chinese punctuation that keeps to what is before it.
    Close,
    /// Chinese punctuation that keeps to what follows.
    Open,
    /// A quotation mark or a bracket of ASCII, which keeps to both sides, even to ideographs.
    Quote,
    /// Tai Le, New Tai Lue.
    Tai,
    /// Breaks on its own: ideographs, kana, Yi, white space.
    Free,
}

fn kind(c: char) -> Kind {
    match c {
        '(' | '[' | '{' | '\'' | '"' => Kind::Quote,
        '“' | '”' | '‘' | '’' | '«' | '»' => Kind::Quote,
        '\u{1950}'..='\u{19DF}' => Kind::Tai,
        c if c.is_whitespace() || c == BREAK => Kind::Free,
        '\u{2E80}'..='\u{2FFF}' | '\u{3040}'..='\u{318F}' | '\u{3400}'..='\u{9FFF}' => Kind::Free,
        '\u{A000}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' => Kind::Free,
        '\u{20000}'..='\u{3FFFF}' => Kind::Free,
        '\u{2010}'..='\u{206F}'
        | '\u{3000}'..='\u{303F}'
        | '\u{FE10}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FFEF}' => {
            if "（《〈「『【〔〖〘〚［｛｟﹙﹛﹝".contains(c) {
                Kind::Open
            } else {
                Kind::Close
            }
        }
        _ => Kind::Word,
    }
}

/// Whether a Tai letter closes its syllable: tones of Tai Le, finals and tones of New Tai Lue.
fn closes(c: char, next: Option<char>) -> bool {
    match c {
        '\u{1970}'..='\u{1974}' | '\u{19C8}' | '\u{19C9}' => true,
        '\u{19C1}'..='\u{19C7}' => !matches!(next, Some('\u{19C8}' | '\u{19C9}')),
        _ => false,
    }
}

/// Runs through the texts of a paragraph one after another: bold in the middle of a word does not part it.
#[derive(Debug)]
pub struct Breaks {
    run: Cell<usize>,
    last: Cell<Option<Kind>>,
    longest: Cell<usize>,
}

impl Default for Breaks {
    fn default() -> Breaks {
        Breaks { run: Cell::new(0), last: Cell::new(None), longest: Cell::new(LONGEST) }
    }
}

impl Breaks {
    /// Marks the texts of a table's cells while `cells` runs.
    pub fn in_table<T>(&self, columns: usize, cells: impl FnOnce() -> T) -> T {
        self.longest.set(longest_in_cell(columns));
        let made = cells();
        self.longest.set(LONGEST);
        made
    }

    /// `text` with a place to break wherever it would have none for too long.
    pub fn mark<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut out = String::new();
        let mut copied = 0;
        for (at, c) in text.char_indices() {
            let kind = kind(c);
            let parted = matches!(
                (self.last.get(), kind),
                (None, _)
                    | (Some(Kind::Free), Kind::Free | Kind::Word | Kind::Tai | Kind::Open | Kind::Close)
                    | (Some(Kind::Word | Kind::Tai | Kind::Open | Kind::Close), Kind::Free)
                    | (Some(Kind::Close), Kind::Word | Kind::Tai | Kind::Open)
                    | (Some(Kind::Word | Kind::Tai), Kind::Open)
                    | (Some(Kind::Word), Kind::Tai)
                    | (Some(Kind::Tai), Kind::Word)
            );
            self.last.set(Some(kind));
            let own = if matches!(kind, Kind::Close | Kind::Open | Kind::Free) { 2 } else { 1 };
            self.run.set(match kind {
                _ if c.is_whitespace() => 0,
                Kind::Free if parted => 0,
                _ if parted => own,
                _ => self.run.get() + own,
            });
            let end = at + c.len_utf8();
            // Unicode breaks an address after a slash.
            if c == '/' && text[end..].starts_with(char::is_alphabetic) {
                self.run.set(0);
            }
            if self.run.get() >= self.longest.get()
                || kind == Kind::Tai && closes(c, text[end..].chars().next())
            {
                out.push_str(&text[copied..end]);
                out.push(BREAK);
                copied = end;
                self.run.set(0);
            }
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        out.push_str(&text[copied..]);
        Cow::Owned(out)
    }
}

/// A text that stands alone.
pub fn breakable(text: &str) -> Cow<'_, str> {
    Breaks::default().mark(text)
}

#[cfg(test)]
mod tests {
    use super::{Breaks, breakable};

    fn shown(text: &str) -> String {
        breakable(text).replace('\u{200B}', "|")
    }

    #[test]
    fn what_has_places_to_break_stays_as_it_is() {
        for text in [
            "烤火取暖，窗留一条缝。",
            "Clostridium，botulinum",
            "jk.example.com/a/declaration/",
            "每天 8 克盐",
            "ꊿꂷꃅꄿꐨꐥ，ꌅꅍꀂꏽꐯꒈꃅꐥꌐ。",
        ] {
            assert_eq!(breakable(text), text);
        }
    }

    #[test]
    fn long_runs_of_letters_marks_and_quotes_get_some() {
        assert_eq!(shown("www.hospital-example.com"), "www.hospital-exa|mple.com");
        assert_eq!(shown(&"，".repeat(10)), format!("{}|{}", "，".repeat(8), "，".repeat(2)));
        assert_eq!(shown("abcdefgh……，，abcd"), "abcdefgh……，，|abcd");
        assert_eq!(shown("只&Ag;P+7&G'{图[&GCa.Vq*{'^photo"), "只&Ag;P+7&G'{图[&G|Ca.Vq*{'^photo");
        assert_eq!(shown(&"“a".repeat(9)), format!("{}|“a", "“a".repeat(8)));
    }

    #[test]
    fn tai_scripts_break_after_a_closed_syllable() {
        assert_eq!(shown("ᥖᥭᥰᥘᥫᥴ"), "ᥖᥭᥰ|ᥘᥫᥴ|");
        assert_eq!(shown("ᦑᦺᦟᦹᧉ"), "ᦑᦺᦟᦹᧉ|");
    }

    #[test]
    fn a_run_goes_on_through_bold() {
        let breaks = Breaks::default();
        let all: String = ["abcdefgh", "ijklmnop", "q"].map(|part| breaks.mark(part).into_owned()).concat();
        assert_eq!(all, "abcdefghijklmnop\u{200B}q");
    }
}
