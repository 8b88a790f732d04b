//! Publishing: all of the new output or all of the old one, nothing of others lost, and the way back.
#![expect(
    clippy::disallowed_methods,
    reason = "tests look beside the output, and do there what others might"
)]

use std::fs::{self, File};
use std::path::Path;

use crate::harness::{Project, Tree, project};

const CO: &str = "content/articles/co.md";
const STATE: &str = ".public.banbao";

fn site(project: &Project) -> crate::harness::Outcome {
    project.run(&["build", "--no-print"])
}

/// `small`, published, corrected and published again.
fn published_twice() -> (Project, Tree, Tree) {
    let project = project("small");
    let old = site(&project).succeeds_cleanly().tree("public");
    let project = project.edit(CO, "炭火没有烟", "炭火不冒烟").remove("content/pages/about.md").edit(
        "content/campaign/campaign.toml",
        "page = \"about\"\n",
        "",
    );
    let new = site(&project).succeeds_cleanly().tree("public");
    assert_ne!(old, new);
    (project, old, new)
}

/// Names beside the output, in the hidden folder.
fn state(project: &Project) -> Vec<String> {
    let entries = fs::read_dir(project.path(STATE)).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn rolling_back_brings_the_previous_site_and_twice_returns() {
    let (project, old, new) = published_twice();
    let back = project.run(&["rollback"]).succeeds_cleanly();
    assert!(back.tree("public") == old, "the previous site, byte for byte");
    assert!(back.stdout.contains("上一次的网站已经换回") && back.stdout.contains(" 发布"), "{}", back.stdout);
    let again = project.run(&["rollback"]).succeeds_cleanly();
    assert!(again.tree("public") == new, "the newer one");
    assert_eq!(project.run(&["rollback", "-q"]).succeeds_cleanly().stdout, "");
    let built = site(&project).succeeds_cleanly();
    assert!(built.tree("public") == new, "a build publishes the project as it is");
    assert!(project.run(&["rollback"]).succeeds_cleanly().tree("public") == old);
}

#[test]
fn without_a_previous_site_nothing_is_rolled_back() {
    let project = project("small");
    project.run(&["rollback"]).fails_with("rollback-none");
    site(&project).succeeds_cleanly();
    site(&project).succeeds_cleanly();
    project.clone().lang("en").run(&["rollback"]).fails_with("en-rollback-none");
    assert!(!project.path(STATE).join("previous").exists(), "nothing changed, so nothing was replaced");
}

#[test]
fn a_site_that_was_deleted_comes_back() {
    let (project, old, _) = published_twice();
    fs::remove_dir_all(project.path("public")).unwrap();
    assert!(project.run(&["rollback"]).succeeds_cleanly().tree("public") == old);
}

#[test]
fn a_previous_site_that_somebody_changed_does_not_return() {
    let (project, _, _) = published_twice();
    let project = project.write(&format!("{STATE}/previous/a/co/index.html"), "改过");
    project.run(&["rollback"]).fails_with("rollback-damaged");
}

#[test]
fn rolling_back_tells_of_printed_codes_that_the_earlier_site_has_no_page_for() {
    let lock = "code,opens,board,village,name,place,article,edition\n\
                https://jk.example.com/a/new/,/a/new/,001,,,,,36\nhttps://jk.example.com/b/001/,/b/001/,001,,,,,36\n";
    let (project, old, _) = published_twice();
    let outcome = project.write("content/codes.lock", lock).run(&["rollback"]).succeeds();
    assert!(outcome.stderr.contains("/a/new/") && !outcome.stderr.contains("/b/001/"), "{}", outcome.stderr);
    assert!(outcome.tree("public") == old);
}

#[test]
fn rolling_back_keeps_what_others_have_there_now() {
    let (project, _, _) = published_twice();
    let project = project.write("public/verify/wx.txt", "验证").write("public/old.txt", "旧的");
    site(&project.clone().edit(CO, "炭火不冒烟", "炭火没有烟")).succeeds_cleanly();
    let project = project.remove("public/old.txt").write("public/new.txt", "新的");
    let outcome = project.run(&["rollback"]).succeeds_cleanly();
    assert_eq!(outcome.file("public/verify/wx.txt"), "验证");
    assert_eq!(outcome.file("public/new.txt"), "新的");
    assert!(!outcome.has("public/old.txt"), "its owner took it away");
    assert!(outcome.stdout.contains("new.txt, verify/wx.txt"), "{}", outcome.stdout);
}

#[test]
fn a_file_of_others_is_never_written_over() {
    let project = project("small");
    site(&project).succeeds_cleanly();
    let project = project.write("public/verify.txt", "别人的").write("content/static/verify.txt", "我们的");
    site(&project).fails_with("output-place-taken");
    let same = project.write("public/verify.txt", "我们的");
    let outcome = site(&same).succeeds_cleanly();
    assert!(!outcome.stdout.contains("verify.txt"), "the same file is nobody's loss: {}", outcome.stdout);
    // A folder of theirs where a file of ours must go, and a file where a folder of ours must go.
    let folder = same.write("public/humans.txt/x", "别人的").write("content/static/humans.txt", "我们的");
    assert_eq!(site(&folder).leaves_everything().code, 1);
    let file = folder.remove("content/static/humans.txt").write("public/files", "别人的");
    let file = file.write("content/static/files/x.txt", "我们的");
    assert_eq!(site(&file).leaves_everything().code, 1);
}

#[test]
fn a_file_of_ours_that_somebody_rewrote_is_theirs_once_it_is_made_no_more() {
    let project = project("small").write("content/static/note.txt", "我们的");
    site(&project).succeeds_cleanly();
    let project = project.write("public/note.txt", "别人改的").remove("content/static/note.txt");
    let outcome = site(&project).succeeds_cleanly();
    assert_eq!(outcome.file("public/note.txt"), "别人改的");
    assert!(outcome.stdout.contains("note.txt"), "{}", outcome.stdout);
}

#[test]
fn empty_folders_of_others_stay() {
    let (project, _, _) = published_twice();
    fs::create_dir_all(project.path("public/upload/photos")).unwrap();
    let outcome = site(&project.edit(CO, "炭火不冒烟", "炭火没有烟")).succeeds_cleanly();
    assert!(outcome.has("public/upload/photos"));
    assert!(!outcome.has("public/p"), "our own go");
}

#[test]
fn what_somebody_changed_is_published_anew() {
    let (project, _, new) = published_twice();
    let same_size = "x".repeat(new["a/co/index.html"].len());
    let project = project.write("public/a/co/index.html", &same_size).remove("public/t/safety/index.html");
    assert!(site(&project).succeeds_cleanly().tree("public") == new);
}

#[test]
#[cfg(unix)]
fn the_web_root_may_be_a_link() {
    let project = project("small").write("www/readme", "");
    fs::create_dir(project.path("www/town")).unwrap();
    let project = project.clone().symlink("public", &project.path("www/town"));
    let outcome = site(&project).succeeds_cleanly();
    assert!(outcome.has("www/town/index.html"));
    site(&project.clone().edit(CO, "炭火没有烟", "炭火不冒烟")).succeeds_cleanly();
    assert!(project.path("public").is_symlink(), "the link stays");
    let back = project.run(&["rollback"]).succeeds_cleanly();
    assert!(back.file("www/town/a/co/index.html").contains("炭火没有烟"));
    let nowhere = crate::harness::project("small").symlink("public", std::path::Path::new("nowhere"));
    site(&nowhere).fails_with("output-link-dangling");
}

#[test]
#[cfg(target_os = "linux")]
fn a_mount_point_cannot_be_replaced() {
    project("small").run(&["build", "--no-print", "--output", "/proc"]).fails_with("output-mount-point");
}

#[test]
#[cfg(unix)]
fn the_web_root_stays_open_to_whom_it_was_open() {
    use std::os::unix::fs::PermissionsExt;
    let (project, _, _) = published_twice();
    let mode = || fs::metadata(project.path("public")).unwrap().permissions().mode() & 0o7777;
    fs::set_permissions(project.path("public"), fs::Permissions::from_mode(0o2775)).unwrap();
    site(&project.clone().edit(CO, "炭火不冒烟", "炭火没有烟")).succeeds_cleanly();
    assert_eq!(mode(), 0o2775);
}

#[test]
fn two_builds_at_once_are_told_to_take_turns() {
    let (project, _, new) = published_twice();
    let lock = File::options().write(true).open(project.path(STATE).join("lock")).unwrap();
    lock.try_lock().unwrap();
    for (lang, name) in [("zh-CN", "publish-busy"), ("en", "en-publish-busy")] {
        for command in [&["build", "--no-print"][..], &["rollback"]] {
            let outcome = project.clone().lang(lang).run(command).leaves_everything();
            assert_eq!(outcome.code, 3);
            outcome.says(name);
        }
    }
    // A lock is its holder's; what is left of a dead one is only a file.
    drop(lock);
    assert!(site(&project).succeeds_cleanly().tree("public") == new);
}

#[test]
fn a_print_waits_for_a_build_of_the_same_edition_too() {
    let project = project("small");
    fs::create_dir_all(project.path("print/.036.banbao")).unwrap();
    let lock = File::create(project.path("print/.036.banbao/lock")).unwrap();
    lock.try_lock().unwrap();
    for command in [&["build"][..], &["print"], &["print", "--board", "001"]] {
        assert_eq!(project.run(command).leaves_everything().code, 3, "{command:?}");
    }
    drop(lock);
    let outcome = project.run(&["print", "--board", "001"]).succeeds();
    assert!(outcome.has("print/036/part/boards/001.pdf"));
    assert!(!outcome.has("print/.036.banbao"), "nothing stays beside a print");
}

#[test]
fn a_build_that_fails_leaves_nothing_beside() {
    let (project, _, _) = published_twice();
    assert_eq!(state(&project), ["index", "lock", "previous"]);
    let broken = linking_to(crate::harness::project("small"), "{{ site.home_href }}gone/");
    site(&broken).fails_with("output-link-broken");
    assert!(!broken.path(STATE).exists() && !broken.path("public").exists());
}

#[test]
fn links_of_templates_are_followed_before_anything_is_published() {
    let good = linking_to(project("small"), "{{ site.home_href }}b/001/");
    site(&good).succeeds_cleanly();
    // What others put there counts, once there is an output to put it into.
    let published = project("small");
    site(&published).succeeds_cleanly();
    let theirs =
        linking_to(published.write("public/verify/wx.txt", "验证"), "{{ site.home_href }}verify/wx.txt");
    site(&theirs).succeeds();
}

#[test]
fn content_that_was_moved_away_empties_no_site() {
    let project = project("small");
    let full = site(&project).succeeds().tree("public");
    fs::rename(project.path("content"), project.path("content.old")).unwrap();
    site(&project).fails_with("output-emptied").leaves_everything();
    fs::create_dir(project.path("content")).unwrap();
    let refused = site(&project);
    assert_eq!(refused.code, 1, "{}", refused.stderr);
    assert!(refused.tree("public") == full);
    // Who means it says so.
    fs::remove_dir_all(project.path("public")).unwrap();
    assert!(!site(&project).succeeds().has("public/a/co/index.html"));
}

#[test]
fn a_page_that_stays_is_looked_at_again_when_a_file_of_others_is_gone() {
    let project = project("small").edit(
        "banbao.toml",
        "[organisation]",
        "[markdown]\nraw_html = true\n\n[organisation]",
    );
    site(&project).succeeds_cleanly();
    let project = project.write("public/table.pdf", "表").edit(
        CO,
        "<!-- more -->",
        "<!-- more -->\n\n<a href=\"../../table.pdf\">表</a>\n",
    );
    site(&project).succeeds();
    let project = project.remove("public/table.pdf");
    for _ in 0..2 {
        site(&project).fails_with("output-link-broken-theirs");
    }
}

#[cfg(unix)]
#[test]
fn a_page_that_its_owner_cannot_read_is_written_anew() {
    use std::os::unix::fs::PermissionsExt;
    let project = project("small");
    site(&project).succeeds_cleanly();
    let page = project.path("public/p/about/index.html");
    fs::set_permissions(&page, fs::Permissions::from_mode(0o000)).unwrap();
    let project = project.edit(CO, "炭火没有烟", "炭火不冒烟");
    site(&project).succeeds_cleanly();
    assert_ne!(fs::metadata(&page).unwrap().permissions().mode() & 0o400, 0);
}

/// `small`, published by its owner, who is not the one that does things beside it.
#[cfg(unix)]
fn published_by_its_owner() -> Option<Project> {
    let project = project("small");
    if !project.give_away() {
        eprintln!("skipped: only root gives things away");
        return None;
    }
    project.run_as_owner(&["build", "--no-print"]).succeeds_cleanly();
    Some(project)
}

#[cfg(unix)]
fn edited_by_its_owner(project: &Project, times: usize) -> crate::harness::Outcome {
    let mut text = fs::read_to_string(project.path(CO)).unwrap();
    text.push_str(&format!("\n第 {times} 次修改。\n"));
    fs::write(project.path(CO), text).unwrap();
    project.run_as_owner(&["build", "--no-print"]).succeeds()
}

#[cfg(unix)]
#[test]
fn a_folder_of_somebody_else_keeps_nobody_from_publishing() {
    let Some(project) = published_by_its_owner() else { return };
    fs::create_dir(project.path("public/uploads")).unwrap();
    fs::write(project.path("public/uploads/a.pdf"), "表").unwrap();
    for times in 1..=4 {
        let built = edited_by_its_owner(&project, times);
        assert_eq!(built.file("public/uploads/a.pdf"), "表");
        assert!(built.file("public/a/co/index.html").contains(&format!("第 {times} 次修改")));
    }
    assert!(state(&project).contains(&"left-1".to_owned()), "{:?}", state(&project));
    edited_by_its_owner(&project, 5).says("output-left-over");
    project.run_as_owner(&["rollback"]).succeeds();
    // Who looks after the computer may remove it.
    site(&project).succeeds();
    assert!(!state(&project).contains(&"left-1".to_owned()), "{:?}", state(&project));
    let built = edited_by_its_owner(&project, 6);
    assert!(!built.stderr.contains("output-left-over"), "{}", built.stderr);
}

#[cfg(unix)]
#[test]
fn what_the_superuser_publishes_stays_its_owners() {
    let Some(project) = published_by_its_owner() else { return };
    let text = fs::read_to_string(project.path(CO)).unwrap();
    fs::write(project.path(CO), format!("{text}\n一次修改。\n")).unwrap();
    site(&project).succeeds();
    for times in 1..=3 {
        edited_by_its_owner(&project, times);
        assert_eq!(state(&project), ["index", "lock", "previous"]);
    }
}

#[cfg(unix)]
#[test]
fn what_the_superuser_makes_first_is_the_projects_owners() {
    let project = project("small");
    if !project.give_away() {
        return;
    }
    project.build().succeeds();
    project.run(&["print"]).succeeds();
    edited_by_its_owner(&project, 1);
    project.run_as_owner(&["build"]).succeeds();
    project.run_as_owner(&["print"]).succeeds();
}

#[cfg(unix)]
#[test]
fn who_takes_over_files_of_another_user_is_told() {
    let Some(project) = published_by_its_owner() else { return };
    let theirs = project.path("public/uploads.txt");
    fs::write(&theirs, "x").unwrap();
    std::os::unix::fs::lchown(&theirs, Some(1000), Some(1000)).unwrap();
    let built = edited_by_its_owner(&project, 1);
    built.says("output-takes-over");
    assert_eq!(built.file("public/uploads.txt"), "x");
    assert!(edited_by_its_owner(&project, 2).stderr.is_empty(), "it is theirs now");
}

#[cfg(unix)]
#[test]
fn a_file_of_others_that_nobody_may_write_is_kept() {
    use std::os::unix::fs::PermissionsExt;
    let Some(project) = published_by_its_owner() else { return };
    let theirs = project.path("public/verify.txt");
    fs::write(&theirs, "验证").unwrap();
    fs::set_permissions(&theirs, fs::Permissions::from_mode(0o444)).unwrap();
    let built = edited_by_its_owner(&project, 1);
    assert_eq!(built.file("public/verify.txt"), "验证");
    assert_eq!(fs::metadata(&theirs).unwrap().permissions().mode() & 0o777, 0o444);
}

#[test]
fn a_site_that_was_replaced_by_a_killed_run_comes_back_too() {
    let (project, old, _) = published_twice();
    // As a run leaves it that is killed right after the swap.
    let beside = |name: &str| project.path(STATE).join(name);
    let manifest = fs::read(project.path("public/.banbao-manifest.json")).unwrap();
    fs::rename(beside("previous"), beside("stage")).unwrap();
    fs::write(beside("swapping"), blake3::hash(&manifest).to_hex().to_string()).unwrap();
    assert!(project.run(&["rollback"]).succeeds_cleanly().tree("public") == old);
}

#[test]
fn a_damaged_record_is_told_as_such() {
    let (project, ..) = published_twice();
    let manifest = project.path("public/.banbao-manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, &text[..text.len() / 2]).unwrap();
    let failed = site(&project);
    assert_eq!(failed.code, 3);
    failed.says("damaged-record");
    failed.leaves_everything();
}

#[test]
fn nothing_is_published_among_the_sources() {
    let project = project("small");
    for folder in ["content/static/www", "themes/mine", ".cache", "./content/../content/www"] {
        let path = project.path(folder);
        let refused = project.run(&["build", "--no-print", "--output", path.to_str().unwrap()]);
        assert_eq!(refused.code, 2, "{folder}: {}", refused.stderr);
        refused.leaves_everything();
    }
    let path = project.path("content/print");
    assert_eq!(project.run(&["print", "--print", path.to_str().unwrap()]).code, 2);
}

/// A project whose theme has one more link at the foot of every page.
fn linking_to(project: Project, href: &str) -> Project {
    let base = include_str!("../../themes/default/web/base.html");
    let link = format!("<a href=\"{href}\">x</a>\n</body>");
    project.write("themes/default/web/base.html", &base.replace("</body>", &link))
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_something_is_mounted_in_cannot_be_replaced() {
    let table = fs::read_to_string("/proc/self/mountinfo").unwrap();
    let mounts: Vec<&Path> = table.lines().filter_map(|line| line.split(' ').nth(4)).map(Path::new).collect();
    let holds = |folder: &&Path| folder.components().count() > 1 && !mounts.contains(folder);
    let Some(folder) = mounts.iter().filter_map(|mount| mount.parent()).find(holds) else { return };
    let mount = mounts.iter().find(|mount| mount.starts_with(folder)).unwrap();
    let outcome = project("small").run(&["build", "--no-print", "--output", folder.to_str().unwrap()]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    let text = outcome.stderr.replace(mount.to_str().unwrap(), "[FOLDER]/mount");
    crate::harness::snapshot("output-holds-mount", &text.replace(folder.to_str().unwrap(), "[FOLDER]"));
}

#[test]
fn nothing_is_published_into_the_programs_own_folders() {
    let project = project("small").built();
    for arguments in [["--print", ".public.banbao/stage"], ["--output", ".public.banbao/previous"]] {
        let outcome = project.run(&[&["build"][..], &arguments].concat()).leaves_everything();
        assert_eq!(outcome.code, 2, "{arguments:?}: {}", outcome.stderr);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_who_has_gone_changes_nothing_about_what_was_done() {
    let project = project("small");
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    for arguments in [&["build", "--no-print"][..], &["rollback"], &["check"], &["new", "article", "流感"]]
    {
        let mut command = project.command();
        let status = command.args(arguments).stdout(full()).stderr(full()).status().unwrap();
        let expected = i32::from(arguments == ["rollback"]);
        assert_eq!(status.code(), Some(expected), "{arguments:?}");
    }
    assert!(project.path("public/index.html").exists());
}
