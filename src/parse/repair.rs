//! TOML that cannot be read → what its author most likely meant: the place, and the line as it should be.
//!
//! Invariant: a line is offered only if TOML reads it. The slips are those of hands that write with a Chinese input
//! method and know forms, not TOML: full-width signs, curly quotation marks or none, colons, dates as offices write them.

use std::ops::Range;

use jiff::civil::Date;
use toml::de::DeTable;

use super::cells;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span, floor_boundary};

/// Marks that people put around words.
const QUOTES: [char; 13] = ['"', '\'', '“', '”', '„', '‟', '‘', '’', '＂', '＇', '「', '」', '`'];

/// What to say of a text which the parser refused at `error` for `reason`, in its own words.
pub struct Refused<'t> {
    pub text: &'t str,
    pub error: Range<usize>,
    pub reason: &'t str,
}

impl Refused<'_> {
    /// The diagnostic with the given code, for a text that stands at byte `offset` of its file.
    pub fn diagnostic(&self, code: Code, file: FileId, offset: usize) -> Diagnostic {
        let span = |range: Range<usize>| Span::new(file, offset + range.start..offset + range.end);
        if let Some((date, range)) = self.impossible_date() {
            let line = &self.text[self.line_around(range.start)];
            let field = line.split('=').next().unwrap_or("").trim();
            return Code::ImpossibleDate.at(span(range)).with("field", field).with("found", date);
        }
        if self.reason.starts_with("duplicate key") {
            let found = code.at(span(self.error.clone())).with("cause", "twice");
            return match self.first_of_key() {
                Some(first) => found.label(span(first), "first-here"),
                None => found,
            };
        }
        let line = self.culprit();
        let Some(right) = repaired(&self.text[line.clone()]) else {
            return code.at(span(self.error.clone())).with("reason", self.reason);
        };
        let sign = foreign_sign(&self.text[line.clone()], &right);
        let cause = if sign.is_some() { "signs" } else { "line" };
        let at = sign
            .map(|sign| line.start + sign.start..line.start + sign.end)
            .or_else(|| line.contains(&self.error.start).then(|| self.error.clone()))
            .unwrap_or(line);
        code.at(span(at)).with("cause", cause).with("right", right)
    }

    /// The line around a byte, without its end and white space.
    fn line_around(&self, at: usize) -> Range<usize> {
        let at = floor_boundary(self.text, at);
        let start = self.text[..at].rfind('\n').map_or(0, |found| found + 1);
        let end = self.text[at..].find('\n').map_or(self.text.len(), |found| at + found);
        start..start + self.text[start..end].trim_end().len()
    }

    /// The line that broke the text: where the parser stopped, or the one before, if that one reads well by itself.
    fn culprit(&self) -> Range<usize> {
        let here = self.line_around(self.error.start);
        if here.start > 0 && reads(&self.text[here.clone()]) {
            return self.line_around(here.start - 1);
        }
        here
    }

    /// The date-like word that the parser refused: `2026-02-30` is no TOML at all.
    fn impossible_date(&self) -> Option<(&str, Range<usize>)> {
        let at = floor_boundary(self.text, self.error.start);
        let part = |c: char| c.is_ascii_digit() || c == '-';
        let start = self.text[..at].rfind(|c| !part(c)).map_or(0, |found| found + 1);
        let end = self.text[at..].find(|c| !part(c)).map_or(self.text.len(), |found| at + found);
        let word = self.text.get(start..end)?;
        let mut parts = word.split('-');
        let digits = |part: Option<&str>, count| part.is_some_and(|part| part.len() == count);
        let shaped = digits(parts.next(), 4) && digits(parts.next(), 2) && digits(parts.next(), 2);
        (shaped && parts.next().is_none() && word.parse::<Date>().is_err()).then_some((word, start..end))
    }

    /// Where the key or the table of the refused place stands for the first time.
    fn first_of_key(&self) -> Option<Range<usize>> {
        let again = self.line_around(self.error.start);
        let name = |line: &str| line.split('=').next().unwrap_or("").trim().to_owned();
        let wanted = name(&self.text[again.clone()]);
        let mut at = 0;
        for line in self.text[..again.start].split_inclusive('\n') {
            if name(line) == wanted {
                return Some(at..at + line.trim_end().len());
            }
            at += line.len();
        }
        None
    }
}

