//! Numbers of cells against a second reader, which moves the point in a text of digits and reckons nothing.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use banbao::model::rows::number::{Wrong, read};

const UNITS: [&str; 8] = ["人", "人次", "份", "吨", "万元", "万人", "平方米", "％"];

/// The digits of a number in a unit, without zeros that say nothing; `None` where it is none.
fn second_reader(text: &str, unit: &str) -> Option<String> {
    let half = |text: &str| -> Vec<char> {
        let wide = "０１２３４５６７８９，．－％＋　";
        let narrow: Vec<char> = "0123456789,.-%+ ".chars().collect();
        text.chars().map(|c| wide.chars().position(|w| w == c).map_or(c, |at| narrow[at])).collect()
    };
    let trimmed = half(text.trim());
    let mut rest: &[char] = &trimmed;
    // A number: groups of digits, then perhaps a point and digits.
    let mut whole = String::new();
    let mut groups: Vec<usize> = vec![0];
    let mut fraction: Option<String> = None;
    while let Some((&c, tail)) = rest.split_first() {
        match (c, &mut fraction) {
            ('0'..='9', None) => {
                whole.push(c);
                *groups.last_mut()? += 1;
            }
            ('0'..='9', Some(digits)) => digits.push(c),
            (',', None) => groups.push(0),
            ('.', None) => fraction = Some(String::new()),
            (',' | '.', _) => return None,
            _ => break,
        }
        rest = tail;
    }
    let (first, others) = groups.split_first()?;
    let separated = others.is_empty() || ((1..=3).contains(first) && others.iter().all(|group| *group == 3));
    if whole.is_empty() || !separated || fraction.as_ref().is_some_and(String::is_empty) {
        return None;
    }
    // What stands behind it.
    let behind: String = rest.iter().collect();
    let behind = behind.trim();
    let unit: String = half(unit).into_iter().collect();
    let sizes = [("万亿", 12), ("千万", 7), ("百万", 6), ("亿", 8), ("万", 4), ("千", 3), ("百", 2)];
    let base = unit.strip_prefix('万').unwrap_or(&unit);
    let own = if unit.starts_with('万') { 4 } else { 0 };
    // Every text that could stand there, and how far it moves the point.
    let mut known: Vec<(String, i32)> = Vec::new();
    for word in around("") {
        known.extend([(word.clone(), 0), (format!("{word}{unit}"), 0), (format!("{word}{base}"), -own)]);
    }
    for (size, power) in sizes {
        for word in around(size) {
            known.extend([(word.clone(), power - own), (format!("{word}{base}"), power - own)]);
        }
    }
    let compact = |text: &str| text.replace(' ', "");
    let (_, by) = known.iter().find(|(word, _)| compact(word) == compact(behind))?;
    Some(moved(&whole, fraction.as_deref().unwrap_or(""), *by))
}

/// A size with 余 or 多 before or behind it, or without.
fn around(size: &str) -> Vec<String> {
    let more = ["", "余", "多"];
    more.iter().flat_map(|before| more.iter().map(move |after| format!("{before}{size}{after}"))).collect()
}

/// The digits with the point moved to the right.
fn moved(whole: &str, fraction: &str, by: i32) -> String {
    let digits = format!("{}{whole}{fraction}{}", "0".repeat(24), "0".repeat(24));
    let point = usize::try_from(24 + i32::try_from(whole.len()).unwrap() + by).unwrap();
    let (left, right) = digits.split_at(point);
    let (left, right) = (left.trim_start_matches('0'), right.trim_end_matches('0'));
    let left = if left.is_empty() { "0" } else { left };
    if right.is_empty() { left.to_owned() } else { format!("{left}.{right}") }
}

fn plain(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    moved(whole, fraction, 0)
}

fn wide(text: String) -> String {
    text.chars()
        .map(|c| if c.is_ascii_digit() { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c })
        .collect()
}

fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn agree(text: &str, unit: &str) -> Result<(), TestCaseError> {
    let ours = read(text, unit).ok().map(|read| plain(&read.amount.plain()));
    prop_assert_eq!(ours, second_reader(text, unit), "`{}` in {}", text, unit);
    Ok(())
}

#[test]
fn numbers_of_every_spelling_are_what_a_second_reader_says() {
    let number = (0..10_000_000_u64, prop::option::of("[0-9]{1,4}"), any::<bool>(), any::<bool>());
    let number = number.prop_map(|(whole, fraction, grouped, is_wide)| {
        let mut digits = whole.to_string();
        if grouped {
            let mut at = digits.len();
            while at > 3 {
                at -= 3;
                digits.insert(at, ',');
            }
        }
        let text = fraction.map_or(digits.clone(), |fraction| format!("{digits}.{fraction}"));
        if is_wide { wide(text) } else { text }
    });
    let behind = prop::sample::select(vec![
        "", "万", "亿", "百万", "千万", "万亿", "千", "百", "余", "万余", "多", "余万",
    ]);
    let case = (number, behind, any::<bool>(), any::<bool>(), prop::sample::select(UNITS.to_vec()));
    runner(4000)
        .run(&case, |(number, behind, named, spaced, unit)| {
            let gap = if spaced { " " } else { "" };
            let text = format!("{number}{gap}{behind}{}", if named { unit } else { "" });
            agree(&text, unit)
        })
        .unwrap();
}

#[test]
fn whatever_is_typed_is_read_or_refused_alike_and_never_fails() {
    let text = "[0-9０-９,，.．万亿千百余多人次吨份元 　%％\\-+eE约]{0,9}";
    runner(8000)
        .run(&(text, prop::sample::select(UNITS.to_vec())), |(text, unit)| {
            // The second reader knows no signs.
            prop_assume!(!text.trim().starts_with('-'));
            agree(&text, unit)
        })
        .unwrap();
    runner(2000)
        .run(&("\\PC{0,12}", "\\PC{0,4}"), |(text, unit)| {
            let _ = read(&text, &unit);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_unit_of_another_kind_is_never_taken() {
    let case = (
        0..100_000_u32,
        prop::sample::select(UNITS.to_vec()),
        prop::sample::select(vec!["户", "公斤", "场次", "元钱", "户次"]),
    );
    runner(500)
        .run(&case, |(number, unit, other)| {
            prop_assert_eq!(read(&format!("{number}{other}"), unit), Err(Wrong::Unit(other.to_owned())));
            Ok(())
        })
        .unwrap();
}
