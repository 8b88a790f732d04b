//! The build as one function: `inputs → parse → model → plan → render → publish`. Nothing is published with an error.

mod clock;
mod findings;
mod load;
mod memory;
mod outputs;
mod paper;
mod print;
pub mod project;
mod proof;
mod prove;
mod recall;
mod search;
mod sink;
mod site;
pub mod weigh;

use std::collections::BTreeMap;
use std::io;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::clock::Clock;
use self::findings::Findings;
use self::load::{Loaded, load};
pub use self::memory::Memory;
use self::memory::{Given, Known, MadeFiles, Surroundings};
use self::outputs::Sinks;
pub use self::paper::Paper;
use self::paper::Printer;
use self::project::Modelled;
pub use self::project::Project;
pub use self::proof::{Proof, proof};
pub use self::sink::{File, Target, Tree};
use self::sink::{Kept, Sink};
use self::weigh::Weight;
use crate::check;
use crate::diagnostic::{self, Code, Diagnostic};
use crate::inputs::{Failure, Inputs};
use crate::messages::Lang;
use crate::model::Site;
use crate::plan::{self, Plan, Wants};
use crate::publish::manifest::Manifest;
use crate::publish::{Complete, Published, Verified};
use crate::render::Context;
use crate::render::shared::Shared;
use crate::source::Sources;
use crate::workers;

/// What to build, and where to.
#[derive(Debug, Clone)]
pub struct Request {
    pub root: PathBuf,
    pub today: Date,
    pub drafts: bool,
    pub wants: Wants,
    /// Replaces the site's absolute base; printed codes keep the configuration's.
    pub base_url: Option<String>,
    /// Where the site goes; `None` checks without writing.
    pub output: Option<Target>,
    /// The folder of print editions; `None` checks without writing.
    pub print: Option<PathBuf>,
    /// Workers.
    pub jobs: usize,
    /// Whether to tell how much each kind of page weighs.
    pub weigh: bool,
}

/// The steps a person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Read,
    Check,
    Pages,
    Packs,
    Prove,
    Publish,
}

/// Hears how a build goes on. Called from several threads.
pub trait Progress: Sync {
    /// A stage begins, with this many things to do.
    fn stage(&self, stage: Stage, total: usize);
    /// One thing of the stage is done.
    fn step(&self, stage: Stage);
}

/// What a build came to.
pub struct Outcome {
    pub sources: Sources,
    /// Sorted, the project's rules applied.
    pub diagnostics: Vec<Diagnostic>,
    /// The site's language, for reports where none was asked for.
    pub lang: Lang,
    pub totals: Totals,
    pub times: Vec<(Stage, Duration)>,
    /// The next day on which the output would be another.
    pub stale_on: Option<Date>,
    /// Files in the outputs that are not ours and were kept.
    pub foreign: Vec<String>,
    /// What was printed for hanging, if anything was.
    pub paper: Option<Paper>,
    /// The heaviest page of each template, where the request asks for it.
    pub weights: Vec<Weight>,
    /// The site, where it was to stay in memory and has no errors; of a list of hashes without bytes.
    pub tree: Option<Arc<Tree>>,
    /// The site's files by hash, where that was asked for and there are no errors.
    pub manifest: Option<Manifest>,
    /// The project as it was read, where the site was to stay in memory.
    pub project: Option<Arc<Project>>,
    /// What was read, else. To free it takes as long as to publish it, and a program that ends need not.
    _made_of: Option<(Inputs, Modelled)>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub edition: Option<u32>,
    pub articles: usize,
    /// Of these, drafts.
    pub drafts: usize,
    pub files: usize,
    pub pages: usize,
    pub packs: usize,
    /// Sheets of paper by its name, slips included; handouts are printed as many times as there are hands.
    pub sheets: BTreeMap<String, usize>,
    pub codes: usize,
    /// Codes read in the finished files; none where nothing was written.
    pub proven: Option<usize>,
}

