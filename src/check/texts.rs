//! The texts that readers see, line by line as they stand in their files, so that a finding has its very place.
//!
//! Comments are no text: `#` lines of TOML, `<!-- … -->` of Markdown. Drafts are public only where a run asks for them, as `check` does.

use crate::inputs::Inputs;
use crate::model::Site;
use crate::source::{FileId, Span};

/// A line of a public text, or the part of one beside a comment.
pub struct Line<'a> {
    pub file: FileId,
    /// First byte.
    pub start: usize,
    pub text: &'a str,
    /// Of the front matter, or of a TOML file.
    pub is_data: bool,
    /// Within a callout that says what not to do.
    pub is_warning: bool,
}

impl Line<'_> {
    /// The place of a range of the line.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, self.start + range.start..self.start + range.end)
    }
}

/// The public text of a file.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    pub file: FileId,
    /// All of the file.
    pub text: &'a str,
    /// Else it is TOML.
    pub is_markdown: bool,
}

/// The project's public texts, but for those of articles; tables are read by their cells.
pub fn of_no_articles<'a>(site: &'a Site, inputs: &'a Inputs) -> impl Iterator<Item = Text<'a>> {
    let pages = site.pages.iter().map(|page| page.path.clone());
    let folders = ["content/editions/", "content/alerts/"];
    let others = folders.into_iter().flat_map(|folder| {
        let files = inputs.under(folder).filter(|(path, _)| path.ends_with(".md"));
        files.map(move |(path, _)| [folder, path].concat())
    });
    let data = ["banbao.toml", "content/campaign/campaign.toml"].map(str::to_owned);
    pages.chain(others).chain(data).filter_map(|path| {
        let (file, text) = inputs.text(&path)?;
        Some(Text { file, text, is_markdown: path.ends_with(".md") })
    })
}

/// Calls `visit` for every line of a public text; for those of running text only where that `may_matter`.
pub fn each<'a>(
    Text { file, text, is_markdown }: Text<'a>,
    may_matter: impl Fn(&str) -> bool,
    mut visit: impl FnMut(Line<'a>),
) {
    if is_markdown {
        markdown(file, text, may_matter, &mut visit);
    } else {
        toml(file, text, 0, &mut visit);
    }
}

fn toml<'a>(file: FileId, text: &'a str, offset: usize, visit: &mut impl FnMut(Line<'a>)) {
    let mut start = offset;
    for text in text.split_inclusive('\n') {
        if !text.trim_start().starts_with('#') {
            visit(Line { file, start, text, is_data: true, is_warning: false });
        }
        start += text.len();
    }
}

fn markdown<'a>(
    file: FileId,
    text: &'a str,
    may_matter: impl Fn(&str) -> bool,
    visit: &mut impl FnMut(Line<'a>),
) {
    let mut parts = text.splitn(3, "+++");
    let (Some(before), Some(front), Some(body)) = (parts.next(), parts.next(), parts.next()) else { return };
    let front_start = before.len() + 3;
    toml(file, front, front_start, visit);
    if !may_matter(body) {
        return;
    }
    let mut start = front_start + front.len() + 3;
    let (mut in_comment, mut is_warning) = (false, false);
    for line in body.split_inclusive('\n') {
        match line.trim_start().strip_prefix('>') {
            Some(quoted) if quoted.contains("[!CAUTION]") || quoted.contains("[!WARNING]") => {
                is_warning = true
            }
            Some(_) => {}
            None => is_warning = false,
        }
        let (mut rest, mut at) = (line, start);
        if !in_comment && !line.as_bytes().contains(&b'<') {
            visit(Line { file, start, text: line, is_data: false, is_warning });
            rest = "";
        }
        while !rest.is_empty() {
            let mark = if in_comment { "-->" } else { "<!--" };
            let end = rest.find(mark).unwrap_or(rest.len());
            if !in_comment && end > 0 {
                visit(Line { file, start: at, text: &rest[..end], is_data: false, is_warning });
            }
            if end == rest.len() {
                break;
            }
            in_comment = !in_comment;
            at += end + mark.len();
            rest = &rest[end + mark.len()..];
        }
        start += line.len();
    }
}
