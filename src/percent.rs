//! Percent encoding of URLs (RFC 3986, section 2.1), undone.

/// Undoes percent encoding, once. `None` for what is no UTF-8.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        // The standard library's numbers may have a sign.
        let hex = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let escaped = match (first, tail) {
            (b'%', [high, low, ..]) => hex(high).zip(hex(low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn only_two_hexadecimal_digits_are_an_escape() {
        for (text, plain) in [
            ("%E7%81%AB-1", Some("火-1")),
            ("%e7%81%ab", Some("火")),
            ("100%", Some("100%")),
            ("%", Some("%")),
            ("%+5%-1%g0", Some("%+5%-1%g0")),
            ("%2525", Some("%25")),
            ("%FF", None),
        ] {
            assert_eq!(decode(text).as_deref(), plain, "{text}");
        }
    }
}
