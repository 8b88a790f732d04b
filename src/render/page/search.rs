//! The search page: what `search.js` must know to find its index, how results look, and the topics for whoever has no script.

use serde::Serialize;

use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::plan::search::Kind;
use crate::render::search::texts::look;
use crate::render::views::TopicCountView;

#[derive(Serialize)]
struct SearchPage<'a> {
    index: IndexView<'a>,
    looks: Vec<LookView>,
    topics: Vec<TopicCountView>,
}

#[derive(Serialize)]
struct IndexView<'a> {
    folder: String,
    shards: usize,
    documents: usize,
    articles: usize,
    per_articles: usize,
    per_others: usize,
    /// What goes before a result's path, and after it.
    root: &'a str,
    file: &'static str,
}

/// How one kind of result looks.
#[derive(Serialize)]
struct LookView {
    id: String,
    label: String,
    icon_svg: String,
    topic: Option<tera::Value>,
}

impl Builder<'_> {
    pub(super) fn search(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let site = self.viewer.cx.site;
        let plan = self.viewer.cx.search.plan();
        let root = self.viewer.linker.root();
        let [per_articles, per_others] = plan.per_file;
        let index = IndexView {
            folder: format!("{root}{}", plan.folder),
            shards: plan.shards,
            documents: plan.docs.len(),
            articles: plan.articles,
            per_articles,
            per_others,
            root,
            file: if site.config.link_files { "index.html" } else { "" },
        };
        let view = SearchPage { index, looks: self.looks(), topics: self.topic_counts() };
        let meta = self.meta(&self.say("search_title", &[]), &self.say("search_description", &[]));
        self.finish("search.html", "search/", meta, view)
    }

    /// One for each kind of document that there is.
    fn looks(&self) -> Vec<LookView> {
        let cx = self.viewer.cx;
        let mut looks: Vec<LookView> = Vec::new();
        for doc in &cx.search.plan().docs {
            let id = look(doc.kind);
            if looks.iter().any(|look| look.id == id) {
                continue;
            }
            let topic = match doc.kind {
                Kind::Article { topic: Some(id), .. } => {
                    cx.site.config.topics.iter().find(|topic| topic.id == id)
                }
                _ => None,
            };
            let (icon, key) = match doc.kind {
                Kind::Article { .. } => ("default", "topic_articles"),
                Kind::Page => ("info", "search_page"),
                Kind::Area => ("person-check", "nav_progress"),
                Kind::Board => ("pin", "nav_boards"),
            };
            looks.push(LookView {
                id: id.into_owned(),
                label: topic.map_or_else(|| self.say(key, &[]), |topic| topic.name.clone()),
                icon_svg: cx.theme.icon(topic.map_or(icon, |topic| &topic.icon)).trim().to_owned(),
                topic: topic.map(|topic| self.viewer.topic(topic)),
            });
        }
        looks
    }
}
