//! What the office keeps row by row: events, inspections, problems, contests, milestones, the grid. No persons, no
//! texts that the schema calls private: what is not here cannot leave.

use std::sync::Arc;

use jiff::civil::Date;

use super::unit::Unit;
use crate::model::rows::Extra;
use crate::model::rows::amount::Amount;
use crate::model::rows::period::Month;
use crate::source::Place;

/// A table's rows, as far as they may be shown.
#[derive(Debug, Clone)]
pub struct Records<T> {
    pub rows: Vec<T>,
    /// Headers of extra public columns.
    pub extra: Vec<String>,
    /// The rows are an invented sample, and every page that shows them says so.
    pub fictional: bool,
    /// The file they are from, as users write it: `content/campaign/events.csv`. Empty without a table.
    pub file: String,
}

impl<T> Default for Records<T> {
    fn default() -> Self {
        Records { rows: Vec::new(), extra: Vec::new(), fictional: false, file: String::new() }
    }
}

impl<T> Records<T> {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// What an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    Consultation,
    Clinic,
    Lecture,
    Training,
    Cleanup,
    Deratting,
    Other,
}

impl EventKind {
    /// In the order of `spec::EVENT_KINDS`.
    pub const ALL: [EventKind; 7] = [
        EventKind::Consultation,
        EventKind::Clinic,
        EventKind::Lecture,
        EventKind::Training,
        EventKind::Cleanup,
        EventKind::Deratting,
        EventKind::Other,
    ];

    /// `cleanup`.
    pub fn id(self) -> &'static str {
        crate::parse::campaign::spec::EVENT_KINDS[self as usize].id
    }

    /// 大扫除.
    pub fn zh(self) -> &'static str {
        crate::parse::campaign::spec::EVENT_KINDS[self as usize].zh
    }
}

/// One row of `events`.
#[derive(Debug, Clone)]
pub struct Event {
    pub date: Date,
    pub kind: EventKind,
    /// Absent where the event was the town's.
    pub village: Option<Arc<str>>,
    pub place: Option<Arc<str>>,
    pub topic: Option<Arc<str>>,
    /// People reached. Show it by [`super::privacy::Floor`].
    pub people: Option<u64>,
    /// 人 or 人次.
    pub counted: Unit,
    /// Leaflets (份).
    pub materials: Option<u64>,
    pub note: Option<Arc<str>>,
    pub extra: Extra,
}

/// One row of `inspections`.
#[derive(Debug, Clone)]
pub struct Inspection {
    pub date: Date,
    /// Index into `spec::INSPECTION_KINDS`.
    pub kind: usize,
    pub village: Option<Arc<str>>,
    pub place_kind: Option<Arc<str>>,
    /// Problems found, and those of them mended since. Invariant: `mended <= found`.
    pub found: u64,
    pub mended: u64,
    pub note: Option<Arc<str>>,
    pub extra: Extra,
}

/// One row of `problems` (台账).
#[derive(Debug, Clone)]
pub struct Problem {
    pub id: Option<Arc<str>>,
    pub found_on: Date,
    pub village: Arc<str>,
    pub category: Arc<str>,
    /// Invariant: not before `found_on`.
    pub due: Option<Date>,
    /// 销号. Invariant: not before `found_on`, not after today.
    pub closed_on: Option<Date>,
    pub extra: Extra,
    pub place: Place,
}

/// How a problem stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemState {
    Open,
    Overdue,
    Closed,
}

impl Problem {
    pub fn state(&self, today: Date) -> ProblemState {
        match (self.closed_on, self.due) {
            (Some(_), _) => ProblemState::Closed,
            (None, Some(due)) if due < today => ProblemState::Overdue,
            (None, _) => ProblemState::Open,
        }
    }

    /// Whole days from finding to closing.
    pub fn days_to_close(&self) -> Option<i32> {
        Some((self.closed_on? - self.found_on).get_days())
    }
}

/// One round of the contest (大比武). Invariant: rounds are unique and in order; results by rank, then village.
#[derive(Debug, Clone)]
pub struct Round {
    pub number: u32,
    pub month: Month,
    pub results: Vec<ContestResult>,
}

#[derive(Debug, Clone)]
pub struct ContestResult {
    pub village: Arc<str>,
    pub score: Option<Amount>,
    /// From 1; villages may share one.
    pub rank: u32,
    /// Ranks gained since the round before (negative: lost); `None` where it took no part then.
    pub gained: Option<i32>,
    pub note: Option<Arc<str>>,
    pub extra: Extra,
}

/// A milestone, a stated problem, or a next step of the plan.
#[derive(Debug, Clone)]
pub struct Milestone {
    pub title: String,
    pub kind: MilestoneKind,
    /// Index of the area.
    pub area: Option<usize>,
    /// A step: index of the problem it is meant to solve.
    pub answers: Option<usize>,
    pub due: Option<Date>,
    pub done: Option<Date>,
    /// What the office says, else what the dates say; `None` where neither does.
    pub state: Option<MilestoneState>,
    pub source: Option<String>,
    pub note: Option<String>,
    pub extra: Extra,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MilestoneKind {
    Milestone,
    Problem,
    Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MilestoneState {
    Planned,
    UnderWay,
    /// Its day has passed and it is not done.
    Late,
    Done,
}

/// One row of the responsibility grid (包保): which unit looks after which village. No persons.
#[derive(Debug, Clone)]
pub struct Duty {
    pub village: Arc<str>,
    pub unit: Arc<str>,
    pub role: Option<Arc<str>>,
    pub extra: Extra,
}

/// A published value that was changed: what, when, why.
#[derive(Debug, Clone)]
pub struct Correction {
    pub date: Date,
    pub was: Amount,
    pub now: Amount,
    pub reason: String,
}
