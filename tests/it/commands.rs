//! The command line as a person uses it: what each command makes, says and leaves alone, and its exit code.

use crate::harness::{Outcome, Tree, empty, project, town};

const CO: &str = "content/articles/co.md";
const ABOUT: &str = "content/pages/about.md";

/// An edition prepared ahead: its period begins in January.
const NEXT: &str =
    "+++\nnumber = 37\nperiod = \"2027-01\"\ntitle = \"过年\"\narticles = [\"fireworks\", \"quit\"]\n+++\n";

fn names(tree: &Tree) -> Vec<&str> {
    tree.keys().map(String::as_str).collect()
}

/// The findings that `check --format json` prints.
fn findings(outcome: &Outcome) -> Vec<serde_json::Value> {
    serde_json::from_str(&outcome.stdout).unwrap()
}

// init

#[test]
fn init_makes_a_project_that_builds_on_any_day() {
    for today in ["2026-11-23", "2026-12-31", "2028-02-29"] {
        let project = empty();
        let made =
            project.run_plain(&["--today", today, "--lang", "zh-CN", "init", "town"]).succeeds_cleanly();
        assert!(made.stdout.contains("banbao --root town build"), "the next step: {}", made.stdout);
        let built = project.run_plain(&["--today", today, "--root", "town", "build"]).succeeds_cleanly();
        for path in
            ["town/public/index.html", "town/public/b/001/index.html", "town/print/001/boards/001.pdf"]
        {
            assert!(built.has(path), "{path} on {today}");
        }
        let home = built.file("town/public/index.html");
        // Braces are the business of JSON-LD alone.
        let (head, rest) = home.split_once("<script type=\"application/ld+json\">").unwrap();
        let (_, body) = rest.split_once("</script>").unwrap();
        assert!(!head.contains('{') && !body.contains('{'), "a placeholder was left");
        let check = ["--today", today, "--root", "town", "check", "--strict"];
        project.run_plain(&check).succeeds().leaves_everything();
    }
}

#[test]
fn init_leaves_a_folder_with_something_in_it_alone() {
    let project = empty().write("town/notes.txt", "别动我");
    project.run_plain(&["--lang", "zh-CN", "init", "town"]).fails_with("init-not-empty");
    let again = empty();
    again.run_plain(&["init", "town"]).succeeds();
    assert_eq!(again.run_plain(&["init", "town"]).leaves_everything().code, 1);
}

#[test]
fn init_with_a_theme_copies_the_default_one_to_change() {
    let default = project("small").build().succeeds().tree("public");
    let project = project("small");
    let root = project.path("");
    let made = project.run(&["init", root.to_str().unwrap(), "--theme", "mine"]).succeeds_cleanly();
    assert!(made.has("themes/mine/web/base.html") && made.has("themes/mine/posters/sheet.typ"));
    assert!(!made.has("themes/mine/fonts"), "fonts stay in the program");
    let line = "language = \"zh-CN\"";
    let project = project.edit("banbao.toml", line, &format!("{line}\ntheme = \"mine\""));
    assert_eq!(
        project.build().succeeds_cleanly().tree("public"),
        default,
        "an unchanged copy changes nothing"
    );
    for name in ["mine", "default", "Mine", "我的", "../mine"] {
        let refused = project.run(&["init", root.to_str().unwrap(), "--theme", name]).leaves_everything();
        assert_eq!(refused.code, 1, "{name}");
    }
}

// new

#[test]
fn a_new_article_is_a_draft_that_builds() {
    let project = project("small");
    let made = project.run(&["new", "article", "流感疫苗 2026"]).succeeds_cleanly();
    assert!(made.has("content/articles/liu-gan-yi-miao-2026.md"), "{}", made.stdout);
    let built = project.build().succeeds_cleanly();
    assert!(!built.has("public/a/liu-gan-yi-miao-2026"), "a draft is not published");
    let drafts = project.run(&["build", "--drafts"]).succeeds();
    assert!(drafts.file("public/a/liu-gan-yi-miao-2026/index.html").contains("流感疫苗 2026"));
    let again = project.run(&["new", "article", "流感疫苗 2026"]).leaves_everything();
    assert_eq!(again.code, 1, "what is there is left alone");
}

