//! Every mistake a person can make: one clear message with its place and what to do, exit 1, and nothing changed.
//!
//! The words are snapshots: after a change of wording, `INSTA_UPDATE=always cargo test --test it`, then read them.

use std::path::Path;

use rust_xlsxwriter::Workbook;

use banbao::diagnostic::Code;

use crate::harness::{Project, empty, project, snapshot, snapshots};

const CO: &str = "content/articles/co.md";
const QUIT: &str = "content/articles/quit.md";
const BOARDS: &str = "content/boards.csv";
const CAMPAIGN: &str = "content/campaign/campaign.toml";
const FIGURES: &str = "content/campaign/figures.csv";
const CURRENT: &str = "content/editions/036.md";

/// The small project as an earlier good build left it.
fn small() -> Project {
    project("small").built()
}

#[test]
fn the_small_project_has_no_mistake() {
    small().build().succeeds_cleanly();
}

// Front matter

#[test]
fn front_matter_in_yaml() {
    let text = "---\ntitle: 烤火取暖，窗留一条缝\n---\n\n窗户要留缝。\n";
    small().write(CO, text).build().fails_with("front-matter-in-yaml");
}

#[test]
fn front_matter_written_as_yaml_between_plus_signs() {
    let (right, wrong) = ("title = \"烤火取暖，窗留一条缝\"", "title: 烤火取暖，窗留一条缝");
    small().edit(CO, right, wrong).build().fails_with("front-matter-not-toml");
}

#[test]
fn front_matter_with_curly_quotes() {
    let (right, wrong) = ("title = \"烤火取暖，窗留一条缝\"", "title = “烤火取暖，窗留一条缝”");
    small().edit(CO, right, wrong).build().fails_with("front-matter-curly-quotes");
}

#[test]
fn front_matter_with_signs_of_an_input_method() {
    let (right, wrong) = ("title = \"烤火取暖，窗留一条缝\"", "title ＝ \"烤火取暖，窗留一条缝\"");
    small().edit(CO, right, wrong).build().fails_with("front-matter-full-width");
    // Fences can mean nothing else.
    let text = include_str!("../cases/small/content/articles/co.md").replace("+++", "＋＋＋");
    project("small").write(CO, &text).build().succeeds_cleanly();
}

#[test]
fn front_matter_with_a_date_in_words() {
    let project = small().edit(CO, "date = 2026-10-12", "date = 2026年10月12日");
    project.build().fails_with("front-matter-date-in-words");
}

#[test]
fn front_matter_with_quotes_in_quotes() {
    let (right, wrong) = ("title = \"烤火取暖，窗留一条缝\"", "title = \"\"烤火\"取暖，窗留一条缝\"");
    small().edit(CO, right, wrong).build().fails_with("front-matter-quotes");
}

#[test]
fn front_matter_that_says_a_thing_twice() {
    let twice = "description = \"预防一氧化碳中毒\"\ntitle = \"烤火\"\n";
    let project = small().edit(CO, "description = \"预防一氧化碳中毒\"\n", twice);
    project.build().fails_with("front-matter-twice");
}

#[test]
fn a_list_written_as_a_sentence() {
    let (right, wrong) = ("[\"co\", \"quit\", \"fireworks\"]", "【co、quit、fireworks】");
    small().edit(CURRENT, right, wrong).build().fails_with("list-as-a-sentence");
}

#[test]
fn a_list_without_its_end() {
    small().edit(CURRENT, "\"fireworks\"]", "\"fireworks\"").build().fails_with("list-without-end");
}

#[test]
fn a_required_field_with_a_slip_in_its_name_is_told_once() {
    small().edit(CO, "title =", "titel =").build().fails_with("required-field-misspelt");
}

#[test]
fn front_matter_missing() {
    small().write(CO, "窗户要留缝。\n").build().fails_with("front-matter-missing");
}

#[test]
fn front_matter_without_an_end() {
    small().write(CO, "+++\ntitle = \"烤火\"\n\n窗户要留缝。\n").build().fails_with("front-matter-unclosed");
}

