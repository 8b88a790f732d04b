//! Sorted findings → one for each mistake: what is amiss on many boards at once is told once, at its worst.

use super::{Code, Diagnostic, sort};

/// What one article can have wrong on many boards at once.
const SHARED_BY_BOARDS: &[Code] = &[
    Code::TextOverflow,
    Code::TitleOverflow,
    Code::ImageCoarse,
    Code::CodeTooSmall,
    Code::UrlLong,
    Code::ProofPaleText,
    Code::ProofUnreadable,
];

/// Sorted findings, one for each mistake: where several boards share it the worst is kept, with the number of `{boards}`.
pub fn fold_boards(sorted: Vec<Diagnostic>) -> Vec<Diagnostic> {
    fn argument<'a>(found: &'a Diagnostic, wanted: &str) -> Option<&'a str> {
        found.args.iter().find(|(key, _)| *key == wanted).map(|(_, value)| value.as_str())
    }
    // What is too long, and what is too coarse.
    let excess = |found: &Diagnostic| {
        let over = argument(found, "characters").or_else(|| argument(found, "printed"));
        over.and_then(|value| value.parse::<usize>().ok()).unwrap_or(0)
    };
    // A text that is too long is so from another place on for every board.
    let same = |a: &Diagnostic, b: &Diagnostic| {
        let file = |found: &Diagnostic| found.labels.first().map(|label| label.place.file());
        let whose = |found| {
            (argument(found, "article").map(str::to_owned), argument(found, "path").map(str::to_owned))
        };
        a.code == b.code
            && match a.code {
                Code::TextOverflow | Code::ImageCoarse => file(a) == file(b) && whose(a) == whose(b),
                _ => a.labels.first() == b.labels.first(),
            }
    };
    let mut folded: Vec<(Diagnostic, usize)> = Vec::new();
    for found in sorted {
        let earlier = SHARED_BY_BOARDS
            .contains(&found.code)
            .then(|| folded.iter_mut().find(|(kept, _)| same(kept, &found)))
            .flatten();
        match earlier {
            Some((kept, boards)) => {
                *boards += 1;
                if excess(&found) > excess(kept) {
                    *kept = found;
                }
            }
            None => folded.push((found, 1)),
        }
    }
    let counted =
        |(found, boards)| if boards > 1 { Diagnostic::with(found, "boards", boards) } else { found };
    let mut folded: Vec<Diagnostic> = folded.into_iter().map(counted).collect();
    sort(&mut folded);
    folded
}

#[cfg(test)]
mod tests {
    use super::fold_boards;
    use crate::diagnostic::{Code, Severity, sort};
    use crate::source::{Place, Sources};

    #[test]
    fn a_mistake_on_many_boards_is_told_once_at_its_worst() {
        let mut sources = Sources::default();
        let (one, two) = (sources.add("a.md", ""), sources.add("b.md", ""));
        let long = |file, board, characters| {
            let found = Code::TextOverflow.at(Place::File(file));
            found.with("board", board).with("characters", characters)
        };
        let mut all = vec![long(one, "001", 9), long(two, "001", 4), long(one, "002", 10)];
        sort(&mut all);
        let folded = fold_boards(all);
        assert_eq!(folded, [long(one, "002", 10).with("boards", 2), long(two, "001", 4)]);
        assert!(folded.iter().all(|found| found.severity == Severity::Error));
    }
}
