//! What a text says on the web and not on paper: raw HTML, footnotes without a text, translations that are not there.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::parse::tree::{Block, BlockKind, Document, InlineKind, Node, is_comment, walk};
use crate::source::Span;

pub fn check(site: &Site, out: &mut Vec<Diagnostic>) {
    for article in site.articles.values() {
        let translations = article.translations.values().map(|translation| &translation.body);
        for body in std::iter::once(&article.body).chain(translations) {
            html(site, body, out);
            footnotes(body, out);
        }
    }
    for page in &site.pages {
        footnotes(&page.body, out);
    }
    translations(site, out);
}

/// Markup for browsers has no meaning on paper: what it says would be missing there without a word. (Where raw HTML
/// is off it is shown as text on the web, and warned of as such.)
fn html(site: &Site, body: &Document, out: &mut Vec<Diagnostic>) {
    if !site.config.raw_html {
        return;
    }
    walk(body.lead(), &mut |node| {
        if let Node::Block(Block { kind: BlockKind::Html(text), span }) = node
            && !is_comment(text)
        {
            out.push(Code::HtmlNotPrinted.at(*span));
        }
    });
}

/// `[^label]` in a text: what CommonMark makes of a mark whose note is nowhere.
fn footnote_mark(text: &str) -> Option<(usize, &str)> {
    let at = text.find("[^")?;
    let (label, _) = text[at + 2..].split_once(']')?;
    (!label.is_empty() && !label.contains(char::is_whitespace)).then_some((at, label))
}

fn footnotes(body: &Document, out: &mut Vec<Diagnostic>) {
    let notes = body.footnotes.values().map(Vec::as_slice);
    for blocks in std::iter::once(body.blocks.as_slice()).chain(notes) {
        walk(blocks, &mut |node| {
            if let Node::Inline(inline) = node
                && let InlineKind::Text(text) = &inline.kind
                && let Some((at, label)) = footnote_mark(text)
                // An author who escaped the brackets means them: then text and source differ in length.
                && (inline.span.end - inline.span.start) as usize == text.len()
            {
                let start = inline.span.start as usize + at;
                let span = Span::new(inline.span.file, start..start + label.len() + 3);
                out.push(Code::FootnoteUndefined.at(span).with("label", label));
            }
        });
    }
}

/// Once an edition and language: which articles a board that asks for the language shows in Chinese alone.
fn translations(site: &Site, out: &mut Vec<Diagnostic>) {
    let Some(edition) = site.current_edition() else { return };
    let tags: BTreeSet<&String> = site.active_boards().flat_map(|board| &board.languages).collect();
    for tag in tags {
        let missing: Vec<&str> = site
            .edition_articles(edition)
            .filter(|article| !article.translations.contains_key(tag))
            .map(|article| article.slug.as_str())
            .collect();
        let Some(first) = site.active_boards().find(|board| board.languages.contains(tag)) else { continue };
        if !missing.is_empty() {
            out.push(
                Code::TranslationMissing
                    .at(first.place.clone())
                    .with("lang", tag)
                    .with("number", edition.number)
                    .with("articles", missing.join(", ")),
            );
        }
    }
}
