//! Every point at which a swap may be cut short: the next run finds a whole output and tidies up.

use std::fs;
use std::path::Path;

use super::super::{Place, Published, Staging, Wanted};
use super::{exchange_slowly, manifest_hash, publish};

fn stage(target: &Path, text: &str) -> Staging {
    let place = Place::site(target).unwrap().unwrap();
    let staging = Staging::open(place, &[]).unwrap().unwrap();
    staging.write("index.html", text.as_bytes()).unwrap();
    staging
}

fn build(target: &Path, text: &str) -> Published {
    let nothing = Wanted { files: Vec::new(), opened: Vec::new() };
    stage(target, text).verify(&nothing).unwrap().unwrap().complete().unwrap().commit().unwrap()
}

/// A folder whose output is `one`, and a whole stage `two` beside it, as a run leaves it that is killed at once.
fn killed(folder: &Path) -> (std::path::PathBuf, Place) {
    let target = folder.join("public");
    build(&target, "zero");
    build(&target, "one");
    let staging = stage(&target, "two");
    staging.manifest().write(&staging.place.stage()).unwrap();
    let state = folder.join(".public.banbao");
    fs::rename(state.join("stage"), state.join("saved")).unwrap();
    drop(staging);
    let place = Place::site(&target).unwrap().unwrap();
    fs::rename(state.join("saved"), state.join("stage")).unwrap();
    (target, place)
}

fn text(folder: &Path) -> String {
    fs::read_to_string(folder.join("index.html")).unwrap()
}

/// What lies beside the output after the next run has begun and ended.
fn after_next_run(target: &Path) -> Vec<String> {
    drop(Place::site(target).unwrap().unwrap());
    let entries = fs::read_dir(target.with_file_name(".public.banbao")).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

const TIDY: [&str; 3] = ["index", "lock", "previous"];

#[test]
fn killed_before_the_swap_nothing_has_happened() {
    let folder = tempfile::tempdir().unwrap();
    let (target, place) = killed(folder.path());
    let hash = manifest_hash(&place.stage()).unwrap().unwrap();
    fs::write(place.swapping(), hash).unwrap();
    drop(place);
    assert_eq!(after_next_run(&target), TIDY);
    assert_eq!(text(&target), "one");
    assert_eq!(text(&folder.path().join(".public.banbao/previous")), "zero");
}

#[test]
fn killed_after_the_swap_the_old_output_can_return() {
    let folder = tempfile::tempdir().unwrap();
    let (target, place) = killed(folder.path());
    publish(&place).unwrap();
    drop(place);
    assert_eq!(text(&target), "two");
    assert_eq!(after_next_run(&target), TIDY);
    assert_eq!(text(&target), "two");
    assert_eq!(text(&folder.path().join(".public.banbao/previous")), "one");
}

#[test]
fn where_folders_cannot_be_exchanged_no_kill_loses_the_output() {
    for renames in 0..=3 {
        let folder = tempfile::tempdir().unwrap();
        let (target, place) = killed(folder.path());
        let hash = manifest_hash(&place.stage()).unwrap().unwrap();
        fs::write(place.swapping(), hash).unwrap();
        match renames {
            0 => {}
            1 => fs::rename(&target, place.aside()).unwrap(),
            2 => {
                fs::rename(&target, place.aside()).unwrap();
                fs::rename(place.stage(), &target).unwrap();
            }
            _ => exchange_slowly(&target, &place.stage(), &place.aside()).unwrap(),
        }
        drop(place);
        assert_eq!(after_next_run(&target), TIDY, "after {renames}");
        let (now, before) = if renames < 2 { ("one", "zero") } else { ("two", "one") };
        assert_eq!(text(&target), now, "after {renames}");
        assert_eq!(text(&folder.path().join(".public.banbao/previous")), before, "after {renames}");
    }
}

#[test]
fn where_folders_cannot_be_exchanged_a_killed_rollback_is_undone_or_finished() {
    for renames in 1..=2 {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("public");
        build(&target, "one");
        build(&target, "two");
        let place = Place::site(&target).unwrap().unwrap();
        fs::rename(&target, place.aside()).unwrap();
        if renames == 2 {
            fs::rename(place.previous(), &target).unwrap();
        }
        drop(place);
        assert_eq!(after_next_run(&target), TIDY);
        let (now, before) = if renames == 1 { ("two", "one") } else { ("one", "two") };
        assert_eq!(text(&target), now);
        assert_eq!(text(&folder.path().join(".public.banbao/previous")), before);
    }
}

#[test]
fn a_run_that_changes_nothing_swaps_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("public");
    assert!(build(&target, "one").changed);
    assert!(!build(&target, "one").changed);
    assert!(!folder.path().join(".public.banbao/previous").exists());
    let staging = Staging::open(Place::site(&target).unwrap().unwrap(), &[]).unwrap().unwrap();
    assert!(staging.keep("index.html") && !staging.keep("other.html"));
    drop(staging);
    // Of the same size, but not what was written.
    fs::write(target.join("index.html"), "eno").unwrap();
    let staging = Staging::open(Place::site(&target).unwrap().unwrap(), &[]).unwrap().unwrap();
    assert!(!staging.keep("index.html"), "somebody changed it");
}
