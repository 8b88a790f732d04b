//! CSV and TOML → grid: text files, whose cells have ranges.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeValue;

use super::{Form, Grid};
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::InputFile;
use crate::parse::fields::parse_toml;
use crate::source::Span;

pub fn csv(file: &InputFile, out: &mut Vec<Diagnostic>) -> Option<Grid> {
    let text = file.text.as_ref()?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut grid = Grid::new(file.id, Form::Csv);
    let mut record = csv::StringRecord::new();
    let mut ranges = Vec::new();
    // The reader skips empty lines; a spreadsheet counts them.
    let (mut records, mut empty_lines) = (0, 0);
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                out.push(Code::TableUnreadable.in_file(file.id).with("reason", error));
                return None;
            }
        }
        let from = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let start = from + text[from..].len() - text[from..].trim_start_matches(['\r', '\n']).len();
        let skipped = &text[from..start];
        // Between the two halves of a line end, the reader has already begun the next record.
        let half = text[..from].ends_with('\r') && skipped.starts_with('\n');
        empty_lines += skipped.matches('\n').count() - usize::from(half);
        grid.begin(u32::try_from(records + empty_lines).unwrap_or(u32::MAX));
        records += 1;
        field_ranges(text, start, record.len(), &mut ranges);
        for (range, value) in ranges.drain(..).zip(record.iter()) {
            grid.cell(|texts| texts.push_str(value));
            grid.stands_at(range);
        }
    }
    grid.end();
    Some(grid)
}

/// Byte ranges of a CSV record's fields; quotes are part of the range.
fn field_ranges(text: &str, start: usize, count: usize, ranges: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let (mut from, mut at, mut quoted) = (start, start, false);
    while ranges.len() < count {
        match bytes.get(at) {
            Some(b'"') => quoted = !quoted,
            Some(b',') if !quoted => {
                ranges.push(from..at);
                from = at + 1;
            }
            Some(b'\r' | b'\n') | None if !quoted || at >= bytes.len() => {
                ranges.push(from..at);
                ranges.resize(count, at..at);
                break;
            }
            _ => {}
        }
        at += 1;
    }
}

/// Every `[[STEM]]` is a row; its keys are the headers, in the order in which they first occur.
pub fn toml(file: &InputFile, stem: &str, out: &mut Vec<Diagnostic>) -> Option<Grid> {
    let text = file.text.as_ref()?;
    let document = parse_toml(text, file.id, 0, Code::TomlSyntax, out)?;
    for (key, _) in document.iter().filter(|(key, _)| key.get_ref() != stem) {
        let found = Code::UnknownField.at(Span::new(file.id, key.span())).with("field", key.get_ref());
        out.push(found.suggest(key.get_ref(), [stem]));
    }
    let value = document.get(stem)?;
    let wrong = |value: &toml::Spanned<DeValue>, field: &str, wanted: &str| {
        Code::WrongType
            .at(Span::new(file.id, value.span()))
            .with("field", field)
            .with("wanted", format!("@{wanted}"))
            .with("found", format!("@{}", value.get_ref().type_str()))
    };
    let Some(items) = value.get_ref().as_array() else {
        out.push(wrong(value, stem, "tables"));
        return None;
    };
    let rows: Vec<_> = items
        .iter()
        .filter_map(|item| {
            let table = item.get_ref().as_table();
            if table.is_none() {
                out.push(wrong(item, stem, "tables"));
            }
            Some((table?, item.span()))
        })
        .collect();
    let mut header: Vec<(&str, Range<usize>)> = Vec::new();
    let mut columns: BTreeMap<&str, usize> = BTreeMap::new();
    for (key, _) in rows.iter().flat_map(|(row, _)| row.iter()) {
        columns.entry(&**key.get_ref()).or_insert_with(|| {
            header.push((&**key.get_ref(), key.span()));
            header.len() - 1
        });
    }
    let mut grid = Grid::new(file.id, Form::Toml);
    grid.begin(0);
    for (name, span) in header.iter().cloned() {
        grid.cell(|texts| texts.push_str(name));
        grid.stands_at(span);
    }
    for (number, (row, at)) in rows.iter().enumerate() {
        grid.begin(u32::try_from(number + 1).unwrap_or(u32::MAX));
        for (name, _) in &header {
            let Some(value) = row.get(*name) else {
                grid.cell(|_| {});
                grid.stands_at(at.clone());
                continue;
            };
            let known = match value.get_ref() {
                DeValue::String(text) => Some(text.to_string()),
                // As written: `124.60` keeps its digits.
                DeValue::Integer(number) => Some(number.as_str().to_owned()),
                DeValue::Float(number) => Some(number.as_str().to_owned()),
                DeValue::Boolean(flag) => Some(flag.to_string()),
                DeValue::Datetime(date) => Some(date.to_string()),
                DeValue::Array(_) | DeValue::Table(_) => None,
            };
            if known.is_none() {
                out.push(wrong(value, &format!("{stem}.{name}"), "string"));
            }
            grid.cell(|texts| texts.push_str(known.as_deref().unwrap_or_default()));
            grid.stands_at(value.span());
        }
    }
    grid.end();
    Some(grid)
}

#[cfg(test)]
mod tests {
    use super::field_ranges;

    #[test]
    fn quoted_commas_part_no_fields() {
        let text = "a,\"b,c\",d\n";
        let mut ranges = Vec::new();
        field_ranges(text, 0, 3, &mut ranges);
        let parts: Vec<&str> = ranges.into_iter().map(|range| &text[range]).collect();
        assert_eq!(parts, ["a", "\"b,c\"", "d"]);
    }
}
