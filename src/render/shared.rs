//! What many pages show alike, made once for all of them. Contract: it holds nothing that the site does not say.

use std::cmp::Reverse;
use std::sync::{Mutex, PoisonError};

use tera::Value;

use super::views::Viewer;
use crate::messages::Lang;
use crate::model::Site;
use crate::model::article::Article;
use crate::model::config::Topic;
use crate::quick::QuickMap;

/// Lists and views that pages have in common.
#[derive(Default)]
pub struct Shared<'a> {
    /// By the topic's index in the configuration: its articles, newest first.
    by_topic: Vec<Vec<&'a Article>>,
    /// What every page gets of the site, as seen from pages with the same way to the root, in the same column: there are few
    /// of these.
    shells: Mutex<Vec<(String, String, Lang, Value)>>,
    /// Topics, as seen from pages with the same way to the root.
    topics: Mutex<QuickMap<String, QuickMap<String, Value>>>,
}

impl<'a> Shared<'a> {
    pub fn new(site: &'a Site) -> Shared<'a> {
        let mut by_topic = site.articles_by_topic();
        for articles in &mut by_topic {
            // They came by slug, and equals stay in order.
            articles.sort_by_cached_key(|article| Reverse(article.date));
        }
        Shared { by_topic, shells: Mutex::default(), topics: Mutex::default() }
    }

    /// The articles of a topic, newest first.
    pub fn of_topic(&self, topic: usize) -> &[&'a Article] {
        self.by_topic.get(topic).map_or(&[], Vec::as_slice)
    }

    /// What a page in the column `section` gets of the site.
    pub(super) fn shell(&self, viewer: &Viewer, section: &str) -> Value {
        let root = viewer.linker.root();
        let mut shells = self.shells.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |(from, column, lang, _): &&(String, String, Lang, Value)| {
            from == root && column == section && *lang == viewer.lang
        };
        if let Some((.., shell)) = shells.iter().find(is_it) {
            return shell.clone();
        }
        let shell = Value::from_serializable(&viewer.site(section));
        shells.push((root.to_owned(), section.to_owned(), viewer.lang, shell.clone()));
        shell
    }

    /// A topic, with its pictogram.
    pub(super) fn topic(&self, viewer: &Viewer, topic: &Topic) -> Value {
        let root = viewer.linker.root();
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = topics.get(root).and_then(|topics| topics.get(&topic.id)) {
            return known.clone();
        }
        let view = Value::from_serializable(&viewer.topic_view(topic));
        topics.entry(root.to_owned()).or_default().insert(topic.id.clone(), view.clone());
        view
    }
}
