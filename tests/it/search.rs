//! The search as files: what the page loads, when its names change, and when there is an index of grams.

use crate::harness::{Outcome, Project, project};

fn site(project: &Project) -> Outcome {
    project.run(&["build", "--no-print"]).succeeds()
}

/// The files of the index, by name under its folder, and the folder.
fn index(outcome: &Outcome) -> (String, Vec<String>) {
    let assets = outcome.tree("public/assets");
    let files: Vec<&String> =
        assets.keys().filter(|path| path.starts_with("search.") && path.contains('/')).collect();
    let (folder, _) = files[0].split_once('/').unwrap();
    let names = files.iter().map(|path| path[folder.len() + 1..].to_owned()).collect();
    (folder.to_owned(), names)
}

/// An article of so many paragraphs.
fn article(paragraphs: usize) -> String {
    let text: String = (0..paragraphs).map(|number| format!("第{number}段，少盐控糖量血压。\n\n")).collect();
    format!("+++\ntitle = \"长文章\"\n+++\n\n{text}")
}

#[test]
fn the_page_names_its_index_and_no_other_page_loads_it() {
    let outcome = site(&project("small"));
    let (folder, names) = index(&outcome);
    assert_eq!(names, ["t0.js", "t1.js"], "a small site has its texts alone");
    let page = outcome.file("public/search/index.html");
    assert!(page.contains(&format!("data-index=\"../assets/{folder}/\"")));
    assert!(page.contains("data-shards=\"0\"") && page.contains("data-file=\"\""));
    for (path, bytes) in outcome.tree("public") {
        if path.ends_with(".html") && path != "search/index.html" {
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.contains("assets/search."), "{path} loads the search");
            assert!(path == "404.html" || !text.contains("<nav") || text.contains("search/"), "{path}");
        }
    }
}

#[test]
fn names_change_with_what_can_be_found_and_with_nothing_else() {
    let outcome = site(&project("small"));
    let (first, _) = index(&outcome);
    let (same, _) = index(&site(outcome.project()));
    assert_eq!(first, same);
    let (other, _) = index(&site(&outcome.project().clone().write("content/articles/long.md", &article(1))));
    assert_ne!(first, other);
    assert!(!outcome.has(&format!("public/assets/{first}")), "the old index should be gone");
}

#[test]
fn much_text_gets_an_index_of_grams_in_several_files() {
    let outcome = site(&project("small").write("content/articles/long.md", &article(8000)));
    let (folder, names) = index(&outcome);
    assert!(names.contains(&"g0.js".to_owned()) && names.contains(&"g3.js".to_owned()), "{names:?}");
    let all: String = names
        .iter()
        .filter(|name| name.starts_with('g'))
        .map(|name| outcome.file(&format!("public/assets/{folder}/{name}")))
        .collect();
    // 血压 stands in a group that begins with 血, in the file that its hash chooses.
    let blood: Vec<&str> = all.split('~').filter(|group| group.starts_with('血')).collect();
    assert!(blood.iter().any(|group| group.contains('压')), "{blood:?}");
    assert!(all.contains("\"'cwz\""), "the initials of 长文章");
}

#[test]
fn pages_of_the_campaigns_rows_are_found_by_their_titles() {
    let rows = "date,kind,village,place,topic,people,counted\n2026-11-03,咨询,甲村,村口,秋冬保健,120,人次\n";
    let outcome = site(&project("small").write("content/campaign/events.csv", rows));
    let (folder, names) = index(&outcome);
    let texts: String =
        names.iter().map(|name| outcome.file(&format!("public/assets/{folder}/{name}"))).collect();
    assert!(texts.contains("[\"progress/calendar/\",\"area\",\"zh-CN\",0,\"活动日历\""), "{texts}");
    assert!(!texts.contains("progress/ledger/"), "there is no ledger");
}

#[test]
fn drafts_are_not_found() {
    let draft = article(1).replace("title", "draft = true\ntitle");
    let outcome = site(&project("small").write("content/articles/long.md", &draft));
    let (folder, names) = index(&outcome);
    for name in names {
        assert!(!outcome.file(&format!("public/assets/{folder}/{name}")).contains("长文章"), "{name}");
    }
}
