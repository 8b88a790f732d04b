//! What Typst sees: the theme as a read-only file tree, its fonts and no others, and one virtual `/data.json`.

use std::collections::HashMap;
use std::ops::Range;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{DiagSpan, DiagSpanKind, FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::inputs::Inputs;
use crate::model::links::is_image;
use crate::source;
use crate::theme::Theme;

/// Shared by all posters of a build: library, fonts, templates, pictures.
pub struct Core {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
    /// The project's own ids of theme files, for reports.
    origins: HashMap<FileId, source::FileId>,
    data: FileId,
}

/// Typst's id of a path in the virtual tree; `None` for a path it cannot hold.
fn file_id(path: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern())
}

impl Core {
    /// A hash of all that [`Core::new`] reads, the theme with it.
    pub fn identity(theme: &blake3::Hash, inputs: &Inputs) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(theme.as_bytes());
        for (path, file) in inputs.under("content/").filter(|(path, _)| is_image(path)) {
            hasher.update(path.as_bytes()).update(&[0]).update(file.hash.as_bytes());
        }
        hasher.finalize()
    }

    pub fn new(theme: &Theme, inputs: &Inputs) -> Option<Core> {
        let fonts: Vec<Font> = theme
            .fonts()
            .flat_map(|file| Font::iter(Bytes::new(file.bytes.clone())).collect::<Vec<_>>())
            .collect();
        let mut core = Core {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources: HashMap::new(),
            files: HashMap::new(),
            origins: HashMap::new(),
            data: file_id("data.json")?,
        };
        for (path, file) in &theme.files {
            if !(path.starts_with("posters/") || path.starts_with("icons/")) {
                continue;
            }
            let Some(id) = file_id(path) else { continue };
            if let Some(text) = file.text.as_ref().filter(|_| path.ends_with(".typ")) {
                core.sources.insert(id, Source::new(id, text.to_string()));
            }
            core.files.insert(id, Bytes::new(file.bytes.clone()));
            core.origins.insert(id, file.id);
        }
        for (path, file) in inputs.under("content/") {
            if is_image(path)
                && let Some(id) = file_id(&format!("content/{path}"))
            {
                core.files.insert(id, Bytes::new(file.bytes.clone()));
            }
        }
        Some(core)
    }

    /// Whether some font of the theme has a glyph for `c`.
    pub fn has_glyph(&self, c: char) -> bool {
        self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)))
    }

    /// A picture of the project, by its path.
    pub fn picture(&self, path: &str) -> Option<&Bytes> {
        self.files.get(&file_id(path)?)
    }

    /// The theme file behind one of Typst's ids.
    pub fn theme_file(&self, id: FileId) -> Option<source::FileId> {
        self.origins.get(&id).copied()
    }

    /// Where in its theme file one of Typst's places lies.
    pub fn range(&self, span: DiagSpan) -> Option<Range<usize>> {
        match span.get() {
            DiagSpanKind::Detached => None,
            DiagSpanKind::Number { id, num, sub_range } => self.sources.get(&id)?.range(num, sub_range),
            DiagSpanKind::Range { range, .. } => Some(range),
        }
    }
}

/// One compilation: the core, a template, its data.
pub struct PosterWorld<'a> {
    core: &'a Core,
    main: FileId,
    data: Bytes,
}

impl<'a> PosterWorld<'a> {
    /// `None` where the theme has no such template.
    pub fn new(core: &'a Core, template: &str, json: Vec<u8>) -> Option<PosterWorld<'a>> {
        let main = file_id(template).filter(|id| core.sources.contains_key(id))?;
        Some(PosterWorld { core, main, data: Bytes::new(json) })
    }
}

impl World for PosterWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.core.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.core.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.core.sources.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.core.data {
            return Ok(self.data.clone());
        }
        self.core.files.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.core.fonts.get(index).cloned()
    }

    /// Posters get dates as data; a template that asks the clock gets an error.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
