//! `banbao serve`: what it answers, to whom, and how pages follow their sources.
#![expect(clippy::disallowed_methods, reason = "tests write sources while they are served")]

use std::fs;
use std::net::{TcpListener, UdpSocket};

use crate::harness::{Project, empty, project};
use crate::serving::{Served, errors};

const CO: &str = "content/articles/co.md";
const SCRIPT: &str = "<script src=\"/_live/live.js\" defer></script>\n";

fn served(project: &Project) -> Served {
    Served::start(project, &["--port", "0"])
}

/// A served small project with its first site.
fn small() -> (Project, Served) {
    let project = project("small");
    let served = served(&project);
    served.events().ready();
    (project, served)
}

fn title(project: &Project, from: &str, to: &str) {
    drop(project.clone().edit(CO, from, to));
}

/// The title of the article in the small project.
fn co_title(project: &Project) -> String {
    let text = fs::read_to_string(project.path(CO)).unwrap();
    let (_, rest) = text.split_once("title = \"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

// What is answered

#[test]
fn pages_are_those_of_build_but_for_the_script_that_follows_them() {
    let (project, served) = small();
    let built = project.build().succeeds();
    for path in ["index.html", "b/001/index.html", "a/co/index.html", "progress/index.html"] {
        let page = served.get(&format!("/{}", path.trim_end_matches("index.html"))).text();
        assert_eq!(page.matches(SCRIPT).count(), 1, "{path}");
        let plain = page.replace(SCRIPT, "");
        let file = built.file(&format!("public/{path}"));
        assert!(!file.contains("_live"), "{path}: the script is for looking alone");
        assert_eq!(plain, file.replace("https://jk.example.com", ""), "{path}");
    }
}

#[test]
fn every_kind_of_file_says_what_it_is() {
    let project = project("small").bytes("content/static/read.mp3", b"0123456789");
    let served = served(&project);
    served.events().ready();
    let home = served.get("/").text();
    let asset = |end: &str| {
        let at = home.split('"').find(|value| value.ends_with(end)).unwrap();
        format!("/{}", at.trim_start_matches("./"))
    };
    for (path, kind) in [
        ("/".to_owned(), "text/html; charset=utf-8"),
        (asset(".css"), "text/css; charset=utf-8"),
        (asset(".js"), "text/javascript; charset=utf-8"),
        (asset(".svg"), "image/svg+xml"),
        ("/feed.xml".to_owned(), "application/atom+xml; charset=utf-8"),
        ("/sitemap.xml".to_owned(), "application/xml"),
        ("/calendar.ics".to_owned(), "text/calendar; charset=utf-8"),
        ("/robots.txt".to_owned(), "text/plain; charset=utf-8"),
        ("/a/co/card.png".to_owned(), "image/png"),
        ("/read.mp3".to_owned(), "audio/mpeg"),
        ("/_live/live.js".to_owned(), "text/javascript; charset=utf-8"),
        ("/_desk/".to_owned(), "text/html; charset=utf-8"),
    ] {
        let reply = served.get(&path);
        assert_eq!((reply.status, reply.header("content-type")), (200, kind), "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(reply.header("cache-control"), "no-cache", "{path}");
    }
}

#[test]
fn a_folder_without_its_slash_leads_to_the_folder_and_what_is_not_there_to_the_sites_own_page() {
    let (_project, served) = small();
    let reply = served.get("/b/001?from=code");
    assert_eq!((reply.status, reply.header("location")), (307, "/b/001/?from=code"));
    let missing = served.get("/a/nothing/");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("href=\"/\""), "links of the site's page lead here: {}", missing.text());
    assert!(missing.text().contains("/_live/live.js"));
}

#[test]
fn a_player_gets_the_part_that_it_asks_for() {
    let project = project("small").bytes("content/static/read.mp3", b"0123456789");
    let served = served(&project);
    served.events().ready();
    let part = |range: &str| served.ask("GET", "/read.mp3", &[("Range", range)]);
    let found = part("bytes=2-4");
    assert_eq!((found.status, found.text().as_str()), (206, "234"));
    assert_eq!((found.header("content-range"), found.header("content-length")), ("bytes 2-4/10", "3"));
    assert_eq!(part("bytes=-3").text(), "789");
    let beyond = part("bytes=10-");
    assert_eq!((beyond.status, beyond.header("content-range")), (416, "bytes */10"));
    assert_eq!(served.get("/read.mp3").header("accept-ranges"), "bytes");
    assert_eq!(
        served.ask("HEAD", "/read.mp3", &[("Range", "bytes=2-4")]).status,
        200,
        "a part is got, not asked for"
    );
    let old = [("Range", "bytes=2-4"), ("If-Range", "\"another\"")];
    assert_eq!(served.ask("GET", "/read.mp3", &old).status, 200, "a part of another file is of no use");
}

#[test]
fn what_a_browser_has_is_not_sent_again() {
    let (_project, served) = small();
    let tag = served.get("/").header("etag").to_owned();
    let again = served.ask("GET", "/", &[("If-None-Match", &tag)]);
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, tag.as_str()));
    assert_eq!(served.ask("GET", "/", &[("If-None-Match", "\"other\"")]).status, 200);
}