#[test]
fn a_new_article_takes_any_title_and_a_slug_of_its_own() {
    let project = project("small");
    let title = "他说\"不抽\"，\\ 真的";
    project.run(&["new", "article", title, "--slug", "no"]).succeeds_cleanly();
    let built = project.run(&["build", "--drafts"]).succeeds();
    let page = built.file("public/a/no/index.html");
    assert!(page.contains("他说&quot;不抽&quot;，\\ 真的"), "{page}");
    for slug in ["不抽", "No", "../x", ""] {
        let refused = project.run(&["new", "article", "好", "--slug", slug]).leaves_everything();
        assert_eq!(refused.code, 2, "{slug}");
    }
}

#[test]
fn a_new_edition_follows_the_last() {
    let project = project("small");
    let made = project.run(&["new", "edition", "过年"]).succeeds_cleanly();
    assert!(made.stdout.contains("articles"), "it says what comes next: {}", made.stdout);
    let named = project.run(&["new", "edition", "过年", "--slug", "new-year"]).leaves_everything();
    assert_eq!(named.code, 2, "its number is its name");
    let text = made.file("content/editions/037.md");
    assert!(text.contains("number = 37") && text.contains("period = \"2027-01\""), "{text}");
    let built = project.build().succeeds();
    assert!(built.stderr.starts_with("warning[edition-empty]"), "it waits for articles: {}", built.stderr);
    assert!(built.has("public/e/037/index.html"));
    assert!(built.has("print/036") && !built.has("print/037"), "it has not begun");
}

#[test]
fn a_new_alert_shows_at_once_on_every_board() {
    let project = project("small");
    project.run(&["new", "alert", "暴雨将到", "--slug", "rain"]).succeeds_cleanly();
    let built = project.build().succeeds();
    assert!(built.stderr.starts_with("warning[alert-empty]"), "it waits for its text: {}", built.stderr);
    assert!(built.has("content/alerts/rain.md"));
    for path in ["public/index.html", "public/b/001/index.html", "public/b/002/index.html"] {
        assert!(built.file(path).contains("暴雨将到"), "{path}");
    }
}

#[test]
fn nothing_new_is_made_outside_a_project() {
    empty().run(&["new", "article", "流感"]).fails_with("new-no-project");
}

// check

#[test]
fn check_writes_nothing() {
    let outcome = project("small").run(&["check"]).succeeds().leaves_everything();
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", "没有发现错误。\n"));
    project("small").run(&["check", "-q"]).succeeds_cleanly().leaves_everything();
}

#[test]
fn the_sample_town_passes_a_strict_check() {
    town().run(&["check", "--strict"]).succeeds().leaves_everything();
}

#[test]
fn check_finds_what_build_finds() {
    let project =
        project("small").edit(CO, "窗户要留缝", "窗户要留𓀀缝").edit(CO, "description", "descripton");
    let (check, build) = (project.run(&["check"]), project.build());
    assert_eq!((check.code, check.stderr), (1, build.stderr));
}

#[test]
fn warnings_are_errors_of_a_strict_check_alone() {
    let project = project("small").edit(CO, "reviewer = \"小镇卫生院全科门诊\"\n", "");
    let built = project.build().succeeds();
    assert!(built.stderr.starts_with("warning[no-reviewer]"), "{}", built.stderr);
    assert_eq!(project.run(&["build", "-q"]).succeeds_cleanly().stdout, "", "quiet: errors alone");
    project.run(&["check"]).succeeds();
    project.run(&["check", "--strict"]).fails_with("check-strict");
}

