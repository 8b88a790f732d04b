//! What is to be said of one text and of what it refers to: links and pictures that are not there, HTML and footnotes that
//! get lost. Of an article's also what it says.

use super::texts::Text;
use super::{Words, slips};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::model::article::Article;
use crate::model::links;
use crate::parse::body::{Body, Kind, Mention};
use crate::parse::tree::is_comment;
use crate::source::Span;
use crate::workers;

/// The texts that are no articles: there are few.
pub(super) fn check(site: &Site, out: &mut Vec<Diagnostic>) {
    site.other_texts(&mut |from, body| text(site, from, body, &body.mentions(), out));
    for page in &site.pages {
        footnotes(&page.body.mentions(), out);
        slips::check(&page.body, out);
    }
}

/// One text of an article, with its front matter.
pub fn article(site: &Site, words: &Words, (from, body): (&str, &Body), out: &mut Vec<Diagnostic>) {
    words.check(Text { file: body.file(), text: body.source(), is_markdown: true }, out);
    let mentions = body.mentions();
    text(site, from, body, &mentions, out);
    if site.config.raw_html {
        html(&mentions, out);
    }
    footnotes(&mentions, out);
    slips::check(body, out);
}

/// All texts of articles, for a run that makes no pages, where they are held against the site one by one.
pub fn articles(site: &Site, words: &Words, jobs: usize) -> Vec<Diagnostic> {
    let articles: Vec<&Article> = site.articles().collect();
    let found = workers::map(&articles, jobs, |one| {
        let mut found = Vec::new();
        one.texts().for_each(|text| article(site, words, text, &mut found));
        found
    });
    found.into_iter().flatten().collect()
}

fn text(site: &Site, from: &str, body: &Body, mentions: &[Mention], out: &mut Vec<Diagnostic>) {
    out.extend(body.read().too_deep.map(|span| Code::NestedTooDeep.at(span)));
    comments(mentions, out);
    links::check(site, from, body, mentions, out);
}

/// A comment without an end takes the rest of the text with it; a marker that is none leaves a poster without its end.
fn comments(mentions: &[Mention], out: &mut Vec<Diagnostic>) {
    for mention in mentions.iter().filter(|mention| matches!(mention.kind, Kind::Html { .. })) {
        let Some(comment) = mention.what.trim_start().strip_prefix("<!--") else { continue };
        match comment.split_once("-->") {
            None => {
                let first = mention.what.lines().next().unwrap_or_default().len();
                let Span { file, start, end } = mention.span;
                let start = start as usize;
                let line = Span::new(file, start..(start + first).min(end as usize));
                out.push(Code::CommentOpen.at(line));
            }
            Some((word, _)) if word.trim().eq_ignore_ascii_case("more") => {
                out.push(Code::MoreMarker.at(mention.span));
            }
            Some(_) => {}
        }
    }
}

/// Markup for browsers has no meaning on paper: what it says would be missing there without a word. (Where raw HTML
/// is off it is shown as text on the web, and warned of as such.)
fn html(mentions: &[Mention], out: &mut Vec<Diagnostic>) {
    let printed = mentions.iter().filter(|mention| mention.kind == Kind::Html { in_lead: true });
    out.extend(printed.filter(|html| !is_comment(&html.what)).map(|html| Code::HtmlNotPrinted.at(html.span)));
}

fn footnotes(mentions: &[Mention], out: &mut Vec<Diagnostic>) {
    let marks = mentions.iter().filter(|mention| mention.kind == Kind::FootnoteMark);
    out.extend(marks.map(|mark| Code::FootnoteUndefined.at(mark.span).with("label", &mark.what)));
}
