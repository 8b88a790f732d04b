//! What a page is, for search engines: schema.org as JSON-LD. Only what the sources say; an office is an organisation.

use serde_json::{Map, Value, json};

use crate::model::Site;
use crate::model::article::{Article, Translation};
use crate::model::campaign::Campaign;
use crate::model::config::Organisation;

/// A page's own address and words.
pub struct Page<'a> {
    /// Absolute.
    pub url: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    /// Absolute address of its picture.
    pub image: Option<&'a str>,
    pub base_url: &'a str,
}

/// An object being written: what is unknown is left out.
struct Object(Map<String, Value>);

impl Object {
    fn new(kind: &str) -> Object {
        Object(Map::from_iter([("@type".to_owned(), Value::from(kind))]))
    }

    fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.0.insert(key.to_owned(), value.into());
    }

    fn maybe(&mut self, key: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    fn some(&mut self, key: &str, text: &str) {
        self.maybe(key, (!text.is_empty()).then_some(text));
    }

    /// The text of a `<script type="application/ld+json">`: nothing in it ends the element or begins a comment.
    fn script(mut self) -> String {
        self.put("@context", "https://schema.org");
        let text = Value::Object(self.0).to_string();
        text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Value {
        Value::Object(object.0)
    }
}

/// Units and roles stand behind a text, never a person whom nobody named as one.
fn unit(name: &str) -> Value {
    json!({ "@type": "Organization", "name": name })
}

fn publisher(organisation: &Organisation, base_url: &str) -> Object {
    let mut publisher = Object::new("Organization");
    publisher.put("name", organisation.name.as_str());
    publisher.put("url", format!("{base_url}/"));
    publisher.maybe("telephone", organisation.telephone.as_deref());
    publisher.maybe("address", organisation.address.as_deref());
    publisher
}

fn website(site: &Site, base_url: &str) -> Object {
    let mut website = Object::new("WebSite");
    website.put("name", site.config.name.as_str());
    website.put("url", format!("{base_url}/"));
    website
}

/// The home page: the site itself.
pub fn home(site: &Site, page: &Page) -> String {
    let mut website = website(site, page.base_url);
    website.some("description", page.description);
    website.put("inLanguage", site.config.language.as_str());
    website.put("publisher", publisher(&site.config.organisation, page.base_url));
    website.script()
}

/// Any other page; `kind` is schema.org's word for it: `WebPage`, `CollectionPage`.
pub fn page(site: &Site, page: &Page, kind: &str) -> String {
    web_page(site, page, kind, &site.config.language).script()
}

fn web_page(site: &Site, page: &Page, kind: &str, language: &str) -> Object {
    let mut object = Object::new(kind);
    object.put("@id", page.url);
    object.put("url", page.url);
    object.put("name", page.title);
    object.some("description", page.description);
    object.put("inLanguage", language);
    object.put("isPartOf", website(site, page.base_url));
    object
}

/// The campaign's overview, and the open data behind it. Whose figures they are is the office's word: of their place it says
/// nothing that the sources do not.
pub fn campaign(site: &Site, page: &Page, campaign: &Campaign) -> String {
    let mut object = web_page(site, page, "CollectionPage", &site.config.language);
    let mut data = Object::new("Dataset");
    data.put("name", campaign.title.as_str());
    data.some("description", campaign.intro.as_deref().unwrap_or(page.description));
    data.put("url", page.url);
    data.put("inLanguage", site.config.language.as_str());
    data.put("isAccessibleForFree", true);
    // `as_of` is free text; a day of it is one that programs read.
    let day = campaign.as_of.as_deref().and_then(|text| text.parse::<jiff::civil::Date>().ok());
    data.maybe("dateModified", day.map(|day| day.to_string()));
    data.maybe("isBasedOn", campaign.source.as_deref());
    data.put("creator", publisher(&site.config.organisation, page.base_url));
    let tables = campaign.tables();
    let names = std::iter::once("figures").chain(tables.iter().map(|table| table.stem()));
    let files =
        names.flat_map(|name| [("csv", "text/csv"), ("json", "application/json")].map(|kind| (name, kind)));
    let package = ("datapackage", ("json", "application/json"));
    let files = files.chain(std::iter::once(package)).map(|(name, (ending, format))| {
        let mut file = Object::new("DataDownload");
        file.put("name", format!("{name}.{ending}"));
        file.put("encodingFormat", format);
        file.put("contentUrl", format!("{}/api/{name}.{ending}", page.base_url));
        Value::from(file)
    });
    data.put("distribution", files.collect::<Vec<Value>>());
    object.put("mainEntity", data);
    object.script()
}

/// An article's page, and the article on it.
pub fn article(
    site: &Site,
    page: &Page,
    article: &Article,
    translation: Option<(&str, &Translation)>,
) -> String {
    let language = translation.map_or(site.config.language.as_str(), |(lang, _)| lang);
    let mut object = web_page(site, page, "MedicalWebPage", language);
    object.maybe("lastReviewed", article.trust.reviewed.map(|date| date.to_string()));
    object.maybe("reviewedBy", article.trust.reviewer.as_deref().map(unit));

    let mut text = Object::new("Article");
    text.put("headline", page.title);
    text.some("description", page.description);
    text.put("inLanguage", language);
    text.put("mainEntityOfPage", page.url);
    text.maybe("datePublished", article.date.map(|date| date.to_string()));
    text.maybe("dateModified", article.modified().map(|date| date.to_string()));
    text.maybe("expires", article.expires.map(|date| date.to_string()));
    let organisation = || publisher(&site.config.organisation, page.base_url);
    text.put("author", article.trust.author.as_deref().map_or_else(|| organisation().into(), unit));
    text.put("publisher", organisation());
    text.maybe("image", page.image);
    let topics: Vec<&str> = article.topics.iter().map(|at| site.config.topics[*at].name.as_str()).collect();
    text.maybe("articleSection", topics.first().copied());
    text.some("keywords", &topics.join(","));
    if !article.trust.sources.is_empty() {
        text.put("citation", article.trust.sources.clone());
    }
    if translation.is_some() {
        let original = format!("{}/a/{}/", page.base_url, article.slug);
        text.put("translationOfWork", json!({ "@id": original }));
    }
    object.put("mainEntity", text);
    object.script()
}

#[cfg(test)]
mod tests {
    use super::Object;

    #[test]
    fn no_text_ends_the_script_it_stands_in() {
        let mut object = Object::new("WebPage");
        object.put("name", "</script><!-- & \"引号\"");
        let script = object.script();
        assert!(!script.contains(['<', '>', '&']), "{script}");
        let read: serde_json::Value = serde_json::from_str(&script).unwrap();
        assert_eq!(read["name"], "</script><!-- & \"引号\"");
    }
}
