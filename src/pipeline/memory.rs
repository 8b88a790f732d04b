//! What one build leaves behind for the next: which files were made, from what. Contract: a build with a memory, whatever
//! is in it, has the outcome of a build without; it only makes less anew.
//!
//! A file's identity is a hash of all that its making could read: the program, the request, the day, every input but the
//! running text of articles (`Surroundings`), and of those texts the ones that it did read (`reads`).

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::outputs::Sinks;
use super::recall::Whole;
use super::sink::{Sink, Tree};
use super::{Outcome, Project, Request};
use crate::inputs::Inputs;
use crate::model::Site;
use crate::model::article::Article;
use crate::model::links::is_image;
use crate::parse::body::Body;
use crate::plan::Assets;
use crate::plan::pictures::Picture;
use crate::publish::{Published, Staging, cache};
use crate::quick::{QuickIndex, QuickMap};
use crate::reads::Read;

/// Kept across the builds of one process, or on disk between two.
#[derive(Default, Serialize, Deserialize)]
pub struct Memory {
    pub(super) site: Option<Remembered>,
    pub(super) print: Option<Remembered>,
    pub(super) whole: Option<Whole>,
    /// What a server has in memory; it ends with the process.
    #[serde(skip)]
    pub(super) shown: Shown,
    #[serde(skip)]
    pub(super) session: Session,
}

/// What a server knows of the sources, since its last build.
#[derive(Default)]
pub(super) struct Session {
    pub(super) project: Option<Arc<Project>>,
    /// The sources that changed since, where somebody watches and told.
    touched: Option<BTreeSet<String>>,
    /// A build began after the one that the project is of.
    is_behind: bool,
}

impl Session {
    /// What changed since the project that is known was read, as a build begins; `None` where that could be anything.
    pub(super) fn touched(&mut self) -> Option<BTreeSet<String>> {
        let touched = self.touched.take().filter(|_| !self.is_behind);
        self.is_behind = true;
        touched
    }

    /// Ends a build that read all there is.
    pub(super) fn keep(&mut self, project: Arc<Project>) {
        self.project = Some(project);
        self.is_behind = false;
    }
}

/// A finished site in memory, and what its files were made of.
#[derive(Debug, Default)]
pub struct Shown {
    pub(super) tree: Arc<Tree>,
    files: Remembered,
    /// Packs that were made to be thrown away, for what there is to tell of them.
    packs: Remembered,
}

/// The files of one output.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Remembered {
    target: PathBuf,
    /// The hash of its manifest: what was published there.
    manifest: String,
    /// Files of others that were there.
    pub(super) foreign: Vec<String>,
    made: MadeFiles,
}

/// What was made, by path, in the plan's order; a print is made as one, under no path.
pub type MadeFiles = QuickIndex<String, Made>;

/// One thing that was made without a remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    identity: Identity,
    /// Names of the texts that were read; the search's is empty.
    reads: Vec<String>,
    /// Endings of the packed copies that were made with it.
    pub packed: Vec<String>,
}

/// The name of the file in the cache.
const NAME: &str = "memory";

impl Memory {
    /// What an earlier process left for this project; empty where there is nothing to be trusted.
    pub fn load(root: &Path) -> Memory {
        let bytes = cache::read(root, NAME, &cache::program());
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Says, before each build, which sources changed since the one before: no others are looked at.
    pub fn tell(&mut self, touched: BTreeSet<String>) {
        self.session.touched = Some(touched);
    }

    /// Builds on what another build of this process read.
    pub fn know(&mut self, project: Arc<Project>) {
        self.session.project = Some(project);
    }

    /// Lets go of it.
    pub fn forget_project(&mut self) {
        self.session.project = None;
    }

    /// Keeps it for the next process.
    pub fn save(&self, root: &Path) {
        // Room for ten thousand files: what is not used costs nothing, what grows is moved.
        let mut bytes = Vec::with_capacity(2 << 20);
        if serde_json::to_writer(&mut bytes, self).is_ok() {
            cache::write(root, NAME, &cache::program(), &bytes);
        }
    }

    /// Remembers what was published without errors.
    pub(super) fn learn(
        &mut self,
        identity: Option<String>,
        request: &Request,
        outcome: &Outcome,
        published: &[Published],
        (pages, packs): (MadeFiles, MadeFiles),
    ) {
        if let Some(tree) = &outcome.tree {
            let [files, packs] = [pages, packs].map(|made| Remembered { made, ..Remembered::default() });
            self.shown = Shown { tree: Arc::clone(tree), files, packs };
            return;
        }
        self.whole = identity.and_then(|identity| Whole::of(identity, request, outcome, published));
        let find = |of_site: bool| published.iter().find(|output| output.is_site() == of_site);
        if let Some(site) = find(true) {
            self.site = Some(Remembered::new(site, pages));
        }
        if let Some(print) = find(false).filter(|_| request.wants.printing.is_none()) {
            self.print = Some(Remembered::new(print, packs));
        }
    }
}

impl Remembered {
    pub fn new(output: &Published, made: MadeFiles) -> Remembered {
        let (target, foreign) = (output.target().to_owned(), output.foreign.clone());
        Remembered { target, manifest: output.manifest.clone(), foreign, made }
    }

    /// What is known of the output that `staging` is to replace.
    pub fn of<'a>(remembered: Option<&'a Remembered>, staging: &Staging) -> Option<&'a Remembered> {
        remembered.filter(|known| {
            known.target == staging.target() && staging.before_hash() == Some(known.manifest.as_str())
        })
    }

    /// What is known of the file at `path`, if it would come out the same again. `own` is its identity, where that is known
    /// without making it.
    pub fn same(&self, path: &str, own: Option<Identity>, now: &Surroundings) -> Option<&Made> {
        self.made.get(path).filter(|made| match own {
            Some(own) => made.identity == own,
            None => now.identity(&made.reads) == Some(made.identity),
        })
    }
}

