//! A pack → a hash of everything that its pages are made from. Equal hashes mean equal pages, on any day and machine.

use super::data;
use crate::inputs::Inputs;
use crate::model::edition::Edition;
use crate::model::links::Target;
use crate::parse::tree::{InlineKind, Node, walk};
use crate::plan::packs::Pack;
use crate::render::Context;

/// What the packs of a build share: the theme's part of every hash.
pub struct Base(blake3::Hasher);

impl Base {
    pub fn new(cx: Context) -> Base {
        let mut hasher = blake3::Hasher::new();
        for (path, file) in &cx.theme.files {
            if ["posters/", "icons/", "fonts/"].iter().any(|folder| path.starts_with(folder)) {
                hasher.update(path.as_bytes());
                hasher.update(blake3::hash(&file.bytes).as_bytes());
            }
        }
        Base(hasher)
    }

    /// The hash of one board's pages: what the templates get, the pictures in it, and the templates.
    pub fn of(&self, cx: Context, inputs: &Inputs, edition: &Edition, pack: &Pack) -> String {
        let mut hasher = self.0.clone();
        hasher.update(&data::packs(cx, edition, &[pack]));
        for (article, _) in &pack.articles {
            let footnotes = article.body.footnotes.values().map(Vec::as_slice);
            for blocks in std::iter::once(article.body.lead()).chain(footnotes) {
                walk(blocks, &mut |node| {
                    if let Node::Inline(inline) = node
                        && let InlineKind::Image { target, .. } = &inline.kind
                        && let Ok(Target::Asset(path)) = cx.site.resolve(&article.path, target)
                        && let Some(file) = inputs.files.get(&path)
                    {
                        hasher.update(blake3::hash(&file.bytes).as_bytes());
                    }
                });
            }
        }
        hasher.finalize().to_hex().to_string()
    }
}
