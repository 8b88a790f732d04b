//! The parsed form of a Markdown body: what both the web page and the poster are made from. Contract: all nodes of a text lie
//! in one list, each followed by what stands in it, and all its words in one string; who reads it gets views of them.

mod views;

use std::collections::BTreeMap;
use std::ops::Range;

use self::views::View;
pub(super) use self::views::walk_where;
pub use self::views::{
    Block, BlockKind, Blocks, Cells, Inline, InlineKind, Inlines, Items, Node, Rows, walk,
};
use crate::source::Span;

/// A whole body.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    nodes: Vec<Entry>,
    words: String,
    aligns: Vec<Align>,
    /// The node that parts the poster's part from the rest. `None` without `<!-- more -->`.
    more: Option<usize>,
    /// Nodes of footnote texts, by label.
    footnotes: BTreeMap<String, usize>,
    /// What was left out because it stands too deep in other things.
    pub too_deep: Option<Span>,
}

/// A node and how much of the list stands in it.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    part: Part,
    /// One past the last node that stands in it.
    end: u32,
    span: Span,
}

/// A range of the words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Words(u32, u32);

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    Paragraph,
    Heading {
        level: u8,
        id: Words,
    },
    Bulleted,
    Numbered {
        start: u64,
    },
    Item,
    Quote,
    Callout(Callout),
    CodeBlock(Words),
    /// Its first row is its head; a range of the aligns.
    Table(u32, u32),
    Row,
    Cell,
    Rule,
    HtmlBlock(Words),
    /// The text of a footnote, wherever it was written.
    Note,
    /// `<!-- more -->`.
    More,
    Text(Words),
    Code(Words),
    Emphasis,
    Strong,
    Strike,
    Link(Words),
    Image {
        target: Words,
        alt: Words,
    },
    /// The mark of a footnote: its label.
    Footnote(Words),
    Break,
    Html(Words),
}

impl Document {
    /// All of it.
    pub fn blocks(&self) -> Blocks<'_> {
        Blocks::new(self, 0..self.nodes.len())
    }

    /// What a poster prints: everything before the marker, or all of it where there is none.
    pub fn lead(&self) -> Blocks<'_> {
        Blocks::new(self, 0..self.more.unwrap_or(self.nodes.len()))
    }

    /// What stands after the marker.
    pub fn rest(&self) -> Blocks<'_> {
        Blocks::new(self, self.more.unwrap_or(self.nodes.len())..self.nodes.len())
    }

    /// A footnote's text.
    pub fn footnote(&self, label: &str) -> Option<Blocks<'_>> {
        self.footnotes.get(label).map(|at| Blocks::within(self, *at))
    }

    /// The texts of footnotes, by label.
    pub fn footnotes(&self) -> impl Iterator<Item = Blocks<'_>> {
        self.footnotes.values().map(|at| Blocks::within(self, *at))
    }

    #[inline]
    fn words(&self, Words(start, end): Words) -> &str {
        &self.words[start as usize..end as usize]
    }
}

/// How a tree is made, in the order of its text.
impl Document {
    /// With room for what comes of so many bytes of text.
    pub(super) fn with_room(bytes: usize) -> Document {
        // Chinese has a node every ten to twenty bytes where it is marked up a lot.
        let nodes = Vec::with_capacity(bytes / 12 + 8);
        Document { nodes, words: String::with_capacity(bytes + 64), ..Document::default() }
    }

    /// Where the next node will be.
    pub(super) fn next(&self) -> usize {
        self.nodes.len()
    }

    /// Begins a node; what comes until [`Document::close`] stands in it.
    pub(super) fn open(&mut self, part: Part, span: Span) -> usize {
        let at = self.nodes.len();
        self.nodes.push(Entry { part, end: index(at + 1), span });
        at
    }

    pub(super) fn close(&mut self, at: usize) {
        self.nodes[at].end = index(self.nodes.len());
    }

