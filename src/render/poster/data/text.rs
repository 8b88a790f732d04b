//! A text's blocks as poster templates get them: what has no meaning on paper is left out, links become notes.

use std::borrow::Cow;

use serde::Serialize;

use crate::model::links::{Target, is_safe};
use crate::parse::tree::{
    Block, BlockKind, Blocks, Document, Inline, InlineKind, Inlines, Items, plain_inlines,
};
use crate::render::Context;
use crate::render::poster::breaks::{Breaks, breakable};

#[derive(Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub enum BlockData<'a> {
    P { c: Vec<InlineData<'a>> },
    H { level: u8, c: Vec<InlineData<'a>> },
    Ol { start: u64, items: Vec<Vec<BlockData<'a>>> },
    Ul { items: Vec<Vec<BlockData<'a>>> },
    Quote { c: Vec<BlockData<'a>> },
    Callout { kind: &'static str, c: Vec<BlockData<'a>> },
    Table { align: Vec<&'static str>, head: Vec<Vec<InlineData<'a>>>, rows: Vec<Vec<Vec<InlineData<'a>>>> },
    Code { v: Cow<'a, str> },
    Hr,
}

#[derive(Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub enum InlineData<'a> {
    S {
        v: Cow<'a, str>,
    },
    B {
        c: Vec<InlineData<'a>>,
    },
    I {
        c: Vec<InlineData<'a>>,
    },
    Del {
        c: Vec<InlineData<'a>>,
    },
    Code {
        v: Cow<'a, str>,
    },
    Br,
    /// A link; `short` is printed as a footnote.
    A {
        c: Vec<InlineData<'a>>,
        short: String,
    },
    Fn {
        c: Vec<BlockData<'a>>,
    },
    Img {
        path: String,
        alt: &'a str,
        width_px: u32,
        height_px: u32,
    },
}

/// Headings go down a level at a time below one of level `last` (PDF/UA-1, 7.4.2).
fn close_gaps(blocks: &mut [BlockData], last: &mut u8) {
    for block in blocks {
        match block {
            BlockData::H { level, .. } => {
                *level = (*level).clamp(2, *last + 1);
                *last = *level;
            }
            BlockData::Quote { c } | BlockData::Callout { c, .. } => close_gaps(c, last),
            BlockData::Ol { items, .. } | BlockData::Ul { items } => {
                items.iter_mut().for_each(|item| close_gaps(item, last));
            }
            _ => {}
        }
    }
}

pub(super) struct Text<'a> {
    pub(super) cx: Context<'a>,
    pub(super) from: &'a str,
    pub(super) document: &'a Document,
    pub(super) breaks: Breaks,
}

impl<'a> Text<'a> {
    /// The blocks of a text that stands below a title of level 1.
    pub(super) fn below_title(&self, blocks: Blocks<'a>) -> Vec<BlockData<'a>> {
        let mut blocks = self.blocks(blocks, 0);
        close_gaps(&mut blocks, &mut 1);
        blocks
    }

    /// `depth` counts footnotes within footnotes: paper sets one level.
    pub(super) fn blocks(&self, blocks: Blocks<'a>, depth: usize) -> Vec<BlockData<'a>> {
        blocks.filter_map(|block| self.block(block, depth)).collect()
    }

    fn block(&self, block: Block<'a>, depth: usize) -> Option<BlockData<'a>> {
        let inlines = |content| self.inlines(content, depth);
        let items = |items: Items<'a>| items.map(|item| self.blocks(item, depth)).collect();
        Some(match block.kind {
            BlockKind::Paragraph(content) => BlockData::P { c: inlines(content) },
            BlockKind::Heading { level, content, .. } => BlockData::H { level, c: inlines(content) },
            BlockKind::List { start: Some(start), items: all } => BlockData::Ol { start, items: items(all) },
            BlockKind::List { start: None, items: all } => BlockData::Ul { items: items(all) },
            BlockKind::Quote(inner) => BlockData::Quote { c: self.blocks(inner, depth) },
            BlockKind::Callout(kind, inner) => {
                BlockData::Callout { kind: kind.name(), c: self.blocks(inner, depth) }
            }
            BlockKind::Table { align, head, rows } => {
                self.breaks.in_table(head.count(), || BlockData::Table {
                    align: align.iter().map(|align| align.name()).collect(),
                    head: head.map(inlines).collect(),
                    rows: rows.map(|row| row.map(inlines).collect()).collect(),
                })
            }
            BlockKind::Code(text) => BlockData::Code { v: breakable(text.trim_end()) },
            BlockKind::Rule => BlockData::Hr,
            // Markup for browsers has no meaning on paper.
            BlockKind::Html(_) => return None,
        })
    }

    fn inlines(&self, inlines: Inlines<'a>, depth: usize) -> Vec<InlineData<'a>> {
        let mut out = Vec::new();
        for inline in inlines {
            match inline.kind {
                InlineKind::Link { target, content } => {
                    let (c, short) = (self.inlines(content, depth), self.short(target));
                    // A link that already reads as its address, or leads nowhere on paper, needs no note.
                    if short.is_empty() || short == plain_inlines(content) {
                        out.extend(c);
                    } else {
                        out.push(InlineData::A { c, short: breakable(&short).into_owned() });
                    }
                }
                _ => out.extend(self.inline(inline, depth)),
            }
        }
        out
    }

    fn inline(&self, inline: Inline<'a>, depth: usize) -> Option<InlineData<'a>> {
        Some(match inline.kind {
            InlineKind::Text(text) => InlineData::S { v: self.breaks.mark(text) },
            InlineKind::Code(text) => InlineData::Code { v: self.breaks.mark(text) },
            InlineKind::Strong(inner) => InlineData::B { c: self.inlines(inner, depth) },
            InlineKind::Emphasis(inner) => InlineData::I { c: self.inlines(inner, depth) },
            InlineKind::Strike(inner) => InlineData::Del { c: self.inlines(inner, depth) },
            InlineKind::Break => InlineData::Br,
            InlineKind::Footnote(label) if depth == 0 => {
                InlineData::Fn { c: self.blocks(self.document.footnote(label)?, depth + 1) }
            }
            InlineKind::Image { target, alt } => match self.cx.site.resolve(self.from, target) {
                Ok(Target::Asset(path)) => {
                    let (width_px, height_px) = self.cx.site.assets.get(&path)?.as_ref()?.size;
                    InlineData::Img { path: format!("/{path}"), alt, width_px, height_px }
                }
                _ => return None,
            },
            // Links are resolved above; markup for browsers has no meaning on paper.
            InlineKind::Link { .. } | InlineKind::Footnote(_) | InlineKind::Html(_) => return None,
        })
    }

    /// An address short enough to type: no scheme, no slash at the end.
    fn short(&self, target: &str) -> String {
        let base = self.cx.site.config.base_url.short();
        match self.cx.site.resolve(self.from, target) {
            Ok(Target::Internal { path, .. }) => format!("{base}/{}", path.trim_end_matches('/')),
            Ok(Target::External(url)) if is_safe(&url) => {
                let short = url.trim_start_matches("https://").trim_start_matches("http://");
                short
                    .trim_start_matches("tel:")
                    .trim_start_matches("mailto:")
                    .trim_end_matches('/')
                    .to_owned()
            }
            _ => String::new(),
        }
    }
}
