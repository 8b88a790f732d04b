//! The rules of `check`: what no public text may hold, what a year's editions should, and links into texts.

use rust_xlsxwriter::Workbook;

use crate::harness::{Outcome, Project, project};

const CO: &str = "content/articles/co.md";

fn check(project: &Project) -> Outcome {
    project.run(&["check"])
}

/// A line of its own at the end of an article.
fn with(text: &str) -> Project {
    let co = include_str!("../cases/small/content/articles/co.md");
    project("small").write(CO, &format!("{co}\n{text}\n"))
}

#[track_caller]
fn says(outcome: &Outcome, parts: &[&str]) {
    for part in parts {
        assert!(outcome.stderr.contains(part), "`{part}` is not in: {}", outcome.stderr);
    }
}

#[track_caller]
fn is_silent(outcome: &Outcome, code: &str) {
    assert!(!outcome.stderr.contains(code), "{}", outcome.stderr);
}

/// The line and column of `word` in a text, as an editor counts them.
fn position(text: &str, word: &str) -> String {
    let at = text.find(word).unwrap();
    let (line, start) =
        (text[..at].matches('\n').count() + 1, text[..at].rfind('\n').map_or(0, |end| end + 1));
    format!("{line}:{}", text[start..at].chars().count() + 1)
}

// Personal data

#[test]
fn numbers_of_people_stop_the_build_at_their_place() {
    let outcome = with("有事找张三，１３８ ０００１ １１１１。").build();
    assert_eq!(outcome.code, 1);
    let at = position(&outcome.file(CO), "１３８");
    says(&outcome, &["error[personal-phone]", &format!("{CO}:{at}")]);
    assert!(!outcome.has("public/index.html"));
    let outcome = check(&with("李四 11010519491231002X 已建档。"));
    says(&outcome, &["error[personal-id]", CO]);
}

#[test]
fn the_offices_own_numbers_are_public() {
    let text = "请拨打（0874）3000111 或 120、12320。";
    says(&check(&with(text)), &["personal-phone"]);
    let telephone = "telephone = \"0874-3000111\"\nshort =";
    is_silent(&check(&with(text).edit("banbao.toml", "short =", telephone)), "personal-phone");
    let texts = "[texts]\npublic_numbers = [\"0874 3000111\"]\n\n[editions]";
    is_silent(&check(&with(text).edit("banbao.toml", "[editions]", texts)), "personal-phone");
}

#[test]
fn numbers_of_people_are_found_in_every_public_text() {
    let number = "13800001111";
    let places = [
        (CO, "description = \"预防一氧化碳中毒\"", "description = \"问 13800001111\""),
        ("content/pages/about.md", "+++\n\n", "+++\n\n13800001111\n\n"),
        ("content/editions/036.md", "+++\n\n", "+++\n\n13800001111\n\n"),
        ("content/alerts/cold-wave.md", "+++\n\n", "+++\n\n13800001111\n\n"),
    ];
    for (path, from, to) in places {
        let outcome = check(&project("small").edit(path, from, to));
        says(&outcome, &["error[personal-phone]", path]);
    }
    let boards = include_str!("../cases/small/content/boards.csv");
    let line = boards.lines().nth(1).unwrap();
    let name = line.split(',').nth(1).unwrap();
    let outcome = check(&project("small").write("content/boards.csv", &boards.replacen(name, number, 1)));
    says(&outcome, &["error[personal-phone]", "content/boards.csv:2:", "B2"]);
    let config =
        project("small").edit("banbao.toml", "language =", "notice = \"问 13800001111\"\nlanguage =");
    says(&check(&config), &["error[personal-phone]", "banbao.toml:"]);
}

#[test]
fn numbers_of_people_are_found_once_whether_or_not_pages_are_made() {
    let text = "+++\ntitle = \"Open a window\"\n+++\n\nAsk 13800001111.\n";
    let project = with("有事找 13900002222。").write("content/articles/co.en.md", text);
    let broken = "{% extends \"base.html\" %}{% block main %}{% if %}{% endblock main %}";
    let commands = ["check", "build", "build --no-site", "build --no-print", "print"];
    let found = |outcome: Outcome| outcome.stderr.matches("personal-phone").count();
    for command in commands {
        let words: Vec<&str> = command.split(' ').collect();
        let outcome = project.run(&words);
        says(&outcome, &[CO, "content/articles/co.en.md"]);
        assert_eq!(found(outcome), 2, "{command}");
    }
    let outcome = check(&project.write("themes/default/web/page.html", broken));
    says(&outcome, &["template-error"]);
    assert_eq!(found(outcome), 2, "no page can be made");
}

