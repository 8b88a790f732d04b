//! Standing pages: about, contact, mechanisms.

use jiff::civil::Date;

use super::{check_aliases, check_slug};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::body::Body;
use crate::parse::content::RawPage;
use crate::source::{Place, Spanned};

#[derive(Debug, Clone)]
pub struct Page {
    pub slug: String,
    /// Path in the project, for resolving its links.
    pub path: String,
    pub title: String,
    pub description: Option<String>,
    pub updated: Option<Date>,
    pub weight: i64,
    pub aliases: Vec<Spanned<String>>,
    /// Explains the campaign: listed on the progress page instead of the foot of every page.
    pub campaign: bool,
    pub body: Body,
}

/// Pages by weight, then slug.
pub fn build(raws: Vec<RawPage>, out: &mut Vec<Diagnostic>) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for raw in raws {
        let Some(title) = raw.title else { continue };
        if !check_slug(&raw.stem, &Place::File(raw.file), out) {
            continue;
        }
        if pages.iter().any(|page| page.slug == raw.stem) {
            out.push(Code::DuplicateSlug.at(Place::File(raw.file)).with("slug", &raw.stem));
            continue;
        }
        pages.push(Page {
            path: format!("content/pages/{}", raw.path),
            slug: raw.stem,
            title: title.value,
            description: raw.description.map(|text| text.value),
            updated: raw.updated.map(|date| date.value),
            weight: raw.weight.map_or(0, |weight| weight.value),
            aliases: check_aliases(&raw.aliases, out),
            campaign: raw.campaign,
            body: raw.body,
        });
    }
    pages.sort_by(|a, b| (a.weight, &a.slug).cmp(&(b.weight, &b.slug)));
    pages
}
