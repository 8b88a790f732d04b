//! Paper: PDFs for the archive and for everyone, tiles for an office printer, files for a print shop.

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
