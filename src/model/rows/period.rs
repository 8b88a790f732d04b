//! What a value of a series belongs to: a year, a month or an edition.

use std::fmt;

use jiff::civil::Date;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    pub year: i16,
    pub month: i8,
}

impl Month {
    pub fn of(date: Date) -> Month {
        Month { year: date.year(), month: date.month() }
    }

    /// The month after.
    pub fn next(self) -> Month {
        if self.month == 12 {
            Month { year: self.year + 1, month: 1 }
        } else {
            Month { month: self.month + 1, ..self }
        }
    }

    /// Reads `2026-03`, `2026/3`, `2026年3月`, or a day of the month.
    pub fn parse(text: &str) -> Option<Month> {
        let plain = text.replace(['/', '.', '年'], "-").replace(['月', '日'], "");
        let mut parts = plain.split('-').map(str::trim).filter(|part| !part.is_empty());
        let (year, month) = (parts.next()?, parts.next()?);
        if let Some(day) = parts.next() {
            day.parse::<i8>().ok().filter(|day| (1..=31).contains(day))?;
        }
        if parts.next().is_some() || year.len() != 4 {
            return None;
        }
        let month = month.parse().ok().filter(|month| (1..=12).contains(month))?;
        Some(Month { year: year.parse().ok()?, month })
    }
}

/// `2026-03`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// One step of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    Year(i16),
    Month(Month),
    Edition(u32),
}

impl Period {
    /// Reads `2026`, `2026年`, a month, `第31期` or `31期`.
    pub fn parse(text: &str) -> Option<Period> {
        let text = text.trim();
        if let Some(number) = text.strip_suffix('期') {
            return number.trim_start_matches('第').trim().parse().ok().map(Period::Edition);
        }
        let year = text.strip_suffix('年').unwrap_or(text);
        if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) {
            return year.parse().ok().filter(|year| (1900..2200).contains(year)).map(Period::Year);
        }
        Month::parse(text).map(Period::Month)
    }

    /// Whether both are years, both months, or both editions.
    pub fn same_kind(self, other: Period) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// `2026`, `2026-03`, `第31期`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Year(year) => write!(f, "{year}"),
            Period::Month(month) => write!(f, "{month}"),
            Period::Edition(number) => write!(f, "第{number}期"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Month, Period};

    #[test]
    fn periods_are_read_as_offices_write_them() {
        let month = Month { year: 2026, month: 3 };
        for text in ["2026-03", "2026/3", "2026.3", "2026年3月", "2026-03-01"] {
            assert_eq!(Period::parse(text), Some(Period::Month(month)), "{text}");
        }
        assert_eq!(Period::parse("2026年"), Some(Period::Year(2026)));
        assert_eq!(Period::parse("第31期"), Some(Period::Edition(31)));
        for wrong in ["2026-13", "三月", "26-3", "2026-3-x", "期"] {
            assert_eq!(Period::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Month { year: 2026, month: 12 }.next(), Month { year: 2027, month: 1 });
    }
}
