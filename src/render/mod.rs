//! `Job` → bytes. Pure: everything a job reads is in its plan and its [`Context`]; nothing is written here.

pub mod calendar;
pub mod data;
pub mod delivery;
pub mod feed;
pub mod html;
pub mod page;
pub mod poster;
pub mod progress;
pub mod views;

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
    /// Absolute base of canonical links, the feed and the sitemap; printed codes never use it.
    pub base_url: &'a str,
}

/// Renders one file of the site.
///
/// # Errors
/// What is wrong with the theme's template.
pub fn site_job(cx: Context, core: &Core, job: &SiteJob) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let one = |diagnostic: Box<Diagnostic>| vec![*diagnostic];
    Ok(match &job.kind {
        SiteKind::Page(kind) => page::render(cx, &job.path, kind).map_err(one)?,
        SiteKind::Redirect { to, title, .. } => page::redirect(cx, &job.path, to, title).map_err(one)?,
        SiteKind::Feed => feed::atom(cx),
        SiteKind::Sitemap => feed::sitemap(cx),
        SiteKind::Calendar => calendar::ics(cx),
        SiteKind::Data(data) => data::render(cx, *data),
        SiteKind::Card(card) => poster::handout::card(cx, core, *card)?,
        SiteKind::Bytes(bytes) => bytes.to_vec(),
        SiteKind::Text(text) => text.clone().into_bytes(),
    })
}
