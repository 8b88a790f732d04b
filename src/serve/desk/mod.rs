//! The office's desk under `/_desk/`: the edition in preparation, its packs as pictures, what is wrong, what would change.
//! Pages are made here and change in the browser like those of the site.

mod boards;
mod changes;
mod home;
mod pictures;
mod proofs;
mod survey;
mod view;

use axum::http::StatusCode;
use serde::Serialize;
use tera::{Context, Tera};

use self::pictures::{LARGE, Pictures, SMALL};
use self::proofs::Proofs;
use self::survey::Surveys;
use self::view::{Asked, Root, root};
use super::Work;
use super::finding::Shown;
use super::response::{Content, kind};
use super::state::State;
use crate::messages::{Lang, Messages, Section};

const TEMPLATES: [(&str, &str); 8] = [
    ("base.html", include_str!("base.html")),
    ("parts.html", include_str!("parts.html")),
    ("home.html", include_str!("home.html")),
    ("boards.html", include_str!("boards.html")),
    ("board.html", include_str!("board.html")),
    ("missing.html", include_str!("missing.html")),
    ("changes.html", include_str!("changes.html")),
    ("waiting.html", include_str!("waiting.html")),
];
const STYLE: &str = include_str!("desk.css");
const SCRIPT: &str = include_str!("desk.js");

/// Templates, and what was made for those who looked.
pub struct Desk {
    tera: Tera,
    surveys: Surveys,
    pictures: Pictures,
    proofs: Proofs,
}

impl Desk {
    /// A desk that `workers` work for.
    pub fn new(workers: usize) -> Desk {
        let mut tera = Tera::new();
        // They are ours: a test renders each.
        drop(tera.add_raw_templates(TEMPLATES));
        Desk {
            tera,
            surveys: Surveys::default(),
            pictures: Pictures::new(workers),
            proofs: Proofs::default(),
        }
    }

    /// Answers for a path below `/_desk/`.
    pub fn answer(&self, work: &Work, state: &State, path: &str, query: &str) -> Content {
        let asked = Asked::read(query, work.lang(state));
        let parts: Vec<&str> = path.split('/').collect();
        let found = match parts.as_slice() {
            [""] => self.page("home.html", home::home(self, work, state, &asked)),
            ["boards", ""] => self.page("boards.html", boards::boards(self, work, state, &asked)),
            ["boards", id, ""] => match boards::board(self, work, state, &asked, id) {
                Some(board) => self.page("board.html", board),
                None => {
                    let missing = self.page("missing.html", root(work, state, &asked, "boards", id));
                    missing.map(|page| page.status(StatusCode::NOT_FOUND))
                }
            },
            ["changes", ""] => self.page("changes.html", changes::changes(self, work, state, &asked)),
            ["desk.css"] => Some(Content::new(kind("desk.css"), STYLE)),
            ["desk.js"] => Some(Content::new(kind("desk.js"), SCRIPT)),
            ["pages", edition, board, size, page] => edition
                .parse()
                .ok()
                .and_then(|edition| self.picture(state, &asked, (edition, board), (size, page))),
            ["print", edition, rest @ ..] => {
                edition.parse().ok().and_then(|edition| self.file(state, &asked, edition, &rest.join("/")))
            }
            ["proof", edition, board] => {
                edition.parse().ok().and_then(|edition| self.proof(work, state, edition, board))
            }
            _ => None,
        };
        found.unwrap_or_else(|| {
            let text = format!("{}\n", Messages::embedded(asked.lang).desk("http_missing", &[]));
            Content::new(kind("x.txt"), text).status(StatusCode::NOT_FOUND)
        })
    }

    /// Has the pictures ready that somebody looks at, after a change of the sources, as long as that state is `current`.
    pub fn keep_ready(&self, state: &State, current: impl Fn() -> bool + Sync) {
        if let Some(project) = &state.project {
            self.pictures.keep_ready(project, &self.surveys, current);
        }
    }

    /// What is shown as long as no site was ever built.
    pub fn waiting(&self, state: &State, lang: Lang) -> String {
        #[derive(Serialize)]
        struct Waiting<'a> {
            lang: &'static str,
            t: &'a Section,
            errors: Vec<Shown<'a>>,
        }
        let errors = state.findings().into_iter().filter(|found| found.is_error());
        let view = Waiting {
            lang: lang.tag(),
            t: &Messages::embedded(lang).desk,
            errors: errors.filter_map(|found| found.show(lang)).collect(),
        };
        self.render("waiting.html", &view)
    }

    fn page<T: Serialize>(&self, template: &str, view: Root<T>) -> Option<Content> {
        Some(Content::html(self.render(template, &view)))
    }

    fn render<T: Serialize>(&self, template: &str, view: &T) -> String {
        let html = Context::from_serialize(view).and_then(|context| self.tera.render(template, &context));
        // A fault of a template of ours shows itself where it is.
        html.unwrap_or_else(|error| format!("<!doctype html><pre>{error}</pre>"))
    }

    fn picture(
        &self,
        state: &State,
        asked: &Asked,
        (edition, board): (u32, &str),
        (size, page): (&str, &str),
    ) -> Option<Content> {
        let width = match size {
            "small" => SMALL,
            "large" => LARGE,
            _ => return None,
        };
        let project = state.project.as_ref()?;
        let survey = self.surveys.of(project, edition);
        let board = survey.board(board)?;
        let page = page.strip_suffix(".png")?.parse().ok()?;
        let picture = self.pictures.of(project, edition, board, page, width);
        Some(match picture.bytes {
            Some(bytes) => Content::new(kind("x.png"), &*bytes),
            None if picture.old => {
                let text = Messages::embedded(asked.lang).desk("picture_failed", &[]);
                Content::new(kind("x.svg"), view::placeholder(&text))
            }
            None => return None,
        })
    }

    /// A file of the edition's print, made now.
    fn file(&self, state: &State, asked: &Asked, edition: u32, path: &str) -> Option<Content> {
        let project = state.project.as_ref()?;
        let refused = || {
            let text = format!("{}\n", Messages::embedded(asked.lang).desk("file_failed", &[]));
            Content::new(kind("x.txt"), text).status(StatusCode::CONFLICT)
        };
        // What an error leaves out would be missing on paper.
        if state.keeps_from_print(edition) {
            return project.edition(edition).map(|_| refused());
        }
        let name = format!("{edition:03}-{}", path.rsplit('/').next().unwrap_or(path));
        Some(match project.file(edition, path)? {
            Ok(bytes) => Content { save_as: Some(name), ..Content::new(kind(path), bytes) },
            Err(_) => refused(),
        })
    }

    /// Proves a board and says how it did; its page tells the rest.
    fn proof(&self, work: &Work, state: &State, edition: u32, board: &str) -> Option<Content> {
        let project = state.project.as_ref()?;
        let survey = self.surveys.of(project, edition);
        if state.keeps_from_print(edition) {
            return survey
                .board(board)
                .map(|_| Content::new(kind("x.json"), "{}").status(StatusCode::CONFLICT));
        }
        let proven = self.proofs.prove(work, project, edition, survey.board(board)?)?;
        let json =
            serde_json::json!({ "good": proven.is_good(), "read": proven.read, "codes": proven.codes });
        Some(Content::new(kind("x.json"), json.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use tera::Tera;

    use super::TEMPLATES;

    #[test]
    fn templates_are_well_formed() {
        Tera::new().add_raw_templates(TEMPLATES).unwrap();
    }
}