#[test]
fn an_unknown_field() {
    small().edit(CO, "description =", "descripton =").build().fails_with("unknown-field");
}

#[test]
fn a_field_of_a_section_without_the_sections_line() {
    small().edit(CO, "[trust]\n", "").edit(CO, "[taxonomies]\n", "").build().fails_with("field-of-a-section");
}

#[test]
fn a_field_below_a_section_that_it_is_no_part_of() {
    small()
        .edit(CO, "literacy = [49]\n", "literacy = [49]\ndraft = true\n")
        .build()
        .fails_with("field-below-a-section");
}

#[test]
fn a_missing_title() {
    small().edit(CO, "title = \"烤火取暖，窗留一条缝\"\n", "").build().fails_with("missing-field");
}

#[test]
fn a_field_of_the_wrong_type() {
    small().edit(CO, "\"烤火取暖，窗留一条缝\"", "3").build().fails_with("wrong-type");
}

#[test]
fn a_list_where_one_item_is_wrong() {
    small().edit(CO, "literacy = [49]", "literacy = [49, 67, \"8\"]").build().fails_with("wrong-item");
}

#[test]
fn a_date_that_does_not_exist() {
    small().edit(CO, "2026-10-12", "2026-02-30").build().fails_with("impossible-date");
}

#[test]
fn a_quoted_date_that_does_not_exist() {
    small()
        .edit(CO, "date = 2026-10-12", "date = \"2026-02-30\"")
        .build()
        .fails_with("impossible-date-quoted");
}

#[test]
fn an_impossible_month_of_an_edition() {
    small().edit(CURRENT, "2026-11", "2026-13").build().fails_with("impossible-month");
}

#[test]
fn an_edition_number_in_quotes() {
    small().edit(CURRENT, "number = 36", "number = \"36\"").build().fails_with("edition-number-quoted");
}

#[test]
fn an_alert_with_a_date_that_does_not_exist() {
    let alert = "content/alerts/cold-wave.md";
    small().edit(alert, "2026-11-30", "2026-11-31").build().fails_with("alert-impossible-date");
    small().edit(alert, "2026-11-30", "\"2026-11-31\"").build().fails_with("alert-impossible-date-quoted");
}

#[test]
fn an_alert_that_ends_before_it_begins() {
    let alert = "content/alerts/cold-wave.md";
    small().edit(alert, "2026-11-30", "2026-11-03").build().fails_with("until-before-from");
}

#[test]
fn an_article_that_expires_before_its_date() {
    small().edit(CO, "2027-10-12", "2025-10-12").build().fails_with("expires-before-date");
}

#[test]
fn a_recording_that_is_not_there() {
    small().edit(CO, "date =", "audio = \"co.mp3\"\ndate =").build().fails_with("audio-missing");
}

#[test]
fn a_recording_that_is_none() {
    let project = small().edit(CO, "date =", "audio = \"/co.mp3\"\ndate =");
    project.bytes("content/static/co.mp3", b"no sound at all").build().fails_with("audio-format");
}

#[test]
fn an_article_replaced_by_one_that_does_not_exist() {
    small().edit(CO, "date =", "replaced_by = \"quitt\"\ndate =").build().fails_with("replacement-unknown");
}

#[test]
fn a_policy_for_what_nobody_knows() {
    let project =
        small().edit("banbao.toml", "language =", "csp.frame-srcs = \"https://v.example.com\"\nlanguage =");
    project.build().fails_with("csp-unknown");
}

// The configuration

#[test]
fn a_configuration_that_is_not_toml() {
    small()
        .edit("banbao.toml", "language = \"zh-CN\"", "language: zh-CN")
        .build()
        .fails_with("config-not-toml");
}

#[test]
fn a_configuration_without_its_name() {
    small()
        .edit("banbao.toml", "name = \"小镇健康教育宣传栏\"\n", "")
        .build()
        .fails_with("config-without-name");
}

