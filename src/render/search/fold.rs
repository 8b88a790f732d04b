//! Text → what is compared: letters and digits in lower case, the rest left out. `web/search.js` folds queries the same
//! way; a test holds its table against [`SKIPPED`].

/// What ends a sentence (full width is folded before): nothing is found across it.
const ENDS: [char; 6] = ['\n', '。', '!', '?', ';', '…'];

/// Neither letter nor digit: ranges of code points, in order.
pub const SKIPPED: [(u32, u32); 17] = [
    (0x0, 0x2f),
    (0x3a, 0x40),
    (0x5b, 0x60),
    (0x7b, 0xbf),
    (0xd7, 0xd7),
    (0xf7, 0xf7),
    (0x2000, 0x2bff),
    (0x2e00, 0x2e7f),
    (0x3000, 0x3004),
    (0x3008, 0x3020),
    (0x3030, 0x3030),
    (0x303d, 0x303f),
    (0x30fb, 0x30fb),
    (0xfe00, 0xfe6f),
    (0xff00, 0xffef),
    (0x1f000, 0x1faff),
    (0xe0000, 0xe0fff),
];

/// Whether a folded letter belongs to a script with words: Latin, Greek, Cyrillic, digits. Others are written without
/// spaces, or nearly.
pub fn is_word(c: char) -> bool {
    (c as u32) < 0x590
}

/// The folded text: `\n` where a sentence ends, a space between two words, nothing else between letters.
pub fn fold(text: &str, out: &mut Vec<char>) {
    out.clear();
    // What stood between the last letter and the next.
    let (mut gap, mut end) = (false, false);
    for c in text.chars() {
        let c = match c as u32 {
            wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
            _ => c,
        };
        if is_skipped(c) {
            gap = true;
            end |= ENDS.contains(&c);
            continue;
        }
        if let Some(last) = out.last() {
            if end {
                out.push('\n');
            } else if gap && is_word(*last) && is_word(c) {
                out.push(' ');
            }
        }
        (gap, end) = (false, false);
        if is_word(c) { out.extend(c.to_lowercase()) } else { out.push(c) }
    }
}

fn is_skipped(c: char) -> bool {
    let c = c as u32;
    // Most characters are Han.
    if (0x3400..0xe000).contains(&c) {
        return false;
    }
    SKIPPED.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

#[cfg(test)]
mod tests {
    use super::{SKIPPED, fold};

    fn folded(text: &str) -> String {
        let mut out = Vec::new();
        fold(text, &mut out);
        out.into_iter().collect()
    }

    #[test]
    fn width_case_and_punctuation_do_not_matter() {
        assert_eq!(folded("打 １２０，ＨＩＶ（艾滋病）"), "打120 hiv艾滋病");
        assert_eq!(folded("嘴歪、没力。马上打！"), "嘴歪没力\n马上打");
        assert_eq!(folded("Wash your hands, 8-10 s"), "wash your hands 8 10 s");
        assert_eq!(folded("“二〇二六”年々"), "二〇二六年々");
    }

    #[test]
    fn the_script_skips_the_same_characters() {
        let script = include_str!("../../../themes/default/web/search.js");
        let class: String = SKIPPED
            .iter()
            .map(|(first, last)| match first == last {
                true => format!("\\u{{{first:x}}}"),
                false => format!("\\u{{{first:x}}}-\\u{{{last:x}}}"),
            })
            .collect();
        assert!(script.contains(&format!("/[{class}]/u")), "search.js should skip /[{class}]/u");
    }
}
