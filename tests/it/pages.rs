//! What a page offers beside its text: who it is for, what follows it, its recording, its policy.

use crate::harness::{Outcome, Project, project};

const CO: &str = "content/articles/co.md";

fn site(project: &Project) -> Outcome {
    project.run(&["build", "--no-print"]).succeeds()
}

/// Seconds of silence as an MP3 of 128 kbit/s: frames of 1152 samples at 44.1 kHz, 417 bytes each.
fn mp3(seconds: usize) -> Vec<u8> {
    let frame = [&[0xff, 0xfb, 0x90, 0x00][..], &[0; 413]].concat();
    frame.repeat(seconds * 44_100 / 1152)
}

#[track_caller]
fn has(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "`{part}` is not in: {html}");
    }
}

#[test]
fn every_page_forbids_itself_all_but_its_own_files() {
    let outcome = site(&project("small"));
    for (path, bytes) in outcome.tree("public").iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        has(&html, &["<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; "]);
        assert!(
            !html.contains(" style=\"") && !html.contains(" onclick"),
            "{path} has an inline style or script"
        );
    }
}

#[test]
fn a_project_may_let_pages_embed_something_else() {
    let project = project("small").edit(
        "banbao.toml",
        "language =",
        "csp.frame-src = \"https://v.example.com\"\nlanguage =",
    );
    let home = site(&project).file("public/index.html");
    has(&home, &["; frame-src https://v.example.com; form-action"]);
}

#[test]
fn topics_bring_their_colours_in_the_stylesheet() {
    let outcome = site(&project("small"));
    let (path, style) =
        outcome.tree("public").into_iter().find(|(path, _)| path.starts_with("assets/style.")).unwrap();
    let style = String::from_utf8(style).unwrap();
    assert!(style.contains(".topic-safety{--color:#af0028;"), "{path} has no rule for the topic");
    has(&outcome.file("public/a/co/index.html"), &["<body class=\"topic topic-safety\""]);
}

#[test]
fn a_recording_is_offered_with_its_length_and_size() {
    let with = project("small").edit(CO, "date =", "audio = \"/co.mp3\"\ndate =");
    let outcome = site(&with.bytes("content/static/co.mp3", &mp3(75)));
    let page = outcome.file("public/a/co/index.html");
    has(&page, &["1 分 15 秒，1.1 MB", "<audio controls preload=\"none\" src=\"../../co.mp3\">"]);
    assert!(!page.contains("data-do=\"speak\""), "a recording needs no machine's voice");
    has(&outcome.file("public/index.html"), &["有录音，1 分 15 秒"]);
}

#[test]
fn without_a_recording_the_button_waits_for_a_voice() {
    let page = site(&project("small")).file("public/a/co/index.html");
    let (_, button) = page.split_once("data-do=\"speak\"").unwrap();
    assert!(
        button.split('>').next().unwrap().ends_with(" hidden"),
        "the button is shown before a voice is found"
    );
}

#[test]
fn an_article_says_whom_it_is_for_and_what_takes_its_place() {
    let project = project("small").edit(CO, "[trust]", "[trust]\naudience = \"烤火的人家\"").edit(
        CO,
        "date =",
        "replaced_by = \"quit\"\ndate =",
    );
    has(&site(&project).file("public/a/co/index.html"), &["适用人群", "烤火的人家", "这篇有了新的"]);
    let expired = site(&project.today("2027-11-01")).file("public/a/co/index.html");
    let (_, bar) = expired.split_once("<p class=\"bar\">").unwrap();
    has(bar.split("</p>").next().unwrap(), &["本文到", "href=\"../../a/quit/\""]);
}

#[test]
fn items_of_a_list_with_a_list_below_have_no_paragraph() {
    let text = "\n- 一\n  - 二\n- 三\n\n<!-- more -->";
    let page = site(&project("small").edit(CO, "<!-- more -->", text)).file("public/a/co/index.html");
    has(&page, &["<li>一\n<ul>\n<li>二</li>\n</ul></li>\n<li>三</li>"]);
}

#[test]
fn a_translation_is_in_its_own_language_and_says_where_it_is_not() {
    let outcome = site(&project("small").overlay("peoples"));
    let page = outcome.file("public/a/alphabets/lis/index.html");
    has(
        &page,
        &["<html lang=\"lis\">", "<header class=\"top\" lang=\"zh-CN\">", "<h2 id=\"lead\" lang=\"zh-CN\">"],
    );
    let original = outcome.file("public/a/alphabets/index.html");
    has(&original, &["<html lang=\"zh-CN\">", "<header class=\"top\">", "傈僳文 <span lang=\"lis\">"]);
}

#[test]
fn languages_of_an_article_name_each_other_and_themselves() {
    let outcome = site(&project("small").overlay("peoples"));
    for path in ["a/alphabets/", "a/alphabets/lis/"] {
        let page = outcome.file(&format!("public/{path}index.html"));
        let named: Vec<&str> =
            page.split("hreflang=\"").skip(1).filter(|rest| rest.contains("\" href=\"http")).collect();
        let tags: Vec<&str> = named.iter().take(5).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(tags, ["x-default", "zh-CN", "khb", "lis", "tdd"], "{path}");
    }
}

#[test]
fn fonts_of_rare_scripts_are_published_where_a_text_needs_them() {
    let fonts = |case: Project| -> Vec<String> {
        let files = site(&case).tree("public").into_keys();
        let fonts = files.filter(|path| path.ends_with(".woff2"));
        fonts.map(|path| path.split('.').next().unwrap().to_owned()).collect()
    };
    assert_eq!(
        fonts(project("small").overlay("peoples")),
        ["assets/lisu", "assets/new-tai-lue", "assets/tai-le", "assets/yi"]
    );
    assert!(fonts(project("small")).is_empty(), "no text of the small project needs a font");
}
