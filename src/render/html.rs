//! Parsed text → HTML. Everything an author wrote is escaped; links are relative to the page that shows them.

use std::collections::BTreeMap;

use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

use crate::messages::Messages;
use crate::model::Site;
use crate::model::links::{Target, is_safe};
use crate::parse::tree::{
    Align, Block, BlockKind, Blocks, Cells, Document, Inline, InlineKind, Inlines, Items, Rows, is_comment,
};
use crate::plan::Assets;
use crate::plan::links::Linker;
use crate::plan::pages::asset_path;
use crate::plan::pictures::Files;

/// How wide a text's column is: on phones the screen but for its margins, else the column of the default theme.
const SIZES: &str = "(min-width: 45em) 690px, calc(100vw - 36px)";

/// Turns the texts of one file into HTML for one page.
pub struct Html<'a> {
    pub site: &'a Site,
    pub assets: &'a Assets,
    pub linker: &'a Linker,
    pub messages: &'a Messages,
    /// The file the text stands in, for resolving its links.
    pub from: &'a str,
    pub document: &'a Document,
    /// Footnote labels in the order of their first mention.
    notes: Vec<String>,
    /// How many pictures were shown.
    images: usize,
    /// How often each footnote was mentioned, for ids that stay unique.
    mentions: BTreeMap<String, usize>,
}

