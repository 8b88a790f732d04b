//! Words → ASCII names for URLs and ids: Han by pinyin, the rest in lower case, parted by hyphens.

use pinyin::ToPinyin;

/// The ASCII name of a text; empty where nothing of it can be written in ASCII.
pub fn slugify(text: &str) -> String {
    let mut name = String::with_capacity(text.len() * 2);
    let mut latin = false;
    for c in text.chars() {
        let sound = if c.is_ascii() { None } else { c.to_pinyin() };
        let is_latin = c.is_ascii_alphanumeric();
        if !name.is_empty() && (sound.is_some() || (is_latin && !latin)) {
            name.push('-');
        }
        if is_latin {
            name.push(c.to_ascii_lowercase());
        } else if let Some(sound) = sound {
            // Nearly all are ASCII as they are.
            match sound.plain() {
                sound if sound.is_ascii() => name.push_str(sound),
                sound => name.push_str(&sound.replace('ü', "v")),
            }
        }
        latin = is_latin;
    }
    name
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
