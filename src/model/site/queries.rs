//! What other stages ask of a site. Contract: answers come from what is there; nothing is read or reported.

use std::sync::Arc;

use jiff::civil::Date;

use super::Site;
use crate::model::article::Article;
use crate::model::board::{Board, Plate};
use crate::model::config::Topic;
use crate::model::edition::{Edition, State};
use crate::parse::body::Body;

impl Site {
    /// All articles, by slug.
    pub fn articles(&self) -> impl Iterator<Item = &Article> {
        self.articles.values().map(Arc::as_ref)
    }

    /// An article by its slug.
    pub fn article(&self, slug: &str) -> Option<&Article> {
        self.articles.get(slug).map(Arc::as_ref)
    }

    /// What takes an expired article's place, where its author says so.
    pub fn replacement(&self, article: &Article) -> Option<&Article> {
        self.article(&article.replaced_by.as_ref()?.value)
    }

    /// Calls `visit` for every text of the site, with the file it stands in.
    pub fn texts<'s>(&'s self, visit: &mut impl FnMut(&str, &'s Body)) {
        self.articles().flat_map(Article::texts).for_each(|(path, body)| visit(path, body));
        self.other_texts(visit);
    }

    /// As [`Site::texts`], without those of articles.
    pub fn other_texts<'s>(&'s self, visit: &mut impl FnMut(&str, &'s Body)) {
        for page in &self.pages {
            visit(&page.path, &page.body);
        }
        for edition in &self.editions {
            visit(&format!("content/editions/{}.md", edition.id()), &edition.foreword);
        }
        for alert in &self.alerts {
            visit(&format!("content/alerts/{}.md", alert.id), &alert.body);
        }
    }

    /// The text of a page at a site path, where the page is a text.
    pub fn body(&self, path: &str) -> Option<&Body> {
        let mut parts = path.trim_end_matches('/').split('/');
        match (parts.next()?, parts.next()?, parts.next()) {
            ("a", slug, None) => Some(&self.article(slug)?.body),
            ("a", slug, Some(lang)) => Some(&self.article(slug)?.translations.get(lang)?.body),
            ("p", slug, None) => Some(&self.pages.iter().find(|page| page.slug == slug)?.body),
            _ => None,
        }
    }

    /// What a page of a thing of ours is called, by its site path; `None` for lists and what is not there.
    pub fn title(&self, path: &str) -> Option<&str> {
        let mut parts = path.trim_end_matches('/').split('/');
        match (parts.next()?, parts.next(), parts.next()) {
            ("", None, None) => Some(&self.config.name),
            ("a", Some(slug), None) => Some(&self.article(slug)?.title),
            ("a", Some(slug), Some(lang)) => Some(&self.article(slug)?.translations.get(lang)?.title),
            ("p", Some(slug), None) => Some(&self.pages.iter().find(|page| page.slug == slug)?.title),
            ("b", Some(id), None) => Some(&self.boards.iter().find(|board| board.id == id)?.name),
            ("t", Some(id), _) => Some(&self.config.topics.iter().find(|topic| topic.id == id)?.name),
            ("e", Some(id), None) => Some(&self.editions.iter().find(|edition| edition.id() == id)?.title),
            _ => None,
        }
    }

    /// Files that every reader's programs may fetch, and texts may link to.
    pub fn machine_files(&self) -> Vec<String> {
        let mut files = vec!["feed.xml", "sitemap.xml", "api/schema.json", "api/articles.json"];
        if !self.editions.is_empty() {
            files.extend(["calendar.ics", "api/editions.json"]);
        }
        if !self.boards.is_empty() {
            files.extend(["api/boards.json", "api/boards.csv"]);
        }
        let mut files: Vec<String> = files.into_iter().map(str::to_owned).collect();
        if let Some(campaign) = &self.campaign {
            files.push("api/datapackage.json".to_owned());
            let stems = campaign.tables().into_iter().map(|table| table.stem());
            for stem in stems.chain(["figures"]) {
                files.extend([format!("api/{stem}.json"), format!("api/{stem}.csv")]);
            }
        }
        files
    }

