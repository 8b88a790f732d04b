//! Paper: PDFs for the archive and for everyone, tiles for an office printer, files for a print shop.

use banbao::inputs;
use banbao::model::{self, Choices};
use banbao::parse;
use banbao::plan::tiles::{self, Area, Band, Label, tile};
use banbao::plan::{self, Wants};
use banbao::render::Context;
use banbao::render::poster::world::Core;
use banbao::render::poster::{self, tiles::cut_up};
use banbao::render::search::Index;
use banbao::render::shared::Shared;
use banbao::theme;
use proptest::prelude::*;
use typst_layout::{Page, PagedDocument};
use typst_render::RenderOptions;

use crate::harness::project;

const PANELS: &str = "themes/mine/posters/panels.typ";
const CONFIG: &str = "banbao.toml";

// The archive

#[test]
fn a_template_whose_picture_has_no_words() {
    let small = project("small").edit(CONFIG, "language =", "theme = \"mine\"\nlanguage =");
    let template = "#let data = json(\"/data.json\")\n\
                    #set document(title: data.site.name)\n\
                    #for pack in data.packs {\n\
                    \u{20} image(bytes(pack.code.svg), format: \"svg\", width: pack.code.outer_mm * 1mm)\n\
                    \u{20} for article in pack.articles {\n\
                    \u{20}   image(bytes(article.code.svg), format: \"svg\", alt: \"码\", width: article.code.outer_mm * 1mm)\n\
                    \u{20} }\n\
                    }\n";
    small.write(PANELS, template).built().build().fails_with("pdf-standard");
}

#[test]
fn the_same_edition_is_the_same_file_on_any_day() {
    let small = project("small");
    let first = small.build().succeeds().tree("print/036/boards");
    let later = small.today("2026-12-24").build().succeeds().tree("print/036/boards");
    assert!(first.len() == 2 && first == later);
}

// Tiles

/// Any page up to 300 × 300 cm, with up to three codes anywhere on it.
fn pages() -> impl Strategy<Value = ((f64, f64), Vec<Area>)> {
    let side = || (200..=3000u32).prop_map(f64::from);
    let code = |(width, height): (f64, f64)| {
        let side = 40.0f64..160.0;
        (side, 0.0..1.0f64, 0.0..1.0f64).prop_map(move |(side, across, down)| {
            let (left, top) = (across * (width - side), down * (height - side));
            Area { left, top, right: left + side, bottom: top + side }
        })
    };
    (side(), side()).prop_flat_map(move |page| (Just(page), prop::collection::vec(code(page), 0..=3)))
}

proptest! {
    #[test]
    fn tiles_cover_the_page_overlap_and_spare_the_codes((page, codes) in pages(), a4: bool) {
        let paper = if a4 { (210.0, 297.0) } else { (297.0, 420.0) };
        let Some(tiling) = tile(page, paper, &codes) else {
            // Reported: only codes can stand in the way.
            prop_assert!(!codes.is_empty());
            return Ok(());
        };
        for (bands, length, paper) in
            [(&tiling.columns, page.0, tiling.width), (&tiling.rows, page.1, tiling.height)]
        {
            prop_assert_eq!(bands[0].from, 0.0);
            prop_assert_eq!(bands[bands.len() - 1].to, length);
            for band in bands {
                prop_assert!(band.from <= band.cut && band.cut < band.cover && band.cover <= band.to);
                prop_assert!(band.to - band.from <= paper - 2.0 * tiles::MARGIN + 1e-6, "{band:?}");
            }
            for pair in bands.windows(2) {
                prop_assert_eq!(pair[0].cover, pair[1].cut, "nothing is seen twice or lost");
                prop_assert!(pair[0].to - pair[1].from >= tiles::OVERLAP - 1e-6);
            }
        }
        // The label finds its room on every tile.
        let (last, paper) = match tiling.label {
            Label::Below => (tiling.rows.last().unwrap(), tiling.height),
            Label::Beside => (tiling.columns.last().unwrap(), tiling.width),
        };
        prop_assert!(last.to - last.from + tiles::FLAP <= paper - 2.0 * tiles::MARGIN + 1e-6);
        for code in &codes {
            let holds = |bands: &[Band], from: f64, to: f64| {
                bands.iter().any(|band| band.cut <= from && to <= band.cover)
            };
            prop_assert!(holds(&tiling.columns, code.left, code.right), "{code:?}");
            prop_assert!(holds(&tiling.rows, code.top, code.bottom), "{code:?}");
        }
    }
}

/// A sheet of the small project as one page and cut up for A3, and where it was cut.
fn sheet_and_tiles() -> (Page, tiles::Tiling, PagedDocument) {
    let project =
        project("small").edit(CONFIG, "[organisation]", "[print]\nink = \"saving\"\n[organisation]");
    let (mut inputs, _) = inputs::read(&project.path(""), "2026-11-23".parse().unwrap(), 1).unwrap();
    let (raws, _) = parse::parse(&inputs, 1);
    let (site, _) = model::build(raws, &inputs, Choices::default());
    let (theme, _) = theme::load(&site, &mut inputs);
    let (plan, _) = plan::plan(&site, &theme, &inputs, &Wants { print: true, ..Wants::default() });
    let base_url = site.config.base_url.as_str();
    let cx = Context {
        site: &site,
        theme: &theme,
        assets: &plan.assets,
        search: &Index::default(),
        shared: &Shared::new(&site),
        base_url,
    };
    let core = Core::new(&theme, &inputs).unwrap();
    let print = plan.print.as_ref().unwrap();
    let pack = print.packs.iter().find(|pack| pack.board.id == "002").unwrap();
    let (whole, _) = poster::lay_out(cx, &core, print.edition, pack).unwrap();
    let paper = model::board::Paper::a3();
    let cut = cut_up(cx, &core, print.edition, pack, &whole, &paper).unwrap();
    let page = whole.pages()[0].clone();
    let codes = poster::tiles::codes(&page.frame, pack);
    let size = (page.frame.width().to_mm(), page.frame.height().to_mm());
    let tiling = tile(size, (paper.width_mm, paper.height_mm), &codes).unwrap();
    (page, tiling, cut)
}

