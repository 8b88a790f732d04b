//! Finished PDF bytes + what the plan expects of them → what was found. Contract: a pure stage; it reads what a printer
//! would print and knows nothing of how it was made.
//!
//! Every page is rasterised as a phone sees it from where the page's codes are scanned ([`phone`]). Each code must be
//! read on the whole page out of focus, and again held at every angle; be the very code of the plan, module by module;
//! stand clear in its quiet zone; and be dark on light. No other code may be on the page. Text is held against the
//! paper around it ([`contrast`]).

pub mod contrast;
mod decode;
mod find;
pub mod phone;
pub mod raster;
mod readings;
pub mod report;

use std::ops::Range;
use std::sync::Arc;

use hayro::RenderCache;
use hayro::hayro_syntax::Pdf;
use serde::{Deserialize, Serialize};

use self::decode::Found;
use self::raster::Grey;
use self::readings::Focus;
pub use self::readings::Readings;

/// Of this file's rules. What was proven under other rules is proven again; count up with every change of a rule.
pub const RULES: u32 = 1;

/// How much is asked of the codes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Depth {
    /// Read however the phone is held.
    Turned,
    /// Read upright: the same pages are proven as [`Depth::Turned`] in another file.
    Upright,
}

impl Depth {
    fn turns(self) -> &'static [f64] {
        match self {
            Depth::Turned => &phone::TURNS,
            Depth::Upright => &phone::TURNS[..1],
        }
    }
}

/// A code that the plan puts on a page.
#[derive(Debug, Clone, Serialize)]
pub struct Expected {
    pub url: String,
    /// The site path that it opens: `a/co/`.
    pub opens: String,
    /// From how far it is scanned, in millimetres.
    pub distance_mm: f64,
    /// Printed side in millimetres, without the quiet zone.
    pub side_mm: f64,
    /// Modules a side.
    pub modules: usize,
    /// Its modules, row by row.
    #[serde(skip)]
    pub dark: Vec<bool>,
}

/// One page, proven.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PageProof {
    pub codes: Vec<CodeProof>,
    /// The text that is hardest to tell from its paper; none on a page without text.
    pub text: Option<TextProof>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
}

/// How a code did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CodeProof {
    pub url: String,
    pub opens: String,
    pub distance_mm: f64,
    /// As printed, measured on the page.
    pub side_mm: f64,
    /// Pixels a module on the phone.
    pub module_px: f64,
    pub contrast: f64,
    /// Angles, in degrees, at which it was read.
    pub read_at: Vec<f64>,
}

/// How text did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextProof {
    pub contrast: f64,
    pub size_pt: f64,
}

/// What must not be printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum Fault {
    /// Not a PDF, or a page that is not there.
    Damaged,
    /// No such code can be read, not even from nearby.
    Missing { url: String },
    /// Not read from its distance at these angles, in degrees. `module_px`: pixels a module on the phone.
    Unreadable { url: String, module_px: f64, angles: Vec<f64> },
    /// A code that the plan does not have here, or has fewer times.
    Foreign { text: String },
    /// Smaller or larger than planned.
    Size { url: String, side_mm: f64, wanted_mm: f64 },
    /// Readable, but something is printed over it: so many modules are wrong.
    Covered { url: String, modules: usize },
    /// Something stands in its quiet zone.
    Crowded { url: String },
    /// Its dark modules are too light, or its light ones too dark.
    PaleCode { url: String, contrast: f64 },
    /// Text that is lost in black and white.
    PaleText { text: String, contrast: f64, size_pt: f64, x_mm: f64, y_mm: f64 },
}

/// How many pages a file has; `None` where it is no PDF that can be read.
pub fn count_pages(bytes: &Arc<Vec<u8>>) -> Option<usize> {
    raster::open(bytes).map(|pdf| pdf.pages().len())
}

/// Proves some pages of a file, each against the codes that are expected on it. `readings` are those of the run.
pub fn prove(
    bytes: &Arc<Vec<u8>>,
    pages: Range<usize>,
    expected: &[Vec<Expected>],
    depth: Depth,
    readings: &Readings,
) -> Vec<PageProof> {
    let Some(pdf) = raster::open(bytes) else {
        return pages.map(|_| PageProof { faults: vec![Fault::Damaged], ..PageProof::default() }).collect();
    };
    let cache = RenderCache::new();
    pages
        .map(|index| {
            page(&pdf, &cache, index, expected.get(index).map_or(&[], Vec::as_slice), depth, readings)
        })
        .collect()
}

/// The texts of all codes on each page, looked for as [`prove`] does: what an unknown file can be known by.
pub fn codes(bytes: &Arc<Vec<u8>>) -> Option<Vec<Vec<String>>> {
    let pdf = raster::open(bytes)?;
    let cache = RenderCache::new();
    let readings = Readings::default();
    let pages = (0..pdf.pages().len()).map(|index| {
        let picture = raster::page(&pdf, &cache, index, phone::scale(DISTANCE_MM))?;
        Some(decode::all(&picture, INK, &readings).into_iter().map(|found| found.text).collect())
    });
    pages.collect()
}

/// What is darker than this is ink.
const INK: u8 = 128;
/// Where pale ink, or ink on tinted paper, is told from what lies under it.
const PALE: [u8; 3] = [208, 64, 168];
/// Where a page without codes is looked at from, in millimetres.
const DISTANCE_MM: f64 = 1000.0;
/// How much closer one steps to a code that is not found.
const CLOSER: f64 = 2.5;
/// A code this much smaller or larger than planned is a fault, in millimetres: a pixel of a phone at a metre.
const SIZE_SLACK_MM: f64 = 0.6;

