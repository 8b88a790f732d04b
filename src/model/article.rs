//! Articles: one text for the web page and the poster, with who stands behind it and how long it holds.

use std::collections::btree_map::{BTreeMap, Entry};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::audio::Recording;
use super::board::Board;
use super::config::{Topic, find_topic};
use super::language::is_language;
use super::{check_aliases, check_slug};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::article::{FOLDER, RawArticle};
use crate::parse::body::Body;
use crate::source::{FileId, Place, Spanned};
use crate::workers;

/// One article (文章).
#[derive(Debug, Clone)]
pub struct Article {
    pub slug: String,
    /// Path in the project, for resolving its links.
    pub path: String,
    pub title: String,
    pub description: Option<String>,
    pub date: Option<Date>,
    pub updated: Option<Date>,
    /// The last day it holds.
    pub expires: Option<Date>,
    /// The article that takes this one's place, by slug.
    pub replaced_by: Option<Spanned<String>>,
    pub draft: bool,
    pub aliases: Vec<Spanned<String>>,
    pub weight: i64,
    /// Indices into the configuration's topics.
    pub topics: Vec<usize>,
    pub trust: Trust,
    /// Name of a pictogram of the theme, where it is not the topic's.
    pub icon: Option<Spanned<String>>,
    /// The file of its recording, as written.
    pub audio: Option<Spanned<String>>,
    /// Someone reads it aloud.
    pub recording: Option<Recording>,
    /// Its code is the same on all boards.
    pub shared_code: bool,
    pub body: Body,
    /// By language tag.
    pub translations: BTreeMap<String, Translation>,
    /// Where to point for the article as a whole.
    pub place: Place,
}

/// The same article in another language.
#[derive(Debug, Clone)]
pub struct Translation {
    pub path: String,
    pub title: String,
    pub description: Option<String>,
    pub audio: Option<Spanned<String>>,
    pub recording: Option<Recording>,
    pub body: Body,
    /// Where to point for the translation as a whole.
    pub place: Place,
}

/// Who wrote and checked it, and on what ground.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    pub author: Option<String>,
    pub reviewer: Option<String>,
    pub reviewed: Option<Date>,
    /// Whom it is written for.
    pub audience: Option<String>,
    pub sources: Vec<String>,
    /// Items of 中国公民健康素养——基本知识与技能（2024年版）, 1–66.
    pub literacy: Vec<u8>,
}

impl Article {
    /// Its own text and its translations', each with the file it stands in.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &Body)> {
        let translations = self.translations.values().map(|text| (text.path.as_str(), &text.body));
        std::iter::once((self.path.as_str(), &self.body)).chain(translations)
    }

    /// Whether it stands in the file, or the folder, of this name.
    pub fn is_file(&self, name: &str) -> bool {
        let path = self.path.strip_prefix(FOLDER).unwrap_or(&self.path);
        let rest = path.strip_prefix(name);
        rest.is_some_and(|rest| rest == ".md" || rest == "/index.md")
    }

    /// The site path of its page.
    pub fn site_path(&self) -> String {
        ["a/", &self.slug, "/"].concat()
    }

    /// The site path of its page in another language.
    pub fn site_path_in(&self, lang: &str) -> String {
        ["a/", &self.slug, "/", lang, "/"].concat()
    }

    pub fn is_expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|date| date < today)
    }

    /// The translations that `board` prints, in the order of its languages.
    pub fn translations_for<'a>(
        &'a self,
        board: &'a Board,
    ) -> impl Iterator<Item = (&'a str, &'a Translation)> {
        board.languages.iter().filter_map(|tag| Some((tag.as_str(), self.translations.get(tag)?)))
    }

    /// The latest date the text was touched.
    pub fn modified(&self) -> Option<Date> {
        self.updated.max(self.date)
    }
}

/// What an earlier build of this process made of articles of which there was nothing to be said.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// What, of the configuration, it was made with.
    topics: Vec<Topic>,
    shared_codes: bool,
    made: HashMap<FileId, (Arc<RawArticle>, Arc<Article>)>,
}

