//! Pages that list others: editions, topics, boards, and the campaign's overview and areas.

use serde::Serialize;

use super::{Builder, summary};
use crate::diagnostic::Diagnostic;
use crate::model::article::Article;
use crate::model::campaign::part::Part;
use crate::model::config::Topic;
use crate::model::edition::Edition;
use crate::parse::tree::plain;
use crate::plan::pages::topic_path;
use crate::render::json_ld;
use crate::render::progress::{self, AreaPage, ProgressPage, RecordsPage};
use crate::render::views::{Card, EditionTextView, EditionView};

#[derive(Serialize)]
struct EditionPage<'a> {
    edition: EditionTextView,
    articles: Vec<Card<'a>>,
    previous: Option<EditionView>,
    next: Option<EditionView>,
    boards_count: usize,
}

#[derive(Serialize)]
struct TopicPage<'a> {
    topic: tera::Value,
    articles: Vec<Card<'a>>,
    pager: Pager,
}

#[derive(Serialize)]
struct Pager {
    page: usize,
    pages: usize,
    previous_href: Option<String>,
    next_href: Option<String>,
}

#[derive(Serialize)]
struct ListPage {
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Group {
    title: Option<String>,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    /// A number plate before the title.
    mark: Option<String>,
    title: String,
    note: String,
    href: String,
    topic: Option<tera::Value>,
}

impl Builder<'_> {
    pub(super) fn edition(&self, edition: &Edition) -> Result<Vec<u8>, Box<Diagnostic>> {
        let site = self.viewer.cx.site;
        let at = site.editions.iter().position(|other| other.number == edition.number).unwrap_or(0);
        let beside = |at: Option<usize>| {
            at.and_then(|at| site.editions.get(at)).map(|other| self.viewer.edition(other))
        };
        let view = EditionPage {
            edition: self.viewer.edition_text(edition),
            articles: self.viewer.edition_cards(edition),
            previous: beside(at.checked_sub(1)),
            next: beside(Some(at + 1)),
            boards_count: site.active_boards().count(),
        };
        let number = self.say("edition_number", &[("number", &edition.number.to_string())]);
        let foreword = summary(&plain(edition.foreword.read().blocks()));
        let mut meta = self.meta(&format!("{number} · {}", edition.title), &foreword);
        meta.column = Some(self.say("editions_title", &[]));
        meta.image = self.edition_image(edition);
        self.finish("edition.html", "e/", meta, view)
    }

    pub(super) fn topic(
        &self,
        topic: &Topic,
        articles: &[&Article],
        number: usize,
        pages: usize,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let view = TopicPage {
            topic: self.viewer.topic(topic),
            articles: articles.iter().map(|article| self.viewer.card(article)).collect(),
            pager: self.pager(&topic.id, number, pages),
        };
        let count = self.topic_count(&topic.id).to_string();
        let description = self.say("topic_description", &[("name", &topic.name), ("count", &count)]);
        let mut meta = self.meta(&topic.name, &description);
        self.column(&mut meta, &topic.name);
        meta.keywords.clone_from(&topic.name);
        self.finish("topic.html", "t/", meta, view)
    }

    fn pager(&self, id: &str, page: usize, pages: usize) -> Pager {
        let href = |page: usize| self.viewer.linker.href(&topic_path(id, page));
        Pager {
            page,
            pages,
            previous_href: (page > 1).then(|| href(page - 1)),
            next_href: (page < pages).then(|| href(page + 1)),
        }
    }

    pub(super) fn boards(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let site = self.viewer.cx.site;
        let mut groups: Vec<Group> = Vec::new();
        for board in site.active_boards() {
            let village =
                if board.village.is_empty() { self.say("boards_town", &[]) } else { board.village.clone() };
            let item = Item {
                mark: Some(board.id.clone()),
                title: board.name.clone(),
                note: board.spot.clone(),
                href: self.viewer.linker.href(&format!("b/{}/", board.id)),
                topic: None,
            };
            match groups.iter_mut().find(|group| group.title.as_ref() == Some(&village)) {
                Some(group) => group.items.push(item),
                None => groups.push(Group { title: Some(village), items: vec![item] }),
            }
        }
        let count = site.active_boards().count().to_string();
        self.list("b/", "boards_title", self.say("boards_description", &[("count", &count)]), groups)
    }

