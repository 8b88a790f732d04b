//! The theme: the embedded default, overlaid file by file by `themes/NAME/`. Templates are compiled here, once.

mod fonts;
mod names;

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, OnceLock};

use lightningcss::stylesheet::{ParserOptions, PrinterOptions, StyleSheet};
use tera::{ErrorKind, Tera};

use crate::diagnostic::{Code, Diagnostic};
use crate::embedded;
use crate::files::Content;
use crate::inputs::Inputs;
use crate::messages::{Lang, Messages};
use crate::model::Site;
use crate::model::article::Article;
use crate::model::config::{Config, Topic};
use crate::source::{FileId, Span};

/// One theme file: from the project, or the program's own.
#[derive(Debug, Clone)]
pub struct ThemeFile {
    pub id: FileId,
    pub bytes: Content,
    pub text: Option<Arc<str>>,
}

impl ThemeFile {
    /// Whether it is the project's.
    fn is_own(&self) -> bool {
        matches!(self.bytes, Content::Read(_))
    }
}

/// Templates, pictograms, fonts and messages, ready for rendering.
pub struct Theme {
    /// By path in the theme: `web/base.html`.
    pub files: BTreeMap<String, ThemeFile>,
    pub tera: Tera,
    /// By template: all words that its page could ask for; `None` where they are not known.
    names: names::Names,
    /// `web/style.css` as browsers get it.
    pub style: Vec<u8>,
    /// Fonts of scripts that phones lack, those that the site needs, by path under the web root.
    pub web_fonts: fonts::WebFonts,
    /// `web/NAME.css` by name, without `style.css`: what only some pages link.
    pub styles: BTreeMap<String, Vec<u8>>,
    /// `web/NAME.js` by name, as browsers get them: classic scripts, whole files of their own.
    pub scripts: BTreeMap<String, Vec<u8>>,
    messages: BTreeMap<Lang, Messages>,
    /// The words of pages, as templates get them.
    words: BTreeMap<Lang, OnceLock<tera::Value>>,
}

/// Templates the program asks for by name; a theme may add others.
const PAGES: [&str; 14] = [
    "404.html",
    "area.html",
    "article.html",
    "board.html",
    "edition.html",
    "home.html",
    "list.html",
    "page.html",
    "progress.html",
    "records.html",
    "redirect.html",
    "search.html",
    "topic.html",
    "style.css",
];

/// The files of the theme that the project names, with those of the program that it has no file of its own for.
pub struct Files {
    files: BTreeMap<String, ThemeFile>,
    /// What is wrong with the name.
    unknown: Option<Diagnostic>,
}

/// Gathers the files of the project's theme; those of the program are sources from now on.
pub fn gather(config: &Config, inputs: &mut Inputs) -> Files {
    let name = &config.theme;
    let mut files = BTreeMap::new();
    for path in embedded::paths() {
        let Some(data) = embedded::bytes(&path) else { continue };
        let text = std::str::from_utf8(&data).ok().filter(|_| is_text(&path)).map(Arc::<str>::from);
        let shown = text.clone().unwrap_or_else(|| Arc::from(""));
        let id = inputs.sources.add(format!("(banbao)/{path}"), shown);
        files.insert(path, ThemeFile { id, bytes: data.into(), text });
    }
    let folder = format!("themes/{name}/");
    let mut found = config.theme == "default";
    for (path, file) in inputs.under(&folder) {
        found = true;
        let file =
            ThemeFile { id: file.id, bytes: Content::Read(Arc::clone(&file.bytes)), text: file.text.clone() };
        files.insert(path.to_owned(), file);
    }
    let unknown = (!found).then(|| {
        let code = Code::ThemeFileMissing;
        let missing = config.theme_place.clone().map_or_else(|| code.diagnostic(), |place| code.at(place));
        missing.with("file", &folder)
    });
    Files { files, unknown }
}

/// Loads the theme that the project names and reports what is wrong with it.
pub fn load(site: &Site, inputs: &mut Inputs) -> (Theme, Vec<Diagnostic>) {
    make(site, gather(&site.config, inputs))
}

