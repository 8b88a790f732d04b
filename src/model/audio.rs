//! Recordings of articles being read: kind, length and size, from the files' own heads.

use std::io::Cursor;

use lofty::config::ParseOptions;
use lofty::file::{AudioFile, FileType};
use lofty::probe::Probe;

use super::article::Article;
use super::links::{Broken, Target};
use super::site::Site;
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Inputs;
use crate::source::Spanned;

/// Someone reads the article aloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The file, as a link of the article's text leads to it.
    pub target: Target,
    /// Media type (RFC 6381 without codecs).
    pub kind: &'static str,
    pub seconds: u64,
    pub bytes: usize,
}

/// What a file holds; `None` where it is no MP3, M4A or Ogg (Vorbis, Opus), or holds no sound.
fn read(bytes: &[u8]) -> Option<(&'static str, u64)> {
    let options = ParseOptions::new().read_tags(false).read_cover_art(false);
    let probe = Probe::new(Cursor::new(bytes)).options(options).guess_file_type().ok()?;
    let kind = match probe.file_type()? {
        FileType::Mpeg => "audio/mpeg",
        FileType::Mp4 => "audio/mp4",
        FileType::Opus | FileType::Vorbis => "audio/ogg",
        _ => return None,
    };
    let length = probe.read().ok()?.properties().duration();
    (!length.is_zero()).then(|| (kind, length.as_secs_f64().round().max(1.0) as u64))
}

/// Finds the recording that `audio` of the text in `from` names.
fn find(
    site: &Site,
    inputs: &Inputs,
    from: &str,
    audio: &Spanned<String>,
    out: &mut Vec<Diagnostic>,
) -> Option<Recording> {
    let name = &audio.value;
    let resolved = site.resolve(from, name);
    let path = match &resolved {
        Ok(Target::Asset(path)) => Some(path.clone()),
        Ok(Target::Internal { path, .. }) => Some(format!("content/static/{path}")),
        _ => None,
    };
    let Some(file) = path.and_then(|path| inputs.files.get(&path)) else {
        let mut found = Code::AudioMissing.at(audio.place.clone()).with("file", name);
        if let Err(Broken { suggestion: Some(suggestion) }) = resolved {
            found = found.with("suggestion", suggestion);
        }
        out.push(found);
        return None;
    };
    let Some((kind, seconds)) = read(&file.bytes) else {
        out.push(Code::AudioFormat.at(audio.place.clone()).with("file", name));
        return None;
    };
    Some(Recording { target: resolved.ok()?, kind, seconds, bytes: file.bytes.len() })
}

/// Reads the recordings of an article and its translations.
pub fn of(site: &Site, inputs: &Inputs, article: &Article, out: &mut Vec<Diagnostic>) -> Recordings {
    let mut recording = |from: &str, audio: &Option<Spanned<String>>| {
        audio.as_ref().and_then(|audio| find(site, inputs, from, audio, out))
    };
    Recordings {
        own: recording(&article.path, &article.audio),
        translations: (article.translations.iter())
            .map(|(lang, text)| (lang.clone(), recording(&text.path, &text.audio)))
            .collect(),
    }
}

/// What [`of`] found: the article's own, and by language tag.
pub struct Recordings {
    pub own: Option<Recording>,
    pub translations: Vec<(String, Option<Recording>)>,
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_mp3_is_as_long_as_its_frames() {
        // MPEG-1 layer 3, 128 kbit/s, 44.1 kHz: 417 bytes and 1152 samples a frame.
        let frame = [&[0xff, 0xfb, 0x90, 0x00][..], &[0; 413]].concat();
        assert_eq!(read(&frame.repeat(200)), Some(("audio/mpeg", 5)));
        assert_eq!(read(b"no sound at all"), None);
    }
}