#[test]
fn a_number_in_a_workbook_is_told_by_its_cell() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("宣传栏").unwrap();
    let rows = [
        ["id", "name", "kind", "village", "place", "width_cm", "height_cm", "format"],
        ["001", "甲村宣传栏", "村委会", "甲村", "院墙，问 13800001111", "240", "120", "panels"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let project = project("small").remove("content/boards.csv").bytes("content/boards.xlsx", &bytes);
    says(&check(&project), &["error[personal-phone]", "content/boards.xlsx (宣传栏!E2)"]);
}

#[test]
fn comments_and_drafts_are_not_public() {
    is_silent(&check(&with("<!-- 底稿：问张三\n13800001111 -->")), "personal-phone");
    let note = "# 联系人 13800001111\ntitle = \"烤火取暖，窗留一条缝\"";
    let project = project("small").edit(CO, "title = \"烤火取暖，窗留一条缝\"", note);
    is_silent(&check(&project), "personal-phone");
    let draft = "+++\ntitle = \"以后再说\"\ndraft = true\n+++\n\n13800001111\n";
    is_silent(&project.write("content/articles/later.md", draft).build(), "personal-phone");
}

// Phrases

#[test]
fn promises_are_warned_of_and_warnings_of_them_are_not() {
    let outcome = with("祖传秘方，三天根治。").build();
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let at = position(&outcome.file(CO), "根治");
    says(&outcome, &["warning[banned-phrase]", "“祖传”", "“秘方”", "“根治”", &format!("{CO}:{at}")]);
    assert_eq!(with("三天根治。").run(&["check", "--strict"]).code, 1);
    is_silent(&check(&with("糖尿病不能根治，偏方不可信。")), "banned-phrase");
    is_silent(&check(&with("> [!CAUTION]\n> 用偏方治蛇伤。")), "banned-phrase");
}

#[test]
fn an_office_bans_and_allows_phrases_of_its_own() {
    let texts = "[texts]\nbanned = [\"某牌\"]\nallowed = [\"祖传手艺\"]\n\n[editions]";
    let outcome = check(&with("不要买某牌。这是祖传手艺。").edit("banbao.toml", "[editions]", texts));
    says(&outcome, &["“某牌”"]);
    is_silent(&outcome, "“祖传”");
}

#[test]
fn what_texts_must_not_hold_is_told_with_what_to_do() {
    let text =
        "三天根治，找 13800001111。\n\n证号 11010519491231002X。\n\n[看这里](@/articles/quit.md#nowhere)";
    with(text).build().fails_with("rules-of-texts");
    with(text).lang("en").build().fails_with("en-rules-of-texts");
}

// Editions

/// Six editions of two months, up to the fixtures' day.
fn a_year() -> Project {
    (31..=34).fold(project("small"), |project, number| {
        let text = format!(
            "+++\nnumber = {number}\nperiod = \"2026-{:02}\"\ntitle = \"第{number}期\"\narticles = [\"co\", \"quit\"]\n+++\n",
            (number - 31) * 2 + 1
        );
        project.write(&format!("content/editions/0{number}.md"), &text)
    })
}

#[test]
fn a_years_editions_should_speak_of_every_item_of_health_literacy() {
    is_silent(&check(&project("small")), "literacy-coverage");
    let outcome = check(&a_year());
    outcome.says("literacy-coverage");
    let asked = "[editions]\nliteracy_items = 1\n";
    is_silent(&check(&a_year().edit("banbao.toml", "[editions]\n", asked)), "literacy-coverage");
}

#[test]
fn an_empty_edition_and_a_time_without_one_are_told() {
    let next = "+++\nnumber = 37\nperiod = \"2027-01\"\ntitle = \"春节\"\narticles = []\n+++\n";
    let outcome = check(&project("small").write("content/editions/037.md", next));
    outcome.says("edition-empty");
    let outcome = check(&project("small").today("2026-08-31"));
    outcome.says("no-current-edition");
}

// Links

#[test]
fn a_link_to_a_heading_leads_to_one_that_is_there() {
    let target = "+++\ntitle = \"另一篇\"\n+++\n\n## smoke {#smoke}\n\n正文。\n";
    let linking = |link: &str| with(&format!("[看这里]({link})")).write("content/articles/other.md", target);
    for link in ["@/articles/other.md#smoke", "other.md#smoke", "/a/other/#smoke"] {
        is_silent(&check(&linking(link)), "broken-fragment");
    }
    let outcome = check(&linking("other.md#smoek"));
    assert_eq!(outcome.code, 1);
    says(&outcome, &["error[broken-fragment]", "#smoek", "是不是 `#smoke`"]);
    says(&check(&linking("#nowhere")), &["error[broken-fragment]"]);
}

#[test]
fn texts_may_link_to_everything_that_is_published() {
    let links = [
        "/",
        "/b/001/",
        "/e/036/",
        "/t/safety/",
        "/progress/",
        "/p/about/",
        "/feed.xml",
        "/sitemap.xml",
        "/calendar.ics",
        "/api/articles.json",
        "/api/editions.json",
        "/api/boards.json",
        "/api/boards.csv",
        "/api/figures.json",
        "/api/figures.csv",
        "/own.pdf",
    ];
    let text: String = links.iter().map(|link| format!("[看]({link})\n")).collect();
    let outcome = with(&text).write("content/static/own.pdf", "x").run(&["build", "--no-print"]).succeeds();
    for link in links.iter().filter(|link| !link.ends_with('/')) {
        assert!(outcome.has(&format!("public{link}")), "{link}");
    }
    says(&check(&with("[看](/api/artikles.json)")), &["broken-link"]);
}
