//! Template workbooks of the boards and of the campaign's tables, made from the schema that reads them. Invariant: the same bytes each time.

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Note, Workbook, Worksheet,
    XlsxError,
};

use crate::messages::Lang;
use crate::parse::boards::BOARDS;
use crate::parse::campaign::spec::TableId;
use crate::parse::table::schema::{Column, Kind, Spec};

/// Rows that have drop-downs.
const ROWS: u32 = 2000;
const FONT: &str = "Microsoft YaHei";

/// `boards.xlsx`, `events.xlsx` and the others, by name.
///
/// # Errors
/// Where a text is longer than a workbook allows, which a test rules out.
pub fn all(lang: Lang) -> Result<Vec<(String, Vec<u8>)>, XlsxError> {
    let specs = TableId::ALL.into_iter().map(TableId::spec).chain([&BOARDS]);
    specs.map(|spec| Ok((format!("{}.xlsx", spec.stem), workbook(spec, lang)?))).collect()
}

fn workbook(spec: &Spec, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A fixed day: the same program gives the same file.
    book.set_properties(
        &DocProperties::new()
            .set_title(spec.zh)
            .set_author("banbao")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?),
    );
    table(book.add_worksheet(), spec, lang)?;
    manual(book.add_worksheet(), spec, lang)?;
    book.save_to_buffer()
}

fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_size(11)
}

/// Headers with notes, one row as an example, drop-downs below.
fn table(sheet: &mut Worksheet, spec: &Spec, lang: Lang) -> Result<(), XlsxError> {
    sheet.set_name(spec.zh)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, at) in spec.columns.iter().zip(0_u16..) {
        let ground = if column.public { Color::RGB(0x00DC_EFE6) } else { Color::RGB(0x00E3_E3E3) };
        let head = plain().set_bold().set_align(FormatAlign::Center).set_background_color(ground);
        sheet.write_with_format(0, at, header(column), &head)?;
        let note =
            Note::new(about(column, lang)).add_author_prefix(false).set_author("banbao").set_width(240);
        sheet.insert_note(0, at, &note)?;
        let cells = match column.kind {
            Kind::Date => plain().set_num_format("yyyy-mm-dd"),
            Kind::Number | Kind::Count => plain(),
            // Else a spreadsheet makes a date of 2026-03 and a number of 001.
            _ => plain().set_num_format("@"),
        };
        sheet.set_column_format(at, &cells)?;
        sheet.set_column_width(at, width(column))?;
        example(sheet, at, column, &cells)?;
        if let Kind::Choice(choices) = column.kind {
            let words: Vec<&str> = choices.iter().map(|choice| choice.zh).collect();
            let list = DataValidation::new().allow_list_strings(&words)?;
            sheet.add_data_validation(1, at, ROWS, at, &list)?;
        }
    }
    Ok(())
}

fn example(sheet: &mut Worksheet, at: u16, column: &Column, cells: &Format) -> Result<(), XlsxError> {
    let text = column.example;
    let date = (column.kind == Kind::Date).then(|| text.parse::<jiff::civil::Date>().ok()).flatten();
    let number =
        matches!(column.kind, Kind::Number | Kind::Count).then(|| text.parse::<f64>().ok()).flatten();
    if let Some(date) = date {
        let part = |number: i8| number.unsigned_abs();
        let date = ExcelDateTime::from_ymd(date.year().unsigned_abs(), part(date.month()), part(date.day()))?;
        sheet.write_with_format(1, at, &date, cells)?;
    } else if let Some(number) = number {
        sheet.write_with_format(1, at, number, cells)?;
    } else if !text.is_empty() {
        sheet.write_with_format(1, at, text, cells)?;
    }
    Ok(())
}

/// Every column in words, on a sheet of its own.
fn manual(sheet: &mut Worksheet, spec: &Spec, lang: Lang) -> Result<(), XlsxError> {
    let zh = lang == Lang::ZhCn;
    sheet.set_name(if zh { "填写说明" } else { "Manual" })?;
    let head = plain().set_bold();
    let titles =
        if zh { ["列", "英文列名", "怎么填"] } else { ["Column", "Name in CSV", "What it holds"] };
    for (title, at) in titles.into_iter().zip(0_u16..) {
        sheet.write_with_format(0, at, title, &head)?;
    }
    for (column, row) in spec.columns.iter().zip(1_u32..) {
        sheet.write_with_format(row, 0, column.zh, &plain())?;
        sheet.write_with_format(row, 1, column.name, &plain())?;
        sheet.write_with_format(row, 2, about(column, lang), &plain())?;
    }
    sheet.set_column_width(0, 16)?;
    sheet.set_column_width(1, 16)?;
    sheet.set_column_width(2, 80)?;
    Ok(())
}

fn header(column: &Column) -> String {
    format!("{}{}", column.zh, if column.required { "*" } else { "" })
}

fn about(column: &Column, lang: Lang) -> String {
    let (about, required, private) = match lang {
        Lang::ZhCn => (column.about_zh, "必填。", "从不公开。"),
        Lang::En => (column.about_en, "Required. ", "Never published. "),
    };
    let mut text = String::new();
    if column.required {
        text.push_str(required);
    }
    // What the column says of itself need not be said twice.
    if !column.public && !about.contains("从不公开") && !about.contains("never leaves") {
        text.push_str(private);
    }
    text + about
}

/// Wide enough for header and example: a Chinese character takes the room of two letters.
fn width(column: &Column) -> f64 {
    let room = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>();
    f64::from(room(&header(column)).max(room(column.example)).max(8) + 3)
}
