//! Links to a heading: `co.md#通风` and `#通风` lead to a heading that is there.

use super::links::Target;
use super::site::Site;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::parse::body::Body;
use crate::parse::tree::{BlockKind, Document, InlineKind, Node, plain_inlines, walk};
use crate::percent;
use crate::source::Span;

/// Reports a fragment that names no heading of the text it leads to. On pages without a text of their own (lists,
/// boards) and in files what can be named is the theme's and the file's matter.
pub fn check(
    site: &Site,
    own: &Body,
    (destination, target): (&str, &Target),
    span: Span,
    out: &mut Vec<Diagnostic>,
) {
    let (fragment, body) = match target {
        // A link to a text that could not be read is one to this text: nothing is known of either.
        Target::Fragment(id) if destination.starts_with('#') => (id, Some(own)),
        Target::Internal { path, fragment: Some(id) } => (id, site.body(path)),
        _ => return,
    };
    let Some(body) = body.filter(|_| !fragment.is_empty()) else { return };
    let document = body.read();
    // Browsers show `%E7%81%AB`; what is no such writing stays.
    let fragment = percent::decode(fragment).unwrap_or_else(|| fragment.clone());
    let headings = headings(&document);
    if headings.iter().any(|(id, _)| *id == fragment) || is_in_html(site, &document, &fragment) {
        return;
    }
    // Who writes a heading's words means the heading.
    let meant = headings.iter().find(|(_, title)| title.trim() == fragment.trim()).map(|(id, _)| *id);
    let meant = meant.or_else(|| nearest(&fragment, headings.iter().map(|(id, _)| *id)));
    let known: Vec<&str> = headings.iter().map(|(id, _)| *id).collect();
    let found = Code::BrokenFragment.at(span).with("fragment", &fragment).with("known", known.join(", "));
    out.push(match meant {
        Some(id) => found.with("suggestion", id),
        None => found,
    });
}

/// Ids and words of a text's headings, in order.
fn headings(document: &Document) -> Vec<(&str, String)> {
    let mut headings = Vec::new();
    walk(document.blocks(), &mut |node| {
        if let Node::Block(block) = node
            && let BlockKind::Heading { id, content, .. } = block.kind
        {
            headings.push((id, plain_inlines(content)));
        }
    });
    headings
}

/// Where HTML is let through, it may name places itself.
fn is_in_html(site: &Site, document: &Document, id: &str) -> bool {
    let mut found = false;
    let named = [format!("id=\"{id}\""), format!("id='{id}'"), format!("name=\"{id}\"")];
    walk(document.blocks(), &mut |node| {
        let html = match node {
            Node::Block(block) => match block.kind {
                BlockKind::Html(html) => html,
                _ => return,
            },
            Node::Inline(inline) => match inline.kind {
                InlineKind::Html(html) => html,
                _ => return,
            },
        };
        found |= named.iter().any(|name| html.contains(name));
    });
    found && site.config.raw_html
}
