//! Urgent notices (紧急提示), shown from a day to a day.

use jiff::civil::Date;

use crate::diagnostic::{Code, Diagnostic};
use crate::parse::body::Body;
use crate::parse::content::RawAlert;
use crate::source::Place;

#[derive(Debug, Clone)]
pub struct Alert {
    pub id: String,
    pub title: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    pub body: Body,
    /// Its title.
    pub place: Place,
}

impl Alert {
    pub fn is_active(&self, today: Date) -> bool {
        self.from <= today && today <= self.until
    }
}

pub fn build(raws: Vec<RawAlert>, out: &mut Vec<Diagnostic>) -> Vec<Alert> {
    let mut alerts = Vec::new();
    for raw in raws {
        let (Some(title), Some(from), Some(until)) = (raw.title, raw.from, raw.until) else { continue };
        if until.value < from.value {
            out.push(Code::UntilBeforeFrom.at(until.place).label(from.place, "from-here"));
            continue;
        }
        alerts.push(Alert {
            id: raw.stem,
            place: title.place,
            title: title.value,
            from: from.value,
            until: until.value,
            body: raw.body,
        });
    }
    alerts.sort_by(|a, b| (b.from, &a.id).cmp(&(a.from, &b.id)));
    alerts
}
