//! What a server shows at a moment. Contract: a state never changes; whoever has one sees one build from end to end.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::finding::Finding;
use super::rehearsal::Rehearsal;
use crate::messages::Lang;
use crate::model::Site;
use crate::model::edition::{Edition, State as Stage};
use crate::pipeline::{Project, Tree};

/// One moment.
#[derive(Clone)]
pub struct State {
    /// Grows with every tree, and from one run of the program to the next.
    pub version: u64,
    /// Grows with everything that may be seen on the desk.
    pub revision: u64,
    /// The last good site; empty until there is one.
    pub tree: Arc<Tree>,
    /// The sources as they are now, good or not.
    pub project: Option<Arc<Project>>,
    /// What the last preview found.
    pub preview: Arc<Vec<Finding>>,
    /// What `build` would do, and what it would find beyond the preview.
    pub rehearsal: Arc<Rehearsal>,
    /// The rehearsal is older than the preview.
    pub checking: bool,
    /// Language of the site, for who asked for none.
    pub lang: Lang,
    /// Pages of drafts: `a/co/`.
    pub drafts: Arc<BTreeSet<String>>,
}

impl State {
    /// Nothing built yet.
    pub fn new(version: u64) -> State {
        State {
            version,
            revision: version,
            tree: Arc::default(),
            project: None,
            preview: Arc::default(),
            rehearsal: Arc::default(),
            checking: true,
            lang: Lang::ZhCn,
            drafts: Arc::default(),
        }
    }

    /// Everything that is known to be wrong, worst first, each once.
    pub fn findings(&self) -> Vec<&Finding> {
        let mut all: Vec<&Finding> = self.preview.iter().collect();
        all.extend(self.rehearsal.findings.iter().filter(|found| !self.preview.contains(found)));
        all.sort_by_key(|found| found.severity);
        all
    }

    /// Whether `print` would refuse an edition now: for any error, as everything is published or nothing, and for drafts among
    /// its articles, which the preview shows.
    pub fn keeps_from_print(&self, edition: u32) -> bool {
        let site = self.project.as_ref().map(|project| project.site());
        let is_draft = |slug: &String| {
            let article = site.and_then(|site| site.article(slug));
            article.is_some_and(|article| article.draft)
        };
        let editions = site.into_iter().flat_map(|site| &site.editions);
        let mut asked = editions.filter(|other| other.number == edition);
        self.findings().iter().any(|found| found.is_error())
            || asked.any(|edition| edition.articles.iter().any(is_draft))
    }

    /// Whether pages are older than the sources.
    pub fn is_behind(&self) -> bool {
        self.preview.iter().any(Finding::is_error)
    }
}

/// The current edition and those to come, by number: an old one is on paper already.
pub fn at_hand(site: &Site) -> &[Edition] {
    &site.editions[site.current.unwrap_or(0)..]
}

/// The edition that the office works at: the next one, else the current one.
pub fn in_preparation(site: &Site) -> Option<&Edition> {
    let coming = site.editions.iter().filter(|edition| site.edition_state(edition) == Stage::Coming);
    coming.min_by_key(|edition| edition.period.start).or_else(|| site.current_edition())
}
