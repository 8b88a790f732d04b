//! Printing for paper: codes are locked when they are printed, and what was printed opens for ever.

use crate::harness::{Outcome, Project, project};

const LOCK: &str = "content/codes.lock";
const CO: &str = "content/articles/co.md";
const QUIT: &str = "content/articles/quit.md";
const BOARDS: &str = "content/boards.csv";
const CONFIG: &str = "banbao.toml";
const EDITION: &str = "content/editions/036.md";
const ROW_1: &str = "001,卫生院门口宣传栏,医院,集镇,大门右侧,240,120,panels,,1,2021-01-05,,\n";
const ROW_2: &str = "002,甲村村委会宣传栏,村委会,甲村,院内公示栏旁,70,100,sheet,60x90,1,2021-01-06,,\n";

/// The small project with its current edition printed.
fn printed() -> Project {
    let project = project("small");
    project.run(&["print"]).succeeds_cleanly();
    project
}

fn print(project: &Project, arguments: &[&str]) -> Outcome {
    project.run(&[&["print"], arguments].concat())
}

/// The small project with its third article under another file name; nothing else names it by the old one.
fn renamed(project: Project, head: &str) -> Project {
    let text = project.clone().run(&["check"]).file("content/articles/fireworks.md");
    project
        .remove("content/articles/fireworks.md")
        .write("content/articles/sparks.md", &text.replacen("+++\n", &format!("+++\n{head}"), 1))
        .edit(EDITION, "\"fireworks\"", "\"sparks\"")
}

// The lock

#[test]
fn printing_makes_the_packs_and_locks_every_code() {
    let outcome = print(&project("small"), &[]).succeeds_cleanly();
    assert!(outcome.has("print/036/boards/001.pdf") && outcome.has("print/036/delivery.csv"));
    assert!(!outcome.has("public"), "the site is for build to publish");
    let expected = "\
code,opens,board,village,name,place,article,edition
https://jk.example.com/,/,,,,,,36
https://jk.example.com/a/co/?b=001,/a/co/,001,集镇,卫生院门口宣传栏,大门右侧,烤火取暖，窗留一条缝,36
https://jk.example.com/a/fireworks/?b=001,/a/fireworks/,001,集镇,卫生院门口宣传栏,大门右侧,放鞭炮，先看好退路,36
https://jk.example.com/a/quit/?b=001,/a/quit/,001,集镇,卫生院门口宣传栏,大门右侧,戒烟不怕晚，今天就开头,36
https://jk.example.com/b/001/,/b/001/,001,集镇,卫生院门口宣传栏,大门右侧,,36
https://jk.example.com/b/002/,/b/002/,002,甲村,甲村村委会宣传栏,院内公示栏旁,,36
https://jk.example.com/e/036/,/e/036/,,,,,,36
https://jk.example.com/progress/,/progress/,,,,,,36
";
    assert_eq!(outcome.file(LOCK), expected);
}

#[test]
fn the_table_says_what_to_print_where_it_is_and_what_comes_next() {
    let outcome = print(&project("small").lang("en"), &[]).succeeds_cleanly();
    for words in
        ["2 boards, edition 36", "60×90 cm: 1", "8 new codes, 0 locked before", "[PROJECT]/print/036"]
    {
        assert!(outcome.stdout.contains(words), "{words}: {}", outcome.stdout);
    }
    let again = print(&printed().lang("en"), &[]).succeeds_cleanly();
    assert!(again.stdout.contains("0 new codes, 8 locked before"), "{}", again.stdout);
}

#[test]
fn printing_again_changes_no_line_of_the_lock() {
    let project = printed().backdated();
    let before = project.run(&["check"]).file(LOCK);
    let outcome = print(&project, &[]).succeeds_cleanly();
    assert_eq!(outcome.file(LOCK), before);
    assert!(outcome.is_backdated(LOCK), "the file was not written at all");
}

#[test]
fn a_line_of_the_lock_stays_when_what_it_names_changes() {
    let project =
        printed().edit(BOARDS, "大门右侧", "大门左侧").edit(CO, "烤火取暖，窗留一条缝", "烤火要留缝");
    let outcome = print(&project.today("2026-11-24"), &["--edition", "35"]).succeeds();
    let lock = outcome.file(LOCK);
    assert!(lock.contains("a/co/?b=001,/a/co/,001,集镇,卫生院门口宣传栏,大门右侧,烤火取暖，窗留一条缝,36"));
    assert!(!lock.contains("大门左侧"), "no code was new: {lock}");
}