#[test]
fn head_tells_what_get_would_send_and_nothing_else_is_allowed() {
    let (_project, served) = small();
    let (get, head) = (served.get("/b/001/"), served.ask("HEAD", "/b/001/", &[]));
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["content-type", "content-length", "etag"] {
        assert_eq!(head.header(name), get.header(name), "{name}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"] {
        let reply = served.ask(method, "/", &[]);
        assert_eq!((reply.status, reply.header("allow")), (405, "GET, HEAD"), "{method}");
    }
}

// To whom

#[test]
fn a_page_elsewhere_that_gives_its_name_our_address_is_refused() {
    let (_project, served) = small();
    let port = served.port;
    let ask = |host: String| served.ask("GET", "/", &[("Host", &host)]).status;
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        assert_eq!(ask(format!("{host}:{port}")), 200, "{host}");
    }
    for host in [format!("evil.example:{port}"), "127.0.0.1".to_owned(), format!("127.0.0.1:{}", port ^ 1)] {
        assert_eq!(ask(host.clone()), 403, "{host}");
    }
    let events = served.ask("GET", "/_live/events", &[("Host", "evil.example")]);
    assert_eq!(events.status, 403);
    assert_eq!(served.ask("GET", "/_desk/", &[("Host", "evil.example")]).status, 403);
}

#[test]
fn nothing_beside_the_site_can_be_reached() {
    let (_project, served) = small();
    for path in [
        "/../banbao.toml",
        "/%2e%2e/banbao.toml",
        "/a/../../banbao.toml",
        "/a/%2e%2e/%2E%2E/banbao.toml",
        "/..%2fbanbao.toml",
        "/..%5cbanbao.toml",
        "/a\\..\\..\\banbao.toml",
        "/banbao.toml",
        "/content/articles/co.md",
        "/%252e%252e/banbao.toml",
        "/_desk/../../banbao.toml",
        "/_desk/print/36/../../banbao.toml",
        "/_desk/print/36/..%2f..%2fbanbao.toml",
        "/_live/../../banbao.toml",
        "//etc/passwd",
        "/%00",
    ] {
        let reply = served.get(path);
        assert!([400, 404].contains(&reply.status), "{path}: {}", reply.status);
        assert!(!reply.text().contains("base_url"), "{path}");
    }
    assert_eq!(served.get("/a/../b/%30%30%31/").status, 200, "a path may take a detour within the site");
}

#[test]
fn a_port_in_use_is_named_and_the_next_one_taken() {
    let other = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let taken = other.local_addr().unwrap().port();
    let project = project("small");
    let served = Served::start(&project, &["--port", &taken.to_string()]);
    assert!(served.port > taken);
    served.says(&format!("端口 {taken} 已被别的程序占用，改用 {}", served.port));
    served.events().ready();
    assert_eq!(served.get("/").status, 200);
}