/// Grey pixels of a page, two a millimetre.
struct Raster {
    width: usize,
    pixels: Vec<u8>,
}

const PIXELS: f64 = 2.0;

impl Raster {
    fn of(page: &Page) -> Raster {
        let options = RenderOptions { pixel_per_pt: (PIXELS * 25.4 / 72.0).into(), render_bleed: false };
        let pixmap = typst_render::render(page, &options);
        let grey = |pixel: &[u8]| (pixel[..3].iter().map(|part| u32::from(*part)).sum::<u32>() / 3) as u8;
        Raster { width: pixmap.width() as usize, pixels: pixmap.data().chunks(4).map(grey).collect() }
    }

    fn at(&self, x: f64, y: f64) -> u8 {
        let index = |mm: f64| (mm * PIXELS).floor() as usize;
        self.pixels[index(y) * self.width + index(x)]
    }
}

/// How much tiles glued `off` millimetres beside their place differ from the whole page: the mean of all pixels.
fn difference(whole: &Raster, tiling: &tiles::Tiling, tiles: &[Raster], off: f64) -> f64 {
    let mut sum = 0.0;
    let mut count = 0.0;
    let columns = tiling.columns.len();
    let inside = |band: &Band| {
        let first = ((band.cut + 1.0) * PIXELS).ceil() as usize;
        let last = ((band.cover - 1.0) * PIXELS).floor() as usize;
        (first..last).map(|index| (index as f64 + 0.5) / PIXELS)
    };
    for (r, row) in tiling.rows.iter().enumerate() {
        for (c, column) in tiling.columns.iter().enumerate() {
            let raster = &tiles[r * columns + c];
            for y in inside(row) {
                for x in inside(column) {
                    let (to_x, to_y) = (x - column.from + tiles::MARGIN + off, y - row.from + tiles::MARGIN);
                    sum += f64::from(whole.at(x, y).abs_diff(raster.at(to_x, to_y)));
                    count += 1.0;
                }
            }
        }
    }
    sum / count
}

#[test]
fn glued_tiles_are_the_sheet() {
    let (page, tiling, cut) = sheet_and_tiles();
    assert_eq!((tiling.count(), cut.pages().len()), (8, 9), "60×90 cm: eight tiles, and how to glue them");
    let whole = Raster::of(&page);
    let tiles: Vec<Raster> = cut.pages()[1..].iter().map(Raster::of).collect();
    let (right, wrong) = (difference(&whole, &tiling, &tiles, 0.0), difference(&whole, &tiling, &tiles, 3.0));
    assert!(right < 1.5 && wrong > 4.0 * right, "{right:.2} in place, {wrong:.2} beside it");
}

#[test]
fn a_sheet_for_an_office_printer_comes_in_tiles() {
    let small = project("small");
    let outcome = small.run(&["print", "--paper", "a3"]).succeeds();
    assert!(
        outcome.stdout.contains("A3 15 张"),
        "6 pages of panels, 8 tiles and how to glue them: {}",
        outcome.stdout
    );
    let files: Vec<String> = outcome.tree("print/036/a3").into_keys().collect();
    let expected = ["boards/001.pdf", "boards/002.pdf", "jobs/a3.pdf", "jobs/a4.pdf", "jobs/tiles.pdf"];
    assert!(expected.iter().all(|path| files.iter().any(|file| file == path)), "{files:?}");
    // What hangs is the same whatever printed it.
    small.run(&["print"]).succeeds();
    let again = small.run(&["print", "--changed-since", "36", "--paper", "a4"]).succeeds();
    assert!(!again.has("print/036/part-a4"), "nothing to print again");
    // Each print leaves the others alone.
    assert!(again.has("print/036/a3/boards/002.pdf") && again.has("print/036/boards/002.pdf"));
}

#[test]
fn a_code_that_no_tile_can_hold() {
    let template = "#let data = json(\"/data.json\")\n\
                    #set document(title: data.site.name)\n\
                    #for pack in data.packs {\n\
                    \u{20} page(width: 600mm, height: 900mm, align(center + horizon, \
                    image(bytes(pack.code.svg), format: \"svg\", alt: \"码\", width: 420mm)))\n\
                    }\n";
    let small = project("small").edit(CONFIG, "language =", "theme = \"mine\"\nlanguage =");
    let small = small.write("themes/mine/posters/sheet.typ", template);
    small.run(&["print", "--paper", "a3", "--board", "002"]).fails_with("tile-seam");
}

// A print shop

#[test]
fn a_shop_gets_every_page_as_it_is_and_no_slips() {
    let outcome = project("small").run(&["print", "--paper", "shop"]).succeeds();
    let files: Vec<String> = outcome.tree("print/036/shop").into_keys().collect();
    for path in ["boards/001.pdf", "boards/002.pdf", "jobs/60x90.pdf", "jobs/a3.pdf", "delivery.csv"] {
        assert!(files.iter().any(|file| file == path), "{path} in {files:?}");
    }
    assert!(!files.iter().any(|file| file == "jobs/a4.pdf"));
}

#[test]
fn marks_pasted_from_other_programs_do_not_keep_a_page_from_the_archive() {
    let pasted = "屋\u{FEFF}里\u{7}烧\u{AD}炭\u{200B}、\u{85}";
    project("small").edit("content/articles/co.md", "屋里烧炭、", pasted).build().succeeds();
}
