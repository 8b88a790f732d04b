//! Characters that no font of the theme has, found in the sources before anything is set. Never tofu on a wall.

use std::collections::BTreeSet;

use super::world::Core;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::parse::tree::{Document, InlineKind, Node, walk};
use crate::plan::PrintPlan;
use crate::source::{Place, Span};

/// Reports every missing character of an edition's articles and of its boards, once each; also returns them all.
pub fn check(site: &Site, print: &PrintPlan, core: &Core) -> (Vec<Diagnostic>, BTreeSet<char>) {
    let mut found = Found { core, out: Vec::new(), all: BTreeSet::new() };
    for article in site.edition_articles(print.edition) {
        let mut seen = BTreeSet::new();
        let mut report = |text: &str, place: &Place| found.text(text, &article.title, place, &mut seen);
        let (trust, description) = (&article.trust, article.description.as_ref());
        let around =
            std::iter::once(&article.title).chain(description).chain(&trust.sources).chain(&trust.reviewer);
        for text in around {
            report(text, &article.place);
        }
        let body = |document: &Document, report: &mut dyn FnMut(&str, &Place)| {
            for blocks in std::iter::once(document.lead()).chain(document.footnotes()) {
                walk(blocks, &mut |node| {
                    if let Node::Inline(inline) = node
                        && let InlineKind::Text(text) | InlineKind::Code(text) = inline.kind
                    {
                        report(text, &narrow(text, inline.span, core));
                    }
                });
            }
        };
        body(article.body.keep(), &mut report);
        // Translations that some board prints.
        let printed = |tag: &String| print.packs.iter().any(|pack| pack.board.languages.contains(tag));
        for translation in article.translations.iter().filter(|(tag, _)| printed(tag)).map(|(_, it)| it) {
            for text in std::iter::once(&translation.title).chain(&translation.description) {
                report(text, &translation.place);
            }
            body(translation.body.keep(), &mut report);
        }
    }
    for pack in &print.packs {
        let mut seen = BTreeSet::new();
        for text in [&pack.board.name, &pack.board.spot, &pack.board.village] {
            found.text(text, &pack.board.name, &pack.board.place, &mut seen);
        }
    }
    (found.out, found.all)
}

struct Found<'a> {
    core: &'a Core,
    out: Vec<Diagnostic>,
    all: BTreeSet<char>,
}

impl Found<'_> {
    /// Reports the missing characters of a text that are not among those `seen` in what it belongs to.
    fn text(&mut self, text: &str, whose: &str, place: &Place, seen: &mut BTreeSet<char>) {
        for c in text.chars().filter(|c| is_printed(*c) && !self.core.has_glyph(*c)) {
            self.all.insert(c);
            if seen.insert(c) {
                let code = format!("U+{:04X}", u32::from(c));
                let found = Code::MissingGlyph.at(place.clone());
                self.out.push(found.with("char", c).with("codepoint", code).with("text", whose));
            }
        }
    }
}

/// The place of the first missing character, where source and text run in step up to it.
fn narrow(text: &str, span: Span, core: &Core) -> Place {
    let missing = text.char_indices().find(|(_, c)| is_printed(*c) && !core.has_glyph(*c));
    match missing {
        Some((at, c)) if (span.end - span.start) as usize == text.len() => {
            let start = span.start as usize + at;
            Span::new(span.file, start..start + c.len_utf8()).into()
        }
        _ => span.into(),
    }
}

/// Characters that need a glyph: not spaces, controls or joiners.
pub fn is_printed(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_control()
        && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
}

/// Whether a finding about a laid-out page only repeats a character that the sources showed.
pub fn is_known(found: &Diagnostic, known: &BTreeSet<char>) -> bool {
    found.code == Code::MissingGlyph
        && found
            .args
            .iter()
            .any(|(key, value)| *key == "char" && value.chars().next().is_some_and(|c| known.contains(&c)))
}
