//! The campaign on paper: posters for the publicity board, and a report to file.

use super::codes::{self, Code, Reach};
use super::packs::TypeSizes;
use super::{PrintJob, PrintKind};
use crate::diagnostic::Diagnostic;
use crate::model::Site;
use crate::model::board::Paper;
use crate::model::config::Ink;
use crate::model::edition::Edition;

/// The campaign's prints.
#[derive(Debug, Clone)]
pub struct CampaignPrint {
    /// One large sheet, and the same on A3 panels.
    pub posters: Vec<Poster>,
    /// Address of the progress page, in letters.
    pub short: String,
}

/// A progress poster on one paper.
#[derive(Debug, Clone)]
pub struct Poster {
    pub paper: Paper,
    /// Pages, each with the code: panels may hang apart.
    pub pages: usize,
    pub ink: Ink,
    pub sizes: TypeSizes,
    /// Opens the progress page.
    pub code: Code,
}

impl Poster {
    /// Where it lies under `print/NNN/`.
    pub fn file(&self) -> String {
        format!("progress-{}.pdf", self.paper.name)
    }
}

/// `None` where there is no campaign, or no code can be made for it.
pub fn plan(site: &Site, edition: &Edition, out: &mut Vec<Diagnostic>) -> Option<CampaignPrint> {
    site.campaign.as_ref()?;
    let near = codes::progress(&site.config, edition, Reach::Near, out)?;
    let far = codes::progress(&site.config, edition, Reach::Far, out)?;
    let short = near.short.clone();
    let sheet = Paper { name: "60x90".to_owned(), width_mm: 600.0, height_mm: 900.0 };
    let ink = |default| site.config.ink.unwrap_or(default);
    let posters = vec![
        Poster {
            paper: sheet,
            pages: 1,
            ink: ink(Ink::Full),
            // Read from a metre and a half.
            sizes: TypeSizes { body_min: 24.0, body_max: 40.0, title_min: 72.0 },
            code: far,
        },
        Poster {
            paper: Paper::a3(),
            pages: 2,
            ink: ink(Ink::Saving),
            sizes: TypeSizes { body_min: 16.0, body_max: 26.0, title_min: 40.0 },
            code: near,
        },
    ];
    Some(CampaignPrint { posters, short })
}

/// Their files.
pub fn jobs(campaign: Option<&CampaignPrint>) -> Vec<PrintJob> {
    let Some(campaign) = campaign else { return Vec::new() };
    let posters = campaign.posters.iter().enumerate();
    let mut jobs: Vec<PrintJob> =
        posters.map(|(at, poster)| PrintJob { path: poster.file(), kind: PrintKind::Progress(at) }).collect();
    jobs.push(PrintJob { path: "report.pdf".to_owned(), kind: PrintKind::Report });
    jobs
}
