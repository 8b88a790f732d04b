//! What the site must hold: every URL, every figure with its source, and nothing that is the office's own business.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::harness::{Outcome, Project, Tree, empty, project, town};

const CO: &str = "content/articles/co.md";
const BOARDS: &str = "content/boards.csv";

/// The sample town's site, built once for all tests.
fn town_site() -> &'static Tree {
    static SITE: OnceLock<Tree> = OnceLock::new();
    SITE.get_or_init(|| town().run(&["build", "--no-print"]).succeeds_cleanly().tree("public"))
}

fn page(site: &Tree, path: &str) -> String {
    assert!(site.contains_key(path), "there is no {path}");
    String::from_utf8(site[path].clone()).unwrap()
}

/// The site of a project that must build, without its packs.
#[track_caller]
fn site(project: &Project) -> Outcome {
    project.run(&["build", "--no-print"]).succeeds()
}

/// What a reader reads of a piece of HTML: no tags, one space for any white space.
fn words(html: &str) -> String {
    let text: String =
        html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An old address that leads to the new one.
fn is_redirect(html: &str) -> bool {
    html.contains("http-equiv=\"refresh\"")
}

/// Values of an attribute, in order.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

/// `22094.26` → `22,094.26`, reckoned apart from the program.
fn grouped(number: &str) -> String {
    let (whole, fraction) =
        number.split_once('.').map_or((number, None), |(whole, part)| (whole, Some(part)));
    let digits: Vec<char> = whole.chars().collect();
    let groups: Vec<String> = digits.rchunks(3).rev().map(|group| group.iter().collect()).collect();
    fraction.map_or_else(|| groups.join(","), |fraction| format!("{}.{fraction}", groups.join(",")))
}

// The sample town

#[test]
fn every_figure_of_the_report_stands_on_its_areas_page() {
    let campaign: toml::Table = include_str!("../../content/campaign/campaign.toml").parse().unwrap();
    let areas: BTreeMap<&str, &str> = campaign["areas"]
        .as_array()
        .unwrap()
        .iter()
        .map(|area| (area["name"].as_str().unwrap(), area["id"].as_str().unwrap()))
        .collect();
    let mut rows = csv::Reader::from_reader(include_str!("../../content/campaign/figures.csv").as_bytes());
    let mut count = 0;
    for row in rows.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        let html = page(town_site(), &format!("progress/{}/index.html", areas[row["area"].as_str()]));
        let start = format!("<li class=\"figure\" id=\"{}\">", row["id"]);
        let (_, rest) = html.split_once(&start).unwrap_or_else(|| panic!("{} is missing", row["id"]));
        let figure = words(rest.split("</li>").next().unwrap());
        // 1.6 万余人: the qualifier stands behind 万.
        let unit = row["unit"].trim_start_matches(['万', '亿']);
        let scale = row["unit"].trim_end_matches(unit);
        let amount = format!("{} {scale}{}{unit}", grouped(&row["value"]), row["qualifier"]);
        has(&figure, &[&row["indicator"], &amount, &row["period"], &format!("“{}”", row["source"])]);
        count += 1;
    }
    assert_eq!(count, 69);
}

#[test]
fn every_address_of_the_design_exists() {
    let site = town_site();
    let expected = [
        "index.html",
        "b/index.html",
        "b/023/index.html",
        "a/co/index.html",
        "e/index.html",
        "e/036/index.html",
        "t/index.html",
        "t/safety/index.html",
        "progress/index.html",
        "progress/education/index.html",
        "progress/calendar/index.html",
        "progress/inspections/index.html",
        "progress/ledger/index.html",
        "progress/plan/index.html",
        "progress/rounds/index.html",
        "p/about/index.html",
        "p/mechanisms/index.html",
        "404.html",
        "feed.xml",
        "sitemap.xml",
        "calendar.ics",
        "robots.txt",
        "api/articles.json",
        "api/boards.csv",
        "api/boards.json",
        "api/editions.json",
        "api/figures.csv",
        "api/figures.json",
    ];
    for path in expected {
        assert!(site.contains_key(path), "{path}");
    }
    let under = |folder: &str| {
        let pages = site.keys().filter(|path| {
            let name = path.strip_prefix(folder).and_then(|rest| rest.strip_suffix("/index.html"));
            name.is_some_and(|name| !name.contains('/')) && !is_redirect(&page(site, path))
        });
        pages.count()
    };
    let counts = ["b/", "a/", "e/", "t/", "progress/", "p/"].map(under);
    assert_eq!(counts, [58, 35, 7, 10, 18, 10]);
}

