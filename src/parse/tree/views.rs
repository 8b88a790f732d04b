//! What stands in a tree, as its readers see it. Contract: a view borrows, copies for nothing, and meets a text's parts in the
//! text's order; the texts of footnotes are met where somebody asks for them, and nowhere else.

use std::marker::PhantomData;
use std::ops::Range;

use super::{Align, Callout, Document, Entry, Part};
use crate::source::Span;

/// A block, where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    pub kind: BlockKind<'a>,
    pub span: Span,
}

#[derive(Debug, Clone, Copy)]
pub enum BlockKind<'a> {
    Paragraph(Inlines<'a>),
    /// Level 1–6, an id unique in the document.
    Heading {
        level: u8,
        id: &'a str,
        content: Inlines<'a>,
    },
    /// `start` is the first number of an ordered list.
    List {
        start: Option<u64>,
        items: Items<'a>,
    },
    Quote(Blocks<'a>),
    Callout(Callout, Blocks<'a>),
    Code(&'a str),
    Table {
        align: &'a [Align],
        head: Cells<'a>,
        rows: Rows<'a>,
    },
    Rule,
    Html(&'a str),
}

/// Something in running text, where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Inline<'a> {
    pub kind: InlineKind<'a>,
    pub span: Span,
}

#[derive(Debug, Clone, Copy)]
pub enum InlineKind<'a> {
    Text(&'a str),
    Code(&'a str),
    Emphasis(Inlines<'a>),
    Strong(Inlines<'a>),
    Strike(Inlines<'a>),
    Link { target: &'a str, content: Inlines<'a> },
    Image { target: &'a str, alt: &'a str },
    Footnote(&'a str),
    Break,
    Html(&'a str),
}

/// Blocks that stand beside each other.
pub type Blocks<'a> = Siblings<'a, Block<'a>>;
/// What stands beside each other in running text.
pub type Inlines<'a> = Siblings<'a, Inline<'a>>;
/// The items of a list.
pub type Items<'a> = Siblings<'a, Blocks<'a>>;
/// The cells of a row.
pub type Cells<'a> = Siblings<'a, Inlines<'a>>;
/// The rows of a table.
pub type Rows<'a> = Siblings<'a, Cells<'a>>;

/// Nodes beside each other, as the views of them.
#[derive(Debug)]
pub struct Siblings<'a, T> {
    document: &'a Document,
    at: usize,
    end: usize,
    view: PhantomData<fn() -> T>,
}

impl<T> Clone for Siblings<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Siblings<'_, T> {}

impl<'a, T> Siblings<'a, T> {
    pub(super) fn new(document: &'a Document, range: Range<usize>) -> Self {
        Siblings { document, at: range.start, end: range.end, view: PhantomData }
    }

    /// What stands in a node.
    pub(super) fn within(document: &'a Document, at: usize) -> Self {
        Siblings::new(document, at + 1..document.nodes[at].end as usize)
    }
}

/// What a node can be seen as.
pub trait View<'a>: Sized {
    /// `None` where the node is nothing of the kind.
    fn at(document: &'a Document, at: usize) -> Option<Self>;
}

impl<'a, T: View<'a>> Iterator for Siblings<'a, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        while self.at < self.end {
            let at = self.at;
            self.at = self.document.nodes[at].end as usize;
            let view = T::at(self.document, at);
            if view.is_some() {
                return view;
            }
        }
        None
    }
}

/// An item, a row or a cell: what stands in it.
impl<'a, T: View<'a>> View<'a> for Siblings<'a, T> {
    fn at(document: &'a Document, at: usize) -> Option<Self> {
        Some(Siblings::within(document, at))
    }
}

impl<'a> View<'a> for Block<'a> {
    // Readers ask for some kinds of many: what they do not ask for need not be put together.
    #[inline]
    fn at(document: &'a Document, at: usize) -> Option<Block<'a>> {
        let Entry { part, end, span } = &document.nodes[at];
        let kind = match *part {
            Part::Paragraph => BlockKind::Paragraph(Siblings::within(document, at)),
            Part::Heading { level, id } => {
                BlockKind::Heading { level, id: document.words(id), content: Siblings::within(document, at) }
            }
            Part::Bulleted => BlockKind::List { start: None, items: Siblings::within(document, at) },
            Part::Numbered { start } => {
                BlockKind::List { start: Some(start), items: Siblings::within(document, at) }
            }
            Part::Quote => BlockKind::Quote(Siblings::within(document, at)),
            Part::Callout(kind) => BlockKind::Callout(kind, Siblings::within(document, at)),
            Part::CodeBlock(text) => BlockKind::Code(document.words(text)),
            Part::Table(start, past) => {
                let mut rows: Rows = Siblings::within(document, at);
                let head = rows.next().unwrap_or(Siblings::new(document, 0..0));
                let align = &document.aligns[start as usize..past as usize];
                BlockKind::Table { align, head, rows: Siblings::new(document, rows.at..*end as usize) }
            }
            Part::Rule => BlockKind::Rule,
            Part::HtmlBlock(html) => BlockKind::Html(document.words(html)),
            _ => return None,
        };
        Some(Block { kind, span: *span })
    }
}

impl<'a> View<'a> for Inline<'a> {
    #[inline]
    fn at(document: &'a Document, at: usize) -> Option<Inline<'a>> {
        let Entry { part, end: _, span } = &document.nodes[at];
        let kind = match *part {
            Part::Text(text) => InlineKind::Text(document.words(text)),
            Part::Code(text) => InlineKind::Code(document.words(text)),
            Part::Emphasis => InlineKind::Emphasis(Siblings::within(document, at)),
            Part::Strong => InlineKind::Strong(Siblings::within(document, at)),
            Part::Strike => InlineKind::Strike(Siblings::within(document, at)),
            Part::Link(target) => {
                InlineKind::Link { target: document.words(target), content: Siblings::within(document, at) }
            }
            Part::Image { target, alt } => {
                InlineKind::Image { target: document.words(target), alt: document.words(alt) }
            }
            Part::Footnote(label) => InlineKind::Footnote(document.words(label)),
            Part::Break => InlineKind::Break,
            Part::Html(html) => InlineKind::Html(document.words(html)),
            _ => return None,
        };
        Some(Inline { kind, span: *span })
    }
}

impl<'a> Inlines<'a> {
    /// Calls `visit` for every inline, outer before inner.
    pub(super) fn walk(self, visit: &mut impl FnMut(Inline<'a>)) {
        // That is the order of the list.
        (self.at..self.end).filter_map(|at| Inline::at(self.document, at)).for_each(visit);
    }
}

/// A node, as [`walk`] meets it.
#[derive(Debug, Clone, Copy)]
pub enum Node<'a> {
    Block(Block<'a>),
    Inline(Inline<'a>),
}

/// Calls `visit` for everything in `blocks`, outer before inner.
pub fn walk<'a>(blocks: Blocks<'a>, visit: &mut impl FnMut(Node<'a>)) {
    walk_where(blocks, |_| true, visit);
}

/// As [`walk`], for the parts that are `wanted`.
pub(in crate::parse) fn walk_where<'a>(
    blocks: Blocks<'a>,
    wanted: impl Fn(&Part) -> bool,
    visit: &mut impl FnMut(Node<'a>),
) {
    let Blocks { document, mut at, end, .. } = blocks;
    while at < end {
        let Entry { part, end, span: _ } = &document.nodes[at];
        if wanted(part) {
            let block = || Block::at(document, at).map(Node::Block);
            if let Some(node) = Inline::at(document, at).map(Node::Inline).or_else(block) {
                visit(node);
            }
        }
        at = if *part == Part::Note { *end as usize } else { at + 1 };
    }
}
