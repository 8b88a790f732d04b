//! Personal data has no place in public: identity numbers, and telephone numbers other than the office's own.

use std::collections::BTreeSet;

use super::numbers::{self, Kind};
use super::texts::Line;
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Inputs;
use crate::model::Site;
use crate::parse::table;
use crate::source::Place;

/// Looks for numbers of people.
pub struct Personal {
    /// Digits of the numbers that the configuration makes public.
    public: BTreeSet<String>,
}

/// Tables whose cells pages show, and columns of figures, which are nobody's numbers.
const TABLES: [&str; 2] = ["content/boards", "content/campaign/figures"];
const FIGURES: [&str; 3] = ["id", "value", "target"];

impl Personal {
    pub fn of(site: &Site) -> Personal {
        let organisation = &site.config.organisation;
        let hotlines = site.config.hotlines.iter().map(|line| &line.number);
        let given = organisation.telephone.iter().chain(hotlines).chain(&site.config.texts.public_numbers);
        Personal { public: given.map(|number| numbers::digits(number)).collect() }
    }

    pub fn line(&self, line: &Line, out: &mut Vec<Diagnostic>) {
        self.text(line.text, |range| line.span(range).into(), out);
    }

    /// Tables are read again, cell by cell: the model keeps values, not their places.
    pub fn tables(&self, inputs: &Inputs, out: &mut Vec<Diagnostic>) {
        for stem in TABLES {
            let Some(table) = table::find(inputs, stem, &mut Vec::new()) else { continue };
            for row in &table.rows {
                let columns = table.header.iter().zip(row.cells());
                for (_, cell) in columns.filter(|(column, _)| !FIGURES.contains(&column.value.as_str())) {
                    self.text(&cell.value, |_| cell.place.clone(), out);
                }
            }
        }
    }

    fn text(&self, text: &str, place: impl Fn(std::ops::Range<usize>) -> Place, out: &mut Vec<Diagnostic>) {
        for number in numbers::find(text) {
            let code = match number.kind {
                Kind::Identity => Code::PersonalId,
                Kind::Telephone if self.is_public(&number.digits) => continue,
                Kind::Telephone => Code::PersonalPhone,
            };
            out.push(code.at(place(number.range)));
        }
    }

    /// As configured, with or without the country's or the area's code.
    fn is_public(&self, digits: &str) -> bool {
        let plain = digits.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(digits);
        self.public.iter().any(|known| known == plain || (plain.len() >= 7 && known.ends_with(plain)))
    }
}