    pub(super) fn topics(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let items = self
            .topic_counts()
            .into_iter()
            .map(|view| Item {
                mark: None,
                title: view.topic.name.clone(),
                note: self.say("article_count", &[("count", &view.count.to_string())]),
                href: view.topic.href.clone(),
                topic: Some(tera::Value::from_serializable(&view.topic)),
            })
            .collect();
        self.list(
            "t/",
            "topics_title",
            self.say("topics_description", &[]),
            vec![Group { title: None, items }],
        )
    }

    pub(super) fn editions(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut groups: Vec<Group> = Vec::new();
        for edition in self.viewer.cx.site.editions.iter().rev() {
            let view = self.viewer.edition(edition);
            let number = self.say("edition_number", &[("number", &edition.number.to_string())]);
            let state = match view.state {
                "past" => String::new(),
                state => format!(" · {}", self.say(&format!("edition_{state}"), &[])),
            };
            let year = edition.period.start.year().to_string();
            let item = Item {
                mark: Some(number),
                title: edition.title.clone(),
                note: format!("{}{state}", view.period),
                href: view.href,
                topic: None,
            };
            match groups.iter_mut().find(|group| group.title.as_ref() == Some(&year)) {
                Some(group) => group.items.push(item),
                None => groups.push(Group { title: Some(year), items: vec![item] }),
            }
        }
        self.list("e/", "editions_title", self.say("editions_description", &[]), groups)
    }

    fn list(
        &self,
        section: &str,
        title: &str,
        description: String,
        groups: Vec<Group>,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let title = self.say(title, &[]);
        let mut meta = self.meta(&title, &description);
        self.column(&mut meta, &title);
        self.finish("list.html", section, meta, ListPage { groups })
    }

    pub(super) fn progress(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let Some(campaign) = &self.viewer.cx.site.campaign else { return Ok(Vec::new()) };
        let view: ProgressPage = progress::page(&self.viewer, campaign);
        let count = campaign.figures.len().to_string();
        let description = self.say("progress_description", &[("title", &campaign.title), ("count", &count)]);
        let mut meta = self.meta(&campaign.title, &description);
        self.column(&mut meta, &campaign.title);
        let named = self.viewer.cx.theme.names("progress.html");
        meta.json_ld = named("json_ld")
            .then(|| json_ld::campaign(self.viewer.cx.site, &self.described(&meta), campaign));
        self.finish("progress.html", "progress/", meta, view)
    }

    pub(super) fn area(&self, area: usize) -> Result<Vec<u8>, Box<Diagnostic>> {
        let Some(campaign) = &self.viewer.cx.site.campaign else { return Ok(Vec::new()) };
        let view: AreaPage = progress::area(&self.viewer, campaign, area);
        let area = &campaign.areas[area];
        let heading = format!("{} · {}", area.name, campaign.title);
        let mut meta = self.meta(&heading, &area.text.as_deref().map(summary).unwrap_or_default());
        meta.heading.clone_from(&area.name);
        meta.column = Some(campaign.title.clone());
        self.finish("area.html", "progress/", meta, view)
    }

    pub(super) fn records(&self, part: Part) -> Result<Vec<u8>, Box<Diagnostic>> {
        let Some(campaign) = &self.viewer.cx.site.campaign else { return Ok(Vec::new()) };
        let view: RecordsPage = progress::records(&self.viewer, campaign, part);
        let title = self.say(&format!("part_{}", part.id()), &[]);
        let mut meta = self.meta(
            &format!("{title} · {}", campaign.title),
            &self.say(&format!("part_{}_intro", part.id()), &[]),
        );
        meta.heading = title;
        self.finish("records.html", "progress/", meta, view)
    }
}
