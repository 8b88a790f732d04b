//! Whatever is edited in whatever order: a build that remembers the ones before has the same outcome as one that does
//! not, to the last byte.
#![expect(clippy::disallowed_methods, reason = "tests make projects on disk and look at what became of them")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, RngAlgorithm, TestRng, TestRunner};

use banbao::pipeline::{self, Memory, Outcome, Request, Silent, Target};
use banbao::plan::Wants;

use crate::harness::{Project, Tree, project};

/// How many sequences of edits a run tries; `BANBAO_CASES` asks for so many new ones.
const CASES: u32 = 100;

// Edits

/// The files of a project, and the day.
#[derive(Clone)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    today: Date,
}

/// Something that an office does between two builds. Numbers choose among what is there.
#[derive(Debug, Clone)]
enum Edit {
    Nothing,
    /// A few words more at the end of a text.
    Say(usize, String),
    /// A line of the front matter instead of another.
    Field(usize, &'static str, String),
    Add(String, String),
    Rename(usize, String),
    Delete(usize),
    /// A text that shows things, links to them, or says what it may not.
    Refer(usize, &'static str),
    Put(&'static str, &'static [u8]),
    /// A setting of the site.
    Set(&'static str),
    /// A cell of the boards' table.
    Board(&'static str, &'static str),
    Days(i32),
}

const PICTURE: &[u8] = include_bytes!("../cases/references/panel.png");

/// Texts that may be changed, in order.
fn texts(state: &State) -> Vec<String> {
    let folders = ["articles/", "editions/", "alerts/", "pages/"].map(|folder| format!("content/{folder}"));
    let is_text = |path: &&String| path.ends_with(".md") && folders.iter().any(|at| path.starts_with(at));
    state.files.keys().filter(is_text).cloned().collect()
}

fn apply(state: &mut State, edit: &Edit) {
    let texts = texts(state);
    let pick = |number: &usize| texts.get(number % texts.len().max(1)).cloned();
    let change = |state: &mut State, path: &str, change: &dyn Fn(String) -> String| {
        if let Some(bytes) = state.files.get_mut(path) {
            *bytes = change(String::from_utf8(bytes.clone()).unwrap()).into_bytes();
        }
    };
    match edit {
        Edit::Nothing => {}
        Edit::Say(at, words) => {
            let Some(path) = pick(at) else { return };
            change(state, &path, &|text| format!("{text}\n{words}\n"));
        }
        Edit::Refer(at, what) => {
            let Some(path) = pick(at) else { return };
            change(state, &path, &|text| format!("{text}\n{what}\n"));
        }
        Edit::Field(at, field, value) => {
            let Some(path) = pick(at) else { return };
            let set = |text: String| {
                let lines = text.lines().filter(|line| !line.starts_with(&format!("{field} =")));
                let mut lines: Vec<String> = lines.map(str::to_owned).collect();
                lines.insert(1.min(lines.len()), format!("{field} = {value}"));
                lines.join("\n") + "\n"
            };
            change(state, &path, &set);
        }
        Edit::Add(slug, words) => {
            let text = format!(
                "+++\ntitle = \"{words}\"\ndate = 2026-11-02\n[taxonomies]\ntopics = [\"控烟\", \"新题\"]\n+++\n\n1. **{words}**。\n\n<!-- more -->\n\n## {words}\n\n见[戒烟](quit.md)。\n"
            );
            state.files.insert(format!("content/articles/{slug}.md"), text.into_bytes());
        }
        Edit::Rename(at, slug) => {
            let Some(path) = pick(at).filter(|path| path.starts_with("content/articles/")) else { return };
            let bytes = state.files.remove(&path).unwrap();
            state.files.insert(format!("content/articles/{slug}.md"), bytes);
        }
        Edit::Delete(at) => {
            // Any file but the configuration.
            let paths: Vec<String> =
                state.files.keys().filter(|path| *path != "banbao.toml").cloned().collect();
            if let Some(path) = paths.get(at % paths.len().max(1)) {
                state.files.remove(path);
            }
        }
        Edit::Put(path, bytes) => drop(state.files.insert((*path).to_owned(), bytes.to_vec())),
        Edit::Set(line) => {
            let key = line.split('=').next().unwrap().trim().to_owned();
            change(state, "banbao.toml", &|text| {
                let rest: String = text
                    .lines()
                    .filter(|line| !line.starts_with(&key))
                    .map(|line| format!("{line}\n"))
                    .collect();
                match rest.split_once("[site]\n") {
                    Some((before, after)) => format!("{before}[site]\n{line}\n{after}"),
                    None => rest,
                }
            });
        }
        Edit::Board(from, to) => change(state, "content/boards.csv", &|text| text.replace(from, to)),
        Edit::Days(days) => state.today = state.today.saturating_add(days.days()),
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let slug =
        || prop::sample::select(vec!["wash", "quit", "co", "new-one", "fireworks", "co.en", "wash.ii"]);
    let words =
        || prop::sample::select(vec!["洗手", "多喝水", "ꆈꌠ", "**先**通风", "see <b>this</b>", "看【注】"]);
    let at = || 0..40_usize;
    prop_oneof![
        2 => Just(Edit::Nothing),
        6 => (at(), words()).prop_map(|(at, words)| Edit::Say(at, words.to_owned())),
        2 => (at(), prop::sample::select(vec![
            "![门窗](photo.png)",
            "[戒烟](@/articles/quit.md)",
            "[为什么](@/articles/co.md#wei-shi-me-hui-zhong-du)",
            "[别处](@/articles/nowhere.md)",
            "[表](/api/articles.json)",
            "注[^一]\n\n[^一]: 有注。",
            // A warning, and an error, of words alone.
            "偏方能根治。",
            "有事打 13800001111。",
        ])).prop_map(|(at, what)| Edit::Refer(at, what)),
        2 => (at(), words()).prop_map(|(at, words)| Edit::Field(at, "title", format!("\"{words}\""))),
        1 => (at(), words()).prop_map(|(at, words)| Edit::Field(at, "description", format!("\"{words}\""))),
        1 => (at(), 1..28_u8).prop_map(|(at, day)| Edit::Field(at, "date", format!("2026-11-{day:02}"))),
        1 => (at(), 20..28_u8).prop_map(|(at, day)| Edit::Field(at, "expires", format!("2026-11-{day:02}"))),
        1 => (at(), any::<bool>()).prop_map(|(at, draft)| Edit::Field(at, "draft", draft.to_string())),
        1 => at().prop_map(|at| Edit::Field(at, "aliases", "[\"/old/\"]".to_owned())),
        1 => (at(), prop::sample::select(vec!["[\"co\"]", "[\"quit\", \"co\"]", "[\"new-one\"]"]))
            .prop_map(|(at, slugs)| Edit::Field(at, "articles", slugs.to_owned())),
        3 => (slug(), words()).prop_map(|(slug, words)| Edit::Add(slug.to_owned(), words.to_owned())),
        2 => (at(), slug()).prop_map(|(at, slug)| Edit::Rename(at, slug.to_owned())),
        2 => at().prop_map(Edit::Delete),
        3 => prop::sample::select(vec![
            ("content/articles/photo.png", PICTURE),
            ("content/articles/photo.png", "no picture at all".as_bytes()),
            ("content/static/file.txt", "one".as_bytes()),
            ("content/static/file.txt", "two".as_bytes()),
            // What would be the packed copy of a page, as the office's own.
            ("content/static/index.html.gz", "mine".as_bytes()),
            ("themes/mine/web/partials/footer.html", "<footer>{{ site.name }}</footer>\n".as_bytes()),
            ("themes/mine/web/partials/footer.html", "<footer>{{ site.built }}</footer>\n".as_bytes()),
            ("themes/mine/web/partials/footer.html", "<footer>{{ site.\n".as_bytes()),
            ("themes/mine/web/style.css", "body{color:red}".as_bytes()),
            ("themes/mine/messages/zh-CN/web.toml", "toc = \"本文有\"\n".as_bytes()),
            ("themes/mine/posters/card.typ", "#set page(width: 400pt, height: 210pt)\n".as_bytes()),
        ]).prop_map(|(path, bytes)| Edit::Put(path, bytes)),
        2 => prop::sample::select(vec![
            "precompress = true",
            "precompress = false",
            "search = false",
            "search = true",
            "feed_entries = 1",
            "topic_articles = 1",
        ]).prop_map(Edit::Set),
        1 => prop::sample::select(vec![("A3", "A2"), ("001,", "011,"), ("村", "寨")])
            .prop_map(|(from, to)| Edit::Board(from, to)),
        1 => (-1..9_i32).prop_map(Edit::Days),
    ]
}

// Builds

fn request(root: &Path, output: &Path, state: &State, print: bool) -> Request {
    Request {
        root: root.to_owned(),
        today: state.today,
        drafts: false,
        wants: Wants { site: true, print, edition: None, printing: None },
        base_url: None,
        output: Some(Target::Folder(output.join("public"))),
        print: Some(output.join("print")),
        jobs: 2,
        weigh: false,
    }
}

/// Brings the folder from one state to another.
fn write(root: &Path, before: &State, after: &State) {
    for path in before.files.keys().filter(|path| !after.files.contains_key(*path)) {
        fs::remove_file(root.join(path)).unwrap();
    }
    for (path, bytes) in after.files.iter().filter(|(path, bytes)| before.files.get(*path) != Some(bytes)) {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), bytes).unwrap();
        age(&root.join(path));
    }
}

/// Paths of files that came, went or changed.
fn touched(before: &State, after: &State) -> BTreeSet<String> {
    let all = before.files.keys().chain(after.files.keys());
    all.filter(|path| before.files.get(*path) != after.files.get(*path)).cloned().collect()
}

/// Makes a file old, but younger than all that were made old before: a server reads files that are just being written each
/// time, and others only where their time is another.
fn age(file: &Path) {
    static SECONDS: AtomicU64 = AtomicU64::new(1_600_000_000);
    let seconds = SECONDS.fetch_add(1, Ordering::Relaxed);
    let file = fs::File::options().write(true).open(file).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
}

fn outputs(project: &Project, folder: &str) -> Tree {
    let mut tree = project.tree(folder);
    tree.retain(|path, _| !path.contains(".banbao/"));
    tree
}

/// What a person is told, without the times.
fn told(outcome: &Outcome) -> String {
    let Outcome { diagnostics, lang, totals, stale_on, foreign, .. } = outcome;
    format!("{diagnostics:#?} {lang:?} {totals:?} {stale_on:?} {foreign:?}")
}

/// Builds after every edit, with a memory and without one.
fn follow(start: &Project, edits: &[(Edit, bool)], print: bool) -> Result<(), TestCaseError> {
    let root = start.path("");
    let mut state = State { files: start.tree(""), today: date(2026, 11, 23) };
    state.files.keys().for_each(|path| age(&root.join(path)));
    let [mut memory, mut served, mut previewed, mut rehearsed] = std::array::from_fn(|_| Memory::default());
    for (number, (edit, restart)) in std::iter::once(&(Edit::Nothing, false)).chain(edits).enumerate() {
        let before = state.clone();
        apply(&mut state, edit);
        write(&root, &before, &state);
        if *restart {
            memory.save(&root);
            memory = Memory::load(&root);
        }
        let build = |output: &str, memory: &mut Memory| {
            let request = request(&root, &start.path(output), &state, print);
            pipeline::build(&request, memory, &Silent).unwrap()
        };
        let ours = build("out/ours", &mut memory);
        let built = build("out/clean", &mut Memory::default());
        prop_assert_eq!(told(&ours), told(&built), "told after edit {} {:?}", number, edit);
        let (ours, clean) = (outputs(start, "out/ours"), outputs(start, "out/clean"));
        let differing = ours.iter().find(|(path, bytes)| clean.get(*path) != Some(bytes));
        prop_assert_eq!(differing.map(|(path, _)| path), None, "after edit {} {:?}", number, edit);
        prop_assert_eq!(ours.len(), clean.len(), "files after edit {} {:?}", number, edit);
        // A site in memory, as `serve` keeps one; with an error there is none.
        let in_memory = Request {
            output: Some(Target::Memory),
            print: None,
            ..request(&root, Path::new(""), &state, false)
        };
        let touched = touched(&before, &state);
        // Who watches looks at nothing else; else files are found by their times.
        if number > 0 && !restart {
            served.tell(touched.clone());
        }
        let shown = pipeline::build(&in_memory, &mut served, &Silent).unwrap();
        if !print {
            prop_assert_eq!(told(&shown), told(&built), "told of memory after edit {} {:?}", number, edit);
        }
        if let Some(tree) = shown.tree {
            let shown = tree.iter().map(|(path, file)| (format!("public/{path}"), &file.bytes[..]));
            let differing =
                shown.into_iter().find(|(path, bytes)| clean.get(path).is_none_or(|clean| clean != bytes));
            prop_assert_eq!(
                differing.map(|(path, _)| path),
                None,
                "in memory after edit {} {:?}",
                number,
                edit
            );
            let of_site = clean
                .keys()
                .filter(|path| path.starts_with("public/") && !path.ends_with("/.banbao-manifest.json"));
            prop_assert_eq!(tree.len(), of_site.count(), "files in memory after edit {} {:?}", number, edit);
        }
        // What would be published, from a preview that shows drafts.
        let preview = Request { drafts: true, ..in_memory.clone() };
        previewed.tell(touched);
        let preview = pipeline::build(&preview, &mut previewed, &Silent).unwrap();
        if let Some(project) = preview.project {
            rehearsed.know(project);
        }
        let rehearsal = Request { output: Some(Target::Manifest), ..in_memory };
        let rehearsal = pipeline::build(&rehearsal, &mut rehearsed, &Silent).unwrap();
        rehearsed.forget_project();
        if !print {
            prop_assert_eq!(told(&rehearsal), told(&built), "told of it after edit {} {:?}", number, edit);
        }
        let files = |path: &&String| path.starts_with("public/") && !path.ends_with("/.banbao-manifest.json");
        let hash = |bytes: &Vec<u8>| blake3::hash(bytes).to_string();
        let hashes: BTreeMap<String, String> = (clean.iter().filter(|(path, _)| files(path)))
            .map(|(path, bytes)| (path["public/".len()..].to_owned(), hash(bytes)))
            .collect();
        let manifest = rehearsal.manifest.iter().flat_map(|manifest| manifest.files());
        let manifest: BTreeMap<String, String> =
            manifest.map(|(path, hash)| (path.to_owned(), hash.to_string())).collect();
        if rehearsal.manifest.is_some() {
            prop_assert_eq!(manifest, hashes, "rehearsed after edit {} {:?}", number, edit);
        }
    }
    Ok(())
}

fn small() -> Project {
    project("small")
        .edit("banbao.toml", "language = \"zh-CN\"", "language = \"zh-CN\"\ntheme = \"mine\"")
        .edit("banbao.toml", "[rules]", "[site]\ncards = false\n\n[rules]")
        .write("themes/mine/web/icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
}

#[test]
fn any_edits_leave_the_same_site_as_a_clean_build() {
    let asked = std::env::var("BANBAO_CASES").ok().and_then(|count| count.parse().ok());
    let config = Config {
        cases: asked.unwrap_or(CASES),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/it/incremental.regressions",
        ))),
        max_shrink_iters: 200,
        ..Config::default()
    };
    let mut runner = match asked {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let edits = prop::collection::vec((edit(), any::<bool>()), 1..5);
    runner.run(&edits, |edits| follow(&small(), &edits, false)).unwrap();
}

#[test]
fn packs_and_cards_are_the_same_as_a_clean_builds() {
    let town = project("small");
    let name = |text: &str| Edit::Field(0, "title", format!("\"{text}\""));
    let edits = [
        (Edit::Nothing, true),
        (Edit::Put("content/static/a.txt", "a".as_bytes()), false),
        (name("烤火，窗留缝"), false),
        (Edit::Say(0, "再说一句。".to_owned()), true),
        (Edit::Days(1), false),
    ];
    follow(&town, &edits, true).unwrap();
}

// The file of the memory

const MEMORY: &str = ".cache/banbao/memory";

#[test]
fn nothing_changed_is_told_again_and_touches_nothing() {
    let first = project("small")
        .write("content/articles/bare.md", "+++\ntitle = \"没有来源\"\n+++\n\n一句。\n")
        .run(&["build", "--no-print"])
        .succeeds();
    assert!(first.stderr.contains("no-source"), "{}", first.stderr);
    let again = first.project().clone().backdated().run(&["build", "--no-print"]).succeeds();
    // The index holds the times of before, so files are compared by content.
    assert_eq!(again.stderr, first.stderr);
    assert!(again.is_backdated("public/index.html"));
    let third = again.project().run(&["build", "--no-print"]).succeeds();
    assert_eq!(third.stderr, first.stderr);
    third.leaves_everything();
}

#[test]
fn a_memory_that_is_damaged_gone_or_anothers_is_none() {
    let first = project("small").run(&["build", "--no-print"]).succeeds();
    let clean = first.tree("public");
    let memory = first.file(MEMORY);
    let (heading, body) = memory.split_once('\n').unwrap();
    let other = format!("{}\n{body}", heading.replace("banbao-memory-1", "banbao-memory-0"));
    for text in [&memory[..memory.len() / 2], "", "{}", &other, &memory.replace("index.html", "index.htm1")] {
        let run = first.project().clone().write(MEMORY, text).run(&["build", "--no-print"]).succeeds();
        assert_eq!(run.tree("public"), clean);
        assert_eq!(run.file(MEMORY), memory, "it is written anew");
    }
    let run = first.project().clone().remove(MEMORY).run(&["build", "--no-print"]).succeeds();
    assert_eq!(run.tree("public"), clean);
}

#[test]
fn where_nothing_can_be_remembered_a_build_is_as_good() {
    // A file where the folder should be.
    let first = project("small").write(".cache", "mine").run(&["build", "--no-print"]).succeeds();
    let again = first.project().run(&["build", "--no-print"]).succeeds();
    assert_eq!(again.tree("public"), first.tree("public"));
    assert_eq!(again.file(".cache"), "mine");
}

#[test]
fn a_page_that_somebody_changed_is_mended() {
    let first = project("small").run(&["build", "--no-print"]).succeeds();
    let page = first.file("public/index.html");
    for _ in 0..2 {
        let run = first
            .project()
            .clone()
            .write("public/index.html", "mine")
            .run(&["build", "--no-print"])
            .succeeds();
        assert_eq!(run.file("public/index.html"), page);
    }
    let run = first.project().clone().remove("public/index.html").run(&["build", "--no-print"]).succeeds();
    assert_eq!(run.file("public/index.html"), page);
}

#[test]
fn the_memory_keeps_out_of_version_control() {
    let run = project("small").run(&["build", "--no-print"]).succeeds();
    assert_eq!(run.file(".cache/banbao/.gitignore"), "*\n");
}

#[test]
fn an_edited_text_makes_its_own_page_anew_and_no_other() {
    let town = small();
    let (root, mut memory) = (town.path(""), Memory::default());
    let mut state = State { files: town.tree(""), today: date(2026, 11, 23) };
    let mut identities = |state: &State| {
        let request = request(&root, &town.path("out"), state, false);
        assert!(!pipeline::build(&request, &mut memory, &Silent).unwrap().has_errors());
        serde_json::to_value(&memory).unwrap()["site"]["made"].as_object().unwrap().clone()
    };
    let first = identities(&state);
    assert!(first.contains_key("a/co/index.html") && first.contains_key("index.html"));
    let before = state.clone();
    let text = texts(&state).iter().position(|path| path.ends_with("/co.md")).unwrap();
    apply(&mut state, &Edit::Say(text, "完。".into()));
    write(&root, &before, &state);
    let second = identities(&state);
    let changed: Vec<&String> =
        second.iter().filter(|(path, made)| first.get(*path) != Some(made)).map(|(path, _)| path).collect();
    let (own, shared) = changed.into_iter().partition::<Vec<&String>, _>(|path| path.starts_with("a/"));
    assert_eq!(own, ["a/co/index.html"]);
    let expected =
        |path: &str| ["feed.xml", "search/index.html"].contains(&path) || path.starts_with("assets/search.");
    assert!(shared.iter().all(|path| expected(path)), "{shared:?}");
}
