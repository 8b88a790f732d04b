//! Links of finished pages: where each leads within the output. Whether the plan meant it or a template, a reader who
//! taps it finds something.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostic::{Code, Diagnostic};
use crate::percent;
use crate::quick::QuickMap;

/// Findings that are told: a fault of a template is on every page.
const TOLD: usize = 10;

/// Links that were seen, each with the first of the pages that have it.
pub struct Links {
    /// `https://host/path`, without a slash at the end.
    base: String,
    seen: Mutex<QuickMap<String, Arc<str>>>,
}

/// What a browser follows or fetches.
const ATTRIBUTES: [&str; 4] = ["href", "src", "srcset", "poster"];

impl Links {
    /// Absolute links that begin with `base` are ours too.
    pub fn new(base: &str) -> Links {
        Links { base: base.trim_end_matches('/').to_owned(), seen: Mutex::default() }
    }

    /// Takes note of a page's links.
    pub fn note(&self, page: &str, html: &[u8]) {
        let mut found = Vec::new();
        // Every attribute has an equals sign; few of a page's bytes are one.
        for at in memchr::memchr_iter(b'=', html) {
            let (before, after) = (&html[..at], &html[at + 1..]);
            // `href`, `src`, `srcset`, `poster`: most attributes end otherwise.
            if !matches!(before.last(), Some(b'f' | b'c' | b't' | b'r')) {
                continue;
            }
            let Some(attribute) = ATTRIBUTES.into_iter().find(|name| before.ends_with(name.as_bytes()))
            else {
                continue;
            };
            let stands_alone =
                before[..at - attribute.len()].last().is_some_and(|c| b" \n\t\r\"'".contains(c));
            // In running text it is no attribute: what opened last must be a tag.
            if memchr::memrchr2(b'<', b'>', before).is_none_or(|last| html[last] != b'<') {
                continue;
            }
            let Some((quote @ (b'"' | b'\''), after)) = after.split_first() else { continue };
            let value = memchr::memchr(*quote, after).and_then(|end| std::str::from_utf8(&after[..end]).ok());
            let Some(value) = value.filter(|_| stands_alone) else { continue };
            if attribute == "srcset" {
                // Candidates are separated by commas, each with a width.
                let urls = value.split(',').filter_map(|one| one.split_whitespace().next());
                found.extend(urls.filter_map(|url| self.resolve(page, url)));
            } else {
                found.extend(self.resolve(page, value.trim()));
            }
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for path in found {
            match seen.get_mut(&*path) {
                // The first by name, whatever order the workers have.
                Some(first) if **first <= *page => {}
                Some(first) => *first = page.into(),
                None => drop(seen.insert(path.into_owned(), page.into())),
            }
        }
    }

    /// The first links that lead nowhere, as mistakes.
    pub fn findings(&self, exists: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let broken = self.broken(exists).into_iter().take(TOLD);
        broken
            .map(|(page, path)| Code::OutputLink.diagnostic().with("page", page).with("path", path))
            .collect()
    }

    /// Page and path of every link that leads nowhere, in order.
    pub fn broken(&self, exists: impl Fn(&str) -> bool) -> Vec<(String, String)> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let nowhere = seen.iter().filter_map(|(path, page)| {
            let file = file(path);
            // Every host leads from a folder's name to the folder.
            (!exists(&file) && !exists(&format!("{path}/index.html"))).then_some((file, &**page))
        });
        let mut nowhere: Vec<(Cow<str>, &str)> = nowhere.collect();
        nowhere.sort_unstable();
        // With and without `index.html` it is one file.
        nowhere.dedup_by(|next, first| next.0 == first.0);
        let mut broken: Vec<_> =
            nowhere.into_iter().map(|(path, page)| (page.to_owned(), path.into_owned())).collect();
        broken.sort();
        broken
    }

    /// The output path that a link leads to, of a folder with a slash at its end; `None` where it leads elsewhere, or nowhere
    /// else than the page itself.
    fn resolve<'l>(&self, page: &str, link: &'l str) -> Option<Cow<'l, str>> {
        if let Some(path) = straight_down(page, link) {
            return Some(Cow::Borrowed(path));
        }
        let end = link.bytes().position(|byte| matches!(byte, b'#' | b'?')).unwrap_or(link.len());
        let link = unescape(&link[..end]);
        if link.is_empty() {
            return None;
        }
        let below = |start: &str| match link.strip_prefix(start) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => Some(rest.len()),
            _ => None,
        };
        // Room for what most pages link to.
        let mut path = String::with_capacity(64);
        let is_relative = link.starts_with("../");
        let rest = if !is_relative && let Some(length) = below(&self.base) {
            &link[link.len() - length..]
        } else if !is_relative && (link.starts_with("//") || has_scheme(&link)) {
            return None;
        } else if link.starts_with('/') {
            &link[link.len() - below(self.root())?..]
        } else {
            path.push_str(page.rfind('/').map_or("", |end| &page[..end]));
            &link
        };
        let mut last = "";
        for part in rest.split('/') {
            last = part;
            match part {
                "" | "." => {}
                // Above our own root is somebody else's site.
                ".." if path.is_empty() => return None,
                ".." => path.truncate(path.bytes().rposition(|byte| byte == b'/').unwrap_or(0)),
                _ => push(&mut path, part),
            }
        }
        if matches!(last, "" | "." | "..") && !path.is_empty() {
            path.push('/');
        }
        Some(Cow::Owned(path))
    }

    /// The path of the base: `/health`, or nothing.
    fn root(&self) -> &str {
        let host = self.base.find("://").map_or(0, |at| at + 3);
        self.base[host..].find('/').map_or("", |at| &self.base[host + at..])
    }
}

