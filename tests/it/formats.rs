//! The formats of an edition beside panels and sheets: what each file holds, page by page.

use banbao::inputs;
use banbao::model::{self, Choices};
use banbao::parse;
use banbao::plan::hanging::Hanging;
use banbao::plan::{self, PrintPlan, Wants};
use banbao::render::poster::world::Core;
use banbao::render::search::Index;
use banbao::render::shared::Shared;
use banbao::render::{Context, poster};
use banbao::theme;
use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::visualize::ImageKind;

use crate::harness::{Project, project};

/// Hands the print plan of a project's current edition to `look`.
fn planned<T>(project: &Project, look: impl FnOnce(&PrintPlan) -> T) -> T {
    let (mut inputs, _) = inputs::read(&project.path(""), "2026-11-23".parse().unwrap(), 1).unwrap();
    let (raws, _) = parse::parse(&inputs, 1);
    let (site, _) = model::build(raws, &inputs, Choices::default());
    let (theme, _) = theme::load(&site, &mut inputs);
    let wants = Wants { print: true, ..Wants::default() };
    let (plan, _) = plan::plan(&site, &theme, &inputs, &wants);
    look(plan.print.as_ref().unwrap())
}

/// The addresses that a file's codes open, a list a page.
fn codes(project: &Project, path: &str) -> Option<Vec<Vec<String>>> {
    planned(project, |print| {
        let job = print.jobs.iter().find(|job| job.path == path).unwrap();
        let pages = job.codes(print)?;
        Some(pages.into_iter().map(|page| page.into_iter().map(|code| code.url.clone()).collect()).collect())
    })
}

#[test]
fn every_page_of_every_file_has_the_codes_that_the_plan_says() {
    let small = project("small");
    let pages = codes(&small, "boards/001.pdf").unwrap();
    let own = "https://jk.example.com/b/001/";
    let strips = pages.iter().position(|page| page == &[own]).unwrap();
    assert!(pages[..strips].iter().all(Vec::is_empty), "the board's code stands on the strip's last page");
    let (slip, panels) = pages[strips + 1..].split_last().unwrap();
    assert!(panels.iter().all(|page| page.len() == 1 && page[0].contains("/a/")));
    assert!(slip.is_empty(), "the slip is for the person who hangs the pages");
    let merged = codes(&small, "jobs/a3.pdf").unwrap();
    assert_eq!(merged, pages[..pages.len() - 1], "a merged file has one paper size");
    assert_eq!(codes(&small, "jobs/a4.pdf").unwrap(), vec![Vec::<String>::new(); 2]);
    assert_eq!(codes(&small, "boards/002.pdf").unwrap(), [["https://jk.example.com/b/002/"]]);
    assert_eq!(codes(&small, "delivery.pdf"), None);
}

/// Height of the middle of a code above the lower edge of its page, in centimetres.
fn code_height(frame: &Frame, svg: &str) -> Option<f64> {
    fn middle(frame: &Frame, at: Transform, svg: &str) -> Option<Point> {
        frame.items().find_map(|(position, item)| {
            let at = at.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) => middle(&group.frame, at.pre_concat(group.transform), svg),
                FrameItem::Image(image, size, _) => match image.kind() {
                    ImageKind::Svg(found) if found.data().as_slice() == svg.as_bytes() => {
                        Some(Point::new(size.x / 2.0, size.y / 2.0).transform(at))
                    }
                    _ => None,
                },
                _ => None,
            }
        })
    }
    let point = middle(frame, Transform::identity(), svg)?;
    Some((frame.height() - point.y).to_mm() / 10.0)
}

