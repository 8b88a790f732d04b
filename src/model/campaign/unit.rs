//! Units of measurement as types: what is counted in one is never added to what is counted in another.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::model::rows::amount::{self, Amount};

/// A unit as written: 人, 人次, 户次, 场次, 万元, 万平方米.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit(Arc<str>);

impl Unit {
    pub fn new(text: &str) -> Unit {
        Unit(text.into())
    }

    /// Whether it counts people, who could be told from a small number: 人, 人次, 万人.
    pub fn counts_people(&self) -> bool {
        matches!(self.0.trim_start_matches(['万', '亿']), "人" | "人次")
    }

    /// How many `part` one of this unit is; `None` for another kind of unit.
    pub fn scale_to(&self, part: &Unit) -> Option<i128> {
        amount::scale(&self.0, &part.0)
    }
}

impl Deref for Unit {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    pub amount: Amount,
    pub unit: Unit,
}

impl Quantity {
    /// The sum; `None` where the units are not the same.
    pub fn add(&self, other: &Quantity) -> Option<Quantity> {
        (self.unit == other.unit)
            .then(|| self.amount.add(&other.amount))
            .flatten()
            .map(|amount| Quantity { amount, unit: self.unit.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, Quantity, Unit};

    #[test]
    fn persons_and_visits_are_never_added() {
        let of = |number, unit| Quantity { amount: Amount::parse(number).unwrap(), unit: Unit::new(unit) };
        assert_eq!(of("1500", "人").add(&of("5400", "人次")), None);
        assert_eq!(of("1500", "人").add(&of("20", "人")), Some(of("1520", "人")));
        assert!(Unit::new("万人").counts_people() && !Unit::new("户次").counts_people());
    }
}
