//! The office's desk of `banbao serve`: packs as they are looked at, files as they are made, what would change.
#![expect(clippy::disallowed_methods, reason = "tests write sources while they are served")]

use std::fs;

use crate::harness::{Project, project};
use crate::serving::{Served, errors};

const CO: &str = "content/articles/co.md";
/// The edition of the small project.
const DESK: &str = "/_desk/?edition=36";
const BOARDS: &str = "/_desk/boards/?edition=36";

fn served(project: &Project) -> Served {
    let served = Served::start(project, &["--port", "0"]);
    served.events().calm();
    served
}

/// Addresses of pictures in a page of the desk.
fn pictures(page: &str) -> Vec<String> {
    page.split("src=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|src| src.contains("/pages/"))
        .map(str::to_owned)
        .collect()
}

fn edit_lead(project: &Project) {
    let text = fs::read_to_string(project.path(CO)).unwrap();
    let (head, tail) = text.split_once("<!-- more -->").unwrap();
    fs::write(project.path(CO), format!("{}\n\n睡前熄火。\n\n<!-- more -->{tail}", head.trim_end())).unwrap();
}

#[test]
fn the_desk_shows_the_edition_its_boards_and_what_is_wrong() {
    let project = project("small");
    let served = served(&project);
    let home = served.get(DESK).text();
    for words in ["工作台", "第 36 期", "可以发布", " print --edition 36", "张贴清单"] {
        assert!(home.contains(words), "{words}\n{home}");
    }
    let boards = served.get(BOARDS).text();
    for board in fs::read_to_string(project.path("content/boards.csv")).unwrap().lines().skip(1) {
        let id = board.split(',').next().unwrap();
        assert!(boards.contains(&format!("id=\"board-{id}\"")), "{id}\n{boards}");
    }
    let english = served.get("/_desk/?lang=en").text();
    assert!(english.contains("<html lang=\"en\"") && english.contains("Ready to publish"), "{english}");
    assert!(english.contains("/_desk/boards/?lang=en"), "links keep the language");
    for path in [DESK, BOARDS, "/_desk/changes/", "/_desk/boards/001/", "/_desk/?lang=en"] {
        let page = served.get(path);
        assert_eq!(page.status, 200, "{path}");
        let text = page.text();
        assert!(text.ends_with("</html>\n"), "{path}: {text}");
    }
    for page in ["/_desk", "/_desk/boards", "/_desk/boards/001", "/_desk/changes"] {
        assert_eq!(served.get(page).header("location"), format!("{page}/"));
    }
    let missing = served.get("/_desk/boards/none/");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("/_live/live.js"), "the page follows when the board comes back");
}

#[test]
fn no_other_site_makes_this_computer_lay_out_posters() {
    let project = project("small");
    let served = served(&project);
    let ask = |site: &str, mode: &str| {
        let headers = [("Host", ""), ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode)];
        let host = format!("127.0.0.1:{}", served.port);
        let headers = headers.map(|(name, value)| (name, if name == "Host" { host.as_str() } else { value }));
        served.ask("GET", "/_desk/print/36/boards/001.pdf", &headers).status
    };
    assert_eq!(ask("cross-site", "no-cors"), 403);
    assert_eq!(ask("cross-site", "navigate"), 200, "a link that somebody follows");
    assert_eq!(ask("same-origin", "no-cors"), 200);
}

#[test]
fn boards_can_be_narrowed_down() {
    let project = project("small");
    let served = served(&project);
    let all = served.get(BOARDS).text().matches("id=\"board-").count();
    let sheets = served.get(&format!("{BOARDS}&format=sheet")).text().matches("id=\"board-").count();
    let panels = served.get(&format!("{BOARDS}&format=panels")).text().matches("id=\"board-").count();
    assert_eq!(all, sheets + panels);
    assert!(sheets > 0 && panels > 0);
    assert_eq!(served.get(&format!("{BOARDS}&village=nowhere")).text().matches("id=\"board-").count(), 0);
}