#[test]
fn codes_hang_where_the_slip_says() {
    let sizes = ["60x90", "a1", "90x120", "120x240", "240x120"];
    let boards = sizes.map(|size| format!("002,甲村村委会宣传栏,村委会,甲村,院内,300,300,sheet,{size},1,,,"));
    for row in boards {
        let project = project("small").edit(
            "content/boards.csv",
            "002,甲村村委会宣传栏,村委会,甲村,院内公示栏旁,70,100,sheet,60x90,1,2021-01-06,,",
            &row,
        );
        let (mut inputs, _) = inputs::read(&project.path(""), "2026-11-23".parse().unwrap(), 1).unwrap();
        let (raws, _) = parse::parse(&inputs, 1);
        let (site, _) = model::build(raws, &inputs, Choices::default());
        let (theme, _) = theme::load(&site, &mut inputs);
        let wants = Wants { site: false, print: true, ..Wants::default() };
        let (plan, _) = plan::plan(&site, &theme, &inputs, &wants);
        let cx = Context {
            site: &site,
            theme: &theme,
            assets: &plan.assets,
            search: &Index::default(),
            shared: &Shared::new(&site),
            base_url: "https://jk.example.com",
        };
        let core = Core::new(&theme, &inputs).unwrap();
        let print = plan.print.as_ref().unwrap();
        for pack in &print.packs {
            let (document, _) = poster::lay_out(cx, &core, print.edition, pack).unwrap();
            let hanging = Hanging::of(pack);
            for (number, codes) in pack.codes().iter().enumerate() {
                for code in codes {
                    let row = hanging.rows.iter().find(|row| row.last > number).unwrap();
                    let planned = row.code - row.span.bottom;
                    let found = code_height(&document.pages()[number].frame, code.svg()).unwrap();
                    assert!(
                        (found - planned).abs() < 2.5,
                        "{} page {number}: {found:.1} cm, not {planned:.1} cm",
                        pack.paper.name
                    );
                }
            }
        }
    }
}

#[test]
fn codes_that_hang_out_of_reach_are_told_of() {
    let outcome =
        project("small").edit("content/boards.csv", "70,100,sheet,60x90", "120,240,sheet,120x240").build();
    outcome.succeeds().says("code-height");
}

// Handouts

const ALERT: &str = "content/alerts/cold-wave.md";

/// Width and height of a PNG.
fn png_size(bytes: &[u8]) -> (u32, u32) {
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn an_edition_is_handed_out_as_a_leaflet_and_as_a_picture() {
    let outcome = project("small").build().succeeds_cleanly();
    let made = outcome.tree("print/036");
    assert!(made["leaflet.pdf"].starts_with(b"%PDF-"));
    let (width, height) = png_size(&made["share.png"]);
    assert!(width == 1080 && height > 2000, "{width}×{height}");
    assert!(made["share.png"].len() < 1_000_000);
    let pages = codes(&project("small"), "leaflet.pdf").unwrap();
    assert_eq!(pages, [vec![], vec!["https://jk.example.com/e/036/".to_owned()]]);
    assert!(outcome.has("public/e/036/index.html"), "the code resolves");
}

#[test]
fn an_edition_of_many_articles_is_a_leaflet_of_four_sides() {
    let pages = codes(&fires(8), "leaflet.pdf").unwrap();
    assert_eq!(pages, [vec![], vec![], vec![], vec!["https://jk.example.com/e/036/".to_owned()]]);
}

#[test]
fn a_notice_is_printed_in_two_sizes_as_long_as_it_is_valid() {
    let files = |project: &Project| {
        let mut files: Vec<String> = project.build().succeeds().tree("print/036").into_keys().collect();
        files.retain(|path| path.starts_with("alerts/"));
        files
    };
    assert_eq!(files(&project("small")), ["alerts/cold-wave-a3.pdf", "alerts/cold-wave-a4.pdf"]);
    assert!(files(&project("small").today("2026-12-01")).is_empty());
    let pages = codes(&project("small"), "alerts/cold-wave-a4.pdf").unwrap();
    assert_eq!(pages, [["https://jk.example.com/"]]);
}

#[test]
fn a_notice_that_does_not_fit_is_an_error() {
    let long = "请大家注意保暖，睡前把火熄灭。".repeat(120);
    project("small")
        .edit(ALERT, "屋里烧炭", &format!("{long}屋里烧炭"))
        .build()
        .fails_with("handout-overflow");
}

/// An edition of `count` articles of the same length, on boards with room for them.
fn fires(count: usize) -> Project {
    let text = include_str!("../cases/small/content/articles/co.md");
    let (_, body) = text.split_once("\n+++\n").unwrap();
    let mut project = project("small");
    let mut slugs = vec!["\"co\"".to_owned()];
    for number in 1..count {
        let article = format!(
            "+++\ntitle = \"烤火要开窗{number}\"\n[taxonomies]\ntopics = [\"安全与急救\"]\n+++\n{body}"
        );
        project = project.write(&format!("content/articles/fire-{number}.md"), &article);
        slugs.push(format!("\"fire-{number}\""));
    }
    let slugs = format!("[{}]", slugs.join(", "));
    project
        .edit("content/editions/036.md", "[\"co\", \"quit\", \"fireworks\"]", &slugs)
        .edit("content/boards.csv", "240,120", "480,180")
        .edit("content/boards.csv", "70,100,sheet,60x90", "480,180,panels,")
}

#[test]
fn a_leaflet_that_does_not_fit_is_an_error() {
    let outcome = fires(20).build();
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("error[handout-overflow]: leaflet.pdf"), "{}", outcome.stderr);
}

