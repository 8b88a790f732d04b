//! The parts of the campaign's pages that are made from rows: each exists where its table has any.

use super::Campaign;
use crate::parse::campaign::spec::TableId;

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

    /// Tables that have rows, figures apart, which have a form of their own.
    pub fn tables(&self) -> Vec<TableId> {
        TableId::ALL
            .into_iter()
            .filter(|id| match id {
                TableId::Figures => false,
                TableId::Series => self.series.iter().any(|series| series.id.is_some()),
                TableId::Events => !self.events.is_empty(),
                TableId::Inspections => !self.inspections.is_empty(),
                TableId::Problems => !self.problems.is_empty(),
                TableId::Contests => !self.contests.is_empty(),
                TableId::Milestones => !self.milestones.is_empty(),
                TableId::Grid => !self.grid.is_empty(),
                TableId::Corrections => self.figures.iter().any(|figure| !figure.corrections.is_empty()),
            })
            .collect()
    }
}