fn reads(line: &str) -> bool {
    DeTable::parse(line).is_ok()
}

/// The first sign that an input method made where TOML wants another, as the `right` line shows: what stays there is text.
fn foreign_sign(line: &str, right: &str) -> Option<Range<usize>> {
    let is_foreign =
        |c: char| matches!(c, '！'..='～' | '\u{3000}' | '、' | '【' | '】' | '「' | '」') || is_curly(c);
    let count = |text: &str, sign: char| text.matches(sign).count();
    let goes = |c: char| is_foreign(c) && count(right, c) < count(line, c);
    line.char_indices().find(|(_, c)| goes(*c)).map(|(at, c)| at..at + c.len_utf8())
}

fn is_curly(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '‟' | '‘' | '’')
}

/// The line as TOML wants it; `None` where nothing sensible can be guessed, and for a line that is right.
fn repaired(line: &str) -> Option<String> {
    let line = line.trim_matches(|c: char| c.is_whitespace());
    let right = match line.chars().next()? {
        '[' | '［' | '【' => heading(line)?,
        _ => pair(line)?,
    };
    (right != line && reads(&right)).then_some(right)
}

/// `[trust` → `[trust]`.
fn heading(line: &str) -> Option<String> {
    let narrow = cells::half_width(line).replace('【', "[").replace('】', "]");
    let name = narrow.trim_matches(|c: char| matches!(c, '[' | ']') || c.is_whitespace());
    let twice = narrow.starts_with("[[");
    // A list of values that goes on over lines looks alike.
    if name.contains([',', '"', '=', '、']) {
        return None;
    }
    Some(if twice { format!("[[{name}]]") } else { format!("[{name}]") })
}

/// `title：高血压` → `title = "高血压"`.
fn pair(line: &str) -> Option<String> {
    let (at, sign) = line.char_indices().find(|(_, c)| matches!(c, '=' | '＝' | ':' | '：'))?;
    let key = cells::half_width(line[..at].trim()).trim().to_owned();
    let rest = line[at + sign.len_utf8()..]
        .trim_start_matches(|c: char| matches!(c, '=' | '＝') || c.is_whitespace());
    // What is a remark and what is text cannot be told once quotation marks are amiss.
    if key.is_empty() || rest.is_empty() || rest.contains(" #") {
        return None;
    }
    let whole = rest.trim_end_matches(|c: char| matches!(c, ',' | ';' | '，' | '；') || c.is_whitespace());
    let value = if whole.starts_with(['[', '【', '［', '〔']) { list(whole)? } else { value(whole) };
    Some(format!("{key} = {value}"))
}

fn list(written: &str) -> Option<String> {
    let inner = written.trim_matches(|c| matches!(c, '[' | ']' | '【' | '】' | '［' | '］' | '〔' | '〕'));
    let items = inner.split([',', '，', '、', ';', '；']).map(str::trim).filter(|item| !item.is_empty());
    let items: Vec<String> = items.flat_map(apart).map(|item| value(&item)).collect();
    (!items.is_empty()).then(|| format!("[{}]", items.join(", ")))
}

/// `"甲" "乙"`: two items, and the comma is missing.
fn apart(item: &str) -> Vec<String> {
    let words: Vec<&str> = item.split_whitespace().collect();
    let quoted = |word: &&str| word.len() > 1 && word.starts_with(QUOTES) && word.ends_with(QUOTES);
    if words.len() > 1 && words.iter().all(quoted) {
        words.into_iter().map(str::to_owned).collect()
    } else {
        vec![item.to_owned()]
    }
}

/// What may be a value as it is, a date or a number as offices write it, or else a text between straight quotation marks.
fn value(written: &str) -> String {
    if reads(&format!("x = {written}")) {
        return written.to_owned();
    }
    let narrow = cells::half_width(written);
    match narrow.to_lowercase().as_str() {
        "true" | "yes" | "是" | "对" => return "true".to_owned(),
        "false" | "no" | "否" | "不是" => return "false".to_owned(),
        _ => {}
    }
    if let Some(date) = cells::date(written) {
        return date.to_string();
    }
    if let Ok(number) = narrow.trim().parse::<i64>() {
        return number.to_string();
    }
    text(written)
}

