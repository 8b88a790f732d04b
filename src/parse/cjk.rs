//! What CommonMark gets wrong in Chinese: emphasis beside full-width punctuation, and line breaks between Han characters.
//!
//! CommonMark decides whether `**` opens or closes by the characters beside it, and takes `，` for punctuation that
//! ends nothing before a letter: `**真，**她` stays literal. The amendment followed here is the one known as
//! "CommonMark CJK-friendly": beside a CJK character, punctuation does not hinder a delimiter run. It is reached by
//! setting an invisible letter between the two before parsing, and taking it out of the events afterwards, so that
//! pulldown-cmark itself still resolves every delimiter.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr3;

/// The invisible letter: a Unicode noncharacter, never part of a text. Its general category (Cn) is neither
/// white space nor punctuation, which is all that matters to the delimiter rules.
pub const MARK: char = '\u{FDD0}';

/// Han, kana, hangul, bopomofo, Yi and other scripts written without spaces, with their full-width punctuation.
pub fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{303F}' | '\u{3041}'..='\u{33FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{A000}'..='\u{A4CF}'
        | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF01}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// A character that takes no space before or after a line break: CJK, or punctuation Chinese shares with others.
pub fn joins_lines(c: char) -> bool {
    is_cjk(c) || matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

fn is_punctuation(c: char) -> bool {
    // Nearly all are ideographs, or the marks that Chinese uses: no need to look them up.
    match c {
        '\u{4E00}'..='\u{9FFF}' => return false,
        '、' | '。' | '《'..='】' | '！'..='／' | '：'..='？' => return true,
        _ => {}
    }
    c.is_ascii_punctuation()
        || matches!(c, '\u{A1}'..='\u{BF}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{2190}'..='\u{2BFF}')
        || (is_cjk(c) && !c.is_alphanumeric())
}

/// Sets marks into a text where they are needed.
///
/// Returns the text to parse and the byte positions (in that text) of the marks, ascending.
pub fn set_marks(text: &str) -> (Cow<'_, str>, Vec<usize>) {
    if !text.chars().any(is_cjk) {
        return (Cow::Borrowed(text), Vec::new());
    }
    // A text has a few dozen places for marks.
    let mut out = String::with_capacity(text.len() + 256);
    let mut marks = Vec::with_capacity(32);
    // Up to here all is copied; from here on nothing is looked at yet.
    let (mut copied, mut at) = (0, 0);
    let bytes = text.as_bytes();
    while let Some(found) = memchr3(b'*', b'~', b'\\', &bytes[at..]) {
        let start = at + found;
        let delimiter = bytes[start];
        if delimiter == b'\\' {
            // What follows is escaped.
            at = start + 1 + text[start + 1..].chars().next().map_or(0, char::len_utf8);
            continue;
        }
        let end = start + bytes[start..].iter().take_while(|byte| **byte == delimiter).count();
        let (previous, next) = (text[..start].chars().next_back(), text[end..].chars().next());
        let beside_cjk = previous.is_some_and(is_cjk) || next.is_some_and(is_cjk);
        for (place, beside) in [(start, previous), (end, next)] {
            if beside_cjk && beside.is_some_and(|c| is_punctuation(c) && c != '\\') {
                out.push_str(&text[copied..place]);
                copied = place;
                marks.push(out.len());
                out.push(MARK);
            }
        }
        at = end;
    }
    out.push_str(&text[copied..]);
    (if marks.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(out) }, marks)
}

/// A range of the marked text in the original one: so many marks stand before its start, so many before its end.
pub fn unmarked(range: Range<usize>, before_start: usize, before_end: usize) -> Range<usize> {
    range.start - before_start * MARK.len_utf8()..range.end - before_end * MARK.len_utf8()
}

/// A piece of the marked text without its marks.
pub fn unmark(text: &str) -> Cow<'_, str> {
    // Marks stand at the ends of texts, beside delimiters: most often one.
    let text = text.strip_prefix(MARK).unwrap_or(text);
    let text = text.strip_suffix(MARK).unwrap_or(text);
    // Its first byte begins few other letters: full-width punctuation, above all.
    let has_mark = memchr::memchr_iter(0xEF, text.as_bytes()).any(|at| text[at..].starts_with(MARK));
    if has_mark { Cow::Owned(text.replace(MARK, "")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_without_cjk_is_left_alone() {
        assert!(matches!(set_marks("**a,**b *c*"), (Cow::Borrowed(_), marks) if marks.is_empty()));
    }

    #[test]
    fn positions_come_back() {
        let (marked, marks) = set_marks("**真，**她");
        assert_eq!(marks.len(), 1);
        let at = marked.find('她').unwrap();
        assert_eq!(unmarked(at..marked.len(), 1, 1), 10.."**真，**她".len());
        assert_eq!(unmark(&marked), "**真，**她");
    }

    #[test]
    fn an_escaped_star_stays_escaped() {
        let (marked, _) = set_marks(r"真\*，**她");
        assert!(marked.starts_with(r"真\*，"));
    }
}
