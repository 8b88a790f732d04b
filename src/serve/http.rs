//! Requests → responses. Contract: only GET and HEAD, only by our own names; a path is resolved before it is looked up,
//! and looked up in memory alone.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::header::{ALLOW, CACHE_CONTROL, HOST, LOCATION, RANGE};
use axum::http::{HeaderMap, Method, Response, StatusCode};
use axum::response::IntoResponse;
use tokio::sync::watch;

use super::desk::Desk;
use super::hosts::Hosts;
use super::response::{Content, empty, kind, plain, send};
use super::state::State;
use super::{Work, live, paths};
use crate::messages::{Lang, Messages};

/// Everything that answers need.
pub struct Server {
    pub work: Arc<Work>,
    state: watch::Receiver<State>,
    hosts: Hosts,
    desk: Desk,
}

impl Server {
    pub fn new(work: Arc<Work>, state: watch::Receiver<State>, hosts: Hosts) -> Arc<Server> {
        let desk = Desk::new(work.options.jobs.max(1));
        Arc::new(Server { work, state, hosts, desk })
    }

    /// The newest state.
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    fn say(&self, lang: Lang, key: &str) -> String {
        Messages::embedded(lang).desk(key, &[])
    }
}

pub fn router(server: Arc<Server>) -> Router {
    // Paths are ours to understand: a router would compare them before they are resolved.
    Router::new().fallback(answer).with_state(server)
}

/// Has ready on the desk what somebody looks at there, after every change, until nobody builds any more.
pub async fn keep_ready(server: Arc<Server>) {
    let (mut states, mut version) = (server.state.clone(), None);
    while states.changed().await.is_ok() {
        let state = states.borrow_and_update().clone();
        if version.replace(state.version) == Some(state.version) {
            continue;
        }
        let server = Arc::clone(&server);
        let work = move || {
            let current = || server.state.borrow().version == state.version;
            server.desk.keep_ready(&state, current);
        };
        // A fault in it is met again, and told, by who asks.
        drop(tokio::task::spawn_blocking(work).await);
    }
}

async fn answer(Shared(server): Shared<Arc<Server>>, request: Request) -> Response<Body> {
    let (mut head, _) = request.into_parts();
    let lang = server.work.lang(&server.state());
    let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
    // HTTP/2 would name it in the address; we speak HTTP/1.
    if !host.is_some_and(|host| server.hosts.know(host)) {
        return plain(StatusCode::FORBIDDEN, &server.say(lang, "http_host"));
    }
    if !matches!(head.method, Method::GET | Method::HEAD) {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, &server.say(lang, "http_method"));
        response.headers_mut().insert(ALLOW, axum::http::HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    if head.method == Method::HEAD {
        // A part can only be asked for with a GET (RFC 9110, 14.2).
        head.headers.remove(RANGE);
    }
    let Some(path) = paths::resolve(head.uri.path()) else {
        return plain(StatusCode::BAD_REQUEST, &server.say(lang, "http_path"));
    };
    if path.starts_with('_') && is_of_another_site(&head.headers) {
        return plain(StatusCode::FORBIDDEN, &server.say(lang, "http_site"));
    }
    let query = head.uri.query().unwrap_or_default().to_owned();
    match path.split_once('/') {
        Some(("_live", "events")) if head.method == Method::GET => {
            live::events(server.work.clone(), server.state.clone()).into_response()
        }
        Some(("_live", name)) => match live::file(name) {
            Some(content) => send(&head.headers, content),
            None => plain(StatusCode::NOT_FOUND, &server.say(lang, "http_missing")),
        },
        _ if is_desk_page(&path) => to(&format!("{path}/"), &query),
        Some(("_desk", rest)) => {
            let rest = rest.to_owned();
            // Packs are laid out for it: that is no work for the threads that talk to browsers.
            let answer = tokio::task::spawn_blocking(move || {
                let content = server.desk.answer(&server.work, &server.state(), &rest, &query);
                send(&head.headers, content)
            });
            answer.await.unwrap_or_else(|_| empty(StatusCode::INTERNAL_SERVER_ERROR, &[]))
        }
        _ => page(&server, lang, &head.headers, &path, &query),
    }
}

/// Whether another site's page asks, a picture of which could make this computer lay out posters; a link from there is fine.
fn is_of_another_site(headers: &HeaderMap) -> bool {
    let says =
        |name: &str, word: &str| headers.get(name).is_some_and(|value| value.as_bytes() == word.as_bytes());
    says("sec-fetch-site", "cross-site") && !says("sec-fetch-mode", "navigate")
}

/// Whether a path is a page of the desk's, without the slash at its end.
fn is_desk_page(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["_desk"] | ["_desk", "boards" | "changes"] => true,
        ["_desk", "boards", id] => !id.is_empty(),
        _ => false,
    }
}

/// A file of the site.
fn page(server: &Server, lang: Lang, asked: &HeaderMap, path: &str, query: &str) -> Response<Body> {
    let state = server.state();
    let tree = &state.tree;
    if tree.is_empty() {
        let waiting = server.desk.waiting(&state, lang);
        return send(asked, Content::html(waiting).status(StatusCode::SERVICE_UNAVAILABLE));
    }
    let name =
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    if let Some(file) = tree.get(&name) {
        return send(asked, content(&name, &file.bytes));
    }
    if tree.contains_key(&format!("{name}/index.html")) {
        return to(&format!("{name}/"), query);
    }
    match tree.get("404.html") {
        Some(file) => send(asked, content("404.html", &file.bytes).status(StatusCode::NOT_FOUND)),
        None => plain(StatusCode::NOT_FOUND, &server.say(lang, "http_missing")),
    }
}

fn content(name: &str, bytes: &[u8]) -> Content {
    if name.ends_with(".html") {
        Content::new(kind(name), live::inject(bytes))
    } else {
        Content::new(kind(name), bytes)
    }
}

/// Leads to another path of ours.
fn to(path: &str, query: &str) -> Response<Body> {
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    let location = format!("/{}{query}", paths::encode(path));
    empty(StatusCode::TEMPORARY_REDIRECT, &[(LOCATION, &location), (CACHE_CONTROL, "no-cache")])
}
