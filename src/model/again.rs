//! A site, and the same project with other running texts in some articles → the new site. Contract: the outcome is that of
//! building it from the start, with the very same findings; `None` where that could be another.

use std::sync::Arc;

use super::Site;
use super::article::Known;
use crate::inputs::Inputs;
use crate::parse::article::{FOLDER, parse_one};

/// Replaces the texts that differ between the inputs `site` was built from and those of `now`.
pub fn with_texts(site: &Site, known: &Known, before: &Inputs, now: &Inputs) -> Option<(Site, Known)> {
    if before.today != now.today || before.files.len() != now.files.len() {
        return None;
    }
    let mut changed = Vec::new();
    for ((path, file), (path_before, before)) in now.files.iter().zip(&before.files) {
        if path != path_before || file.id != before.id {
            return None;
        }
        if file.hash == before.hash {
            continue;
        }
        // What has something to tell has to tell it again; a translation belongs to another file's article.
        let raw = known.raw(file.id)?;
        let new = parse_one(path.strip_prefix(FOLDER)?, file, &mut Vec::new()).filter(|new| new.is_clean)?;
        // The model reads the front matter alone.
        if new.body.head() != raw.body.head() {
            return None;
        }
        changed.push(new);
    }
    let (mut site, mut known) = (site.clone(), known.clone());
    for raw in changed {
        let slug = known.replace_text(&raw)?;
        // Not there: a draft where none are wanted.
        let Some(article) = site.articles.get_mut(&slug) else { continue };
        // Another article's, where two have one slug.
        if article.body.file() != raw.file {
            return None;
        }
        Arc::make_mut(article).body = raw.body.clone();
    }
    Some((site, known))
}
