//! Exact decimal numbers as a report prints them: digits are kept, nothing is rounded.

/// A number with its printed decimals. `124.60` stays `124.60`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// The value times ten to the `decimals`.
    units: i128,
    decimals: u32,
    /// Zeros at the end that nobody counted: three in the 16,000 of `1.6万`.
    uncounted: u32,
}

impl Amount {
    pub const ZERO: Amount = Amount { units: 0, decimals: 0, uncounted: 0 };

    /// Reads digits with an optional sign and decimal point; thousands separators are accepted.
    pub fn parse(text: &str) -> Option<Amount> {
        let plain = text.trim().replace([',', '，'], "");
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if digits.is_empty() || !all_digits(digits) || !all_digits(fraction) || plain.ends_with('.') {
            return None;
        }
        let units = format!("{whole}{fraction}").parse().ok()?;
        Some(Amount { units, decimals: u32::try_from(fraction.len()).ok()?, uncounted: 0 })
    }

    /// The number times ten to the `up`, divided by ten to the `down`; `None` beyond 128 bits.
    pub fn shifted(&self, up: u32, down: u32) -> Option<Amount> {
        if down > up {
            let mut shifted = Amount { decimals: self.decimals.checked_add(down - up)?, ..self.clone() };
            while shifted.decimals > 0 && shifted.units % 10 == 0 {
                shifted.units /= 10;
                shifted.decimals -= 1;
            }
            return Some(shifted);
        }
        let up = up - down;
        let zeros = up.saturating_sub(self.decimals);
        Some(Amount {
            units: self.units.checked_mul(10_i128.checked_pow(zeros)?)?,
            decimals: self.decimals.saturating_sub(up),
            uncounted: self.uncounted.checked_add(zeros)?,
        })
    }

    /// The whole number, where it is one that is not negative.
    pub fn count(&self) -> Option<u64> {
        let one = 10_i128.checked_pow(self.decimals)?;
        (self.units % one == 0).then(|| u64::try_from(self.units / one).ok()).flatten()
    }

    /// Whether both are the same number, however many digits say it.
    pub fn equals(&self, other: &Amount) -> bool {
        let decimals = self.decimals.max(other.decimals);
        let both = self.rescaled(decimals).zip(other.rescaled(decimals));
        both.is_some_and(|(one, other)| one == other)
    }

    fn rescaled(&self, decimals: u32) -> Option<i128> {
        self.units.checked_mul(10_i128.checked_pow(decimals.checked_sub(self.decimals)?)?)
    }

    /// The sum, with the finer of both precisions; `None` beyond 128 bits.
    pub fn add(&self, other: &Amount) -> Option<Amount> {
        let decimals = self.decimals.max(other.decimals);
        let units = self.rescaled(decimals)?.checked_add(other.rescaled(decimals)?)?;
        Some(Amount { units, decimals, uncounted: 0 })
    }

    /// Whether this stated number, times `scale`, agrees with the exact `sum`.
    ///
    /// With `more` (余) the sum may exceed it by less than one of its last digit; else it must be its rounding.
    pub fn covers(&self, sum: &Amount, scale: i128, more: bool) -> bool {
        let decimals = self.decimals.max(sum.decimals);
        let (Some(stated), Some(exact)) = (self.rescaled(decimals), sum.rescaled(decimals)) else {
            return false;
        };
        let Some(stated) = stated.checked_mul(scale) else { return false };
        let last_digit = 10_i128.checked_pow(decimals - self.decimals + self.uncounted);
        let Some(last_digit) = last_digit.and_then(|digit| digit.checked_mul(scale)) else { return false };
        let Some(over) = exact.checked_sub(stated) else { return false };
        if more {
            (0..last_digit).contains(&over)
        } else {
            over.unsigned_abs() <= last_digit.unsigned_abs() / 2 && (over == 0 || last_digit > 1)
        }
    }

    /// For charts: not exact, and not for reckoning.
    pub fn approximate(&self) -> f64 {
        self.units as f64 / 10_f64.powi(i32::try_from(self.decimals).unwrap_or(0))
    }

    /// Digits without separators: `22094.26`.
    pub fn plain(&self) -> String {
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.units.unsigned_abs(), width = self.decimals as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.decimals as usize);
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// Digits with thousands separators: `22,094.26`.
    pub fn grouped(&self) -> String {
        let plain = self.plain();
        let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
        let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
        let mut out = String::from(sign);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if let Some(fraction) = fraction {
            out.push('.');
            out.push_str(fraction);
        }
        out
    }
}

/// How many `part` units one `total` unit is: `万人` to `人` is 10,000. `None` for different kinds of unit.
pub fn scale(total: &str, part: &str) -> Option<i128> {
    let split = |unit: &str| -> (i128, String) {
        for (prefix, factor) in [("亿", 100_000_000), ("万", 10_000)] {
            if let Some(rest) = unit.strip_prefix(prefix) {
                return (factor, rest.to_owned());
            }
        }
        (1, unit.to_owned())
    };
    let ((total_factor, total_unit), (part_factor, part_unit)) = (split(total), split(part));
    (total_unit == part_unit && total_factor % part_factor == 0).then(|| total_factor / part_factor)
}

#[cfg(test)]
mod tests {
    use super::{Amount, scale};

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn digits_are_kept_as_printed() {
        assert_eq!(amount("22094.26").grouped(), "22,094.26");
        assert_eq!(amount("124.60").plain(), "124.60");
        assert_eq!(amount("0.05").plain(), "0.05");
        assert_eq!(amount("-1234").grouped(), "-1,234");
        for wrong in ["", "一百", "1.", "1e5", "5.5吨"] {
            assert_eq!(Amount::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sixteen_thousand_odd_covers_the_three_years() {
        let sum = amount("4928").add(&amount("5529")).unwrap().add(&amount("5690")).unwrap();
        assert_eq!(sum.plain(), "16147");
        assert!(amount("1.6").covers(&sum, scale("万人", "人").unwrap(), true));
        assert!(!amount("1.7").covers(&sum, 10_000, true));
        assert!(amount("16147").covers(&sum, 1, false));
        assert!(!amount("16148").covers(&sum, 1, false));
        assert_eq!(scale("户次", "人"), None);
    }
}
