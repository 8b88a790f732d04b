//! What pages load: style and scripts of the theme under names that change with their content.

use crate::harness::{Outcome, Project, project};

fn site(project: &Project) -> Outcome {
    project.run(&["build", "--no-print"]).succeeds_cleanly()
}

/// `small` with a theme of its own that loads a script.
fn scripted(script: &str) -> Project {
    let base = include_str!("../../themes/default/web/base.html");
    let with = base.replace("</head>", "<script src=\"{{ site.scripts.hello }}\" defer></script>\n</head>");
    project("small").write("themes/default/web/base.html", &with).write("themes/default/web/hello.js", script)
}

/// The path under the web root of the script that the home page loads.
fn script(outcome: &Outcome) -> String {
    let home = outcome.file("public/index.html");
    let (_, rest) = home.split_once("<script src=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
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
