//! Codes decoded from boards' finished files, when somebody asks, and remembered until the board changes.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::super::Work;
use super::super::finding::Finding;
use super::survey::Board;
use crate::pipeline::Project;

/// How one board did.
#[derive(Debug, Clone)]
pub struct Proven {
    fingerprint: String,
    /// Codes that were read, of so many.
    pub read: usize,
    pub codes: usize,
    /// Addresses that were read.
    pub urls: Vec<String>,
    pub findings: Vec<Finding>,
}

impl Proven {
    pub fn is_good(&self) -> bool {
        self.findings.is_empty() && self.read == self.codes
    }
}

/// All boards that were proven.
#[derive(Default)]
pub struct Proofs(Mutex<BTreeMap<(u32, String), Proven>>);

impl Proofs {
    /// What is known of a board as it is now.
    pub fn known(&self, edition: u32, board: &Board) -> Option<Proven> {
        let proofs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let proven = proofs.get(&(edition, board.id.clone()))?;
        (proven.fingerprint == board.fingerprint).then(|| proven.clone())
    }

    /// Proves a board, unless that was done.
    pub fn prove(&self, work: &Work, project: &Project, edition: u32, board: &Board) -> Option<Proven> {
        if let Some(proven) = self.known(edition, board) {
            return Some(proven);
        }
        let proof = match project.proof(edition, &board.id) {
            Ok(proof) => proof?,
            // The machine failed, not the board: it may be tried again.
            Err(failure) => {
                let (fingerprint, codes) = (board.fingerprint.clone(), board.codes.len());
                let findings = vec![work.machine(&failure)];
                return Some(Proven { fingerprint, read: 0, codes, urls: Vec::new(), findings });
            }
        };
        let sources = &project.inputs().sources;
        let proven = Proven {
            fingerprint: board.fingerprint.clone(),
            read: proof.codes.len(),
            codes: board.codes.len(),
            urls: proof.codes.into_iter().map(|code| code.url).collect(),
            findings: proof.findings.iter().map(|found| work.finding(found, sources)).collect(),
        };
        let mut proofs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        proofs.insert((edition, board.id.clone()), proven.clone());
        Some(proven)
    }
}