impl Outcome {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Forgets layouts that nobody needed since this was called twice before. For a process that builds again and again, when
/// nobody waits: Typst remembers all that it ever laid out, and looking through it takes longer than most edits.
pub fn forget_layouts() {
    // What is freed here was made by threads that have ended. The allocator leaves it for the next thread that ends to go
    // through, tens of milliseconds in the middle of somebody's edit: so one ends here, which has asked for memory itself.
    workers::aside(|| {
        let own = std::hint::black_box(Box::new(0_u8));
        typst::comemo::evict(2);
        drop(own);
    });
}

/// Builds a project. What `memory` has of an earlier build is not made again; it then has what this one made.
///
/// # Errors
/// [`Failure`] where the machine fails; the project's mistakes are in the outcome.
pub fn build(request: &Request, memory: &mut Memory, progress: &dyn Progress) -> Result<Outcome, Failure> {
    // A fault of the program itself is a failure to whoever asked for its work: a preview goes on, and exit codes are ours.
    catch_unwind(AssertUnwindSafe(|| build_all(request, memory, progress))).unwrap_or_else(|_| {
        // Nobody knows how far it came.
        *memory = Memory::default();
        let fault = "a fault of banbao itself; please report it, with what the terminal says";
        Err(Failure::new(&request.root, io::Error::other(fault)))
    })
}

fn build_all(request: &Request, memory: &mut Memory, progress: &dyn Progress) -> Result<Outcome, Failure> {
    let mut clock = Clock::start();
    // From before the lock is read until it is written anew: of two prints at once, the second would lose the first one's lines.
    let _lock = paper::hold_lock(request)?;
    let loaded = match load(request, memory, progress, &mut clock)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(*outcome),
    };
    let Loaded { inputs, identity, modelled, theme, is_whole, core, made_from, diagnostics } = loaded;
    let site = &modelled.site;
    let (mut shared, mut given) = (Shared::default(), Given::default());
    let (mut plan, planned) = workers::beside(
        || shared = Shared::new(site),
        || {
            let plan = || plan::plan(site, &theme, &inputs, &request.wants);
            workers::beside(|| given = Given::of(request, &inputs, site), plan)
        },
    );
    let found = Findings::new(site);
    found.report(diagnostics);
    found.report(planned);
    let words = check::Words::of(site);
    found.report(words.of_no_articles(site, &inputs));
    let mut diagnostics = found.take();
    clock.lap(Stage::Check);

    let base_url = request.base_url.clone().unwrap_or_else(|| site.config.base_url.as_str().to_owned());
    let assets = mem::take(&mut plan.assets);
    let index = search::index(mem::take(&mut plan.search), request.jobs)?;
    let base_url = base_url.trim_end_matches('/');
    let cx = Context { site, theme: &theme, assets: &assets, search: &index, shared: &shared, base_url };
    let mut printer = None;
    if let (Some(printing), Some(print), Some(folder)) =
        (&request.wants.printing, &mut plan.print, &request.print)
    {
        let target = (folder.as_path(), request.jobs);
        printer = Some(Printer::begin(cx, &inputs, (print, printing), target, &mut diagnostics)?);
        // Nothing that hangs is out of date: nothing is made.
        if print.packs.is_empty() {
            (plan.print, printer) = (None, None);
        }
    }
    let sinks = outputs::open(request, memory, &inputs, (&plan, base_url), &mut diagnostics)?;
    let now = Surroundings::new(given, &inputs, &assets, index.name());
    let known = Known::of(memory, &sinks, request);
    let (mut made, mut made_pages, mut made_packs) = (Vec::new(), MadeFiles::default(), MadeFiles::default());
    let (mut sheets, mut weights) = (BTreeMap::new(), Vec::new());
    if is_whole {
        (weights, made) = site::render(
            (cx, core.as_deref()),
            &plan,
            request,
            &sinks,
            (&now, known.site),
            (&words, &found),
            progress,
        )?;
        clock.lap(Stage::Pages);
        if let (Some(print), Some(core)) = (&plan.print, &core) {
            (sheets, made_packs) =
                print::render((cx, core), print, request, &sinks, (&now, known.print), &found, progress)?;
        }
        clock.lap(Stage::Packs);
    }
    if !is_whole || !request.wants.site {
        found.report(check::bodies::articles(site, &words, request.jobs));
    }
    let mut proven = None;
    if let (Some(print), Some(staging)) = (&plan.print, &sinks.print)
        && !found.has_errors()
    {
        let (codes, faults) = prove::staged(site, print, staging, request.jobs, progress)?;
        proven = Some(codes);
        found.report(faults);
        clock.lap(Stage::Prove);
    }
    diagnostics.extend(found.take());
    // A letter that no font has breaks the standard too; what to do about it is told with the letter.
    if diagnostics.iter().any(|found| found.code == Code::MissingGlyph) {
        diagnostics.retain(|found| found.code != Code::PdfStandard);
    }
    diagnostic::sort(&mut diagnostics);
    let mut diagnostics = diagnostic::fold_boards(diagnostics);

