//! What `print` does beyond `build`: it leaves out what hangs unchanged, and remembers what it printed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::Request;
use super::print::Sheets;
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::{Failure, Inputs};
use crate::model::Site;
use crate::parse::lock;
use crate::plan::{self, PrintPlan, Printing};
use crate::publish::Lock;
use crate::publish::file::Replacement;
use crate::publish::printed::Printed;
use crate::render::Context;
use crate::render::poster::fingerprint;
use crate::workers;

/// What a print came to, for its report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Where the files are.
    pub folder: PathBuf,
    pub part: bool,
    /// Some pages are cut up for smaller paper.
    pub tiled: bool,
    /// Sheets of each paper.
    pub sheets: Sheets,
    /// Codes that hang for the first time, and those that hung before.
    pub new_codes: usize,
    pub known_codes: usize,
}

/// A print under way.
pub(super) struct Printer {
    /// The edition's folder: `print/036`.
    folder: PathBuf,
    /// By board, of the packs that are printed.
    hashes: BTreeMap<String, String>,
}

impl Printer {
    /// Takes out of the plan what need not be printed. `print` is where editions' folders are.
    pub(super) fn begin(
        cx: Context,
        inputs: &Inputs,
        (plan, printing): (&mut PrintPlan, &Printing),
        (print, jobs): (&Path, usize),
        out: &mut Vec<Diagnostic>,
    ) -> Result<Printer, Failure> {
        let mut hashes = hash(cx, inputs, plan, jobs)?;
        if let Some(number) = printing.changed_since {
            match Printed::read(&print.join(format!("{number:03}")))? {
                Some(before) => {
                    hashes.retain(|board, hash| before.last(press(plan), board) != Some(hash));
                    plan.retain(|pack| hashes.contains_key(&pack.board.id));
                }
                None => out.push(Code::NeverPrinted.diagnostic().with("number", number)),
            }
        }
        Ok(Printer { folder: print.join(plan.edition.id()), hashes })
    }

    /// Publishes by `commit`, then writes down what hangs from now on. What can fail fails before.
    pub(super) fn finish(
        self,
        (inputs, site): (&Inputs, &Site),
        (plan, sheets): (&PrintPlan, Sheets),
        commit: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<Paper, Failure> {
        let additions = plan::lock::additions(site, plan);
        let lock = match &additions.text {
            Some(text) => {
                let lock = Replacement::stage(&inputs.root.join(lock::PATH), text.as_bytes())?;
                lock.still_replaces(inputs.files.get(lock::PATH).map(|file| &*file.bytes))?;
                Some(lock)
            }
            None => None,
        };
        let mut printed = Printed::read(&self.folder)?.unwrap_or_default();
        printed.add(press(plan), self.hashes, plan.part);
        commit()?;
        if let Some(lock) = lock {
            lock.commit().map_err(Failure::after_publishing)?;
        }
        printed.write(&self.folder).map_err(Failure::after_publishing)?;
        Ok(Paper {
            folder: plan.folder(&self.folder),
            part: plan.part,
            tiled: plan.packs.iter().any(|pack| plan.tiled(pack).is_some()),
            sheets,
            new_codes: additions.new,
            known_codes: additions.known,
        })
    }
}

/// Holds `codes.lock` for a run that prints, where there is a project to have one.
pub(super) fn hold_lock(request: &Request) -> Result<Option<Lock>, Failure> {
    let path = request.root.join(lock::PATH);
    match path.parent().filter(|content| request.wants.printing.is_some() && content.is_dir()) {
        Some(content) => Lock::take(&content.join(".codes.lock.banbao"), &path).map(Some),
        None => Ok(None),
    }
}

/// What prints, by its name in the record: a board that the shop printed is still to be printed by the office.
fn press(plan: &PrintPlan) -> &'static str {
    plan.press.map_or("office", |press| press.folder(false))
}

fn hash(
    cx: Context,
    inputs: &Inputs,
    plan: &PrintPlan,
    jobs: usize,
) -> Result<BTreeMap<String, String>, Failure> {
    let base = fingerprint::Base::new(cx);
    let hashes = Mutex::new(BTreeMap::new());
    workers::each(&plan.packs, jobs, |pack| {
        let hash = base.of(cx, inputs, plan.edition, pack);
        if let Ok(mut hashes) = hashes.lock() {
            hashes.insert(pack.board.id.clone(), hash);
        }
        Ok(())
    })?;
    Ok(hashes.into_inner().unwrap_or_default())
}