#[test]
fn an_address_that_is_none() {
    small().edit("banbao.toml", "https://jk.", "jk.").build().fails_with("bad-url");
}

#[test]
fn an_unknown_rule() {
    small().edit("banbao.toml", "example-host", "exmple-host").build().fails_with("unknown-rule");
}

#[test]
fn a_rule_with_an_unknown_level() {
    small().edit("banbao.toml", "= \"off\"", "= \"of\"").build().fails_with("unknown-rule-level");
}

#[test]
fn an_unknown_theme() {
    let line = "language = \"zh-CN\"";
    small()
        .edit("banbao.toml", line, &format!("{line}\ntheme = \"min\""))
        .build()
        .fails_with("unknown-theme");
}

#[test]
fn no_project_here() {
    empty().build().fails_with("no-project");
}

#[test]
fn no_folder_at_all() {
    let project = empty();
    let nowhere = project.path("nowhere");
    project
        .run_plain(&["--root", nowhere.to_str().unwrap(), "--lang", "zh-CN", "build"])
        .fails_with("no-folder");
}

// Boards

#[test]
fn two_boards_with_one_id() {
    small().edit(BOARDS, "002,", "001,").build().fails_with("duplicate-board");
}

#[test]
fn a_board_column_missing() {
    small().overlay("mistakes/missing-column").build().fails_with("missing-column");
}

#[test]
fn a_board_column_misspelt() {
    small().edit(BOARDS, "village", "vilage").build().fails_with("unknown-column");
}

#[test]
fn a_board_without_a_name() {
    small().edit(BOARDS, "甲村村委会宣传栏", "").build().fails_with("empty-cell");
}

#[test]
fn a_board_with_a_bad_number() {
    small().edit(BOARDS, ",240,", ",二米四,").build().fails_with("bad-number");
}

#[test]
fn a_board_with_a_bad_number_below_an_empty_line() {
    small()
        .edit(
            BOARDS,
            "\n002,甲村村委会宣传栏,村委会,甲村,院内公示栏旁,70",
            "\n\n002,甲,村委会,甲村,\"院内,\n南墙\",7O",
        )
        .build()
        .fails_with("bad-number-below-an-empty-line");
}

#[test]
fn a_board_with_a_bad_number_in_a_workbook() {
    small()
        .remove(BOARDS)
        .bytes("content/boards.xlsx", &workbook("7O"))
        .build()
        .fails_with("bad-number-xlsx");
}

#[test]
fn a_good_workbook_is_as_good_as_a_csv_file() {
    let outcome =
        small().remove(BOARDS).bytes("content/boards.xlsx", &workbook("70")).build().succeeds_cleanly();
    assert!(outcome.file("public/b/002/index.html").contains("甲村村委会宣传栏"));
}

#[test]
fn a_board_with_a_date_that_does_not_exist() {
    small().edit(BOARDS, "2021-01-06", "2021-02-29").build().fails_with("bad-cell-date");
}

#[test]
fn a_board_of_unknown_format() {
    small().edit(BOARDS, "panels", "panel").build().fails_with("unknown-format");
}

#[test]
fn a_board_with_unknown_paper() {
    small().edit(BOARDS, "60x90", "B2").build().fails_with("bad-sheet");
}

#[test]
fn a_board_with_an_id_that_cannot_be_printed() {
    small().edit(BOARDS, "002,", "二号,").build().fails_with("bad-board-id");
}

#[test]
fn a_board_too_small_for_the_edition() {
    small().edit(BOARDS, ",240,120,", ",60,80,").build().fails_with("board-too-small");
}

#[test]
fn one_table_given_twice() {
    small().bytes("content/boards.xlsx", &workbook("70")).build().fails_with("table-twice");
}

#[test]
fn a_workbook_that_is_none() {
    small().remove(BOARDS).bytes("content/boards.xlsx", b"id,name\n").build().fails_with("table-unreadable");
}

// Names in addresses