#[test]
fn rules_change_what_a_finding_counts_as() {
    let project = project("small").edit(CO, "reviewer = \"小镇卫生院全科门诊\"\n", "");
    let project = project.edit("banbao.toml", "[rules]", "[rules]\nno-reviewer = \"off\"");
    project.run(&["check", "--strict"]).succeeds();
    let error = project.edit("banbao.toml", "no-reviewer = \"off\"", "no-reviewer = \"error\"").build();
    assert!(error.code == 1 && error.stderr.starts_with("error[no-reviewer]"), "{}", error.stderr);
}

#[test]
fn check_speaks_to_programs_in_json() {
    let good = project("small").run(&["check", "--format", "json"]).succeeds_cleanly();
    assert!(findings(&good).is_empty());
    let project =
        project("small").edit("content/boards.csv", ",240,", ",宽,").edit(CO, "description", "descripton");
    let bad = project.run(&["check", "--format", "json"]).leaves_everything();
    assert_eq!((bad.code, bad.stderr.as_str()), (1, ""));
    let [field, number] = findings(&bad).try_into().unwrap();
    assert_eq!((&field["code"], &field["severity"]), (&"unknown-field".into(), &"error".into()));
    let place = &field["places"][0];
    assert_eq!((&place["file"], &place["line"], &place["column"]), (&CO.into(), &3.into(), &1.into()));
    let place = &number["places"][0];
    assert_eq!((&place["cell"], &place["line"], &place["column"]), (&"F2".into(), &2.into(), &25.into()));
    for text in [&field["message"], &field["help"]] {
        assert!(text.as_str().unwrap().contains("descri"), "{text}");
    }
}

// build

#[test]
fn a_build_tells_what_it_made_and_when_it_goes_stale() {
    let outcome = project("small").build().succeeds_cleanly();
    let rows: Vec<Vec<&str>> = outcome.stdout.lines().map(|line| line.split_whitespace().collect()).collect();
    let row = |name: &str| rows.iter().find(|row| row[0] == name).unwrap()[1..].join(" ");
    assert_eq!(row("印刷包"), "2 个宣传栏，第 36 期");
    // A header strip of three pages, three panels, one sheet and two slips; no code on two of the strip and on slips.
    assert_eq!(row("用纸"), "9 张（60×90 cm 1 · A3 6 · A4 2）");
    // Read in the boards' own files, in the merged ones, and three each in leaflet and alerts and on the campaign's
    // posters.
    assert_eq!(row("二维码"), "5（在成品文件里读了 16 次）");
    assert_eq!(row("提醒"), "0");
    assert_eq!(row("下次更新"), "2026 年 12 月 1 日", "the alert's last day is 30 November");
    assert_eq!(project("small").run(&["build", "-q"]).succeeds_cleanly().stdout, "");
    let stages = project("small").run(&["build", "-v"]).succeeds_cleanly().stdout;
    assert_eq!(stages.matches(" ms").count(), 6, "{stages}");
}

#[test]
fn site_and_packs_can_be_left_out() {
    let site = project("small").run(&["build", "--no-print"]).succeeds_cleanly();
    assert!(site.has("public/index.html") && !site.has("print"));
    let packs = project("small").run(&["build", "--no-site"]).succeeds_cleanly();
    assert!(packs.has("print/036/delivery.csv") && !packs.has("public"));
}

#[test]
fn another_editions_packs_leave_the_site_and_other_packs_alone() {
    let project = project("small").write("content/editions/037.md", NEXT);
    let first = project.build().succeeds_cleanly();
    let second = project.run(&["build", "--edition", "37"]).succeeds_cleanly();
    assert_eq!(first.tree("public"), second.tree("public"));
    assert!(second.has("print/036/boards/001.pdf") && second.has("print/037/boards/001.pdf"));
    let third = project.build().succeeds_cleanly();
    assert_eq!(second.tree("print"), third.tree("print"));
    project.run(&["build", "--edition", "99"]).fails_with("no-such-edition");
}

