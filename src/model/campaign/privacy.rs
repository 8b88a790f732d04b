//! Small counts of people are not shown by village: whoever knows the village would know whom they mean.

use std::collections::{BTreeMap, BTreeSet};

use super::records::Event;

/// The smallest number of people (人, 人次) that may be shown for one village.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Floor(pub u64);

impl Default for Floor {
    fn default() -> Self {
        Floor(5)
    }
}

/// What may not be shown of the events' counts of people.
#[derive(Debug, Default)]
pub struct Withheld<'e> {
    /// By event; none where nothing is withheld.
    events: Vec<bool>,
    /// Villages whose total in a unit is withheld.
    villages: BTreeSet<(&'e str, &'e str)>,
}

impl Withheld<'_> {
    pub fn event(&self, at: usize) -> bool {
        self.events.get(at).is_some_and(|withheld| *withheld)
    }

    pub fn village(&self, village: &str, unit: &str) -> bool {
        self.villages.contains(&(village, unit))
    }
}

/// A sum that is published, and what it is made of.
#[derive(Default)]
struct Sum {
    /// Events with people, the fewest first.
    events: Vec<(u64, usize)>,
    /// Of one village, whose total may be withheld.
    of_village: bool,
}

impl Floor {
    fn is_small(self, people: u64) -> bool {
        people > 0 && people < self.0
    }

    /// Small counts, and what would give them away: where one alone of a published sum is missing, the others tell it,
    /// so the next smallest is withheld too. Sums are those by kind and those by village, each in one unit.
    pub fn withhold(self, events: &[Event]) -> Withheld<'_> {
        let mut withheld = Withheld::default();
        let counted = events.iter().enumerate().filter_map(|(at, event)| Some((at, event, event.people?)));
        let counted: Vec<(usize, &Event, u64)> = counted.filter(|(_, _, people)| *people > 0).collect();
        let small =
            |(_, event, people): &&(usize, &Event, u64)| event.village.is_some() && self.is_small(*people);
        let few: Vec<usize> = counted.iter().filter(small).map(|(at, _, _)| *at).collect();
        if few.is_empty() {
            return withheld;
        }
        withheld.events.resize(events.len(), false);
        for at in few {
            withheld.events[at] = true;
        }
        let mut sums: BTreeMap<(&str, &str), Sum> = BTreeMap::new();
        let mut totals: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for (at, event, people) in &counted {
            let unit: &str = &event.counted;
            sums.entry((event.kind.id(), unit)).or_default().events.push((*people, *at));
            if let Some(village) = &event.village {
                let sum = sums.entry((village, unit)).or_default();
                sum.events.push((*people, *at));
                sum.of_village = true;
                *totals.entry((village, unit)).or_default() += people;
            }
        }
        for sum in sums.values_mut() {
            sum.events.sort_unstable();
        }
        withheld
            .villages
            .extend(totals.iter().filter(|(_, people)| self.is_small(**people)).map(|(key, _)| *key));
        // Each round withholds more, so there is a last one.
        loop {
            let mut more = false;
            for (key, sum) in &sums {
                if sum.of_village && withheld.villages.contains(key) {
                    continue;
                }
                // One alone can be told from the sum; of two or more, only their sum.
                let mut hidden = sum.events.iter().filter(|(_, at)| withheld.events[*at]);
                if hidden.next().is_none() || hidden.next().is_some() {
                    continue;
                }
                let next = sum.events.iter().find(|(_, at)| !withheld.events[*at]).map(|(_, at)| *at);
                if let Some(next) = next {
                    withheld.events[next] = true;
                    more = true;
                } else if sum.of_village {
                    // The sum is the count itself.
                    more |= withheld.villages.insert(*key);
                }
            }
            let units: BTreeSet<&str> = withheld.villages.iter().map(|(_, unit)| *unit).collect();
            for unit in units {
                if withheld.villages.iter().filter(|(_, own)| *own == unit).count() > 1 {
                    continue;
                }
                let others =
                    totals.iter().filter(|(key, _)| key.1 == unit && !withheld.villages.contains(*key));
                if let Some((key, _)) = others.min_by_key(|(_, people)| **people) {
                    withheld.villages.insert(*key);
                    more = true;
                    // A village with one event would be told by it.
                    if let Some((_, at)) = sums[key].events.first() {
                        withheld.events[*at] = true;
                    }
                }
            }
            if !more {
                return withheld;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::records::{Event, EventKind};
    use super::super::unit::Unit;
    use super::Floor;

    fn event(kind: EventKind, village: &str, people: u64) -> Event {
        Event {
            date: date(2026, 11, 1),
            kind,
            village: (!village.is_empty()).then(|| village.into()),
            place: None,
            topic: None,
            people: Some(people),
            counted: Unit::new("人"),
            materials: None,
            note: None,
            extra: Vec::new(),
        }
    }

    #[test]
    fn a_withheld_count_cannot_be_reckoned_from_a_sum() {
        use EventKind::{Clinic, Lecture};
        let events = [
            event(Clinic, "甲", 3),
            event(Clinic, "乙", 40),
            event(Clinic, "丙", 12),
            event(Lecture, "乙", 30),
        ];
        let withheld = Floor(5).withhold(&events);
        assert!(withheld.event(0) && withheld.village("甲", "人"));
        assert!(withheld.event(2) && withheld.village("丙", "人"), "the clinics' sum − 40 would tell");
        assert!(!withheld.event(1) && !withheld.event(3) && !withheld.village("乙", "人"));
    }

    #[test]
    fn a_villages_own_sum_does_not_tell_either() {
        use EventKind::{Clinic, Lecture};
        let events = [
            event(Clinic, "甲", 3),
            event(Lecture, "甲", 50),
            event(Lecture, "乙", 60),
            event(Clinic, "", 9),
        ];
        let withheld = Floor(5).withhold(&events);
        assert!(withheld.event(0) && withheld.event(1), "甲's sum − 50 would tell");
        assert!(withheld.event(2), "the lectures' sum − 60 would tell of the 50");
        assert!(withheld.event(3), "the clinics' sum − 9 would tell of the 3");
    }

    #[test]
    fn enough_people_are_shown() {
        let events = [event(EventKind::Clinic, "甲", 5), event(EventKind::Clinic, "", 2)];
        assert!(!Floor(5).withhold(&events).event(0) && !Floor(5).withhold(&events).event(1));
        assert!(!Floor(0).withhold(&[event(EventKind::Clinic, "甲", 1)]).event(0));
    }
}
