//! The months an edition stands: a first month and a length.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::messages::Lang;

/// Whole months, from the first day of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// First day.
    pub start: Date,
    /// Length in months, at least 1.
    pub months: u8,
}

impl Period {
    /// Reads `YYYY-MM`.
    pub fn parse(text: &str, months: u8) -> Option<Period> {
        let (year, month) = text.split_once('-')?;
        if year.len() != 4 || month.len() != 2 {
            return None;
        }
        let start = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
        Some(Period { start, months })
    }

    /// The first day that is not part of it any more.
    pub fn end(self) -> Date {
        self.start.saturating_add(i64::from(self.months).months())
    }

    pub fn contains(self, date: Date) -> bool {
        self.start <= date && date < self.end()
    }

    pub fn overlaps(self, other: Period) -> bool {
        self.start < other.end() && other.start < self.end()
    }

    /// `2026 年 11—12 月`, `Nov–Dec 2026`.
    pub fn label(self, lang: Lang) -> String {
        let last = self.end().saturating_sub(1.days());
        let (start, same_year) = (self.start, last.year() == self.start.year());
        let one = self.months == 1;
        match lang {
            Lang::ZhCn if one => format!("{} 年 {} 月", start.year(), start.month()),
            Lang::ZhCn if same_year => format!("{} 年 {}—{} 月", start.year(), start.month(), last.month()),
            Lang::ZhCn => {
                format!("{} 年 {} 月—{} 年 {} 月", start.year(), start.month(), last.year(), last.month())
            }
            Lang::En if one => start.strftime("%b %Y").to_string(),
            Lang::En if same_year => format!("{}–{}", start.strftime("%b"), last.strftime("%b %Y")),
            Lang::En => format!("{} – {}", start.strftime("%b %Y"), last.strftime("%b %Y")),
        }
    }
}

/// A date as people read it: `2026 年 11 月 23 日`, `23 November 2026`.
pub fn date_label(date: Date, lang: Lang) -> String {
    match lang {
        Lang::ZhCn => {
            // Every page and card has some: put together without formatting.
            let (year, month, day) = (date.year().to_string(), number(date.month()), number(date.day()));
            [&year, " 年 ", month, " 月 ", day, " 日"].concat()
        }
        Lang::En => date.strftime("%-d %B %Y").to_string(),
    }
}

/// A month's or a day's number.
fn number(number: i8) -> &'static str {
    const NUMBERS: [&str; 32] = [
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17",
        "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31",
    ];
    usize::try_from(number).ok().and_then(|number| NUMBERS.get(number)).unwrap_or(&"")
}

/// A month as people read it: `2026 年 11 月`, `November 2026`.
pub fn month_label(date: Date, lang: Lang) -> String {
    match lang {
        Lang::ZhCn => format!("{} 年 {} 月", date.year(), date.month()),
        Lang::En => date.strftime("%B %Y").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::Period;
    use crate::messages::Lang;

    #[test]
    fn two_months_are_named_together() {
        let period = Period::parse("2026-11", 2).unwrap();
        assert_eq!(period.label(Lang::ZhCn), "2026 年 11—12 月");
        assert_eq!(period.label(Lang::En), "Nov–Dec 2026");
        assert_eq!(Period::parse("2026-12", 2).unwrap().label(Lang::ZhCn), "2026 年 12 月—2027 年 1 月");
        assert_eq!(period.end().to_string(), "2027-01-01");
        assert!(Period::parse("2026-13", 2).is_none());
    }
}
