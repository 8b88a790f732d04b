//! Numbers of people in a text: resident identity numbers (GB 11643) and telephone numbers, however they are written.
//!
//! Pure: a text in, ranges out. Figures, dates, ISBNs and document numbers must not be taken for them.

use std::ops::Range;

/// Whose number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Identity,
    Telephone,
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the text.
    pub range: Range<usize>,
    pub kind: Kind,
    /// ASCII digits alone, and an `X` at the end of an identity number.
    pub digits: String,
}

/// Digits that stand together.
struct Group {
    count: usize,
    range: Range<usize>,
    /// What parts it from the group before.
    joint: Option<char>,
}

/// Words after a number that make it a figure.
const UNITS: &str = "元亿万千百吨克斤个人户次只张米升年月日份例%％‰";

/// Words before a number that make seven or eight digits a telephone's.
const CALLED: [&str; 7] = ["电话", "座机", "手机", "传真", "热线", "联系方式", "Tel"];

/// Two-digit codes of provinces (GB/T 2260).
const PROVINCES: [&str; 34] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
];

/// The ASCII digits of a text, full-width ones with them.
pub fn digits(text: &str) -> String {
    text.chars().filter_map(digit).collect()
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => None,
    }
}

fn is_joint(c: char) -> bool {
    is_hyphen(c) || matches!(c, ' ' | '\u{A0}' | '\u{3000}' | ')' | '）')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '－' | '‐' | '‑' | '–' | '—')
}

/// What a byte of a run of digits can be: one of a digit, or of something between digits, or neither, which ends the run.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Digit,
    Between,
    End,
}

const PARTS: [Part; 256] = {
    let mut parts = [Part::End; 256];
    let mut byte = 0;
    while byte < 256 {
        parts[byte] = match byte as u8 {
            // 0xEF is the first byte of `０` to `９`, of `）` and `－`: also of other marks, at the price of a closer look.
            b'0'..=b'9' | 0xEF => Part::Digit,
            // Joints, the first bytes of others, and what follows a first byte.
            b' ' | b'-' | b')' | 0xC2 | 0xE2 | 0xE3 | 0x80..=0xBF => Part::Between,
            _ => Part::End,
        };
        byte += 1;
    }
    parts
};

/// How many digits the shortest of all numbers has.
const FEWEST: usize = 7;

/// Whether a text could have a number at all, whatever stands between its digits; most have none.
pub fn may_be_in(text: &str) -> bool {
    let part = |byte: &u8| PARTS[usize::from(*byte)];
    let mut rest = text.as_bytes();
    // So many digits are at least so many bytes, none of which ends a run: looked at from behind, most are passed over.
    while let Some(first) = rest.first_chunk::<FEWEST>() {
        if let Some(end) = first.iter().rposition(|byte| part(byte) == Part::End) {
            rest = &rest[end + 1..];
            continue;
        }
        let end = rest.iter().position(|byte| part(byte) == Part::End).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if run.iter().filter(|byte| part(byte) == Part::Digit).count() >= FEWEST {
            return true;
        }
        rest = after;
    }
    false
}

/// All numbers of a text, in order.
pub fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    if !has_enough_digits(text) {
        return found;
    }
    let mut at = 0;
    while let Some(start) = text[at..].find(|c| digit(c).is_some()).map(|start| at + start) {
        let groups = run(text, start);
        at = groups.last().map_or(text.len(), |group| group.range.end);
        if count(&groups) >= FEWEST && !is_in_address(text, start) {
            numbers(text, &groups, &mut found);
        }
    }
    found
}

/// Whether a text has so many digits at all, which few lines have.
fn has_enough_digits(text: &str) -> bool {
    // `０` to `９` are EF BC 90 to EF BC 99.
    let bytes = text.as_bytes();
    // Sums of bytes, which processors add many at a time.
    let count =
        |some: &[u8]| usize::from(some.iter().map(|byte| u8::from(byte.is_ascii_digit())).sum::<u8>());
    let narrow: usize = bytes.chunks(usize::from(u8::MAX)).map(count).sum();
    let is_wide = |at: &usize| matches!(bytes[*at..], [_, 0xBC, 0x90..=0x99, ..]);
    narrow >= FEWEST || narrow + memchr::memchr_iter(0xEF, bytes).filter(is_wide).count() >= FEWEST
}

fn count(groups: &[Group]) -> usize {
    groups.iter().map(|group| group.count).sum()
}

