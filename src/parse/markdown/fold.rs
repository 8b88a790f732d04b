//! Events → a tree with places. Contract: nothing stands deeper than [`DEEPEST`], and neighbouring texts are one.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, Tag, TagEnd};

use crate::parse::cjk;
use crate::parse::tree::{Align, Callout, Document, InlineKind, Inlines, Part, Words, plain_inlines};
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
                    while let Some((event, range)) = all.next() {
                        match event {
                            Event::Start(Tag::Item) => {
                                all.put(Part::Item, &range, |all| all.blocks(Some(TagEnd::Item)));
                            }
                            Event::End(found) if found == end => break,
                            _ => {}
                        }
                    }
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
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(tag @ (Tag::TableHead | Tag::TableRow)) => {
                    let end = tag.to_end();
                    self.put(Part::Row, &range, |all| all.cells(end));
                }
                Event::End(found) if found == end => break,
                _ => {}
            }
        }
    }

    fn cells(&mut self, end: TagEnd) {
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    self.put(Part::Cell, &range, |all| all.inlines(Some(TagEnd::TableCell)));
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

    /// Inlines up to `until`; with `None`, as far as inlines go.
    fn inlines(&mut self, until: Option<TagEnd>) {
        // The one before, if there is any beside what is to come.
        let mut last: Option<usize> = None;
        let mut pending_break: Option<Range<usize>> = None;
        while let Some((event, range)) = self.next() {
            let at = self.document.next();
            match event {
                Event::End(found) if Some(found) == until => break,
                _ if until.is_none() && !is_inline(&event) => {
                    self.back = Some((event, range));
                    break;
                }
                Event::SoftBreak => {
                    pending_break = Some(range);
                    continue;
                }
                Event::Text(text) => {
                    if let Some(at) = pending_break.take()
                        && self.is_space(last, text.chars().next())
                    {
                        last = Some(self.text(last, " ", &at));
                    }
                    last = Some(self.text(last, &text, &range));
                    continue;
                }
                Event::Code(text) => {
                    let part = Part::Code(self.document.say(&text));
                    self.leaf(part, &range);
                }
                Event::HardBreak => self.leaf(Part::Break, &range),
                Event::InlineHtml(html) | Event::Html(html) => {
                    let part = Part::Html(self.document.say(&html));
                    self.leaf(part, &range);
                }
                Event::FootnoteReference(label) => {
                    let part = Part::Footnote(self.document.say(&label));
                    self.leaf(part, &range);
                }
                Event::Start(_) if self.is_too_deep(&range) => self.skip(),
                Event::Start(tag) => {
                    self.depth += 1;
                    self.inline(tag, &range);
                    self.depth -= 1;
                }
                _ => continue,
            }
            if self.document.next() == at {
                continue;
            }
            last = Some(match pending_break.take() {
                Some(space) if self.is_space(last, self.first_char(at)) => {
                    self.space_before(at, last, &space)
                }
                _ => at,
            });
        }
    }

    /// Whether a line break in the source, now that it is known what follows, is a space, which it is but for scripts that have
    /// none.
    fn is_space(&self, last: Option<usize>, next: Option<char>) -> bool {
        let before = last.and_then(|last| self.document.inline(last));
        let before = before.and_then(|inline| last_char(inline.kind));
        !(before.is_some_and(cjk::joins_lines) && next.is_some_and(cjk::joins_lines))
    }

    fn first_char(&self, at: usize) -> Option<char> {
        self.document.inline(at).and_then(|inline| first_char(inline.kind))
    }

    /// Neighbouring texts become one, so that later stages see whole words. Returns where the text is.
    fn text(&mut self, last: Option<usize>, text: &str, range: &Range<usize>) -> usize {
        let span = self.span(range);
        match last {
            Some(last) if self.document.lengthen(last, text, span) => last,
            _ => {
                let part = Part::Text(self.document.say(text));
                self.document.open(part, span)
            }
        }
    }

    /// Sets a space before what stands at `at`, which was put after `last`. Returns where it is then.
    fn space_before(&mut self, at: usize, last: Option<usize>, range: &Range<usize>) -> usize {
        let span = self.span(range);
        if last.is_some_and(|last| self.document.lengthen(last, " ", span)) {
            return at;
        }
        self.document.insert_text(at, " ", span);
        at + 1
    }

    fn inline(&mut self, tag: Tag<'a>, range: &Range<usize>) {
        let end = tag.to_end();
        let part = match tag {
            Tag::Emphasis => Part::Emphasis,
            Tag::Strong => Part::Strong,
            Tag::Strikethrough => Part::Strike,
            Tag::Link { dest_url, .. } => Part::Link(self.document.say(&dest_url)),
            Tag::Image { dest_url, .. } => {
                let at = self.document.next();
                self.inlines(Some(end));
                let alt = plain_inlines(self.document.inlines(at..self.document.next()));
                self.document.take_back(at);
                let (target, alt) = (self.document.say(&dest_url), self.document.say(&alt));
                return self.leaf(Part::Image { target, alt }, range);
            }
            _ => return self.skip(),
        };
        self.put(part, range, |all| all.inlines(Some(end)));
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

fn is_inline(event: &Event) -> bool {
    match event {
        Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => true,
        Event::SoftBreak | Event::HardBreak => true,
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        _ => false,
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

fn last_char(inline: InlineKind) -> Option<char> {
    edge(inline, |inlines| inlines.last().map(|inline| inline.kind), |text| text.chars().next_back())
}

fn first_char(inline: InlineKind) -> Option<char> {
    edge(inline, |mut inlines| inlines.next().map(|inline| inline.kind), |text| text.chars().next())
}

fn edge<'a>(
    inline: InlineKind<'a>,
    pick: impl Fn(Inlines<'a>) -> Option<InlineKind<'a>> + Copy,
    char_of: impl Fn(&'a str) -> Option<char> + Copy,
) -> Option<char> {
    match inline {
        InlineKind::Text(text) | InlineKind::Code(text) => char_of(text),
        InlineKind::Emphasis(inner)
        | InlineKind::Strong(inner)
        | InlineKind::Strike(inner)
        | InlineKind::Link { content: inner, .. } => edge(pick(inner)?, pick, char_of),
        _ => None,
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
