//! Personal data has no place in public: identity numbers, and telephone numbers other than the office's own.

use std::collections::BTreeSet;

use super::numbers::{self, Kind};
use super::texts::Line;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::source::Place;

/// Looks for numbers of people.
pub struct Personal {
    /// Digits of the numbers that the configuration makes public.
    public: BTreeSet<String>,
}

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

    /// Tables, cell by cell.
    pub fn tables(&self, site: &Site, out: &mut Vec<Diagnostic>) {
        for shown in site.tables.iter() {
            for row in shown.table.rows() {
                for cell in shown.columns.iter().filter_map(|column| row.get(*column)) {
                    // Fewer digits are nobody's number. Each full-width one has a byte that is 0xEF.
                    let digits = cell.value.bytes().filter(|byte| byte.is_ascii_digit() || *byte == 0xEF);
                    if digits.count() >= 7 {
                        self.text(cell.value, |_| cell.place(), out);
                    }
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