/// Groups of digits with one joint between each two.
fn run(text: &str, start: usize) -> Vec<Group> {
    let mut groups = Vec::new();
    let (mut from, mut joint) = (start, None);
    loop {
        let length = text[from..].find(|c| digit(c).is_none()).unwrap_or(text.len() - from);
        let range = from..from + length;
        let count = text[range.clone()].chars().count();
        groups.push(Group { count, range: range.clone(), joint });
        let mut rest = text[range.end..].chars();
        match (rest.next(), rest.next()) {
            (Some(c), Some(next)) if is_joint(c) && digit(next).is_some() => {
                joint = Some(c);
                from = range.end + c.len_utf8();
            }
            _ => return groups,
        }
    }
}

/// Whether the word around a byte is a web address, whose numbers are nobody's.
fn is_in_address(text: &str, at: usize) -> bool {
    let word = text[..at].rsplit(|c: char| !c.is_ascii_graphic() || "()<>\"".contains(c)).next();
    word.is_some_and(|word| word.contains("://"))
}

/// Letters, decimal points and separators of thousands make a number part of something longer.
fn is_part_of_longer(near: impl Iterator<Item = char>) -> bool {
    let mut near = near;
    match near.next() {
        Some(c) if c.is_ascii_alphanumeric() || "_/=&#".contains(c) => true,
        Some('.' | ',' | '，') => near.next().is_some_and(|c| digit(c).is_some()),
        _ => false,
    }
}

fn numbers(text: &str, groups: &[Group], found: &mut Vec<Found>) {
    let mut first = 0;
    'next: while first < groups.len() {
        for last in (first..groups.len().min(first + 6)).rev() {
            if let Some(number) = number(text, groups, first, last) {
                found.push(number);
                first = last + 1;
                continue 'next;
            }
        }
        first += 1;
    }
}

/// What groups `first` to `last` are together.
fn number(text: &str, groups: &[Group], first: usize, last: usize) -> Option<Found> {
    let window = &groups[first..=last];
    // What has another length, as most parts of a date, is no number of any kind.
    if !matches!(count(window), FEWEST | 8 | 11..=13 | 15 | 17 | 18) {
        return None;
    }
    let range = window[0].range.start..window[window.len() - 1].range.end;
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let parts: Vec<usize> = window.iter().map(|group| group.count).collect();
    let code = first.checked_sub(1).map(|before| digits(&text[groups[before].range.clone()]));
    let country = code.is_some_and(|code| code == "86" || code == "0086");
    let mut digits = digits(&text[range.clone()]);
    let joined_before = !country && window[0].joint.is_some_and(is_hyphen);
    let joined_after = groups.get(last + 1).and_then(|next| next.joint).is_some_and(is_hyphen);
    if joined_before || (first == 0 && is_part_of_longer(before.chars().rev())) || before.ends_with('第') {
        return None;
    }
    let mut rest = after.chars();
    if digits.len() == 17 && matches!(rest.next(), Some('X' | 'x' | 'Ｘ' | 'ｘ')) {
        let ended = !rest.next().is_some_and(|c| c.is_ascii_alphanumeric());
        digits.push('X');
        let end = range.end + after.chars().next().map_or(0, char::len_utf8);
        let range = range.start..end;
        return (ended && is_identity(&digits)).then_some(Found { range, kind: Kind::Identity, digits });
    }
    if last + 1 == groups.len() && is_part_of_longer(after.chars()) {
        return None;
    }
    if !joined_after
        && (is_identity(&digits) || (matches!(parts[..], [15] | [6, 6, 3]) && is_old_identity(&digits)))
    {
        return Some(Found { range, kind: Kind::Identity, digits });
    }
    let is_figure = after.trim_start().starts_with(|c| UNITS.contains(c));
    let called = || {
        let before = before.trim_end_matches([' ', ':', '：', '\u{3000}', '为', '是']);
        CALLED.iter().any(|word| before.ends_with(word))
    };
    let is_telephone = match parts[..] {
        [11] | [3, 4, 4] | [3, 8] | [7, 4] if is_mobile(&digits) => !joined_after,
        [13] if digits.starts_with("86") => is_mobile(&digits[2..]),
        // An extension may follow.
        [11 | 12] | [3, 8] | [4, 7 | 8] | [3 | 4, 4, 4] | [4, 3, 4] => is_landline(&digits),
        [7 | 8] | [3 | 4, 4] => !joined_after && digits.starts_with(|c| ('2'..='8').contains(&c)) && called(),
        _ => false,
    };
    (is_telephone && !is_figure).then_some(Found { range, kind: Kind::Telephone, digits })
}

/// Eleven digits from 13 to 19.
fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && digits[1..].starts_with(|c| ('3'..='9').contains(&c))
}

