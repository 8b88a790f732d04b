//! Reading TOML tables field by field: every value with its place, every slip reported, none fatal.

use std::ops::Range;

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::cells;
use super::repair::Refused;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{FileId, Span, Spanned};

/// Parses TOML that starts at byte `offset` of a file; syntax errors are reported with `code`.
pub fn parse_toml<'t>(
    text: &'t str,
    file: FileId,
    offset: usize,
    code: Code,
    out: &mut Vec<Diagnostic>,
) -> Option<DeTable<'t>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    // One slip often breaks several lines in the parser's eyes; the first is the one to mend.
    if let Some(error) = errors.first() {
        let refused = Refused { text, error: error.span().unwrap_or(0..0), reason: error.message().trim() };
        out.push(refused.diagnostic(code, file, offset));
        return None;
    }
    Some(table.into_inner())
}

/// One table being read. Call [`Fields::finish`] at the end: it reports what nobody asked for.
pub struct Fields<'a, 't> {
    table: &'a DeTable<'t>,
    file: FileId,
    offset: usize,
    /// The table's own place, where a missing field is reported.
    at: Span,
    /// Dotted path of the table, for messages; empty at the top.
    path: String,
    /// A table has few keys: to look through all takes less than to hash or to sort.
    asked: Vec<&'static str>,
    /// What must be there and is not; told at the end, as an unknown key may be it with a slip in it.
    absent: Vec<&'static str>,
    /// What was asked for above this table: a key that was meant for there becomes one of the table it stands below.
    above: &'a [&'static str],
    /// Keys of tables within this one, each with its table: where one belongs that stands here.
    homes: &'static [(&'static str, &'static str)],
    /// Any key is welcome: the table is the user's own (`[extra]`).
    open: bool,
    out: &'a mut Vec<Diagnostic>,
}

