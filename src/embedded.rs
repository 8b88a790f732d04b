//! What the binary carries: the default theme (templates, fonts, pictograms, messages). Contract: paths are relative to `themes/default/`.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "themes/default/"]
#[exclude = "fonts/make.py"]
#[exclude = "*.md"]
struct DefaultTheme;

/// A file's bytes, straight from the binary.
pub fn bytes(path: &str) -> Option<Cow<'static, [u8]>> {
    DefaultTheme::get(path).map(|file| file.data)
}

/// A text file. The program's own texts are UTF-8.
pub fn text(path: &str) -> Option<String> {
    bytes(path).and_then(|data| String::from_utf8(data.into_owned()).ok())
}

/// Every path, in order.
pub fn paths() -> Vec<String> {
    let mut paths: Vec<String> = DefaultTheme::iter().map(Cow::into_owned).collect();
    paths.sort();
    paths
}
