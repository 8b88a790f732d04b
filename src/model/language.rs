//! Tags of languages, as in names of files and in `lang` of pages (BCP 47).

/// Languages that have three letters only (ISO 639-3) and are spoken, or written on boards, in China. `co.old.md` is a copy of a
/// text far more often than its translation into Mochi.
const CHINESE: [&str; 46] = [
    "bca", "blr", "bfs", "cjy", "cuq", "doc", "dta", "evn", "gld", "hak", "hea", "hmn", "hni", "hsn", "iii",
    "iu", "jiu", "kac", "kdt", "khb", "lhu", "lis", "lkn", "mjg", "mmd", "mww", "nan", "nbf", "nxq", "onp",
    "pcc", "pce", "pmi", "rbb", "sce", "sjo", "slr", "swi", "tdd", "trv", "uig", "wuu", "xsr", "yue", "zgn",
    "atb",
];

/// Whether a tag begins with a language that a text may be written in here: two letters, or three of a language of China.
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let is_known = match language.len() {
        2 => language.bytes().all(|b| b.is_ascii_lowercase()),
        3 => CHINESE.contains(&language),
        _ => false,
    };
    let is_part =
        |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    is_known && parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::is_language;

    #[test]
    fn tags_are_told_from_endings_of_copies() {
        for tag in ["en", "ii", "lis", "khb", "tdd", "zh-TW", "bo-CN", "hni"] {
            assert!(is_language(tag), "{tag}");
        }
        for tag in ["old", "v2", "备份", "bak", "english", "EN", ""] {
            assert!(!is_language(tag), "{tag}");
        }
    }
}
