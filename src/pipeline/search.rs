//! The grams of all documents, taken by several workers before pages are rendered.

use std::sync::Mutex;

use crate::inputs::Failure;
use crate::plan::search::Search;
use crate::render::search::Index;
use crate::render::search::grams::{Grams, Part};
use crate::workers;

/// The index of a site; a small one has no grams.
pub fn index(plan: Search, jobs: usize) -> Result<Index, Failure> {
    if plan.shards == 0 {
        return Ok(Index::new(plan, Grams::default()));
    }
    let count = plan.docs.len();
    let size = count.div_ceil(jobs.max(1));
    let ranges: Vec<_> = (0..count).step_by(size).map(|start| start..count.min(start + size)).collect();
    let parts = Mutex::new(Vec::new());
    workers::each(&ranges, jobs, |range| {
        let mut part = Part::new(plan.shards);
        for number in range.clone() {
            part.add(number, &plan.docs[number]);
        }
        if let Ok(mut parts) = parts.lock() {
            parts.push(part);
        }
        Ok(())
    })?;
    let grams = Grams::of(parts.into_inner().unwrap_or_default());
    Ok(Index::new(plan, grams))
}
