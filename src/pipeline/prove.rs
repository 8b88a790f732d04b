//! Finished print files → `Report`: every page proven by the workers, what did not change taken over from the run before.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use super::{Progress, Stage};
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Failure;
use crate::messages::Messages;
use crate::model::Site;
use crate::plan::{PrintPlan, codes};
use crate::proof::report::{self, FileProof, Report, plan_hash};
use crate::proof::{self, Depth, Expected, PageProof, Readings};
use crate::publish::Staging;
use crate::source::Place;
use crate::workers;

/// A file, and the codes that each of its pages should have.
pub(super) struct File {
    pub path: String,
    pub bytes: Arc<Vec<u8>>,
    pub expected: Vec<Vec<Expected>>,
}

impl File {
    /// A merged file has the pages of the boards' own once more: what differs is the file, not the codes.
    fn depth(&self) -> Depth {
        if self.path.starts_with("jobs/") { Depth::Upright } else { Depth::Turned }
    }
}

/// Pages that one worker proves in one go: few enough to spread a long file, enough to share its fonts.
const CHUNK: usize = 6;

/// Proves what a build has staged, against what it found in the last one. Returns how many codes were read, and what is
/// wrong; the report is staged beside the files.
pub(super) fn staged(
    site: &Site,
    print: &PrintPlan,
    staging: &Staging,
    jobs: usize,
    progress: &dyn Progress,
) -> Result<(usize, Vec<Diagnostic>), Failure> {
    let before = staging.earlier(report::JSON)?.and_then(|bytes| Report::read(&bytes));
    let mut all = Vec::new();
    for (path, expected) in expected(print) {
        let bytes = Arc::new(staging.read(&path)?);
        all.push(File { path, bytes, expected });
    }
    let report = files(print.edition.number, all, before.as_ref(), jobs, progress)?;
    let faults = findings(site, print, &report);
    if faults.is_empty() {
        staging.write(report::JSON, &report.json())?;
        staging.write(report::TEXT, report.text(Messages::embedded(site.lang)).as_bytes())?;
    }
    Ok((report.codes(), faults))
}

/// What the plan expects of each file that has codes: path and codes, in the plan's order.
pub(super) fn expected(print: &PrintPlan) -> Vec<(String, Vec<Vec<Expected>>)> {
    let files = print.jobs.iter().filter_map(|job| Some((job.path.clone(), job.codes(print)?)));
    files
        .map(|(path, pages)| {
            let page = |codes: Vec<&codes::Code>| codes.into_iter().map(expect).collect();
            (path, pages.into_iter().map(page).collect())
        })
        .collect()
}

fn expect(code: &codes::Code) -> Expected {
    Expected {
        url: code.url.clone(),
        opens: code.opens.clone(),
        distance_mm: code.reach.distance_mm(),
        side_mm: code.side_mm,
        modules: code.modules,
        dark: code.dark().to_vec(),
    }
}

/// Proves files. What `before` found good in the very same file against the very same plan is taken over.
pub(super) fn files(
    edition: u32,
    files: Vec<File>,
    before: Option<&Report>,
    jobs: usize,
    progress: &dyn Progress,
) -> Result<Report, Failure> {
    let mut report = Report::new(edition);
    let mut fresh: Vec<(File, FileProof)> = Vec::new();
    for file in files {
        let pdf = blake3::hash(&file.bytes).to_hex().to_string();
        let plan = plan_hash(&file.expected, file.depth());
        if let Some(proven) = before.and_then(|before| before.proven(&file.path, &pdf, &plan)) {
            report.files.insert(file.path, proven.clone());
            continue;
        }
        let count = proof::count_pages(&file.bytes).unwrap_or(1);
        let (wanted_pages, pages) = (file.expected.len(), vec![PageProof::default(); count]);
        fresh.push((file, FileProof { pdf, plan, wanted_pages, pages }));
    }
    let chunks: Vec<(usize, Range<usize>)> = fresh
        .iter()
        .enumerate()
        .flat_map(|(index, (_, proof))| {
            let count = proof.pages.len();
            (0..count).step_by(CHUNK).map(move |from| (index, from..(from + CHUNK).min(count)))
        })
        .collect();
    progress.stage(Stage::Prove, fresh.iter().map(|(_, proof)| proof.pages.len()).sum());
    let readings = Readings::default();
    let proven: Mutex<Vec<(usize, usize, Vec<PageProof>)>> = Mutex::new(Vec::new());
    workers::each(&chunks, jobs, |(index, range)| {
        let (file, _) = &fresh[*index];
        let pages = proof::prove(&file.bytes, range.clone(), &file.expected, file.depth(), &readings);
        pages.iter().for_each(|_| progress.step(Stage::Prove));
        if let Ok(mut proven) = proven.lock() {
            proven.push((*index, range.start, pages));
        }
        Ok(())
    })?;
    for (index, start, pages) in proven.into_inner().unwrap_or_default() {
        for (at, page) in pages.into_iter().enumerate() {
            fresh[index].1.pages[start + at] = page;
        }
    }
    report.files.extend(fresh.into_iter().map(|(file, proof)| (file.path, proof)));
    Ok(report)
}

