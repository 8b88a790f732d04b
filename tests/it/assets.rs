//! What pages load: style and scripts of the theme under names that change with their content.

use crate::harness::{Outcome, Project, project, town};

fn site(project: &Project) -> Outcome {
    project.run(&["build", "--no-print"]).succeeds_cleanly()
}

/// `small` with a theme of its own that loads a script.
fn scripted(script: &str) -> Project {
    let base = include_str!("../../themes/default/web/base.html");
    let with = base.replace("</head>", "<script src=\"{{ site.scripts.hello }}\" defer></script>\n</head>");
    project("small").write("themes/default/web/base.html", &with).write("themes/default/web/hello.js", script)
}

/// The path under the web root of the theme's own script, as the home page loads it.
fn script(outcome: &Outcome) -> String {
    let home = outcome.file("public/index.html");
    let (_, rest) = home.split_once("<script src=\"assets/hello.").unwrap();
    format!("assets/hello.{}", rest.split('"').next().unwrap())
}

#[test]
fn a_script_of_the_theme_is_published_under_a_name_that_changes_with_it() {
    let outcome = site(&scripted("document.title = 'one';\n"));
    let first = script(&outcome);
    assert!(first.starts_with("assets/hello.") && first.ends_with(".js"), "{first}");
    assert!(outcome.file(&format!("public/{first}")).contains("document.title"));

    let changed =
        site(&outcome.project().clone().write("themes/default/web/hello.js", "document.title='two';"));
    let second = script(&changed);
    assert_ne!(first, second);
    assert!(!changed.has(&format!("public/{first}")), "the old script should be gone");
}

#[test]
fn a_script_loses_its_comments() {
    let outcome = site(&scripted("// 说明\nfunction hello() {\n  return `a ${1 + 1}`;\n}\nhello();\n"));
    let text = outcome.file(&format!("public/{}", script(&outcome)));
    assert!(!text.contains("说明") && text.contains("hello()") && text.contains("`a ${1 + 1}`"), "{text}");
}

fn gzip(bytes: &[u8]) -> usize {
    // As hosts do it unless told otherwise.
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// HTML and style of a first view arrive with the first ten packets of a connection.
#[test]
fn the_first_view_of_every_board_and_article_is_at_most_14_kb() {
    let tree = town().run(&["build", "--no-print"]).succeeds().tree("public");
    let styles: Vec<(&str, usize)> = tree
        .iter()
        .filter(|(path, _)| path.ends_with(".css"))
        .map(|(path, bytes)| (path.as_str(), gzip(bytes)))
        .collect();
    let styled = |html: &[u8]| -> usize {
        let html = std::str::from_utf8(html).unwrap();
        // A style for paper keeps nobody waiting.
        let linked = |path: &str| html.contains(&format!("{path}\">"));
        styles.iter().filter(|(path, _)| linked(path)).map(|(_, size)| size).sum()
    };
    let pages = tree.iter().filter(|(path, _)| {
        let folder = path.split('/').next().unwrap();
        ["a", "b", "e"].contains(&folder) && path.ends_with("index.html") && *path != "b/index.html"
    });
    let heavy: Vec<String> = pages
        .map(|(path, bytes)| (path, gzip(bytes) + styled(bytes)))
        .filter(|(_, weight)| *weight > 14 * 1024)
        .map(|(path, weight)| format!("{path}: {weight} bytes"))
        .collect();
    assert!(heavy.is_empty(), "over 14 KB:\n{}", heavy.join("\n"));
}

#[test]
fn a_talkative_build_tells_what_each_kind_of_page_weighs() {
    let outcome = project("small").lang("en").run(&["-v", "build", "--no-print"]).succeeds();
    let row = |name: &str| {
        let found = outcome.stdout.lines().find(|line| line.trim_start().starts_with(name));
        found.unwrap_or_else(|| panic!("no row of {name} in: {}", outcome.stdout)).to_owned()
    };
    assert!(row("template").contains("first view"));
    let article = row("article");
    let cells: Vec<&str> = article.split_whitespace().collect();
    let number = |at: usize| cells[at].parse::<f64>().unwrap();
    assert_eq!(cells[1], "3");
    assert!((number(2) + number(3) - number(4)).abs() < 0.11, "{article}");
    assert!(cells[7].starts_with("/a/"), "{article}");
    let quiet = project("small").lang("en").run(&["build", "--no-print"]).succeeds();
    assert!(!quiet.stdout.contains("first view"));
}

#[test]
fn texts_are_packed_beside_themselves_where_the_project_asks() {
    let plain = site(&project("small")).tree("public");
    assert!(!plain.keys().any(|path| path.ends_with(".gz") || path.ends_with(".br")));
    let asking = project("small").edit("banbao.toml", "[rules]\n", "[site]\nprecompress = true\n\n[rules]\n");
    let packed = site(&asking).tree("public");
    let html = &packed["a/co/index.html"];
    let mut unpacked = Vec::new();
    let mut reader = flate2::read::GzDecoder::new(&packed["a/co/index.html.gz"][..]);
    std::io::Read::read_to_end(&mut reader, &mut unpacked).unwrap();
    assert_eq!(&unpacked, html);
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut &packed["a/co/index.html.br"][..], &mut unpacked).unwrap();
    assert_eq!(&unpacked, html);
    assert!(packed.keys().any(|path| path.ends_with(".css.br")));
    assert!(!packed.keys().any(|path| path.ends_with(".png.gz")));
    // A later build without the option takes them away again.
    let again = asking.edit("banbao.toml", "precompress = true", "precompress = false");
    assert!(!site(&again).has("public/a/co/index.html.gz"));
}
