//! Fixture project → run of the program → `Outcome`. Contract: tests say what a person does and sees; how, is here.
#![expect(clippy::disallowed_methods, reason = "tests make projects on disk and look at what became of them")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::sync::OnceLock;
use std::time::SystemTime;

use tempfile::TempDir;
use walkdir::WalkDir;

/// The day of all fixtures: in edition 36, with the alert shown.
const TODAY: &str = "2026-11-23";

const OLD: SystemTime = SystemTime::UNIX_EPOCH;

/// All files below a folder, by path with `/`.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A project in a folder of its own, which goes away with the last value that uses it. A clone is the same folder.
#[derive(Clone)]
pub struct Project {
    dir: Rc<TempDir>,
    lang: &'static str,
    today: &'static str,
}

/// How a run ended, and where to look at what it left.
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
    /// The project's folder.
    pub root: PathBuf,
    before: Tree,
    /// Keeps the folder.
    project: Project,
}

/// A copy of `tests/cases/NAME`.
pub fn project(name: &str) -> Project {
    empty().overlay(name)
}

/// A copy of the repository's own project, the sample town.
pub fn town() -> Project {
    let project = empty();
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&home.join("content"), &project.path("content"));
    fs::copy(home.join("banbao.toml"), project.path("banbao.toml")).unwrap();
    project
}

/// An empty folder: in memory where the machine has such a place, since tests write much and keep nothing.
pub fn empty() -> Project {
    let memory = Path::new("/dev/shm");
    let dir = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    Project { dir: Rc::new(dir.unwrap()), lang: "zh-CN", today: TODAY }
}

/// A person who is neither root nor the tester.
#[cfg(unix)]
const SOMEBODY: u32 = 65534;

impl Project {
    /// The absolute path of a file of the project.
    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Copies `tests/cases/NAME` over the project; a file `X.delete` there removes `X`.
    pub fn overlay(self, name: &str) -> Self {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
        assert!(from.is_dir(), "no fixture {}", from.display());
        copy(&from, self.dir.path());
        self
    }

    pub fn write(self, path: &str, text: &str) -> Self {
        self.bytes(path, text.as_bytes())
    }

    pub fn bytes(self, path: &str, bytes: &[u8]) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Replaces the one place where a file says `from`.
    pub fn edit(self, path: &str, from: &str, to: &str) -> Self {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert_eq!(text.matches(from).count(), 1, "`{from}` should be in {path} once");
        self.write(path, &text.replace(from, to))
    }

    pub fn remove(self, path: &str) -> Self {
        fs::remove_file(self.path(path)).unwrap();
        self
    }

    /// A symbolic link at `path` that leads to `to`.
    #[cfg(unix)]
    pub fn symlink(self, path: &str, to: &Path) -> Self {
        std::os::unix::fs::symlink(to, self.path(path)).unwrap();
        self
    }

    /// The output of an earlier good build of `small`: what a mistake must leave as it is.
    pub fn built(self) -> Self {
        static GOOD: OnceLock<Tree> = OnceLock::new();
        let good = GOOD.get_or_init(|| {
            let outcome = project("small").build().succeeds();
            let files = tree(&outcome.root).into_iter();
            files.filter(|(path, _)| path.starts_with("public/") || path.starts_with("print/")).collect()
        });
        for (path, bytes) in good {
            let path = self.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        self
    }

    /// Gives every file an old time, which a file that is written anew loses.
    pub fn backdated(self) -> Self {
        for path in tree(self.dir.path()).keys() {
            fs::File::options().append(true).open(self.path(path)).unwrap().set_modified(OLD).unwrap();
        }
        self
    }

    /// Every file below a folder of the project.
    pub fn tree(&self, folder: &str) -> Tree {
        tree(&self.path(folder))
    }

    /// The language of messages.
    pub fn lang(mut self, lang: &'static str) -> Self {
        self.lang = lang;
        self
    }

    pub fn today(mut self, today: &'static str) -> Self {
        self.today = today;
        self
    }

    /// `banbao build`.
    pub fn build(&self) -> Outcome {
        self.run(&["build"])
    }

    /// `banbao ARGUMENTS` on the project, at the day and in the language of the test.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.finish(self.command().args(arguments))
    }

    /// The program with the project, the day and the language of the test, and no command yet.
    pub fn command(&self) -> Command {
        let mut command = banbao();
        command.args(self.common());
        command
    }

    fn common(&self) -> [&str; 8] {
        let root = self.dir.path().to_str().unwrap();
        ["--root", root, "--today", self.today, "--lang", self.lang, "--color", "never"]
    }

    /// `banbao ARGUMENTS` and nothing else, run inside the project's folder.
    pub fn run_plain(&self, arguments: &[&str]) -> Outcome {
        self.finish(banbao().current_dir(self.dir.path()).args(arguments))
    }

    /// `banbao build` by a person who may not read `path`. `None` where the tester may read everything (root) and
    /// the machine has no `setpriv` to become somebody else.
    #[cfg(unix)]
    pub fn build_without_access(&self, path: &str) -> Option<Outcome> {
        use std::os::unix::fs::PermissionsExt;
        let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        set(&self.path(path), 0o000);
        if fs::read(self.path(path)).is_err() {
            return Some(self.build());
        }
        set(self.dir.path(), 0o755);
        Some(self.finish(self.command_of_somebody_else()?.arg("build")))
    }