#[test]
fn new_codes_go_between_the_old_lines() {
    let project =
        printed().edit(BOARDS, ROW_2, &format!("{ROW_2}0015,乙村宣传栏,村委会,乙村,,240,120,panels,,1,,,\n"));
    let before: Vec<String> = project.run(&["check"]).file(LOCK).lines().map(str::to_owned).collect();
    let after = print(&project, &[]).succeeds().file(LOCK);
    let lines: Vec<&str> = after.lines().collect();
    assert_eq!(lines.len(), before.len() + 4);
    assert!(before.iter().all(|line| lines.contains(&line.as_str())));
    assert!(lines[1..].is_sorted(), "{after}");
}

#[test]
fn a_code_that_boards_share_is_locked_for_each_of_them() {
    let project = project("small")
        .edit(CONFIG, "[rules]\n", "[print]\ncodes = \"shared\"\n\n[rules]\n")
        .edit(BOARDS, "70,100,sheet,60x90", "240,120,panels,");
    let lock = print(&project, &[]).succeeds().file(LOCK);
    assert!(lock.contains("https://jk.example.com/a/co/,/a/co/,001,") && lock.contains("/a/co/,/a/co/,002,"));
    // Notice, leaflet and the campaign's posters hang on no board.
    assert_eq!(lock.lines().count(), 1 + 8 + 3);
}

#[test]
fn only_print_writes_under_content() {
    let project = project("small");
    for arguments in [&["build"][..], &["check"], &["build", "--edition", "35"]] {
        assert!(!project.run(arguments).succeeds().has(LOCK), "{arguments:?}");
    }
}