/// An area's code, and a subscriber's number of seven or eight digits.
fn is_landline(digits: &str) -> bool {
    let Some(code) = digits.strip_prefix('0') else { return false };
    let (code, subscriber) = code.split_at(if code.starts_with(['1', '2']) { 2 } else { 3 });
    let known = match code.as_bytes() {
        [b'1', b'0'] => subscriber.len() == 8,
        [b'2', b'0'..=b'5' | b'7'..=b'9'] => subscriber.len() == 8,
        [b'3'..=b'9', b'1'..=b'9', _] => matches!(subscriber.len(), 7 | 8),
        _ => false,
    };
    known && subscriber.starts_with(|c| ('2'..='8').contains(&c))
}

/// GB 11643-1999: province, day of birth, check digit (ISO 7064, MOD 11-2).
fn is_identity(digits: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    if digits.len() != 18 || !PROVINCES.contains(&&digits[..2]) {
        return false;
    }
    let sum: u32 = digits.chars().zip(WEIGHTS).map(|(c, weight)| c.to_digit(10).unwrap_or(0) * weight).sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    let year: u32 = digits[6..10].parse().unwrap_or(0);
    digits.as_bytes()[17] == check && (1900..2100).contains(&year) && is_day(year, &digits[10..14])
}

/// Fifteen digits, as they were before 1999: a year of two digits, no check digit.
fn is_old_identity(digits: &str) -> bool {
    let year: u32 = digits[6..8].parse().unwrap_or(0);
    PROVINCES.contains(&&digits[..2]) && is_day(1900 + year, &digits[8..12])
}

fn is_day(year: u32, month_day: &str) -> bool {
    let month: u32 = month_day[..2].parse().unwrap_or(0);
    let day: u32 = month_day[2..].parse().unwrap_or(0);
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::{Kind, find, may_be_in};

    // The numbers here are made up to satisfy the rules; 11010519491231002X is the standard's own example.

    #[track_caller]
    fn finds(text: &str, kind: Kind, digits: &str) {
        assert!(may_be_in(text), "{text}");
        let found = find(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!((found[0].kind, found[0].digits.as_str()), (kind, digits), "{text}");
        assert!(text.get(found[0].range.clone()).is_some());
    }

    #[test]
    fn most_texts_need_no_closer_look() {
        for text in [
            "",
            "每周五天，每天 30 分钟，血压低于 140/90。",
            "1. 一\n2. 二\n3. 三\n4. 四\n5. 五\n6. 六\n7. 七\n",
        ] {
            assert!(!may_be_in(text), "{text}");
        }
    }

    #[test]
    fn identity_numbers() {
        for text in [
            "身份证 11010519491231002X。",
            "身份证：11010519491231002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105 19491231 002X",
            "110105-19491231-002X",
        ] {
            finds(text, Kind::Identity, "11010519491231002X");
        }
        finds("老证 110105491231002 号", Kind::Identity, "110105491231002");
    }

    #[test]
    fn mobile_numbers() {
        for text in [
            "打13800001111找他",
            "打 138 0000 1111",
            "138-0000-1111",
            "１３８００００１１１１",
            "+86 13800001111",
            "+86-138-0000-1111",
            "[打电话](tel:13800001111)",
        ] {
            finds(text, Kind::Telephone, "13800001111");
        }
        finds("8613800001111", Kind::Telephone, "8613800001111");
        assert_eq!(find("13800001111、13900002222").len(), 2);
        assert_eq!(find("13800001111 13900002222").len(), 2);
    }

    #[test]
    fn landlines() {
        for text in [
            "0874-3000111",
            "0874 3000111",
            "（0874）3000111",
            "08743000111",
            "0874-3000111-802",
            "０８７４－３０００１１１",
        ] {
            finds(text, Kind::Telephone, "08743000111");
        }
        finds("010-60001111", Kind::Telephone, "01060001111");
        finds("010-6000-1111", Kind::Telephone, "01060001111");
        finds("联系电话：3000111", Kind::Telephone, "3000111");
    }

    #[test]
    fn what_only_looks_like_a_number_of_somebody() {
        for text in [
            "拨打 120、110、119、122，卫生热线 12320，心理援助 12356，12345，12333，12315",
            "ISBN 978-7-5117-1380-0",
            "ISBN 9787511713800",
            "2026-11-23 13:00—15:30",
            "2026-11-23—2026-11-30",
            "20261123",
            "国药准字Z20013800111",
            "共13800001111元",
            "投入 13,800,001,111 元",
            "圆周率 3.14159265358979",
            "第13800001111号",
            "https://www.example.gov.cn/art/2026/11/23/art_13800001111.html",
            "https://www.example.gov.cn/13800001111",
            "文号 5300202611230001",
            "统一社会信用代码 12530300MB0000000X",
            "110105194912310021",
            "11010519491331002X",
            "01234567890",
            "编号 99999999999999999999",
            "1952—2022 年，22094.26 万元，3000111 人",
            "400-810-0000",
            "东经 103.797012345",
            "滇公网安备 53032802000123号",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
