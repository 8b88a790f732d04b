//! Proof: what is printed can be scanned and read, and a file that cannot is never published.

use std::collections::BTreeSet;

use banbao::diagnostic::{Code, human};
use banbao::messages::{Lang, Messages};

use crate::harness::{Project, project, snapshot};

/// `small` with a sheet of its own: the board's code at its right place, and what the test puts on the page.
fn sheet(code: &str, extra: &str) -> Project {
    let page = format!(
        r#"#let data = json("/data.json")
#set text(font: "Noto Sans CJK SC")
#for pack in data.packs {{
  page(width: 600mm, height: 900mm, margin: 0mm, {{
    let code = image(bytes(pack.code.svg), format: "svg", width: pack.code.outer_mm * 1mm, alt: "code")
    place(dx: 100mm, dy: 100mm, {code})
    {extra}
  }})
}}
"#
    );
    let site = "[organisation]";
    project("small")
        .edit("banbao.toml", site, &format!("theme = \"mine\"\n\n{site}"))
        .write("themes/mine/posters/sheet.typ", &page)
}

#[track_caller]
fn fails(project: Project, code: &str) -> String {
    let outcome = project.lang("en").build();
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(outcome.stderr.contains(&format!("error[{code}]")), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("boards/002.pdf, page 1"), "{}", outcome.stderr);
    let stderr = outcome.stderr.clone();
    outcome.leaves_everything();
    stderr
}

fn report(outcome: &crate::harness::Outcome) -> serde_json::Value {
    serde_json::from_str(&outcome.file("print/036/proof.json")).unwrap()
}