/// Half of a hash: enough to tell things apart that nobody forges.
pub type Identity = [u64; 2];

fn identity_of(bytes: &[u8]) -> Identity {
    let hash = blake3::hash(bytes);
    let (words, _) = hash.as_bytes().as_chunks();
    [u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1])]
}

/// All that a job may read, but for the running texts, as a hash.
pub struct Surroundings<'a> {
    all: blake3::Hash,
    /// What poster templates may read beside their data: the theme, and pictures of the content.
    posters: blake3::Hash,
    inputs: &'a Inputs,
    /// The running texts, by the path of their file.
    texts: QuickMap<&'a str, &'a Body>,
    search: &'a str,
}

/// What of it is given before anything is planned.
#[derive(Default)]
pub struct Given<'a> {
    all: blake3::Hasher,
    posters: blake3::Hasher,
    texts: QuickMap<&'a str, &'a Body>,
}

impl<'a> Given<'a> {
    pub fn of(request: &Request, inputs: &'a Inputs, site: &'a Site) -> Given<'a> {
        let texts: QuickMap<&str, &Body> = site.articles().flat_map(Article::texts).collect();
        // Hashed in large pieces, which is many times faster than word by word.
        let mut all = BufWriter::with_capacity(64 << 10, blake3::Hasher::new());
        // A hasher takes whatever it is given.
        let mut tell = |bytes: &[u8]| drop(all.write_all(bytes));
        let mut posters = blake3::Hasher::new();
        posters.update(site.config.theme.as_bytes());
        // What is wanted beside the site is no page's matter.
        let Request { root: _, today, drafts, wants: _, base_url, output: _, print: _, jobs: _, weigh: _ } =
            request;
        tell(format!("{today} {drafts} {base_url:?}").as_bytes());
        for (path, file) in &inputs.files {
            tell(path.as_bytes());
            tell(&[0]);
            if path.starts_with("themes/") || is_image(path) {
                posters.update(path.as_bytes()).update(&[0]).update(file.hash.as_bytes());
            }
            match texts.get(path.as_str()).map(|body| body.head()) {
                Some(head) => {
                    tell(&head.len().to_le_bytes());
                    tell(head.as_bytes());
                }
                None => tell(file.hash.as_bytes()),
            }
        }
        let all = all.into_inner().unwrap_or_default();
        Given { all, posters, texts }
    }
}

impl<'a> Surroundings<'a> {
    pub fn new(given: Given<'a>, inputs: &'a Inputs, assets: &Assets, search: &'a str) -> Surroundings<'a> {
        let Given { mut all, posters, texts } = given;
        // Some of what the theme and the pages are made of was found in the texts.
        let Assets { style, icon, scripts, styles, pictures } = assets;
        let mut names = format!("{style} {icon} {scripts:?} {styles:?}");
        for (path, Picture { size, files, place: _ }) in pictures {
            // Writing into memory cannot fail.
            let _ = write!(names, "{path} {size:?} {files:?}");
        }
        all.update(names.as_bytes());
        Surroundings { all: all.finalize(), posters: posters.finalize(), inputs, texts, search }
    }

    /// What is to be remembered of something whose identity was known before it was made.
    pub fn made_as(identity: Identity) -> Made {
        Made { identity, reads: Vec::new(), packed: Vec::new() }
    }

    /// What is to be remembered of something that was made now, and read this.
    pub fn made(&self, reads: &BTreeSet<Read>, packed: Vec<String>) -> Option<Made> {
        let name = |read: &Read| match read {
            Read::Search => "",
            Read::Text(file) => self.inputs.sources.get(*file).name.as_str(),
        };
        // Other texts than articles' are in the surroundings as a whole.
        let names = reads.iter().map(name).filter(|name| name.is_empty() || self.texts.contains_key(name));
        let reads: Vec<String> = names.map(str::to_owned).collect();
        Some(Made { identity: self.identity(&reads)?, reads, packed })
    }

    /// The identity of a picture that a poster template makes of nothing but `json`.
    pub fn identity_of(&self, json: &[u8]) -> Identity {
        identity_of(&[self.posters.as_bytes(), json].concat())
    }

    /// `None` where a text is gone.
    fn identity(&self, reads: &[String]) -> Option<Identity> {
        let mut read = Vec::with_capacity(128);
        read.extend_from_slice(self.all.as_bytes());
        for name in reads {
            read.extend_from_slice(name.as_bytes());
            read.push(0);
            match name.as_str() {
                "" => read.extend_from_slice(self.search.as_bytes()),
                path => read.extend_from_slice(self.texts.get(path)?.hash.as_bytes()),
            }
        }
        Some(identity_of(&read))
    }
}

/// What is known of the outputs that are about to be made.
pub struct Known<'m> {
    pub site: Option<&'m Remembered>,
    pub print: Option<&'m Remembered>,
}

impl<'m> Known<'m> {
    /// Nothing, where pages are to be weighed: they have to be made for that.
    pub(super) fn of(memory: &'m Memory, sinks: &Sinks, request: &Request) -> Known<'m> {
        if request.weigh {
            return Known { site: None, print: None };
        }
        let of = |remembered: &'m Option<Remembered>, staging| Remembered::of(remembered.as_ref(), staging);
        let site = match &sinks.site {
            Some(Sink::Folder(staging)) => of(&memory.site, staging),
            Some(Sink::Memory { .. }) => Some(&memory.shown.files),
            None => None,
        };
        let print = match &sinks.print {
            Some(staging) => of(&memory.print, staging),
            None => Some(&memory.shown.packs),
        };
        Known { site, print }
    }
}
