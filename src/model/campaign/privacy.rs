//! Small counts of people are not shown by village: whoever knows the village would know whom they mean.

use std::collections::BTreeMap;

/// The smallest number of people (人, 人次) that may be shown for one village.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Floor(pub u64);

impl Default for Floor {
    fn default() -> Self {
        Floor(5)
    }
}

/// A count as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Exactly(u64),
    /// Some, and fewer than anybody may know.
    Withheld,
}

impl Floor {
    /// One count that stands alone.
    pub fn show(self, people: u64) -> Shown {
        if people > 0 && people < self.0 { Shown::Withheld } else { Shown::Exactly(people) }
    }

    /// Counts that stand in one table with their total. Where one alone would be withheld, the next smallest is
    /// withheld too, since the total would give the one away.
    pub fn show_table<K: Ord + Clone>(self, people: &BTreeMap<K, u64>) -> BTreeMap<K, Shown> {
        let mut shown: BTreeMap<K, Shown> =
            people.iter().map(|(key, count)| (key.clone(), self.show(*count))).collect();
        if shown.values().filter(|count| **count == Shown::Withheld).count() == 1 {
            let next = people.iter().filter(|(key, count)| **count > 0 && shown[*key] != Shown::Withheld);
            if let Some((key, _)) = next.min_by_key(|(_, count)| **count) {
                shown.insert(key.clone(), Shown::Withheld);
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Floor, Shown};

    #[test]
    fn a_withheld_count_cannot_be_reckoned_from_the_total() {
        let table = BTreeMap::from([("甲", 3), ("乙", 40), ("丙", 12), ("丁", 0)]);
        let shown = Floor(5).show_table(&table);
        assert_eq!(shown["甲"], Shown::Withheld);
        assert_eq!(shown["丙"], Shown::Withheld, "total − 40 would tell");
        assert_eq!(shown["乙"], Shown::Exactly(40));
        assert_eq!(shown["丁"], Shown::Exactly(0));
    }

    #[test]
    fn enough_people_are_shown() {
        let table = BTreeMap::from([("甲", 5), ("乙", 40)]);
        assert!(Floor(5).show_table(&table).values().all(|shown| *shown != Shown::Withheld));
        assert_eq!(Floor(0).show(1), Shown::Exactly(1));
    }
}
