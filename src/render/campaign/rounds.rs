//! The contest (大比武): places from round to round.

use super::{NumberView, PartView, TableView, Words};
use crate::model::campaign::Campaign;
use crate::model::campaign::part::Part;
use crate::model::campaign::records::{ContestResult, Round};
use crate::render::chart::{Chart, Kind, Table, Value};

/// Rounds that fit beside each other.
const ROUNDS: usize = 4;
/// Lines that can still be told apart.
const LINES: usize = 20;

pub fn view(words: Words, campaign: &Campaign) -> PartView {
    let rounds = &campaign.contests.rows;
    let mut numbers = vec![words.number("rounds_count", rounds.len(), &words.word("unit_round"))];
    if let Some(last) = rounds.last() {
        let first: Vec<&str> =
            last.results.iter().filter(|one| one.rank == 1).map(|one| &*one.village).collect();
        let label = words.say("rounds_first", &[("round", &last.number.to_string())]);
        numbers.push(NumberView { label, value: first.join("、"), unit: String::new() });
    }
    let tables = rounds.iter().enumerate().rev().map(|(at, round)| results(words, round, at == 0)).collect();
    PartView {
        id: Part::Rounds.id(),
        title: words.word("part_rounds"),
        intro: words.word("part_rounds_intro"),
        fictional: campaign.contests.fictional,
        numbers,
        sections: vec![
            words.section("places", Part::Rounds, chart(words, rounds).into_iter().collect(), Vec::new()),
            words.section("results", Part::Rounds, Vec::new(), tables),
        ],
        files: vec!["contests"],
    }
}

fn chart(words: Words, rounds: &[Round]) -> Option<Chart> {
    let shown = &rounds[rounds.len().saturating_sub(ROUNDS)..];
    let last = shown.last()?;
    let place = |result: &ContestResult| {
        let rank = result.rank;
        Value { size: f64::from(rank), text: rank.to_string() }
    };
    let lines = last.results.iter().take(LINES).map(|result| {
        let of = |round: &Round| round.results.iter().find(|one| one.village == result.village).map(place);
        (result.village.to_string(), shown.iter().map(of).collect())
    });
    Some(Chart {
        id: "rounds-places".to_owned(),
        title: words.word("chart_rounds"),
        unit: words.word("unit_place"),
        of: words.word("column_village"),
        source: String::new(),
        kind: Kind::Ranks {
            x: shown
                .iter()
                .map(|round| words.say("round", &[("round", &round.number.to_string())]).into())
                .collect(),
            lines: lines.collect(),
        },
    })
}

/// The ranking; in the first round nobody has gained or lost yet.
fn results(words: Words, round: &Round, is_first: bool) -> TableView {
    let gained = |result: &ContestResult| match result.gained {
        None => words.word("rank_new"),
        Some(0) => words.word("rank_same"),
        Some(up) if up > 0 => words.say("rank_up", &[("places", &up.to_string())]),
        Some(down) => words.say("rank_down", &[("places", &down.unsigned_abs().to_string())]),
    };
    let rows = round.results.iter().map(|result| {
        let score = result.score.as_ref().map_or_else(String::new, |score| score.plain());
        let row = [result.rank.to_string(), result.village.to_string(), score];
        row.into_iter().chain((!is_first).then(|| gained(result))).collect()
    });
    let columns: &[&str] =
        if is_first { &["rank", "village", "score"] } else { &["rank", "village", "score", "gained"] };
    TableView {
        caption: words
            .say("table_round", &[("round", &round.number.to_string()), ("month", &round.month.to_string())]),
        table: Table { head: words.columns(columns), rows: rows.collect() },
    }
}
