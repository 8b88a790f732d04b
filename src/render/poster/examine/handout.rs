//! Handouts held against the plan: the text fits, no letter lies outside or lacks its glyph, the code is there and
//! large enough.

use typst_layout::PagedDocument;

use super::Seen;
use crate::diagnostic::{Code as Finding, Diagnostic};
use crate::parse::tree::{count_characters, plain};
use crate::plan::codes::Code;
use crate::render::Context;
use crate::render::poster::overflow::told;
use crate::source::Place;

/// What is examined, and where its text stands.
pub struct Subject<'a> {
    /// Under `print/NNN/`.
    pub file: &'a str,
    /// The edition or the notice.
    pub place: &'a Place,
    /// The one code that it carries, if it has one.
    pub code: Option<&'a Code>,
}

/// Everything that is wrong with a handout.
pub fn examine(cx: Context, document: &PagedDocument, subject: &Subject) -> Vec<Diagnostic> {
    let mut out: Vec<Diagnostic> = told(document)
        .into_iter()
        .map(|(_, report)| {
            let article = report.article.as_deref().and_then(|slug| cx.site.articles.get(slug));
            let (needed, available) = (report.needed_mm.unwrap_or(0.0), report.available_mm.unwrap_or(0.0));
            let share = if needed > 0.0 { (1.0 - available / needed).max(0.0) } else { 0.0 };
            let all = article.map_or(0, |article| count_characters(&plain(article.body.keep().lead())));
            Finding::HandoutOverflow
                .at(article.map_or_else(|| subject.place.clone(), |article| article.place.clone()))
                .with("file", subject.file)
                .with("article", report.article.unwrap_or_default())
                .with("needed", format!("{needed:.0}"))
                .with("available", format!("{available:.0}"))
                .with("percent", (share * 100.0).ceil())
                .with("characters", (all as f64 * share).ceil())
        })
        .collect();
    let seen = Seen::of(document);
    let at = |finding: Finding| finding.at(subject.place.clone()).with("file", subject.file);
    if let Some((page, text)) = seen.outside.as_ref().filter(|_| out.is_empty()) {
        out.push(at(Finding::HandoutOutside).with("page", page).with("text", text));
    }
    for (c, text) in &seen.missing {
        let codepoint = format!("U+{:04X}", u32::from(*c));
        let found = Finding::MissingGlyph.at(subject.place.clone()).with("char", c);
        out.push(found.with("codepoint", codepoint).with("text", text));
    }
    let Some(code) = subject.code else { return out };
    // A tenth of a millimetre is rounding.
    let width = seen.images.get(code.svg().as_bytes()).copied().unwrap_or(0.0);
    if width + 0.1 < code.outer_mm() {
        let found = at(Finding::HandoutCode).with("url", &code.url);
        out.push(
            found.with("width", format!("{width:.0}")).with("wanted", format!("{:.0}", code.outer_mm())),
        );
    }
    out
}