#[test]
fn two_articles_with_one_slug() {
    small().edit(QUIT, "date =", "slug = \"co\"\ndate =").build().fails_with("duplicate-slug");
}

#[test]
fn a_slug_that_is_not_ascii() {
    let text = "+++\ntitle = \"烤火\"\nslug = \"烤火\"\n[trust]\nreviewer = \"卫生院\"\nsources = [\"《手册》\"]\n+++\n窗户要留缝。\n";
    small().write("content/articles/fire.md", text).build().fails_with("slug-not-ascii");
}

#[test]
fn a_reserved_slug() {
    small()
        .edit("content/articles/fireworks.md", "date =", "slug = \"index\"\ndate =")
        .build()
        .fails_with("reserved-slug");
}

#[test]
fn a_file_name_that_is_not_ascii() {
    let text = "+++\ntitle = \"烤火\"\n[trust]\nreviewer = \"卫生院\"\nsources = [\"《手册》\"]\n+++\n窗户要留缝。\n";
    small().write("content/articles/烤火.md", text).build().fails_with("file-name-not-ascii");
}

// Editions

#[test]
fn an_edition_with_an_article_that_does_not_exist() {
    small().edit(CURRENT, "\"fireworks\"", "\"firework\"").build().fails_with("edition-unknown-article");
}

#[test]
fn an_edition_with_a_draft() {
    small().edit(CO, "date =", "draft = true\ndate =").build().fails_with("edition-draft");
}

#[test]
fn two_editions_with_one_number() {
    small().edit(CURRENT, "number = 36", "number = 35").build().fails_with("duplicate-edition");
}

#[test]
fn two_editions_at_one_time() {
    small().edit(CURRENT, "2026-11", "2026-10").build().fails_with("overlapping-editions");
}

#[test]
fn an_edition_with_one_article_twice() {
    small().edit(CURRENT, "\"fireworks\"", "\"co\"").build().fails_with("edition-article-twice");
}

// The campaign

#[test]
fn a_figure_that_is_no_number() {
    small().edit(FIGURES, "宣传栏,2,", "宣传栏,两,").build().fails_with("figure-bad-number");
}

#[test]
fn a_figure_of_an_unknown_area() {
    small().edit(FIGURES, "健康教育,leaflets", "健康教肓,leaflets").build().fails_with("unknown-area");
}

#[test]
fn two_figures_with_one_id() {
    small().edit(FIGURES, "leaflets", "boards").build().fails_with("duplicate-figure");
}

#[test]
fn two_areas_with_one_id() {
    small().edit(CAMPAIGN, "id = \"cleaning\"", "id = \"education\"").build().fails_with("duplicate-area");
}

#[test]
fn an_unknown_figure_leads_an_area() {
    small().edit(CAMPAIGN, "lead = \"cleanups\"", "lead = \"cleanup\"").build().fails_with("unknown-figure");
}

#[test]
fn an_area_explained_by_a_page_that_does_not_exist() {
    small().edit(CAMPAIGN, "page = \"about\"", "page = \"abuot\"").build().fails_with("area-page");
}

#[test]
fn a_chart_of_figures_with_different_units() {
    let chart = "[[series]]\ntitle = \"活动\"\nfigures = [\"cleanups\", \"rubbish-removed\"]\n\n[[areas]]\nid = \"cleaning\"";
    small().edit(CAMPAIGN, "[[areas]]\nid = \"cleaning\"", chart).build().fails_with("units-differ");
}

#[test]
fn parts_that_do_not_add_up_are_a_warning() {
    let check =
        "[[checks]]\ntotal = \"rubbish-removed\"\nparts = [\"old\", \"new\"]\n\n[[areas]]\nid = \"cleaning\"";
    let rows = "爱国卫生大扫除,old,清运旧垃圾,22000,,吨,,旧垃圾22000吨\n爱国卫生大扫除,new,清运新垃圾,95,,吨,,新垃圾95吨\n爱国卫生大扫除,channels-dredged";
    small()
        .edit(CAMPAIGN, "[[areas]]\nid = \"cleaning\"", check)
        .edit(FIGURES, "爱国卫生大扫除,channels-dredged", rows)
        .build()
        .succeeds()
        .says("sum-disagrees");
}

