//! Packs: what one board needs for one edition, how many pages that is, and which files hold them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::codes::{self, Code};
use super::handouts;
use super::hanging::{self, Hanging};
use super::{Press, PrintJob, PrintKind, PrintPlan, Printing, progress};
use crate::diagnostic::{Code as Finding, Diagnostic};
use crate::model::Site;
use crate::model::article::Article;
use crate::model::board::{Board, Format, Paper, plain_id};
use crate::model::config::Ink;
use crate::model::edition::Edition;

/// The folder of a selection, beside the complete print of its edition.
pub const PART: &str = "part";

/// Folders in an edition's that are prints of their own.
pub const FOLDERS: [&str; 7] = [PART, "a3", "a4", "shop", "part-a3", "part-a4", "part-shop"];

/// Everything one board's poster pages are made from.
#[derive(Debug, Clone)]
pub struct Pack<'s> {
    pub board: &'s Board,
    pub paper: Paper,
    pub ink: Ink,
    pub sizes: TypeSizes,
    /// The board's permanent code.
    pub code: Code,
    pub articles: Vec<(&'s Article, Code)>,
    pub layout: Layout,
}

/// How the pages hang.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Layout {
    Sheet,
    /// A header strip of landscape A3 pages above rows of portrait A3 pages.
    Panels {
        strip_pages: usize,
        columns: usize,
        rows: usize,
    },
}

/// Type sizes for a reading distance, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TypeSizes {
    pub body_min: f64,
    pub body_max: f64,
    pub title_min: f64,
}

/// ISO 216: 594 × 841 mm.
const A1_SQUARE_MM: f64 = 499_554.0;

impl TypeSizes {
    /// Character height ≈ distance / 200: from up to 1 m at least 16 pt, from 1.5 m at least 24 pt. A title is
    /// read from 5 m: at least 72 pt. On a sheet smaller than A1 the masthead is; titles of articles shrink with its
    /// area, to 36 pt at A2, which is read from 2.5 m.
    pub fn for_distance(metres: f64, format: &Format) -> TypeSizes {
        let body_min = 16.0 * metres.max(1.0);
        let body_max = match format {
            Format::Panels => body_min.max(16.0) * 2.25,
            Format::Sheet(_) => body_min * 4.0,
        };
        let title_min = match format {
            Format::Panels => 72.0,
            Format::Sheet(paper) => {
                (72.0 * paper.width_mm * paper.height_mm / A1_SQUARE_MM).clamp(36.0, 72.0).floor()
            }
        };
        TypeSizes { body_min, body_max, title_min }
    }
}

impl Pack<'_> {
    pub fn pages(&self) -> usize {
        match self.layout {
            Layout::Sheet => 1,
            Layout::Panels { strip_pages, .. } => strip_pages + self.articles.len(),
        }
    }

    /// Sheets of paper that the board takes: its pages, and its slip.
    pub fn sheets(&self) -> [(Paper, usize); 2] {
        [(self.paper.clone(), self.pages()), (Paper::a4(), 1)]
    }

    /// The codes that each page of the poster carries, page by page: the board's own on a sheet and on the strip's last page, an
    /// article's on its panel.
    pub fn codes(&self) -> Vec<Vec<&Code>> {
        match self.layout {
            Layout::Sheet => vec![vec![&self.code]],
            Layout::Panels { strip_pages, .. } => {
                let mut pages = vec![Vec::new(); strip_pages.saturating_sub(1)];
                pages.push(vec![&self.code]);
                pages.extend(self.articles.iter().map(|(_, code)| vec![code]));
                pages
            }
        }
    }

    /// The merged file the pack is part of: one a paper size. Panels and slips own the names of their papers.
    fn job(&self) -> String {
        let clash = [Paper::a3(), Paper::a4()].iter().any(|paper| paper.name == self.paper.name);
        if clash && self.layout == Layout::Sheet {
            format!("{}-sheet", self.paper.name)
        } else {
            self.paper.name.clone()
        }
    }

    /// Where the pack's own file lies under `print/NNN/`.
    pub fn file(&self) -> String {
        format!("boards/{}.pdf", self.board.id)
    }
}

