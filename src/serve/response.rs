//! Bytes → HTTP responses (RFC 9110): types, entity tags, one range at a time. Contract: nothing is taken for another
//! type than it says, and no other site may use what is served.

use std::ops::RangeInclusive;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName,
    IF_NONE_MATCH, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};

/// What is to be sent.
pub struct Content {
    pub status: StatusCode,
    pub kind: &'static str,
    pub bytes: Vec<u8>,
    /// Tells this content from any other of the same address; none is made where nobody will ask.
    pub tag: Option<String>,
    /// The name under which a browser saves it.
    pub save_as: Option<String>,
}

impl Content {
    pub fn new(kind: &'static str, bytes: impl Into<Vec<u8>>) -> Content {
        let bytes = bytes.into();
        let tag = blake3::hash(&bytes).to_hex()[..20].to_owned();
        Content { status: StatusCode::OK, kind, bytes, tag: Some(tag), save_as: None }
    }

    pub fn html(html: String) -> Content {
        Content::new(kind("x.html"), html)
    }

    pub fn status(self, status: StatusCode) -> Content {
        Content { status, ..self }
    }
}

/// Headers of every response.
const ALWAYS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    // Drafts are nobody's but the office's: no page elsewhere may load them as its script or picture.
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "SAMEORIGIN"),
    ("referrer-policy", "same-origin"),
];

/// A response without content.
pub fn empty(status: StatusCode, headers: &[(HeaderName, &str)]) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let all = ALWAYS.map(|(name, value)| (HeaderName::from_static(name), value));
    for (name, value) in all.iter().chain(headers) {
        // Values that HTTP cannot carry are left out.
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// A sentence, for whoever asks for what is not there.
pub fn plain(status: StatusCode, text: &str) -> Response<Body> {
    let mut response = empty(status, &[(CONTENT_TYPE, kind("x.txt")), (CACHE_CONTROL, "no-store")]);
    *response.body_mut() = Body::from(format!("{text}\n"));
    response
}

/// Sends content, or the part of it that is asked for, or word that the browser has it already.
pub fn send(asked: &HeaderMap, content: Content) -> Response<Body> {
    let Content { status, kind, bytes, tag, save_as } = content;
    let tag = tag.map(|tag| format!("\"{tag}\""));
    let header = |name: HeaderName| asked.get(name).and_then(|value| value.to_str().ok());
    let mut headers = vec![(CONTENT_TYPE, kind.to_owned()), (CACHE_CONTROL, "no-cache".to_owned())];
    headers.extend(tag.clone().map(|tag| (ETAG, tag)));
    if let Some(name) = save_as {
        let disposition = HeaderName::from_static("content-disposition");
        headers.push((disposition, format!("attachment; filename=\"{name}\"")));
    }
    let respond = |status, headers: &[(HeaderName, String)], body: Vec<u8>| {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.clone(), value.as_str())).collect();
        let mut response = empty(status, &headers);
        *response.body_mut() = Body::from(body);
        response
    };
    let known = header(IF_NONE_MATCH).zip(tag.as_deref());
    if status == StatusCode::OK && known.is_some_and(|(asked, tag)| matches(asked, tag)) {
        return respond(StatusCode::NOT_MODIFIED, &headers, Vec::new());
    }
    if status != StatusCode::OK {
        headers.push((CONTENT_LENGTH, bytes.len().to_string()));
        return respond(status, &headers, bytes);
    }
    headers.push((ACCEPT_RANGES, "bytes".to_owned()));
    let is_same = header(IF_RANGE).is_none_or(|asked| Some(asked) == tag.as_deref());
    match header(RANGE).filter(|_| is_same).map(|asked| range(asked, bytes.len())) {
        Some(Asked::Part(part)) => {
            let (start, end) = (*part.start(), *part.end());
            headers.push((CONTENT_RANGE, format!("bytes {start}-{end}/{}", bytes.len())));
            let part = bytes.get(part).unwrap_or_default().to_vec();
            headers.push((CONTENT_LENGTH, part.len().to_string()));
            respond(StatusCode::PARTIAL_CONTENT, &headers, part)
        }
        Some(Asked::Beyond) => {
            let range = (CONTENT_RANGE, format!("bytes */{}", bytes.len()));
            respond(StatusCode::RANGE_NOT_SATISFIABLE, &[range], Vec::new())
        }
        Some(Asked::Whole) | None => {
            headers.push((CONTENT_LENGTH, bytes.len().to_string()));
            respond(StatusCode::OK, &headers, bytes)
        }
    }
}

/// `If-None-Match`: a list of tags, weak or not, or `*`.
fn matches(asked: &str, tag: &str) -> bool {
    asked.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Part(RangeInclusive<usize>),
    /// No byte of it is there.
    Beyond,
    /// Several ranges, or what is no range: the whole is a right answer to both.
    Whole,
}

/// `Range: bytes=0-99`, `bytes=100-`, `bytes=-100`.
fn range(asked: &str, length: usize) -> Asked {
    let Some(spec) = asked.trim().strip_prefix("bytes=") else { return Asked::Whole };
    let Some((start, end)) = spec.split_once('-') else { return Asked::Whole };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<usize>().unwrap_or(usize::MAX))
    };
    match (number(start), number(end)) {
        (None, Some(last)) if start.is_empty() => match last.min(length) {
            0 => Asked::Beyond,
            last => Asked::Part(length - last..=length - 1),
        },
        (Some(start), None) if end.is_empty() && start < length => Asked::Part(start..=length - 1),
        (Some(start), Some(end)) if start <= end && start < length => {
            Asked::Part(start..=end.min(length - 1))
        }
        (Some(start), Some(end)) if start > end => Asked::Whole,
        (Some(_), Some(_)) => Asked::Beyond,
        (Some(_), None) if end.is_empty() => Asked::Beyond,
        _ => Asked::Whole,
    }
}

/// The media type of a file, by its name.
pub fn kind(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    if name == "feed.xml" {
        return "application/atom+xml; charset=utf-8";
    }
    match name.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/vnd.microsoft.icon",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, matches, range};

    #[test]
    fn ranges_are_those_of_rfc_9110() {
        for (asked, expected) in [
            ("bytes=0-4", Asked::Part(0..=4)),
            ("bytes=5-", Asked::Part(5..=9)),
            ("bytes=-3", Asked::Part(7..=9)),
            ("bytes=-99", Asked::Part(0..=9)),
            ("bytes=8-99", Asked::Part(8..=9)),
            ("bytes=10-", Asked::Beyond),
            ("bytes=10-12", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=99999999999999999999999-", Asked::Beyond),
            ("bytes=4-2", Asked::Whole),
            ("bytes=0-1,4-5", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("lines=1-2", Asked::Whole),
        ] {
            assert_eq!(range(asked, 10), expected, "{asked}");
        }
        assert_eq!(range("bytes=0-", 0), Asked::Beyond);
    }

    #[test]
    fn a_browser_may_know_several_versions() {
        assert!(matches("\"a\", W/\"b\"", "\"b\"") && matches("*", "\"b\"") && !matches("\"a\"", "\"b\""));
    }
}
