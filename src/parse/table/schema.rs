//! What a table may hold, column by column: names, headers that offices write, kinds of cells. Reading, messages, template
//! workbooks, the manual and `datapackage.json` are made from it. Invariant: names are unique within a table, and so are
//! headers.

/// A table: its file, its names, its columns.
#[derive(Debug)]
pub struct Spec {
    pub stem: &'static str,
    /// 中文名, also the name of a workbook's sheet.
    pub zh: &'static str,
    pub en: &'static str,
    pub columns: &'static [Column],
}

impl Spec {
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Every header that a column may have.
    pub fn headers(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().flat_map(|column| column.headers())
    }

    /// The column a header means: its name, its Chinese header, or another word for it.
    pub fn find(&self, header: &str) -> Option<usize> {
        let plain = plain_header(header);
        self.columns.iter().position(|column| column.headers().any(|own| own == plain))
    }
}

/// A header as it is compared: without blanks, line breaks, stars and what stands in brackets behind it.
pub fn plain_header(header: &str) -> String {
    let open = header.char_indices().find(|(at, c)| *at > 0 && matches!(c, '(' | '（' | '[' | '【'));
    let head = open.map_or(header, |(at, _)| &header[..at]);
    let kept = head.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊' | ':' | '：'));
    kept.flat_map(char::to_lowercase).collect()
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Name in CSV, TOML and open data.
    pub name: &'static str,
    /// Header of the template workbook.
    pub zh: &'static str,
    /// Other headers that offices write.
    pub also: &'static [&'static str],
    pub kind: Kind,
    pub required: bool,
    /// Whether its cells may leave the office. A private column is read by nobody.
    pub public: bool,
    pub about_zh: &'static str,
    pub about_en: &'static str,
    /// What the example row of the template says; empty leaves the cell empty.
    pub example: &'static str,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Small Latin letters, digits and `-`.
    Id,
    /// The id of a figure.
    Figure,
    /// Name or id of an area of `campaign.toml`.
    Area,
    Village,
    /// A day.
    Date,
    /// A month, or a day of it.
    Month,
    /// A year, month or edition.
    Period,
    /// A decimal number.
    Number,
    /// A whole number, 0 or more.
    Count,
    Unit,
    Choice(&'static [Choice]),
}

/// One of the words a column of choices allows.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    pub id: &'static str,
    pub zh: &'static str,
    pub also: &'static [&'static str],
}

impl Choice {
    /// Which choice a cell's word means.
    pub fn find(choices: &[Choice], word: &str) -> Option<usize> {
        let words = |one: &Choice| [one.id, one.zh].into_iter().chain(one.also.iter().copied());
        choices.iter().position(|one| words(one).any(|own| own.eq_ignore_ascii_case(word)))
    }
}

impl Column {
    /// Every header that it may have.
    pub fn headers(&self) -> impl Iterator<Item = &'static str> {
        [self.name, self.zh].into_iter().chain(self.also.iter().copied())
    }

    pub const fn required(self) -> Column {
        Column { required: true, ..self }
    }

    pub const fn private(self) -> Column {
        Column { public: false, ..self }
    }

    pub const fn also(self, also: &'static [&'static str]) -> Column {
        Column { also, ..self }
    }

    pub const fn example(self, example: &'static str) -> Column {
        Column { example, ..self }
    }
}

/// A public column that may be left out.
pub const fn column(
    name: &'static str,
    zh: &'static str,
    kind: Kind,
    about_zh: &'static str,
    about_en: &'static str,
) -> Column {
    Column { name, zh, also: &[], kind, required: false, public: true, about_zh, about_en, example: "" }
}
