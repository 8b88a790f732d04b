//! What makes pages follow their sources: a script that only served pages carry, and the events it listens to.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use serde::Serialize;
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

use super::Work;
use super::finding::Shown;
use super::response::{Content, kind};
use super::state::State;
use crate::messages::Section;

/// The library that changes a page into another (its licence stands in its first lines), and what we do with it.
const SCRIPT: &str = concat!(include_str!("assets/idiomorph.js"), "\n", include_str!("assets/live.js"));
const OVERLAY: &str = include_str!("assets/overlay.css");

/// The script's element in a page.
const ELEMENT: &str = "<script src=\"/_live/live.js\" defer></script>";

/// The files of the script.
pub fn file(name: &str) -> Option<Content> {
    let text = match name {
        "live.js" => SCRIPT,
        "overlay.css" => OVERLAY,
        _ => return None,
    };
    Some(Content::new(kind(name), text))
}

/// A page with the script, and with leave to listen to our events. Everything else is as `build` writes it.
pub fn inject(html: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(html) else { return html.to_vec() };
    let text = allow(text);
    // First in the head: before any other script of the page changes it.
    let at = text.find("<meta name=\"viewport\"").or_else(|| text.find("</head>")).unwrap_or(0);
    format!("{}{ELEMENT}\n{}", &text[..at], &text[at..]).into_bytes()
}

/// Lets the page's own Content-Security-Policy pass requests to us.
fn allow(html: &str) -> String {
    const POLICY: &str = "http-equiv=\"Content-Security-Policy\" content=\"";
    let Some(start) = html.find(POLICY).map(|at| at + POLICY.len()) else { return html.to_owned() };
    let end = html[start..].find('"').map_or(html.len(), |length| start + length);
    let policy = &html[start..end];
    let (at, addition) = match policy.find("connect-src ") {
        Some(at) => (start + at + "connect-src ".len(), "'self' "),
        None => (start, "connect-src 'self'; "),
    };
    format!("{}{addition}{}", &html[..at], &html[at..])
}

/// What a page is told.
#[derive(Serialize)]
struct News<'a> {
    /// As text, since JavaScript's numbers are shorter.
    version: String,
    revision: String,
    /// There is a site.
    ready: bool,
    /// Pages are older than their sources.
    behind: bool,
    checking: bool,
    lang: &'static str,
    errors: Vec<Shown<'a>>,
    drafts: Vec<&'a str>,
    words: &'a Section,
}

/// All that there is to tell, at once and after every change.
pub fn events(
    work: Arc<Work>,
    state: watch::Receiver<State>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let news = WatchStream::new(state).map(move |state| {
        let lang = work.lang(&state);
        let errors = state.findings().into_iter().filter(|found| found.is_error());
        let news = News {
            version: state.version.to_string(),
            revision: state.revision.to_string(),
            ready: !state.tree.is_empty(),
            behind: state.is_behind(),
            checking: state.checking,
            lang: lang.tag(),
            errors: errors.filter_map(|found| found.show(lang)).collect(),
            drafts: state.drafts.iter().map(String::as_str).collect(),
            words: &work.messages(lang).live,
        };
        Ok(Event::default().data(serde_json::to_string(&news).unwrap_or_default()))
    });
    Sse::new(news).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

#[cfg(test)]
mod tests {
    use super::{ELEMENT, allow, inject};

    #[test]
    fn the_page_may_listen_and_nothing_else_changes() {
        let page = "<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n<meta name=\"viewport\" content=\"x\">\n</head>";
        let live = String::from_utf8(inject(page.as_bytes())).unwrap();
        assert!(live.contains("content=\"connect-src 'self'; default-src 'none'\""), "{live}");
        let without = live.replace(&format!("{ELEMENT}\n"), "").replace("connect-src 'self'; ", "");
        assert_eq!(without, page);
    }

    #[test]
    fn what_the_project_allows_stays_allowed() {
        let policy = |sources| format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{sources}\">");
        let found = allow(&policy("img-src *; connect-src https://x.example.com"));
        assert_eq!(found, policy("img-src *; connect-src 'self' https://x.example.com"));
    }
}