/// Plans one edition's print for the boards that hang today, or those of them that are asked for. `None` where there
/// is no board to print for.
pub fn plan<'s>(
    site: &'s Site,
    edition: &'s Edition,
    printing: Option<&Printing>,
    out: &mut Vec<Diagnostic>,
) -> Option<PrintPlan<'s>> {
    let asked = printing.map_or(&[][..], |printing| &printing.boards);
    let mut boards: Vec<&Board> = select(site, asked, out);
    // Delivery goes village by village; boards of the town itself come first, in the order of their ids.
    let mut first_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (order, board) in boards.iter().enumerate() {
        first_of.entry(&board.village).or_insert(order);
    }
    boards.sort_by_key(|board| (first_of[board.village.as_str()], &board.id));
    if boards.is_empty() || edition.articles.is_empty() {
        return None;
    }
    let packs: Vec<Pack> = boards.into_iter().filter_map(|board| pack(site, edition, board, out)).collect();
    let part = printing.is_some_and(Printing::is_part);
    let press = printing.and_then(|printing| printing.press);
    let whole = !part && press.is_none();
    let handout = if whole { handouts::handout(site, edition, out) } else { None };
    let notices = if whole { handouts::notices(site, out) } else { Vec::new() };
    let campaign = if whole { progress::plan(site, edition, out) } else { None };
    // What takes longest comes first (the long picture, then the merged files): what is left for the end is short, and
    // no worker waits for another.
    let mut jobs_first = handouts::jobs(handout.as_ref(), &notices);
    jobs_first.extend(progress::jobs(campaign.as_ref()));
    jobs_first.sort_by_key(|job| !matches!(job.kind, PrintKind::Share));
    let jobs = jobs_first.into_iter().chain(jobs(&packs, press)).collect();
    Some(PrintPlan { edition, part, press, packs, handout, notices, campaign, jobs })
}

impl PrintPlan<'_> {
    /// Leaves only the packs that `keep` wants, and the files they make.
    pub fn retain(&mut self, keep: impl FnMut(&Pack) -> bool) {
        self.packs.retain(keep);
        self.jobs = jobs(&self.packs, self.press);
    }

    /// The smaller paper onto which a pack is cut up, if it is.
    pub fn tiled(&self, pack: &Pack) -> Option<Paper> {
        self.press.and_then(|press| press.tiled(pack))
    }

    /// Slips are the office's own; a shop gets none.
    pub fn has_slips(&self) -> bool {
        self.press != Some(Press::Shop)
    }

    /// Sheets of each paper, by its label, slips included.
    pub fn sheets(&self) -> BTreeMap<String, usize> {
        let mut sheets = BTreeMap::new();
        let slips = if self.has_slips() { 2 } else { 1 };
        for (paper, count) in self.packs.iter().flat_map(|pack| pack.sheets().into_iter().take(slips)) {
            *sheets.entry(paper.label()).or_default() += count;
        }
        sheets
    }

    /// Where the files go, in the `edition`'s folder: a selection never replaces the complete print.
    pub fn folder(&self, edition: &Path) -> PathBuf {
        self.subfolder().map_or_else(|| edition.to_owned(), |name| edition.join(name))
    }

    /// The name of that folder within the edition's, where it is not the edition's own.
    pub fn subfolder(&self) -> Option<&'static str> {
        match (self.part, self.press) {
            (false, None) => None,
            (true, None) => Some(PART),
            (part, Some(press)) => Some(press.folder(part)),
        }
    }
}

/// The boards that hang today; where ids are `asked` for, those. `1` finds the board `001`, as no two boards differ in
/// that alone.
fn select<'s>(site: &'s Site, asked: &[String], out: &mut Vec<Diagnostic>) -> Vec<&'s Board> {
    let active: Vec<&Board> = site.active_boards().collect();
    if asked.is_empty() {
        return active;
    }
    let ids = || active.iter().map(|board| board.id.as_str());
    for id in asked {
        if !ids().any(|known| plain_id(known) == plain_id(id)) {
            out.push(Finding::NoSuchBoard.diagnostic().with("id", id).suggest(id, ids()));
        }
    }
    let wanted = |board: &&Board| asked.iter().any(|id| plain_id(id) == plain_id(&board.id));
    active.iter().copied().filter(wanted).collect()
}

/// All files that packs make.
fn jobs(packs: &[Pack], press: Option<Press>) -> Vec<PrintJob> {
    let tiled = |pack: &Pack| press.is_some_and(|press| press.tiled(pack).is_some());
    let mut papers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, pack) in packs.iter().enumerate() {
        let name = if tiled(pack) { "tiles".to_owned() } else { pack.job() };
        papers.entry(name).or_default().push(index);
    }
    let kind = |indices: Vec<usize>| match indices.first() {
        Some(first) if tiled(&packs[*first]) => PrintKind::Tiles(indices),
        _ => PrintKind::Paper(indices),
    };
    // The long files first: what is left for the end is short, and no worker waits for another.
    let mut jobs: Vec<PrintJob> = papers
        .into_iter()
        .map(|(name, indices)| PrintJob { path: format!("jobs/{name}.pdf"), kind: kind(indices) })
        .collect();
    if press != Some(Press::Shop) {
        jobs.push(PrintJob { path: "jobs/a4.pdf".to_owned(), kind: PrintKind::Slips });
    }
    let own = |index: usize| PrintJob { path: packs[index].file(), kind: PrintKind::Board(index) };
    jobs.extend((0..packs.len()).map(own));
    // The list counts pages as they hang: it is the edition's, and does not speak of tiles.
    if press.is_none_or(|press| press == Press::Shop) {
        jobs.push(PrintJob { path: "delivery.pdf".to_owned(), kind: PrintKind::DeliveryPdf });
        jobs.push(PrintJob { path: "delivery.csv".to_owned(), kind: PrintKind::DeliveryCsv });
    }
    jobs
}

