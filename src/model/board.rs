//! Boards: rows of `boards` → physical notice boards with what they can carry.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::lock::RemovedBoard;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::boards::{OPTIONAL, REQUIRED};
use crate::parse::table::{Cell, RawRow, RawTable};
use crate::source::Place;

/// One physical notice board (宣传栏).
#[derive(Debug, Clone)]
pub struct Board {
    /// Permanent, printed on the board: letters and digits.
    pub id: String,
    pub name: String,
    /// 机关, 站所, 村委会, 医院, 学校, or the office's own word.
    pub kind: String,
    /// Empty where the board belongs to the town as a whole.
    pub village: String,
    /// Where it hangs, in words.
    pub spot: String,
    /// The frame, in centimetres.
    pub width_cm: f64,
    pub height_cm: f64,
    pub format: Format,
    /// How far readers stand, in metres.
    pub distance_m: f64,
    /// In sun and rain: its codes are printed to survive more damage.
    pub outdoor: bool,
    pub installed: Option<Date>,
    pub retired: Option<Date>,
    /// Tags of further languages.
    pub languages: Vec<String>,
    /// Where the row stands.
    pub place: Place,
}

/// What a board's page says about it, whether it hangs, was retired, or is only in the lock.
#[derive(Debug, Clone, Copy)]
pub struct Plate<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub kind: &'a str,
    pub village: &'a str,
    pub spot: &'a str,
    pub installed: Option<Date>,
    pub state: State,
}

/// Whether a board is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Hangs,
    /// Since this day, where it is known.
    Retired(Option<Date>),
}

impl<'a> Plate<'a> {
    pub fn of(board: &'a Board, today: Date) -> Plate<'a> {
        let retired = board.retired.filter(|date| *date <= today);
        Plate {
            id: &board.id,
            name: &board.name,
            kind: &board.kind,
            village: &board.village,
            spot: &board.spot,
            installed: board.installed,
            state: retired.map_or(State::Hangs, |date| State::Retired(Some(date))),
        }
    }

    pub fn of_removed(board: &'a RemovedBoard) -> Plate<'a> {
        Plate {
            id: &board.id,
            name: &board.name,
            kind: "",
            village: &board.village,
            spot: &board.spot,
            installed: None,
            state: State::Retired(None),
        }
    }
}

/// How a board's pack is laid out.
#[derive(Debug, Clone, PartialEq)]
pub enum Format {
    /// One page of this paper.
    Sheet(Paper),
    /// A3 pages, one an article, under a header strip.
    Panels,
}

/// A physical page.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// Name in file names and lists: `a3`, `60x90`.
    pub name: String,
    pub width_mm: f64,
    pub height_mm: f64,
}

impl Paper {
    /// ISO 216 A4, portrait: the paper of slips and leaflets.
    pub fn a4() -> Paper {
        Paper { name: "a4".to_owned(), width_mm: 210.0, height_mm: 297.0 }
    }

    /// ISO 216 A3, portrait: the paper of panels.
    pub fn a3() -> Paper {
        Paper { name: "a3".to_owned(), width_mm: 297.0, height_mm: 420.0 }
    }

    /// Name in lists that people read: `A3`, `60×90 cm`.
    pub fn label(&self) -> String {
        if self.name.starts_with('a') {
            self.name.to_ascii_uppercase()
        } else {
            format!("{} cm", self.name.replace('x', "×"))
        }
    }

    /// A name of ISO 216 or the trade, or `W×H` in centimetres.
    pub fn parse(text: &str) -> Option<Paper> {
        let lower = text.trim().to_ascii_lowercase().replace(['×', '*'], "x");
        let named = |width_mm, height_mm| Some(Paper { name: lower.clone(), width_mm, height_mm });
        match lower.as_str() {
            "a4" => return named(210.0, 297.0),
            "a3" => return named(297.0, 420.0),
            "a2" => return named(420.0, 594.0),
            "a1" => return named(594.0, 841.0),
            "a0" => return named(841.0, 1189.0),
            _ => {}
        }
        let (width, height) = lower.split_once('x')?;
        Paper::from_cm(width.trim().parse().ok()?, height.trim().parse().ok()?)
    }