#[test]
fn pages_run_nothing_but_files_of_the_site() {
    for (path, bytes) in town_site().iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        for script in html.split("<script").skip(1) {
            // JSON-LD is data, which no browser runs.
            let data = script.starts_with(" type=\"application/ld+json\">");
            let (tag, _) = script.split_once("</script>").unwrap();
            let file = tag.contains("assets/") && tag.ends_with(" defer>");
            assert!(data || file, "{path}: {tag}");
        }
        for bad in ["javascript:", " onclick", " onload", " onerror", "<iframe", "<object"] {
            assert!(!html.contains(bad), "{path}: {bad}");
        }
    }
}

#[test]
fn every_page_says_that_the_town_is_a_sample() {
    for path in town_site().keys().filter(|path| path.ends_with(".html")) {
        let html = page(town_site(), path);
        assert!(html.contains("本站为示例") || is_redirect(&html), "{path}");
    }
}

// Boards and editions

#[test]
fn a_board_shows_its_place_the_current_edition_the_alert_and_earlier_editions() {
    let site = site(&project("small"));
    let board = words(&site.file("public/b/002/index.html"));
    has(&board, &["002", "甲村村委会宣传栏", "院内公示栏旁", "jk.example.com/b/002"]);
    has(&board, &["第 36 期", "平安过冬", "烤火取暖，窗留一条缝", "戒烟不怕晚", "放鞭炮"]);
    has(&board, &["紧急提示", "第 35 期", "戒烟，从今天起"]);
    let html = site.file("public/b/002/index.html");
    has(&html, &["href=\"../../a/co/\"", "href=\"../../e/035/\""]);
}

#[test]
fn the_home_page_leads_to_everything() {
    let html = site(&project("small")).file("public/index.html");
    let links = attributes(&html, "href");
    for to in ["a/co/", "a/quit/", "a/fireworks/", "e/", "t/", "b/", "progress/", "p/about/", "feed.xml"] {
        assert!(links.contains(&to), "{to} is not among {links:?}");
    }
}

#[test]
fn alerts_come_and_go_with_their_dates() {
    let shows =
        |today| site(&project("small").today(today)).file("public/b/001/index.html").contains("紧急提示");
    // From 20 to 30 November, both days with it.
    assert!(!shows("2026-11-19"));
    assert!(shows("2026-11-20"));
    assert!(shows("2026-11-30"));
    assert!(!shows("2026-12-01"));
}

#[test]
fn the_edition_changes_on_the_first_day_of_its_period() {
    let shown = |today| words(&site(&project("small").today(today)).file("public/b/001/index.html"));
    assert!(shown("2026-10-31").contains("第 35 期"));
    assert!(!shown("2026-10-31").contains("平安过冬"), "the next edition waits for its day");
    assert!(shown("2026-11-01").contains("平安过冬"));
    assert!(!shown("2026-08-31").contains("戒烟，从今天起"));
}

#[test]
fn an_edition_whose_time_is_over_stays_with_a_warning() {
    let outcome = project("small").today("2027-03-01").run(&["build", "--no-print"]).succeeds();
    has(&outcome.stderr, &["edition-over", "content/editions/036.md"]);
    assert!(outcome.file("public/b/001/index.html").contains("平安过冬"));
}

#[test]
fn a_coming_editions_articles_are_there_before_its_day() {
    let outcome = site(&project("small").today("2026-10-31"));
    assert!(outcome.has("public/a/fireworks/index.html"));
    assert!(outcome.has("public/e/036/index.html"));
}