// Links and texts

#[test]
fn a_link_to_a_draft() {
    small()
        .edit("content/articles/fireworks.md", "date =", "draft = true\ndate =")
        .edit(CURRENT, ", \"fireworks\"", "")
        .edit(CO, "@/articles/quit.md", "@/articles/fireworks.md")
        .build()
        .fails_with("link-to-a-draft");
}

#[test]
fn html_in_a_text_is_a_warning() {
    small()
        .edit(CO, "## 为什么会中毒\n", "## 为什么会中毒\n\n<div>烟囱</div>\n")
        .build()
        .succeeds()
        .says("raw-html");
}

#[test]
fn a_translation_of_nothing() {
    small()
        .write("content/articles/flu.ii.md", "+++\ntitle = \"流感\"\n+++\n流感。\n")
        .build()
        .fails_with("translation-without-original");
}

#[test]
fn an_old_address_that_is_taken() {
    small().edit(CO, "date =", "aliases = [\"/a/quit/\"]\ndate =").build().fails_with("output-twice");
}

#[test]
fn fields_of_other_programs_are_a_note() {
    let project = small().edit(CO, "date =", "in_search_index = true\ntemplate = \"page.html\"\ndate =");
    project.build().succeeds_cleanly();
    project.run(&["build", "-v"]).succeeds().says("foreign-field");
}

#[test]
fn a_broken_link() {
    small().edit(CO, "@/articles/quit.md", "@/articles/qiut.md").build().fails_with("broken-link");
}

#[test]
fn a_broken_link_is_told_whatever_is_not_made_or_broken_beside_it() {
    let break_it = |project: Project| project.edit(CO, "@/articles/quit.md", "@/articles/qiut.md");
    let no_pages = break_it(small()).run(&["build", "--no-site", "--no-print"]);
    assert!(no_pages.code == 1 && no_pages.stderr.contains("broken-link"), "{}", no_pages.stderr);
    let theme = break_it(themed("mistakes/template-syntax")).build();
    assert!(
        theme.stderr.contains("[broken-link]") && theme.stderr.contains("[template-error]"),
        "{}",
        theme.stderr
    );
}

#[test]
fn a_broken_image() {
    small()
        .edit(CO, "## 为什么会中毒\n", "## 为什么会中毒\n\n![烟囱](chimney.png)\n")
        .build()
        .fails_with("broken-image");
}

#[test]
fn a_character_that_no_font_has() {
    small().edit(CO, "窗户要留缝", "窗户要留𓀀缝").build().fails_with("missing-glyph");
}

#[test]
fn a_poster_text_that_overflows() {
    let long = format!(
        "{}\n\n<!-- more -->",
        "烧炭取暖，窗户要留缝。睡前把火灭透，端到屋外。夜里起来看一看。".repeat(28)
    );
    small().edit(CO, "<!-- more -->", &long).build().fails_with("text-overflow");
}

#[test]
fn a_picture_that_leaves_no_room_for_a_text() {
    let tall =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 6 12\"><path d=\"M0 0h6v12H0z\"/></svg>";
    small()
        .write("content/articles/tall.svg", tall)
        .edit(
            CO,
            "<!-- more -->",
            "![炉子](tall.svg)\n\n![烟囱](tall.svg)\n\n![门窗](tall.svg)\n\n<!-- more -->",
        )
        .build()
        .fails_with("text-overflow-pictures");
}

#[test]
fn paper_that_is_too_small_for_its_distance() {
    small()
        .edit(BOARDS, "70,100,sheet,60x90,1,", "70,100,sheet,60x90,5,")
        .build()
        .fails_with("text-overflow-crowded");
}

