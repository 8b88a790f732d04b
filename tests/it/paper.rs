//! Paper: PDFs for the archive and for everyone, tiles for an office printer, files for a print shop.

use banbao::plan::tiles::{self, Area, Band, Label, tile};
use proptest::prelude::*;

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
