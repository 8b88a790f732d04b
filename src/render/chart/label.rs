//! What stands along an axis, in as few letters as there is room for, and whole in tables.

use super::svg::{Anchor, Drawing, LEADING, WIDTH, wrap};

/// A step along an axis.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// On the axis: `3月`.
    pub short: String,
    /// On the axis where it is not the one before: `2026`. Empty where `short` says all.
    pub year: String,
    /// In tables and descriptions: `2026年3月`.
    pub long: String,
    /// What readers must know of this step, said below the drawing. Empty: nothing.
    pub note: String,
}

/// A label that is short enough as it is.
impl From<String> for Label {
    fn from(text: String) -> Label {
        Label { short: text.clone(), long: text, ..Label::default() }
    }
}

/// Writes what is to be known of single steps below the drawing.
pub fn notes<'l>(drawing: &mut Drawing, labels: impl Iterator<Item = &'l Label>) {
    for label in labels.filter(|label| !label.note.is_empty()) {
        for line in wrap(&label.note, WIDTH) {
            drawing.text((0.0, drawing.height + 17.0), Anchor::Start, &line);
            drawing.height += LEADING;
        }
        drawing.height += 3.0;
    }
}