impl Known {
    /// The article of a file, as it was parsed.
    pub fn raw(&self, file: FileId) -> Option<Arc<RawArticle>> {
        self.made.get(&file).map(|(raw, _)| Arc::clone(raw))
    }

    /// Puts another running text into what is known of an article. Returns its slug.
    pub(super) fn replace_text(&mut self, new: &Arc<RawArticle>) -> Option<String> {
        let (raw, article) = self.made.get_mut(&new.file)?;
        *raw = Arc::clone(new);
        Arc::make_mut(article).body = new.body.clone();
        Some(article.slug.clone())
    }

    /// What was made of a raw article, its translations left out.
    fn article(&self, raw: &Arc<RawArticle>) -> Option<&Arc<Article>> {
        self.made.get(&raw.file).filter(|(known, _)| Arc::ptr_eq(known, raw)).map(|(_, article)| article)
    }
}

/// An article of a file, before it stands among the others.
struct Made {
    file: FileId,
    /// `None` where there is none to be made.
    article: Option<Arc<Article>>,
    slug_place: Place,
    /// Its file's stem, where it has translations.
    stem: Option<String>,
    /// What it was made of, if somebody may ask for it again and nothing was to be said.
    again: Option<Arc<RawArticle>>,
    found: Vec<Diagnostic>,
}

/// What articles are made with, of the configuration.
#[derive(Clone, Copy)]
pub struct With<'a> {
    pub topics: &'a [Topic],
    pub shared_codes: bool,
}

/// Articles by slug, translations folded in; and, for who builds again and says what is `known` so far, what is known then.
/// Spread over `jobs` workers.
pub fn build(
    raws: Vec<Arc<RawArticle>>,
    with: With,
    jobs: usize,
    known: Option<&Known>,
    out: &mut Vec<Diagnostic>,
) -> (BTreeMap<String, Arc<Article>>, Option<Known>) {
    let With { topics, shared_codes } = with;
    let mut next = known.map(|known| Known {
        topics: topics.to_vec(),
        shared_codes,
        made: HashMap::with_capacity(known.made.len()),
    });
    let stays = known.is_some();
    let known = known.filter(|known| known.topics == topics && known.shared_codes == shared_codes);
    let mut articles: BTreeMap<String, Arc<Article>> = BTreeMap::new();
    let (translations, raws): (Vec<_>, Vec<_>) = raws.into_iter().partition(|raw| raw.lang.is_some());
    // A translation belongs to its file name's stem, which need not be the slug.
    let translated: HashSet<&str> = translations.iter().map(|raw| raw.stem.as_str()).collect();
    let mut stems: HashMap<String, String> = HashMap::with_capacity(translated.len());
    let made = workers::map_owned(raws, jobs, |raw| {
        let file = raw.file;
        let slug_place = raw.slug.as_ref().map_or_else(|| raw.place(), |slug| slug.place.clone());
        let stem = translated.contains(raw.stem.as_str()).then(|| raw.stem.clone());
        let again = Some(&raw).filter(|raw| stays && raw.is_clean).map(Arc::clone);
        let mut found = Vec::new();
        let article = match known.and_then(|known| known.article(&raw)) {
            Some(article) => Some(Arc::clone(article)),
            None => read(raw, with, &mut found).map(Arc::new),
        };
        let again = again.filter(|_| found.is_empty());
        Made { file, article, slug_place, stem, again, found }
    });
    for Made { file, article, slug_place, stem, again, found } in made {
        out.extend(found);
        let Some(article) = article else { continue };
        if let (Some(next), Some(raw)) = (&mut next, again) {
            next.made.insert(file, (raw, Arc::clone(&article)));
        }
        match articles.entry(article.slug.clone()) {
            Entry::Occupied(first) => out.push(
                Code::DuplicateSlug
                    .at(slug_place)
                    .with("slug", &article.slug)
                    .label(first.get().place.clone(), "first-here"),
            ),
            Entry::Vacant(place) => {
                stems.extend(stem.map(|stem| (stem, article.slug.clone())));
                place.insert(article);
            }
        }
    }
    drop(translated);
    for raw in translations {
        let lang = raw.lang.clone().unwrap_or_default();
        let original = stems.get(&raw.stem).and_then(|slug| articles.get_mut(slug));
        let Some(original) = original else {
            out.push(Code::TranslationOrphan.at(raw.place()).with("stem", &raw.stem).with("lang", &lang));
            continue;
        };
        if !is_language(&lang) {
            out.push(Code::BadLanguage.at(raw.place()).with("lang", &lang).with("stem", &raw.stem));
        }
        let place = raw.place();
        let raw = Arc::unwrap_or_clone(raw);
        let Some(title) = raw.title else { continue };
        let translation = Translation {
            place,
            path: [FOLDER, &raw.path].concat(),
            title: title.value,
            description: raw.description.map(|text| text.value),
            audio: raw.audio,
            recording: None,
            body: raw.body,
        };
        Arc::make_mut(original).translations.insert(lang, translation);
    }
    (articles, next)
}