    let totals = Totals { proven, ..totals(site, &plan) };
    let stale_on = site.stale_on();
    let lang = site.lang;
    let mut foreign = Vec::new();
    let mut paper = None;
    let mut ready = Vec::new();
    let (mut tree, mut manifest) = (None, None);
    if !diagnostics.iter().any(Diagnostic::is_error) {
        progress.stage(Stage::Publish, 0);
        let Sinks { site: pages, print } = sinks;
        let staging = match pages.map(Sink::take) {
            Some(Kept::Folder(staging)) => Some(*staging),
            Some(Kept::Memory(kept, links)) => {
                if let Some(found) = links {
                    let hashes = kept.iter().map(|(path, file)| (path.clone(), file.hash));
                    manifest = Some(Manifest::new(hashes.collect())).filter(|_| found.is_empty());
                    diagnostics.extend(found);
                }
                tree = Some(Arc::new(kept));
                None
            }
            None => None,
        };
        let verify = || outputs::verify((print, staging), site, &plan, &mut diagnostics);
        ready = workers::beside(|| made_pages = site::files(&plan, mem::take(&mut made)), verify)?;
    }
    // Places are held until all is written down.
    let mut published: Vec<Published> = Vec::new();
    if !diagnostics.iter().any(Diagnostic::is_error) {
        // Print first: a page must never say that an edition is out whose packs are not. What is likely to fail comes before.
        let commit = || {
            let ready: Vec<Complete> = ready.into_iter().map(Verified::complete).collect::<Result<_, _>>()?;
            for output in ready {
                let is_first = published.is_empty();
                let late = |failure| if is_first { failure } else { Failure::after_publishing(failure) };
                let output = output.commit().map_err(late)?;
                foreign.extend_from_slice(&output.foreign);
                published.push(output);
            }
            Ok(())
        };
        match (printer, &plan.print) {
            (Some(printer), Some(print)) => {
                paper = Some(printer.finish((&inputs, site), (print, sheets), commit)?)
            }
            _ => commit()?,
        }
        clock.lap(Stage::Publish);
    }
    let mut outcome = Outcome {
        lang,
        totals,
        times: clock.laps,
        stale_on,
        foreign,
        paper,
        weights,
        tree,
        manifest,
        ..Outcome::new(inputs.sources.clone(), diagnostics)
    };
    if !outcome.has_errors() {
        memory.learn(identity, request, &outcome, &published, (made_pages, made_packs));
    }
    drop(plan);
    if let (Some(Target::Memory), Some(core), Some(made_from)) = (&request.output, core, made_from) {
        let before = memory.session.project.as_deref();
        let project = Project::new(inputs, modelled, (theme, core), made_from, before);
        let project = Arc::new(project);
        memory.session.keep(Arc::clone(&project));
        outcome.project = Some(project);
    } else {
        outcome._made_of = Some((inputs, modelled));
    }
    Ok(outcome)
}

impl Outcome {
    /// A run that made nothing.
    fn new(sources: Sources, diagnostics: Vec<Diagnostic>) -> Outcome {
        Outcome {
            sources,
            diagnostics,
            lang: Lang::ZhCn,
            totals: Totals::default(),
            times: Vec::new(),
            stale_on: None,
            foreign: Vec::new(),
            paper: None,
            weights: Vec::new(),
            tree: None,
            manifest: None,
            project: None,
            _made_of: None,
        }
    }
}

fn totals(site: &Site, plan: &Plan) -> Totals {
    let print = plan.print.as_ref();
    let packs = || print.into_iter().flat_map(|print| &print.packs);
    Totals {
        edition: print.map(|print| print.edition.number),
        articles: site.articles.len(),
        drafts: site.articles().filter(|article| article.draft).count(),
        files: plan.site.len(),
        pages: plan.site.iter().filter(|job| matches!(job.kind, plan::SiteKind::Page(_))).count(),
        packs: packs().count(),
        sheets: print.map(plan::PrintPlan::sheets).unwrap_or_default(),
        codes: packs().map(|pack| pack.codes().concat().len()).sum(),
        proven: None,
    }
}

/// A progress that nobody watches.
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: Stage, _: usize) {}
    fn step(&self, _: Stage) {}
}
