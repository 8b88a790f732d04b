//! `RawConfig` → `Config`: every value present, checked, or defaulted.

mod rules;

pub use self::rules::Rules;
use std::collections::HashSet;

use super::check_slug;
use super::language::is_language;
use super::policy::Policy;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::Lang;
use crate::parse::config::{RawConfig, RawTopic};
use crate::slug::slugify;
use crate::source::{Place, Spanned};

/// A project's settings.
#[derive(Debug, Clone)]
pub struct Config {
    pub name: String,
    pub base_url: BaseUrl,
    /// Where it is written; `None` where it is not, or is no address.
    pub base_url_place: Option<Place>,
    /// Addresses the site had before, which lead to the same pages for as long as paper with them hangs.
    pub former_urls: Vec<BaseUrl>,
    /// BCP 47 tag of the content.
    pub language: String,
    pub description: String,
    pub theme: String,
    /// Where the theme is named, if it is.
    pub theme_place: Option<Place>,
    /// Links name their `index.html`, for a folder opened from disk.
    pub link_files: bool,
    /// Texts are published packed as well, for hosts that send packed files as they find them.
    pub precompress: bool,
    /// There is a search page, with its index.
    pub search: bool,
    /// Articles and editions have a picture for chats.
    pub cards: bool,
    pub notice: Option<String>,
    pub organisation: Organisation,
    pub hotlines: Vec<Hotline>,
    pub edition_months: u8,
    /// How many of the 66 items of health literacy a year's editions should speak of.
    pub literacy_items: usize,
    pub texts: Texts,
    /// Listed topics in the order of the file, then those only articles name.
    pub topics: Vec<Topic>,
    /// Ink of all formats; `None`: saving for panels, full for sheets.
    pub ink: Option<Ink>,
    pub raw_html: bool,
    /// Article codes are the same on all boards.
    pub shared_codes: bool,
    /// Boards hang outdoors unless their row says otherwise.
    pub outdoor: bool,
    pub feed_entries: usize,
    pub topic_articles: usize,
    /// SPDX id of the licence of the open data, where the office has chosen one.
    pub licence: Option<String>,
    /// What pages may load beside the site's own files.
    pub policy: Policy,
    pub rules: Rules,
}

/// Where the site lives. Invariant: `http(s)://host[/path]` without a slash at the end, ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

/// What stands for an address that could not be read, which is an error.
const NO_BASE: &str = "https://invalid.example";

impl BaseUrl {
    /// Whether the project gives one.
    pub fn is_known(&self) -> bool {
        self.0 != NO_BASE
    }

    pub fn parse(text: &str) -> Option<BaseUrl> {
        let trimmed = text.trim_end_matches('/');
        let rest = trimmed.strip_prefix("https://").or_else(|| trimmed.strip_prefix("http://"))?;
        let host = rest.split('/').next()?;
        let plain =
            |text: &str| text.bytes().all(|b| b.is_ascii_graphic() && !b"?#\"<>\\^`{|}@".contains(&b));
        (!host.is_empty() && !host.starts_with('.') && plain(rest)).then(|| BaseUrl(trimmed.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Scheme, host and port.
    pub fn origin(url: &str) -> &str {
        let host = url.find("://").map_or(0, |at| at + 3);
        url[host..].find('/').map_or(url, |end| &url[..host + end])
    }

    /// Without the scheme, as printed beside a code.
    pub fn short(&self) -> &str {
        self.0.split_once("://").map_or(&self.0, |(_, rest)| rest)
    }

    /// Host and port.
    pub fn host(&self) -> &str {
        self.short().split('/').next().unwrap_or("")
    }
}

/// Who publishes. All but the name are optional and never invented.
#[derive(Debug, Clone)]
pub struct Organisation {
    pub name: String,
    pub short: String,
    pub source_unit: Option<String>,
    pub telephone: Option<String>,
    pub address: Option<String>,
    pub site_id: Option<String>,
    pub icp: Option<String>,
    pub police: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Hotline {
    pub number: String,
    pub name: String,
}

/// `[texts]`: what texts may say, beside what is known of all offices.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// Phrases that are found wherever they stand.
    pub banned: Vec<String>,
    /// Phrases that are fine although a banned one stands in them.
    pub allowed: Vec<String>,
    /// Telephone numbers that may be published beside the organisation's and the hotlines.
    pub public_numbers: Vec<String>,
}

/// A subject of articles, with its looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub id: String,
    pub name: String,
    /// Name of a pictogram of the theme.
    pub icon: String,
    pub color: Color,
}

/// An sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    pub r: u8,
    pub g: u8,
    pub b: u8,
}

impl Color {
    /// The looks of a topic without a colour: the frame's green.
    pub const DEFAULT: Color = Color { r: 0x0b, g: 0x4f, b: 0x42 };

