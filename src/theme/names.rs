//! What a template could ask for, told from its text. Contract: a word that it could ask for is never missing.

use std::collections::{BTreeMap, HashSet};

use super::ThemeFile;

/// By template: all words that its page could ask for; `None` where they are not known.
pub(super) type Names = BTreeMap<String, Option<HashSet<String>>>;

/// By template: every word that it or a template it extends or includes has, be it a name or not. `None` where that cannot
/// be told from its text.
pub(super) fn of(files: &BTreeMap<String, ThemeFile>) -> Names {
    let pages = files.iter().filter_map(|(path, file)| {
        let name = path.strip_prefix("web/").filter(|name| name.ends_with(".html"))?;
        Some((name, file.text.as_deref()?))
    });
    let texts: BTreeMap<&str, &str> = pages.collect();
    let all = texts.keys().map(|name| {
        let (mut words, mut seen, mut open) = (HashSet::new(), HashSet::new(), vec![*name]);
        while let Some(text) = open.pop().filter(|name| seen.insert(*name)).map(|name| texts.get(name)) {
            let Some(others) = text.and_then(|text| others(text)) else { return ((*name).to_owned(), None) };
            open.extend(others);
            let parts =
                text.iter().flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
            words.extend(parts.map(str::to_owned));
        }
        // This one stands for all of them.
        let known = Some(words).filter(|words| !words.contains("__tera_context"));
        ((*name).to_owned(), known)
    });
    all.collect()
}

/// The templates that a template names; `None` where it may call what stands in others without naming them.
fn others(text: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    if text.contains("{{<") || text.contains("{{ <") || text.contains("{%<") || text.contains("{% <") {
        return None;
    }
    for word in ["extends", "include"] {
        for (at, _) in text.match_indices(word) {
            let is_tag = text[..at].trim_end_matches([' ', '-', '\n']).ends_with("{%");
            if is_tag {
                let rest = text[at + word.len()..].trim_start();
                let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
                found.push(rest[1..].split(quote).next()?);
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{BTreeMap, ThemeFile, of};
    use crate::files::Content;
    use crate::source::{FileId, Sources};

    fn named(templates: &[(&str, &str)]) -> impl Fn(&str) -> Option<Vec<String>> {
        let id: FileId = Sources::default().add("", "");
        let file = |text: &str| ThemeFile { id, bytes: Content::Carried(b""), text: Some(Arc::from(text)) };
        let files: BTreeMap<String, ThemeFile> =
            templates.iter().map(|(name, text)| (format!("web/{name}"), file(text))).collect();
        let names = of(&files);
        move |template| {
            let mut words: Vec<String> = names[template].clone()?.into_iter().collect();
            words.sort();
            Some(words)
        }
    }

    #[test]
    fn a_page_may_ask_for_what_its_templates_name() {
        let named = named(&[
            ("article.html", "{% extends \"base.html\" %}{{ article.toc }}"),
            ("base.html", "{%- include 'parts/head.html' -%}"),
            ("parts/head.html", "{{ meta.json_ld }}"),
            ("topic.html", "{{ topic }}"),
        ]);
        let words = named("article.html").unwrap();
        assert!(["toc", "json_ld"].iter().all(|word| words.contains(&(*word).to_owned())), "{words:?}");
        assert_eq!(named("topic.html").unwrap(), ["", "topic"]);
    }

    #[test]
    fn what_a_page_asks_for_is_unknown_where_its_text_does_not_say() {
        for text in [
            "{% include article.template %}",
            "{{<card.small article={article} />}}",
            "{{ __tera_context }}",
            "{% extends \"gone.html\" %}{% include name %}",
        ] {
            assert_eq!(named(&[("article.html", text)])("article.html"), None, "{text}");
        }
    }
}
