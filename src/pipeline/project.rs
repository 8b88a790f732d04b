//! A project as the last build read it, for looking at its packs one by one. What is made here is what `build` makes:
//! the same plan, the same pages, the same files.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use typst_layout::Page;

use super::{Request, Silent, print, prove};
use crate::diagnostic::Diagnostic;
use crate::inputs::{Failure, Inputs};
use crate::model::article::Known;
use crate::model::edition::Edition;
use crate::model::{self, Choices, Site};
use crate::parse;
use crate::plan::packs::{self, Pack};
use crate::plan::{Assets, PrintKind, PrintPlan, Printing};
use crate::proof::CodeProof;
use crate::render::Context;
use crate::render::poster::world::Core;
use crate::render::poster::{self, fingerprint, picture};
use crate::render::search::Index;
use crate::render::shared::Shared;
use crate::theme::{self, Theme};
use crate::workers;

/// A project as the model has it.
pub(super) struct Modelled {
    pub(super) site: Site,
    /// What parsing and the model had to say.
    pub(super) found: Vec<Diagnostic>,
    /// Whether drafts are in it.
    drafts: bool,
    /// For a next build of this process, if there will be one.
    articles: Option<Known>,
}

impl Modelled {
    /// Parses and models; articles that are known from `before` are taken over. `stays` where the process builds again.
    pub(super) fn of(inputs: &Inputs, request: &Request, before: Option<&Project>, stays: bool) -> Modelled {
        let nothing = Known::default();
        let known = before.and_then(|before| before.modelled.articles.as_ref()).unwrap_or(&nothing);
        let (raws, mut found) = parse::parse_again(inputs, request.jobs, |file| known.raw(file));
        let choices = Choices { drafts: request.drafts, jobs: request.jobs };
        let known = Some(known).filter(|_| stays);
        let (site, articles, more) = model::build_again(raws, inputs, choices, known);
        found.extend(more);
        Modelled { site, found, drafts: request.drafts, articles }
    }
}

/// Everything that packs are made from.
pub struct Project {
    inputs: Inputs,
    modelled: Modelled,
    theme: Arc<Theme>,
    core: Arc<Core>,
    /// What the theme was made from, and what the core was.
    made_from: MadeFrom,
    /// The theme's part of fingerprints, once somebody asks for one.
    base: Arc<OnceLock<fingerprint::Base>>,
}

/// Identities of what a theme and a core were made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MadeFrom {
    theme: blake3::Hash,
    core: blake3::Hash,
}

impl MadeFrom {
    pub(super) fn of(site: &Site, inputs: &Inputs) -> MadeFrom {
        let theme = theme::identity(site, inputs);
        MadeFrom { theme, core: Core::identity(&theme, inputs) }
    }
}

/// A page as a picture.
#[derive(Debug, Clone)]
pub struct Picture {
    /// A hash of all that lies on the page.
    look: u128,
    pub png: Arc<[u8]>,
}

/// How the codes of one board's own file did.
#[derive(Debug, Clone, Default)]
pub struct BoardProof {
    pub codes: Vec<CodeProof>,
    pub findings: Vec<Diagnostic>,
}

impl Project {
    pub(super) fn new(
        inputs: Inputs,
        modelled: Modelled,
        (theme, core): (Arc<Theme>, Arc<Core>),
        made_from: MadeFrom,
        before: Option<&Project>,
    ) -> Project {
        let same = before.filter(|before| before.made_from.theme == made_from.theme);
        let base = same.map(|before| Arc::clone(&before.base)).unwrap_or_default();
        Project { inputs, modelled, theme, core, made_from, base }
    }

    /// The theme, if it would be the same again.
    pub(super) fn theme(&self, now: &MadeFrom) -> Option<&Arc<Theme>> {
        Some(&self.theme).filter(|_| self.made_from.theme == now.theme)
    }

    /// As [`Project::theme`].
    pub(super) fn core(&self, now: &MadeFrom) -> Option<&Arc<Core>> {
        Some(&self.core).filter(|_| self.made_from.core == now.core)
    }

    /// The project with what the texts of `now` say, where these are all that differs.
    pub(super) fn with_texts(&self, now: &Inputs, drafts: bool) -> Option<Modelled> {
        let Modelled { site, found, drafts: had_drafts, articles } = &self.modelled;
        // Without drafts in it, the site is the same with and without.
        if *had_drafts != drafts && !(*had_drafts && site.articles().all(|article| !article.draft)) {
            return None;
        }
        let (site, articles) = model::with_texts(site, articles.as_ref()?, &self.inputs, now)?;
        Some(Modelled { site, found: found.clone(), drafts, articles: Some(articles) })
    }

    pub fn site(&self) -> &Site {
        &self.modelled.site
    }

    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// An edition by its number.
    pub fn edition(&self, number: u32) -> Option<&Edition> {
        self.site().editions.iter().find(|edition| edition.number == number)
    }

