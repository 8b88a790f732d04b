//! Request paths → paths under the web root, resolved before anything is looked up.

use crate::percent::decode;

/// What a request path means: no escapes, no `.` or `..`, no slash at the beginning; one at the end stays. `None` for
/// what leads out of the site, or is no path that a site can have.
pub fn resolve(path: &str) -> Option<String> {
    let path = decode(path)?;
    if path.chars().any(|c| c == '\\' || c.is_control()) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    let mut is_folder = false;
    for part in path.split('/') {
        is_folder = matches!(part, "" | "." | "..");
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let end = if is_folder && !parts.is_empty() { "/" } else { "" };
    Some(format!("{}{end}", parts.join("/")))
}

/// A path as it stands in an address.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The value of a key in a query; empty where it has none.
pub fn query(query: &str, key: &str) -> String {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.filter(|(name, _)| *name == key).map(|(_, value)| value.replace('+', " ")).next();
    value.and_then(|value| decode(&value)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{encode, query, resolve};

    #[test]
    fn paths_are_resolved_and_never_lead_out() {
        for (path, expected) in [
            ("/", Some("")),
            ("/b/001/", Some("b/001/")),
            ("/b/001", Some("b/001")),
            ("//b///001", Some("b/001")),
            ("/a/../b/", Some("b/")),
            ("/a/%2e%2E/b/", Some("b/")),
            ("/a/co/..", Some("a/")),
            ("/%E9%A9%AC.png", Some("马.png")),
            ("/100%.png", Some("100%.png")),
            ("/%252e%252e/x", Some("%2e%2e/x")),
            ("/..", None),
            ("/../banbao.toml", None),
            ("/%2e%2e/banbao.toml", None),
            ("/a/../../banbao.toml", None),
            ("/a\\..\\x", None),
            ("/a%5c..%5cx", None),
            ("/a%00.html", None),
            ("/%ff", None),
        ] {
            assert_eq!(resolve(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn what_was_resolved_can_be_written_again() {
        assert_eq!(encode("a/马 1%.png"), "a/%E9%A9%AC%201%25.png");
        assert_eq!(query("edition=37&village=%E7%94%B2%E6%9D%91&x", "village"), "甲村");
        assert_eq!(query("edition=37", "village"), "");
        assert_eq!(query("q=a+b", "q"), "a b");
    }
}