    /// The paper of pages and posters; tints are mixed towards it.
    pub const PAPER: Color = Color { r: 0xff, g: 0xfd, b: 0xf7 };

    const WHITE: Color = Color { r: 0xff, g: 0xff, b: 0xff };

    /// A background in this hue.
    pub fn tint(self) -> Color {
        self.mix(Color::PAPER, 90)
    }

    /// Lightened for dark pages.
    pub fn on_dark(self) -> Color {
        self.mix(Color::WHITE, 62)
    }

    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Color> {
        let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
        Some(Color { r: part(0)?, g: part(2)?, b: part(4)? })
    }

    /// Mixed with `other`; `share` of `other` in hundredths.
    pub fn mix(self, other: Color, share: u32) -> Color {
        let blend = |a: u8, b: u8| {
            let value = (u32::from(a) * (100 - share) + u32::from(b) * share + 50) / 100;
            u8::try_from(value).unwrap_or(u8::MAX)
        };
        Color { r: blend(self.r, other.r), g: blend(self.g, other.g), b: blend(self.b, other.b) }
    }

    /// `#rrggbb`.
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

/// How much ink a poster may use: tints, or dark bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Saving,
    Full,
}

pub fn build(raw: RawConfig, article_topics: &[&Spanned<String>], out: &mut Vec<Diagnostic>) -> Config {
    let text = |value: Option<Spanned<String>>| value.map(|found| found.value);
    // Without a name nothing is published; the stand-in lets posters be tried for other mistakes.
    let name = text(raw.name).unwrap_or_else(|| "banbao".to_owned());
    let mut address = |url: Spanned<String>| {
        let parsed = BaseUrl::parse(&url.value);
        if parsed.is_none() {
            out.push(Code::BadUrl.at(url.place.clone()).with("found", &url.value));
        }
        Some((parsed?, url.place))
    };
    let (base_url, base_url_place) = raw.base_url.and_then(&mut address).unzip();
    let former_urls = raw.former_urls.into_iter().filter_map(address).map(|(url, _)| url).collect();
    let choice =
        |field: &str, value: Option<Spanned<String>>, allowed: [&str; 2], out: &mut Vec<Diagnostic>| {
            let value = value?;
            let found = allowed.iter().position(|word| *word == value.value);
            if found.is_none() {
                refuse(field, &value, &allowed.join(", "), out);
            }
            found
        };
    let link_files = choice("links", raw.links, ["dirs", "files"], out) == Some(1);
    let ink = choice("print.ink", raw.ink, ["saving", "full"], out)
        .map(|found| if found == 0 { Ink::Saving } else { Ink::Full });
    let shared_codes = choice("print.codes", raw.codes, ["board", "shared"], out) == Some(1);
    let count =
        |field: &str, value: Option<Spanned<i64>>, default: usize, max: i64, out: &mut Vec<Diagnostic>| {
            let Some(value) = value else { return default };
            if (1..=max).contains(&value.value) {
                return usize::try_from(value.value).unwrap_or(default);
            }
            let shown = value.map(|number| number.to_string());
            refuse(field, &shown, &format!("1–{max}"), out);
            default
        };
    if let Some(tag) = raw.language.as_ref().filter(|tag| !is_language(&tag.value)) {
        refuse("language", tag, "zh-CN, en", out);
    }
    let language = raw.language.filter(|tag| is_language(&tag.value));
    let language = text(language).unwrap_or_else(|| Lang::ZhCn.tag().to_owned());
    let organisation_name = text(raw.organisation.name).unwrap_or_else(|| name.clone());
    Config {
        base_url: base_url.unwrap_or(BaseUrl(NO_BASE.to_owned())),
        base_url_place,
        former_urls,
        language,
        description: text(raw.description).unwrap_or_else(|| name.clone()),
        theme_place: raw.theme.as_ref().map(|theme| theme.place.clone()),
        theme: text(raw.theme).unwrap_or_else(|| "default".to_owned()),
        link_files,
        precompress: raw.precompress,
        search: raw.search,
        cards: raw.cards,
        notice: text(raw.notice),
        organisation: Organisation {
            short: text(raw.organisation.short).unwrap_or_else(|| organisation_name.clone()),
            name: organisation_name,
            source_unit: text(raw.organisation.source_unit),
            telephone: text(raw.organisation.telephone),
            address: text(raw.organisation.address),
            site_id: text(raw.footer.site_id),
            icp: text(raw.footer.icp),
            police: text(raw.footer.police),
        },
        hotlines: raw
            .hotlines
            .into_iter()
            .filter_map(|line| Some(Hotline { number: line.number?.value, name: line.name?.value }))
            .collect(),
        edition_months: u8::try_from(count("editions.months", raw.edition_months, 2, 12, out)).unwrap_or(2),
        literacy_items: count("editions.literacy_items", raw.literacy_items, 66, 66, out),
        texts: Texts {
            banned: values(raw.texts.banned),
            allowed: values(raw.texts.allowed),
            public_numbers: values(raw.texts.public_numbers),
        },
        topics: topics(raw.topics, article_topics, out),
        ink,
        raw_html: raw.raw_html,
        shared_codes,
        outdoor: raw.outdoor,
        feed_entries: count("site.feed_entries", raw.feed_entries, 20, 1000, out),
        topic_articles: count("site.topic_articles", raw.topic_articles, 12, 1000, out),
        licence: text(raw.licence),
        policy: Policy::read(&raw.csp, out),
        rules: Rules::read(&raw.rules, out),
        name,
    }
}

fn values(texts: Vec<Spanned<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

fn refuse(field: &str, value: &Spanned<String>, allowed: &str, out: &mut Vec<Diagnostic>) {
    out.push(
        Code::BadValue
            .at(value.place.clone())
            .with("field", field)
            .with("found", &value.value)
            .with("allowed", allowed)
            .suggest(&value.value, allowed.split(", ")),
    );
}

/// Listed topics, then one with default looks for every other name that articles use.
fn topics(raw: Vec<RawTopic>, used: &[&Spanned<String>], out: &mut Vec<Diagnostic>) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for topic in raw {
        if !check_slug(&topic.id.value, &topic.id.place, out) {
            continue;
        }
        let color = topic.color.and_then(|color| {
            let parsed = Color::parse(&color.value);
            if parsed.is_none() {
                refuse("color", &color, "#rrggbb", out);
            }
            parsed
        });
        topics.push(Topic {
            name: topic.name.map_or_else(|| topic.id.value.clone(), |name| name.value),
            icon: topic.icon.map_or_else(|| "default".to_owned(), |icon| icon.value),
            color: color.unwrap_or(Color::DEFAULT),
            id: topic.id.value,
        });
    }
    // Ten thousand articles have the same few topics.
    let mut seen = HashSet::new();
    for name in used.iter().filter(|name| seen.insert(name.value.as_str())) {
        if find_topic(&topics, &name.value).is_none() {
            let id = slugify(&name.value);
            topics.push(Topic {
                id: if id.is_empty() { format!("topic-{}", topics.len() + 1) } else { id },
                name: name.value.clone(),
                icon: "default".to_owned(),
                color: Color::DEFAULT,
            });
        }
    }
    topics
}

/// A topic by its name or its id, as articles may write either.
pub fn find_topic(topics: &[Topic], word: &str) -> Option<usize> {
    topics.iter().position(|topic| topic.name == word || topic.id == word)
}

#[cfg(test)]
mod tests {
    use super::{BaseUrl, Color};

    #[test]
    fn base_urls_are_hosts_with_or_without_a_path() {
        assert_eq!(BaseUrl::parse("https://jk.example.com/").unwrap().as_str(), "https://jk.example.com");
        assert_eq!(BaseUrl::parse("http://a.cn/x/y/").unwrap().short(), "a.cn/x/y");
        for wrong in ["jk.example.com", "https://", "ftp://a.cn", "https://a.cn/?x", "https://健康.cn"] {
            assert_eq!(BaseUrl::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn colours_mix() {
        let black = Color::parse("#000000").unwrap();
        assert_eq!(black.mix(Color::parse("#ffffff").unwrap(), 90).css(), "#e6e6e6");
        assert_eq!(Color::parse("#ggg000"), None);
    }
}