fn read(
    raw: Arc<RawArticle>,
    With { topics, shared_codes }: With,
    out: &mut Vec<Diagnostic>,
) -> Option<Article> {
    let raw = Arc::unwrap_or_clone(raw);
    let place = raw.place();
    let slug = raw.slug.clone().unwrap_or_else(|| Spanned::new(raw.stem.clone(), Place::File(raw.file)));
    let title = raw.title?;
    if !check_slug(&slug.value, &slug.place, out) {
        return None;
    }
    let mut expires = raw.expires;
    if let (Some(date), Some(wrong)) = (&raw.date, &expires)
        && wrong.value < date.value
    {
        out.push(
            Code::ExpiresBeforeDate
                .at(wrong.place.clone())
                .with("expires", wrong.value)
                .with("date", date.value)
                .label(date.place.clone(), "dated-here"),
        );
        expires = None;
    }
    let mut literacy = Vec::new();
    for item in raw.trust.literacy {
        match u8::try_from(item.value).ok().filter(|number| (1..=66).contains(number)) {
            Some(number) => literacy.push(number),
            None => out.push(
                Code::BadValue
                    .at(item.place)
                    .with("field", "trust.literacy")
                    .with("found", item.value)
                    .with("allowed", "1–66"),
            ),
        }
    }
    let shared_code = match &raw.codes {
        None => shared_codes,
        Some(codes) if codes.value == "shared" => true,
        Some(codes) if codes.value == "board" => false,
        Some(codes) => {
            out.push(
                Code::BadValue
                    .at(codes.place.clone())
                    .with("field", "codes")
                    .with("found", &codes.value)
                    .with("allowed", "board, shared"),
            );
            shared_codes
        }
    };
    Some(Article {
        slug: slug.value,
        path: [FOLDER, &raw.path].concat(),
        title: title.value,
        description: raw.description.map(|text| text.value),
        date: raw.date.map(|date| date.value),
        updated: raw.updated.map(|date| date.value),
        expires: expires.map(|date| date.value),
        replaced_by: raw.replaced_by,
        draft: raw.draft,
        aliases: check_aliases(&raw.aliases, out),
        weight: raw.weight.map_or(0, |weight| weight.value),
        topics: raw.topics.iter().filter_map(|topic| find_topic(topics, &topic.value)).collect(),
        trust: Trust {
            author: raw.trust.author.map(|text| text.value),
            reviewer: raw.trust.reviewer.map(|text| text.value),
            reviewed: raw.trust.reviewed.map(|date| date.value),
            audience: raw.trust.audience.map(|text| text.value),
            sources: raw.trust.sources.into_iter().map(|text| text.value).collect(),
            literacy,
        },
        audio: raw.audio,
        icon: raw.icon,
        recording: None,
        shared_code,
        body: raw.body,
        translations: BTreeMap::new(),
        place,
    })
}
