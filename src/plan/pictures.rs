//! `Site` → which files beside texts are published: of a picture that is shown one file for each width of the layout, and as it is
//! what a text links to or names as its recording. What no public text names stays in the office.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Inputs;
use crate::model::Site;
use crate::model::images::is_svg;
use crate::model::links::{Target, is_image};
use crate::parse::body::{Body, Kind, Mention};
use crate::plan::pages::asset_path;
use crate::source::Place;

/// Widths in pixels of what is published: a phone's column, and twice that for its fine screen or for a desktop's column.
pub const WIDTHS: [u32; 2] = [400, 800];
/// More than this no picture on an article's page weighs (bytes).
pub const BUDGET: usize = 30 * 1024;
/// WebP knows no longer side.
const LONGEST: u32 = 16_383;
/// Part of every name: raised when equal sources would give other bytes.
const ENCODING: u8 = 1;

/// Pictures of the site by the path of their original.
pub type Pictures = BTreeMap<String, Picture>;

/// What a page shows of one original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width and height on the page, in CSS pixels.
    pub size: (u32, u32),
    pub files: Files,
    /// Where a text shows it first.
    pub place: Place,
}

/// Paths under the web root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Files {
    /// A drawing as it is.
    Drawing(String),
    /// WebP by width, and a JPEG for browsers that know none.
    Pixels { webp: Vec<(u32, String)>, jpeg: (u32, String) },
}

/// How the pixels of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    WebP,
    Jpeg,
}

/// One picture in one width: all that its rendering reads.
pub struct PictureJob<'s> {
    pub original: &'s [u8],
    /// Path of the original, for what is wrong with it.
    pub path: &'s str,
    pub width: u32,
    pub format: Format,
    pub place: Place,
}

impl Picture {
    fn new(path: &str, bytes: &[u8], (width, height): (u32, u32), place: Place) -> Option<Picture> {
        let target = asset_path(path)?;
        let (stem, _) = target.rsplit_once('.')?;
        let hash = blake3::hash(bytes).to_hex();
        let [small, large] = WIDTHS;
        if is_svg(path) {
            let files = Files::Drawing(format!("{stem}.{}.svg", &hash[..8]));
            return Some(Picture { size: (width, height), files, place });
        }
        let most = u64::from(LONGEST) * u64::from(width) / u64::from(height.max(1));
        let fit = |wanted: u32| wanted.min(width).min(u32::try_from(most).unwrap_or(u32::MAX)).max(1);
        let file = |wide: u32, kind: &str| {
            let key = blake3::hash(format!("{ENCODING} {wide} {kind} {hash}").as_bytes()).to_hex();
            (wide, format!("{stem}-{wide}.{}.{kind}", &key[..8]))
        };
        let mut widths = vec![fit(small), fit(large)];
        widths.dedup();
        let files = Files::Pixels {
            webp: widths.iter().map(|wide| file(*wide, "webp")).collect(),
            jpeg: file(widths[0], "jpg"),
        };
        let shown = fit(large);
        let high = u64::from(height) * u64::from(shown) / u64::from(width.max(1));
        Some(Picture { size: (shown, u32::try_from(high).unwrap_or(height).max(1)), files, place })
    }
}

/// What the texts of a site use of the files beside them.
#[derive(Default)]
pub struct Used {
    pub pictures: Pictures,
    /// What is linked to, or shown by HTML of an author's own: published as it is.
    pub linked: BTreeSet<String>,
}

/// Goes through all texts. Tells of files that nobody names.
pub fn plan(site: &Site, inputs: &Inputs, out: &mut Vec<Diagnostic>) -> Used {
    let mut used = Used::default();
    if site.assets.is_empty() {
        return used;
    }
    // Files are named with their endings.
    let endings: BTreeSet<&str> = site.assets.keys().map(|path| ending(path)).collect();
    site.texts(&mut |from, body| {
        if may_name_any(body.markdown(), &endings) {
            collect((site, inputs, &endings), from, body, &mut used);
        }
    });
    let recordings = site.articles().flat_map(|article| {
        let translations = article.translations.values().map(|text| &text.recording);
        translations.chain([&article.recording]).flatten()
    });
    used.linked.extend(recordings.filter_map(|recording| match &recording.target {
        Target::Asset(path) => Some(path.clone()),
        _ => None,
    }));
    for path in
        site.assets.keys().filter(|path| !used.linked.contains(*path) && !used.pictures.contains_key(*path))
    {
        if let Some(file) = inputs.files.get(path) {
            out.push(Code::FileUnlinked.in_file(file.id).with("name", seen_from_text(path, inputs)));
        }
    }
    used
}