#[test]
fn a_print_with_a_mistake_leaves_everything() {
    let again = printed().edit(CO, "date = 2026-10-12", "date = 2026-13-12");
    let outcome = print(&again, &[]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    outcome.leaves_everything();
    let first = project("small").edit(CO, "date = 2026-10-12", "date = 2026-13-12");
    let outcome = print(&first, &[]).leaves_everything();
    assert!(!outcome.has(LOCK) && !outcome.has("print"));
}

#[test]
fn build_and_print_leave_each_others_files() {
    let project = printed();
    print(&project, &["--board", "002"]).succeeds_cleanly();
    let built = project.build().succeeds_cleanly();
    assert!(!built.stdout.contains("printed.json"), "it is ours: {}", built.stdout);
    for path in ["print/036/printed.json", "print/036/part/boards/002.pdf", "print/036/boards/001.pdf"] {
        assert!(built.has(path), "{path}");
    }
}

#[test]
fn names_with_quotes_commas_and_line_ends_stay_on_one_line() {
    let name = "\"甲村,\"\"村委会\"\"\n宣传栏\"";
    let project = project("small").edit(BOARDS, "甲村村委会宣传栏", name);
    let lock = print(&project, &[]).succeeds_cleanly().file(LOCK);
    let line = lock.lines().find(|line| line.contains("/b/002/")).unwrap();
    assert!(line.contains(",甲村,\"甲村,\"\"村委会\"\" 宣传栏\",院内公示栏旁,,36"), "{line}");
    assert_eq!(print(&project, &[]).succeeds_cleanly().file(LOCK), lock, "and are known again");
}

#[test]
fn a_lock_that_cannot_be_written_stops_the_print_before_it_is_published() {
    let outcome = print(&project("small").write("content/.codes.lock.banbao-new/x", ""), &[]);
    assert_eq!(outcome.code, 3, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("没有发布任何东西"), "{}", outcome.stderr);
    let outcome = outcome.leaves_everything();
    assert!(!outcome.has("print/036/boards"));
}

#[test]
fn a_lock_that_fails_at_the_last_moment_is_told_as_such() {
    let outcome = print(&project("small").write("content/codes.lock/x", ""), &[]);
    assert_eq!(outcome.code, 3, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("请先不要张贴"), "{}", outcome.stderr);
}

#[test]
fn packs_are_never_put_into_the_web_root() {
    let project = project("small");
    let into = project.path("public/print");
    let outcome = print(&project, &["--print", into.to_str().unwrap()]).leaves_everything();
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
}

#[test]
fn files_of_others_in_the_print_folder_are_kept_and_named() {
    let printed = printed().write("print/036/照片.txt", "x");
    let outcome = print(&printed, &[]).succeeds_cleanly();
    assert!(outcome.stdout.contains("照片.txt") && outcome.has("print/036/照片.txt"), "{}", outcome.stdout);
    let theirs = project("small").write("print/036/照片.txt", "x");
    assert_eq!(print(&theirs, &[]).leaves_everything().code, 1, "what is not ours is not replaced");
}

// What was printed must open

#[test]
fn a_renamed_article_that_was_printed_is_a_mistake() {
    renamed(printed(), "").build().fails_with("locked-page-lost");
}

#[test]
fn a_renamed_article_with_an_alias_is_none() {
    let project = renamed(printed(), "aliases = [\"/a/fireworks/\"]\n");
    let outcome = project.build().succeeds_cleanly();
    assert!(outcome.file("public/a/fireworks/index.html").contains("../../a/sparks/"));
}

#[test]
fn an_article_that_was_never_printed_may_be_renamed() {
    renamed(project("small"), "").build().succeeds_cleanly();
}

#[test]
fn a_deleted_article_is_one_mistake_that_names_the_boards() {
    let mut rows = String::from(ROW_1);
    for number in 3..=9 {
        rows.push_str(&ROW_1.replacen("001", &format!("00{number}"), 1));
    }
    let project = project("small").edit(BOARDS, ROW_1, &rows);
    print(&project, &[]).succeeds();
    project
        .remove("content/articles/fireworks.md")
        .edit(EDITION, ", \"fireworks\"]", "]")
        .build()
        .fails_with("locked-page-lost-on-many-boards");
}

#[test]
fn what_leaflets_open_must_stay_too() {
    let project = project("small");
    let lock = print(&project, &["--edition", "35"]).succeeds().file(LOCK);
    assert!(lock.contains("\nhttps://jk.example.com/e/035/,/e/035/,,,,,,35\n"), "{lock}");
    project.remove("content/editions/035.md").build().fails_with("locked-edition-lost");
}

#[test]
fn a_printed_article_cannot_become_a_draft_again() {
    let project = printed().edit(CO, "date = 2026-10-12\n", "date = 2026-10-12\ndraft = true\n");
    let project = project
        .edit(EDITION, "\"co\", ", "")
        .edit("content/editions/035.md", ", \"co\"]", "]")
        .edit(CONFIG, "[rules]\n", "[rules]\nedition-without-topic = \"off\"\n");
    project.build().fails_with("locked-draft");
    let moved = renamed(printed(), "aliases = [\"/a/fireworks/\"]\ndraft = true\n");
    let outcome = moved.edit(EDITION, ", \"sparks\"]", "]").build();
    assert!(outcome.stderr.contains("error[locked-draft]"), "by its old name: {}", outcome.stderr);
    assert_eq!(project.run(&["check"]).code, 1, "check finds what build finds");
}

#[test]
fn another_base_url_is_a_mistake_once_codes_hang() {
    let moved =
        |project: Project| project.edit(CONFIG, "https://jk.example.com", "https://www.example.com/jk");
    moved(project("small")).build().succeeds();
    moved(printed()).build().fails_with("locked-base-url");
    printed().run(&["build", "--base-url", "https://www.example.com/jk"]).succeeds_cleanly();
    let vouched = "[print]\nformer_urls = [\"https://jk.example.com/\"]\n\n[rules]\nurl-long = \"off\"\n";
    moved(printed()).edit(CONFIG, "[rules]\n", vouched).build().succeeds_cleanly();
}

#[test]
fn a_broken_lock_is_never_guessed_at() {
    let project = printed();
    let lock = project.run(&["check"]).file(LOCK);
    let middle = lock.find("https://jk.example.com/b/001/").unwrap();
    let marks = format!("{}<<<<<<< HEAD\n{}", &lock[..middle], &lock[middle..]);
    project.clone().write(LOCK, &marks).build().fails_with("lock-broken");
    for broken in [
        "",
        "code,opens\n",
        &lock.replacen("/a/co/,001", "/a/other/,001", 1),
        &lock.replacen(",36\n", ",x\n", 1),
        &lock.replacen("烤火取暖，窗留一条缝", "\"烤火", 1),
        &lock[..lock.len() - 4],
    ] {
        let outcome = project.clone().write(LOCK, broken).run(&["print"]);
        assert_eq!(outcome.code, 1, "{broken}\n{}", outcome.stderr);
        assert!(outcome.stderr.contains("lock-broken"), "{broken}\n{}", outcome.stderr);
        outcome.leaves_everything();
    }
}

#[test]
fn lines_that_both_sides_of_a_merge_added_are_fine() {
    let project = printed();
    let lock = project.run(&["check"]).file(LOCK);
    let twice =
        lock.replacen(",36\n", ",36\nhttps://jk.example.com/a/co/?b=001,/a/co/,001,集镇,x,y,z,35\n", 1);
    let merged = format!("{twice}{lock}").replace('\n', "\r\n");
    let project = project.write(LOCK, &merged);
    project.build().succeeds_cleanly();
    let lock = print(&project, &[]).succeeds_cleanly().file(LOCK);
    assert_eq!(lock, merged, "with no new code the file is left alone");
}

// Boards that are gone

#[test]
fn a_removed_board_keeps_its_page() {
    let project = printed().edit(BOARDS, ROW_2, &ROW_2.replacen("002", "003", 1));
    let outcome = project.build().succeeds();
    outcome.says("board-removed");
    let page = outcome.file("public/b/002/index.html");
    assert!(page.contains("这处宣传栏已经停用。") && page.contains("甲村村委会宣传栏"));
    assert!(page.contains("href=\"../../b/003/\""), "the village's other board is named: {page}");
    assert!(page.contains("平安过冬"), "and the edition is there to read");
    assert!(outcome.file("public/sitemap.xml").contains("/b/002/"));
    assert!(!outcome.file("public/b/index.html").contains("/b/002/"), "it is not listed");
    assert!(!outcome.has("print/036/boards/002.pdf"));
}

#[test]
fn ids_that_a_spreadsheet_shortened_are_one_mistake() {
    let project = printed().edit(BOARDS, "\n001,", "\n1,").edit(BOARDS, "\n002,", "\n2,");
    project.build().fails_with("board-renumbered");
}

#[test]
fn a_retired_board_keeps_its_page_too() {
    let project = printed().edit(BOARDS, "2021-01-06,,", "2021-01-06,2026-11-01,");
    let page = project.build().succeeds_cleanly().file("public/b/002/index.html");
    assert!(page.contains("这处宣传栏已于 2026 年 11 月 1 日 停用。") || page.contains("停用。"), "{page}");
    assert!(page.contains("2026"), "{page}");
}

#[test]
fn a_board_that_was_never_printed_may_go() {
    let outcome = project("small").edit(BOARDS, ROW_2, "").build().succeeds_cleanly();
    assert!(!outcome.has("public/b/002"));
}

#[test]
fn a_broken_row_is_not_taken_for_a_removed_board() {
    let outcome = printed().edit(BOARDS, "70,100,sheet,60x90", "70,100,sheet,65").build();
    assert_eq!(
        (outcome.code, outcome.stderr.matches("[board-removed]").count()),
        (1, 0),
        "{}",
        outcome.stderr
    );
    assert_eq!(outcome.stderr.matches("error[").count(), 1, "{}", outcome.stderr);
}

#[test]
fn a_broken_article_is_not_taken_for_a_deleted_one() {
    let outcome = printed().edit(QUIT, "title = ", "titel = ").build();
    assert!(!outcome.stderr.contains("locked-page-lost"), "{}", outcome.stderr);
}

// What may be printed

#[test]
fn codes_for_an_example_host_are_refused() {
    let small = project("small").edit(CONFIG, "example-host = \"off\"", "");
    print(&small, &[]).fails_with("example-host");
    small.build().succeeds_cleanly();
    for (host, word) in [("http://localhost:1414", "本机"), ("https://192.168.1.10", "内部网")] {
        let project = project("small").edit(CONFIG, "example-host = \"off\"", "").edit(
            CONFIG,
            "https://jk.example.com",
            host,
        );
        let outcome = print(&project, &[]).leaves_everything();
        assert!(outcome.code == 1 && outcome.stderr.contains(word), "{}", outcome.stderr);
    }
}

#[test]
fn a_new_project_is_not_printed_before_it_has_its_own_address() {
    let project = crate::harness::empty();
    project.run_plain(&["init", "town"]).succeeds();
    let outcome = project.run_plain(&["--lang", "en", "--root", "town", "print"]).leaves_everything();
    assert!(outcome.code == 1 && outcome.stderr.contains("error[example-host]"), "{}", outcome.stderr);
    assert_eq!(outcome.stderr.matches("error[").count(), 1, "{}", outcome.stderr);
}

#[test]
fn the_rule_may_let_an_example_through_with_a_warning() {
    let project = project("small").edit(CONFIG, "example-host = \"off\"", "example-host = \"warn\"");
    let outcome = print(&project, &[]).succeeds();
    assert!(outcome.stderr.contains("warning[example-host]"), "{}", outcome.stderr);
}

#[test]
fn an_address_without_encryption_is_printed_with_a_warning() {
    let project = project("small").edit(CONFIG, "https://jk.example.com", "http://jk.example.com");
    print(&project, &[]).succeeds().says("plain-http");
    project.build().succeeds_cleanly();
}

#[test]
fn there_must_be_something_to_print() {
    let project = project("small").edit(BOARDS, ROW_1, "").edit(BOARDS, ROW_2, "");
    print(&project, &[]).fails_with("nothing-to-print");
    assert_eq!(print(&project, &["--edition", "99"]).code, 1);
}

// Selections

#[test]
fn a_selection_goes_beside_the_complete_print() {
    let project = project("small");
    let outcome = print(&project, &["--board", "002"]).succeeds_cleanly();
    let mut made: Vec<String> = outcome.tree("print/036").into_keys().collect();
    made.retain(|path| !path.ends_with(".banbao-manifest.json"));
    let expected = [
        "part/boards/002.pdf",
        "part/delivery.csv",
        "part/delivery.pdf",
        "part/jobs/60x90.pdf",
        "part/jobs/a4.pdf",
        "part/proof.json",
        "part/proof.txt",
    ];
    assert_eq!(made, [&expected[..], &["printed.json"]].concat());
    assert_eq!(outcome.file(LOCK).lines().count(), 2, "only what was printed is locked");
    assert_eq!(outcome.file("print/036/part/delivery.csv").lines().count(), 2);
    let whole = print(&project, &[]).succeeds_cleanly();
    assert!(whole.has("print/036/boards/001.pdf") && whole.has("print/036/part/boards/002.pdf"));
}

#[test]
fn boards_are_selected_by_their_ids() {
    let outcome = print(&project("small"), &["--board", "1", "--board", "002"]).succeeds_cleanly();
    assert!(outcome.has("print/036/part/boards/001.pdf") && outcome.has("print/036/part/boards/002.pdf"));
    print(&project("small"), &["--board", "020"]).fails_with("no-such-board");
}

#[test]
fn after_a_correction_only_what_differs_is_printed() {
    let project = printed();
    let outcome = print(&project, &["--changed-since", "36"]).succeeds_cleanly();
    assert!(outcome.stdout.contains("没有要重印的"), "{}", outcome.stdout);
    outcome.leaves_everything();
    // The place is printed on board 002 alone.
    let corrected = project.edit(BOARDS, "院内公示栏旁", "院门外");
    let outcome = print(&corrected, &["--changed-since", "36"]).succeeds_cleanly();
    assert!(outcome.has("print/036/part/boards/002.pdf") && !outcome.has("print/036/part/boards/001.pdf"));
    print(&corrected, &["--changed-since", "36"]).succeeds_cleanly().leaves_everything();
    // A text is on every board.
    let outcome = print(&corrected.edit(CO, "窗留一条缝", "留条缝"), &["--changed-since", "36"]).succeeds();
    assert!(outcome.has("print/036/part/boards/001.pdf") && outcome.has("print/036/part/boards/002.pdf"));
}

#[test]
fn what_the_shop_printed_is_remembered_by_itself() {
    let project = printed();
    print(&project, &["--paper", "shop"]).succeeds_cleanly();
    let corrected = project.edit(BOARDS, "院内公示栏旁", "院门外");
    let changed = |paper: &[&str]| {
        let outcome = print(&corrected, &[&["--changed-since", "36"], paper].concat()).succeeds_cleanly();
        !outcome.stdout.contains("没有要重印的")
    };
    assert!(changed(&[]) && !changed(&[]), "the office's own");
    assert!(changed(&["--paper", "shop"]) && !changed(&["--paper", "shop"]), "and the shop's");
    assert!(!changed(&["--paper", "a3"]), "what was never cut up into tiles hangs as it was printed");
}

#[test]
fn another_picture_and_another_template_change_the_pages() {
    let project = project("small").overlay("markdown");
    let made = print(&project, &[]).succeeds();
    let picture = made.tree("content/articles/everything")["photo.png"].clone();
    let unchanged = |project: &Project| {
        let outcome = print(project, &["--changed-since", "36"]).succeeds();
        outcome.stdout.contains("没有要重印的")
    };
    assert!(unchanged(&project));
    // Bytes after the end of a PNG change no pixel, but nobody can know that without looking.
    let project = project.bytes("content/articles/everything/photo.png", &[&picture[..], b"x"].concat());
    assert!(!unchanged(&project) && unchanged(&project));
    let sheet = include_str!("../../themes/default/posters/sheet.typ");
    let project = project
        .edit(CONFIG, "language = \"zh-CN\"", "language = \"zh-CN\"\ntheme = \"mine\"")
        .write("themes/mine/posters/sheet.typ", &format!("{sheet}\n// mine\n"));
    assert!(!unchanged(&project) && unchanged(&project));
}

#[test]
fn the_day_of_printing_changes_no_page() {
    let outcome = print(&printed().today("2026-12-24"), &["--changed-since", "36"]).succeeds();
    assert!(outcome.stdout.contains("没有要重印的"), "{}", outcome.stdout);
}

#[test]
fn only_what_was_printed_can_be_compared_with() {
    let project = project("small");
    project.build().succeeds();
    print(&project, &["--changed-since", "36"]).fails_with("never-printed");
    let other = printed();
    let outcome = print(&other, &["--edition", "35", "--changed-since", "36"]).succeeds();
    assert!(outcome.has("print/035/part/boards/001.pdf"), "another edition's pages all differ");
}

#[test]
fn a_board_outdoors_gets_codes_that_survive_more() {
    let column = |value: &str| {
        project("small")
            .edit(BOARDS, "distance_m,installed", "distance_m,outdoor,installed")
            .edit(BOARDS, "panels,,1,", &format!("panels,,1,{value},"))
            .edit(BOARDS, "60x90,1,", "60x90,1,否,")
    };
    let pages = |project: &Project| print(project, &[]).succeeds_cleanly().tree("print/036/boards");
    let (inside, outside) = (pages(&column("否")), pages(&column("是")));
    assert_ne!(inside["001.pdf"], outside["001.pdf"]);
    assert_eq!(inside["002.pdf"], outside["002.pdf"]);
    let default = column("").edit(CONFIG, "[rules]\n", "[print]\noutdoor = true\n\n[rules]\n");
    assert_eq!(pages(&default)["001.pdf"], outside["001.pdf"]);
    column("外面").build().fails_with("bad-outdoor");
}

#[test]
fn of_two_prints_at_once_one_waits_for_its_turn() {
    let project = project("small").write("content/.codes.lock.banbao/lock", "");
    let lock = project.path("content/.codes.lock.banbao/lock");
    let held = std::fs::File::options().write(true).open(&lock).unwrap();
    held.lock().unwrap();
    let refused = project.run(&["print"]).leaves_everything();
    assert_eq!(refused.code, 3);
    refused.says("print-busy");
    held.unlock().unwrap();
    assert!(project.run(&["print"]).succeeds().has("content/codes.lock"));
    assert!(!lock.exists(), "nothing is left beside the lock");
}