/// The file that a path names; of a folder, its page.
fn file(path: &str) -> Cow<'_, str> {
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html").into() } else { path.into() }
}

/// Where a link leads that first climbs to the root and then goes down, as most of a page's do: its end, as it is.
fn straight_down<'l>(page: &str, link: &'l str) -> Option<&'l str> {
    let mut folders = page.bytes().filter(|byte| *byte == b'/');
    let path = folders.try_fold(link, |link, _| link.strip_prefix("../"))?;
    let mut before = b'/';
    for byte in path.bytes() {
        // The path's end, an escape, or no step down.
        if matches!((before, byte), (_, b'#' | b'?' | b'&' | b'%') | (b'.' | b'/', b'/')) {
            return None;
        }
        before = byte;
    }
    // Without a step up it may as well be an address.
    (before != b'.' && path.len() < link.len()).then_some(path)
}

/// Adds a part to a path.
fn push(path: &mut String, part: &str) {
    if !path.is_empty() {
        path.push('/');
    }
    path.push_str(part);
}

fn has_scheme(link: &str) -> bool {
    let colon = link.bytes().position(|byte| byte == b':');
    colon.is_some_and(|at| link[..at].chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)))
}

/// An attribute's value as a path: HTML's escapes, then the URL's.
fn unescape(value: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'&', b'%', value.as_bytes()).is_none() {
        return Cow::Borrowed(value);
    }
    let value =
        value.replace("&#39;", "'").replace("&#x2F;", "/").replace("&quot;", "\"").replace("&amp;", "&");
    Cow::Owned(percent::decode(&value).unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::{Links, file};

    fn resolve(base: &str, link: &str) -> Option<String> {
        Links::new(base).resolve("a/co/index.html", link).map(|path| file(&path).into_owned())
    }

    #[test]
    fn links_lead_where_a_browser_would_go() {
        let at_root = |link| resolve("https://jk.example.com", link);
        for (link, path) in [
            ("../quit/", Some("a/quit/index.html")),
            ("../../", Some("index.html")),
            ("../..", Some("index.html")),
            ("../../style.css?v=1", Some("style.css")),
            ("../../t/water/", Some("t/water/index.html")),
            ("../../t/../style.css", Some("style.css")),
            ("../../t/.", Some("t/index.html")),
            ("../..//t/", Some("t/index.html")),
            ("card.png", Some("a/co/card.png")),
            ("./#top", Some("a/co/index.html")),
            ("/b/001/", Some("b/001/index.html")),
            ("https://jk.example.com/b/001/", Some("b/001/index.html")),
            ("https://jk.example.com", Some("index.html")),
            ("%E9%A9%AC.png", Some("a/co/马.png")),
            ("100%.png", Some("a/co/100%.png")),
            ("a&amp;b.png", Some("a/co/a&b.png")),
            ("#top", None),
            ("?q=1", None),
            ("", None),
            ("tel:120", None),
            ("mailto:a@example.com", None),
            ("data:image/png;base64,AA", None),
            ("https://jk.example.com.cn/b/", None),
            ("//example.com/x", None),
            ("../../../portal/", None),
        ] {
            assert_eq!(at_root(link).as_deref(), path, "{link}");
        }
        let below = |link| resolve("https://example.com/health", link);
        assert_eq!(below("/health/b/001/").as_deref(), Some("b/001/index.html"));
        assert_eq!(below("/other/").as_deref(), None, "another site of the same host");
    }

    #[test]
    fn what_leads_nowhere_is_told_with_the_first_page() {
        let links = Links::new("https://jk.example.com");
        let html =
            r#"<a class="x" href="gone/">x</a><img src='p.png' srcset="p.png 1x, q.png 2x" data-src="no">"#;
        links.note("b/index.html", html.replace("gone/", "../a/gone/").as_bytes());
        links.note("a/index.html", html.as_bytes());
        let exists = |path: &str| path.ends_with("p.png");
        let pair = |page: &str, path: &str| (page.to_owned(), path.to_owned());
        assert_eq!(
            links.broken(exists),
            [
                pair("a/index.html", "a/gone/index.html"),
                pair("a/index.html", "a/q.png"),
                pair("b/index.html", "b/q.png"),
            ]
        );
    }
}
