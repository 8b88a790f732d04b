//! Events → blocks and inlines with places. Contract: nothing stands deeper than [`DEEPEST`], and neighbouring texts are one.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, Tag, TagEnd};

use crate::parse::cjk;
use crate::parse::tree::{Align, Block, BlockKind, Callout, Inline, InlineKind, plain_inlines};
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
    pub(super) footnotes: BTreeMap<String, Vec<Block>>,
    /// Heading ids given so far, with how often.
    ids: BTreeMap<String, usize>,
    depth: usize,
    /// The first thing that stands too deep; it is left out.
    pub(super) too_deep: Option<Span>,
}

impl<'a, I: Iterator<Item = (Event<'a>, Range<usize>)>> Folder<'a, I> {
    /// `offset` is where the text of the events begins in its file.
    pub(super) fn new(events: I, file: FileId, offset: usize) -> Self {
        let (footnotes, ids) = (BTreeMap::new(), BTreeMap::new());
        Folder { events, back: None, file, offset, footnotes, ids, depth: 0, too_deep: None }
    }

    fn next(&mut self) -> Option<I::Item> {
        match self.back.take() {
            None => self.events.next(),
            next => next,
        }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, self.offset + range.start..self.offset + range.end)
    }

    fn is_too_deep(&mut self, range: &Range<usize>) -> bool {
        let too_deep = self.depth >= DEEPEST;
        if too_deep && self.too_deep.is_none() {
            self.too_deep = Some(self.span(range));
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

    /// Blocks up to the end tag `until` (or the end of the text).
    pub(super) fn blocks(&mut self, until: Option<TagEnd>) -> Vec<Block> {
        // All of a text, or what is in an item: mostly one.
        let mut blocks = Vec::with_capacity(if until.is_none() { 16 } else { 1 });
        while let Some((event, range)) = self.next() {
            match event {
                // Tight list items hold inlines without a paragraph around them.
                _ if is_inline(&event) => {
                    let span = self.span(&range);
                    self.back = Some((event, range));
                    let content = self.inlines(None);
                    if !content.is_empty() {
                        blocks.push(Block { kind: BlockKind::Paragraph(content), span });
                    }
                }
                Event::End(end) if Some(end) == until => break,
                Event::Start(tag) => {
                    if self.is_too_deep(&range) {
                        self.skip();
                        continue;
                    }
                    self.depth += 1;
                    let kind = self.block(tag);
                    self.depth -= 1;
                    if let Some(kind) = kind {
                        blocks.push(Block { kind, span: self.span(&range) });
                    }
                }
                Event::Rule => blocks.push(Block { kind: BlockKind::Rule, span: self.span(&range) }),
                _ => {}
            }
        }
        blocks
    }

    fn block(&mut self, tag: Tag<'a>) -> Option<BlockKind> {
        let end = tag.to_end();
        Some(match tag {
            Tag::Paragraph => BlockKind::Paragraph(self.inlines(Some(end))),
            Tag::Heading { level, id, .. } => {
                let content = self.inlines(Some(end));
                let id = self.heading_id(id.as_deref(), &content);
                BlockKind::Heading { level: level as u8, id, content }
            }
            Tag::BlockQuote(kind) => {
                let inner = self.blocks(Some(end));
                match kind.map(callout) {
                    Some(kind) => BlockKind::Callout(kind, inner),
                    None => BlockKind::Quote(inner),
                }
            }
            Tag::CodeBlock(_) => BlockKind::Code(self.text_until(end)),
            Tag::HtmlBlock => BlockKind::Html(self.text_until(end)),
            Tag::List(start) => {
                let mut items = Vec::new();
                while let Some((event, _)) = self.next() {
                    match event {
                        Event::Start(Tag::Item) => items.push(self.blocks(Some(TagEnd::Item))),
                        Event::End(found) if found == end => break,
                        _ => {}
                    }
                }
                BlockKind::List { start, items }
            }
            Tag::Table(align) => self.table(&align, end),
            Tag::FootnoteDefinition(label) => {
                let blocks = self.blocks(Some(end));
                self.footnotes.insert(label.into_string(), blocks);
                return None;
            }
            _ => {
                self.blocks(Some(end));
                return None;
            }
        })
    }

    fn table(&mut self, align: &[Alignment], end: TagEnd) -> BlockKind {
        let mut head = Vec::new();
        let mut rows: Vec<Vec<Vec<Inline>>> = Vec::new();
        let mut in_head = false;
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Tag::TableHead) => in_head = true,
                Event::End(TagEnd::TableHead) => in_head = false,
                Event::Start(Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    let cell = self.inlines(Some(TagEnd::TableCell));
                    match rows.last_mut() {
                        Some(row) if !in_head => row.push(cell),
                        _ => head.push(cell),
                    }
                }
                Event::End(found) if found == end => break,
                _ => {}
            }
        }
        let align = align
            .iter()
            .map(|align| match align {
                Alignment::None => Align::None,
                Alignment::Left => Align::Left,
                Alignment::Center => Align::Center,
                Alignment::Right => Align::Right,
            })
            .collect();
        BlockKind::Table { align, head, rows }
    }

    fn text_until(&mut self, end: TagEnd) -> String {
        let mut text = String::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Text(part) | Event::Html(part) => text.push_str(&part),
                Event::End(found) if found == end => break,
                _ => {}
            }
        }
        text
    }

    /// Inlines up to `until`; with `None`, as far as inlines go.
    fn inlines(&mut self, until: Option<TagEnd>) -> Vec<Inline> {
        // A word and a sentence, as in most items and paragraphs.
        let mut inlines: Vec<Inline> = Vec::with_capacity(2);
        let mut pending_break: Option<Range<usize>> = None;
        while let Some((event, range)) = self.next() {
            let kind = match event {
                Event::End(found) if Some(found) == until => break,
                _ if until.is_none() && !is_inline(&event) => {
                    self.back = Some((event, range));
                    break;
                }
                Event::Text(text) => {
                    self.join(&mut inlines, &mut pending_break, text.chars().next());
                    push_text(&mut inlines, &text, self.span(&range));
                    continue;
                }
                Event::SoftBreak => {
                    pending_break = Some(range);
                    continue;
                }
                Event::Code(text) => InlineKind::Code(text.into_string()),
                Event::HardBreak => InlineKind::Break,
                Event::InlineHtml(html) | Event::Html(html) => InlineKind::Html(html.into_string()),
                Event::FootnoteReference(label) => InlineKind::Footnote(label.into_string()),
                Event::Start(_) if self.is_too_deep(&range) => {
                    self.skip();
                    continue;
                }
                Event::Start(tag) => {
                    self.depth += 1;
                    let kind = self.inline(tag);
                    self.depth -= 1;
                    match kind {
                        Some(kind) => kind,
                        None => continue,
                    }
                }
                _ => continue,
            };
            self.join(&mut inlines, &mut pending_break, first_char(&kind));
            inlines.push(Inline { kind, span: self.span(&range) });
        }
        inlines
    }

    /// A line break in the source, now that it is known what follows: a space, but for scripts that have none.
    fn join(&self, inlines: &mut Vec<Inline>, pending: &mut Option<Range<usize>>, next: Option<char>) {
        if let Some(at) = pending.take() {
            let before = inlines.last().and_then(|inline| last_char(&inline.kind));
            if !(before.is_some_and(cjk::joins_lines) && next.is_some_and(cjk::joins_lines)) {
                push_text(inlines, " ", self.span(&at));
            }
        }
    }

    fn inline(&mut self, tag: Tag<'a>) -> Option<InlineKind> {
        let end = tag.to_end();
        Some(match tag {
            Tag::Emphasis => InlineKind::Emphasis(self.inlines(Some(end))),
            Tag::Strong => InlineKind::Strong(self.inlines(Some(end))),
            Tag::Strikethrough => InlineKind::Strike(self.inlines(Some(end))),
            Tag::Link { dest_url, .. } => {
                InlineKind::Link { target: dest_url.into_string(), content: self.inlines(Some(end)) }
            }
            Tag::Image { dest_url, .. } => {
                let alt = plain_inlines(&self.inlines(Some(end)));
                InlineKind::Image { target: dest_url.into_string(), alt }
            }
            _ => {
                self.inlines(Some(end));
                return None;
            }
        })
    }

    fn heading_id(&mut self, given: Option<&str>, content: &[Inline]) -> String {
        let base = match given {
            Some(id) => id.to_owned(),
            None => crate::slug::slugify(&plain_inlines(content)),
        };
        let base = if base.is_empty() { "section".to_owned() } else { base };
        let count = self.ids.entry(base.clone()).and_modify(|count| *count += 1).or_insert(1);
        if *count == 1 { base } else { format!("{base}-{count}") }
    }
}

