//! Text of a cell → exact number: full-width digits, thousands separators, 万 and 亿, the unit behind it.

use super::amount::Amount;
use crate::parse::cells::half_width;

/// A number as a cell says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// In the unit of its column.
    pub amount: Amount,
    /// `余` or `多`, where the cell says that it is a little more.
    pub more: Option<&'static str>,
}

/// Why a text is no number of its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    NoNumber,
    /// The cell has another unit than its column.
    Unit(String),
}

/// What stands before a unit, and its power of ten; longer ones first.
const SIZES: [(&str, u32); 7] =
    [("万亿", 12), ("千万", 7), ("百万", 6), ("亿", 8), ("万", 4), ("千", 3), ("百", 2)];

/// Reads a number in `unit`: `1.6万` and `16,000人` in 人, `１６０００` and `1.6万人` in 万人.
///
/// # Errors
/// [`Wrong`]: exponents, ranges and separators that part no thousands are no numbers; nothing is guessed.
pub fn read(text: &str, unit: &str) -> Result<Read, Wrong> {
    let plain = half_width(text.trim());
    let unit = half_width(unit);
    let (sign, plain) = match plain.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", &*plain),
    };
    let end = plain.find(|c: char| !matches!(c, '0'..='9' | ',' | '.')).unwrap_or(plain.len());
    let (digits, suffix) = (&plain[..end], plain[end..].split_whitespace().collect::<String>());
    let amount = separated(sign, digits).ok_or(Wrong::NoNumber)?;
    if suffix.is_empty() || suffix == *unit {
        return Ok(Read { amount, more: None });
    }
    let (more, rest) = more(&suffix);
    let (power, rest) = size(rest);
    let (later, rest) = self::more(rest);
    let (own, base) = match size(&unit) {
        (power @ (4 | 8), base) => (power, base),
        // 千克 is a unit of its own.
        _ => (0, &*unit),
    };
    let read = |amount: Option<Amount>| {
        amount.map(|amount| Read { amount, more: more.or(later) }).ok_or(Wrong::NoNumber)
    };
    if power == 0 && *rest == *unit {
        return read(Some(amount));
    }
    if rest == base || (rest.is_empty() && power > 0) {
        return read(amount.shifted(power, own));
    }
    if rest.is_empty() {
        return read(Some(amount));
    }
    let is_word = rest.starts_with(|c: char| c.is_alphabetic() || matches!(c, '%' | '‰' | '℃'));
    // An exponent is no unit.
    Err(if is_word && !rest.contains(|c: char| c.is_ascii_digit()) {
        Wrong::Unit(suffix)
    } else {
        Wrong::NoNumber
    })
}

/// Digits with thousands separators, if any, where they belong: `1,234,567.8`.
fn separated(sign: &str, digits: &str) -> Option<Amount> {
    let whole = digits.split('.').next()?;
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    if grouped && (first.is_empty() || first.len() > 3 || groups.any(|group| group.len() != 3)) {
        return None;
    }
    if digits.split_once('.').is_some_and(|(_, fraction)| fraction.contains(',')) {
        return None;
    }
    Amount::parse(&format!("{sign}{digits}"))
}

fn more(text: &str) -> (Option<&'static str>, &str) {
    for word in ["余", "多"] {
        if let Some(rest) = text.strip_prefix(word) {
            return (Some(word), rest);
        }
    }
    (None, text)
}

fn size(text: &str) -> (u32, &str) {
    let found = SIZES.iter().find_map(|(word, power)| Some((*power, text.strip_prefix(word)?)));
    found.unwrap_or((0, text))
}

#[cfg(test)]
mod tests {
    use super::{Wrong, read};

    #[track_caller]
    fn reads(text: &str, unit: &str, plain: &str) {
        assert_eq!(
            read(text, unit).map(|read| read.amount.plain()),
            Ok(plain.to_owned()),
            "{text} in {unit}"
        );
    }

    #[test]
    fn numbers_are_read_as_offices_write_them() {
        reads("1818", "万元", "1818");
        reads("22,094.26", "吨", "22094.26");
        reads("２２，０９４．２６", "吨", "22094.26");
        reads("-3.2", "％", "-3.2");
        reads("5.5吨", "吨", "5.5");
        reads("5.5 吨", "吨", "5.5");
        reads("124.60", "平方公里", "124.60");
        reads("1.6万", "人", "16000");
        reads("1.6万人", "人", "16000");
        reads("1.6万余人", "人", "16000");
        reads("1.6万", "万人", "1.6");
        reads("1.6万人", "万人", "1.6");
        reads("16000人", "万人", "1.6");
        reads("2亿元", "万元", "20000");
        reads("3百万", "元", "3000000");
        reads("5千克", "千克", "5");
        reads("46.5%", "％", "46.5");
        reads("46.5％", "%", "46.5");
        reads("6700余条", "条", "6700");
        assert_eq!(read("6700余条", "条").unwrap().more, Some("余"));
        assert_eq!(read("1.6万多人", "人").unwrap().more, Some("多"));
    }

    #[test]
    fn what_is_no_number_is_not_guessed_at() {
        for text in [
            "", "两", "约20", "20-30", "1,23", "1,2345", "1.2E+05", "--5", "1.2.3", "1.", ",5", "12:30",
            "5+3",
        ] {
            assert_eq!(read(text, "人"), Err(Wrong::NoNumber), "{text}");
        }
        assert_eq!(read("5.5公斤", "吨"), Err(Wrong::Unit("公斤".to_owned())));
        assert_eq!(read("46人", "人次"), Err(Wrong::Unit("人".to_owned())));
        assert_eq!(read("1.6万人", "万元"), Err(Wrong::Unit("万人".to_owned())));
    }
}