/// A text between straight quotation marks; those within become curly ones.
fn text(written: &str) -> String {
    let inner = written.strip_prefix(QUOTES).unwrap_or(written);
    let inner = if written.starts_with(QUOTES) { inner.strip_suffix(QUOTES).unwrap_or(inner) } else { inner };
    let mut out = String::from("\"");
    let mut opens = true;
    for c in inner.trim().chars() {
        match c {
            '"' => {
                out.push(if opens { '“' } else { '”' });
                opens = !opens;
            }
            '\\' => out.push_str("\\\\"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::{foreign_sign, repaired};

    #[test]
    fn a_line_is_repaired_as_it_was_meant() {
        for (wrong, right) in [
            ("title: 高血压", "title = \"高血压\""),
            ("title：“高血压”", "title = \"高血压\""),
            ("title = 高血压", "title = \"高血压\""),
            ("title ＝ “高血压”", "title = \"高血压\""),
            ("title　=　\"高血压\"", "title = \"高血压\""),
            ("ｔｉｔｌｅ = \"高血压\"", "title = \"高血压\""),
            ("title = ‘高血压’", "title = \"高血压\""),
            ("title = “高血压\"", "title = \"高血压\""),
            ("title = \"高血压”", "title = \"高血压\""),
            ("title = \"高血压", "title = \"高血压\""),
            ("title = \"高血压\",", "title = \"高血压\""),
            ("title = \"高血压\"；", "title = \"高血压\""),
            ("title == \"高血压\"", "title = \"高血压\""),
            ("title = \"人人说\"好\"\"", "title = \"人人说“好”\""),
            ("image = \"图\\a.png\"", "image = \"图\\\\a.png\""),
            ("date = 2026/11/1", "date = 2026-11-01"),
            ("date = 2026年11月1日", "date = 2026-11-01"),
            ("date = ２０２６－１１－０１", "date = 2026-11-01"),
            ("period = 2026-11", "period = \"2026-11\""),
            ("phone = 0691-12320", "phone = \"0691-12320\""),
            ("weight = 01", "weight = 1"),
            ("draft = True", "draft = true"),
            ("draft = 否", "draft = false"),
            ("articles = [co, quit]", "articles = [\"co\", \"quit\"]"),
            ("articles = [\"co\" \"quit\"]", "articles = [\"co\", \"quit\"]"),
            ("articles = 【“co”、“quit”】", "articles = [\"co\", \"quit\"]"),
            ("articles = [\"co\", \"quit\"", "articles = [\"co\", \"quit\"]"),
            ("literacy = [１，２]", "literacy = [1, 2]"),
            ("[trust", "[trust]"),
            ("【trust】", "[trust]"),
            ("[[areas]", "[[areas]]"),
        ] {
            assert_eq!(repaired(wrong).as_deref(), Some(right), "{wrong}");
        }
    }

    #[test]
    fn what_is_right_or_cannot_be_guessed_stays() {
        for line in [
            "title = \"高血压\"",
            "[trust]",
            "date = 2026-11-01",
            "冬季要通风",
            "title =",
            "标题 = \"甲\"",
            "x = 甲 # 乙",
            "",
        ] {
            assert_eq!(repaired(line), None, "{line}");
        }
    }

    #[test]
    fn signs_of_an_input_method_are_told_from_text() {
        let sign = |line: &str| foreign_sign(line, &repaired(line)?).map(|found| line[found].to_owned());
        assert_eq!(sign("title ＝ \"甲\"").as_deref(), Some("＝"));
        assert_eq!(sign("articles = [\"a\"，\"c\"]").as_deref(), Some("，"));
        assert_eq!(sign("title = \"甲”").as_deref(), Some("”"));
        assert_eq!(sign("title: 甲，乙").as_deref(), None);
        assert_eq!(sign("title = 他说好，走了").as_deref(), None);
    }
}