#[test]
fn a_board_lists_no_edition_that_was_over_before_it_hung() {
    let installed = |date: &str| {
        let project = project("small").edit("content/boards.csv", "2021-01-06", date);
        site(&project).file("public/b/002/index.html")
    };
    assert!(installed("2026-10-31").contains("href=\"../../e/035/\""));
    assert!(!installed("2026-11-01").contains("href=\"../../e/035/\""));
    // Whatever hangs today is shown, also on a board that is still to come.
    let coming = installed("2027-02-01");
    assert!(coming.contains("平安过冬") && !coming.contains("id=\"earlier\""));
}

#[test]
fn a_retired_board_keeps_its_page_and_leads_to_its_neighbours() {
    let boards = "id,name,kind,village,place,width_cm,height_cm,format,sheet,distance_m,installed,retired\n\
                  001,老村委会宣传栏,村委会,甲村,老院墙,240,120,panels,,1,2021-01-05,2026-05-01\n\
                  002,新村委会宣传栏,村委会,甲村,新院墙,70,100,sheet,60x90,1,2026-05-01,\n";
    let outcome = project("small").write(BOARDS, boards).build().succeeds();
    has(&outcome.file("public/b/001/index.html"), &["2026 年 5 月", "href=\"../../b/002/\""]);
    assert!(outcome.has("print/036/boards/002.pdf"));
    assert!(!outcome.has("print/036/boards/001.pdf"), "nothing is printed for a board that is gone");
}

// Articles

#[test]
fn an_article_shows_who_stands_behind_it() {
    let article = words(&site(&project("small")).file("public/a/co/index.html"));
    has(&article, &["烤火取暖，窗留一条缝", "预防一氧化碳中毒", "安全与急救"]);
    has(
        &article,
        &["小镇卫生院全科门诊", "2026 年 10 月 20 日", "《中国公民健康素养——基本知识与技能（2024年版）》"],
    );
    has(&article, &["第 49 条", "第 35 期", "第 36 期"]);
}

#[test]
fn an_article_may_have_its_own_pictogram() {
    let mosquito = include_str!("../../themes/default/icons/mosquito.svg");
    let drawing = mosquito.split(" d=\"").nth(1).unwrap().split('"').next().unwrap();
    let outcome = site(&project("small").edit(
        "content/articles/co.md",
        "[taxonomies]",
        "icon = \"mosquito\"\n[taxonomies]",
    ));
    for path in ["public/a/co/index.html", "public/b/001/index.html"] {
        assert!(outcome.file(path).contains(drawing), "{path}");
    }
    assert!(!outcome.file("public/a/quit/index.html").contains(drawing));
}

#[test]
fn an_expired_article_says_so_and_stays() {
    let outcome = site(&project("small").today("2027-10-13"));
    let article = outcome.file("public/a/co/index.html");
    assert_ne!(words(&article), words(&site(&project("small")).file("public/a/co/index.html")));
    has(&article, &["2027 年 10 月 12 日"]);
    has(&outcome.stderr, &["article-expired"]);
}

#[test]
fn drafts_are_public_only_when_asked_for() {
    let project = project("small")
        .write("content/articles/later.md", "+++\ntitle = \"以后再说\"\ndraft = true\n+++\n\n没写完。\n");
    let outcome = site(&project);
    assert!(!outcome.has("public/a/later/index.html"));
    let said = |path| String::from_utf8_lossy(&outcome.tree("public")[path]).contains("以后再说");
    assert!(!said("feed.xml") && !said("sitemap.xml") && !said("api/articles.json"));
    let drafts = project.run(&["build", "--no-print", "--drafts"]).succeeds();
    assert!(drafts.has("public/a/later/index.html"));
}

#[test]
fn aliases_lead_to_the_new_address() {
    let (was, with) =
        ("date = 2026-10-12\n", "date = 2026-10-12\naliases = [\"/old/co/\", \"post/12.html\"]\n");
    let outcome = site(&project("small").edit(CO, was, with));
    for (path, target) in [("public/old/co/index.html", "../../a/co/"), ("public/post/12.html", "../a/co/")] {
        let html = outcome.file(path);
        has(&html, &[&format!("url={target}"), "https://jk.example.com/a/co/", "烤火取暖，窗留一条缝"]);
        assert!(attributes(&html, "href").contains(&target), "a link for those whom nothing redirects");
    }
    let sitemap = outcome.file("public/sitemap.xml");
    assert!(!sitemap.contains("/old/co/"), "an alias is no page");
}