/// What is wrong, each mistake once: a merged file repeats the pages of the boards' own.
pub(super) fn findings(site: &Site, print: &PrintPlan, report: &Report) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    // In the plan's order, merged files first; the boards' own say more plainly which paper it is.
    let mut plan: Vec<_> = expected(print);
    plan.sort_by_key(|(path, _)| !path.starts_with("boards/"));
    for (path, expected) in &plan {
        let Some(file) = report.files.get(path) else { continue };
        out.extend(file.pages_diagnostic(path));
        for (index, page) in file.pages.iter().enumerate() {
            let codes = expected.get(index).map_or(&[][..], Vec::as_slice);
            let urls: Vec<&str> = codes.iter().map(|code| code.url.as_str()).collect();
            for fault in &page.faults {
                if seen.insert(format!("{urls:?} {fault:?}")) {
                    let (place, board, article) = whose(site, print, &urls);
                    let mut found = fault.diagnostic(path, index + 1).with("board", board);
                    found.labels.extend(place.map(|place| crate::diagnostic::Label { place, key: None }));
                    out.push(found.with("article", article));
                }
            }
        }
    }
    out.extend(opened(site, print));
    out
}

/// Every code must open a page of the site, and a code that hangs already the page it always opened.
fn opened(site: &Site, print: &PrintPlan) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    for code in print.jobs.iter().filter_map(|job| job.codes(print)).flatten().flatten() {
        if !seen.insert(&code.url) {
            continue;
        }
        let about =
            |found: Diagnostic| found.with("url", &code.url).with("opens", format!("/{}", code.opens));
        if !site.resolves(&code.opens) {
            out.push(about(Code::ProofNoPage.diagnostic()));
        }
        let locked = site.lock.lines.iter().find(|line| line.code.value == code.url);
        if let Some(line) = locked.filter(|line| line.opens != code.opens) {
            out.push(
                about(Code::ProofLocked.at(line.code.place.clone()))
                    .with("locked", format!("/{}", line.opens)),
            );
        }
    }
    out
}

/// Whose page has these codes: the place of an article or a board in the sources, the board's id, the article's slug.
fn whose<'s>(site: &'s Site, print: &PrintPlan<'s>, urls: &[&str]) -> (Option<Place>, &'s str, &'s str) {
    for pack in &print.packs {
        if urls.contains(&pack.code.url.as_str()) {
            return (Some(pack.board.place.clone()), &pack.board.id, "");
        }
        if let Some((article, _)) = pack.articles.iter().find(|(_, code)| urls.contains(&code.url.as_str())) {
            return (Some(article.place.clone()), &pack.board.id, &article.slug);
        }
    }
    let slug =
        urls.iter().find_map(|url| site.articles.keys().find(|slug| url.contains(&format!("/a/{slug}/"))));
    let article = slug.and_then(|slug| site.articles.get(slug));
    (article.map(|article| article.place.clone()), "", article.map_or("", |article| &article.slug))
}
