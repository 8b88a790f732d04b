//! Bytes → text: UTF-8 with or without BOM, else GB18030 as old Windows editors and Excel's CSV write it, else nothing.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_8};

/// The text, or `None` where the bytes are neither encoding.
pub fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // Checks Chinese faster than the standard library does.
    if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        return memchr::memchr(0, bytes).is_none().then_some(text);
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    // The decoder accepts most byte pairs; what no office ever typed tells a guess from a text.
    let strange = |c: char| matches!(c, '\0'..='\u{8}' | '\u{7F}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}');
    (!text.chars().any(strange)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn both_encodings_are_read_and_nothing_else() {
        assert_eq!(decode("\u{FEFF}健康".as_bytes()).as_deref(), Some("健康"));
        assert_eq!(decode(b"\xBD\xA1\xBF\xB5").as_deref(), Some("健康"));
        assert_eq!(decode(b"caf\xE9 \xFF"), None);
        assert_eq!(decode(b"\xFF\xFEa\0"), None);
    }
}