    /// Topics that at least one public article has, in the configuration's order.
    pub fn topics_in_use(&self) -> Vec<&Topic> {
        let topics = &self.config.topics;
        let mut used = vec![false; topics.len()];
        let mut unused = topics.len();
        let mut named = self.articles().flat_map(|article| &article.topics);
        while unused > 0
            && let Some(topic) = named.next()
        {
            if !std::mem::replace(&mut used[*topic], true) {
                unused -= 1;
            }
        }
        topics.iter().zip(used).filter_map(|(topic, is_used)| is_used.then_some(topic)).collect()
    }

    /// For each of the configuration's topics its articles, by slug.
    pub fn articles_by_topic(&self) -> Vec<Vec<&Article>> {
        let mut by_topic: Vec<Vec<&Article>> = vec![Vec::new(); self.config.topics.len()];
        for article in self.articles() {
            for (number, topic) in article.topics.iter().enumerate() {
                if !article.topics[..number].contains(topic) {
                    by_topic[*topic].push(article);
                }
            }
        }
        by_topic
    }

    /// An article's leading topic.
    pub fn topic(&self, article: &Article) -> Option<&Topic> {
        article.topics.first().map(|at| &self.config.topics[*at])
    }

    pub fn current_edition(&self) -> Option<&Edition> {
        self.current.map(|at| &self.editions[at])
    }

    /// Editions that have begun, oldest first.
    pub fn begun_editions(&self) -> impl DoubleEndedIterator<Item = &Edition> {
        self.editions.iter().filter(|edition| edition.period.start <= self.today)
    }

    pub fn edition_state(&self, edition: &Edition) -> State {
        if self.current_edition().is_some_and(|current| current.number == edition.number) {
            State::Current
        } else if edition.period.start > self.today {
            State::Coming
        } else {
            State::Past
        }
    }

    /// The articles of an edition, in order.
    pub fn edition_articles<'a>(&'a self, edition: &'a Edition) -> impl Iterator<Item = &'a Article> {
        edition.articles.iter().filter_map(|slug| self.article(slug))
    }

    /// Boards that hang today.
    pub fn active_boards(&self) -> impl Iterator<Item = &Board> {
        self.boards.iter().filter(|board| board.retired.is_none_or(|date| date > self.today))
    }

    /// All boards that have a page: those that hang, and those of which a code may still be found somewhere.
    pub fn plates(&self) -> impl Iterator<Item = Plate<'_>> {
        let boards = self.boards.iter().map(|board| Plate::of(board, self.today));
        boards.chain(self.removed_boards.iter().map(Plate::of_removed))
    }

    /// Old paths that lead to an article or a page, without slashes around them.
    pub fn aliases(&self) -> impl Iterator<Item = String> {
        let articles = self.articles.values().flat_map(|article| &article.aliases);
        let pages = self.pages.iter().flat_map(|page| &page.aliases);
        articles.chain(pages).map(|alias| alias.value.trim_end_matches("/index.html").to_owned())
    }

    /// Whether a site path (`a/co/`) opens something: a page, an alias or a file of the office's own.
    pub fn resolves(&self, path: &str) -> bool {
        let file = path.trim_end_matches('/');
        self.urls.contains(path)
            || self.static_files.contains(&format!("{file}/index.html"))
            || self.aliases().any(|alias| alias == file)
    }

    /// The next day on which the output would be another: an edition begins or ends, an alert begins or ends,
    /// an article expires, a problem of the campaign is due.
    pub fn stale_on(&self) -> Option<Date> {
        let editions = self.editions.iter().flat_map(|edition| [edition.period.start, edition.period.end()]);
        let after = |date: Date| date.tomorrow().unwrap_or(date);
        let alerts = self.alerts.iter().flat_map(|alert| [alert.from, after(alert.until)]);
        let articles = self.articles.values().filter_map(|article| article.expires).map(after);
        let campaign = self.campaign.iter().filter_map(|campaign| campaign.stale_on(self.today));
        editions.chain(alerts).chain(articles).chain(campaign).filter(|date| *date > self.today).min()
    }
}
