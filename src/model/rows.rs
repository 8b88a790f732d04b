//! `RawTable` + its schema → cells of the right kind. Invariant: columns that are private are found, and never read.

pub mod amount;
pub mod number;
pub mod period;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

use self::amount::Amount;
use self::number::Wrong;
use self::period::{Month, Period};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::parse::campaign::RawTableChoices;
use crate::parse::cells;
use crate::parse::table::schema::{self, Choice, Kind, Spec, plain_header};
use crate::parse::table::{Cell, RawRow, RawTable, join};
use crate::source::Place;

/// Cells of extra columns that `campaign.toml` declares public, in the order of [`Rows::extra`].
pub type Extra = Vec<Option<Box<str>>>;

/// A table whose header was understood.
pub struct Rows<'t> {
    pub table: &'t RawTable,
    spec: &'static Spec,
    /// Where each public column of the schema stands.
    columns: Vec<Option<usize>>,
    /// Further columns that the office declares public, by their headers.
    pub extra: Vec<String>,
    extra_at: Vec<usize>,
    /// The first row is the template's example.
    example: bool,
    /// Texts that were met: villages and places come again and again.
    texts: HashMap<&'t str, Arc<str>>,
}

/// A column of the schema.
#[derive(Clone, Copy)]
pub struct Column {
    name: &'static str,
    /// Where it stands, if the table has it.
    at: Option<usize>,
}

