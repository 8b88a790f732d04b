//! What was proven, file by file: as data for the next run (`proof.json`) and as words for a clerk or an inspector.
//! Invariant: equal files and an equal plan give equal bytes, whether proven now or taken over from the run before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Depth, Expected, Fault, PageProof, RULES, contrast};
use crate::diagnostic::{Code, Diagnostic, human};
use crate::messages::Messages;

/// The report's names in an edition's print folder.
pub const JSON: &str = "proof.json";
pub const TEXT: &str = "proof.txt";

/// All files of an edition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The rules it was proven by.
    pub rules: u32,
    pub edition: u32,
    pub files: BTreeMap<String, FileProof>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileProof {
    /// BLAKE3 of the file.
    pub pdf: String,
    /// BLAKE3 of what was expected of it.
    pub plan: String,
    /// Pages that the plan has; another number than that of `pages` is a fault.
    pub wanted_pages: usize,
    pub pages: Vec<PageProof>,
}

impl FileProof {
    pub fn is_good(&self) -> bool {
        self.wanted_pages == self.pages.len() && self.pages.iter().all(|page| page.faults.is_empty())
    }

    /// What there is to say of the number of pages, if it is wrong.
    pub fn pages_diagnostic(&self, path: &str) -> Option<Diagnostic> {
        let found = Code::ProofPages.diagnostic().with("file", path).with("wanted", self.wanted_pages);
        (self.pages.len() != self.wanted_pages).then(|| found.with("found", self.pages.len()))
    }
}

/// The hash of what is expected of a file.
pub fn plan_hash(expected: &[Vec<Expected>], depth: Depth) -> String {
    blake3::hash(&serde_json::to_vec(&(expected, depth)).unwrap_or_default()).to_hex().to_string()
}

impl Report {
    pub fn new(edition: u32) -> Report {
        Report { rules: RULES, edition, files: BTreeMap::new() }
    }

    /// An earlier report; nothing where it is of other rules or cannot be read: then all is proven again.
    pub fn read(bytes: &[u8]) -> Option<Report> {
        serde_json::from_slice(bytes).ok().filter(|report: &Report| report.rules == RULES)
    }

    pub fn json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// A file's entry, if that very file was found good against that very plan.
    pub fn proven(&self, path: &str, pdf: &str, plan: &str) -> Option<&FileProof> {
        self.files.get(path).filter(|file| file.pdf == pdf && file.plan == plan && file.is_good())
    }

    pub fn pages(&self) -> usize {
        self.files.values().map(|file| file.pages.len()).sum()
    }

    /// Codes read, on all pages of all files.
    pub fn codes(&self) -> usize {
        self.files.values().flat_map(|file| &file.pages).map(|page| page.codes.len()).sum()
    }

    pub fn faults(&self) -> usize {
        let of = |file: &FileProof| {
            file.pages.iter().map(|page| page.faults.len()).sum::<usize>()
                + usize::from(file.pages.len() != file.wanted_pages)
        };
        self.files.values().map(of).sum()
    }

    /// The report in words.
    pub fn text(&self, messages: &Messages) -> String {
        let say = |key: &str, args: &[(&str, &str)]| messages.cli(key, args);
        let (edition, faults) = (self.edition.to_string(), self.faults().to_string());
        let result = if self.faults() == 0 { "proof_good" } else { "proof_bad" };
        let mut lines = vec![
            say("proof_title", &[("edition", &edition)]),
            String::new(),
            say(result, &[("faults", &faults)]),
            say(
                "proof_counts",
                &[
                    ("files", &self.files.len().to_string()),
                    ("pages", &self.pages().to_string()),
                    ("codes", &self.codes().to_string()),
                ],
            ),
            say("proof_how", &[]),
        ];
        for (path, file) in &self.files {
            lines.extend([String::new(), path.clone()]);
            if let Some(found) = file.pages_diagnostic(path) {
                lines.push(format!("    ✗ {}", human::word(&found, messages).message));
            }
            for (index, page) in file.pages.iter().enumerate() {
                page_text(path, index + 1, page, messages, &mut lines);
            }
        }
        lines.join("\n") + "\n"
    }
}

fn page_text(path: &str, number: usize, page: &PageProof, messages: &Messages, lines: &mut Vec<String>) {
    let mut line = messages.cli("proof_page", &[("page", &number.to_string())]);
    if let Some(text) = &page.text {
        let (contrast, size) = (format!("{:.1}", text.contrast), format!("{:.0}", text.size_pt));
        line.push_str(&messages.cli("proof_text", &[("contrast", &contrast), ("size", &size)]));
    }
    lines.push(line);
    for code in &page.codes {
        let args = [
            ("url", code.url.clone()),
            ("opens", format!("/{}", code.opens)),
            ("side", format!("{:.0}", code.side_mm)),
            ("distance", format!("{:.1}", code.distance_mm / 1000.0)),
            ("module", format!("{:.1}", code.module_px)),
            ("contrast", format!("{:.0}", code.contrast)),
            ("read", code.read_at.len().to_string()),
        ];
        let args: Vec<(&str, &str)> = args.iter().map(|(key, value)| (*key, value.as_str())).collect();
        lines.push(messages.cli("proof_code", &args));
    }
    for fault in &page.faults {
        lines.push(format!("    ✗ {}", human::word(&fault.diagnostic(path, number), messages).message));
    }
}

impl Fault {
    /// The fault as a finding about a page (from 1) of a file.
    pub fn diagnostic(&self, file: &str, page: usize) -> Diagnostic {
        let about = |code: Code| code.diagnostic().with("file", file).with("page", page);
        match self {
            Fault::Damaged => about(Code::ProofDamaged),
            Fault::Missing { url } => about(Code::ProofMissing).with("url", url),
            Fault::Unreadable { url, module_px, angles } => {
                let angles: Vec<String> = angles.iter().map(|angle| format!("{angle:.0}°")).collect();
                let found = about(Code::ProofUnreadable).with("url", url).with("module", module_px);
                found.with("angles", angles.join(" "))
            }
            Fault::Foreign { text } => about(Code::ProofForeign).with("url", text),
            Fault::Size { url, side_mm, wanted_mm } => {
                about(Code::ProofSize).with("url", url).with("side", side_mm).with("wanted", wanted_mm)
            }
            Fault::Covered { url, modules } => {
                about(Code::ProofCovered).with("url", url).with("modules", modules)
            }
            Fault::Crowded { url } => about(Code::ProofCrowded).with("url", url),
            Fault::PaleCode { url, contrast } => {
                let found = about(Code::ProofPaleCode).with("url", url).with("contrast", contrast);
                found.with("wanted", contrast::CODE)
            }
            Fault::PaleText { text, contrast, size_pt, x_mm, y_mm } => about(Code::ProofPaleText)
                .with("text", text)
                .with("contrast", contrast)
                .with("wanted", contrast::needed(*size_pt))
                .with("size", size_pt)
                .with("x", x_mm)
                .with("y", y_mm),
        }
    }
}
