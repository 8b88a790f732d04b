//! What a cell's text means, however offices write it: full-width letters, dates.

use std::borrow::Cow;

use jiff::civil::Date;

/// Full-width letters, digits and signs as their ASCII ones: `２０２６．３` is `2026.3`.
pub fn half_width(text: &str) -> Cow<'_, str> {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' => ' ',
        '−' | '–' => '-',
        other => other,
    };
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.chars().map(narrow).collect()) }
}

/// A day: `2026-03-05`, `2026/3/5`, `2026.3.5`, `2026年3月5日`, `20260305`, with or without a time of day.
///
/// `None` for anything else; years of two digits and days without a year are not guessed at.
pub fn date(text: &str) -> Option<Date> {
    let plain = half_width(text.trim());
    let (day, time) = plain.split_once([' ', 'T']).unwrap_or((&plain, ""));
    if !time.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | ' ' | 'Z')) {
        return None;
    }
    let (year, month, day) = match day.len() {
        8 if day.bytes().all(|b| b.is_ascii_digit()) => (&day[..4], &day[4..6], &day[6..]),
        _ => parts(day)?,
    };
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        let fits = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.parse::<i16>().ok()).flatten()
    };
    let year = number(year, 4..=4).filter(|year| (1900..2200).contains(year))?;
    let small = |text| number(text, 1..=2).and_then(|number| i8::try_from(number).ok());
    Date::new(year, small(month)?, small(day)?).ok()
}

/// Year, month and day with the same sign between them, or with their Chinese names.
fn parts(day: &str) -> Option<(&str, &str, &str)> {
    if let Some((year, rest)) = day.split_once('年') {
        let (month, day) = rest.split_once('月')?;
        return Some((year, month, day.strip_suffix(['日', '号']).unwrap_or(day)));
    }
    let sign = day.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = day.split(sign);
    let found = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::date;

    #[test]
    fn dates_are_read_as_offices_write_them() {
        for text in [
            "2026-03-05",
            "2026/3/5",
            "2026.3.5",
            "2026年3月5日",
            "2026年03月05号",
            "20260305",
            "２０２６－０３－０５",
            "2026-03-05 00:00:00",
            "2026-03-05T08:30:00",
        ] {
            assert_eq!(date(text), Some(day(2026, 3, 5)), "{text}");
        }
        for wrong in [
            "2026-02-30",
            "26-3-5",
            "3月5日",
            "2026-3",
            "2026-03/05",
            "46086",
            "2026-03-05 上午",
            "三月五日",
            "",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }
}