#[test]
fn check_trips_over_what_build_trips_over() {
    let checked = small().edit(CO, "date =", "draft = true\ndate =").run(&["check"]);
    assert_eq!(checked.code, 1, "{}", checked.stderr);
    assert!(checked.stderr.contains("error[edition-draft-article]"), "{}", checked.stderr);
}

#[test]
fn a_comment_without_an_end() {
    // Word processors make a long dash of two hyphens.
    small().edit(CO, "<!-- more -->", "<!-- more —>").build().fails_with("comment-unclosed");
}

#[test]
fn a_text_with_another_ending() {
    small()
        .write("content/articles/later.md.txt", "+++\ntitle = \"以后\"\ndraft = true\n+++\n")
        .build()
        .fails_with("file-misnamed");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let project = small().write("content/static/a.txt", "a");
    // 宣传.txt, as an old archive from Windows leaves it.
    let name = std::ffi::OsStr::from_bytes(b"\xd0\xfb\xb4\xab.txt");
    std::os::unix::fs::symlink("a.txt", project.path("content/static").join(name)).unwrap();
    let output = project.command().arg("build").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    snapshot("name-not-text", &String::from_utf8(output.stderr).unwrap());
}

#[test]
fn a_path_that_the_preview_has_for_itself() {
    let project = small().write("content/static/_desk/x.txt", "x").write("content/static/_desk/y.txt", "y");
    project.build().succeeds().says("output-hidden-by-serve");
}

#[test]
fn a_file_that_no_text_uses() {
    small()
        .write("content/articles/co/list.xlsx", "x")
        .run(&["build", "-v"])
        .succeeds()
        .says("file-unlinked");
}

#[test]
fn what_is_shown_as_it_stands_and_should_not_be() {
    let slips = "<!-- more -->\n\n<!-- MORE -->\n\n##小标题\n\n1.洗手\n\n1、洗手\n2、通风\n\n> [!DANGER]\n> 有电\n\n！[图](https://jk.example.com/)\n\n＞ 引用\n\n{{< figure src=\"a.png\" >}}\n";
    small().edit(CO, "<!-- more -->", slips).build().succeeds().says("markdown-slips");
}

#[test]
fn files_that_nobody_looks_for() {
    small()
        .write("content/board.csv", "id\n")
        .write("content/edition/037.md", "+++\n+++\n")
        .write("content/articles/冬季/x.md", "+++\ntitle = \"冬季\"\n+++\n")
        .write("content/articles/co.old.md", "+++\ntitle = \"旧稿\"\n+++\n旧稿。\n")
        .build()
        .succeeds()
        .says("files-ignored");
}

#[test]
fn texts_that_nobody_wrote() {
    small()
        .write("content/articles/quit.md", "+++\ntitle = \"戒烟\"\n[trust]\nsources = [\"《文件》\"]\nreviewer = \"小镇卫生院\"\n+++\n\n<!-- more -->\n\n全文。\n")
        .write("content/articles/fireworks.md", "+++\ntitle = \"鞭炮\"\n[trust]\nsources = [\"《文件》\"]\nreviewer = \"小镇卫生院\"\n+++\n\n1. **第一步**：在这里写海报上要印的话，三到五条。\n")
        .write("content/alerts/empty.md", "+++\ntitle = \"寒潮来了\"\nfrom = 2026-11-20\nuntil = 2026-11-30\n+++\n\n")
        .run(&["check"])
        .says("texts-empty");
}

#[test]
fn a_title_that_does_not_fit() {
    let long = "烤火取暖的时候千万不要忘记把窗户留一条缝让屋里的烟气能够一直散到外面去的办法".repeat(2);
    small().edit(CO, "烤火取暖，窗留一条缝", &long).build().fails_with("title-overflow");
}

#[test]
fn a_code_too_dense_to_scan() {
    let slug = "k".repeat(60) + "-" + &"z".repeat(60);
    small()
        .edit("content/articles/fireworks.md", "date =", &format!("slug = \"{slug}\"\ndate ="))
        .edit(CURRENT, "\"fireworks\"", &format!("\"{slug}\""))
        .build()
        .fails_with("code-too-small");
}