const BARE: &str = "#let data = json(\"/data.json\")\n#set page(width: 100mm, height: 100mm)\n\
                    #set text(font: \"Noto Sans CJK SC\")\n#let code = data.notice.code\n";

#[test]
fn a_theme_that_leaves_the_code_out_is_told() {
    project("small")
        .write("themes/default/posters/alert.typ", &format!("{BARE}#data.notice.title"))
        .build()
        .fails_with("handout-code");
}

#[test]
fn a_theme_that_writes_beyond_the_edge_is_told() {
    let drawn = "#image(bytes(code.svg), format: \"svg\", width: code.outer_mm * 1mm, alt: code.short)";
    project("small")
        .write(
            "themes/default/posters/alert.typ",
            &format!("{BARE}{drawn}#place(dx: 90mm)[#data.notice.title]"),
        )
        .build()
        .fails_with("handout-outside");
}

// Cards

#[test]
fn a_shared_link_has_a_picture() {
    let outcome = project("small").run(&["build", "--no-print"]).succeeds();
    for (page, card) in [
        ("a/co/index.html", "a/co/card.png"),
        ("index.html", "e/036/card.png"),
        ("b/001/index.html", "e/036/card.png"),
        ("e/035/index.html", "e/035/card.png"),
    ] {
        let html = outcome.file(&format!("public/{page}"));
        let tag = format!("<meta property=\"og:image\" content=\"https://jk.example.com/{card}\">");
        assert!(html.contains(&tag), "{page}");
        assert!(html.contains("property=\"og:image:alt\""));
        let bytes = &outcome.tree("public")[card];
        assert_eq!(png_size(bytes), (1200, 630));
        assert!(bytes.len() < 60_000, "{card}: {}", bytes.len());
    }
}

#[test]
fn handouts_and_cards_are_the_same_bytes_every_time() {
    let (first, second) = (project("small").build().succeeds(), project("small").build().succeeds());
    assert_eq!(first.tree("print"), second.tree("print"));
    let cards = |tree: crate::harness::Tree| {
        tree.into_iter().filter(|(path, _)| path.ends_with("card.png")).collect::<Vec<_>>()
    };
    assert_eq!(cards(first.tree("public")), cards(second.tree("public")));
}

// Sheets

/// The town's own edition 36, whose five articles every size must hold.
const TOWN: [(&str, &str); 5] = [
    ("diabetes", include_str!("../../content/articles/diabetes.md")),
    ("hiv", include_str!("../../content/articles/hiv.md")),
    ("less-salt", include_str!("../../content/articles/less-salt.md")),
    ("copd", include_str!("../../content/articles/copd.md")),
    ("roaches", include_str!("../../content/articles/roaches.md")),
];

#[test]
fn five_articles_fit_on_every_size_of_sheet() {
    let mut project = project("small");
    for (slug, text) in TOWN {
        // What stands after the mark is not printed, and links to articles that are not here.
        let (printed, _) = text.split_once("<!-- more -->").unwrap();
        project = project.write(&format!("content/articles/{slug}.md"), printed);
    }
    let slugs: Vec<String> = TOWN.iter().map(|(slug, _)| format!("\"{slug}\"")).collect();
    let sizes = ["a2", "50x70", "a1", "60x90", "90x120", "120x240", "240x120", "120x60"];
    let header = "id,name,kind,village,place,width_cm,height_cm,format,sheet,distance_m\n";
    let rows = sizes
        .iter()
        .enumerate()
        .map(|(at, size)| format!("{at:03},栏{at},站所,集镇,墙上,300,300,sheet,{size},1\n"));
    let outcome = project
        .edit("content/editions/036.md", "\"co\", \"quit\", \"fireworks\"", &slugs.join(", "))
        .write("content/boards.csv", &(header.to_owned() + &rows.collect::<String>()))
        .run(&["build", "--no-site"])
        .succeeds();
    for size in sizes {
        assert!(outcome.has(&format!("print/036/jobs/{size}.pdf")), "{size}");
    }
}