fn page<'a>(
    pdf: &'a Pdf,
    cache: &RenderCache<'a>,
    index: usize,
    expected: &[Expected],
    depth: Depth,
    readings: &Readings,
) -> PageProof {
    let mut distances: Vec<f64> = expected.iter().map(|code| code.distance_mm).collect();
    distances.sort_by(f64::total_cmp);
    distances.dedup();
    if distances.is_empty() {
        distances.push(DISTANCE_MM);
    }
    let mut proof = PageProof::default();
    let mut strangers: Vec<String> = Vec::new();
    for (order, distance_mm) in distances.iter().enumerate() {
        let scale = phone::scale(*distance_mm);
        let Some(picture) = raster::page(pdf, cache, index, scale) else {
            proof.faults.push(Fault::Damaged);
            return proof;
        };
        let found = decode::all(&picture, INK, readings);
        let view = View { pdf, cache, index, scale, sharp: &picture, found, readings };
        for code in expected.iter().filter(|code| code.distance_mm == *distance_mm) {
            view.code(code, depth, &mut proof);
        }
        // The nearest view shows the smallest strangers, and text best.
        if order == 0 {
            strangers = view.found.iter().map(|found| found.text.clone()).collect();
            if let Some(page) = pdf.pages().get(index)
                && let Some(palest) = contrast::palest(page, &picture, scale)
            {
                text(&palest, &mut proof);
            }
        }
    }
    for code in expected {
        if let Some(at) = strangers.iter().position(|text| *text == code.url) {
            strangers.swap_remove(at);
        }
    }
    strangers.sort();
    proof.faults.extend(strangers.into_iter().map(|text| Fault::Foreign { text }));
    proof
}

fn text(palest: &contrast::Palest, proof: &mut PageProof) {
    let (contrast, size_pt) = (hundredths(palest.contrast), tenths(palest.size_pt));
    proof.text = Some(TextProof { contrast, size_pt });
    if !palest.enough {
        let (x_mm, y_mm) = (palest.x_mm.round(), palest.y_mm.round());
        proof.faults.push(Fault::PaleText { text: palest.text.clone(), contrast, size_pt, x_mm, y_mm });
    }
}

/// A page as seen from one distance.
struct View<'v, 'a> {
    pdf: &'a Pdf,
    cache: &'v RenderCache<'a>,
    index: usize,
    /// Pixels a millimetre.
    scale: f64,
    sharp: &'v Grey,
    found: Vec<Found>,
    readings: &'v Readings,
}

impl View<'_, '_> {
    fn code(&self, code: &Expected, depth: Depth, proof: &mut PageProof) {
        let url = || code.url.clone();
        let pale = || PALE.iter().flat_map(|threshold| decode::all(self.sharp, *threshold, self.readings));
        let is = |found: &Found| found.text == code.url;
        let Some(found) = self.found.iter().find(|found| is(found)).cloned().or_else(|| pale().find(is))
        else {
            proof.faults.push(self.not_found(code));
            return;
        };
        let Some(print) = decode::print(self.sharp, &found, &code.dark, code.modules) else {
            proof.faults.push(Fault::Missing { url: url() });
            return;
        };
        let (short, long) = (
            print.square.width().min(print.square.height()),
            print.square.width().max(print.square.height()),
        );
        let module_px = tenths(short / code.modules as f64);
        let side_mm = tenths(short / self.scale);
        let contrast = hundredths(print.contrast);
        let reads = |degrees: &f64| {
            phone::TREMBLE.iter().any(|tremble| {
                let degrees = degrees + tremble;
                let text = self.readings.read(self.sharp, &print.square, degrees, Focus::Blurred);
                text.is_some_and(|text| text == code.url)
            })
        };
        let (read_at, angles): (Vec<f64>, Vec<f64>) =
            depth.turns().iter().partition(|degrees| reads(degrees));
        if !angles.is_empty() {
            proof.faults.push(Fault::Unreadable { url: url(), module_px, angles });
        }
        if short / self.scale < code.side_mm - SIZE_SLACK_MM
            || long / self.scale > code.side_mm + SIZE_SLACK_MM
        {
            proof.faults.push(Fault::Size { url: url(), side_mm, wanted_mm: tenths(code.side_mm) });
        } else if print.wrong > 0 {
            proof.faults.push(Fault::Covered { url: url(), modules: print.wrong });
        }
        if print.crowded {
            proof.faults.push(Fault::Crowded { url: url() });
        }
        if print.contrast < contrast::CODE {
            proof.faults.push(Fault::PaleCode { url: url(), contrast });
        }
        let (opens, distance_mm) = (code.opens.clone(), code.distance_mm);
        proof.codes.push(CodeProof { url: url(), opens, distance_mm, side_mm, module_px, contrast, read_at });
    }

    /// Why a code was not found: it is not there, or nothing can read it from so far away.
    fn not_found(&self, code: &Expected) -> Fault {
        let close = raster::page(self.pdf, self.cache, self.index, self.scale * CLOSER);
        let found = close
            .iter()
            .flat_map(|close| decode::all(close, INK, self.readings))
            .find(|found| found.text == code.url);
        let Some(found) = found else { return Fault::Missing { url: code.url.clone() } };
        let module_px = tenths(found.square.width() / CLOSER / code.modules as f64);
        Fault::Unreadable { url: code.url.clone(), module_px, angles: phone::TURNS.to_vec() }
    }
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
