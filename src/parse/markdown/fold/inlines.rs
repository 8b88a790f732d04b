//! Running text: its events into nodes. Contract: a line break of the source is a space or nothing, as the scripts around it
//! want it, and neighbouring texts are one.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Folder;
use crate::parse::cjk;
use crate::parse::tree::{InlineKind, Inlines, Part, plain_inlines};

impl<'a, I: Iterator<Item = (Event<'a>, Range<usize>)>> Folder<'a, I> {
    /// Inlines up to `until`; with `None`, as far as inlines go.
    pub(super) fn inlines(&mut self, until: Option<TagEnd>) {
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
}

pub(super) fn is_inline(event: &Event) -> bool {
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
