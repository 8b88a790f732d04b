//! What prints: an office's own printer, whose paper is small, or a print shop. Decides what becomes of a pack.

use super::packs::Pack;
use crate::model::board::Paper;
use crate::model::config::Ink;

/// Where the paper comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// An office printer: larger pages are cut up into tiles.
    A4,
    A3,
    /// A print shop: every page as it is, with bleed and crop marks.
    Shop,
}

impl Press {
    /// The folder of its prints in an edition's; a selection of boards has one of its own.
    pub fn folder(self, part: bool) -> &'static str {
        match (self, part) {
            (Press::A4, false) => "a4",
            (Press::A4, true) => "part-a4",
            (Press::A3, false) => "a3",
            (Press::A3, true) => "part-a3",
            (Press::Shop, false) => "shop",
            (Press::Shop, true) => "part-shop",
        }
    }

    /// The paper of an office printer.
    fn paper(self) -> Option<Paper> {
        match self {
            Press::A4 | Press::A3 => Paper::parse(self.folder(false)),
            Press::Shop => None,
        }
    }

    /// The paper onto which a pack must be cut up, if its pages are larger.
    pub fn tiled(self, pack: &Pack) -> Option<Paper> {
        let paper = self.paper()?;
        let sides = |paper: &Paper| {
            let (width, height) = (paper.width_mm, paper.height_mm);
            (width.min(height), width.max(height))
        };
        let ((short, long), (least, most)) = (sides(&pack.paper), sides(&paper));
        (short > least || long > most).then_some(paper)
    }

    /// The ink of its pages, where the project does not choose: an office pays for ink, a shop is paid by area.
    pub fn ink(self) -> Ink {
        match self {
            Press::A4 | Press::A3 => Ink::Saving,
            Press::Shop => Ink::Full,
        }
    }
}
