//! What a link in a text means: an internal target that exists, a file beside the text, or the outside world.

use super::fragments;
use super::site::Site;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::body::{Body, Kind, Mention};
use crate::parse::tree::is_comment;
use crate::source::Span;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A path of the site (`a/co/`), with the fragment if any.
    Internal { path: String, fragment: Option<String> },
    /// A file of the project, by its path, to be put out with the page.
    Asset(String),
    /// Another site, a telephone, a mail address.
    External(String),
    /// A place in the same text.
    Fragment(String),
}

/// A destination that leads nowhere, with the nearest that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub suggestion: Option<String>,
}

/// Kinds of image that browsers and posters both read.
pub const IMAGES: [&str; 6] = ["png", "jpg", "jpeg", "svg", "webp", "gif"];

impl Site {
    /// Resolves a destination written in the file `from` (a project path).
    ///
    /// # Errors
    /// [`Broken`] for an internal destination that does not exist.
    pub fn resolve(&self, from: &str, destination: &str) -> Result<Target, Broken> {
        let found = self.resolve_name(from, destination);
        // Editors write `%20` for a blank; a name with a plain percent sign is found as it is.
        let decoded = || crate::percent::decode(destination).filter(|_| destination.contains('%'));
        match found {
            Err(broken) => decoded().and_then(|name| self.resolve_name(from, &name).ok()).ok_or(broken),
            found => found,
        }
    }

    fn resolve_name(&self, from: &str, destination: &str) -> Result<Target, Broken> {
        let (path, fragment) = match destination.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment.to_owned())),
            None => (destination, None),
        };
        if path.is_empty() {
            return Ok(Target::Fragment(fragment.unwrap_or_default()));
        }
        let own = path.strip_prefix(self.config.base_url.as_str());
        if let Some(absolute) = own.and_then(|rest| rest.strip_prefix('/')) {
            return self.site_target(absolute, fragment);
        }
        if is_external(path) {
            return Ok(Target::External(destination.to_owned()));
        }
        if let Some(content) = path.strip_prefix("@/") {
            return self.content_target(&format!("content/{content}"), fragment);
        }
        if let Some(absolute) = path.strip_prefix('/') {
            return self.site_target(absolute, fragment);
        }
        let joined = join(from, path).ok_or(Broken { suggestion: None })?;
        if joined.ends_with(".md") {
            return self.content_target(&joined, fragment);
        }
        if self.assets.contains_key(&joined) {
            return Ok(Target::Asset(joined));
        }
        Err(self.broken(&joined, self.assets.keys().map(String::as_str)))
    }

    fn content_target(&self, path: &str, fragment: Option<String>) -> Result<Target, Broken> {
        match self.sources_to_urls.get(path) {
            Some(url) => Ok(Target::Internal { path: url.clone(), fragment }),
            // The mistake is in that text, and was told there.
            None if self.lost.contains(path) => Ok(Target::Fragment(fragment.unwrap_or_default())),
            None => {
                let broken = self.broken(path, self.sources_to_urls.keys().map(String::as_str));
                let written = |found: String| found.replacen("content/", "@/", 1);
                Err(Broken { suggestion: broken.suggestion.map(written) })
            }
        }
    }

    fn site_target(&self, path: &str, fragment: Option<String>) -> Result<Target, Broken> {
        let plain = path.trim_end_matches("index.html");
        let folder =
            if plain.is_empty() || plain.ends_with('/') { plain.to_owned() } else { format!("{plain}/") };
        if self.urls.contains(&folder) {
            return Ok(Target::Internal { path: folder, fragment });
        }
        if self.static_files.contains(path) {
            return Ok(Target::Internal { path: path.to_owned(), fragment });
        }
        if self.machine_files().iter().any(|file| file == path) {
            return Ok(Target::Internal { path: path.to_owned(), fragment });
        }
        let broken = self.broken(&folder, self.urls.iter().map(String::as_str));
        Err(Broken { suggestion: broken.suggestion.map(|found| format!("/{found}")) })
    }

    fn broken<'a>(&self, word: &str, candidates: impl Iterator<Item = &'a str>) -> Broken {
        Broken { suggestion: crate::diagnostic::nearest(word, candidates).map(str::to_owned) }
    }
}