#[test]
fn a_build_says_what_it_proved() {
    let outcome = project("small").lang("en").build().succeeds();
    let report = report(&outcome);
    let files: Vec<&String> = report["files"].as_object().unwrap().keys().collect();
    for name in ["boards/001.pdf", "boards/002.pdf", "jobs/60x90.pdf", "jobs/a3.pdf"] {
        assert!(files.iter().any(|file| *file == name), "{files:?}");
    }
    let codes: BTreeSet<String> = report["files"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(path, _)| path.starts_with("boards/"))
        .flat_map(|(_, file)| file["pages"].as_array().unwrap())
        .flat_map(|page| page["codes"].as_array().unwrap())
        .map(|code| {
            assert_eq!(code["read_at"].as_array().unwrap().len(), 7, "{code}");
            assert!(code["module_px"].as_f64().unwrap() >= 4.5, "{code}");
            code["opens"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(codes.contains("b/001/") && codes.contains("b/002/"), "{codes:?}");
    assert!(codes.iter().any(|path| path.starts_with("a/")), "{codes:?}");
    let words = outcome.file("print/036/proof.txt");
    assert!(words.contains("https://jk.example.com/b/002/"), "{words}");
    assert!(outcome.stdout.contains("in the finished files"), "{}", outcome.stdout);
}

#[test]
fn a_page_as_planned_is_proven() {
    sheet("code", "").build().succeeds();
}

#[test]
fn a_code_that_something_hides() {
    fails(
        sheet("code", "place(dx: 90mm, dy: 90mm, rect(width: 150mm, height: 150mm, fill: white))"),
        "proof-code-missing",
    );
}

#[test]
fn a_code_that_something_cuts_although_it_can_still_be_read() {
    let said = fails(
        sheet("code", "place(dx: 155mm, dy: 155mm, rect(width: 9mm, height: 9mm, fill: white))"),
        "proof-code-covered",
    );
    assert!(!said.contains("proof-code-missing"), "{said}");
}

#[test]
fn a_code_in_pale_ink() {
    let veil =
        "place(dx: 90mm, dy: 90mm, rect(width: 150mm, height: 150mm, fill: white.transparentize(40%)))";
    fails(sheet("code", veil), "proof-code-pale");
}

#[test]
fn a_code_that_is_larger_than_planned() {
    fails(sheet("box(width: 200mm, height: 200mm, scale(130%, code))", ""), "proof-code-size");
}

#[test]
fn a_code_without_its_margin() {
    let bar = "place(dx: 105mm, dy: 100mm, rect(width: 90mm, height: 4mm, fill: black))";
    fails(sheet("code", bar), "proof-code-crowded");
}

#[test]
fn a_code_that_does_not_belong_there() {
    // Twice is once too often: whoever covers up one of them leaves the other.
    let said = fails(sheet("code", "place(dx: 300mm, dy: 400mm, code)"), "proof-code-foreign");
    assert!(said.contains("https://jk.example.com/b/002/"), "{said}");
}

#[test]
fn text_in_pale_grey() {
    let pale = "place(dx: 50mm, dy: 500mm, text(size: 20pt, fill: luma(150), [看得清吗]))";
    let said = fails(sheet("code", pale), "proof-text-pale");
    assert!(said.contains("看得清吗") && said.contains("20 pt"), "{said}");
}

#[test]
fn text_that_colour_alone_tells_from_its_ground() {
    let red_on_green = "place(dx: 50mm, dy: 500mm, block(fill: rgb(0, 150, 0), inset: 20mm, text(size: 60pt, fill: rgb(255, 60, 60), [看得清吗])))";
    fails(sheet("code", red_on_green), "proof-text-pale");
}

#[test]
fn large_type_may_be_paler_than_small() {
    let text = |size: usize| {
        format!("place(dx: 50mm, dy: 500mm, text(size: {size}pt, fill: luma(130), [看得清吗]))")
    };
    sheet("code", &text(40)).build().succeeds();
    fails(sheet("code", &text(20)), "proof-text-pale");
}

#[test]
fn white_text_on_a_dark_shape_is_held_against_the_shape() {
    let badge = "place(dx: 50mm, dy: 500mm, circle(radius: 12mm, fill: rgb(\"#82204a\"), stroke: white, align(center + horizon, text(size: 18pt, fill: white, [1]))))";
    sheet("code", badge).build().succeeds();
}

#[test]
fn what_did_not_change_is_taken_over_and_the_report_is_the_same() {
    let small = project("small");
    let first = small.build().succeeds().tree("print/036");
    let second = small.backdated().build().succeeds();
    assert!(second.is_backdated("print/036/proof.json"), "an equal report is the very same file");
    assert_eq!(first, second.tree("print/036"));
    // From scratch.
    let third = small_again(&second, &["proof"]);
    assert_eq!(first, third);
}

/// The print folder after another command on the same project.
fn small_again(outcome: &crate::harness::Outcome, arguments: &[&str]) -> crate::harness::Tree {
    outcome.project().run(arguments).succeeds().tree("print/036")
}

#[test]
fn a_report_that_somebody_changed_is_not_believed() {
    let small = project("small");
    let honest = small.build().succeeds().file("print/036/proof.json");
    let forged = honest.replace("\"contrast\": 21.0", "\"contrast\": 99.0");
    assert_ne!(honest, forged);
    let again = small.write("print/036/proof.json", &forged).build().succeeds();
    assert_eq!(again.file("print/036/proof.json"), honest);
}

#[test]
fn proof_without_files_says_what_to_do() {
    let outcome = project("small").lang("en").run(&["proof"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.stderr.contains("proof-file-missing") && outcome.stderr.contains("banbao build"),
        "{}",
        outcome.stderr
    );
    outcome.leaves_everything();
}

#[test]
fn a_file_of_another_board_in_the_place_of_one() {
    let small = project("small").lang("en");
    let built = small.build().succeeds();
    let sheet = built.tree("print/036/boards")["002.pdf"].clone();
    // Same address scheme, another board: as if two files were mixed up.
    let other = project("small").edit("content/boards.csv", "002,", "003,").build().succeeds();
    let foreign = other.tree("print/036/boards")["003.pdf"].clone();
    let outcome = small.clone().bytes("print/036/boards/002.pdf", &foreign).run(&["proof"]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    for words in ["proof-code-missing", "/b/002/", "proof-code-foreign", "/b/003/"] {
        assert!(outcome.stderr.contains(words), "{words}: {}", outcome.stderr);
    }
    assert!(outcome.file("print/036/proof.txt").contains('✗'));
    // Named, elsewhere: known by its codes, or unknown.
    let small = small
        .bytes("print/036/boards/002.pdf", &sheet)
        .bytes("mine.pdf", &sheet)
        .bytes("other.pdf", &foreign);
    let mine = small.path("mine.pdf");
    small.run(&["proof", mine.to_str().unwrap()]).succeeds();
    let other = small.path("other.pdf");
    let outcome = small.run(&["proof", other.to_str().unwrap()]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("proof-unknown-file") && outcome.stderr.contains("/b/003/"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_file_that_is_no_pdf_any_more() {
    let small = project("small").lang("en");
    small.build().succeeds();
    let outcome = small.bytes("print/036/boards/002.pdf", b"%PDF-1.7 and no more").run(&["proof"]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("proof-damaged"), "{}", outcome.stderr);
}

#[test]
fn a_file_that_is_not_there_is_the_machine_s_failure() {
    let outcome = project("small").run(&["proof", "nowhere.pdf"]);
    assert_eq!(outcome.code, 3, "{}", outcome.stderr);
}

#[test]
fn the_words_of_every_finding() {
    let args = [
        ("file", "boards/002.pdf"),
        ("page", "1"),
        ("url", "https://jk.example.com/b/002/"),
        ("found", "2"),
        ("wanted", "4.5"),
        ("angles", "15° 30°"),
        ("module", "3.1"),
        ("modules", "7"),
        ("side", "91.5"),
        ("contrast", "2.96"),
        ("size", "20"),
        ("text", "看得清吗"),
        ("x", "50"),
        ("y", "500"),
        ("opens", "/b/002/"),
        ("locked", "/b/003/"),
        ("folder", "print/036"),
        ("edition", "36"),
        ("codes", "https://jk.example.com/b/003/"),
    ];
    let mut said = String::new();
    for lang in [Lang::En, Lang::ZhCn] {
        let messages = Messages::embedded(lang);
        for code in Code::ALL.iter().filter(|code| code.as_str().starts_with("proof-")) {
            let found = args.iter().fold(code.diagnostic(), |found, (key, value)| found.with(key, value));
            let words = human::word(&found, messages);
            let help = words.help.unwrap_or_default();
            assert!(
                !words.message.contains('{') && !help.contains('{'),
                "{}: {}",
                code.as_str(),
                words.message
            );
            said.push_str(&format!("[{}] {}\n  {help}\n", code.as_str(), words.message));
        }
    }
    snapshot("proof-words", &said);
}