impl<'a> Html<'a> {
    pub fn new(
        (site, assets): (&'a Site, &'a Assets),
        linker: &'a Linker,
        messages: &'a Messages,
        from: &'a str,
        document: &'a Document,
    ) -> Html<'a> {
        let (notes, mentions) = (Vec::new(), BTreeMap::new());
        Html { site, assets, linker, messages, from, document, notes, images: 0, mentions }
    }

    /// The whole text, footnotes at the end.
    pub fn whole(mut self) -> String {
        let mut out = String::new();
        self.blocks(self.document.blocks(), &mut out);
        self.footnotes(&mut out);
        out
    }

    /// The part before `<!-- more -->` and the part after it; footnotes end the latter.
    pub fn halves(mut self) -> (String, String) {
        // Most of a text stands below its lead; markup adds a third.
        let (mut lead, mut rest) = (String::with_capacity(1 << 10), String::with_capacity(4 << 10));
        self.blocks(self.document.lead(), &mut lead);
        self.blocks(self.document.rest(), &mut rest);
        self.footnotes(&mut rest);
        (lead, rest)
    }

    fn blocks(&mut self, blocks: Blocks, out: &mut String) {
        for block in blocks {
            self.block(block, out);
            out.push('\n');
        }
    }

    fn block(&mut self, block: Block, out: &mut String) {
        match block.kind {
            BlockKind::Paragraph(content) => {
                out.push_str("<p>");
                self.inlines(content, out);
                out.push_str("</p>");
            }
            BlockKind::Heading { level, id, content } => {
                // The page's title is its h1; texts begin below it.
                let level = level.max(2);
                let digit = char::from(b'0' + level);
                out.extend(["<h", digit.encode_utf8(&mut [0; 4]), " id=\""]);
                push_attribute(id, out);
                out.push_str("\">");
                self.inlines(content, out);
                out.extend(["</h", digit.encode_utf8(&mut [0; 4]), ">"]);
            }
            BlockKind::List { start, items } => self.list(start, items, out),
            BlockKind::Quote(inner) => {
                out.push_str("<blockquote>\n");
                self.blocks(inner, out);
                out.push_str("</blockquote>");
            }
            BlockKind::Callout(kind, inner) => {
                let title = self.messages.web(&format!("callout_{}", kind.name()), &[]);
                out.push_str(&format!(
                    "<aside class=\"callout {}\"><p class=\"callout-title\">",
                    kind.name()
                ));
                push_text(&title, out);
                out.push_str("</p>\n");
                self.blocks(inner, out);
                out.push_str("</aside>");
            }
            BlockKind::Code(text) => {
                out.push_str("<pre><code>");
                push_text(text, out);
                out.push_str("</code></pre>");
            }
            BlockKind::Table { align, head, rows } => self.table(align, head, rows, out),
            BlockKind::Rule => out.push_str("<hr>"),
            BlockKind::Html(html) if self.site.config.raw_html => out.push_str(html),
            BlockKind::Html(html) if is_comment(html) => {}
            BlockKind::Html(html) => {
                out.push_str("<p>");
                push_text(html.trim(), out);
                out.push_str("</p>");
            }
        }
    }

    fn list(&mut self, start: Option<u64>, items: Items, out: &mut String) {
        let tag = if start.is_some() { "ol" } else { "ul" };
        match start {
            Some(number) if number != 1 => out.push_str(&format!("<ol start=\"{number}\">\n")),
            _ => out.extend(["<", tag, ">\n"]),
        }
        for item in items {
            out.push_str("<li>");
            self.item(item, out);
            out.push_str("</li>\n");
        }
        out.extend(["</", tag, ">"]);
    }

    /// An item that is one text, with or without lists below it, needs no paragraph around that text.
    fn item(&mut self, item: Blocks, out: &mut String) {
        let mut lists = item;
        match lists.next() {
            Some(Block { kind: BlockKind::Paragraph(content), .. })
                if { lists }.all(|block| matches!(block.kind, BlockKind::List { .. })) =>
            {
                self.inlines(content, out);
                for list in lists {
                    out.push('\n');
                    self.block(list, out);
                }
            }
            _ => self.blocks(item, out),
        }
    }

    fn table(&mut self, align: &[Align], head: Cells, rows: Rows, out: &mut String) {
        out.push_str("<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr>");
        for (index, cell) in head.enumerate() {
            self.cell("th scope=\"col\"", "th", align.get(index), cell, out);
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            out.push_str("<tr>");
            for (index, cell) in row.enumerate() {
                self.cell("td", "td", align.get(index), cell, out);
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody></table></div>");
    }

    fn cell(&mut self, open: &str, close: &str, align: Option<&Align>, cell: Inlines, out: &mut String) {
        match align {
            None | Some(Align::None) => out.extend(["<", open, ">"]),
            Some(align) => out.extend(["<", open, " class=\"", align.name(), "\">"]),
        }
        self.inlines(cell, out);
        out.extend(["</", close, ">"]);
    }

    fn inlines(&mut self, inlines: Inlines, out: &mut String) {
        for inline in inlines {
            self.inline(inline, out);
        }
    }

    fn wrapped(&mut self, tag: &str, inner: Inlines, out: &mut String) {
        out.extend(["<", tag, ">"]);
        self.inlines(inner, out);
        out.extend(["</", tag, ">"]);
    }

    fn inline(&mut self, inline: Inline, out: &mut String) {
        match inline.kind {
            InlineKind::Text(text) => push_text(text, out),
            InlineKind::Code(text) => {
                out.push_str("<code>");
                push_text(text, out);
                out.push_str("</code>");
            }
            InlineKind::Emphasis(inner) => self.wrapped("em", inner, out),
            InlineKind::Strong(inner) => self.wrapped("strong", inner, out),
            InlineKind::Strike(inner) => self.wrapped("del", inner, out),
            InlineKind::Link { target, content } => {
                out.push_str("<a href=\"");
                push_href(&self.href(target), out);
                out.push_str("\">");
                self.inlines(content, out);
                out.push_str("</a>");
            }
            InlineKind::Image { target, alt } => {
                self.image(target, alt, out);
            }
            InlineKind::Footnote(label) => self.mention(label, out),
            InlineKind::Break => out.push_str("<br>"),
            InlineKind::Html(html) => self.raw(html, out),
        }
    }

    /// A picture in the widths it is published in. The first of a text may stand in the first view; those below it
    /// wait until the reader comes near.
    fn image(&mut self, target: &str, alt: &str, out: &mut String) {
        let picture = match self.site.resolve(self.from, target) {
            Ok(Target::Asset(path)) => self.assets.pictures.get(&path),
            _ => None,
        };
        let mut sources = false;
        let source = match picture.map(|picture| &picture.files) {
            Some(Files::Pixels { webp, jpeg }) => {
                sources = true;
                out.push_str("<picture><source type=\"image/webp\" srcset=\"");
                for (index, (width, path)) in webp.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    push_href(&self.linker.href(path), out);
                    out.push_str(&format!(" {width}w"));
                }
                out.push_str(&format!("\" sizes=\"{SIZES}\">"));
                self.linker.href(&jpeg.1)
            }
            Some(Files::Drawing(path)) => self.linker.href(path),
            None => self.href(target),
        };
        out.push_str("<img src=\"");
        push_href(&source, out);
        out.push_str(&format!("\" alt=\"{}\"", attribute(alt)));
        // With the size known, the text below does not jump when the picture comes.
        if let Some((width, height)) = picture.map(|picture| picture.size) {
            out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        out.push_str(if self.images == 0 {
            " decoding=\"async\">"
        } else {
            " loading=\"lazy\" decoding=\"async\">"
        });
        out.push_str(if sources { "</picture>" } else { "" });
        self.images += 1;
    }

    /// Raw HTML as it is where the project allows it; else as text. Comments are never shown.
    fn raw(&self, html: &str, out: &mut String) {
        if self.site.config.raw_html {
            out.push_str(html);
        } else if !is_comment(html) {
            push_text(html, out);
        }
    }

    fn href(&self, target: &str) -> String {
        match self.site.resolve(self.from, target) {
            Ok(Target::Internal { path, fragment }) => {
                let fragment = fragment.map(|id| format!("#{id}")).unwrap_or_default();
                self.linker.href(&path) + &fragment
            }
            Ok(Target::Asset(path)) => {
                asset_path(&path).map_or_else(String::new, |path| self.linker.href(&path))
            }
            Ok(Target::External(url)) if is_safe(&url) => url,
            Ok(Target::Fragment(id)) => format!("#{id}"),
            // Broken links were reported by the model; nothing is published with them.
            Ok(Target::External(_)) | Err(_) => "#".to_owned(),
        }
    }

    fn mention(&mut self, label: &str, out: &mut String) {
        if self.document.footnote(label).is_none() {
            return push_text(&format!("[^{label}]"), out);
        }
        let number = match self.notes.iter().position(|note| note == label) {
            Some(at) => at + 1,
            None => {
                self.notes.push(label.to_owned());
                self.notes.len()
            }
        };
        let count = self.mentions.entry(label.to_owned()).and_modify(|count| *count += 1).or_insert(1);
        let id = if *count == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{count}") };
        out.push_str(&format!(
            "<sup class=\"fnref\"><a href=\"#fn-{number}\" id=\"{id}\">{number}</a></sup>"
        ));
    }

    fn footnotes(&mut self, out: &mut String) {
        if self.notes.is_empty() {
            return;
        }
        let back = self.messages.web("footnote_back", &[]);
        out.push_str("<div class=\"footnotes\"><ol>\n");
        // Notes may mention notes: the list grows while it is written.
        let mut at = 0;
        while at < self.notes.len() {
            let number = at + 1;
            out.push_str(&format!("<li id=\"fn-{number}\">"));
            // Only labels that have one are noted.
            if let Some(blocks) = self.document.footnote(&self.notes[at]) {
                self.item(blocks, out);
            }
            let label = attribute(&back);
            out.push_str(&format!(" <a href=\"#fnref-{number}\" aria-label=\"{label}\">↩</a></li>\n"));
            at += 1;
        }
        out.push_str("</ol></div>\n");
    }
}

/// Appends escaped text. Writing into a string cannot fail.
pub fn push_text(text: &str, out: &mut String) {
    // Most texts are short and have nothing to escape.
    if memchr::memchr3(b'&', b'<', b'>', text.as_bytes()).is_none() {
        out.push_str(text);
    } else {
        let _ = escape_html_body_text(out, text);
    }
}

/// A text for an attribute in double quotes.
pub fn attribute(text: &str) -> String {
    let mut out = String::new();
    push_attribute(text, &mut out);
    out
}

fn push_attribute(text: &str, out: &mut String) {
    let _ = escape_html(out, text);
}

fn push_href(href: &str, out: &mut String) {
    let _ = escape_href(out, href);
}