/// A file as the text beside it would call it: that of its own folder, or one of the folder of all texts.
fn seen_from_text<'a>(path: &'a str, inputs: &Inputs) -> &'a str {
    match path.rsplit_once('/') {
        Some((folder, name)) if inputs.files.contains_key(&format!("{folder}/index.md")) => name,
        _ => path.splitn(3, '/').last().unwrap_or(path),
    }
}

fn ending(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Whether a text could name one of the files at all; most do not, and are read once less.
fn may_name_any(markdown: &str, endings: &BTreeSet<&str>) -> bool {
    // Unless in escapes.
    let bytes = markdown.as_bytes();
    let is_named = |at: usize| {
        endings.iter().any(|ending| {
            let next = bytes[at + 1..].get(..ending.len());
            next.is_some_and(|next| next.eq_ignore_ascii_case(ending.as_bytes()))
        })
    };
    memchr::memchr3_iter(b'.', b'&', b'%', bytes).any(|at| bytes[at] != b'.' || is_named(at))
        || markdown.contains('\\')
        || endings.contains("")
}

fn collect(
    (site, inputs, endings): (&Site, &Inputs, &BTreeSet<&str>),
    from: &str,
    body: &Body,
    used: &mut Used,
) {
    let asset = |target: &str| match site.resolve(from, target) {
        Ok(Target::Asset(path)) => Some(path),
        _ => None,
    };
    for Mention { kind, what: target, span } in &body.mentions() {
        match kind {
            Kind::Link => used.linked.extend(asset(target)),
            Kind::Html { .. } => mentioned((site, endings), from, target, used),
            Kind::Image { .. } => {
                if let Some(path) = asset(target).filter(|path| is_image(path))
                    && !used.pictures.contains_key(&path)
                    && let Some(Some(picture)) = site.assets.get(&path)
                    && picture.is_publishable()
                    && let Some(file) = inputs.files.get(&path)
                    && let Some(picture) = Picture::new(&path, &file.bytes, picture.size, (*span).into())
                {
                    used.pictures.insert(path, picture);
                }
            }
            Kind::FootnoteMark => {}
        }
    }
}

/// Where raw HTML is published, nobody but a browser knows what it shows: every file that it names.
fn mentioned((site, endings): (&Site, &BTreeSet<&str>), from: &str, html: &str, used: &mut Used) {
    if !site.config.raw_html {
        return;
    }
    let names = html
        .split(['"', '\'', '=', ' ', '>', ',', '(', ')', '\n'])
        .filter(|name| !name.is_empty() && endings.contains(ending(name)));
    let page = site.sources_to_urls.get(from).map_or("", String::as_str);
    let paths = names.filter_map(|name| match site.resolve(from, name) {
        Ok(Target::Asset(path)) => Some(path),
        _ => {
            let wanted =
                seen_by_browser(page, name.strip_prefix(site.config.base_url.as_str()).unwrap_or(name));
            site.assets.keys().find(|path| asset_path(path).as_deref() == Some(&*wanted)).cloned()
        }
    });
    used.linked.extend(paths);
}

/// Where an address in a page leads, below the web root.
fn seen_by_browser(page: &str, address: &str) -> String {
    let address = crate::percent::decode(address).unwrap_or_else(|| address.to_owned());
    let mut parts: Vec<&str> = if address.starts_with('/') { "" } else { page }.split('/').collect();
    for part in address.split('/') {
        if part == ".." {
            parts.retain(|part| !part.is_empty());
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.retain(|part| !matches!(*part, "" | "."));
    parts.join("/")
}

impl Used {
    /// The files of every picture, and what each is made from.
    pub fn jobs<'s>(&self, inputs: &'s Inputs) -> Vec<(String, Made<'s>)> {
        let mut jobs = Vec::new();
        for (path, picture) in &self.pictures {
            let Some((path, file)) = inputs.files.get_key_value(path) else { continue };
            let job = |(width, _): &(u32, String), format| {
                let place = picture.place.clone();
                Made::Job(PictureJob { original: &file.bytes, path, width: *width, format, place })
            };
            match &picture.files {
                Files::Drawing(target) => jobs.push((target.clone(), Made::AsItIs(&file.bytes))),
                Files::Pixels { webp, jpeg } => {
                    jobs.extend(webp.iter().map(|file| (file.1.clone(), job(file, Format::WebP))));
                    jobs.push((jpeg.1.clone(), job(jpeg, Format::Jpeg)));
                }
            }
        }
        jobs
    }
}

/// How a file comes about.
pub enum Made<'s> {
    AsItIs(&'s [u8]),
    Job(PictureJob<'s>),
}