// Encodings and links in the file system

#[test]
fn a_file_of_no_known_encoding() {
    small().bytes(CO, b"+++\ntitle = \"caf\xE9 \xFF\"\n+++\n").build().fails_with("not-text");
}

#[test]
fn files_in_gb18030_are_read() {
    let project = small();
    let gb18030 = |path: &str| {
        let text = String::from_utf8(project.build().tree("")[path].clone()).unwrap();
        encoding_rs::GB18030.encode(&text).0.into_owned()
    };
    let (article, boards) = (gb18030(CO), gb18030(BOARDS));
    assert!(String::from_utf8(article.clone()).is_err(), "the fixture should not be UTF-8 any more");
    let before = project.build().succeeds_cleanly().tree("public");
    let after = project.bytes(CO, &article).bytes(BOARDS, &boards).build().succeeds_cleanly().tree("public");
    assert_eq!(before, after);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_out_of_the_project() {
    let elsewhere = empty().write("secret.md", "+++\ntitle = \"别处\"\n+++\n");
    small()
        .symlink("content/articles/secret.md", &elsewhere.path("secret.md"))
        .build()
        .fails_with("symlink-file-outside");
    small()
        .symlink("content/articles/elsewhere", &elsewhere.path(""))
        .build()
        .fails_with("symlink-folder-outside");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_to_nothing() {
    small()
        .symlink("content/articles/gone.md", Path::new("nowhere.md"))
        .build()
        .fails_with("symlink-dangling");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_to_itself() {
    small().symlink("content/articles/again", Path::new(".")).build().fails_with("symlink-loop");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_within_the_project_is_followed() {
    let text = "+++\ntitle = \"共用\"\n+++\n共用的一页。\n";
    let project = small().write("shared/shared.md", text);
    let target = project.path("shared/shared.md");
    let outcome = project.symlink("content/pages/shared.md", &target).build().succeeds_cleanly();
    assert!(outcome.has("public/p/shared/index.html"));
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_sources_is_not_waited_for() {
    let project = small();
    let made = std::process::Command::new("mkfifo").arg(project.path("content/articles/pipe.png")).status();
    assert!(made.unwrap().success());
    project.build().succeeds_cleanly();
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    let Some(outcome) = small().build_without_access(CO) else {
        eprintln!("skipped: root reads everything, and there is no setpriv to become somebody else");
        return;
    };
    assert_eq!(outcome.code, 3, "{}", outcome.stderr);
    outcome.says("unreadable-file");
    outcome.leaves_everything();
}

// Themes

#[test]
fn a_template_that_is_no_template() {
    themed("mistakes/template-syntax").build().fails_with("template-syntax");
}

#[test]
fn a_template_that_asks_for_what_is_not_there() {
    themed("mistakes/template-rendering").build().fails_with("template-rendering");
}

#[test]
fn a_stylesheet_that_is_none() {
    themed("mistakes/stylesheet").build().fails_with("stylesheet");
}

#[test]
fn a_poster_template_that_is_none() {
    themed("mistakes/typst-syntax").build().fails_with("typst-syntax");
}

#[test]
fn a_poster_template_that_loses_the_code_and_some_text() {
    themed("mistakes/typst-layout").build().fails_with("poster-without-code");
}

#[test]
fn a_poster_template_that_asks_for_what_is_not_there() {
    themed("mistakes/typst-rendering").build().fails_with("typst-rendering");
}

// The outputs

#[test]
fn a_file_where_another_needs_a_folder() {
    small().write("content/static/a/co", "y").build().fails_with("output-in-the-way");
    let checked = small().write("content/static/search", "y").run(&["check"]);
    assert_eq!(checked.code, 1, "{}", checked.stderr);
}

#[test]
fn an_output_folder_that_is_not_ours() {
    project("small").write("public/index.html", "别人的首页").build().fails_with("output-not-ours");
    let project = project("small").write("print/036/notes.txt", "旧的一期");
    project.build().fails_with("print-folder-not-ours");
}

// What is right and should still be looked at

#[test]
fn what_is_only_a_warning() {
    let text = "+++\ntitle = \"老办法\"\nexpires = 2026-11-22\n+++\n老办法。\n";
    let slug = "a-rather-long-name-of-an-article";
    small()
        .write("content/articles/old.md", text)
        .edit("content/articles/fireworks.md", "date =", &format!("slug = \"{slug}\"\ndate ="))
        .edit(CURRENT, "\"quit\", \"fireworks\"", &format!("\"{slug}\""))
        .edit(CURRENT, "period = \"2026-11\"", "period = \"2026-08\"")
        .remove("content/editions/035.md")
        .build()
        .succeeds()
        .says("warnings");
}

#[test]
fn what_would_be_noticed_when_it_hangs() {
    small()
        .edit(CO, "reviewed = 2026-10-20", "reviewed = 2027-10-20")
        .edit(CO, "[taxonomies]", "icon = \"fires\"\n[taxonomies]")
        .edit(QUIT, "[taxonomies]", "icon = \"lung\"\n[taxonomies]")
        .edit(BOARDS, "70,100,sheet,60x90,1,", "100,70,sheet,60x90,1,")
        .build()
        .succeeds()
        .says("warnings-of-paper");
}

// Several at once

#[test]
fn all_mistakes_are_told_in_one_run_and_in_order() {
    small()
        .edit(BOARDS, ",240,", ",宽,")
        .edit(CO, "description =", "descripton =")
        .edit(CO, "@/articles/quit.md", "@/articles/qiut.md")
        .edit(QUIT, "2026-08-16", "\"2026-02-30\"")
        .edit("content/articles/fireworks.md", "reviewer = \"小镇卫生院外科\"\n", "")
        .edit(CURRENT, "\"fireworks\"", "\"firework\"")
        .build()
        .fails_with("several");
}

/// No message that nobody has read: each code stands in a snapshot.
#[test]
fn every_finding_has_a_snapshot() {
    let told = snapshots();
    for code in Code::ALL.iter().map(|code| code.as_str()) {
        assert!(told.contains(&format!("[{code}]")), "{code} has no test");
    }
}

#[test]
fn mistakes_are_told_in_english() {
    let small = || small().lang("en");
    small().edit(CO, "description =", "descripton =").build().fails_with("en-unknown-field");
    small().edit(BOARDS, ",240,", ",二米四,").build().fails_with("en-bad-number");
    small().edit(CO, "2026-10-12", "2026-02-30").build().fails_with("en-impossible-date");
    small().edit(CO, "@/articles/quit.md", "@/articles/qiut.md").build().fails_with("en-broken-link");
    empty().lang("en").build().fails_with("en-no-project");
}

/// The small project with the theme of a fixture.
fn themed(case: &str) -> Project {
    let line = "language = \"zh-CN\"";
    small().overlay(case).edit("banbao.toml", line, &format!("{line}\ntheme = \"mine\""))
}

/// The small project's boards as a workbook; `width` is what stands in the second board's `width_cm`.
fn workbook(width: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("宣传栏").unwrap();
    let rows = [
        ["id", "name", "kind", "village", "place", "width_cm", "height_cm", "format", "sheet", "distance_m"],
        ["001", "卫生院门口宣传栏", "医院", "集镇", "大门右侧", "240", "120", "panels", "", "1"],
        ["002", "甲村村委会宣传栏", "村委会", "甲村", "院内公示栏旁", width, "100", "sheet", "60x90", "1"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(cells) {
            // Numbers are numbers, as Excel makes them of what is typed; ids are texts.
            match text.parse::<f64>().ok().filter(|_| column > 0) {
                Some(number) => sheet.write_number(row, column, number),
                None => sheet.write_string(row, column, text),
            }
            .unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}
