//! Events → a tree with places. Contract: nothing stands deeper than [`DEEPEST`], and neighbouring texts are one.

mod inlines;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, Tag, TagEnd};

use self::inlines::is_inline;
use crate::parse::tree::{Align, Callout, Document, Part, Words, plain_inlines};
use crate::source::{FileId, Span};

/// How deep lists, quotes and emphasis may stand in each other. No reader follows further, and every later stage
/// recurses over the tree.
const DEEPEST: usize = 16;

/// Events on their way into a tree.
pub(super) struct Folder<'a, I: Iterator<Item = (Event<'a>, Range<usize>)>> {
    events: I,
    /// What was taken and is somebody else's.
    back: Option<I::Item>,
    file: FileId,
    offset: usize,
    document: Document,
    /// Heading ids given so far, with how often.
    ids: BTreeMap<String, usize>,
    depth: usize,
}

impl<'a, I: Iterator<Item = (Event<'a>, Range<usize>)>> Folder<'a, I> {
    /// `offset` is where the text of the events begins in its file, `bytes` how long it is.
    pub(super) fn new(events: I, file: FileId, offset: usize, bytes: usize) -> Self {
        let document = Document::with_room(bytes);
        Folder { events, back: None, file, offset, document, ids: BTreeMap::new(), depth: 0 }
    }

    /// All of the text.
    pub(super) fn fold(mut self) -> Document {
        self.blocks(None);
        self.document
    }

    fn next(&mut self) -> Option<I::Item> {
        // An event is large: to take nothing back costs as much as to take one.
        if self.back.is_none() { self.events.next() } else { self.back.take() }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, self.offset + range.start..self.offset + range.end)
    }

    fn is_too_deep(&mut self, range: &Range<usize>) -> bool {
        let too_deep = self.depth >= DEEPEST;
        if too_deep && self.document.too_deep.is_none() {
            self.document.too_deep = Some(self.span(range));
        }
        too_deep
    }

    /// Passes over everything up to the end of what has just begun.
    fn skip(&mut self) {
        let mut open = 1;
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
    }

    /// Puts a node into the tree, with what `fill` puts into it. Returns where.
    fn put(&mut self, part: Part, range: &Range<usize>, fill: impl FnOnce(&mut Self)) -> usize {
        let span = self.span(range);
        let at = self.document.open(part, span);
        fill(self);
        self.document.close(at);
        at
    }

    fn leaf(&mut self, part: Part, range: &Range<usize>) {
        self.put(part, range, |_| {});
    }

    /// Blocks up to the end tag `until` (or the end of the text).
    fn blocks(&mut self, until: Option<TagEnd>) {
        while let Some((event, range)) = self.next() {
            match event {
                // Tight list items hold inlines without a paragraph around them.
                _ if is_inline(&event) => {
                    let span = range.clone();
                    self.back = Some((event, range));
                    let at = self.put(Part::Paragraph, &span, |all| all.inlines(None));
                    if self.document.next() == at + 1 {
                        self.document.take_back(at);
                    }
                }
                Event::End(end) if Some(end) == until => break,
                Event::Start(_) if self.is_too_deep(&range) => self.skip(),
                Event::Start(tag) => {
                    self.depth += 1;
                    self.block(tag, &range);
                    self.depth -= 1;
                }
                Event::Rule => self.leaf(Part::Rule, &range),
                _ => {}
            }
        }
    }

    fn block(&mut self, tag: Tag<'a>, range: &Range<usize>) {
        let end = tag.to_end();
        match tag {
            Tag::Paragraph => {
                self.put(Part::Paragraph, range, |all| all.inlines(Some(end)));
            }
            Tag::Heading { level, id, .. } => {
                let part = Part::Heading { level: level as u8, id: self.document.begin_words() };
                let at = self.put(part, range, |all| all.inlines(Some(end)));
                let id = self.heading_id(id.as_deref(), at);
                self.document.name_heading(at, &id);
            }
            Tag::BlockQuote(kind) => {
                let part = kind.map_or(Part::Quote, |kind| Part::Callout(callout(kind)));
                self.put(part, range, |all| all.blocks(Some(end)));
            }
            Tag::CodeBlock(_) => {
                let text = self.text_until(end);
                self.leaf(Part::CodeBlock(text), range);
            }
            Tag::HtmlBlock => {
                let html = self.text_until(end);
                self.leaf(Part::HtmlBlock(html), range);
            }
            Tag::List(start) => {
                let part = start.map_or(Part::Bulleted, |start| Part::Numbered { start });
                self.put(part, range, |all| {
                    let begins = |tag: &Tag| matches!(tag, Tag::Item);
                    all.parts(end, Part::Item, begins, |all, end| all.blocks(Some(end)));
                });
            }
            Tag::Table(aligns) => {
                let part = self.document.align(aligns.iter().map(align));
                self.put(part, range, |all| all.rows(end));
            }
            Tag::FootnoteDefinition(label) => {
                let at = self.put(Part::Note, range, |all| all.blocks(Some(end)));
                self.document.add_footnote(label.into_string(), at);
            }
            _ => self.skip(),
        }
    }

    /// The rows of a table, its head first.
    fn rows(&mut self, end: TagEnd) {
        let begins = |tag: &Tag| matches!(tag, Tag::TableHead | Tag::TableRow);
        self.parts(end, Part::Row, begins, |all, end| {
            let begins = |tag: &Tag| matches!(tag, Tag::TableCell);
            all.parts(end, Part::Cell, begins, |all, end| all.inlines(Some(end)));
        });
    }

    /// What is in something up to its end tag, where that is parts of one kind: each that `begins`, and what `fill` puts into it up
    /// to its own end.
    fn parts(
        &mut self,
        end: TagEnd,
        part: Part,
        begins: impl Fn(&Tag) -> bool,
        fill: impl Fn(&mut Self, TagEnd),
    ) {
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(tag) if begins(&tag) => {
                    self.put(part, &range, |all| fill(all, tag.to_end()));
                }
                Event::End(found) if found == end => break,
                _ => {}
            }
        }
    }

    fn text_until(&mut self, end: TagEnd) -> Words {
        let mut text = self.document.begin_words();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Text(part) | Event::Html(part) => text = self.document.say_more(text, &part),
                Event::End(found) if found == end => break,
                _ => {}
            }
        }
        text
    }

    fn heading_id(&mut self, given: Option<&str>, at: usize) -> String {
        let base = match given {
            Some(id) => id.to_owned(),
            None => crate::slug::slugify(&plain_inlines(self.document.inlines(at + 1..self.document.next()))),
        };
        let base = if base.is_empty() { "section".to_owned() } else { base };
        let count = self.ids.entry(base.clone()).and_modify(|count| *count += 1).or_insert(1);
        if *count == 1 { base } else { format!("{base}-{count}") }
    }
}

