//! Fixture project → laid-out pages, as the program examines them: for tests that look at lines and glyphs.

use banbao::diagnostic::Diagnostic;
use banbao::inputs;
use banbao::model::{self, Choices};
use banbao::parse;
use banbao::plan::{self, Wants};
use banbao::render::Context;
use banbao::render::poster::{self, world::Core};
use banbao::render::search::Index;
use banbao::render::shared::Shared;
use banbao::theme;
use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::text::TextItem;
use typst_layout::PagedDocument;

use crate::harness::Project;

/// A board's pages, or why there are none.
pub type Laid = Result<(PagedDocument, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Lays out the packs of the boards that `wanted` picks by id.
pub fn boards(project: &Project, wanted: impl Fn(&str) -> bool) -> Vec<(String, Laid)> {
    let (mut inputs, _) = inputs::read(&project.path(""), "2026-11-23".parse().unwrap(), 1).unwrap();
    let (raws, _) = parse::parse(&inputs, 1);
    let (site, _) = model::build(raws, &inputs, Choices::default());
    let (theme, _) = theme::load(&site, &mut inputs);
    let wants = Wants { site: false, print: true, ..Wants::default() };
    let (plan, _) = plan::plan(&site, &theme, &inputs, &wants);
    let cx = Context {
        site: &site,
        theme: &theme,
        assets: &plan.assets,
        search: &Index::default(),
        shared: &Shared::new(&site),
        base_url: site.config.base_url.as_str(),
    };
    let core = Core::new(&theme, &inputs).unwrap();
    let print = plan.print.as_ref().unwrap();
    let packs = print.packs.iter().filter(|pack| wanted(&pack.board.id));
    packs.map(|pack| (pack.board.id.clone(), poster::lay_out(cx, &core, print.edition, pack))).collect()
}

/// One board's pages.
#[track_caller]
pub fn pages(project: &Project, board: &str) -> PagedDocument {
    let (_, laid) = boards(project, |id| id == board).pop().unwrap();
    laid.unwrap().0
}

/// One glyph where it stands on its page, in points; `size` is its em, `advance` as it was set.
#[derive(Debug, Clone)]
pub struct Glyph {
    pub c: char,
    pub x: f64,
    pub y: f64,
    pub size: f64,
    pub advance: f64,
    pub bold: bool,
    pub family: String,
    pub missing: bool,
}

/// All glyphs of a page, text run by text run.
pub fn glyphs(frame: &Frame) -> Vec<Glyph> {
    let mut out = Vec::new();
    walk(frame, Transform::identity(), &mut out);
    out
}

fn walk(frame: &Frame, transform: Transform, out: &mut Vec<Glyph>) {
    for (position, item) in frame.items() {
        let at = transform.pre_concat(Transform::translate(position.x, position.y));
        match item {
            FrameItem::Group(group) => walk(&group.frame, at.pre_concat(group.transform), out),
            FrameItem::Text(text) => run(text, at, out),
            _ => {}
        }
    }
}

fn run(text: &TextItem, at: Transform, out: &mut Vec<Glyph>) {
    let start = Point::zero().transform(at);
    let size = text.size.to_pt();
    let info = text.font.info();
    let mut x = start.x.to_pt();
    for glyph in &text.glyphs {
        let advance = glyph.x_advance.get() * size;
        out.push(Glyph {
            c: text.text[glyph.range()].chars().next().unwrap_or(' '),
            x: x + glyph.x_offset.get() * size,
            y: start.y.to_pt(),
            size,
            advance,
            bold: info.variant.weight.to_number() >= 700,
            family: info.family.to_string(),
            missing: glyph.id == 0,
        });
        x += advance;
    }
}

/// The glyphs of a page as lines: on one baseline, of one size, each near the next.
pub fn lines(frame: &Frame) -> Vec<Vec<Glyph>> {
    let mut all = glyphs(frame);
    all.sort_by(|a, b| (a.y, a.x).partial_cmp(&(b.y, b.x)).unwrap());
    let mut lines: Vec<Vec<Glyph>> = Vec::new();
    for glyph in all {
        let open = lines.iter_mut().rev().find(|line| {
            let last = &line[line.len() - 1];
            let gap = glyph.x - last.x - last.advance;
            (last.y - glyph.y).abs() < 0.01 && last.size == glyph.size && gap.abs() < 0.8 * glyph.size
        });
        match open {
            Some(line) => line.push(glyph),
            None => lines.push(vec![glyph]),
        }
    }
    lines
}

/// The lines of a pack's panels: the pages that send the reader to an article.
pub fn article_pages(document: &PagedDocument) -> Vec<Vec<Vec<Glyph>>> {
    let pages = document.pages().iter().map(|page| lines(&page.frame));
    pages.filter(|page| page.iter().any(|line| text(line).contains("看全文"))).collect()
}

pub fn text(line: &[Glyph]) -> String {
    line.iter().map(|glyph| glyph.c).collect()
}