#[test]
fn pictures_of_pages_are_made_when_looked_at_and_change_with_an_article() {
    let project = project("small");
    let served = served(&project);
    let mut events = served.events();
    let news = events.calm();
    let before = pictures(&served.get(BOARDS).text());
    assert!(before.len() > 3, "{before:?}");
    let first = served.get(&before[0]);
    assert_eq!((first.status, first.header("content-type")), (200, "image/png"));
    let shown: Vec<Vec<u8>> = before.iter().map(|src| served.get(src).body).collect();
    assert!(shown.iter().all(|png| png.starts_with(b"\x89PNG")));

    edit_lead(&project);
    events.newer(&news);
    let after = pictures(&served.get(BOARDS).text());
    assert_ne!(before, after, "another address, so that browsers ask again");
    let changed = after.iter().zip(&shown).filter(|(src, old)| served.get(src).body != **old).count();
    assert!(changed > 0 && changed < after.len(), "{changed} of {}", after.len());
    assert_eq!(served.get(&before[0].replace("/1.png", "/99.png")).status, 404);
}

#[test]
fn files_are_the_very_ones_of_build() {
    let project = project("small");
    let served = served(&project);
    let built = project.build().succeeds();
    let print = built.tree("print/036");
    let files = print.iter().filter(|(path, _)| !path.contains("proof"));
    let mut compared = 0;
    for (path, bytes) in files {
        if path.starts_with('.') {
            continue;
        }
        let reply = served.get(&format!("/_desk/print/36/{path}"));
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.body == *bytes, "{path} is another file");
        assert!(reply.header("content-disposition").contains("filename=\"036-"), "{path}");
        compared += 1;
    }
    assert!(compared > 4, "{compared}");
    assert_eq!(served.get("/_desk/print/36/boards/none.pdf").status, 404);
    assert_eq!(served.get("/_desk/print/99/boards/001.pdf").status, 404);
}

#[test]
fn codes_are_decoded_when_somebody_asks_and_the_result_stands_beside_the_board() {
    let project = project("small");
    let served = served(&project);
    assert!(!served.get(BOARDS).text().contains("个码都能扫"));
    let proof: serde_json::Value = serde_json::from_str(&served.get("/_desk/proof/36/001").text()).unwrap();
    assert_eq!(proof["good"], true, "{proof}");
    assert!(served.get(BOARDS).text().contains("个码都能扫"));
    assert!(served.get("/_desk/boards/001/?edition=36").text().contains("能扫"));
}

#[test]
fn what_would_change_is_told_against_what_is_published_and_printed() {
    let project = project("small");
    project.build().succeeds();
    let print = project.run(&["print"]);
    assert_eq!(print.code, 0, "{}", print.stderr);
    project.build().succeeds();
    let served = served(&project);
    let mut events = served.events();
    let news = events.calm();
    let changes = served.get("/_desk/changes/?edition=36").text();
    assert!(changes.contains("完全一样"), "{changes}");
    assert!(served.get(BOARDS).text().contains("和打印过的一样"));

    edit_lead(&project);
    let draft = "+++\ntitle = \"以后\"\ndate = 2026-11-01\ndraft = true\n+++\n\n还没有写完。\n";
    let _project = project
        .clone()
        .write("content/articles/later.md", draft)
        .write("content/articles/new.md", "+++\ntitle = \"新的\"\ndate = 2026-11-01\n+++\n\n新的一篇。\n");
    events.newer(&news);
    events.until("what would change", |news| {
        news["checking"] == false && served.get("/_desk/changes/").text().contains("/a/new/")
    });
    let changes = served.get("/_desk/changes/?edition=36").text();
    assert!(changes.contains("烤火取暖，窗留一条缝 <code>/a/co/</code>"), "{changes}");
    assert!(!changes.contains("/a/later/"), "drafts are not published");
    assert!(served.get(BOARDS).text().contains("打印以后又改过"));

    project.build().succeeds();
    events.until("the published site", |_| served.get("/_desk/changes/").text().contains("完全一样"));
}

