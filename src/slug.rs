//! Words → ASCII names for URLs and ids: Han by pinyin, the rest in lower case, parted by hyphens.

use pinyin::ToPinyin;

/// The ASCII name of a text; empty where nothing of it can be written in ASCII.
pub fn slugify(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut latin = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            match words.last_mut() {
                Some(word) if latin => word.push(c.to_ascii_lowercase()),
                _ => words.push(c.to_ascii_lowercase().to_string()),
            }
            latin = true;
        } else {
            latin = false;
            if let Some(sound) = c.to_pinyin() {
                words.push(sound.plain().replace('ü', "v"));
            }
        }
    }
    words.join("-")
}

/// Whether a text can be a slug as it stands: lower-case ASCII letters, digits, inner hyphens.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::slugify;

    #[test]
    fn han_is_written_in_pinyin() {
        assert_eq!(slugify("流感疫苗 2026"), "liu-gan-yi-miao-2026");
        assert_eq!(slugify("HIV与女性"), "hiv-yu-nv-xing");
    }
}
