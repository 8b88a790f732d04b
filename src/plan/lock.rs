//! The lock after printing: the lines it has, never changed, and one for each code that is new on a board.

use std::collections::BTreeSet;

use super::codes::Code;
use super::{PrintKind, PrintPlan};
use crate::model::Site;
use crate::model::board::Board;
use crate::parse::lock::HEADER;

/// What printing adds to the lock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Additions {
    pub new: usize,
    pub known: usize,
    /// The whole new file; `None` where it stays as it is.
    pub text: Option<String>,
}

/// The lock once `print` hangs.
pub fn additions(site: &Site, print: &PrintPlan) -> Additions {
    // A code that all boards share has a line for each board it hangs on.
    let locked: BTreeSet<(&str, &str)> =
        site.lock.lines.iter().map(|line| (line.code.value.as_str(), line.board.as_str())).collect();
    let mut known = 0;
    let mut added: Vec<(String, String, String)> = Vec::new();
    for (code, board) in printed(print) {
        let id = board.map_or("", |board| board.id.as_str());
        if locked.contains(&(code.url.as_str(), id)) {
            known += 1;
        } else {
            added.push((code.url.clone(), id.to_owned(), line(site, code, board, print.edition.number)));
        }
    }
    if added.is_empty() {
        return Additions { known, ..Additions::default() };
    }
    let new = added.len();
    let before = site.lock.lines.iter();
    let mut lines: Vec<(String, String, String)> = before
        .map(|line| (line.code.value.clone(), line.board.clone(), line.text.clone()))
        .chain(added)
        .collect();
    // Sorted, so that two offices' prints merge as lines side by side.
    lines.sort();
    let mut text = HEADER.join(",") + "\n";
    for (_, _, line) in lines {
        text.push_str(&line);
        text.push('\n');
    }
    Additions { new, known, text: Some(text) }
}

/// Every code on paper once, with the board it hangs on; leaflets and notices hang on none.
fn printed<'p>(print: &'p PrintPlan) -> Vec<(&'p Code, Option<&'p Board>)> {
    let mut all: Vec<(&Code, Option<&Board>)> = Vec::new();
    for pack in &print.packs {
        all.extend(pack.codes().concat().into_iter().map(|code| (code, Some(pack.board))));
    }
    for job in print.jobs.iter().filter(|job| !matches!(job.kind, PrintKind::Board(_) | PrintKind::Paper(_)))
    {
        all.extend(job.codes(print).unwrap_or_default().concat().into_iter().map(|code| (code, None)));
    }
    let mut seen = BTreeSet::new();
    all.retain(|(code, board)| seen.insert((code.url.as_str(), board.map(|board| board.id.as_str()))));
    all
}

/// One line as CSV, without its end.
fn line(site: &Site, code: &Code, board: Option<&Board>, edition: u32) -> String {
    // A cell of a workbook may hold line ends; a code has one line.
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let of = |text: fn(&Board) -> &str| board.map(|board| flat(text(board))).unwrap_or_default();
    let slug = code.opens.strip_prefix("a/").map(|rest| rest.trim_end_matches('/'));
    let article = slug.and_then(|slug| site.articles.get(slug));
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail.
    let _ = writer.write_record([
        code.url.clone(),
        format!("/{}", code.opens),
        of(|board| &board.id),
        of(|board| &board.village),
        of(|board| &board.name),
        of(|board| &board.spot),
        article.map(|article| flat(&article.title)).unwrap_or_default(),
        edition.to_string(),
    ]);
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).trim_end().to_owned()
}