fn align(align: &Alignment) -> Align {
    match align {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

fn callout(kind: BlockQuoteKind) -> Callout {
    match kind {
        BlockQuoteKind::Note => Callout::Note,
        BlockQuoteKind::Tip => Callout::Tip,
        BlockQuoteKind::Important => Callout::Important,
        BlockQuoteKind::Warning => Callout::Warning,
        BlockQuoteKind::Caution => Callout::Caution,
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::markdown::parse;
    use crate::parse::tree::{Blocks, Document, InlineKind, Node, plain, walk};
    use crate::source::Sources;

    fn read(text: &str) -> Document {
        parse(text, 0..text.len(), Sources::default().add("a.md", ""))
    }

    fn texts(blocks: Blocks<'_>) -> Vec<&str> {
        let mut texts = Vec::new();
        walk(blocks, &mut |node| {
            if let Node::Inline(inline) = node
                && let InlineKind::Text(text) = inline.kind
            {
                texts.push(text);
            }
        });
        texts
    }

    #[test]
    fn a_line_break_is_a_space_before_whatever_follows() {
        for (text, words) in [
            ("a\nb", "a b"),
            ("a\n**b**", "a b"),
            ("a **b**\nc", "a b c"),
            ("**a**\n*b*", "a b"),
            ("`a`\n**b**\n[c](d)\ne", "a b c e"),
            ("**中**\n*文*", "中文"),
            ("中\n**b**", "中 b"),
            ("- **a**\n  *b*\n- c", "a b\nc"),
        ] {
            assert_eq!(plain(read(text).blocks()), words, "{text}");
        }
    }

    #[test]
    fn neighbouring_texts_are_one_and_stand_where_they_were_written() {
        let document = read("a &amp; b\n`c`\n**d**[^1]\n\n[^1]: e\n\n> f");
        assert_eq!(texts(document.blocks()), ["a & b ", " ", "d", "f"]);
        assert_eq!(document.footnotes().flat_map(texts).collect::<Vec<_>>(), ["e"]);
    }

    #[test]
    fn the_marker_parts_a_text_and_is_nothing_itself() {
        let document = read("a\n\n- b\n\n<!--more-->\n\nc\n\n<!-- more -->");
        assert_eq!(texts(document.lead()), ["a", "b"]);
        assert_eq!(texts(document.rest()), ["c"]);
        // The second is a comment like any other.
        assert_eq!((document.lead().count(), document.rest().count(), document.blocks().count()), (2, 2, 4));
        let whole = read("a\n\nb");
        assert_eq!((whole.lead().count(), whole.rest().count()), (2, 0));
    }

    #[test]
    fn a_table_has_a_head_and_rows() {
        let document = read("| a | b |\n|---|:-:|\n| c | d |\n| e | f |\n\ng");
        assert_eq!(plain(document.blocks()), "a b\nc d\ne f\ng");
    }
}
