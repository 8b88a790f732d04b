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
use crate::messages::{Messages, Section};

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

/// A page with the script. Everything else is as `build` writes it: its own policy lets it ask its own host.
pub fn inject(html: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(html) else { return html.to_vec() };
    // First in the head: before any other script of the page changes it.
    let at = text.find("<meta name=\"viewport\"").or_else(|| text.find("</head>")).unwrap_or(0);
    format!("{}{ELEMENT}\n{}", &text[..at], &text[at..]).into_bytes()
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
            words: &Messages::embedded(lang).live,
        };
        Ok(Event::default().data(serde_json::to_string(&news).unwrap_or_default()))
    });
    Sse::new(news).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

#[cfg(test)]
mod tests {
    use super::{ELEMENT, inject};

    #[test]
    fn the_script_comes_first_and_nothing_else_changes() {
        let page = "<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"x\">\n<script src=\"a.js\"></script></head>";
        let live = String::from_utf8(inject(page.as_bytes())).unwrap();
        assert!(live.find(ELEMENT) < live.find("a.js"), "{live}");
        assert_eq!(live.replace(&format!("{ELEMENT}\n"), ""), page);
    }
}