fn is_external(path: &str) -> bool {
    let scheme = path.split(':').next().unwrap_or("");
    path.starts_with("//")
        || (path.contains(':')
            && !scheme.is_empty()
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+'))
}

/// `javascript:` and its kin never become links.
pub fn is_safe(url: &str) -> bool {
    let scheme = url.split(':').next().unwrap_or("").to_ascii_lowercase();
    url.starts_with("//") || ["http", "https", "tel", "mailto", "sms"].contains(&scheme.as_str())
}

/// `relative` as seen from the folder of `from`; `None` where it leaves `content/`.
fn join(from: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    (parts.first() == Some(&"content")).then(|| parts.join("/"))
}

/// Reports every link and image of a text that leads nowhere, and raw HTML where it is off.
pub fn check(site: &Site, from: &str, body: &Body, mentions: &[Mention], out: &mut Vec<Diagnostic>) {
    for Mention { kind, what: destination, span } in mentions {
        let (image, span) = (matches!(kind, Kind::Image { .. }), *span);
        match kind {
            Kind::Html { .. } if !site.config.raw_html && !is_comment(destination) => {
                out.push(Code::RawHtml.at(span));
            }
            Kind::Image { has_alt: false } => out.push(Code::AltMissing.at(span).with("target", destination)),
            _ => {}
        }
        if !image && *kind != Kind::Link {
            continue;
        }
        let code = if image { Code::BrokenImage } else { Code::BrokenLink };
        let resolved = site.resolve(from, destination);
        let good = match &resolved {
            Ok(Target::Asset(path)) if image => {
                is_image(path) && site.assets.get(path).is_some_and(Option::is_some)
            }
            Ok(Target::Internal { path, .. }) if image => is_image(path),
            Ok(_) => !image,
            Err(_) => false,
        };
        if !good {
            let mut diagnostic = code.at(span).with("target", destination);
            if let Err(Broken { suggestion: Some(suggestion) }) = resolved {
                diagnostic = diagnostic.with("suggestion", suggestion);
            }
            out.push(diagnostic);
        } else if let Ok(Target::Asset(path)) = &resolved
            && image
        {
            check_picture(site, path, span, out);
        } else if let Ok(target) = resolved {
            fragments::check(site, body, (destination, &target), span, out);
        }
    }
}

/// A picture that is found may still be one that cannot be published.
fn check_picture(site: &Site, path: &str, span: Span, out: &mut Vec<Diagnostic>) {
    let Some(Some(picture)) = site.assets.get(path) else { return };
    if let Some(active) = &picture.active {
        out.push(Code::ImageActive.at(span).with("path", path).with("what", active));
    } else if !picture.is_publishable() {
        let (width, height) = picture.size;
        let pixels = format!("{width}×{height}");
        out.push(Code::ImageHuge.at(span).with("path", path).with("pixels", pixels));
    }
}

/// Whether a file is, by its ending, a picture that browsers and posters both read.
pub fn is_image(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, kind)| IMAGES.contains(&kind.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::{is_external, join};

    #[test]
    fn relative_paths_stay_within_content() {
        assert_eq!(
            join("content/articles/co.md", "../pages/about.md").as_deref(),
            Some("content/pages/about.md")
        );
        assert_eq!(
            join("content/articles/co/index.md", "a.png").as_deref(),
            Some("content/articles/co/a.png")
        );
        assert_eq!(join("content/articles/co.md", "../../../etc/passwd"), None);
    }

    #[test]
    fn schemes_are_external() {
        assert!(is_external("https://a.cn/"));
        assert!(is_external("tel:120"));
        assert!(!is_external("co.md"));
    }
}
