//! What an edition has beside its boards: the leaflet, the picture for chats, sheets for urgent notices.

use super::codes::{self, Code};
use super::packs::TypeSizes;
use super::{PrintJob, PrintKind};
use crate::diagnostic::Diagnostic;
use crate::model::Site;
use crate::model::alert::Alert;
use crate::model::article::Article;
use crate::model::board::Paper;
use crate::model::config::Ink;
use crate::model::edition::Edition;
use crate::parse::tree::{count_characters, plain};

/// An edition to hold in the hand: printed as a leaflet, sent as a picture.
#[derive(Debug, Clone)]
pub struct Handout<'s> {
    pub ink: Ink,
    pub sizes: TypeSizes,
    /// Opens the edition's page.
    pub code: Code,
    /// With the address in letters of each; a handout prints one code alone.
    pub articles: Vec<(&'s Article, String)>,
    /// Sides of the leaflet: two of one sheet, or four (two sheets, or A3 folded once).
    pub sides: usize,
}

/// An urgent notice on one paper.
#[derive(Debug, Clone)]
pub struct Notice<'s> {
    pub alert: &'s Alert,
    pub paper: Paper,
    pub ink: Ink,
    pub sizes: TypeSizes,
    /// Opens the home page, where notices stand first.
    pub code: Code,
}

/// Type of a leaflet, in points: read at arm's length, by the old too.
const LEAFLET: TypeSizes = TypeSizes { body_min: 10.5, body_max: 14.0, title_min: 18.0 };
/// Four sides have room for more.
const LONG_LEAFLET: TypeSizes = TypeSizes { body_max: 18.0, ..LEAFLET };

/// What two sides of A4 hold at the least size: characters of all texts together, where each article's head takes as much as
/// `HEAD` of them. Five articles of 175 characters fit, six do not.
const TWO_SIDES: usize = 1200;
const HEAD: usize = 60;

fn sides(articles: &[(&Article, String)]) -> usize {
    let lead = |article: &Article| count_characters(&plain(article.body.keep().lead()));
    let all: usize = articles.iter().map(|(article, _)| HEAD + lead(article)).sum();
    if all > TWO_SIDES { 4 } else { 2 }
}

impl Notice<'_> {
    /// Where it lies under `print/NNN/`.
    pub fn file(&self) -> String {
        format!("alerts/{}-{}.pdf", self.alert.id, self.paper.name)
    }
}

/// The handout of an edition; `None` where its code cannot be made.
pub fn handout<'s>(site: &'s Site, edition: &'s Edition, out: &mut Vec<Diagnostic>) -> Option<Handout<'s>> {
    let base = site.config.base_url.short();
    let articles = site.edition_articles(edition);
    let articles: Vec<_> = articles.map(|article| (article, format!("{base}/a/{}", article.slug))).collect();
    let sides = sides(&articles);
    Some(Handout {
        ink: site.config.ink.unwrap_or(Ink::Saving),
        sizes: if sides > 2 { LONG_LEAFLET } else { LEAFLET },
        code: codes::edition(&site.config, edition, out)?,
        sides,
        articles,
    })
}

/// A sheet of A4 and one of A3 for each notice that is valid today.
pub fn notices<'s>(site: &'s Site, out: &mut Vec<Diagnostic>) -> Vec<Notice<'s>> {
    let Some(code) = site.alerts.first().and_then(|alert| codes::home(&site.config, &alert.place, out))
    else {
        return Vec::new();
    };
    let valid = site.alerts.iter().filter(|alert| alert.is_active(site.today));
    valid
        .flat_map(|alert| {
            // A3 is read from a step further away than A4.
            [(Paper::a4(), 1.0, 40.0), (Paper::a3(), 1.5, 60.0)].map(|(paper, metres, title_min)| Notice {
                alert,
                paper,
                ink: site.config.ink.unwrap_or(Ink::Saving),
                sizes: TypeSizes { body_min: 16.0 * metres, body_max: 36.0 * metres, title_min },
                code: code.clone(),
            })
        })
        .collect()
}

/// The files of handout and notices.
pub fn jobs(handout: Option<&Handout>, notices: &[Notice]) -> Vec<PrintJob> {
    let mut jobs = Vec::new();
    let mut put = |path: String, kind| jobs.push(PrintJob { path, kind });
    if handout.is_some() {
        put("leaflet.pdf".to_owned(), PrintKind::Leaflet);
        put("share.png".to_owned(), PrintKind::Share);
    }
    for (index, notice) in notices.iter().enumerate() {
        put(notice.file(), PrintKind::Notice(index));
    }
    jobs
}
