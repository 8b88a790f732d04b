//! QR codes: what each opens, and how large it must be.
//!
//! Sizes: side without the quiet zone ≥ max(scanning distance / 10, 40 mm); people step up to scan, to 0.5 m of a
//! panel and 1 m of a sheet or a header strip. A module is at least 1 mm. Quiet zone of 4 modules and error correction
//! of level M under a roof, Q in sun and rain (ISO/IEC 18004: a code survives damage to 15 % and 25 % of it).

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use qrcode::{EcLevel, QrCode, bits, types::Color};

use crate::diagnostic::{Code as Finding, Diagnostic};
use crate::model::article::Article;
use crate::model::board::Board;
use crate::model::config::Config;
use crate::model::edition::Edition;
use crate::source::Place;

/// Modules of white around a code.
pub const QUIET: usize = 4;
/// A module must be at least this wide, in millimetres.
pub const MODULE_MM: f64 = 1.0;
/// Longer URLs need codes beyond version 4.
pub const URL_BYTES: usize = 42;

/// From how far a code is scanned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reach {
    /// Half a metre: panels.
    Near,
    /// A metre: sheets and header strips.
    Far,
    /// The length of a bent arm: what is held in the hand.
    Hand,
}

impl Reach {
    pub fn distance_mm(self) -> f64 {
        match self {
            Reach::Near => 500.0,
            Reach::Far => 1000.0,
            Reach::Hand => 300.0,
        }
    }

    /// Side in millimetres, without the quiet zone.
    pub fn side_mm(self) -> f64 {
        (self.distance_mm() / 10.0).max(40.0)
    }
}

/// One printed QR code.
#[derive(Debug, Clone)]
pub struct Code {
    pub url: String,
    /// The site path it opens, without query: `a/co/`.
    pub opens: String,
    /// It survives sun and rain.
    outdoors: bool,
    /// The address in letters beside the code: no scheme, no slash at the end, no query.
    pub short: String,
    pub side_mm: f64,
    /// From how far it is scanned.
    pub reach: Reach,
    /// Modules a side, without the quiet zone.
    pub modules: usize,
    /// Drawn when first asked for: choosing a mask takes far longer than all other planning of a board, and a
    /// sheet's articles are never asked.
    svg: OnceLock<Arc<str>>,
}

impl Code {
    /// Side with the quiet zone, in millimetres.
    pub fn outer_mm(&self) -> f64 {
        self.module_mm() * (self.modules + 2 * QUIET) as f64
    }

    pub fn module_mm(&self) -> f64 {
        self.side_mm / self.modules as f64
    }

    /// The code with its quiet zone: one path of black on white, exact at any size.
    pub fn svg(&self) -> &str {
        self.svg.get_or_init(|| drawing(&self.url, self.outdoors, self.modules))
    }

    /// The modules, row by row: whether each is dark.
    pub fn dark(&self) -> Arc<[bool]> {
        dark(&self.url, self.outdoors)
    }
}

/// A code's picture. Remembered, as its modules are.
#[comemo::memoize]
fn drawing(url: &str, outdoors: bool, modules: usize) -> Arc<str> {
    let size = modules + 2 * QUIET;
    let mut path = String::new();
    for (row, line) in dark(url, outdoors).chunks(modules.max(1)).enumerate() {
        let mut column = 0;
        while column < modules {
            let run = line[column..].iter().take_while(|dark| **dark).count();
            if run > 0 {
                let (x, y) = (column + QUIET, row + QUIET);
                // Writing into memory cannot fail.
                let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
            }
            column += run.max(1);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" width=\"{size}\" height=\"{size}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path d=\"{path}\"/></svg>"
    )
    .into()
}

/// The modules of an address's code, row by row. Remembered while builds of a process ask for it: the same boards are planned
/// again and again.
#[comemo::memoize]
fn dark(url: &str, outdoors: bool) -> Arc<[bool]> {
    // An address that was encoded once is encoded again; a code without modules would be found missing.
    QrCode::with_error_correction_level(url, correction(outdoors))
        .map(|code| code.to_colors().iter().map(|color| *color == Color::Dark).collect())
        .unwrap_or_default()
}

/// How many modules the code of an address has a side; `None` for one that no code holds.
#[comemo::memoize]
fn modules(url: &str, outdoors: bool) -> Option<usize> {
    let encoded = bits::encode_auto(url.as_bytes(), correction(outdoors)).ok()?;
    Some(usize::from(encoded.version().width().unsigned_abs()))
}

fn correction(outdoors: bool) -> EcLevel {
    if outdoors { EcLevel::Q } else { EcLevel::M }
}

/// The permanent code of a board.
pub fn board(config: &Config, board: &Board, out: &mut Vec<Diagnostic>) -> Option<Code> {
    let about = (&board.place, board.id.as_str(), "");
    make(config, &format!("b/{}/", board.id), "", Reach::Far, board.outdoor, about, out)
}

/// The code of an article on a board's panel.
pub fn article(config: &Config, board: &Board, article: &Article, out: &mut Vec<Diagnostic>) -> Option<Code> {
    let query = if article.shared_code { String::new() } else { format!("?b={}", board.id) };
    let about = (&article.place, board.id.as_str(), article.slug.as_str());
    make(config, &article.site_path(), &query, Reach::Near, board.outdoor, about, out)
}

/// The code of an edition's page, on what is held in the hand.
pub fn edition(config: &Config, edition: &Edition, out: &mut Vec<Diagnostic>) -> Option<Code> {
    let path = format!("e/{}/", edition.id());
    make(config, &path, "", Reach::Hand, false, (&edition.place, "", ""), out)
}

/// The code of the progress page, from panels or from a sheet. It hangs as long as the campaign lasts.
pub fn progress(config: &Config, edition: &Edition, reach: Reach, out: &mut Vec<Diagnostic>) -> Option<Code> {
    make(config, "progress/", "", reach, true, (&edition.place, "", ""), out)
}

/// The code of the home page, where urgent notices stand first. Notices hang anywhere: it survives the weather.
pub fn home(config: &Config, place: &Place, out: &mut Vec<Diagnostic>) -> Option<Code> {
    make(config, "", "", Reach::Near, true, (place, "", ""), out)
}

fn make(
    config: &Config,
    path: &str,
    query: &str,
    reach: Reach,
    outdoors: bool,
    (place, board, slug): (&Place, &str, &str),
    out: &mut Vec<Diagnostic>,
) -> Option<Code> {
    let url = format!("{}/{path}{query}", config.base_url.as_str());
    let about =
        |code: Finding| code.at(place.clone()).with("url", &url).with("board", board).with("article", slug);
    let Some(modules) = modules(&url, outdoors) else {
        out.push(about(Finding::CodeTooSmall).with("module", 0).with("wanted", MODULE_MM));
        return None;
    };
    let side_mm = reach.side_mm();
    if side_mm / (modules as f64) < MODULE_MM {
        let module = format!("{:.2}", side_mm / modules as f64);
        out.push(about(Finding::CodeTooSmall).with("module", module).with("wanted", MODULE_MM));
        return None;
    }
    if url.len() > URL_BYTES && config.base_url.is_known() {
        out.push(about(Finding::UrlLong).with("bytes", url.len()).with("limit", URL_BYTES));
    }
    Some(Code {
        short: format!("{}/{path}", config.base_url.short()).trim_end_matches('/').to_owned(),
        opens: path.to_owned(),
        outdoors,
        side_mm,
        reach,
        modules,
        svg: OnceLock::new(),
        url,
    })
}
