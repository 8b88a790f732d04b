//! A board's permanent page: what its code opens, for as long as the board hangs and after.

use serde::Serialize;

use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::model::board::{Plate, State};
use crate::render::views::{AlertView, Card, EditionView, LinkView};

#[derive(Serialize)]
struct BoardPage<'a> {
    board: BoardView<'a>,
    edition: Option<EditionView>,
    stale: Option<String>,
    alerts: Vec<AlertView>,
    articles: Vec<Card<'a>>,
    earlier: Vec<EditionView>,
    neighbours: Vec<LinkView>,
}

#[derive(Serialize)]
struct BoardView<'a> {
    id: &'a str,
    name: &'a str,
    kind: &'a str,
    village: &'a str,
    place: &'a str,
    short_url: String,
    installed: Option<String>,
    /// The board is out of use.
    is_retired: bool,
    /// Since when, where it is known.
    retired: Option<String>,
}

impl Builder<'_> {
    pub(super) fn board(&self, board: &Plate) -> Result<Vec<u8>, Box<Diagnostic>> {
        let site = self.viewer.cx.site;
        let current = site.current_edition();
        let since = match board.state {
            State::Hangs => None,
            State::Retired(since) => since,
        };
        let view = BoardPage {
            board: BoardView {
                id: board.id,
                name: board.name,
                kind: board.kind,
                village: board.village,
                place: board.spot,
                short_url: format!("{}/b/{}", site.config.base_url.short(), board.id),
                installed: board
                    .installed
                    .map(|date| crate::model::period::month_label(date, self.viewer.lang)),
                is_retired: board.state != State::Hangs,
                retired: since.map(|date| self.viewer.date(date)),
            },
            edition: current.map(|edition| self.viewer.edition(edition)),
            stale: self.stale(),
            alerts: self.viewer.alerts(),
            articles: current.map(|edition| self.viewer.edition_cards(edition)).unwrap_or_default(),
            // What never hung on this board is no part of its history.
            earlier: self.viewer.begun_editions(current.map(|edition| edition.number), board.installed),
            neighbours: site
                .active_boards()
                .filter(|other| other.village == board.village && other.id != board.id)
                .map(|other| self.viewer.board_link(other))
                .collect(),
        };
        // The title is the card that WeChat shares: what it is, then where.
        let heading = match current {
            Some(edition) => format!("{} · {}", edition.title, board.name),
            None => board.name.to_owned(),
        };
        let mut meta = self.meta(&heading, &site.config.description);
        board.name.clone_into(&mut meta.heading);
        meta.column = Some(self.say("boards_title", &[]));
        self.finish("board.html", "b/", meta, view)
    }
}
