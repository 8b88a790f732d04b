//! `content/boards` → rows, and the names of its columns.

use super::table::{self, Names, RawTable};
use crate::diagnostic::Diagnostic;
use crate::inputs::Inputs;

pub const REQUIRED: [&str; 7] = ["id", "name", "kind", "place", "width_cm", "height_cm", "format"];
pub const OPTIONAL: [&str; 7] =
    ["village", "sheet", "distance_m", "outdoor", "installed", "retired", "languages"];

pub fn parse(inputs: &Inputs, out: &mut Vec<Diagnostic>) -> Option<RawTable> {
    let knows = |name: &str| REQUIRED.iter().chain(&OPTIONAL).any(|known| *known == name);
    let names = Names { stem: "boards", sheets: &["宣传栏"], knows: &knows };
    table::find(inputs, "content/", names, out)
}
