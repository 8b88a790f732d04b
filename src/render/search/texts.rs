//! Documents → what a result shows of them, and the text in which a match is made sure of.

use std::borrow::Cow;

use serde::Serialize;

use super::fold::fold;
use super::pinyin::spelled;
use crate::parse::tree;
use crate::plan::search::{Doc, Kind, Text};

/// One document, in the order in which `web/search.js` reads it.
#[derive(Serialize)]
pub struct Row<'a>(
    /// Site path.
    &'a str,
    /// Which of the page's templates shows it: a topic's, or its kind's.
    Cow<'a, str>,
    /// Language.
    &'a str,
    /// 1: out of date.
    u8,
    /// Title.
    &'a str,
    /// Summary.
    &'a str,
    /// Pinyin of the title and of the summary, parted by a line break.
    String,
    /// Text, paragraphs parted by line breaks.
    String,
);

impl<'a> Row<'a> {
    pub fn of(doc: &'a Doc) -> Row<'a> {
        let mut folded = Vec::new();
        let mut spell = |text: &str| {
            fold(text, &mut folded);
            spelled(&folded)
        };
        let pinyin = format!("{}\n{}", spell(&doc.title), spell(doc.summary));
        let expired = matches!(doc.kind, Kind::Article { expired: true, .. });
        let text = plain(&doc.text).into_owned();
        Row(&doc.path, look(doc.kind), doc.lang, expired.into(), &doc.title, doc.summary, pinyin, text)
    }
}

/// The name of the template that shows a document.
pub fn look(kind: Kind<'_>) -> Cow<'_, str> {
    match kind {
        Kind::Article { topic: Some(id), .. } => format!("topic-{id}").into(),
        Kind::Article { topic: None, .. } => "article".into(),
        Kind::Page => "page".into(),
        Kind::Area => "area".into(),
        Kind::Board => "board".into(),
    }
}

/// A text without its marks, footnotes at the end.
pub fn plain<'a>(text: &'a Text) -> Cow<'a, str> {
    let document = match text {
        Text::Plain(text) => return Cow::Borrowed(text),
        Text::Body(body) => body.read(),
    };
    let mut out = tree::plain(document.blocks());
    for note in document.footnotes() {
        out.push('\n');
        out.push_str(&tree::plain(note));
    }
    Cow::Owned(out)
}
