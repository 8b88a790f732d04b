//! Markdown text → [`Document`]: pulldown-cmark's events with the CJK amendments, folded into a tree with places.

mod fold;

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, OffsetIter, Options, Parser, Tag};

use self::fold::Folder;
use super::cjk;
use super::tree::Document;
use crate::source::FileId;

/// What authors may use beyond CommonMark.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_GFM
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// The events of a text, amended for CJK, with byte ranges of the original text.
///
/// For text without CJK characters these are exactly pulldown-cmark's events. An event is large and most of a text's are made
/// here: it is amended where it lies, since each move of it costs as much as making it.
pub struct Events<'a> {
    parser: OffsetIter<'a>,
    marks: &'a [usize],
    /// How many marks stand before the event.
    before: usize,
    /// From the mark before the event to the next one.
    between: Range<usize>,
}

impl<'a> Events<'a> {
    /// `marked` and `marks` are what [`cjk::set_marks`] made of the text.
    pub fn new((marked, marks): (&'a str, &'a [usize]), options: Options) -> Events<'a> {
        Events {
            parser: Parser::new_ext(marked, options).into_offset_iter(),
            marks,
            before: 0,
            between: 0..0,
        }
    }

    /// Takes the marks out of an event and its range; `false` where nothing is left of it.
    fn amend(&mut self, event: &mut Event, range: &mut Range<usize>) -> bool {
        // As most events do.
        if self.between.start <= range.start && range.end <= self.between.end {
            *range = cjk::unmarked(range.clone(), self.before, self.before);
            return true;
        }
        let marks = self.marks;
        // Places of events follow each other, but for the ends of what began before.
        while marks.get(self.before).is_some_and(|mark| *mark < range.start) {
            self.before += 1;
        }
        while self.before > 0 && marks[self.before - 1] >= range.start {
            self.before -= 1;
        }
        let first = self.before;
        let previous = first.checked_sub(1).map_or(0, |last| marks[last] + 1);
        self.between = previous..marks.get(first).copied().unwrap_or(usize::MAX);
        let last = first + marks[first..].iter().take_while(|mark| **mark < range.end).count();
        *range = cjk::unmarked(range.clone(), first, last);
        if first != last {
            // A mark between a delimiter and something that is no text is a text of its own.
            if matches!(event, Event::Text(text) if is_mark(text)) {
                return false;
            }
            unmark_event(event);
        }
        true
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = (Event<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut next = self.parser.next();
            if let Some((event, range)) = &mut next
                && !self.amend(event, range)
            {
                continue;
            }
            return next;
        }
    }
}

fn is_mark(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c == cjk::MARK)
}

fn unmark_event(event: &mut Event) {
    fn clean(text: &mut CowStr) {
        *text = match &*text {
            CowStr::Borrowed(text) => cjk::unmark(text).into(),
            owned => cjk::unmark(owned).into_owned().into(),
        };
    }
    match event {
        Event::Text(text)
        | Event::Code(text)
        | Event::Html(text)
        | Event::InlineHtml(text)
        | Event::FootnoteReference(text)
        | Event::Start(Tag::FootnoteDefinition(text)) => clean(text),
        Event::Start(Tag::Link { dest_url, title, id, .. } | Tag::Image { dest_url, title, id, .. }) => {
            [dest_url, title, id].into_iter().for_each(clean);
        }
        _ => {}
    }
}

/// Parses the body of a content file; `range` is where it stands in the file's text.
pub fn parse(text: &str, range: Range<usize>, file: FileId) -> Document {
    let (marked, marks) = cjk::set_marks(&text[range.clone()]);
    let events = Events::new((&marked, &marks), options());
    let mut document = Folder::new(events, file, range.start, range.len()).fold();
    document.part(is_more);
    document
}

/// `<!-- more -->`, with Zola's freedom of white space.
fn is_more(html: &str) -> bool {
    html.trim()
        .strip_prefix("<!--")
        .and_then(|rest| rest.strip_suffix("-->"))
        .is_some_and(|word| word.trim() == "more")
}