#[test]
fn who_lets_others_look_is_told_that_they_see_drafts() {
    let project = project("small");
    let served = Served::start(&project, &["--host", "0.0.0.0", "--port", "0"]);
    served.says("草稿");
    // A computer without a network has no other address.
    let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
    if socket.connect("192.0.2.1:9").is_ok() {
        served.says(&format!("http://{}:{}/", socket.local_addr().unwrap().ip(), served.port));
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_cleanly_and_leaves_nothing_behind() {
    for signal in ["INT", "TERM"] {
        let project = project("small");
        let served = served(&project);
        let mut events = served.events();
        events.ready();
        assert_eq!(served.end(signal), Some(0), "{signal}");
        for path in ["public", "print", ".public.banbao", ".cache"] {
            assert!(!project.path(path).exists(), "{path} was written");
        }
    }
}

// How pages follow

#[test]
fn a_saved_article_is_news_and_the_page_is_the_new_one() {
    let (project, served) = small();
    let mut events = served.events();
    let news = events.ready();
    let old = co_title(&project);
    title(&project, &format!("title = \"{old}\""), "title = \"炉火要通风\"");
    events.newer(&news);
    assert!(served.get("/a/co/").text().contains("炉火要通风"));
    served.says(&format!("{CO}："));
}

#[test]
fn an_error_keeps_the_last_good_page_and_is_told_with_its_place_until_it_is_mended() {
    let (project, served) = small();
    let mut events = served.events();
    let good = events.ready();
    let before = served.get("/a/co/").text();
    let old = co_title(&project);
    let (line, broken) = (format!("title = \"{old}\""), format!("titel = \"{old}\""));
    title(&project, &line, &broken);
    let news = events.until("an error", |news| errors(news) > 0);
    assert_eq!((&news["behind"], &news["version"]), (&serde_json::json!(true), &good["version"]));
    let found =
        news["errors"].as_array().unwrap().iter().find(|found| found["code"] == "unknown-field").unwrap();
    assert!(found["place"].as_str().unwrap().starts_with("content/articles/co.md:"), "{found:#}");
    assert!(found["excerpt"].as_str().unwrap().contains("titel"), "{found:#}");
    assert!(found["help"].as_str().unwrap().contains("title"), "{found:#}");
    assert_eq!(served.get("/a/co/").text(), before, "the page stays");
    served.says("unknown-field");

    title(&project, &broken, &line);
    let news = events.until("the end of it", |news| errors(news) == 0 && news["version"] != good["version"]);
    assert_eq!(news["behind"], false);
    assert_eq!(served.get("/a/co/").status, 200);
}

#[test]
fn where_the_first_build_fails_a_list_is_shown_until_it_is_mended() {
    let project = project("small");
    let old = co_title(&project);
    let (line, broken) = (format!("title = \"{old}\""), format!("titel = \"{old}\""));
    title(&project, &line, &broken);
    let served = served(&project);
    let mut events = served.events();
    events.until("an error", |news| errors(news) > 0);
    let page = served.get("/b/001/");
    assert_eq!(page.status, 503);
    assert!(
        page.text().contains("unknown-field") && page.text().contains("/_live/live.js"),
        "{}",
        page.text()
    );
    assert_eq!(served.get("/_desk/").status, 200, "the desk shows what is to be mended");
    title(&project, &broken, &line);
    events.ready();
    assert_eq!(served.get("/b/001/").status, 200);
}

#[test]
fn an_empty_folder_is_no_project_until_it_becomes_one() {
    let project = empty();
    let served = served(&project);
    let mut events = served.events();
    events.until("an error", |news| errors(news) == 1 && news["errors"][0]["code"] == "config-missing");
    let _project = project.overlay("small");
    events.ready();
    assert_eq!(served.get("/").status, 200);
}

#[test]
fn content_that_is_moved_away_takes_no_page_and_is_followed_when_it_is_back() {
    let (project, served) = small();
    let mut events = served.events();
    let good = events.ready();
    fs::rename(project.path("content"), project.path("content.old")).unwrap();
    let gone = |news: &serde_json::Value| news["errors"][0]["code"] == "output-emptied";
    let news = events.until("an error", gone);
    assert_eq!(news["version"], good["version"]);
    assert_eq!(served.get("/a/co/").status, 200, "the last good page stays");
    fs::rename(project.path("content.old"), project.path("content")).unwrap();
    events.until("the end of it", |news| errors(news) == 0);
    let old = co_title(&project);
    title(&project, &format!("title = \"{old}\""), "title = \"炉火要通风\"");
    events.until("a newer page", |news| news["version"] != good["version"] && errors(news) == 0);
    assert!(served.get("/a/co/").text().contains("炉火要通风"));
}

#[cfg(unix)]
#[test]
fn a_file_that_the_machine_cannot_read_is_told_and_ends_nothing() {
    let (project, served) = small();
    let mut events = served.events();
    events.ready();
    // Nobody can read it as a file, whoever they are.
    let path = project.path("content/articles/socket.md");
    let socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let news = events.until("a failure", |news| errors(news) > 0);
    assert!(news["errors"][0]["message"].as_str().unwrap().contains("socket.md"), "{news:#}");
    assert_eq!(served.get("/a/co/").status, 200, "the last good page stays");
    drop(socket);
    fs::remove_file(&path).unwrap();
    events.until("the end of it", |news| errors(news) == 0 && news["behind"] == false);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_built_is_not_built_again_and_again() {
    let (project, served) = small();
    let mut events = served.events();
    events.ready();
    let path = project.path("content/articles/socket.md");
    let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
    events.until("a failure", |news| errors(news) > 0);
    // Each try reads files, and the system tells of that too: nobody would ever find the time to rehearse.
    events.calm();
}

#[cfg(unix)]
#[test]
fn a_project_that_is_replaced_by_another_folder_is_followed() {
    let (project, served) = small();
    let mut events = served.events();
    let news = events.ready();
    let root = project.path("");
    let root = root.to_str().unwrap().trim_end_matches('/');
    let aside = format!("{root}.aside");
    let copy = std::process::Command::new("cp").args(["-a", root, &aside]).status().unwrap();
    assert!(copy.success());
    fs::remove_dir_all(root).unwrap();
    fs::rename(&aside, root).unwrap();
    let old = co_title(&project);
    title(&project, &format!("title = \"{old}\""), "title = \"炉火要通风\"");
    events.until("a newer page", |now| now["version"] != news["version"] && errors(now) == 0);
    assert!(served.get("/a/co/").text().contains("炉火要通风"));
}

#[cfg(unix)]
#[test]
fn files_that_links_lead_to_are_watched_where_they_are() {
    let project = project("small").write("notes/n.md", "+++\ntitle = \"旧的\"\n+++\n一页。\n");
    let target = project.path("notes/n.md");
    let project = project.symlink("content/pages/note.md", &target);
    let served = served(&project);
    let mut events = served.events();
    events.ready();
    fs::write(&target, "+++\ntitle = \"新的\"\n+++\n一页。\n").unwrap();
    events.until("the new text", |_| served.get("/p/note/").text().contains("新的"));
}

#[cfg(unix)]
#[test]
fn a_folder_that_becomes_a_link_is_followed() {
    let (project, served) = small();
    let mut events = served.events();
    events.ready();
    let art = project.path("art");
    fs::rename(project.path("content/articles"), &art).unwrap();
    std::os::unix::fs::symlink("../art", project.path("content/articles")).unwrap();
    // However many looks that takes: from now on the articles are there again.
    events.until("all articles", |now| {
        errors(now) == 0 && now["behind"] == false && served.get("/a/co/").status == 200
    });
    let text = fs::read_to_string(art.join("co.md")).unwrap();
    fs::write(art.join("co.md"), text.replace("窗户要留缝", "窗户要留一条缝")).unwrap();
    events.until("the new text", |_| served.get("/a/co/").text().contains("窗户要留一条缝"));
}

#[cfg(unix)]
#[test]
fn a_link_in_a_chain_of_links_is_watched() {
    let boards = include_str!("../cases/small/content/boards.csv");
    let other = boards.replace("卫生院门口宣传栏", "大门口宣传栏");
    let project = project("small")
        .remove("content/boards.csv")
        .write("data/v1.csv", boards)
        .write("data/v2.csv", &other);
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, project.path(name)).unwrap();
    link("v1.csv", "data/now.csv");
    link("../data/now.csv", "content/boards.csv");
    let served = served(&project);
    let mut events = served.events();
    events.ready();
    link("v2.csv", "data/next.csv");
    fs::rename(project.path("data/next.csv"), project.path("data/now.csv")).unwrap();
    events.until("the other table", |_| served.get("/b/001/").text().contains("大门口宣传栏"));
}

#[test]
fn a_file_that_changed_is_read_whatever_its_size_and_time() {
    let project = project("small").write("content/static/a.txt", "one");
    let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    let set = |path: &std::path::Path| {
        fs::File::options().write(true).open(path).unwrap().set_modified(old).unwrap()
    };
    set(&project.path("content/static/a.txt"));
    let served = served(&project);
    let mut events = served.events();
    let news = events.ready();
    let new = project.path("new.txt");
    fs::write(&new, "two").unwrap();
    set(&new);
    fs::rename(&new, project.path("content/static/a.txt")).unwrap();
    // Another file came: all are looked at.
    fs::write(project.path("content/static/b.txt"), "b").unwrap();
    events.until("both", |now| now["version"] != news["version"] && served.get("/b.txt").status == 200);
    assert_eq!(served.get("/a.txt").text(), "two");
}

#[cfg(unix)]
#[test]
fn what_the_machine_kept_from_being_built_is_tried_again_unasked() {
    let (project, served) = small();
    let mut events = served.events();
    events.ready();
    // A folder that nobody watches: what changes in it is not told.
    let path = project.path("far/later.md");
    fs::create_dir(project.path("far")).unwrap();
    let socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let project = project.symlink("content/articles/later.md", &path);
    events.until("a failure", |news| errors(news) > 0);
    drop(socket);
    fs::remove_file(&path).unwrap();
    let _project = project.write("far/later.md", "+++\ntitle = \"以后\"\ndate = 2026-11-01\n+++\n\n正文。\n");
    events.until("the end of it", |news| errors(news) == 0 && news["behind"] == false);
    assert_eq!(served.get("/a/later/").status, 200);
}

#[test]
fn drafts_are_shown_and_named() {
    let project = project("small");
    let draft = project.clone().write(
        "content/articles/later.md",
        "+++\ntitle = \"以后\"\ndate = 2026-11-01\ndraft = true\n+++\n\n还没有写完。\n",
    );
    let served = served(&draft);
    let news = served.events().ready();
    assert_eq!(news["drafts"], serde_json::json!(["a/later/"]));
    assert_eq!(served.get("/a/later/").status, 200);
}

#[test]
fn editors_that_save_by_renaming_are_followed() {
    let (project, served) = small();
    let mut events = served.events();
    for name in ["一", "二", "三"] {
        let news = events.ready();
        let old = co_title(&project);
        let text = fs::read_to_string(project.path(CO)).unwrap();
        let fresh = project.path("content/articles/.co.md.tmp");
        fs::write(&fresh, text.replace(&old, name)).unwrap();
        fs::rename(&fresh, project.path(CO)).unwrap();
        events.newer(&news);
        assert!(served.get("/a/co/").text().contains(name));
    }
}

#[test]
fn locks_of_open_workbooks_and_other_droppings_build_nothing() {
    let (project, served) = small();
    let mut events = served.events();
    let news = events.calm();
    let builds = builds(&served);
    let mut project = project;
    for path in [
        "content/~$boards.xlsx",
        "content/.~boards.xlsx",
        "content/articles/.co.md.swp",
        "content/articles/co.md~",
    ] {
        project = project.write(path, "锁");
    }
    // A change that counts comes after them: had they been told, they would have been told first.
    let old = co_title(&project);
    title(&project, &format!("title = \"{old}\""), "title = \"炉火要通风\"");
    events.newer(&news);
    served.says(&format!("{CO}："));
    assert_eq!(self::builds(&served), builds + 1, "{}", served.said());
}

/// Lines about built sites.
fn builds(served: &Served) -> usize {
    served.said().lines().filter(|line| line.contains("个网页")).count()
}

#[test]
fn a_thousand_files_of_a_checkout_are_a_few_builds() {
    let (project, served) = small();
    let mut events = served.events();
    events.calm();
    let before = builds(&served);
    let mut project = project;
    for number in 0..1000 {
        let text = format!("+++\ntitle = \"第 {number} 篇\"\ndate = 2026-10-12\n+++\n\n常洗手。\n");
        project = project.write(&format!("content/articles/more-{number}.md"), &text);
    }
    while served.get("/a/more-999/").status == 404 {
        events.until("another build", |_| true);
    }
    served.events().calm();
    let after = builds(&served) - before;
    assert!((1..=6).contains(&after), "{after} builds");
    for number in [0, 500, 999] {
        assert_eq!(served.get(&format!("/a/more-{number}/")).status, 200, "{number}");
    }
}

#[test]
fn a_folder_that_is_removed_and_made_again_is_still_watched() {
    let (project, served) = small();
    let mut events = served.events();
    events.ready();
    for folder in ["content/articles", "content"] {
        let (path, aside) = (project.path(folder), project.path("aside"));
        fs::rename(&path, &aside).unwrap();
        events.until("what is missing", |news| errors(news) > 0 || served.get("/a/co/").status == 404);
        fs::rename(&aside, &path).unwrap();
        events.until("the site again", |news| errors(news) == 0 && served.get("/a/co/").status == 200);
        let (old, new) = (co_title(&project), format!("又见 {}", folder.len()));
        title(&project, &format!("title = \"{old}\""), &format!("title = \"{new}\""));
        events.until("the new title", |_| served.get("/a/co/").text().contains(&new));
    }
}

#[test]
fn a_theme_that_comes_later_is_watched_too() {
    let (project, served) = small();
    let mut events = served.events();
    events.ready();
    let style = "themes/mine/web/style.css";
    let line = "language = \"zh-CN\"";
    let project = project.write(style, "body { color: #010203 }").edit(
        "banbao.toml",
        line,
        &format!("{line}\ntheme = \"mine\""),
    );
    let css = |served: &Served| {
        let home = served.get("/").text();
        let path = home.split('"').find(|value| value.ends_with(".css")).unwrap();
        let path = format!("/{}", path.trim_start_matches("./"));
        served.get(&path).text()
    };
    events.until("the theme", |_| css(&served).contains("#010203"));
    let _project = project.write(style, "body { color: #030201 }");
    events.until("its change", |_| css(&served).contains("#030201"));
}

#[test]
fn quiet_says_the_address_and_errors_alone() {
    let project = project("small");
    let served = Served::start(&project, &["--port", "0", "-q"]);
    let mut events = served.events();
    events.ready();
    let old = co_title(&project);
    title(&project, &format!("title = \"{old}\""), &format!("titel = \"{old}\""));
    events.until("an error", |news| errors(news) > 0);
    served.says("unknown-field");
    assert!(!served.said().contains("个网页"), "{}", served.said());
}
