//! The parsed form of a Markdown body: what both the web page and the poster are made from.

use std::collections::BTreeMap;

use crate::source::Span;

/// A whole body.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    pub blocks: Vec<Block>,
    /// How many of `blocks` stand before `<!-- more -->`: the poster's part. `None` without the marker.
    pub more: Option<usize>,
    /// Footnote texts by label.
    pub footnotes: BTreeMap<String, Vec<Block>>,
    /// What was left out because it stands too deep in other things.
    pub too_deep: Option<Span>,
}

impl Document {
    /// What a poster prints: everything before the marker, or all of it where there is none.
    pub fn lead(&self) -> &[Block] {
        &self.blocks[..self.more.unwrap_or(self.blocks.len())]
    }

    /// What stands after the marker.
    pub fn rest(&self) -> &[Block] {
        &self.blocks[self.more.unwrap_or(self.blocks.len())..]
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub kind: BlockKind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    Paragraph(Vec<Inline>),
    /// Level 1–6, an id unique in the document.
    Heading {
        level: u8,
        id: String,
        content: Vec<Inline>,
    },
    /// `start` is the first number of an ordered list.
    List {
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Quote(Vec<Block>),
    Callout(Callout, Vec<Block>),
    Code(String),
    Table {
        align: Vec<Align>,
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Rule,
    Html(String),
}

/// GitHub's alert kinds; in a health text: do, don't, call for help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callout {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

impl Callout {
    /// Name in templates and in the catalogue (`callout_NAME`).
    pub fn name(self) -> &'static str {
        match self {
            Callout::Note => "note",
            Callout::Tip => "tip",
            Callout::Important => "important",
            Callout::Warning => "warning",
            Callout::Caution => "caution",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    None,
    Left,
    Center,
    Right,
}

impl Align {
    pub fn name(self) -> &'static str {
        match self {
            Align::None => "auto",
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Inline {
    pub kind: InlineKind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum InlineKind {
    Text(String),
    Code(String),
    Emphasis(Vec<Inline>),
    Strong(Vec<Inline>),
    Strike(Vec<Inline>),
    Link { target: String, content: Vec<Inline> },
    Image { target: String, alt: String },
    Footnote(String),
    Break,
    Html(String),
}

/// The plain text of inlines, as for a heading's id or an image's alternative.
pub fn plain_inlines(inlines: &[Inline]) -> String {
    let mut out = String::new();
    walk_inlines(inlines, &mut |inline| match &inline.kind {
        InlineKind::Text(text) | InlineKind::Code(text) => out.push_str(text),
        InlineKind::Break => out.push(' '),
        _ => {}
    });
    out
}

/// The plain text of blocks, paragraphs parted by line breaks.
pub fn plain(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        let text = match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => plain_inlines(content),
            BlockKind::List { items, .. } => {
                items.iter().map(|item| plain(item)).collect::<Vec<_>>().join("\n")
            }
            BlockKind::Quote(inner) | BlockKind::Callout(_, inner) => plain(inner),
            BlockKind::Code(text) => text.clone(),
            BlockKind::Table { head, rows, .. } => std::iter::once(head)
                .chain(rows)
                .map(|row| row.iter().map(|cell| plain_inlines(cell)).collect::<Vec<_>>().join(" "))
                .collect::<Vec<_>>()
                .join("\n"),
            BlockKind::Rule | BlockKind::Html(_) => String::new(),
        };
        if !out.is_empty() && !text.is_empty() {
            out.push('\n');
        }
        out.push_str(&text);
    }
    out
}

/// Whether a piece of HTML is only a comment, which no reader sees.
pub fn is_comment(html: &str) -> bool {
    html.trim_start().starts_with("<!--")
}

/// How many characters a reader reads: everything but white space.
pub fn count_characters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Calls `visit` for every inline, outer before inner.
pub fn walk_inlines<'a>(inlines: &'a [Inline], visit: &mut impl FnMut(&'a Inline)) {
    for inline in inlines {
        visit(inline);
        match &inline.kind {
            InlineKind::Emphasis(inner)
            | InlineKind::Strong(inner)
            | InlineKind::Strike(inner)
            | InlineKind::Link { content: inner, .. } => walk_inlines(inner, visit),
            _ => {}
        }
    }
}

/// A node of the tree, as [`walk`] meets it.
#[derive(Debug, Clone, Copy)]
pub enum Node<'a> {
    Block(&'a Block),
    Inline(&'a Inline),
}

/// Calls `visit` for everything in `blocks`, outer before inner.
pub fn walk<'a>(blocks: &'a [Block], visit: &mut impl FnMut(Node<'a>)) {
    for block in blocks {
        visit(Node::Block(block));
        match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => inlines(content, visit),
            BlockKind::List { items, .. } => {
                for item in items {
                    walk(item, visit);
                }
            }
            BlockKind::Quote(inner) | BlockKind::Callout(_, inner) => walk(inner, visit),
            BlockKind::Table { head, rows, .. } => {
                for cell in head.iter().chain(rows.iter().flatten()) {
                    inlines(cell, visit);
                }
            }
            BlockKind::Code(_) | BlockKind::Rule | BlockKind::Html(_) => {}
        }
    }
}

fn inlines<'a>(content: &'a [Inline], visit: &mut impl FnMut(Node<'a>)) {
    walk_inlines(content, &mut |inline| visit(Node::Inline(inline)));
}
