//! `content/articles/SLUG.md`, `SLUG/index.md`, `SLUG.LANG.md` → `RawArticle`.

use std::sync::Arc;

use jiff::civil::Date;

use super::body::Body;
use super::fields::Fields;
use super::front_matter;
use crate::diagnostic::Diagnostic;
use crate::inputs::{InputFile, Inputs};
use crate::source::{FileId, Place, Spanned};
use crate::workers;

/// Front matter that Zola or Hugo gives a meaning to and banbao does not.
const FOREIGN: &[&str] = &[
    "_build",
    "build",
    "resources",
    "sitemap",
    "headless",
    "isCJKLanguage",
    "iscjklanguage",
    "expirydate",
    "publishdate",
    "linktitle",
    "translationkey",
    "template",
    "path",
    "in_search_index",
    "authors",
    "render",
    "insert_anchor_links",
    "sort_by",
    "paginate_by",
    "paginate_path",
    "transparent",
    "generate_feeds",
    "page_template",
    "redirect_to",
    "translationKey",
    "lastmod",
    "publishDate",
    "expiryDate",
    "keywords",
    "tags",
    "categories",
    "series",
    "layout",
    "type",
    "url",
    "linkTitle",
    "summary",
    "images",
    "videos",
    "menu",
    "menus",
    "params",
    "outputs",
    "cascade",
    "markup",
];

/// Fields of sections, which stand by themselves where the section's own line was forgotten, or in Hugo's themes.
const HOMES: &[(&str, &str)] = &[
    ("topics", "taxonomies"),
    ("author", "trust"),
    ("reviewer", "trust"),
    ("reviewed", "trust"),
    ("audience", "trust"),
    ("sources", "trust"),
    ("literacy", "trust"),
];

/// Where articles lie.
pub const FOLDER: &str = "content/articles/";

/// One article file as written.
#[derive(Debug, Clone)]
pub struct RawArticle {
    pub file: FileId,
    /// Nothing was to be said of it.
    pub is_clean: bool,
    /// Path under `content/articles/`.
    pub path: String,
    /// From the file name: the slug it gives.
    pub stem: String,
    /// From the file name: `SLUG.LANG.md`.
    pub lang: Option<String>,
    pub title: Option<Spanned<String>>,
    pub description: Option<Spanned<String>>,
    pub date: Option<Spanned<Date>>,
    pub updated: Option<Spanned<Date>>,
    pub expires: Option<Spanned<Date>>,
    pub replaced_by: Option<Spanned<String>>,
    pub draft: bool,
    pub slug: Option<Spanned<String>>,
    pub aliases: Vec<Spanned<String>>,
    pub weight: Option<Spanned<i64>>,
    pub audio: Option<Spanned<String>>,
    pub icon: Option<Spanned<String>>,
    pub codes: Option<Spanned<String>>,
    pub topics: Vec<Spanned<String>>,
    pub trust: RawTrust,
    pub body: Body,
}

/// `[trust]` as written.
#[derive(Debug, Clone, Default)]
pub struct RawTrust {
    pub author: Option<Spanned<String>>,
    pub reviewer: Option<Spanned<String>>,
    pub reviewed: Option<Spanned<Date>>,
    pub audience: Option<Spanned<String>>,
    pub sources: Vec<Spanned<String>>,
    pub literacy: Vec<Spanned<i64>>,
}

impl RawArticle {
    /// Where to point for the article as a whole: its title, else its file.
    pub fn place(&self) -> Place {
        self.title.as_ref().map_or(Place::File(self.file), |title| title.place.clone())
    }
}

/// Parses every Markdown file under `content/articles/`, but for what an earlier run of this process made of the very same
/// file: `known` gives that, if there was nothing to be said of it.
pub fn parse_all(
    inputs: &Inputs,
    jobs: usize,
    known: &(impl Fn(FileId) -> Option<Arc<RawArticle>> + Sync),
    out: &mut Vec<Diagnostic>,
) -> Vec<Arc<RawArticle>> {
    let files: Vec<_> = inputs.under(FOLDER).filter(|(path, _)| is_article(path)).collect();
    let parsed = workers::map(&files, jobs, |(path, file)| {
        let same = |raw: &Arc<RawArticle>| raw.body.hash == file.hash && raw.path == *path;
        if let Some(raw) = known(file.id).filter(same) {
            return (Some(raw), Vec::new());
        }
        let mut found = Vec::new();
        (parse_one(path, file, &mut found), found)
    });
    let mut articles = Vec::with_capacity(parsed.len());
    for (article, found) in parsed {
        articles.extend(article);
        out.extend(found);
    }
    articles
}

/// As [`parse_all`], one file.
pub fn parse_one(path: &str, file: &InputFile, out: &mut Vec<Diagnostic>) -> Option<Arc<RawArticle>> {
    let said = out.len();
    let raw = parse(path, file, out)?;
    Some(Arc::new(RawArticle { is_clean: out.len() == said, ..raw }))
}

/// Whether a path under `content/articles/` is an article's: `SLUG.md`, or `index.md` in a folder of its own.
pub fn is_article(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.ends_with(".md") && (!path.contains('/') || name.starts_with("index."))
}

/// Slug and language that a path gives: `co.md`, `co.ii.md`, `co/index.md`, `co/index.ii.md`.
fn names(path: &str) -> (String, Option<String>) {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    let (name, lang) = match name.split_once('.') {
        Some((name, lang)) => (name, Some(lang.to_owned())),
        None => (name, None),
    };
    let slug = if name == "index" && !folder.is_empty() {
        folder.rsplit('/').next().unwrap_or(folder)
    } else {
        name
    };
    (slug.to_owned(), lang)
}

fn parse(path: &str, file: &InputFile, out: &mut Vec<Diagnostic>) -> Option<RawArticle> {
    let (stem, lang) = names(path);
    front_matter::read(file, FOREIGN, out, |fields, body| {
        fields.belong(HOMES);
        RawArticle {
            file: file.id,
            is_clean: false,
            path: path.to_owned(),
            stem,
            lang,
            title: fields.required("title"),
            description: fields.string("description"),
            date: fields.date("date"),
            updated: fields.date("updated"),
            expires: fields.date("expires"),
            replaced_by: fields.string("replaced_by"),
            draft: fields.boolean("draft").unwrap_or(false),
            slug: fields.string("slug"),
            aliases: fields.strings("aliases"),
            weight: fields.integer("weight"),
            audio: fields.string("audio"),
            icon: fields.string("icon"),
            codes: fields.string("codes"),
            topics: fields
                .table("taxonomies", |fields| {
                    let topics = fields.strings("topics");
                    fields.accept_all();
                    topics
                })
                .unwrap_or_default(),
            trust: fields.table("trust", trust).unwrap_or_default(),
            body,
        }
    })
}

fn trust(fields: &mut Fields) -> RawTrust {
    RawTrust {
        author: fields.string("author"),
        reviewer: fields.string("reviewer"),
        reviewed: fields.date("reviewed"),
        audience: fields.string("audience"),
        sources: fields.strings("sources"),
        literacy: fields.integers("literacy"),
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn file_names_give_slug_and_language() {
        assert_eq!(names("co.md"), ("co".into(), None));
        assert_eq!(names("co.ii.md"), ("co".into(), Some("ii".into())));
        assert_eq!(names("co/index.ii.md"), ("co".into(), Some("ii".into())));
    }
}