    /// What is printed for an edition on some boards, or on all where none is named. `None` where there is nothing.
    pub fn plan(&self, edition: u32, boards: &[&str]) -> Option<PrintPlan<'_>> {
        let printing =
            Printing { boards: boards.iter().map(|id| (*id).to_owned()).collect(), ..Printing::default() };
        let printing = Some(&printing).filter(|printing| printing.is_part());
        // What is wrong with the plan is told by the build, which makes the same one.
        packs::plan(self.site(), self.edition(edition)?, printing, &mut Vec::new())
    }

    /// A hash a board of all that its pages are made from.
    pub fn fingerprints(&self, print: &PrintPlan) -> BTreeMap<String, String> {
        self.with(|cx| {
            let base = self.base.get_or_init(|| fingerprint::Base::new(cx));
            let of = |pack: &Pack| (pack.board.id.clone(), base.of(cx, &self.inputs, print.edition, pack));
            // Somebody waits for the list of boards.
            workers::map(&print.packs, workers::all(), of).into_iter().collect()
        })
    }

    /// A board's pages as PNG, each `width` pixels wide, the slip left out. Of pages that look as they did `before`, the picture
    /// is the same.
    ///
    /// # Errors
    /// What keeps the pages from being made.
    pub fn pictures(
        &self,
        edition: u32,
        board: &str,
        width: u32,
        before: &[Picture],
    ) -> Result<Vec<Picture>, Vec<Diagnostic>> {
        let plan = self.plan(edition, &[board]).ok_or_else(Vec::new)?;
        let pack = plan.packs.first().ok_or_else(Vec::new)?;
        let document = self.with(|cx| poster::lay_out_hung(cx, &self.core, plan.edition, pack))?;
        let picture = |page: &Page| {
            let look = typst::utils::hash128(page);
            match before.iter().find(|picture| picture.look == look) {
                Some(same) => Ok(same.clone()),
                None => picture::sized(page, width).map(|png| Picture { look, png: png.into() }),
            }
        };
        document.pages().iter().take(pack.pages()).map(picture).collect()
    }

    /// One of an edition's print files, by its path under `print/NNN/`; `None` where the plan has no such file.
    ///
    /// # Errors
    /// What keeps the file from being made.
    pub fn file(&self, edition: u32, path: &str) -> Option<Result<Vec<u8>, Vec<Diagnostic>>> {
        let board = path.strip_prefix("boards/").and_then(|name| name.strip_suffix(".pdf"));
        let plan = self.plan(edition, board.as_slice())?;
        let job = plan.jobs.iter().find(|job| job.path == path)?;
        let wanted: &[usize] = match &job.kind {
            PrintKind::Board(index) => std::slice::from_ref(index),
            PrintKind::Paper(indices) | PrintKind::Tiles(indices) => indices,
            _ => &[],
        };
        Some(self.with(|cx| {
            let laid_out = print::blank(&plan);
            for (pack, pages) in wanted.iter().filter_map(|index| laid_out.get(*index)) {
                // Each is set once.
                drop(pages.set(print::for_press(cx, &self.core, &plan, pack)?.0));
            }
            print::file(cx, &self.core, &plan, &laid_out, job)
        }))
    }

    /// Proves the codes of a board's own file. `None` where the edition has no such board.
    ///
    /// # Errors
    /// [`Failure`] where the machine fails; what keeps the file from being made is among the findings.
    pub fn proof(&self, edition: u32, board: &str) -> Result<Option<BoardProof>, Failure> {
        let Some(plan) = self.plan(edition, &[board]) else { return Ok(None) };
        let Some(pack) = plan.packs.first() else { return Ok(None) };
        let path = pack.file();
        let bytes = match self.file(edition, &path) {
            Some(Ok(bytes)) => Arc::new(bytes),
            Some(Err(findings)) => return Ok(Some(BoardProof { codes: Vec::new(), findings })),
            None => return Ok(None),
        };
        let Some((_, expected)) = prove::expected(&plan).into_iter().find(|(planned, _)| *planned == path)
        else {
            return Ok(None);
        };
        let report = prove::files(edition, vec![prove::File { path, bytes, expected }], None, 1, &Silent)?;
        let findings = prove::findings(self.site(), &plan, &report);
        let codes = report.files.into_values().flat_map(|file| file.pages).flat_map(|page| page.codes);
        Ok(Some(BoardProof { codes: codes.collect(), findings }))
    }

    /// Paper needs nothing of the site but what it is: no names of assets, no index.
    fn with<T>(&self, work: impl FnOnce(Context) -> T) -> T {
        let (assets, search) = (Assets::default(), Index::default());
        let (site, theme, shared) = (self.site(), &self.theme, Shared::new(self.site()));
        let base_url = site.config.base_url.as_str();
        work(Context { site, theme, assets: &assets, search: &search, shared: &shared, base_url })
    }
}