/// As [`load`], of files that were gathered.
pub fn make(site: &Site, Files { files, unknown }: Files) -> (Theme, Vec<Diagnostic>) {
    let config = &site.config;
    let mut diagnostics = Vec::from_iter(unknown);
    let mut style = files.get("web/style.css").map_or_else(Vec::new, |file| style(file, &mut diagnostics));
    style.extend(topic_colors(&config.topics).into_bytes());
    let (web_fonts, faces) = fonts::needed(site, &files);
    style.extend(faces.into_bytes());
    let styles = styles(&files, &mut diagnostics);
    let scripts = scripts(&files, &mut diagnostics);
    let tera = compile(&files, &mut diagnostics);
    let names = names::of(&files);
    for page in PAGES {
        if !files.contains_key(&format!("web/{page}")) {
            diagnostics.push(Code::ThemeFileMissing.diagnostic().with("file", format!("web/{page}")));
        }
    }
    for (path, file) in files.iter().filter(|(path, file)| path.starts_with("messages/") && file.is_own()) {
        if let Some(Err(error)) = file.text.as_deref().map(str::parse::<toml::Table>) {
            let range = error.span().unwrap_or(0..0);
            let found = Code::TomlSyntax.at(Span::new(file.id, range));
            diagnostics.push(found.with("reason", error.message().trim()).with("file", path));
        }
    }
    let messages = Lang::ALL.into_iter().map(|lang| (lang, messages(lang, &files))).collect();
    let words = Lang::ALL.into_iter().map(|lang| (lang, OnceLock::new())).collect();
    (Theme { files, tera, names, style, styles, web_fonts, scripts, messages, words }, diagnostics)
}

/// A hash of all that [`load`] reads, the numbers of files with it: where it is the same, so is the theme.
pub fn identity(site: &Site, inputs: &Inputs) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(inputs.sources.len() as u64).to_le_bytes());
    let texts = site.articles().filter(|article| fonts::reads(site, article)).flat_map(Article::texts);
    let texts = texts.filter_map(|(path, _)| Some((path, inputs.files.get(path)?)));
    let config = inputs.files.get("banbao.toml").map(|file| ("banbao.toml", file));
    for (path, file) in inputs.under("themes/").chain(config).chain(texts) {
        hasher.update(path.as_bytes()).update(&[0]).update(file.hash.as_bytes());
        hasher.update(format!("{:?}", file.id).as_bytes());
    }
    // Topics may be known from articles alone.
    hasher.update(topic_colors(&site.config.topics).as_bytes());
    hasher.finalize()
}

/// The stylesheet without comments and white space. One that is no CSS is reported at its place.
fn style(file: &ThemeFile, out: &mut Vec<Diagnostic>) -> Vec<u8> {
    let text = file.text.as_deref().unwrap_or("");
    let minified = StyleSheet::parse(text, ParserOptions::default()).map_err(|error| {
        let line = error.loc.as_ref().map_or(0, |place| place.line as usize);
        (line, error.kind.to_string())
    });
    let printed = minified.and_then(|sheet| {
        let options = PrinterOptions { minify: true, ..PrinterOptions::default() };
        sheet.to_css(options).map_err(|error| (0, error.kind.to_string()))
    });
    match printed {
        Ok(css) => css.code.into_bytes(),
        Err((line, reason)) => {
            let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
            let length = text[start..].lines().next().map_or(0, str::len);
            out.push(
                Code::TemplateError.at(Span::new(file.id, start..start + length)).with("reason", reason),
            );
            Vec::new()
        }
    }
}

/// Every further stylesheet beside the templates.
fn styles(files: &BTreeMap<String, ThemeFile>, out: &mut Vec<Diagnostic>) -> BTreeMap<String, Vec<u8>> {
    let mut styles = BTreeMap::new();
    for (path, file) in files {
        let name = path.strip_prefix("web/").and_then(|path| path.strip_suffix(".css"));
        if let Some(name) = name.filter(|name| *name != "style") {
            styles.insert(name.to_owned(), style(file, out));
        }
    }
    styles
}

/// A rule for each topic: its three colours as custom properties, from which the stylesheet chooses. A class rather
/// than an attribute in the page, since pages forbid themselves inline styles.
fn topic_colors(topics: &[Topic]) -> String {
    let mut css = String::new();
    for Topic { id, color, .. } in topics {
        let (tint, dark) = (color.tint().css(), color.on_dark().css());
        css.push_str(&format!(".topic-{id}{{--color:{};--tint:{tint};--dark:{dark}}}", color.css()));
    }
    css
}

/// Every script beside the templates, without comments and white space.
fn scripts(files: &BTreeMap<String, ThemeFile>, out: &mut Vec<Diagnostic>) -> BTreeMap<String, Vec<u8>> {
    let mut scripts = BTreeMap::new();
    for (path, file) in files {
        let name = path.strip_prefix("web/").and_then(|path| path.strip_suffix(".js"));
        let (Some(name), Some(text)) = (name, file.text.as_deref()) else { continue };
        match minifier::js::minify(text) {
            Ok(script) => {
                scripts.insert(name.to_owned(), script.to_string().into_bytes());
            }
            Err(reason) => out.push(Code::TemplateError.in_file(file.id).with("reason", reason)),
        }
    }
    scripts
}