    /// Takes back a node, all that stands in it and all that came after it.
    pub(super) fn take_back(&mut self, at: usize) {
        self.nodes.truncate(at);
    }

    pub(super) fn name_heading(&mut self, at: usize, name: &str) {
        let name = self.say(name);
        if let Part::Heading { id, .. } = &mut self.nodes[at].part {
            *id = name;
        }
    }

    /// What is said from now on.
    pub(super) fn begin_words(&self) -> Words {
        let at = index(self.words.len());
        Words(at, at)
    }

    pub(super) fn say_more(&mut self, words: Words, text: &str) -> Words {
        self.words.push_str(text);
        Words(words.0, index(self.words.len()))
    }

    pub(super) fn say(&mut self, text: &str) -> Words {
        self.say_more(self.begin_words(), text)
    }

    pub(super) fn align(&mut self, aligns: impl Iterator<Item = Align>) -> Part {
        let start = index(self.aligns.len());
        self.aligns.extend(aligns);
        Part::Table(start, index(self.aligns.len()))
    }

    pub(super) fn add_footnote(&mut self, label: String, at: usize) {
        self.footnotes.insert(label, at);
    }

    /// Adds to a text that is the last thing before where something else may have begun. `false` where it is no text.
    pub(super) fn lengthen(&mut self, at: usize, text: &str, span: Span) -> bool {
        let Part::Text(mut words) = self.nodes[at].part else { return false };
        if words.1 as usize != self.words.len() {
            // Other words were said since.
            let before = self.words(words).to_owned();
            words = self.say(&before);
        }
        self.nodes[at].part = Part::Text(self.say_more(words, text));
        self.nodes[at].span.end = span.end;
        true
    }

    /// Puts a text before a node that stands there already, whole.
    pub(super) fn insert_text(&mut self, at: usize, text: &str, span: Span) {
        let part = Part::Text(self.say(text));
        for later in &mut self.nodes[at..] {
            later.end += 1;
        }
        self.nodes.insert(at, Entry { part, end: index(at + 1), span });
    }

    /// An inline that is whole.
    pub(super) fn inline(&self, at: usize) -> Option<Inline<'_>> {
        Inline::at(self, at)
    }

    /// What stands beside each other in a range of nodes.
    pub(super) fn inlines(&self, within: Range<usize>) -> Inlines<'_> {
        Inlines::new(self, within)
    }

    /// Parts the text where the first block stands that `is_more`.
    pub(super) fn part(&mut self, is_more: impl Fn(&str) -> bool) {
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            if let Part::HtmlBlock(html) = node.part
                && is_more(self.words(html))
            {
                self.nodes[at].part = Part::More;
                self.more = Some(at);
                return;
            }
            at = node.end as usize;
        }
    }
}

/// Files over 4 GiB do not occur: the walk refuses them.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
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

/// The plain text of inlines, as for a heading's id or an image's alternative.
pub fn plain_inlines(inlines: Inlines) -> String {
    let mut out = String::new();
    inlines.walk(&mut |inline| match inline.kind {
        InlineKind::Text(text) | InlineKind::Code(text) => out.push_str(text),
        InlineKind::Break => out.push(' '),
        _ => {}
    });
    out
}

/// The plain text of blocks, paragraphs parted by line breaks.
pub fn plain(blocks: Blocks) -> String {
    let mut out = String::new();
    for block in blocks {
        let text = match block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => plain_inlines(content),
            BlockKind::List { items, .. } => items.map(plain).collect::<Vec<_>>().join("\n"),
            BlockKind::Quote(inner) | BlockKind::Callout(_, inner) => plain(inner),
            BlockKind::Code(text) => text.to_owned(),
            BlockKind::Table { head, rows, .. } => std::iter::once(head)
                .chain(rows)
                .map(|row| row.map(plain_inlines).collect::<Vec<_>>().join(" "))
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
