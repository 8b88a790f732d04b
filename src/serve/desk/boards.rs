//! The desk's pages of boards: all of them as they hang, and one from near with its codes.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use super::super::Work;
use super::super::finding::Shown;
use super::super::paths;
use super::super::state::State;
use super::Desk;
use super::survey::Board;
use super::view::{Asked, Choice, Root, root, survey};
use crate::messages::Messages;
use crate::pipeline::Project;
use crate::publish::printed::Printed;

#[derive(Serialize)]
pub struct Boards {
    boards: Vec<BoardView>,
    /// Of how many.
    all: usize,
    villages: Vec<Choice>,
    formats: Vec<Choice>,
    unprinted: bool,
    /// Ids of the boards that are shown, for decoding them one after another.
    ids: String,
    filtered: bool,
}

/// A board among others.
#[derive(Serialize)]
struct BoardView {
    #[serde(flatten)]
    board: Board,
    /// Against what was last printed: `same`, `differs`, `never`.
    printed: &'static str,
    proof: Option<ProofView>,
    href: String,
    file_href: String,
    site_href: String,
}

#[derive(Serialize)]
struct ProofView {
    good: bool,
    read: usize,
    codes: usize,
    line: String,
}

/// What was printed of an edition, by board.
pub struct Record(Option<Printed>);

impl Record {
    /// A record that can't be read is the business of `print`, which refuses it: here it is none.
    pub fn of(work: &Work, edition: u32) -> Record {
        let folder = work.options.root.join("print").join(format!("{edition:03}"));
        Record(Printed::read(&folder).ok().flatten())
    }

    pub fn state(&self, board: &Board) -> &'static str {
        match self.0.as_ref().and_then(|printed| printed.last("office", &board.id)) {
            Some(hash) if hash == board.fingerprint => "same",
            Some(_) => "differs",
            None => "never",
        }
    }
}

fn board_view(desk: &Desk, edition: u32, record: &Record, board: &Board, asked: &Asked) -> BoardView {
    let proven = desk.proofs.known(edition, board);
    let proof = proven.map(|proven| {
        let count = [("read", proven.read.to_string()), ("codes", proven.codes.to_string())];
        let args: Vec<(&str, &str)> = count.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let key = if proven.is_good() { "proof_good" } else { "proof_bad" };
        let line = Messages::embedded(asked.lang).desk(key, &args);
        ProofView { good: proven.is_good(), read: proven.read, codes: proven.codes, line }
    });
    BoardView {
        printed: record.state(board),
        proof,
        href: format!("/_desk/boards/{}/{}", paths::encode(&board.id), asked.keep(None, None)),
        file_href: format!("/_desk/print/{edition}/{}", paths::encode(&board.file)),
        site_href: format!("/b/{}/", paths::encode(&board.id)),
        board: board.clone(),
    }
}

pub fn boards<'a>(desk: &Desk, work: &'a Work, state: &State, asked: &Asked) -> Root<'a, Boards> {
    let survey = survey(desk, state, asked).unwrap_or_default();
    let record = Record::of(work, survey.edition);
    let words = Messages::embedded(asked.lang);
    let mut shown: Vec<BoardView> =
        survey.boards.iter().map(|board| board_view(desk, survey.edition, &record, board, asked)).collect();
    shown.retain(|view| {
        (asked.village.is_empty() || view.board.village == asked.village)
            && (asked.format.is_empty() || view.board.format == asked.format)
            && (!asked.unprinted || view.printed != "same")
    });
    let mut seen = BTreeSet::new();
    let villages = survey.boards.iter().filter(|board| seen.insert(board.village.clone()));
    let choice = |name: String, value: &str, chosen: &str| Choice {
        name,
        href: value.to_owned(),
        tag: "",
        current: value == chosen,
    };
    let view = Boards {
        all: survey.boards.len(),
        villages: villages
            .filter(|board| !board.village.is_empty())
            .map(|board| choice(board.village.clone(), &board.village, &asked.village))
            .collect(),
        formats: ["panels", "sheet"]
            .into_iter()
            .filter(|format| survey.boards.iter().any(|board| board.format == *format))
            .map(|format| choice(words.desk(&format!("format_{format}"), &[]), format, &asked.format))
            .collect(),
        unprinted: asked.unprinted,
        ids: shown.iter().map(|view| view.board.id.as_str()).collect::<Vec<_>>().join(" "),
        filtered: asked.unprinted || !asked.village.is_empty() || !asked.format.is_empty(),
        boards: shown,
    };
    root(work, state, asked, "boards", view)
}

#[derive(Serialize)]
pub struct OneBoard {
    board: BoardView,
    codes: Vec<CodeView>,
    /// What is wrong with its codes, where they were decoded.
    faults: Vec<Fault>,
    previous: Option<String>,
    next: Option<String>,
    prove_href: String,
}

#[derive(Serialize)]
struct CodeView {
    page: usize,
    url: String,
    opens: String,
    side_mm: f64,
    distance_m: f64,
    /// `unknown`, `read`, `lost`.
    state: &'static str,
}

#[derive(Serialize)]
struct Fault {
    message: String,
    help: Option<String>,
}

pub fn board<'a>(
    desk: &Desk,
    work: &'a Work,
    state: &State,
    asked: &Asked,
    id: &str,
) -> Option<Root<'a, OneBoard>> {
    let project: &Arc<Project> = state.project.as_ref()?;
    let survey = survey(desk, state, asked)?;
    let at = survey.boards.iter().position(|board| board.id == id)?;
    let board = &survey.boards[at];
    let edition = survey.edition;
    // What an error leaves out cannot be read.
    let proven = match asked.proof && !state.keeps_from_print(edition) {
        true => desk.proofs.prove(work, project, edition, board),
        false => desk.proofs.known(edition, board),
    };
    let code = |code: &super::survey::Code| CodeView {
        page: code.page,
        url: code.url.clone(),
        opens: format!("/{}", paths::encode(&code.opens)),
        side_mm: code.side_mm,
        distance_m: code.distance_mm / 1000.0,
        state: match &proven {
            None => "unknown",
            Some(proven) if proven.urls.contains(&code.url) => "read",
            Some(_) => "lost",
        },
    };
    let fault =
        |shown: Shown| Fault { message: shown.message.to_owned(), help: shown.help.map(str::to_owned) };
    let faults = proven.iter().flat_map(|proven| &proven.findings).filter_map(|found| found.show(asked.lang));
    let keep = asked.keep(None, None);
    let link = |board: &Board| format!("/_desk/boards/{}/{keep}", paths::encode(&board.id));
    let joint = if keep.is_empty() { "?" } else { "&" };
    let view = OneBoard {
        codes: board.codes.iter().map(code).collect(),
        faults: faults.map(fault).collect(),
        previous: at.checked_sub(1).and_then(|at| survey.boards.get(at)).map(link),
        next: survey.boards.get(at + 1).map(link),
        prove_href: format!("{}{joint}proof=1", link(board)),
        board: board_view(desk, edition, &Record::of(work, edition), board, asked),
    };
    Some(root(work, state, asked, "boards", view))
}
