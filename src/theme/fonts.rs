//! Web fonts of scripts that phones often lack. Contract: a font is published only where a text of the site needs it, and a
//! phone loads it only for a page that has such characters (`unicode-range`).

use std::collections::BTreeMap;

use super::ThemeFile;
use crate::files::Content;
use crate::messages::{Lang, language_name};
use crate::model::Site;
use crate::model::article::Article;
use crate::parse::tree::plain;

/// A script and its font, `web/fonts/NAME.woff2` of the theme.
struct Face {
    name: &'static str,
    /// The font on devices that have it.
    local: &'static str,
    /// Blocks of the Unicode standard.
    first: char,
    last: char,
}

const FACES: [Face; 4] = [
    Face { name: "yi", local: "Noto Sans Yi", first: '\u{a000}', last: '\u{a4cf}' },
    Face { name: "lisu", local: "Noto Sans Lisu", first: '\u{a4d0}', last: '\u{a4ff}' },
    Face { name: "tai-le", local: "Noto Sans Tai Le", first: '\u{1950}', last: '\u{197f}' },
    Face { name: "new-tai-lue", local: "Noto Sans New Tai Lue", first: '\u{1980}', last: '\u{19df}' },
];

/// A font file by its path under the web root.
pub type WebFonts = BTreeMap<String, Content>;

/// The fonts that the site's texts need, and the rules that bring them in under the name `peoples`.
pub fn needed(site: &Site, files: &BTreeMap<String, ThemeFile>) -> (WebFonts, String) {
    let (mut fonts, mut css) = (WebFonts::new(), String::new());
    for Face { name, local, first, last } in &FACES {
        let Some(file) = files.get(&format!("web/fonts/{name}.woff2")) else { continue };
        if !site.articles().any(|article| uses(site, article, *first, *last)) {
            continue;
        }
        let hash = blake3::hash(&file.bytes).to_hex();
        let path = format!("{name}.{}.woff2", &hash[..8]);
        let (first, last) = (u32::from(*first), u32::from(*last));
        css.push_str(&format!(
            "@font-face{{font-family:peoples;src:local(\"{local}\"),url({path})format(\"woff2\");\
             unicode-range:U+{first:X}-{last:X};font-display:swap}}"
        ));
        fonts.insert(format!("assets/{path}"), file.bytes.clone());
    }
    (fonts, css)
}

/// Whether an article needs a script: in a translation, in a language's own name, or where all content is in another
/// language than Chinese and English. (Chinese originals are not searched: there are thousands.)
fn uses(site: &Site, article: &Article, first: char, last: char) -> bool {
    let has = |text: &str| text.chars().any(|c| (first..=last).contains(&c));
    let translated = article.translations.iter().any(|(tag, text)| {
        has(language_name(tag)) || has(&text.title) || has(&plain(text.body.read().blocks()))
    });
    translated
        || (in_another_language(site) && (has(&article.title) || has(&plain(article.body.read().blocks()))))
}

/// Whether [`needed`] reads an article's texts.
pub(super) fn reads(site: &Site, article: &Article) -> bool {
    in_another_language(site) || !article.translations.is_empty()
}

fn in_another_language(site: &Site) -> bool {
    Lang::from_tag(&site.config.language).is_none()
}
