//! The desk's page of what would be another: on the web if it were published now, on paper since it was printed.

use serde::Serialize;

use super::super::Work;
use super::super::paths;
use super::super::state::State;
use super::Desk;
use super::boards::Record;
use super::view::{Asked, Root, root, survey};

#[derive(Serialize)]
pub struct ChangesView {
    /// Nothing where errors keep the site from being published.
    publishing: Option<PublishingView>,
    differing: Vec<BoardLink>,
    never: usize,
    same: usize,
    boards: usize,
}

#[derive(Serialize)]
struct PublishingView {
    first: bool,
    nothing: bool,
    lists: Vec<List>,
    others: usize,
}

/// Pages that came, changed or went.
#[derive(Serialize)]
struct List {
    /// `new`, `changed`, `gone`.
    kind: &'static str,
    pages: Vec<PageLink>,
}

#[derive(Serialize)]
struct PageLink {
    /// What it is called, where it is a thing of its own.
    title: Option<String>,
    /// As in addresses.
    path: String,
}

#[derive(Serialize)]
struct BoardLink {
    id: String,
    name: String,
    href: String,
}

pub fn changes<'a>(desk: &Desk, work: &'a Work, state: &State, asked: &Asked) -> Root<'a, ChangesView> {
    let survey = survey(desk, state, asked).unwrap_or_default();
    let record = Record::of(work, survey.edition);
    let of = |wanted: &str| survey.boards.iter().filter(|board| record.state(board) == wanted).count();
    let site = state.project.as_ref().map(|project| project.site());
    let link = |page: &String| PageLink {
        title: site.and_then(|site| site.title(page)).map(str::to_owned),
        path: format!("/{page}"),
    };
    let publishing = state.rehearsal.publishing.as_ref().map(|publishing| PublishingView {
        first: publishing.first,
        nothing: publishing.is_nothing(),
        lists: [("new", &publishing.new), ("changed", &publishing.changed), ("gone", &publishing.gone)]
            .into_iter()
            .filter(|(_, pages)| !pages.is_empty())
            .map(|(kind, pages)| List { kind, pages: pages.iter().map(link).collect() })
            .collect(),
        others: publishing.others,
    });
    let differing = survey.boards.iter().filter(|board| record.state(board) == "differs");
    let view = ChangesView {
        publishing,
        differing: differing
            .map(|board| BoardLink {
                id: board.id.clone(),
                name: board.name.clone(),
                href: format!("/_desk/boards/{}/{}", paths::encode(&board.id), asked.keep(None, None)),
            })
            .collect(),
        never: of("never"),
        same: of("same"),
        boards: survey.boards.len(),
    };
    root(work, state, asked, "changes", view)
}
