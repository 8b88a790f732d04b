//! What pages may load: the Content-Security-Policy in every page's `<meta>`. The site needs nothing but itself;
//! `[csp]` widens that for a project that embeds something else.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

/// Directives in the order they are written, with what the site itself needs. `'none'` gives way to whatever is added.
/// (`frame-ancestors`, `sandbox` and `report-uri` mean nothing in `<meta>`: CSP Level 3, section 3.3.)
const DIRECTIVES: [(&str, &str); 12] = [
    ("default-src", "'none'"),
    ("style-src", "'self'"),
    ("script-src", "'self'"),
    ("img-src", "'self' data:"),
    ("media-src", "'self'"),
    ("font-src", "'self'"),
    // No page of ours connects, but `serve` tells pages that they changed, and who looks for robots.txt in a page's name
    // (Lighthouse) may find it.
    ("connect-src", "'self'"),
    ("frame-src", ""),
    ("object-src", ""),
    ("worker-src", ""),
    ("form-action", "'self'"),
    ("base-uri", "'none'"),
];

/// Sources that the project adds, by directive.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    added: BTreeMap<&'static str, String>,
}

impl Policy {
    /// Reads `[csp]`: a directive and the sources to add, parted by spaces.
    pub fn read(pairs: &[(Spanned<String>, Spanned<String>)], out: &mut Vec<Diagnostic>) -> Policy {
        let mut added = BTreeMap::new();
        for (name, sources) in pairs {
            let known = DIRECTIVES.iter().map(|(directive, _)| *directive);
            let Some(directive) = known.clone().find(|directive| *directive == name.value) else {
                let found =
                    Code::UnknownField.at(name.place.clone()).with("field", format!("csp.{}", name.value));
                out.push(found.suggest(&name.value, known));
                continue;
            };
            let is_source =
                |byte: u8| (byte.is_ascii_graphic() && !b";,\"<>&".contains(&byte)) || byte == b' ';
            if !sources.value.bytes().all(is_source) {
                out.push(
                    Code::BadValue
                        .at(sources.place.clone())
                        .with("field", format!("csp.{directive}"))
                        .with("found", &sources.value)
                        .with("allowed", "https://v.example.com 'unsafe-inline'"),
                );
                continue;
            }
            added.insert(directive, sources.value.trim().to_owned());
        }
        Policy { added }
    }

    /// The policy of a page. `host` is where its own files lie, if not beside it (the 404 page uses absolute links).
    pub fn text(&self, host: Option<&str>) -> String {
        let mut parts = Vec::new();
        for (directive, own) in DIRECTIVES {
            let added = self.added.get(directive).map_or("", String::as_str);
            let own = if own == "'none'" && !added.is_empty() { "" } else { own };
            let host = host.filter(|_| own.contains("'self'")).unwrap_or("");
            let sources: Vec<&str> = [own, host, added].into_iter().filter(|part| !part.is_empty()).collect();
            if !sources.is_empty() {
                parts.push(format!("{directive} {}", sources.join(" ")));
            }
        }
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::Policy;

    #[test]
    fn additions_stand_beside_what_the_site_needs_and_instead_of_none() {
        let added = [("frame-src", "https://v.example.com"), ("default-src", "https:")];
        let policy = Policy { added: added.map(|(name, text)| (name, text.to_owned())).into() };
        let text = policy.text(Some("https://jk.example.com"));
        assert!(text.starts_with("default-src https:; style-src 'self' https://jk.example.com; "), "{text}");
        assert!(text.contains("; frame-src https://v.example.com; "), "{text}");
        assert!(text.ends_with("base-uri 'none'"), "{text}");
    }
}
