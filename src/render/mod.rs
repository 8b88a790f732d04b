//! `Job` → bytes. Pure: everything a job reads is in its plan and its [`Context`]; nothing is written here.

pub mod calendar;
pub mod campaign;
pub mod chart;
pub mod compress;
pub mod data;
pub mod delivery;
pub mod feed;
pub mod html;
pub mod json_ld;
pub mod page;
pub mod picture;
pub mod poster;
pub mod progress;
pub mod search;
pub mod shared;
pub mod sitemap;
pub mod tables;
pub mod views;
mod xml;

use self::poster::world::Core;
use crate::diagnostic::Diagnostic;
use crate::model::Site;
use crate::plan::{Assets, SiteJob, SiteKind};
use crate::theme::Theme;

/// What all jobs of a build share.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub site: &'a Site,
    pub theme: &'a Theme,
    pub assets: &'a Assets,
    pub search: &'a search::Index<'a>,
    pub shared: &'a shared::Shared<'a>,
    /// Absolute base of canonical links, the feed and the sitemap; printed codes never use it.
    pub base_url: &'a str,
}

/// Renders one file of the site; what its author should know of it goes to `found`.
///
/// # Errors
/// What is wrong with the theme's template, or with a picture.
pub fn site_job(
    cx: Context,
    core: Option<&Core>,
    job: &SiteJob,
    found: &mut Vec<Diagnostic>,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let one = |diagnostic: Box<Diagnostic>| vec![*diagnostic];
    Ok(match &job.kind {
        SiteKind::Page(kind) => page::render(cx, &job.path, kind).map_err(one)?,
        SiteKind::Redirect { to, title, .. } => page::redirect(cx, &job.path, to, title).map_err(one)?,
        SiteKind::Feed => feed::atom(cx),
        SiteKind::Sitemap(part) => sitemap::render(cx, *part),
        SiteKind::Robots => robots(cx),
        SiteKind::Calendar => calendar::ics(cx),
        SiteKind::Data(data) => data::render(cx, *data),
        SiteKind::Card(card) => match core {
            Some(core) => poster::handout::card(cx, core, *card)?,
            // Without one a run wants no cards.
            None => return Err(Vec::new()),
        },
        SiteKind::Search(file) => search::render(cx.search, &job.path, file),
        SiteKind::Picture(job) => {
            let (bytes, warnings) = picture::render(job)?;
            found.extend(warnings);
            bytes
        }
        SiteKind::Bytes(bytes) => bytes.to_vec(),
    })
}

/// Everything may be read by everyone, and here is the list.
fn robots(cx: Context) -> Vec<u8> {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}/sitemap.xml\n", cx.base_url).into_bytes()
}
