//! A laid-out page → tiles for an office printer: pieces of the page under the labels and cut marks of `tiles.typ`,
//! and before them a page that says how to put them together.

use serde::Serialize;
use typst::foundations::Smart;
use typst::layout::{Frame, FrameItem, Point, Size, Transform};
use typst::visualize::{Color, ImageKind};
use typst_layout::{Page, PagedDocument};

use super::crop::{crop, mm, scaled};
use super::data::json;
use super::data::{EditionData, SiteData, edition_data, site};
use super::world::Core;
use crate::diagnostic::{Code as Finding, Diagnostic};
use crate::messages::Section;
use crate::model::board::Paper;
use crate::model::edition::Edition;
use crate::plan::packs::Pack;
use crate::plan::tiles::{Area, Band, FLAP, Label, MARGIN, Tiling, tile};
use crate::render::Context;

/// What the first page keeps free at its edges.
const EDGE: f64 = 15.0;

#[derive(Serialize)]
struct Root<'a> {
    lang: &'a str,
    t: &'a Section,
    site: SiteData<'a>,
    edition: EditionData<'a>,
    board: BoardData<'a>,
    parts: Vec<PartData>,
}

#[derive(Serialize)]
struct BoardData<'a> {
    id: &'a str,
    name: &'a str,
}

/// One page of the board, cut up. All lengths in millimetres.
#[derive(Serialize)]
struct PartData {
    /// The page of the board, from 1, and how many it has.
    number: usize,
    of: usize,
    sheet: String,
    paper: String,
    width_mm: f64,
    height_mm: f64,
    /// The room that the words of the first page have, from 15 mm within its edges.
    words_mm: f64,
    rows: usize,
    columns: usize,
    map: MapData,
    tiles: Vec<TileData>,
}

/// The small picture of the whole page: where it lies, and where it is cut.
#[derive(Serialize)]
struct MapData {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    columns: Vec<f64>,
    rows: Vec<f64>,
}

/// What lies where on a tile's paper.
#[derive(Serialize)]
struct TileData {
    row: usize,
    column: usize,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    cut_left: Option<f64>,
    cut_top: Option<f64>,
    cover_right: Option<f64>,
    cover_bottom: Option<f64>,
    label: LabelData,
}

/// A strip that is hidden or cut off when the tiles are glued; `beside` is read from below upwards.
#[derive(Serialize)]
struct LabelData {
    beside: bool,
    left: f64,
    top: f64,
    length: f64,
    height: f64,
}

/// Everything that a board's pages become on this paper.
///
/// # Errors
/// A code that no tile can hold; mistakes of the theme.
pub fn cut_up(
    cx: Context,
    core: &Core,
    edition: &Edition,
    pack: &Pack,
    document: &PagedDocument,
    paper: &Paper,
) -> Result<PagedDocument, Vec<Diagnostic>> {
    // Without the slip, which no printer needs cut up.
    let pages = document.pages().get(..pack.pages()).unwrap_or_default();
    let mut tilings = Vec::new();
    for page in pages {
        let codes = codes(&page.frame, pack);
        let size = (page.frame.width().to_mm(), page.frame.height().to_mm());
        let Some(tiling) = tile(size, (paper.width_mm, paper.height_mm), &codes) else {
            let found = Finding::TileSeam.at(pack.board.place.clone()).with("board", &pack.board.id);
            return Err(vec![found.with("paper", paper.label())]);
        };
        tilings.push(tiling);
    }
    let root = Root {
        lang: &cx.site.config.language,
        t: &cx.theme.messages(cx.site.lang).print,
        site: site(cx),
        edition: edition_data(cx, edition),
        board: BoardData { id: &pack.board.id, name: &pack.board.name },
        parts: pages
            .iter()
            .zip(&tilings)
            .enumerate()
            .map(|(index, (page, tiling))| part(pack, paper, (index + 1, pages.len()), &page.frame, tiling))
            .collect(),
    };
    let overlay = super::compile(core, "tiles", json::to_vec(&root))?;
    let mut over = overlay.pages().iter();
    let mut out = Vec::new();
    for ((page, tiling), part) in pages.iter().zip(&tilings).zip(&root.parts) {
        let fill = page.fill_or_white();
        let whole = Area {
            left: 0.0,
            top: 0.0,
            right: page.frame.width().to_mm(),
            bottom: page.frame.height().to_mm(),
        };
        let map = scaled(crop(&page.frame, fill.clone(), whole), mm(part.map.width));
        out.extend(over.next().map(|over| compose(over, (part.map.left, part.map.top), map)));
        for (row, column) in grid(tiling) {
            let area = Area { left: column.from, top: row.from, right: column.to, bottom: row.to };
            let piece = crop(&page.frame, fill.clone(), area);
            out.extend(over.next().map(|over| compose(over, (MARGIN, MARGIN), piece)));
        }
    }
    let info = typst::model::Document::info(&overlay).clone();
    Ok(PagedDocument::new(out.into_iter().collect(), info))
}

