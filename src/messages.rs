//! The message catalogue: every word of the program's own, by language. Contract: both languages have the same keys.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, LazyLock, OnceLock};

use crate::embedded;

/// The languages of the user interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    ZhCn,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::ZhCn, Lang::En];

    /// BCP 47 tag, and the folder of the catalogue.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::ZhCn => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The interface language for a tag or a POSIX locale: `zh…` is Chinese, `en…` English, others none.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let begins = |with: &str| tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case(with));
        if begins("zh") {
            Some(Lang::ZhCn)
        } else if begins("en") {
            Some(Lang::En)
        } else {
            None
        }
    }
}

/// The name of a language in itself, as far as the town's peoples need it; else its tag.
pub fn language_name(tag: &str) -> &str {
    match tag {
        "zh-CN" => "中文",
        "en" => "English",
        "ii" => "ꆈꌠꉙ",
        "lis" => "ꓡꓲ-ꓢꓴ",
        "tdd" => "ᥖᥭᥰᥖᥬᥳᥑᥨᥒᥰ",
        other => other,
    }
}

/// One file of messages: flat keys, texts with `{placeholders}`.
pub type Section = BTreeMap<String, String>;

/// A file of messages that is read once somebody asks for a word of it: a run needs few of them.
pub struct Unread(LazyLock<Section, Box<dyn FnOnce() -> Section + Send + Sync>>);

impl Unread {
    fn new(read: impl FnOnce() -> Section + Send + Sync + 'static) -> Unread {
        Unread(LazyLock::new(Box::new(read)))
    }
}

impl Deref for Unread {
    type Target = Section;

    fn deref(&self) -> &Section {
        &self.0
    }
}

/// The words of one language.
pub struct Messages {
    pub lang: Lang,
    /// What pages say; a theme may change it.
    pub web: Unread,
    /// What posters and lists on paper say; a theme may change it.
    pub print: Unread,
    /// What the command line says.
    pub cli: Unread,
    /// What lies over a served page says.
    pub live: Unread,
    /// What the office's desk says.
    pub desk: Unread,
    /// `CODE.message`, `CODE.help`, `CODE.suggest`, and `labels.KEY`.
    pub diagnostic: Unread,
}

impl Messages {
    /// The catalogue as built into the program; each file of it is read once in a process.
    pub fn embedded(lang: Lang) -> &'static Messages {
        static ALL: [OnceLock<Messages>; Lang::ALL.len()] = [const { OnceLock::new() }; Lang::ALL.len()];
        ALL[lang as usize].get_or_init(|| Messages::overlaid(lang, |_| None))
    }

    /// The program's words, and over them those of the files that `own` has by their names in the catalogue: `web.toml` and so
    /// on.
    pub fn overlaid(lang: Lang, own: impl Fn(&str) -> Option<Arc<str>>) -> Messages {
        let file = |name: &str| {
            let name = format!("{name}.toml");
            let own = own(&name);
            Unread::new(move || {
                let ours = embedded::text(&format!("messages/{}/{name}", lang.tag()));
                let mut words = ours.map(|text| flatten(&text)).unwrap_or_default();
                words.extend(own.map(|text| flatten(&text)).unwrap_or_default());
                words
            })
        };
        Messages {
            lang,
            web: file("web"),
            print: file("print"),
            cli: file("cli"),
            live: file("live"),
            desk: file("desk"),
            diagnostic: file("diagnostic"),
        }
    }

    /// A command-line text with its placeholders filled.
    pub fn cli(&self, key: &str, args: &[(&str, &str)]) -> String {
        fill(self.cli.get(key).map_or(key, String::as_str), args)
    }

    /// A printed text with its placeholders filled.
    pub fn print(&self, key: &str, args: &[(&str, &str)]) -> String {
        fill(self.print.get(key).map_or(key, String::as_str), args)
    }

    /// A text of the desk with its placeholders filled.
    pub fn desk(&self, key: &str, args: &[(&str, &str)]) -> String {
        fill(self.desk.get(key).map_or(key, String::as_str), args)
    }

    /// A page text with its placeholders filled.
    pub fn web(&self, key: &str, args: &[(&str, &str)]) -> String {
        fill(self.web.get(key).map_or(key, String::as_str), args)
    }
}

/// Reads a catalogue file: tables are flattened to dotted keys. A file that is no TOML gives nothing;
/// the theme loader reports it.
pub fn flatten(text: &str) -> Section {
    let mut section = Section::new();
    if let Ok(table) = text.parse::<toml::Table>() {
        collect("", &table, &mut section);
    }
    section
}

fn collect(prefix: &str, table: &toml::Table, section: &mut Section) {
    for (key, value) in table {
        let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::String(text) => {
                section.insert(name, text.clone());
            }
            toml::Value::Table(inner) => collect(&name, inner, section),
            _ => {}
        }
    }
}

/// Replaces `{key}` by its value; unknown placeholders stay, so that a slip is seen.
pub fn fill<K: AsRef<str>, V: AsRef<str>>(template: &str, args: &[(K, V)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let tail = &rest[open..];
        let Some(close) = tail.find('}') else {
            out.push_str(tail);
            return out;
        };
        let key = &tail[1..close];
        match args.iter().find(|(name, _)| name.as_ref() == key) {
            Some((_, value)) => out.push_str(value.as_ref()),
            None => out.push_str(&tail[..=close]),
        }
        rest = &tail[close + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn placeholders_are_filled_once_and_values_are_not_read_again() {
        assert_eq!(fill("{a} and {b} {c}", &[("a", "{b}"), ("b", "2")]), "{b} and 2 {c}");
    }
}
