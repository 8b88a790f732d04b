//! A text's body. Contract: the tree is made when somebody reads the text, and is there for as long as anybody does, so that
//! a build never holds the trees of all texts at once.

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use super::markdown;
use super::tree::{Block, BlockKind, Blocks, Document, Inline, InlineKind, Node, Part, walk_where};
use crate::inputs::InputFile;
use crate::reads;
use crate::source::{FileId, Span};

/// The Markdown of one content file.
#[derive(Debug)]
pub struct Body {
    /// The file's text, and where in it the body stands.
    text: Arc<str>,
    range: Range<usize>,
    file: FileId,
    /// Of the whole file.
    pub hash: blake3::Hash,
    /// What others read at this moment.
    open: Mutex<Weak<Document>>,
    kept: OnceLock<Arc<Document>>,
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

impl Clone for Body {
    fn clone(&self) -> Body {
        let Body { text, range, file, hash, open: _, kept } = self;
        let (text, range, kept) = (Arc::clone(text), range.clone(), kept.clone());
        Body { text, range, file: *file, hash: *hash, open: Mutex::default(), kept }
    }
}

impl Body {
    /// The body of a file, at a range of its text.
    pub fn new(text: &Arc<str>, range: Range<usize>, file: &InputFile) -> Body {
        let InputFile { id, hash, .. } = *file;
        let text = Arc::clone(text);
        Body { text, range, file: id, hash, open: Mutex::default(), kept: OnceLock::new() }
    }

    /// The tree. Who reads it twice holds it meanwhile.
    pub fn read(&self) -> Arc<Document> {
        reads::note(reads::Read::Text(self.file));
        if let Some(kept) = self.kept.get() {
            return Arc::clone(kept);
        }
        let open = || self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(document) = open().upgrade() {
            return document;
        }
        let document = Arc::new(markdown::parse(&self.text, self.range.clone(), self.file));
        *open() = Arc::downgrade(&document);
        document
    }

    /// The tree, kept from now on: for the few texts that are printed, each on many boards.
    pub fn keep(&self) -> &Document {
        let document = self.read();
        self.kept.get_or_init(|| document)
    }

    /// What the text refers to, in its order, its footnotes last.
    pub fn mentions(&self) -> Vec<Mention> {
        // Few texts have any, and to look for them takes as long as for all else.
        let has_marks = memchr::memmem::find(self.markdown().as_bytes(), b"[^").is_some();
        mentions(&self.read(), has_marks)
    }

    /// The file that the body stands in.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// What stands before the body: the front matter.
    pub fn head(&self) -> &str {
        &self.text[..self.range.start]
    }

    /// The Markdown as it stands in the file.
    pub fn markdown(&self) -> &str {
        &self.text[self.range.clone()]
    }

    /// All of the file that the body stands in.
    pub fn source(&self) -> &str {
        &self.text
    }
}

fn mentions(document: &Document, has_marks: bool) -> Vec<Mention> {
    let mut found = Vec::new();
    collect(document.lead(), (true, has_marks), &mut found);
    collect(document.rest(), (false, has_marks), &mut found);
    for note in document.footnotes() {
        collect(note, (false, has_marks), &mut found);
    }
    found
}

fn collect(blocks: Blocks, (in_lead, has_marks): (bool, bool), found: &mut Vec<Mention>) {
    let wanted = |part: &Part| match part {
        Part::HtmlBlock(_) | Part::Html(_) | Part::Link(_) | Part::Image { .. } => true,
        Part::Text(_) => has_marks,
        _ => false,
    };
    walk_where(blocks, wanted, &mut |node| {
        let (kind, what, span) = match node {
            Node::Block(Block { kind: BlockKind::Html(html), span }) => (Kind::Html { in_lead }, html, span),
            Node::Block(_) => return,
            Node::Inline(Inline { kind, span }) => match kind {
                InlineKind::Link { target, .. } => (Kind::Link, target, span),
                InlineKind::Image { target, alt } => {
                    (Kind::Image { has_alt: !alt.trim().is_empty() }, target, span)
                }
                InlineKind::Html(html) => (Kind::Html { in_lead: false }, html, span),
                InlineKind::Text(text) => match footnote_mark(text, span) {
                    Some((label, span)) => (Kind::FootnoteMark, label, span),
                    None => return,
                },
                _ => return,
            },
        };
        found.push(Mention { kind, what: what.to_owned(), span });
    });
}

/// `[^label]` in a text: what CommonMark makes of a mark whose note is nowhere. An author who escaped the brackets means
/// them: then text and source differ in length.
fn footnote_mark(text: &str, span: Span) -> Option<(&str, Span)> {
    let at =
        memchr::memchr_iter(b'[', text.as_bytes()).find(|at| text.as_bytes().get(at + 1) == Some(&b'^'))?;
    let (label, _) = text[at + 2..].split_once(']')?;
    let is_label = !label.is_empty() && !label.contains(char::is_whitespace);
    let in_step = (span.end - span.start) as usize == text.len();
    let start = span.start as usize + at;
    (is_label && in_step).then(|| (label, Span::new(span.file, start..start + label.len() + 3)))
}