#[test]
fn a_translation_has_an_address_below_the_article() {
    let text = "+++\ntitle = \"Open a window\"\n+++\n\nLeave a gap.\n";
    let outcome = site(&project("small").write("content/articles/co.en.md", text));
    has(&outcome.file("public/a/co/en/index.html"), &["<html lang=\"en\"", "Open a window"]);
    has(&outcome.file("public/a/co/index.html"), &["href=\"../../a/co/en/\""]);
}

#[test]
fn a_long_topic_is_parted_into_pages() {
    let more = "+++\ntitle = \"再来一篇\"\ndate = 2026-10-01\n\
                [taxonomies]\ntopics = [\"安全与急救\"]\n+++\n\n文字。\n";
    let project = project("small")
        .edit("banbao.toml", "[rules]\n", "[site]\ntopic_articles = 2\n\n[rules]\n")
        .write("content/articles/more.md", more);
    let outcome = site(&project);
    let first = outcome.file("public/t/safety/index.html");
    let second = outcome.file("public/t/safety/page/2/index.html");
    assert!(!outcome.has("public/t/safety/page/3/index.html"));
    let listed = |html: &str| attributes(html, "href").iter().filter(|href| href.contains("a/")).count();
    assert_eq!((listed(&first), listed(&second)), (2, 1));
    assert!(attributes(&first, "href").contains(&"../../t/safety/page/2/"));
    assert!(attributes(&second, "href").contains(&"../../../../t/safety/"));
    assert!(!outcome.has("public/t/tobacco/page/2/index.html"));
}

#[test]
fn a_topic_that_is_not_listed_gets_its_pinyin() {
    let (was, with) = ("topics = [\"控烟\"]", "topics = [\"口腔健康\"]");
    let outcome = site(&project("small").edit("content/articles/quit.md", was, with));
    has(&outcome.file("public/t/kou-qiang-jian-kang/index.html"), &["口腔健康", "戒烟不怕晚"]);
}

// Addresses

#[test]
fn links_may_name_files() {
    let project = project("small").edit("banbao.toml", "language =", "links = \"files\"\nlanguage =");
    let outcome = site(&project);
    for (path, bytes) in outcome.tree("public").iter().filter(|(path, _)| path.ends_with(".html")) {
        // The page for addresses nobody knows is for servers, and has absolute links.
        if path == "404.html" {
            continue;
        }
        let html = String::from_utf8(bytes.clone()).unwrap();
        for href in attributes(&html, "href") {
            let inner = !(href.starts_with("https://") || href.starts_with("tel:") || href.starts_with('#'));
            let file = href.split('#').next().unwrap();
            assert!(!inner || file.ends_with(".html") || !file.ends_with('/'), "{path}: {href}");
        }
    }
    has(&outcome.file("public/a/co/index.html"), &["\"../../index.html\"", "\"../../a/quit/index.html\""]);
    has(&outcome.file("public/sitemap.xml"), &["<loc>https://jk.example.com/a/co/</loc>"]);
}

#[test]
fn a_site_may_live_below_another() {
    let project =
        project("small").edit("banbao.toml", "https://jk.example.com", "https://town.example.cn/jk");
    let outcome = site(&project);
    let html = outcome.file("public/a/co/index.html");
    has(&html, &["rel=\"canonical\" href=\"https://town.example.cn/jk/a/co/\"", "href=\"../../a/quit/\""]);
    for href in attributes(&html, "href") {
        assert!(!href.starts_with('/'), "{href} would leave the folder");
    }
    has(&outcome.file("public/feed.xml"), &["https://town.example.cn/jk/a/co/"]);
    has(&outcome.file("public/404.html"), &["href=\"https://town.example.cn/jk/t/safety/\""]);
}

// What may be missing

