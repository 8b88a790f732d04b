//! Boards: rows of `boards` → physical notice boards with what they can carry.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::lock::RemovedBoard;
use super::rows::{Column, Rows};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::boards::{BOARDS, FORMATS, TICKS};
use crate::parse::table::schema::Choice;
use crate::parse::table::{Cell, RawRow, RawTable, join};
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

/// The boards of a project, by id.
#[derive(Debug, Default)]
pub struct Boards {
    pub boards: Vec<Board>,
    /// Where the public texts of the table stand.
    pub columns: Vec<usize>,
    /// Some rows came to nothing.
    pub some_lost: bool,
}

/// Reads all rows; wrong ones are reported and left out. Boards that do not say hang `outdoor` or not.
pub fn build(table: &RawTable, outdoor: bool, out: &mut Vec<Diagnostic>) -> Boards {
    let Some(rows) = Rows::new(table, &BOARDS, None, out) else {
        return Boards { some_lost: true, ..Boards::default() };
    };
    let columns = Columns::of(&rows);
    let mut boards: BTreeMap<String, Board> = BTreeMap::new();
    for row in rows.rows() {
        let Some(board) = columns.read(&rows, row, outdoor, out) else { continue };
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
    let some_lost = rows.rows().count() != boards.len();
    Boards { boards: boards.into_values().collect(), columns: rows.text_columns(), some_lost }
}

/// What tells boards apart: no two boards of a project have the same.
pub fn plain_id(id: &str) -> String {
    id.trim_start_matches('0').to_ascii_lowercase()
}

/// What may stand behind a number.
const CENTIMETRES: &[&str] = &["厘米", "cm", "公分"];
const METRES: &[&str] = &["米", "m"];

/// Where the columns stand.
struct Columns {
    id: Column,
    name: Column,
    kind: Column,
    village: Column,
    place: Column,
    width: Column,
    height: Column,
    format: Column,
    sheet: Column,
    distance: Column,
    outdoor: Column,
    installed: Column,
    retired: Column,
    languages: Column,
}

impl Columns {
    fn of(rows: &Rows) -> Columns {
        Columns {
            id: rows.column("id"),
            name: rows.column("name"),
            kind: rows.column("kind"),
            village: rows.column("village"),
            place: rows.column("place"),
            width: rows.column("width_cm"),
            height: rows.column("height_cm"),
            format: rows.column("format"),
            sheet: rows.column("sheet"),
            distance: rows.column("distance_m"),
            outdoor: rows.column("outdoor"),
            installed: rows.column("installed"),
            retired: rows.column("retired"),
            languages: rows.column("languages"),
        }
    }

    fn read(&self, rows: &Rows, row: RawRow, outdoor: bool, out: &mut Vec<Diagnostic>) -> Option<Board> {
        let before = out.len();
        let id = rows.required(row, self.id, out);
        if let Some(id) = id
            && !(id.value.len() <= 8 && id.value.bytes().all(|b| b.is_ascii_alphanumeric()))
        {
            out.push(Code::BadBoardId.at(id.place()).with("id", id.value));
        }
        let text = |column| rows.owned(row, column).unwrap_or_default();
        let name = rows.required(row, self.name, out);
        rows.required(row, self.width, out);
        let width_cm = rows.between(row, self.width, CENTIMETRES, (20.0, 2000.0), out);
        rows.required(row, self.height, out);
        let height_cm = rows.between(row, self.height, CENTIMETRES, (20.0, 1000.0), out);
        let distance_m = rows.between(row, self.distance, METRES, (0.3, 20.0), out).unwrap_or(1.0);
        let frame = width_cm.zip(height_cm);
        let format = rows.required(row, self.format, out);
        let format = format.and_then(|cell| read_format(cell, rows.get(row, self.sheet), frame, out));
        let ticked = rows.choice(row, self.outdoor, TICKS, out).map(|at| at == 0);
        let installed = rows.date(row, self.installed, out);
        let retired = rows.date(row, self.retired, out);
        let (id, name) = (id?, name?);
        if out.len() > before {
            return None;
        }
        Some(Board {
            id: id.value.to_owned(),
            name: name.value.to_owned(),
            kind: text(self.kind),
            village: text(self.village),
            spot: text(self.place),
            width_cm: width_cm?,
            height_cm: height_cm?,
            format: format?,
            distance_m,
            outdoor: ticked.unwrap_or(outdoor),
            installed,
            retired,
            languages: text(self.languages)
                .split([' ', ';', '、', '，'])
                .filter(|tag| !tag.is_empty())
                .map(str::to_owned)
                .collect(),
            place: id.place(),
        })
    }
}

/// The format, with the paper of a sheet: its own, else that of the `frame`, in centimetres.
fn read_format(
    cell: Cell,
    sheet: Option<Cell>,
    frame: Option<(f64, f64)>,
    out: &mut Vec<Diagnostic>,
) -> Option<Format> {
    match Choice::find(FORMATS, cell.value).map(|at| FORMATS[at].id) {
        Some("panels") => Some(Format::Panels),
        Some(_) => {
            let (found, place, paper) = match sheet {
                Some(sheet) => (sheet.value.to_owned(), sheet.place(), Paper::parse(sheet.value)),
                None => {
                    let (width, height) = frame?;
                    (format!("{width}x{height}"), cell.place(), Paper::from_cm(width, height))
                }
            };
            if paper.is_none() {
                out.push(Code::BadSheet.at(place).with("found", found));
            }
            paper.map(Format::Sheet)
        }
        None => {
            let known = || FORMATS.iter().map(|format| format.id);
            let found = Code::UnknownFormat.at(cell.place()).with("found", cell.value);
            out.push(found.with("allowed", join(known())).suggest(cell.value, known()));
            None
        }
    }
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