/// Neighbouring texts become one, so that later stages see whole words.
fn push_text(inlines: &mut Vec<Inline>, text: &str, span: Span) {
    if let Some(Inline { kind: InlineKind::Text(last), span: at }) = inlines.last_mut() {
        last.push_str(text);
        at.end = span.end;
    } else {
        inlines.push(Inline { kind: InlineKind::Text(text.to_owned()), span });
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

fn callout(kind: BlockQuoteKind) -> Callout {
    match kind {
        BlockQuoteKind::Note => Callout::Note,
        BlockQuoteKind::Tip => Callout::Tip,
        BlockQuoteKind::Important => Callout::Important,
        BlockQuoteKind::Warning => Callout::Warning,
        BlockQuoteKind::Caution => Callout::Caution,
    }
}

fn last_char(inline: &InlineKind) -> Option<char> {
    edge(inline, |inlines| inlines.last(), |text| text.chars().next_back())
}

fn first_char(inline: &InlineKind) -> Option<char> {
    edge(inline, |inlines| inlines.first(), |text| text.chars().next())
}

fn edge<'a>(
    inline: &'a InlineKind,
    pick: impl Fn(&'a [Inline]) -> Option<&'a Inline> + Copy,
    char_of: impl Fn(&'a str) -> Option<char> + Copy,
) -> Option<char> {
    match inline {
        InlineKind::Text(text) | InlineKind::Code(text) => char_of(text),
        InlineKind::Emphasis(inner)
        | InlineKind::Strong(inner)
        | InlineKind::Strike(inner)
        | InlineKind::Link { content: inner, .. } => edge(&pick(inner)?.kind, pick, char_of),
        _ => None,
    }
}
