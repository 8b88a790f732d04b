//! Charts: data → SVG with real text, a title and a description, and the same data as a table.
//!
//! One drawing serves page and paper: colours, dashes and sizes are presentation attributes, which a page's style sheet
//! overrides by class (dark, high contrast) and Typst takes as they are. A drawing is 300 units wide, about a phone's
//! card, so that its letters come out at the size of the text around it. What colour tells, a pattern, a dash, a marker
//! or a word tells as well.

mod bars;
mod calendar;
mod label;
mod lines;
mod multiples;
mod scale;
mod svg;

use serde::Serialize;

pub use self::calendar::{Day, Month};
pub use self::label::Label;
use self::svg::Drawing;

/// A value as it is placed and as it is written: digits are the report's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    pub size: f64,
    pub text: String,
}

/// A chart before it is drawn. Every label, word and number comes from the caller, in the language of the page.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Unique on its page; part of the ids in the drawing.
    pub id: String,
    pub title: String,
    /// Of all values; empty where the values name theirs.
    pub unit: String,
    /// What the first column of the table is: villages, months.
    pub of: String,
    /// What is behind the numbers, under the drawing.
    pub source: String,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub enum Kind {
    /// One number a thing, from zero. Few stand, many lie.
    Bars(Vec<(String, Value)>),
    /// Parts of wholes, lying. Values are in the order of `parts`.
    Stacked { parts: Vec<String>, rows: Vec<(String, Vec<Value>)> },
    /// Something over time; gaps are gaps.
    Lines { x: Vec<Label>, lines: Vec<(String, Vec<Option<Value>>)> },
    /// Places in a contest, first on top.
    Ranks { x: Vec<Label>, lines: Vec<(String, Vec<Option<Value>>)> },
    /// What is done of what is wanted.
    Progress { done: String, wanted: String, state: String, rows: Vec<Goal> },
    /// The same small columns for each place, on one scale, which `scale` tells: `{most}` is its end.
    Multiples { x: Vec<Label>, cells: Vec<(String, Vec<Option<Value>>)>, scale: String },
    /// Which day what happened, a month a line.
    Calendar { kinds: Vec<String>, months: Vec<Month> },
}

/// Something wanted, and how far it is.
#[derive(Debug, Clone)]
pub struct Goal {
    pub label: String,
    pub done: Value,
    pub wanted: Value,
    /// In a word: reached, or what is lacking.
    pub state: String,
    pub reached: bool,
}

/// The data of a chart as a table.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Values that a description still lists one by one.
const LISTED: usize = 14;

impl Chart {
    /// The drawing, to stand in a page or in a file of its own.
    pub fn svg(&self) -> String {
        let mut drawing = Drawing::new(&self.id);
        match &self.kind {
            Kind::Bars(bars) if bars.len() <= 4 => bars::standing(&mut drawing, bars),
            Kind::Bars(bars) => bars::lying(&mut drawing, bars),
            Kind::Stacked { parts, rows } => bars::stacked(&mut drawing, parts, rows),
            Kind::Progress { rows, .. } => bars::progress(&mut drawing, rows),
            Kind::Lines { x, lines } => lines::lines(&mut drawing, x, lines),
            Kind::Ranks { x, lines } => lines::ranks(&mut drawing, x, lines),
            Kind::Multiples { x, cells, scale } => multiples::multiples(&mut drawing, x, cells, scale),
            Kind::Calendar { kinds, months } => calendar::calendar(&mut drawing, kinds, months),
        }
        drawing.finish(&self.title, &self.description())
    }

    /// What the drawing shows, in one sentence, for those who do not see it. Long ones leave the rest to the table.
    pub fn description(&self) -> String {
        let table = self.table();
        let points: Vec<String> = table
            .rows
            .iter()
            .filter_map(|row| {
                let (label, values) = row.split_first()?;
                let shown: Vec<String> = match values {
                    [only] => vec![only.clone()],
                    several => several
                        .iter()
                        .zip(table.head.iter().skip(1))
                        .filter(|(value, _)| !value.is_empty())
                        .map(|(value, head)| format!("{head} {value}"))
                        .collect(),
                };
                Some(format!("{label}: {}", shown.join(", ")))
            })
            .collect();
        let unit = if self.unit.is_empty() { String::new() } else { format!(" ({})", self.unit) };
        let more = if points.len() > LISTED { "; …" } else { "" };
        format!("{}{unit}. {}{more}", self.title, points[..points.len().min(LISTED)].join("; "))
    }

    /// The same data as rows.
    pub fn table(&self) -> Table {
        let text =
            |value: &Option<Value>| value.as_ref().map_or_else(String::new, |value| value.text.clone());
        let row = |label: &String, cells: Vec<String>| [vec![label.clone()], cells].concat();
        let head = |columns: &[String]| [vec![self.of.clone()], columns.to_vec()].concat();
        match &self.kind {
            Kind::Bars(bars) => Table {
                head: vec![self.of.clone(), self.unit.clone()],
                rows: bars.iter().map(|(label, value)| vec![label.clone(), value.text.clone()]).collect(),
            },
            Kind::Stacked { parts, rows } => Table {
                head: head(parts),
                rows: rows
                    .iter()
                    .map(|(label, values)| {
                        row(label, values.iter().map(|value| value.text.clone()).collect())
                    })
                    .collect(),
            },
            Kind::Progress { done, wanted, state, rows } => Table {
                head: head(&[done.clone(), wanted.clone(), state.clone()]),
                rows: rows
                    .iter()
                    .map(|goal| {
                        let cells =
                            vec![goal.done.text.clone(), goal.wanted.text.clone(), goal.state.clone()];
                        row(&goal.label, cells)
                    })
                    .collect(),
            },
            Kind::Lines { x, lines: rows }
            | Kind::Ranks { x, lines: rows }
            | Kind::Multiples { x, cells: rows, .. } => Table {
                head: head(&x.iter().map(|step| step.long.clone()).collect::<Vec<_>>()),
                rows: rows
                    .iter()
                    .map(|(label, values)| row(label, values.iter().map(text).collect()))
                    .collect(),
            },
            Kind::Calendar { kinds, months } => Table {
                head: head(kinds),
                rows: months
                    .iter()
                    .map(|month| {
                        let days = |kind: usize| {
                            let days = month.days.iter().filter(|day| day.kind == kind);
                            days.map(Day::label).collect::<Vec<_>>().join("、")
                        };
                        row(&month.label.long, (0..kinds.len()).map(days).collect())
                    })
                    .collect(),
            },
        }
    }
}

#[cfg(test)]
mod tests;
