//! Bars from zero: standing, lying, stacked, and against a goal.

use super::svg::{Anchor, Drawing, LEADING, LETTERS, TONES, WIDTH, width, wrap};
use super::{Goal, Value};

const BAR: f64 = 20.0;

fn largest<'v>(values: impl Iterator<Item = &'v Value>) -> f64 {
    values.map(|value| value.size).fold(0.0, f64::max).max(f64::MIN_POSITIVE)
}

/// At most four columns; their numbers stand on them.
pub fn standing(drawing: &mut Drawing, bars: &[(String, Value)]) {
    const TALL: f64 = 150.0;
    const FLOOR: f64 = 184.0;
    let largest = largest(bars.iter().map(|(_, value)| value));
    let step = WIDTH / bars.len().max(1) as f64;
    let mut under: usize = 1;
    for (index, (label, value)) in bars.iter().enumerate() {
        let middle = (index as f64 + 0.5) * step;
        let wide = (step * 0.6).min(84.0);
        let tall = value.size.max(0.0) / largest * TALL;
        drawing.area((middle - wide / 2.0, FLOOR - tall), (wide, tall), 0);
        drawing.amount((middle, FLOOR - tall - 9.0), Anchor::Middle, &value.text);
        let lines = wrap(label, step - 6.0);
        under = under.max(lines.len());
        for (line, text) in lines.iter().enumerate() {
            drawing.text((middle, FLOOR + 24.0 + line as f64 * LEADING), Anchor::Middle, text);
        }
    }
    drawing.axis((0.0, FLOOR + 0.5), (WIDTH, FLOOR + 0.5));
    drawing.height = FLOOR + 10.0 + under as f64 * LEADING;
}

/// Labels above, numbers at the end of each bar.
pub fn lying(drawing: &mut Drawing, bars: &[(String, Value)]) {
    let largest = largest(bars.iter().map(|(_, value)| value));
    let numbers = bars.iter().map(|(_, value)| width(&value.text) * 1.08).fold(0.0, f64::max);
    let room = WIDTH - numbers - 10.0;
    for (label, value) in bars {
        name(drawing, label, WIDTH);
        let long = value.size.max(0.0) / largest * room;
        let top = drawing.height;
        drawing.area((0.0, top), (long.max(1.0), BAR), 0);
        drawing.amount((long + 8.0, top + 16.5), Anchor::Start, &value.text);
        drawing.height = top + BAR + 11.0;
    }
}

/// One bar a row, its parts told apart by pattern; the numbers stand in the parts where they fit, and in the table.
pub fn stacked(drawing: &mut Drawing, parts: &[String], rows: &[(String, Vec<Value>)]) {
    drawing.legend(parts, |drawing, (x, y), tone| drawing.area((x, y + 2.0), (22.0, 17.0), tone));
    let sum = |values: &[Value]| values.iter().map(|value| value.size.max(0.0)).sum::<f64>();
    let largest = rows.iter().map(|(_, values)| sum(values)).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    for (label, values) in rows {
        let numbers: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
        let numbers = numbers.join(" + ");
        name(drawing, label, WIDTH - width(&numbers) * 1.08 - 8.0);
        drawing.amount((WIDTH, drawing.height - 8.0), Anchor::End, &numbers);
        let top = drawing.height;
        let mut x = 0.0;
        for (tone, value) in values.iter().enumerate() {
            let long = value.size.max(0.0) / largest * WIDTH;
            if long > 0.0 {
                drawing.area((x, top), (long, BAR), tone % TONES);
            }
            x += long;
        }
        drawing.height = top + BAR + 11.0;
    }
}

/// How much of what is wanted is done; all of it where nothing is.
fn share(goal: &Goal) -> f64 {
    if goal.wanted.size > 0.0 { goal.done.size.max(0.0) / goal.wanted.size } else { 1.0 }
}

/// A bar in the room of what is wanted, a stroke where the goal lies, and the state in a word.
///
/// Rows may be counted in different units: one scale holds them all, that of the share of their goal. So the goal lies at
/// one place, and where all goals are equal, bars are as their numbers.
pub fn progress(drawing: &mut Drawing, rows: &[Goal]) {
    let whole = rows.iter().map(share).fold(1.0, f64::max);
    let wanted = WIDTH / whole;
    for goal in rows {
        let words = format!("{} / {}　{}", goal.done.text, goal.wanted.text, goal.state);
        let words = words.trim();
        let beside = WIDTH - width(words) * 1.04 - 8.0;
        // Where both share a line, they do; else the words go under the name.
        if width(&goal.label) <= beside {
            name(drawing, &goal.label, beside);
        } else {
            name(drawing, &goal.label, WIDTH);
            drawing.height += LEADING;
        }
        drawing.amount((WIDTH, drawing.height - 8.0), Anchor::End, words);
        let top = drawing.height;
        drawing.track((0.6, top), (wanted - 1.2, BAR));
        let long = share(goal) * wanted;
        if long > 0.0 {
            drawing.area((0.0, top), (long, BAR), if goal.reached { 0 } else { 1 });
        }
        let at = wanted.min(WIDTH - 1.5);
        drawing.goal((at, top - 3.0), (at, top + BAR + 3.0));
        drawing.height = top + BAR + 13.0;
    }
}

fn name(drawing: &mut Drawing, label: &str, room: f64) {
    for line in wrap(label, room.max(LETTERS * 3.0)) {
        drawing.text((0.0, drawing.height + 17.0), Anchor::Start, &line);
        drawing.height += LEADING;
    }
    drawing.height += 2.0;
}