#[test]
fn a_name_and_an_address_are_a_project() {
    let project = empty().write("banbao.toml", "name = \"小镇\"\nbase_url = \"https://jk.gov.cn\"\n");
    let outcome = project.build().succeeds_cleanly();
    let site = outcome.tree("public");
    let pages: Vec<&str> = site.keys().filter(|path| path.ends_with(".html")).map(String::as_str).collect();
    assert_eq!(pages, ["404.html", "index.html", "search/index.html"]);
    for absent in ["calendar.ics", "api/boards.json", "api/figures.csv"] {
        assert!(!site.contains_key(absent), "{absent}");
    }
    assert!(!outcome.has("print"));
}

#[test]
fn a_project_without_boards_is_a_site() {
    let outcome = project("small").remove(BOARDS).build().succeeds_cleanly();
    assert!(!outcome.has("public/b") && !outcome.has("print"));
    assert!(outcome.has("public/e/036/index.html"));
}

#[test]
fn a_project_without_editions_has_nothing_to_print() {
    let project = project("small").remove("content/editions/035.md").remove("content/editions/036.md");
    let outcome = project.build().succeeds_cleanly();
    assert!(!outcome.has("public/e") && !outcome.has("print"));
    has(&words(&outcome.file("public/b/001/index.html")), &["卫生院门口宣传栏"]);
}

#[test]
fn a_project_without_a_campaign_has_no_progress_page() {
    let figures = "content/campaign/figures.csv";
    let outcome =
        project("small").remove(figures).remove("content/campaign/campaign.toml").build().succeeds_cleanly();
    assert!(!outcome.has("public/progress") && !outcome.has("public/api/figures.json"));
    assert!(!outcome.file("public/index.html").contains("progress/"));
}

// What must not happen

#[test]
fn texts_are_shown_as_they_are_written() {
    let odd = r#"<b>"A&B"</b> 'x'"#;
    let project = project("small")
        .edit("banbao.toml", "小镇健康教育宣传栏", "小镇<宣传>&\\\"栏\\\"")
        .edit(CO, "烤火取暖，窗留一条缝", "烤火<b>取暖</b>，&窗")
        .edit(BOARDS, "大门右侧", "\"<b>\"\"A&B\"\"</b> 'x'\"");
    let outcome = site(&project);
    for (path, bytes) in outcome.tree("public").iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8(bytes.clone()).unwrap();
        assert!(!html.contains("<b>取暖") && !html.contains("<宣传>") && !html.contains("<b>\"A"), "{path}");
    }
    has(
        &words(&outcome.file("public/b/001/index.html")).replace("&#39;", "'").replace("&#x27;", "'"),
        &[odd, "小镇<宣传>&\"栏\""],
    );
    has(&outcome.file("public/feed.xml"), &["<title>烤火&lt;b&gt;取暖&lt;/b&gt;，&amp;窗</title>"]);
    let boards: serde_json::Value = serde_json::from_str(&outcome.file("public/api/boards.json")).unwrap();
    assert_eq!(boards[0]["place"], odd);
}

#[test]
fn a_spreadsheet_runs_nothing_of_the_open_data() {
    let outcome = site(&project("small").edit(BOARDS, "大门右侧", "\"=HYPERLINK(\"\"x\"\")\""));
    has(&outcome.file("public/api/boards.csv"), &["\"'=HYPERLINK(\"\"x\"\")\""]);
}

#[test]
fn nothing_internal_is_public() {
    let boards =
        include_str!("../cases/small/content/boards.csv").replace("2021-01-06,,", "2021-01-06,,彝文内部备注");
    let project = project("small")
        .write(BOARDS, &boards)
        .write("content/postings/036.csv", "board,date,who\n001,2026-11-02,张贴人内部\n")
        .write(
            "content/codes.lock",
            "code,opens,board,village,name,place,article,edition\n\
             https://jk.example.com/b/001/,/b/001/,001,内部村,内部名,内部地点,,35\n",
        )
        .write("content/notes.txt", "内部笔记\n")
        .write(
            "content/campaign/problems.csv",
            "id,found_on,village,category,description,responsible,who\n1,2026-11-02,甲村,垃圾清运,内部描述,内部人,举报人内部\n",
        )
        .write("content/articles/.swp", "内部草稿\n")
        .write("content/static/robots.txt", "User-agent: *\n");
    let outcome = site(&project);
    let public = outcome.tree("public");
    for (path, bytes) in &public {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("内部"), "{path}");
        assert!(!text.contains(outcome.root.to_str().unwrap()), "{path} names the folder it was made in");
        assert!(!path.ends_with(".md") && !path.ends_with(".toml") && !path.ends_with(".lock"), "{path}");
    }
    assert_eq!(public["robots.txt"], b"User-agent: *\n");
}