impl<'a, 't> Fields<'a, 't> {
    pub fn new(
        table: &'a DeTable<'t>,
        file: FileId,
        offset: usize,
        at: Span,
        out: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            table,
            file,
            offset,
            at,
            path: String::new(),
            asked: Vec::with_capacity(24),
            absent: Vec::new(),
            above: &[],
            homes: &[],
            open: false,
            out,
        }
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.offset + range.start..self.offset + range.end)
    }

    fn name(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn value(&mut self, key: &'static str) -> Option<(&'a DeValue<'t>, Span)> {
        self.asked.push(key);
        let table: &'a DeTable<'t> = self.table;
        let (_, value) = table.iter().find(|(name, _)| *name.get_ref() == key)?;
        Some((value.get_ref(), self.span(value.span())))
    }

    fn wrong(&mut self, key: &str, wanted: &'static str, found: &DeValue, span: Span) {
        let diagnostic = Code::WrongType
            .at(span)
            .with("field", self.name(key))
            .with("wanted", format!("@{wanted}"))
            .with("found", format!("@{}", found.type_str()));
        self.out.push(diagnostic);
    }

    fn typed<T>(
        &mut self,
        key: &'static str,
        wanted: &'static str,
        read: impl FnOnce(&'a DeValue<'t>) -> Option<T>,
    ) -> Option<Spanned<T>> {
        let (value, span) = self.value(key)?;
        match read(value) {
            Some(read) => Some(Spanned::new(read, span.into())),
            None => {
                self.wrong(key, wanted, value, span);
                None
            }
        }
    }

    /// A text; surrounding white space is dropped, an empty one counts as absent.
    pub fn string(&mut self, key: &'static str) -> Option<Spanned<String>> {
        self.typed(key, "string", |value| value.as_str().map(|text| text.trim().to_owned()))
            .filter(|text| !text.value.is_empty())
    }

    /// A text that must be there.
    pub fn required(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let before = self.out.len();
        let value = self.string(key);
        if value.is_none() && self.out.len() == before {
            self.absent.push(key);
        }
        value
    }

    /// A whole number that must be there.
    pub fn required_integer(&mut self, key: &'static str) -> Option<Spanned<i64>> {
        let value = self.integer(key);
        self.present(key);
        value
    }

    /// A date that must be there.
    pub fn required_date(&mut self, key: &'static str) -> Option<Spanned<Date>> {
        let value = self.date(key);
        self.present(key);
        value
    }

    /// Reports a key that is not there; what is wrong with one that is, was said when it was read.
    fn present(&mut self, key: &'static str) {
        if !self.table.contains_key(key) {
            self.absent.push(key);
        }
    }

    pub fn boolean(&mut self, key: &'static str) -> Option<bool> {
        self.typed(key, "boolean", DeValue::as_bool).map(|found| found.value)
    }

    pub fn integer(&mut self, key: &'static str) -> Option<Spanned<i64>> {
        self.typed(key, "integer", |value| {
            let integer = value.as_integer()?;
            i64::from_str_radix(integer.as_str(), integer.radix()).ok()
        })
    }

    /// A date: TOML's own, or a text that is one (`"2026-11-01"`, as Hugo also allows); a time of day is dropped.
    pub fn date(&mut self, key: &'static str) -> Option<Spanned<Date>> {
        let (value, span) = self.value(key)?;
        let text = match value {
            DeValue::Datetime(found) => found.date.map(|date| date.to_string()),
            // However offices write it, as in tables.
            DeValue::String(text) => match cells::date(text) {
                Some(date) => return Some(Spanned::new(date, span.into())),
                None => Some(text.trim().to_owned()),
            },
            _ => None,
        };
        let Some(text) = text else {
            self.wrong(key, "date", value, span);
            return None;
        };
        match text.parse::<Date>() {
            Ok(date) => Some(Spanned::new(date, span.into())),
            Err(_) => {
                self.out
                    .push(Code::ImpossibleDate.at(span).with("field", self.name(key)).with("found", text));
                None
            }
        }
    }

    /// A list of texts.
    pub fn strings(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        self.list(key, "strings", |value| value.as_str().map(|text| text.trim().to_owned()))
    }

    /// A list of whole numbers.
    pub fn integers(&mut self, key: &'static str) -> Vec<Spanned<i64>> {
        self.list(key, "integers", |value| {
            value.as_integer().and_then(|integer| integer.as_str().parse().ok())
        })
    }

    fn list<T>(
        &mut self,
        key: &'static str,
        wanted: &'static str,
        read: impl Fn(&DeValue<'t>) -> Option<T>,
    ) -> Vec<Spanned<T>> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let Some(array) = value.as_array() else {
            self.wrong(key, wanted, value, span);
            return Vec::new();
        };
        let mut list = Vec::new();
        for item in array.iter() {
            let span = self.span(item.span());
            match read(item.get_ref()) {
                Some(read) => list.push(Spanned::new(read, span.into())),
                None => self.wrong(key, wanted, item.get_ref(), span),
            }
        }
        list
    }

    /// Reads a sub-table, if it is there.
    pub fn table<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Fields<'_, 't>) -> T) -> Option<T> {
        let (value, span) = self.value(key)?;
        let Some(table) = value.as_table() else {
            self.wrong(key, "table", value, span);
            return None;
        };
        Some(self.enter(table, span, self.name(key), read))
    }

    /// Reads every table of `[[key]]`.
    pub fn tables<T>(&mut self, key: &'static str, read: impl Fn(&mut Fields<'_, 't>) -> T) -> Vec<T> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let Some(array) = value.as_array() else {
            self.wrong(key, "tables", value, span);
            return Vec::new();
        };
        let mut all = Vec::new();
        for item in array.iter() {
            let span = self.span(item.span());
            match item.get_ref().as_table() {
                Some(table) => all.push(self.enter(table, span, self.name(key), &read)),
                None => self.wrong(key, "tables", item.get_ref(), span),
            }
        }
        all
    }

    /// Reads a table whose keys are the user's own, as `[topics.ID]`.
    pub fn entries<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&Spanned<String>, &mut Fields<'_, 't>) -> T,
    ) -> Vec<T> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let Some(table) = value.as_table() else {
            self.wrong(key, "table", value, span);
            return Vec::new();
        };
        let mut all = Vec::new();
        for (name, item) in table.iter() {
            let place = self.span(name.span());
            let id = Spanned::new(name.get_ref().to_string(), place.into());
            match item.get_ref().as_table() {
                Some(inner) => {
                    let path = format!("{}.{}", self.name(key), id.value);
                    all.push(self.enter(inner, place, path, |fields| read(&id, fields)));
                }
                None => {
                    let span = self.span(item.span());
                    self.wrong(key, "table", item.get_ref(), span);
                }
            }
        }
        all
    }

    /// The plain pairs of a table, as `[rules]`: key, value as text, place of the value.
    pub fn pairs(&mut self, key: &'static str) -> Vec<(Spanned<String>, Spanned<String>)> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let Some(table) = value.as_table() else {
            self.wrong(key, "table", value, span);
            return Vec::new();
        };
        let mut pairs = Vec::new();
        for (name, item) in table.iter() {
            let text = match item.get_ref() {
                DeValue::String(text) => text.to_string(),
                DeValue::Integer(number) => number.as_str().to_owned(),
                DeValue::Float(number) => number.as_str().to_owned(),
                DeValue::Boolean(flag) => flag.to_string(),
                other => {
                    let span = self.span(item.span());
                    self.wrong(key, "string", other, span);
                    continue;
                }
            };
            pairs.push((
                Spanned::new(name.get_ref().to_string(), self.span(name.span()).into()),
                Spanned::new(text, self.span(item.span()).into()),
            ));
        }
        pairs
    }

    fn enter<T>(
        &mut self,
        table: &DeTable<'t>,
        at: Span,
        path: String,
        read: impl FnOnce(&mut Fields<'_, 't>) -> T,
    ) -> T {
        let own = Fields::new(table, self.file, self.offset, at, self.out);
        let mut fields = Fields { path, above: &self.asked, ..own };
        let read = read(&mut fields);
        fields.finish(&[]);
        read
    }

    /// Says of keys which table within this one they belong to.
    pub fn belong(&mut self, homes: &'static [(&'static str, &'static str)]) {
        self.homes = homes;
    }

    /// Accepts keys that mean nothing here but are not mistakes, whatever their values.
    pub fn accept_all(&mut self) {
        self.open = true;
    }

    /// Reports unknown fields and missing ones. Those in `foreign` belong to Zola or Hugo: one note names them all.
    pub fn finish(&mut self, foreign: &[&str]) {
        let mut ignored = Vec::new();
        // By their table: one line is missing, however many fields were to stand below it.
        let mut homeless: Vec<(&str, Vec<&str>, Span)> = Vec::new();
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref();
            if self.open || self.asked.contains(&name) {
                continue;
            }
            let span = self.span(key.span());
            if foreign.contains(&name) {
                ignored.push((name.to_owned(), span));
            } else if let Some((_, table)) = self.homes.iter().find(|(own, _)| *own == name) {
                match homeless.iter_mut().find(|(other, ..)| other == table) {
                    Some((_, names, _)) => names.push(name),
                    None => homeless.push((table, vec![name], span)),
                }
            } else {
                let found = Code::UnknownField.at(span).with("field", self.name(name));
                let diagnostic = self.place_of_unknown(name, found);
                self.out.push(diagnostic);
            }
        }
        for (table, names, span) in homeless {
            let found = Code::UnknownField.at(span).with("field", names.join(", "));
            self.out.push(found.with("cause", "home").with("table", table));
        }
        if let Some((_, span)) = ignored.first() {
            let names: Vec<&str> = ignored.iter().map(|(name, _)| name.as_str()).collect();
            self.out.push(Code::ForeignField.at(*span).with("fields", names.join(", ")));
        }
        for key in &self.absent {
            self.out.push(Code::MissingField.at(self.at).with("field", self.name(key)));
        }
    }

    /// An unknown field with where it belongs, or what it may be meant to be, which is not missing then.
    fn place_of_unknown(&mut self, name: &str, found: Diagnostic) -> Diagnostic {
        if self.above.contains(&name) {
            return found.with("cause", "above").with("key", name).with("table", &self.path);
        }
        let mut asked = self.asked.clone();
        asked.sort_unstable();
        let Some(meant) = nearest(name, asked) else { return found };
        self.absent.retain(|absent| *absent != meant);
        found.with("suggestion", meant)
    }

    /// Reports a value that is of the right type and still not allowed.
    pub fn refuse(&mut self, key: &str, found: &Spanned<String>, allowed: &str) {
        let diagnostic = Code::BadValue
            .at(found.place.clone())
            .with("field", self.name(key))
            .with("found", &found.value)
            .with("allowed", allowed)
            .suggest(&found.value, allowed.split(", "));
        self.out.push(diagnostic);
    }
}
