//! Data → JSON for templates, without characters that have neither glyph nor meaning on paper. PDF/A-2a knows no text
//! without a glyph, and byte order marks and control characters come with what is pasted from other programs.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, Serializer};

/// What a template reads.
pub fn to_vec(data: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    match data.serialize(&mut Serializer::with_formatter(&mut bytes, Printable)) {
        Ok(()) => bytes,
        // Texts and finite numbers always serialise.
        Err(_) => Vec::new(),
    }
}

struct Printable;

impl Formatter for Printable {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        for kept in text.split(|c: char| c == '\u{FEFF}' || c.is_control()) {
            writer.write_all(kept.as_bytes())?;
        }
        Ok(())
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        writer.write_all(match escape {
            CharEscape::Quote => b"\\\"",
            CharEscape::ReverseSolidus => b"\\\\",
            CharEscape::Solidus => b"\\/",
            CharEscape::LineFeed | CharEscape::CarriageReturn => b"\\n",
            CharEscape::Tab => b"\\t",
            CharEscape::Backspace | CharEscape::FormFeed | CharEscape::AsciiControl(_) => b"",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::to_vec;

    #[test]
    fn what_cannot_be_printed_is_left_out_and_the_rest_is_json() {
        let text = "\u{FEFF}第\u{7}一\u{85} \"栏\"\\\n\t\u{200B}";
        let json: String = serde_json::from_slice(&to_vec(&text)).unwrap();
        assert_eq!(json, "第一 \"栏\"\\\n\t\u{200B}");
    }
}