#[test]
fn old_editors_files_make_the_same_site() {
    let outcome = site(&project("small"));
    let config = include_bytes!("../cases/small/banbao.toml");
    let mut old = project("small").bytes("banbao.toml", &windows(config));
    for (path, text) in outcome.tree("content") {
        old = old.bytes(&format!("content/{path}"), &windows(&text));
    }
    assert_eq!(differing(&site(&old).tree("public"), &outcome.tree("public")), [""; 0]);
}

/// Encoding and line ends as old Windows editors write them.
fn windows(text: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(text).unwrap().replace('\n', "\r\n");
    encoding_rs::GB18030.encode(&text).0.into_owned()
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let outputs = |jobs| {
        let outcome = project("small").overlay("markdown").run(&["build", "--jobs", jobs]).succeeds();
        let mut tree = outcome.tree("public");
        tree.extend(outcome.tree("print").into_iter().map(|(path, bytes)| (format!("print/{path}"), bytes)));
        tree
    };
    let (first, second) = (outputs("1"), outputs("3"));
    assert!(first.keys().any(|path| path == "print/036/boards/001.pdf"));
    assert_eq!(differing(&first, &second), [""; 0]);
}

/// Paths that only one tree has, or whose bytes differ.
fn differing<'a>(one: &'a Tree, other: &'a Tree) -> Vec<&'a str> {
    let paths = one.keys().chain(other.keys().filter(|path| !one.contains_key(*path)));
    paths.filter(|path| one.get(*path) != other.get(*path)).map(String::as_str).collect()
}

#[test]
fn a_file_beside_a_text_is_published_where_a_public_text_links_to_it() {
    let project = project("small")
        .edit(
            CO,
            "<!-- more -->",
            "<!-- more -->\n\n[登记表](表%20格.docx)，[说明](/a/co.pdf)，[附件](forms/a.xlsx)。\n",
        )
        .write("content/articles/表 格.docx", "x")
        .write("content/articles/forms/a.xlsx", "x")
        .write("content/articles/forms/名单.xlsx", "内部")
        .write("content/static/a/co.pdf", "x")
        .write("content/articles/later.md", "+++\ntitle = \"以后\"\ndraft = true\n+++\n\n[表](later.docx)\n")
        .write("content/articles/later.docx", "x");
    let outcome = project.run(&["build", "--no-print", "-v"]).succeeds();
    assert!(outcome.has("public/a/表 格.docx") && outcome.has("public/a/forms/a.xlsx"));
    assert!(!outcome.has("public/a/forms/名单.xlsx") && !outcome.has("public/a/later.docx"));
    assert_eq!(outcome.stderr.matches("[file-unlinked]").count(), 2, "{}", outcome.stderr);
    let drafts = project.run(&["build", "--no-print", "--drafts"]).succeeds();
    assert!(drafts.has("public/a/later.docx"));
    // HTML counts where it is published.
    let html = "<!-- more -->\n\n<a href=\"../forms/名单.xlsx\">名单</a>\n";
    let project = project.edit(CO, "<!-- more -->", html);
    assert!(!project.run(&["build", "--no-print"]).succeeds().has("public/a/forms/名单.xlsx"));
    let allowed = project.edit("banbao.toml", "[rules]\n", "[markdown]\nraw_html = true\n\n[rules]\n");
    assert!(allowed.run(&["build", "--no-print"]).succeeds().has("public/a/forms/名单.xlsx"));
}