    /// Gives the project to somebody else, as whom [`Project::run_as_owner`] runs. `false` where only root could.
    #[cfg(unix)]
    pub fn give_away(&self) -> bool {
        let things = walkdir::WalkDir::new(self.dir.path()).into_iter().flatten();
        let give = |path: &Path| std::os::unix::fs::lchown(path, Some(SOMEBODY), Some(SOMEBODY)).is_ok();
        clean("setpriv").arg("--version").output().is_ok()
            && things.into_iter().all(|thing| give(thing.path()))
    }

    /// `banbao ARGUMENTS` by the person whom the project was given to.
    #[cfg(unix)]
    #[track_caller]
    pub fn run_as_owner(&self, arguments: &[&str]) -> Outcome {
        self.finish(self.command_of_somebody_else().unwrap().args(arguments))
    }

    #[cfg(unix)]
    fn command_of_somebody_else(&self) -> Option<Command> {
        clean("setpriv").arg("--version").output().ok()?;
        // The program may lie in a folder that is closed to others.
        let program = self.path("program-under-test");
        if !program.exists() {
            fs::copy(env!("CARGO_BIN_EXE_banbao"), &program).unwrap();
        }
        let mut command = clean("setpriv");
        let who = [format!("--reuid={SOMEBODY}"), format!("--regid={SOMEBODY}")];
        command.args(who).arg("--clear-groups").arg(program).args(self.common());
        Some(command)
    }

    fn finish(&self, command: &mut Command) -> Outcome {
        let before = tree(self.dir.path());
        let output = command.output().unwrap();
        let root = self.dir.path().to_str().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap().replace(root, "[PROJECT]");
        Outcome {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            root: self.dir.path().to_owned(),
            before,
            project: self.clone(),
        }
    }
}

impl Outcome {
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.code, 0, "should succeed, but says:\n{}", self.stderr);
        self
    }

    /// Succeeds without a single finding.
    #[track_caller]
    pub fn succeeds_cleanly(self) -> Self {
        let this = self.succeeds();
        assert_eq!(this.stderr, "", "should have nothing to say");
        this
    }

    /// The project has errors: exit code 1, the very words of `snapshots/NAME.snap`, and no file written, changed or
    /// deleted, in the outputs or anywhere else.
    #[track_caller]
    pub fn fails_with(self, name: &str) -> Self {
        assert_eq!(self.code, 1, "should find a mistake, but says:\n{}{}", self.stdout, self.stderr);
        self.says(name);
        assert_eq!(self.stdout, "", "mistakes belong on standard error");
        self.leaves_everything()
    }

    /// Standard error is `snapshots/NAME.snap`.
    #[track_caller]
    pub fn says(&self, name: &str) {
        snapshot(name, &self.stderr);
    }

    /// Every file is byte for byte what it was before the run, and there is none beside.
    #[track_caller]
    pub fn leaves_everything(self) -> Self {
        let (mut before, mut after) = (self.before.clone(), tree(&self.root));
        // Sizes and times of published files, and what was made of what: notes of the program's to itself.
        for tree in [&mut before, &mut after] {
            tree.remove(".public.banbao/index");
            tree.retain(|path, _| !path.starts_with(".cache/banbao/"));
        }
        let names = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&before), names(&after), "files came or went");
        let changed: Vec<_> = after.iter().filter(|(path, bytes)| before[*path] != **bytes).collect();
        assert!(
            changed.is_empty(),
            "changed: {:?}",
            changed.iter().map(|(path, _)| path).collect::<Vec<_>>()
        );
        self
    }

    /// The project, for another run.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The text of a file below the project.
    #[track_caller]
    pub fn file(&self, path: &str) -> String {
        let bytes = fs::read(self.root.join(path));
        assert!(bytes.is_ok(), "{path}: {:?}", bytes.err());
        String::from_utf8(bytes.unwrap()).unwrap()
    }

    /// Whether a file or folder is there.
    pub fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// Whether a file still has the time it got by [`Project::backdated`].
    pub fn is_backdated(&self, path: &str) -> bool {
        fs::metadata(self.root.join(path)).unwrap().modified().unwrap() == OLD
    }

    /// Every file below a folder of the project.
    pub fn tree(&self, folder: &str) -> Tree {
        tree(&self.root.join(folder))
    }
}

/// A text is `snapshots/NAME.snap`.
#[track_caller]
pub fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// All snapshots in one text.
pub fn snapshots() -> String {
    let files = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots"));
    files.into_values().map(|bytes| String::from_utf8(bytes).unwrap()).collect()
}

/// The program without anything of the tester's own settings.
fn banbao() -> Command {
    clean(env!("CARGO_BIN_EXE_banbao"))
}

fn clean(program: &str) -> Command {
    let mut command = Command::new(program);
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from).sort_by_file_name() {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).unwrap();
        } else if target.extension().is_some_and(|kind| kind == "delete") {
            fs::remove_file(target.with_extension("")).unwrap();
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// Files and symbolic links; a link by where it leads, since what lies there is not ours to read.
fn tree(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        if entry.path_is_symlink() {
            tree.insert(path, fs::read_link(entry.path()).unwrap().to_str().unwrap().into());
        } else if entry.file_type().is_file() {
            // What the tester may not read, nobody can have changed unseen: its name is enough.
            tree.insert(path, fs::read(entry.path()).unwrap_or_default());
        }
    }
    tree
}
