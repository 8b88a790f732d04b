//! What an edition puts on every board, as the desk lists it. Made once for each state of the sources.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use serde::Serialize;

use super::pictures::SMALL;
use crate::pipeline::Project;
use crate::plan::packs::{Layout, Pack};
use crate::plan::{PrintKind, PrintPlan};

/// All packs of one edition.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Survey {
    pub edition: u32,
    /// In delivery order.
    pub boards: Vec<Board>,
    pub files: Vec<File>,
}

/// One board and its pages.
#[derive(Debug, Clone, Serialize)]
pub struct Board {
    pub id: String,
    pub name: String,
    pub village: String,
    pub spot: String,
    /// `panels` or `sheet`.
    pub format: &'static str,
    /// `A3`, `60×90 cm`.
    pub paper: String,
    /// Landscape pages that hang above the panels.
    pub strip: Vec<Page>,
    /// In the order they hang: a sheet, or panels row by row.
    pub pages: Vec<Page>,
    /// Panels in a row.
    pub columns: usize,
    /// Of everything that the pages are made from.
    pub fingerprint: String,
    pub codes: Vec<Code>,
    /// Path of its file among the edition's.
    pub file: String,
}

/// One page's picture.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// In the board's file, from 1.
    pub number: usize,
    /// Pixels, as it is shown small.
    pub width: u32,
    pub height: u32,
    /// What stands on it: an article's title, or nothing where it is the strip's or a sheet's.
    pub title: String,
}

/// A code of the board.
#[derive(Debug, Clone, Serialize)]
pub struct Code {
    pub page: usize,
    pub url: String,
    /// Path of the page that it opens.
    pub opens: String,
    pub side_mm: f64,
    pub distance_mm: f64,
}

/// A file that is not one board's.
#[derive(Debug, Clone, Serialize)]
pub struct File {
    pub path: String,
    /// Key of its name.
    pub kind: &'static str,
    /// What tells it from others of its kind.
    pub detail: String,
}

impl Survey {
    fn new(project: &Project, edition: u32) -> Survey {
        let Some(plan) = project.plan(edition, &[]) else { return Survey { edition, ..Survey::default() } };
        let mut fingerprints = project.fingerprints(&plan);
        let boards = plan.packs.iter().map(|pack| {
            let fingerprint = fingerprints.remove(&pack.board.id).unwrap_or_default();
            board(pack, fingerprint)
        });
        Survey { edition, boards: boards.collect(), files: files(&plan) }
    }

    pub fn board(&self, id: &str) -> Option<&Board> {
        self.boards.iter().find(|board| board.id == id)
    }
}

fn board(pack: &Pack, fingerprint: String) -> Board {
    let (strips, columns) = match pack.layout {
        Layout::Sheet => (0, 1),
        Layout::Panels { strip_pages, columns, .. } => (strip_pages, columns),
    };
    let (width, height) = (pack.paper.width_mm, pack.paper.height_mm);
    let page = |index: usize| {
        // The strip's pages lie on their side.
        let (wide, high) = if index < strips { (height, width) } else { (width, height) };
        let title = index.checked_sub(strips).filter(|_| strips > 0).and_then(|at| pack.articles.get(at));
        Page {
            number: index + 1,
            width: SMALL,
            height: (f64::from(SMALL) * high / wide.max(1.0)).round() as u32,
            title: title.map(|(article, _)| article.title.clone()).unwrap_or_default(),
        }
    };
    let codes = pack.codes().into_iter().enumerate().flat_map(|(index, codes)| {
        codes.into_iter().map(move |code| Code {
            page: index + 1,
            url: code.url.clone(),
            opens: code.opens.clone(),
            side_mm: code.side_mm,
            distance_mm: code.reach.distance_mm(),
        })
    });
    Board {
        id: pack.board.id.clone(),
        name: pack.board.name.clone(),
        village: pack.board.village.clone(),
        spot: pack.board.spot.clone(),
        format: if strips > 0 { "panels" } else { "sheet" },
        paper: pack.paper.label(),
        strip: (0..strips).map(page).collect(),
        pages: (strips..pack.pages()).map(page).collect(),
        columns,
        fingerprint,
        codes: codes.collect(),
        file: pack.file(),
    }
}

/// The edition's other files: what a clerk looks for first comes first.
fn files(plan: &PrintPlan) -> Vec<File> {
    let mut files: Vec<(u8, File)> = Vec::new();
    for job in &plan.jobs {
        let paper = |indices: &[usize]| indices.first().map(|index| plan.packs[*index].paper.label());
        let (order, kind, detail) = match &job.kind {
            PrintKind::Board(_) => continue,
            PrintKind::DeliveryPdf => (0, "file_delivery", None),
            PrintKind::DeliveryCsv => (1, "file_delivery_table", None),
            PrintKind::Paper(indices) => (2, "file_paper", paper(indices)),
            PrintKind::Tiles(indices) => (2, "file_tiles", paper(indices)),
            PrintKind::Slips => (3, "file_slips", None),
            PrintKind::Leaflet => (4, "file_leaflet", None),
            PrintKind::Share => (5, "file_share", None),
            PrintKind::Notice(index) => {
                (6, "file_notice", plan.notices.get(*index).map(|notice| notice.paper.label()))
            }
            PrintKind::Progress(index) => {
                let posters = plan.campaign.as_ref().map(|campaign| &campaign.posters);
                let poster = posters.and_then(|posters| posters.get(*index));
                (7, "file_progress", poster.map(|poster| poster.paper.label()))
            }
            PrintKind::Report => (8, "file_report", None),
        };
        files.push((order, File { path: job.path.clone(), kind, detail: detail.unwrap_or_default() }));
    }
    files.sort_by(|(a, one), (b, other)| (a, &one.path).cmp(&(b, &other.path)));
    files.into_iter().map(|(_, file)| file).collect()
}

/// The last surveys, as long as the sources are the same.
#[derive(Default)]
pub struct Surveys(Mutex<(Weak<Project>, Vec<Arc<Survey>>)>);

impl Surveys {
    pub fn of(&self, project: &Arc<Project>, edition: u32) -> Arc<Survey> {
        // A poisoned lock means that a survey was never finished: there is nothing half done in it.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Arc::downgrade(project);
        if !kept.0.ptr_eq(&now) {
            *kept = (now, Vec::new());
        }
        if let Some(survey) = kept.1.iter().find(|survey| survey.edition == edition) {
            return survey.clone();
        }
        let survey = Arc::new(Survey::new(project, edition));
        kept.1.push(survey.clone());
        survey
    }
}
