//! A pack → a hash of everything that its pages are made from. Equal hashes mean equal pages, on any day and machine.

use std::collections::BTreeSet;

use serde_json::Value;

use super::data;
use crate::inputs::Inputs;
use crate::model::edition::Edition;
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

    /// The hash of one board's pages: what the templates get, the pictures it names, and the templates.
    pub fn of(&self, cx: Context, inputs: &Inputs, edition: &Edition, pack: &Pack) -> String {
        let mut hasher = self.0.clone();
        let json = data::packs(cx, edition, &[pack]);
        hasher.update(&json);
        let mut pictures = BTreeSet::new();
        // Few articles have one, and reading the data again takes longer than making it.
        if memchr::memmem::find(&json, b"\"img\"").is_some() {
            collect_pictures(&serde_json::from_slice(&json).unwrap_or_default(), &mut pictures);
        }
        for path in pictures {
            if let Some(file) = inputs.files.get(path.trim_start_matches('/')) {
                hasher.update(blake3::hash(&file.bytes).as_bytes());
            }
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// Paths of the pictures in a template's data, wherever texts stand in it.
fn collect_pictures(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let (Some("img"), Some(path)) =
                (fields.get("t").and_then(Value::as_str), fields.get("path").and_then(Value::as_str))
            {
                found.insert(path.to_owned());
            }
            fields.values().for_each(|value| collect_pictures(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| collect_pictures(value, found)),
        _ => {}
    }
}