#[test]
fn the_day_says_which_edition_is_current() {
    let october = project("small").today("2026-10-31").build().succeeds_cleanly();
    assert!(october.has("print/035") && !october.has("print/036"));
    assert!(october.stdout.contains("2026 年 11 月 1 日"), "then the next begins: {}", october.stdout);
    let before_all = project("small").today("2026-08-31").build().succeeds();
    assert!(before_all.stderr.contains("no-current-edition"), "{}", before_all.stderr);
    assert!(before_all.has("public/index.html") && !before_all.has("print"));
    let after_all = project("small").today("2027-01-01").build().succeeds();
    assert!(after_all.has("print/036"), "the last one stays");
    assert!(after_all.stderr.starts_with("warning[edition-over]"), "{}", after_all.stderr);
}

#[test]
fn an_address_of_the_site_changes_links_but_no_printed_code() {
    let project = project("small");
    let first = project.build().succeeds_cleanly();
    let other = project.run(&["build", "--base-url", "https://test.example.org/town/"]).succeeds_cleanly();
    let page = other.file("public/b/001/index.html");
    assert!(page.contains("href=\"https://test.example.org/town/b/001/\""), "{page}");
    assert!(other.file("public/feed.xml").contains("https://test.example.org/town/a/co/"));
    assert!(!other.file("public/sitemap.xml").contains("jk.example.com"));
    assert_eq!(first.tree("print"), other.tree("print"));
}

#[test]
fn outputs_go_where_they_are_asked_to() {
    let project = project("small");
    let (web, paper) = (project.path("out/web"), project.path("out/paper"));
    let arguments = ["build", "--output", web.to_str().unwrap(), "--print", paper.to_str().unwrap()];
    let outcome = project.run(&arguments).succeeds_cleanly();
    assert!(outcome.has("out/web/index.html") && outcome.has("out/paper/036/delivery.pdf"));
    assert!(!outcome.has("public") && !outcome.has("print"));
}

#[test]
fn global_options_stand_before_or_after_the_command() {
    let project = project("small").edit(CO, "description", "descripton");
    let root = project.path("");
    let root = root.to_str().unwrap();
    let before = project.run_plain(&["--root", root, "--today", "2026-11-23", "--lang", "en", "check"]);
    let after = project.run_plain(&["check", "--lang", "en", "--root", root, "--today", "2026-11-23"]);
    assert_eq!((before.code, after.code), (1, 1));
    assert_eq!(before.stderr, after.stderr);
}

#[test]
fn messages_are_in_the_sites_language_where_nobody_says_otherwise() {
    let project = project("small").edit(CO, "description", "descripton");
    let chinese = project.run_plain(&["--today", "2026-11-23", "check"]);
    assert!(chinese.stderr.contains("你是想写 `description` 吗"), "{}", chinese.stderr);
    let project = project.edit("banbao.toml", "language = \"zh-CN\"", "language = \"en\"");
    let english = project.run_plain(&["--today", "2026-11-23", "check"]);
    assert!(english.stderr.contains("Did you mean `description`"), "{}", english.stderr);
}

#[test]
fn colour_comes_when_it_is_asked_for() {
    let project = project("small").edit(CO, "description", "descripton");
    assert!(project.run_plain(&["check", "--color", "always"]).stderr.contains("\u{1b}["));
    assert!(!project.run_plain(&["check"]).stderr.contains("\u{1b}["), "no terminal, no colour");
}