    /// A free size: 20 cm to 5 m a side.
    pub fn from_cm(width: f64, height: f64) -> Option<Paper> {
        let fine = |side: f64| (20.0..=500.0).contains(&side);
        (fine(width) && fine(height)).then(|| Paper {
            name: format!("{width}x{height}"),
            width_mm: width * 10.0,
            height_mm: height * 10.0,
        })
    }
}

/// Reads all rows; wrong ones are reported and left out. Boards that do not say hang `outdoor` or not.
pub fn build(table: Option<&RawTable>, outdoor: bool, out: &mut Vec<Diagnostic>) -> Vec<Board> {
    let Some(table) = table else { return Vec::new() };
    if !table.check_header(&REQUIRED, &OPTIONAL, out) {
        return Vec::new();
    }
    let mut boards: BTreeMap<String, Board> = BTreeMap::new();
    for row in table.rows() {
        let Some(board) = read(table, row, outdoor, out) else { continue };
        // Spreadsheets make 1 of 001, and Windows cannot tell 0A from 0a: such ids are one board.
        let same = plain_id(&board.id);
        match boards.values().find(|other| plain_id(&other.id) == same) {
            Some(first) => out.push(
                Code::DuplicateBoard
                    .at(board.place.clone())
                    .with("id", &board.id)
                    .label(first.place.clone(), "first-here"),
            ),
            None => {
                boards.insert(board.id.clone(), board);
            }
        }
    }
    boards.into_values().collect()
}

/// What tells boards apart: no two boards of a project have the same.
pub fn plain_id(id: &str) -> String {
    id.trim_start_matches('0').to_ascii_lowercase()
}

fn read(table: &RawTable, row: RawRow, outdoor: bool, out: &mut Vec<Diagnostic>) -> Option<Board> {
    let before = out.len();
    let id = table.required(row, "id", out);
    if let Some(id) = id
        && !(id.value.len() <= 8 && id.value.bytes().all(|b| b.is_ascii_alphanumeric()))
    {
        out.push(Code::BadBoardId.at(id.place()).with("id", id.value));
    }
    let text = |column| table.get(row, column).map_or_else(String::new, |cell| cell.value.to_owned());
    let name = table.required(row, "name", out);
    let width_cm = number(table.required(row, "width_cm", out), 20.0, 2000.0, out);
    let height_cm = number(table.required(row, "height_cm", out), 20.0, 1000.0, out);
    let distance_m = match table.get(row, "distance_m") {
        Some(cell) => number(Some(cell), 0.3, 20.0, out),
        None => Some(1.0),
    };
    let format = table.required(row, "format", out);
    let format = format.and_then(|cell| read_format(cell, table, row, width_cm, height_cm, out));
    let outdoor = yes_or_no(table.get(row, "outdoor"), out).unwrap_or(outdoor);
    let installed = date(table.get(row, "installed"), out);
    let retired = date(table.get(row, "retired"), out);
    let (id, name) = (id?, name?);
    if out.len() > before {
        return None;
    }
    Some(Board {
        id: id.value.to_owned(),
        name: name.value.to_owned(),
        kind: text("kind"),
        village: text("village"),
        spot: text("place"),
        width_cm: width_cm?,
        height_cm: height_cm?,
        format: format?,
        distance_m: distance_m?,
        outdoor,
        installed,
        retired,
        languages: text("languages")
            .split([' ', ';', '、', '，'])
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect(),
        place: id.place(),
    })
}

fn read_format(
    cell: Cell,
    table: &RawTable,
    row: RawRow,
    width_cm: Option<f64>,
    height_cm: Option<f64>,
    out: &mut Vec<Diagnostic>,
) -> Option<Format> {
    match cell.value {
        "panels" => Some(Format::Panels),
        "sheet" => {
            let Some(sheet) = table.get(row, "sheet") else {
                let (width, height) = (width_cm?, height_cm?);
                let paper = Paper::from_cm(width, height);
                if paper.is_none() {
                    let found = format!("{width}x{height}");
                    out.push(Code::BadSheet.at(cell.place()).with("found", found));
                }
                return paper.map(Format::Sheet);
            };
            let paper = Paper::parse(sheet.value);
            if paper.is_none() {
                out.push(Code::BadSheet.at(sheet.place()).with("found", sheet.value));
            }
            paper.map(Format::Sheet)
        }
        other => {
            let known = ["sheet", "panels"];
            out.push(
                Code::UnknownFormat
                    .at(cell.place())
                    .with("found", other)
                    .with("allowed", known.join(", "))
                    .suggest(other, known),
            );
            None
        }
    }
}

fn number(cell: Option<Cell>, min: f64, max: f64, out: &mut Vec<Diagnostic>) -> Option<f64> {
    let cell = cell?;
    let found = crate::parse::cells::half_width(cell.value)
        .parse::<f64>()
        .ok()
        .filter(|value| (min..=max).contains(value));
    if found.is_none() {
        out.push(
            Code::BadNumber
                .at(cell.place())
                .with("cell", cell.name())
                .with("found", cell.value)
                .with("wanted", format!("{min}–{max}")),
        );
    }
    found
}

fn date(cell: Option<Cell>, out: &mut Vec<Diagnostic>) -> Option<Date> {
    let cell = cell?;
    let found = crate::parse::cells::date(cell.value);
    if found.is_none() {
        out.push(Code::BadCellDate.at(cell.place()).with("cell", cell.name()).with("found", cell.value));
    }
    found
}

/// What offices write into a column of ticks.
const YES: [&str; 6] = ["是", "yes", "y", "true", "1", "√"];
const NO: [&str; 6] = ["否", "no", "n", "false", "0", "×"];

fn yes_or_no(cell: Option<Cell>, out: &mut Vec<Diagnostic>) -> Option<bool> {
    let cell = cell?;
    let lower = cell.value.to_ascii_lowercase();
    let found = if YES.contains(&lower.as_str()) {
        Some(true)
    } else {
        NO.contains(&lower.as_str()).then_some(false)
    };
    if found.is_none() {
        out.push(
            Code::BadValue
                .at(cell.place())
                .with("field", "outdoor")
                .with("found", cell.value)
                .with("allowed", "是, 否, yes, no, true, false"),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Paper;

    #[test]
    fn papers_have_names_or_sizes() {
        assert_eq!(Paper::parse("A1").unwrap().height_mm, 841.0);
        assert_eq!(Paper::parse("60×90").unwrap().name, "60x90");
        assert_eq!(Paper::parse("60x90").unwrap().width_mm, 600.0);
        assert_eq!(Paper::parse("letter"), None);
        assert_eq!(Paper::parse("0x90"), None);
    }
}
