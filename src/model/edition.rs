//! Editions: what the boards show for some months.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::period::Period;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::body::Body;
use crate::parse::content::RawEdition;
use crate::source::{Place, Spanned};

/// One edition (期).
#[derive(Debug, Clone)]
pub struct Edition {
    pub number: u32,
    pub period: Period,
    pub title: String,
    /// Slugs in the order of the panels. Invariant: each names an article of the site.
    pub articles: Vec<String>,
    pub foreword: Body,
    pub place: Place,
    pub period_place: Place,
    /// Places of `articles`, for reports about posters.
    pub article_places: Vec<Place>,
}

/// Where an edition stands in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Past,
    Current,
    Coming,
}

impl State {
    /// Name in templates.
    pub fn name(self) -> &'static str {
        match self {
            State::Past => "past",
            State::Current => "current",
            State::Coming => "coming",
        }
    }
}

impl Edition {
    /// Three digits, as in URLs and folders: `036`.
    pub fn id(&self) -> String {
        format!("{:03}", self.number)
    }
}

/// Checks editions against one another. Articles are checked by the site, which knows them.
pub fn build(raws: Vec<RawEdition>, months: u8, out: &mut Vec<Diagnostic>) -> Vec<Edition> {
    let mut editions: BTreeMap<u32, Edition> = BTreeMap::new();
    for raw in raws {
        let Some(edition) = read(raw, months, out) else { continue };
        if let Some(first) = editions.get(&edition.number) {
            out.push(
                Code::DuplicateEdition
                    .at(edition.place)
                    .with("number", edition.number)
                    .label(first.place.clone(), "first-here"),
            );
            continue;
        }
        if let Some(other) = editions.values().find(|other| other.period.overlaps(edition.period)) {
            out.push(
                Code::OverlappingEditions
                    .at(edition.period_place.clone())
                    .with("number", edition.number)
                    .with("other", other.number)
                    .label(other.period_place.clone(), "other-period"),
            );
        }
        editions.insert(edition.number, edition);
    }
    editions.into_values().collect()
}

fn read(raw: RawEdition, months: u8, out: &mut Vec<Diagnostic>) -> Option<Edition> {
    let number = raw.number?;
    let Some(value) = u32::try_from(number.value).ok().filter(|value| (1..=9999).contains(value)) else {
        let shown = number.map(|value| value.to_string());
        out.push(
            Code::BadValue
                .at(shown.place)
                .with("field", "number")
                .with("found", shown.value)
                .with("allowed", "1–9999"),
        );
        return None;
    };
    if raw.articles.is_empty() {
        out.push(Code::EditionEmpty.at(number.place.clone()).with("number", value));
    }
    let period = raw.period?;
    let Some(parsed) = Period::parse(&period.value, months) else {
        out.push(Code::ImpossibleDate.at(period.place).with("field", "period").with("found", period.value));
        return None;
    };
    Some(Edition {
        number: value,
        period: parsed,
        title: raw.title?.value,
        place: number.place,
        period_place: period.place,
        article_places: raw.articles.iter().map(|slug| slug.place.clone()).collect(),
        articles: raw.articles.into_iter().map(|slug: Spanned<String>| slug.value).collect(),
        foreword: raw.body,
    })
}

/// The current edition: the latest whose period has begun at `today`.
pub fn current(editions: &[Edition], today: Date) -> Option<usize> {
    editions
        .iter()
        .enumerate()
        .filter(|(_, edition)| edition.period.start <= today)
        .max_by_key(|(_, edition)| edition.period.start)
        .map(|(index, _)| index)
}
