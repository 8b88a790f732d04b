//! The 66 items of 中国公民健康素养——基本知识与技能（2024年版）: a year's editions should speak of all of them.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::model::edition::Edition;

/// As many items as the 2024 edition has.
const ITEMS: u8 = 66;

pub fn check(site: &Site, out: &mut Vec<Diagnostic>) {
    let year = usize::from(12 / site.config.edition_months).max(1);
    let begun: Vec<&Edition> =
        site.editions.iter().rev().filter(|edition| edition.period.start <= site.today).take(year).collect();
    // Less than a year of editions cannot cover a year's items; an article that could not be read may cover some.
    let (Some(latest), true) = (begun.first(), begun.len() == year && site.lost.is_empty()) else { return };
    let articles = begun.iter().flat_map(|edition| site.edition_articles(edition));
    let covered: BTreeSet<u8> = articles.flat_map(|article| &article.trust.literacy).copied().collect();
    if covered.len() < site.config.literacy_items {
        let missing: Vec<u8> = (1..=ITEMS).filter(|item| !covered.contains(item)).collect();
        out.push(
            Code::LiteracyCoverage
                .at(latest.place.clone())
                .with("editions", year)
                .with("covered", covered.len())
                .with("wanted", site.config.literacy_items)
                .with("missing", ranges(&missing)),
        );
    }
}

/// `1, 2, 3, 7` as `1–3, 7`.
fn ranges(numbers: &[u8]) -> String {
    let mut runs: Vec<(u8, u8)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let shown = runs.into_iter().map(|(first, last)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first}–{last}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn neighbours_are_told_as_ranges() {
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1–3, 7, 9, 10");
    }
}