fn is_text(path: &str) -> bool {
    [".html", ".css", ".js", ".typ", ".toml", ".svg", ".xml", ".txt"].iter().any(|kind| path.ends_with(kind))
}

/// The program's words, and over them those of the project's theme.
fn messages(lang: Lang, files: &BTreeMap<String, ThemeFile>) -> Messages {
    Messages::overlaid(lang, |name| {
        let file = files.get(&format!("messages/{}/{name}", lang.tag()))?;
        file.text.clone().filter(|_| file.is_own())
    })
}

/// A text for HTML, as Tera itself escapes it, but by stretches instead of byte by byte.
fn escape(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let bytes = text.as_bytes();
    // Most texts have nothing to escape, which is seen many bytes at a time.
    if memchr::memchr3(b'&', b'<', b'>', bytes).is_none() && memchr::memchr2(b'"', b'\'', bytes).is_none() {
        return out.write_all(bytes);
    }
    let mut written = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let escaped: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'\'' => b"&#39;",
            _ => continue,
        };
        out.write_all(&bytes[written..at])?;
        out.write_all(escaped)?;
        written = at + 1;
    }
    out.write_all(&bytes[written..])
}

/// All `.html` templates under `web/`, with names relative to it.
fn compile(files: &BTreeMap<String, ThemeFile>, out: &mut Vec<Diagnostic>) -> Tera {
    let mut tera = Tera::new();
    tera.set_escape_fn(escape);
    let templates: Vec<(&str, &str)> = files
        .iter()
        .filter_map(|(path, file)| {
            let name = path.strip_prefix("web/").filter(|name| name.ends_with(".html"))?;
            Some((name, file.text.as_deref()?))
        })
        .collect();
    if let Err(error) = tera.add_raw_templates(templates) {
        out.push(template_error(&error, files));
    }
    tera
}

/// A Tera error as a diagnostic at its place in the template.
pub fn template_error(error: &tera::Error, files: &BTreeMap<String, ThemeFile>) -> Diagnostic {
    let report = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report,
        other => return Code::TemplateError.diagnostic().with("reason", other),
    };
    let reason = report.message();
    let Some(file) = files.get(&format!("web/{}", report.filename())) else {
        return Code::TemplateError.diagnostic().with("reason", format!("{}: {reason}", report.filename()));
    };
    let range = report.span().range.clone();
    let end = range.end.max(range.start);
    Code::TemplateError.at(Span::new(file.id, range.start..end)).with("reason", reason)
}

impl Theme {
    pub fn messages(&self, lang: Lang) -> &Messages {
        // There are all languages.
        &self.messages[&lang]
    }

    /// The words of pages, as templates get them.
    pub fn words(&self, lang: Lang) -> &tera::Value {
        self.words[&lang].get_or_init(|| tera::Value::from_serializable(&*self.messages(lang).web))
    }

    /// Whether a template could ask for a value of a name. What it does not ask for need not be made.
    pub fn names(&self, template: &str) -> impl Fn(&str) -> bool {
        let words = self.names.get(template).and_then(Option::as_ref);
        move |name| words.is_none_or(|words| words.contains(name))
    }

    /// A pictogram's SVG, or the default one's where the theme has none of that name.
    pub fn icon(&self, name: &str) -> &str {
        let find =
            |name: &str| self.files.get(&format!("icons/{name}.svg")).and_then(|file| file.text.as_deref());
        find(name).or_else(|| find("default")).unwrap_or("")
    }

    /// Names of the pictograms, in order.
    pub fn icons(&self) -> impl Iterator<Item = &str> {
        self.files.keys().filter_map(|path| path.strip_prefix("icons/")?.strip_suffix(".svg"))
    }

    /// Path of a pictogram for posters; falls back like [`Theme::icon`].
    pub fn icon_path(&self, name: &str) -> String {
        let path = format!("icons/{name}.svg");
        if self.files.contains_key(&path) { format!("/{path}") } else { "/icons/default.svg".to_owned() }
    }

    /// The fonts of posters, in order of their file names.
    pub fn fonts(&self) -> impl Iterator<Item = &ThemeFile> {
        self.files
            .iter()
            .filter(|(path, _)| {
                path.starts_with("fonts/") && (path.ends_with(".otf") || path.ends_with(".ttf"))
            })
            .map(|(_, file)| file)
    }
}