impl<'t> Rows<'t> {
    /// Finds the columns; `None` where rows cannot be read.
    pub fn new(
        table: &'t RawTable,
        spec: &'static Spec,
        choices: Option<&RawTableChoices>,
        out: &mut Vec<Diagnostic>,
    ) -> Option<Rows<'t>> {
        let before = out.len();
        let mut rows = Rows {
            table,
            spec,
            columns: vec![None; spec.columns.len()],
            extra: Vec::new(),
            extra_at: Vec::new(),
            example: false,
            texts: HashMap::new(),
        };
        rows.find_columns(choices, out);
        for (column, at) in spec.columns.iter().zip(&rows.columns) {
            if column.required && at.is_none() {
                let public = spec.columns.iter().filter(|column| column.public);
                out.push(
                    Code::MissingColumn
                        .at(table.place())
                        .with("column", rows.call(column))
                        .with("columns", join(public.map(|column| rows.call(column)))),
                );
            }
        }
        if let Some(first) = table.rows().next().filter(|first| rows.is_example(*first)) {
            rows.example = true;
            out.push(Code::ExampleRow.at(first.place_of(0)));
        }
        let is_error = out[before..].iter().any(Diagnostic::is_error);
        let read: Vec<usize> = rows.read_columns().collect();
        (table.report_faults(&read, out) && !is_error).then_some(rows)
    }

    /// A column of the schema in the language of the table's own headers.
    fn call(&self, column: &schema::Column) -> &'static str {
        let is_plain = |cell: &crate::source::Spanned<String>| self.spec.column(&cell.value).is_some();
        if self.table.header.iter().any(is_plain) { column.name } else { column.zh }
    }

    /// The header that an unknown one is with a slip in it. Of two Chinese characters one makes another word: 材质 is no 材料.
    fn meant(&self, header: &str) -> Option<&'static str> {
        let plain = plain_header(header);
        let is_long = plain.is_ascii() || plain.chars().count() > 2;
        if is_long { nearest(&plain, self.spec.headers()) } else { None }
    }

    fn find_columns(&mut self, choices: Option<&RawTableChoices>, out: &mut Vec<Diagnostic>) {
        let declared = |list: fn(&RawTableChoices) -> &[crate::source::Spanned<String>], header: &str| {
            let plain = plain_header(header);
            choices.is_some_and(|choices| list(choices).iter().any(|own| plain_header(&own.value) == plain))
        };
        let mut first: BTreeMap<String, &Place> = BTreeMap::new();
        let mut kept: Vec<&str> = Vec::new();
        for (at, cell) in self.table.header.iter().enumerate().filter(|(_, cell)| !cell.value.is_empty()) {
            let known = self.spec.find(&cell.value);
            let key =
                known.map_or_else(|| plain_header(&cell.value), |at| self.spec.columns[at].name.to_owned());
            if let Some(first) = first.insert(key, &cell.place) {
                let found = Code::ColumnTwice.at(cell.place.clone()).with("column", &cell.value);
                out.push(found.label(first.clone(), "first-here"));
                continue;
            }
            if declared(|choices| &choices.private, &cell.value) {
                continue;
            }
            match known {
                Some(column) if self.spec.columns[column].public => self.columns[column] = Some(at),
                Some(_) => {}
                None if declared(|choices| &choices.public, &cell.value) => {
                    self.extra.push(cell.value.clone());
                    self.extra_at.push(at);
                }
                None => match self.meant(&cell.value) {
                    Some(suggestion) => out.push(
                        Code::UnknownColumn
                            .at(cell.place.clone())
                            .with("column", &cell.value)
                            .with("columns", join(self.spec.columns.iter().map(|column| self.call(column))))
                            .with("suggestion", suggestion),
                    ),
                    None => kept.push(&cell.value),
                },
            }
        }
        if !kept.is_empty() {
            out.push(
                Code::ColumnsPrivate
                    .at(self.table.place())
                    .with("columns", kept.join("、"))
                    .with("cause", self.spec.stem),
            );
        }
        for name in choices.iter().flat_map(|choices| &choices.public) {
            let known = self.spec.find(&name.value).map(|at| &self.spec.columns[at]);
            if known.is_some_and(|column| !column.public) {
                out.push(Code::PrivateDeclared.at(name.place.clone()).with("column", &name.value));
            } else if !self
                .table
                .header
                .iter()
                .any(|cell| plain_header(&cell.value) == plain_header(&name.value))
            {
                let headers = || self.table.header.iter().map(|cell| cell.value.as_str());
                let found = Code::DeclaredMissing.at(name.place.clone()).with("column", &name.value);
                out.push(found.with("columns", join(headers())).suggest(&name.value, headers()));
            }
        }
    }

    /// All rows but the template's example.
    pub fn rows(&self) -> impl Iterator<Item = RawRow<'t>> + use<'t> {
        self.table.rows().skip(usize::from(self.example))
    }

    /// Whether a row says what the template's example says, and calls itself one: filled in below and not deleted.
    fn is_example(&self, row: RawRow) -> bool {
        let columns = self.spec.columns.iter().zip(&self.columns);
        let mut given = columns.filter(|(column, at)| !column.example.is_empty() && at.is_some());
        let same = |(column, at): (&schema::Column, &Option<usize>)| {
            at.and_then(|at| row.get(at)).is_some_and(|cell| cell.value == column.example)
        };
        given.clone().any(|(column, _)| column.example.starts_with("示例")) && given.all(same)
    }

    /// Columns whose cells are read.
    pub fn read_columns(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().flatten().chain(&self.extra_at).copied()
    }

    /// Columns whose cells may hold any text or count: where numbers of people could hide.
    pub fn text_columns(&self) -> Vec<usize> {
        let texts = self.spec.columns.iter().zip(&self.columns).filter(|(column, _)| {
            matches!(column.kind, Kind::Text | Kind::Village | Kind::Count) && column.name != "target"
        });
        texts.filter_map(|(_, at)| *at).chain(self.extra_at.iter().copied()).collect()
    }

    /// A public column of the schema.
    pub fn column(&self, name: &'static str) -> Column {
        Column { name, at: self.spec.column(name).and_then(|at| self.columns[at]) }
    }

    /// A column as the file calls it.
    fn title(&self, column: Column) -> &str {
        column.at.map_or(column.name, |at| &self.table.header[at].value)
    }

    pub fn get(&self, row: RawRow<'t>, column: Column) -> Option<Cell<'t>> {
        row.get(column.at?)
    }

    pub fn text(&mut self, row: RawRow<'t>, column: Column) -> Option<Arc<str>> {
        let cell = row.get(column.at?)?;
        Some(Arc::clone(self.texts.entry(cell.value).or_insert_with(|| Arc::from(cell.value))))
    }

    pub fn owned(&self, row: RawRow<'t>, column: Column) -> Option<String> {
        Some(row.get(column.at?)?.value.to_owned())
    }

    /// A cell that must not be empty.
    pub fn required(&self, row: RawRow<'t>, column: Column, out: &mut Vec<Diagnostic>) -> Option<Cell<'t>> {
        let at = column.at?;
        let cell = row.get(at);
        if cell.is_none() {
            out.push(Code::EmptyCell.at(row.place_of(at)).with("column", self.title(column)));
        }
        cell
    }

    pub fn required_text(
        &mut self,
        row: RawRow<'t>,
        column: Column,
        out: &mut Vec<Diagnostic>,
    ) -> Option<Arc<str>> {
        self.required(row, column, out)?;
        self.text(row, column)
    }

    pub fn date(&self, row: RawRow<'t>, column: Column, out: &mut Vec<Diagnostic>) -> Option<Date> {
        let cell = self.get(row, column)?;
        let found = cells::date(cell.value);
        if found.is_none() {
            out.push(self.wrong(Code::BadCellDate, cell, column));
        }
        found
    }

    pub fn month(&self, row: RawRow<'t>, column: Column, out: &mut Vec<Diagnostic>) -> Option<Month> {
        let cell = self.get(row, column)?;
        let found = Month::parse(&cells::half_width(cell.value));
        if found.is_none() {
            out.push(self.wrong(Code::BadMonth, cell, column));
        }
        found
    }

    pub fn period(&self, row: RawRow<'t>, column: Column, out: &mut Vec<Diagnostic>) -> Option<Period> {
        let cell = self.get(row, column)?;
        let found = Period::parse(&cells::half_width(cell.value));
        if found.is_none() {
            out.push(self.wrong(Code::BadPeriod, cell, column));
        }
        found
    }

    /// A number in `unit`, and the 余 of its cell.
    pub fn number(
        &self,
        row: RawRow<'t>,
        column: Column,
        unit: &str,
        out: &mut Vec<Diagnostic>,
    ) -> Option<(Amount, Option<&'static str>)> {
        let cell = self.get(row, column)?;
        match number::read(cell.value, unit) {
            Ok(read) => Some((read.amount, read.more)),
            Err(wrong) => {
                out.push(self.no_number(cell, column, wrong, unit, "1818, 22094.26, 1.6万"));
                None
            }
        }
    }

    /// A whole number, which may have one of `units` behind it. With it comes the unit that stood there.
    pub fn count(
        &self,
        row: RawRow<'t>,
        column: Column,
        units: &[&'static str],
        out: &mut Vec<Diagnostic>,
    ) -> Option<(u64, Option<&'static str>)> {
        let cell = self.get(row, column)?;
        if let Ok(plain) = cell.value.parse::<u64>() {
            return Some((plain, None));
        }
        // 第3轮, 第1名.
        let text = cell.value.strip_prefix('第').unwrap_or(cell.value);
        let mut wrong = Wrong::NoNumber;
        for unit in units.iter().copied().chain([""]) {
            match number::read(text, unit) {
                Ok(read) if read.more.is_none() && read.amount.count().is_some() => {
                    let behind = Some(unit).filter(|unit| !unit.is_empty() && text.ends_with(unit));
                    return read.amount.count().map(|count| (count, behind));
                }
                Err(Wrong::Unit(found)) => wrong = Wrong::Unit(found),
                _ => {}
            }
        }
        out.push(self.no_number(cell, column, wrong, &units.join("/"), "0, 46, 1200"));
        None
    }

    /// A number from `min` to `max`, which may have one of `units` behind it: they mean the same.
    pub fn between(
        &self,
        row: RawRow<'t>,
        column: Column,
        units: &[&str],
        (min, max): (f64, f64),
        out: &mut Vec<Diagnostic>,
    ) -> Option<f64> {
        let cell = self.get(row, column)?;
        let read = units.iter().find_map(|unit| number::read(cell.value, unit).ok());
        let found = read.filter(|read| read.more.is_none()).map(|read| read.amount.approximate());
        let found = found.filter(|found| (min..=max).contains(found));
        if found.is_none() {
            out.push(self.wrong(Code::BadNumber, cell, column).with("wanted", format!("{min}–{max}")));
        }
        found
    }

    fn no_number(&self, cell: Cell, column: Column, wrong: Wrong, unit: &str, wanted: &str) -> Diagnostic {
        match wrong {
            Wrong::Unit(found) if !unit.is_empty() => {
                self.wrong(Code::UnitInCell, cell, column).with("other", found).with("unit", unit)
            }
            _ => self.wrong(Code::BadNumber, cell, column).with("wanted", wanted),
        }
    }

    /// One of the words of the column: its index.
    pub fn choice(
        &self,
        row: RawRow<'t>,
        column: Column,
        choices: &'static [Choice],
        out: &mut Vec<Diagnostic>,
    ) -> Option<usize> {
        let cell = self.get(row, column)?;
        let found = Choice::find(choices, cell.value);
        if found.is_none() {
            let words = || choices.iter().map(|one| one.zh);
            let wrong = self.wrong(Code::BadChoice, cell, column).with("allowed", join(words()));
            out.push(wrong.suggest(cell.value, words()));
        }
        found
    }

    pub fn wrong(&self, code: Code, cell: Cell, column: Column) -> Diagnostic {
        let found = code.at(cell.place()).with("cell", cell.name());
        found.with("found", cell.value).with("column", self.title(column))
    }

    pub fn extra(&self, row: RawRow<'t>) -> Extra {
        self.extra_at.iter().map(|at| row.get(*at).map(|cell| cell.value.into())).collect()
    }
}
