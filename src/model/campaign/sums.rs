//! Parts held against the totals that a document states.

use super::unit::Unit;
use super::{Check, Figure, Series};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::rows::amount::Amount;
use crate::parse::campaign::RawCheck;
use crate::source::{Place, Spanned};

/// Finds a figure by its id, or reports it.
pub type Find<'f> = dyn Fn(&Spanned<String>, &mut Vec<Diagnostic>) -> Option<usize> + 'f;

/// Reads `[[checks]]`. A line of `series` that states its total so remembers it.
pub fn read(
    raw: &[RawCheck],
    figures: &[Figure],
    series: &mut [Series],
    series_unread: bool,
    find: &Find,
    out: &mut Vec<Diagnostic>,
) -> Vec<Check> {
    let mut checks = Vec::new();
    for check in raw {
        let total = check.total.as_ref().and_then(|id| find(id, out));
        let mut parts: Vec<Part> = Vec::new();
        let mut complete = true;
        for id in &check.parts {
            match find(id, out) {
                Some(at) => parts.push(Part::of(&figures[at])),
                None => complete = false,
            }
        }
        if let Some(id) = &check.series {
            match series.iter_mut().find(|line| line.id.as_deref() == Some(&id.value)) {
                Some(line) => {
                    line.total = line.total.or(total);
                    parts.extend(line.points.iter().map(|point| Part {
                        amount: point.amount.clone(),
                        unit: line.unit.clone(),
                        place: point.place.clone(),
                    }));
                }
                None => {
                    complete = false;
                    if !series_unread {
                        let known = series.iter().filter_map(|line| line.id.as_deref());
                        let found = Code::UnknownSeries.at(id.place.clone()).with("id", &id.value);
                        out.push(found.suggest(&id.value, known));
                    }
                }
            }
        }
        if let Some(total) = total
            && complete
            && let Some(check) = hold(check, total, parts, figures, out)
        {
            checks.push(check);
        }
    }
    checks
}

/// One summand and where it stands.
struct Part {
    amount: Amount,
    unit: Unit,
    place: Place,
}

impl Part {
    fn of(figure: &Figure) -> Part {
        Part { amount: figure.amount.clone(), unit: figure.unit.clone(), place: figure.place.clone() }
    }
}

/// Adds the parts and holds them against the total: `1.6 万余人` holds for 16,000 up to 16,999.
fn hold(
    raw: &RawCheck,
    total: usize,
    parts: Vec<Part>,
    figures: &[Figure],
    out: &mut Vec<Diagnostic>,
) -> Option<Check> {
    let place = &raw.total.as_ref()?.place;
    let first = parts.first()?;
    let stated = &figures[total];
    let other = parts.iter().map(|part| &part.unit).find(|unit| **unit != first.unit);
    let scale = stated.unit.scale_to(&first.unit);
    let (None, Some(scale)) = (other, scale) else {
        let second = other.unwrap_or(&stated.unit);
        out.push(Code::UnitsDiffer.at(place.clone()).with("first", &first.unit).with("second", second));
        return None;
    };
    let sum = parts.iter().try_fold(Amount::ZERO, |sum, part| sum.add(&part.amount))?;
    let holds = stated.amount.covers(&sum, scale, stated.qualifier.is_some());
    if !holds {
        out.push(
            Code::SumDisagrees
                .at(stated.place.clone())
                .with("sum", sum.grouped())
                .with("stated", format!("{}{}", stated.amount.grouped(), stated.unit))
                .label(first.place.clone(), "part-here"),
        );
    }
    let unit = first.unit.clone();
    let note = raw.note.as_ref().map(|note| note.value.clone());
    let parts = parts.into_iter().map(|part| part.amount).collect();
    Some(Check { parts, unit, total, sum, holds, note })
}

/// Whether figures have one unit, so that one chart can show them.
pub fn same_unit(indices: &[usize], figures: &[Figure], place: &Place, out: &mut Vec<Diagnostic>) -> bool {
    let units: Vec<&str> = indices.iter().map(|at| &*figures[*at].unit).collect();
    match units.iter().find(|unit| **unit != units[0]) {
        Some(other) => {
            out.push(Code::UnitsDiffer.at(place.clone()).with("first", units[0]).with("second", other));
            false
        }
        None => true,
    }
}
