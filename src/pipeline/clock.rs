//! How long each stage of a build took.

use std::time::{Duration, Instant};

use super::Stage;

/// How long each stage took.
pub(super) struct Clock {
    last: Instant,
    pub laps: Vec<(Stage, Duration)>,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "a stopwatch for the report; no output depends on it")]
    pub fn start() -> Clock {
        Clock { last: Instant::now(), laps: Vec::new() }
    }

    pub fn lap(&mut self, stage: Stage) {
        self.laps.push((stage, self.last.elapsed()));
        self.last += self.laps.last().map_or(Duration::ZERO, |(_, time)| *time);
    }
}