#[test]
fn a_poster_that_is_too_long_is_told_while_its_page_is_new_already() {
    let project = project("small");
    let served = served(&project);
    let mut events = served.events();
    let news = events.calm();
    let text = fs::read_to_string(project.path(CO)).unwrap();
    let long = "开窗通风，检查烟道。".repeat(400);
    fs::write(project.path(CO), text.replacen("<!-- more -->", &format!("{long}\n\n<!-- more -->"), 1))
        .unwrap();
    events.newer(&news);
    assert!(served.get("/a/co/").text().contains("检查烟道"), "the page does not wait for the posters");
    let news = events.until("what is too long", |news| errors(news) > 0);
    assert_eq!(news["behind"], false);
    assert!(served.get(DESK).text().contains("text-overflow"));
    let picture = pictures(&served.get(BOARDS).text()).remove(0);
    assert_eq!(served.get(&picture).status, 200, "a picture that cannot be made says so");
    assert_eq!(served.get("/_desk/print/36/boards/001.pdf").status, 409);
}

#[test]
fn what_print_would_refuse_is_not_to_be_had() {
    let project = project("small");
    let served = served(&project);
    let mut events = served.events();
    events.calm();
    let good = fs::read_to_string(project.path(CO)).unwrap();
    let pages = [BOARDS, "/_desk/boards/001/?edition=36", "/_desk/changes/?edition=36"];
    let had = |path: &str| served.get(path).status;
    for wrong in [
        good.replacen("title =", "titel =", 1),
        // The preview shows drafts: that `print` refuses this one is known at once all the same.
        good.replacen("title =", "draft = true\ntitle =", 1),
    ] {
        assert_eq!((had("/_desk/print/36/boards/001.pdf"), had("/_desk/proof/36/001")), (200, 200));
        fs::write(project.path(CO), wrong).unwrap();
        events.until("what is wrong", |_| had("/_desk/print/36/boards/001.pdf") == 409);
        assert_eq!(had("/_desk/proof/36/001"), 409);
        assert_eq!(had("/_desk/print/36/boards/none.pdf"), 409, "nothing is looked for");
        events.until("an error", |news| errors(news) > 0);
        for page in pages {
            let text = served.get(page).text();
            assert!(text.contains("处要改正"), "{page}: {text}");
            assert!(!text.contains(" download"), "{page}: {text}");
        }
        fs::write(project.path(CO), &good).unwrap();
        events.until("nothing wrong", |news| errors(news) == 0 && news["checking"] == false);
    }
    assert!(served.get(BOARDS).text().contains(" download"));
}

#[test]
fn the_edition_that_hangs_is_checked_with_the_one_in_preparation() {
    let project = project("small")
        .write("content/articles/new.md", "+++\ntitle = \"新的\"\ndate = 2026-11-01\n+++\n\n新的一篇。\n")
        .write(
            "content/editions/037.md",
            "+++\nnumber = 37\ntitle = \"下一期\"\nperiod = \"2027-01\"\narticles = [\"new\"]\n+++\n",
        );
    let served = served(&project);
    let mut events = served.events();
    assert_eq!(errors(&events.calm()), 0);
    assert!(served.get("/_desk/").text().contains("第 37 期"));
    let text = fs::read_to_string(project.path(CO)).unwrap();
    let long = "开窗通风，检查烟道。".repeat(400);
    fs::write(project.path(CO), text.replacen("<!-- more -->", &format!("{long}\n\n<!-- more -->"), 1))
        .unwrap();
    events.until("what build would refuse", |news| errors(news) > 0);
    assert!(served.get("/_desk/").text().contains("text-overflow"));
}