fn pack<'s>(
    site: &'s Site,
    edition: &'s Edition,
    board: &'s Board,
    out: &mut Vec<Diagnostic>,
) -> Option<Pack<'s>> {
    let config = &site.config;
    let code = codes::board(config, board, out);
    let articles: Vec<(&Article, Option<Code>)> = site
        .edition_articles(edition)
        .map(|article| (article, codes::article(config, board, article, out)))
        .collect();
    let (paper, layout) = match &board.format {
        Format::Sheet(paper) => (paper.clone(), Layout::Sheet),
        Format::Panels => (Paper::a3(), panels(board, articles.len(), out)?),
    };
    let default_ink = if layout == Layout::Sheet { Ink::Full } else { Ink::Saving };
    let pack = Pack {
        board,
        paper,
        ink: config.ink.unwrap_or(default_ink),
        sizes: TypeSizes::for_distance(board.distance_m, &board.format),
        code: code?,
        articles: articles
            .into_iter()
            .map(|(article, code)| Some((article, code?)))
            .collect::<Option<_>>()?,
        layout,
    };
    if is_larger_than_frame(&pack) {
        let found = Finding::SheetLarger.at(board.place.clone());
        let [width, height] = [pack.paper.width_mm, pack.paper.height_mm].map(|mm| mm / 10.0);
        let found = found
            .with("board", &board.id)
            .with("paper", format!("{width:.0}×{height:.0}"))
            .with("frame", format!("{:.0}×{:.0}", board.width_cm, board.height_cm));
        let turned = fits_frame(board, height, width);
        out.push(if turned { found.with("suggestion", format!("{height:.0}x{width:.0}")) } else { found });
    }
    let hanging = Hanging::of(&pack);
    if hanging.is_awkward() {
        let [low, high] = hanging::REACH_CM;
        let heights: Vec<String> = hanging.rows.iter().map(|row| format!("{:.0}", row.code)).collect();
        out.push(
            Finding::CodeHeight
                .at(board.place.clone())
                .with("board", &board.id)
                .with("heights", heights.join(", "))
                .with("low", low)
                .with("high", high),
        );
    }
    Some(pack)
}

/// Whether a sheet does not go into its frame.
fn is_larger_than_frame(pack: &Pack) -> bool {
    let Paper { width_mm, height_mm, .. } = pack.paper;
    pack.layout == Layout::Sheet && !fits_frame(pack.board, width_mm / 10.0, height_mm / 10.0)
}

/// Whether paper of this size, in cm, goes into a board's frame; a frame is measured to about half a centimetre.
fn fits_frame(board: &Board, width: f64, height: f64) -> bool {
    width <= board.width_cm + 0.5 && height <= board.height_cm + 0.5
}

/// Height of the header strip: landscape A3.
const STRIP_CM: f64 = 29.7;

/// How A3 panels fit a frame. A frame too low for strip and panels, or too narrow for all articles, is an error.
fn panels(board: &Board, articles: usize, out: &mut Vec<Diagnostic>) -> Option<Layout> {
    let fit = |length: f64, unit: f64| -> usize { (length / unit).floor().max(0.0) as usize };
    let per_row = fit(board.width_cm, 29.7);
    let rows_possible = fit(board.height_cm - STRIP_CM, 42.0);
    let strip_possible = fit(board.width_cm, 42.0);
    if per_row * rows_possible < articles || strip_possible == 0 {
        out.push(
            Finding::BoardTooSmall
                .at(board.place.clone())
                .with("board", &board.id)
                .with("width", board.width_cm)
                .with("height", board.height_cm)
                .with("articles", articles)
                .with("slots", per_row * rows_possible),
        );
        return None;
    }
    let rows = articles.div_ceil(per_row);
    // Even rows look planned: six articles over two rows are three and three.
    let columns = articles.div_ceil(rows);
    Some(Layout::Panels { strip_pages: strip_possible.min(3), columns, rows })
}

#[cfg(test)]
mod tests {
    use super::TypeSizes;
    use crate::model::board::Format;

    #[test]
    fn type_grows_with_the_reading_distance() {
        assert_eq!(TypeSizes::for_distance(0.8, &Format::Panels).body_min, 16.0);
        assert_eq!(TypeSizes::for_distance(1.5, &Format::Panels).body_min, 24.0);
    }
}
