//! The parts of the campaign's pages that are made from rows: each exists where its table has any.

use super::Campaign;

/// One page of rows below `/progress/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// 问题台账.
    Ledger,
    /// 大比武.
    Rounds,
    /// 活动.
    Calendar,
    /// 督查.
    Inspections,
    /// 节点、问题和打算，包保.
    Plan,
}

impl Part {
    pub const ALL: [Part; 5] = [Part::Ledger, Part::Rounds, Part::Calendar, Part::Inspections, Part::Plan];

    /// `ledger`: the name of its folder and of its words in the catalogue.
    pub fn id(self) -> &'static str {
        match self {
            Part::Ledger => "ledger",
            Part::Rounds => "rounds",
            Part::Calendar => "calendar",
            Part::Inspections => "inspections",
            Part::Plan => "plan",
        }
    }

    /// Site path of its page.
    pub fn path(self) -> String {
        format!("progress/{}/", self.id())
    }

    fn exists(self, campaign: &Campaign) -> bool {
        match self {
            Part::Ledger => !campaign.problems.is_empty(),
            Part::Rounds => !campaign.contests.is_empty(),
            Part::Calendar => !campaign.events.is_empty(),
            Part::Inspections => !campaign.inspections.is_empty(),
            Part::Plan => !campaign.milestones.is_empty() || !campaign.grid.is_empty(),
        }
    }
}

impl Campaign {
    /// The parts that this campaign has rows for.
    pub fn parts(&self) -> impl Iterator<Item = Part> {
        Part::ALL.into_iter().filter(|part| part.exists(self))
    }
}
