//! Markdown text → [`Document`]: pulldown-cmark's events with the CJK amendments, folded into a tree with places.

mod fold;

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag};

use self::fold::Folder;
use super::cjk;
use super::tree::{Block, BlockKind, Document};
use crate::source::FileId;

/// What authors may use beyond CommonMark.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_GFM
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// The events of a text, amended for CJK, with byte ranges of the original text; `marked` and `marks` are what
/// [`cjk::set_marks`] made of it.
///
/// For text without CJK characters these are exactly pulldown-cmark's events.
pub fn events<'a>(
    (marked, marks): (&'a str, &'a [usize]),
    options: Options,
) -> impl Iterator<Item = (Event<'a>, Range<usize>)> {
    let mut before = 0;
    let parser = Parser::new_ext(marked, options).into_offset_iter();
    parser.filter_map(move |(event, range)| {
        // Places of events follow each other, but for the ends of what began before.
        while marks.get(before).is_some_and(|mark| *mark < range.start) {
            before += 1;
        }
        while before > 0 && marks[before - 1] >= range.start {
            before -= 1;
        }
        let first = before;
        let last = first + marks[first..].iter().take_while(|mark| **mark < range.end).count();
        let plain = cjk::unmarked(range, first, last);
        if first == last {
            return Some((event, plain));
        }
        // A mark between a delimiter and something that is no text is a text of its own.
        let is_none = matches!(&event, Event::Text(text) if is_mark(text));
        (!is_none).then(|| (unmark_event(event), plain))
    })
}

fn is_mark(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c == cjk::MARK)
}

fn unmark_event(event: Event<'_>) -> Event<'_> {
    fn clean(text: CowStr<'_>) -> CowStr<'_> {
        match text {
            CowStr::Borrowed(text) => cjk::unmark(text).into(),
            owned => cjk::unmark(&owned).into_owned().into(),
        }
    }
    match event {
        Event::Text(text) => Event::Text(clean(text)),
        Event::Code(text) => Event::Code(clean(text)),
        Event::Html(text) => Event::Html(clean(text)),
        Event::InlineHtml(text) => Event::InlineHtml(clean(text)),
        Event::FootnoteReference(text) => Event::FootnoteReference(clean(text)),
        Event::Start(Tag::FootnoteDefinition(text)) => Event::Start(Tag::FootnoteDefinition(clean(text))),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => Event::Start(Tag::Link {
            link_type,
            dest_url: clean(dest_url),
            title: clean(title),
            id: clean(id),
        }),
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => Event::Start(Tag::Image {
            link_type,
            dest_url: clean(dest_url),
            title: clean(title),
            id: clean(id),
        }),
        other => other,
    }
}

/// Parses the body of a content file; `range` is where it stands in the file's text.
pub fn parse(text: &str, range: Range<usize>, file: FileId) -> Document {
    let (marked, marks) = cjk::set_marks(&text[range.clone()]);
    let mut folder = Folder::new(events((&marked, &marks), options()), file, range.start);
    let blocks = folder.blocks(None);
    let (footnotes, too_deep) = (folder.footnotes, folder.too_deep);
    let mut document = Document { blocks, more: None, footnotes, too_deep };
    if let Some(at) = document.blocks.iter().position(is_more) {
        document.blocks.remove(at);
        document.more = Some(at);
    }
    document
}

/// `<!-- more -->`, with Zola's freedom of white space.
fn is_more(block: &Block) -> bool {
    let BlockKind::Html(html) = &block.kind else { return false };
    html.trim()
        .strip_prefix("<!--")
        .and_then(|rest| rest.strip_suffix("-->"))
        .is_some_and(|word| word.trim() == "more")
}
