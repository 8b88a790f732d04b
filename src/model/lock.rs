//! The lock: every code ever printed must still resolve. What hangs on a wall cannot be recalled, so a page it opens
//! may move (with an alias) but not vanish.

use std::collections::{BTreeMap, BTreeSet};

use super::article::Article;
use super::board::{Board, plain_id};
use super::site::Site;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::parse::lock::{RawLine, RawLock};
use crate::source::Place;

/// What was printed, as the project remembers it.
pub type Lock = RawLock;

/// A board that the table no longer has and that still has paper hanging.
#[derive(Debug, Clone)]
pub struct RemovedBoard {
    pub id: String,
    pub name: String,
    pub village: String,
    pub spot: String,
}

/// Ids named in a message before it says "…".
const NAMED: usize = 5;

/// Boards whose permanent code is locked and whose row is gone. Their pages stay.
pub fn removed(lock: &Lock, boards: &[Board], out: &mut Vec<Diagnostic>) -> Vec<RemovedBoard> {
    let known: BTreeMap<&str, &Board> = boards.iter().map(|board| (board.id.as_str(), board)).collect();
    let by_plain_id: BTreeMap<String, &Board> =
        boards.iter().map(|board| (plain_id(&board.id), board)).collect();
    let mut gone: BTreeMap<&str, &RawLine> = BTreeMap::new();
    for line in &lock.lines {
        if let Some(id) = line.opens.strip_prefix("b/").and_then(|rest| rest.strip_suffix('/'))
            && !known.contains_key(id)
        {
            gone.entry(id).or_insert(line);
        }
    }
    let mut renumbered = Vec::new();
    for (id, line) in &gone {
        match by_plain_id.get(&plain_id(id)) {
            Some(board) => renumbered.push((*id, *board)),
            None => {
                let found = Code::BoardRemoved.at(line.code.place.clone()).with("board", id);
                out.push(found.with("name", &line.name).with("edition", line.edition));
            }
        }
    }
    // A spreadsheet does it to all boards at once; that is one mistake.
    if let Some((id, board)) = renumbered.first() {
        let found = Code::BoardRenumbered.at(board.place.clone()).with("old", id).with("new", &board.id);
        out.push(if renumbered.len() > 1 { found.with("boards", renumbered.len()) } else { found });
    }
    let remembered = |(id, line): (&str, &RawLine)| RemovedBoard {
        id: id.to_owned(),
        name: line.name.clone(),
        village: line.village.clone(),
        spot: line.spot.clone(),
    };
    gone.into_iter().map(remembered).collect()
}

/// What the site was made from, beyond the site: why a page may be missing.
pub struct Missing<'a> {
    /// Site paths of articles that are not published yet, old ones included, with their slugs.
    pub drafts: &'a BTreeMap<String, (String, Place)>,
    /// Some texts came to nothing through mistakes of their own; their pages are not missed.
    pub texts_lost: bool,
    /// Some boards, likewise.
    pub boards_lost: bool,
}

/// Holds every locked code against the site as it will be.
pub fn check(site: &Site, missing: &Missing, out: &mut Vec<Diagnostic>) {
    base(site, out);
    let mut pages: BTreeMap<&str, Vec<&RawLine>> = BTreeMap::new();
    for line in &site.lock.lines {
        pages.entry(&line.opens).or_default().push(line);
    }
    for (path, lines) in pages {
        if let Some((slug, place)) = missing.drafts.get(path) {
            let found = Code::LockedDraft.at(place.clone()).with("slug", slug);
            out.push(hangs(found, &lines).label(lines[0].code.place.clone(), "locked-here"));
            continue;
        }
        let told_elsewhere = if path.starts_with("b/") { missing.boards_lost } else { missing.texts_lost };
        if !site.resolves(path) && !told_elsewhere {
            out.push(lost(site, path, &lines));
        }
    }
}

/// One finding for a page that is gone, whatever number of boards hangs with codes for it.
fn lost(site: &Site, path: &str, lines: &[&RawLine]) -> Diagnostic {
    let first = lines[0];
    let found = Code::LockedLost
        .at(first.code.place.clone())
        .with("path", format!("/{path}"))
        .with("url", format!("{}/{}", first.base, path.trim_end_matches('/')));
    let found = hangs(found, lines);
    match moved(site, path, lines) {
        Some(article) => {
            found.with("suggestion", &article.path).label(article.place.clone(), "perhaps-moved-here")
        }
        None => found,
    }
}

/// The article that a lost one probably became: one with the title that was printed, else one with a similar name. An
/// article whose own code is locked is itself.
fn moved<'s>(site: &'s Site, path: &str, lines: &[&RawLine]) -> Option<&'s Article> {
    let slug = path.strip_prefix("a/")?.split('/').next()?;
    let locked: BTreeSet<&str> = site.lock.lines.iter().map(|line| line.opens.as_str()).collect();
    let free = || {
        let articles = site.articles();
        articles.filter(|article| !locked.contains(article.site_path().as_str()))
    };
    let titled = free().find(|article| lines.iter().any(|line| line.article == article.title));
    titled.or_else(|| site.article(nearest(slug, free().map(|article| article.slug.as_str()))?))
}

/// Every locked address must begin as the configuration's does, or as one that leads there.
fn base(site: &Site, out: &mut Vec<Diagnostic>) {
    let Some(place) = &site.config.base_url_place else { return };
    let mut others: BTreeMap<&str, Vec<&RawLine>> = BTreeMap::new();
    for line in &site.lock.lines {
        others.entry(line.base.trim_end_matches('/')).or_default().push(line);
    }
    for known in std::iter::once(&site.config.base_url).chain(&site.config.former_urls) {
        others.remove(known.as_str());
    }
    for (base, lines) in others {
        let found = Code::LockedBase
            .at(place.clone())
            .with("base", base)
            .with("now", site.config.base_url.as_str())
            .label(lines[0].code.place.clone(), "locked-here");
        out.push(hangs(found, &lines));
    }
}

/// Says which paper it is about: since which edition, and where it hangs.
fn hangs(found: Diagnostic, lines: &[&RawLine]) -> Diagnostic {
    let edition = lines.iter().map(|line| line.edition).min().unwrap_or(0);
    let boards: BTreeSet<&str> =
        lines.iter().map(|line| line.board.as_str()).filter(|board| !board.is_empty()).collect();
    let found = found.with("edition", edition);
    if boards.is_empty() {
        // Leaflets and notices are in people's hands: no board can be named.
        return found.with("where", "@handouts");
    }
    let mut named: Vec<&str> = boards.iter().take(NAMED).copied().collect();
    if boards.len() > NAMED {
        named.push("…");
    }
    found.with("where", named.join(", ")).with("boards", boards.len())
}