/// Rows from the top, each from the left.
fn grid(tiling: &Tiling) -> impl Iterator<Item = (Band, Band)> {
    tiling.rows.iter().flat_map(|row| tiling.columns.iter().map(|column| (*row, *column)))
}

/// The page's own marks over a picture.
fn compose(over: &Page, (left, top): (f64, f64), picture: Frame) -> Page {
    let mut frame = Frame::hard(over.frame.size());
    frame.push_frame(Point::new(mm(left), mm(top)), picture);
    frame.push_frame(Point::zero(), over.frame.clone());
    Page { frame, fill: Smart::Custom(Some(Color::WHITE.into())), ..over.clone() }
}

fn part(pack: &Pack, paper: &Paper, (number, of): (usize, usize), page: &Frame, tiling: &Tiling) -> PartData {
    let (width, height) = (page.width().to_mm(), page.height().to_mm());
    // As large as its side of the first page allows: below the words, or beside them where the paper lies.
    let lies = tiling.width > tiling.height;
    let (left, top) = if lies { (0.46 * tiling.width, EDGE) } else { (EDGE, 90.0) };
    let scale = ((tiling.width - left - EDGE) / width).min((tiling.height - top - EDGE) / height);
    let words_mm = if lies { left - 2.0 * EDGE } else { tiling.width - 2.0 * EDGE };
    let inner = |bands: &[Band]| bands.iter().map(|band| band.cut * scale).collect();
    let columns = tiling.columns.len();
    PartData {
        number,
        of,
        sheet: pack.paper.label(),
        paper: paper.label(),
        width_mm: tiling.width,
        height_mm: tiling.height,
        words_mm,
        rows: tiling.rows.len(),
        columns,
        map: MapData {
            left,
            top,
            width: width * scale,
            height: height * scale,
            columns: inner(&tiling.columns),
            rows: inner(&tiling.rows),
        },
        tiles: grid(tiling)
            .enumerate()
            .map(|(index, (row, column))| tile_data((index / columns, index % columns), row, column, tiling))
            .collect(),
    }
}

fn tile_data((row, column): (usize, usize), down: Band, across: Band, tiling: &Tiling) -> TileData {
    let (last_row, last_column) = (row + 1 == tiling.rows.len(), column + 1 == tiling.columns.len());
    let x = |at: f64| MARGIN + at - across.from;
    let y = |at: f64| MARGIN + at - down.from;
    let label = match tiling.label {
        Label::Below => LabelData {
            beside: false,
            left: MARGIN,
            top: y(down.cover),
            length: tiling.width - 2.0 * MARGIN,
            height: FLAP,
        },
        Label::Beside => LabelData {
            beside: true,
            left: x(across.cover),
            top: MARGIN,
            length: tiling.height - 2.0 * MARGIN,
            height: FLAP,
        },
    };
    TileData {
        row: row + 1,
        column: column + 1,
        left: MARGIN,
        top: MARGIN,
        right: x(across.to),
        bottom: y(down.to),
        cut_left: (column > 0).then(|| x(across.cut)),
        cut_top: (row > 0).then(|| y(down.cut)),
        cover_right: (!last_column).then(|| x(across.cover)),
        cover_bottom: (!last_row).then(|| y(down.cover)),
        label,
    }
}

/// Where a page shows codes of the pack, quiet zones included.
pub fn codes(page: &Frame, pack: &Pack) -> Vec<Area> {
    let codes = pack.codes();
    let pictures: Vec<&[u8]> = codes.iter().flatten().map(|code| code.svg().as_bytes()).collect();
    let mut areas = Vec::new();
    find(page, Transform::identity(), &pictures, &mut areas);
    areas
}

fn find(frame: &Frame, at: Transform, pictures: &[&[u8]], areas: &mut Vec<Area>) {
    for (position, item) in frame.items() {
        let at = at.pre_concat(Transform::translate(position.x, position.y));
        match item {
            FrameItem::Group(group) => find(&group.frame, at.pre_concat(group.transform), pictures, areas),
            FrameItem::Image(image, size, _) => {
                if let ImageKind::Svg(svg) = image.kind()
                    && pictures.contains(&svg.data().as_slice())
                {
                    areas.push(area(*size, at));
                }
            }
            _ => {}
        }
    }
}

fn area(size: Size, at: Transform) -> Area {
    let ends = [Point::zero(), size.to_point(), Point::with_x(size.x), Point::with_y(size.y)];
    let ends = ends.map(|end| end.transform(at));
    let least = |all: [f64; 4]| all.into_iter().fold(f64::INFINITY, f64::min);
    let most = |all: [f64; 4]| all.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let (x, y) = (ends.map(|end| end.x.to_mm()), ends.map(|end| end.y.to_mm()));
    Area { left: least(x), top: least(y), right: most(x), bottom: most(y) }
}