#[test]
fn wrong_usage_is_told_and_exits_2() {
    for arguments in [
        &["bild"][..],
        &[],
        &["build", "--outptu", "x"],
        &["build", "--edition", "next"],
        &["build", "--today", "2026-02-30"],
        &["build", "--lang", "fr"],
        &["build", "-q", "-v"],
        &["new", "board", "新栏"],
        &["check", "--format", "xml"],
    ] {
        let outcome = project("small").run_plain(arguments).leaves_everything();
        assert_eq!(outcome.code, 2, "{arguments:?}");
        assert!(!outcome.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn wrong_usage_is_told_in_the_readers_language() {
    let said = |lang, arguments: &[&str]| {
        let mut all = vec!["--lang", lang];
        all.extend(arguments);
        empty().run_plain(&all).stderr
    };
    for (arguments, chinese, english) in [
        (
            &["bild"][..],
            "没有命令 `bild`。\n是不是 `build`？",
            "There is no command `bild`.\nDid you mean `build`?",
        ),
        (&["build", "--jobs", "0"], "写一个整数，从 1 起。", "It is a whole number, 1 or more."),
        (&["build", "--base-url", "foo"], "写成 https://", "It is written like https://"),
        (&["new", "article"], "缺少：<TITLE>", "This is missing: <TITLE>"),
    ] {
        assert!(said("zh-CN", arguments).contains(chinese), "{}", said("zh-CN", arguments));
        assert!(said("en", arguments).contains(english), "{}", said("en", arguments));
    }
    let help = |lang| empty().run_plain(&["build", "--help", "--lang", lang]).succeeds_cleanly().stdout;
    assert!(help("zh-CN").contains("生成网站和本期的印刷包") && help("zh-CN").contains("各命令通用的选项"));
    assert!(help("en").contains("Build the site and the current edition's packs"));
}

#[test]
fn help_version_and_completions_are_no_mistakes() {
    for arguments in [&["--help"][..], &["build", "--help"], &["--version"]] {
        assert!(empty().run_plain(arguments).succeeds_cleanly().stdout.contains("banbao"), "{arguments:?}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = empty().run_plain(&["completions", shell]).succeeds_cleanly().stdout;
        assert!(script.contains("banbao") && script.contains("no-print"), "{shell}");
    }
}

// What lies in the outputs already

#[test]
fn files_of_others_are_kept_and_named() {
    let project =
        project("small").built().write("public/verify/wx.txt", "验证").write("print/036/notes.txt", "记");
    let outcome = project.build().succeeds_cleanly();
    assert_eq!(outcome.file("public/verify/wx.txt"), "验证");
    assert_eq!(outcome.file("print/036/notes.txt"), "记");
    assert!(outcome.stdout.contains("notes.txt, verify/wx.txt"), "{}", outcome.stdout);
}

#[test]
fn files_that_are_made_no_more_go_away() {
    let project = project("small").built();
    assert!(project.path("public/p/about/index.html").exists());
    let project = project.remove(ABOUT).edit("content/campaign/campaign.toml", "page = \"about\"\n", "");
    let outcome = project.build().succeeds_cleanly();
    assert!(!outcome.has("public/p"), "nor does an empty folder stay");
    assert_eq!(names(&outcome.tree("print")), names(&project.build().tree("print")));
}

#[test]
fn a_second_build_changes_no_byte_and_no_time() {
    let project = project("small");
    project.build().succeeds_cleanly();
    let project = project.backdated();
    let outcome = project.build().succeeds_cleanly().leaves_everything();
    for path in ["public/index.html", "public/a/co/index.html", "print/036/boards/001.pdf"] {
        assert!(outcome.is_backdated(path), "{path}");
    }
}

#[test]
fn files_that_did_not_change_keep_their_time() {
    let project = project("small").built().backdated();
    let outcome = project.edit(CO, "炭火没有烟", "炭火不冒烟").build().succeeds_cleanly();
    assert!(!outcome.is_backdated("public/a/co/index.html"), "its text changed");
    for path in ["public/a/quit/index.html", "public/b/001/index.html", "print/036/boards/001.pdf"] {
        assert!(outcome.is_backdated(path), "{path}");
    }
}

#[test]
fn packs_are_never_put_into_the_web_root() {
    let project = project("small");
    for (output, print) in [("site", "site"), ("site", "site/print"), ("print/036", "print")] {
        let (output, print) = (project.path(output), project.path(print));
        let outcome = project.run(&[
            "build",
            "--output",
            &output.to_string_lossy(),
            "--print",
            &print.to_string_lossy(),
        ]);
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        assert!(!output.exists() && !print.exists());
    }
}
