//! A text's body. Contract: what it refers to is known from the first reading; the tree is made when somebody reads the
//! text, so that a build never holds the trees of all texts at once.

use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use super::markdown;
use super::tree::{Block, BlockKind, Document, InlineKind, Node, walk};
use crate::reads;
use crate::source::{FileId, Span};

/// The Markdown of one content file.
#[derive(Debug, Clone)]
pub struct Body {
    /// The file's text, and where in it the body stands.
    text: Arc<str>,
    range: Range<usize>,
    file: FileId,
    /// In the text's order, its footnotes last.
    pub mentions: Vec<Mention>,
    /// What was left out because it stands too deep in other things.
    pub too_deep: Option<Span>,
    kept: OnceLock<Document>,
}

/// Something in a text that rules and links are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    pub kind: Kind,
    /// Its target; of HTML all of it, of a footnote's mark its label.
    pub what: String,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Link,
    Image {
        has_alt: bool,
    },
    /// `in_lead`: a block of the poster's part.
    Html {
        in_lead: bool,
    },
    /// `[^label]` in running text, where CommonMark found no note of that name.
    FootnoteMark,
}

/// A tree that is there for as long as somebody reads.
pub enum Reading<'a> {
    Kept(&'a Document),
    Own(Box<Document>),
}

impl Deref for Reading<'_> {
    type Target = Document;

    fn deref(&self) -> &Document {
        match self {
            Reading::Kept(document) => document,
            Reading::Own(document) => document,
        }
    }
}

impl Body {
    pub fn new(text: &Arc<str>, range: Range<usize>, file: FileId) -> Body {
        let document = markdown::parse(text, range.clone(), file);
        let mentions = mentions(&document);
        let too_deep = document.too_deep;
        Body { text: Arc::clone(text), range, file, mentions, too_deep, kept: OnceLock::new() }
    }

    /// The tree, for one reader.
    pub fn read(&self) -> Reading<'_> {
        reads::note(reads::Read::Text(self.file));
        match self.kept.get() {
            Some(document) => Reading::Kept(document),
            None => Reading::Own(Box::new(markdown::parse(&self.text, self.range.clone(), self.file))),
        }
    }

    /// The tree, kept from now on: for the few texts that are printed, each on many boards.
    pub fn keep(&self) -> &Document {
        reads::note(reads::Read::Text(self.file));
        self.kept.get_or_init(|| markdown::parse(&self.text, self.range.clone(), self.file))
    }

    /// The file that the body stands in.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// What stands before the body: the front matter.
    pub fn head(&self) -> &str {
        &self.text[..self.range.start]
    }

    /// All of the file that the body stands in.
    pub fn source(&self) -> &str {
        &self.text
    }
}

fn mentions(document: &Document) -> Vec<Mention> {
    let mut found = Vec::new();
    let lead = document.lead().len();
    for (number, block) in document.blocks.iter().enumerate() {
        collect(std::slice::from_ref(block), number < lead, &mut found);
    }
    for note in document.footnotes.values() {
        collect(note, false, &mut found);
    }
    found.shrink_to_fit();
    found
}

fn collect(blocks: &[Block], in_lead: bool, found: &mut Vec<Mention>) {
    walk(blocks, &mut |node| {
        let (kind, what, span) = match node {
            Node::Block(Block { kind: BlockKind::Html(html), span }) => {
                (Kind::Html { in_lead }, html.clone(), *span)
            }
            Node::Block(_) => return,
            Node::Inline(inline) => match &inline.kind {
                InlineKind::Link { target, .. } => (Kind::Link, target.clone(), inline.span),
                InlineKind::Image { target, alt } => {
                    (Kind::Image { has_alt: !alt.trim().is_empty() }, target.clone(), inline.span)
                }
                InlineKind::Html(html) => (Kind::Html { in_lead: false }, html.clone(), inline.span),
                InlineKind::Text(text) => match footnote_mark(text, inline.span) {
                    Some((label, span)) => (Kind::FootnoteMark, label.to_owned(), span),
                    None => return,
                },
                _ => return,
            },
        };
        found.push(Mention { kind, what, span });
    });
}

/// `[^label]` in a text: what CommonMark makes of a mark whose note is nowhere. An author who escaped the brackets means
/// them: then text and source differ in length.
fn footnote_mark(text: &str, span: Span) -> Option<(&str, Span)> {
    let at = text.find("[^")?;
    let (label, _) = text[at + 2..].split_once(']')?;
    let is_label = !label.is_empty() && !label.contains(char::is_whitespace);
    let in_step = (span.end - span.start) as usize == text.len();
    let start = span.start as usize + at;
    (is_label && in_step).then(|| (label, Span::new(span.file, start..start + label.len() + 3)))
}
