//! How much a phone fetches for each kind of page. Compressing every page costs time, so only a run that asks is weighed.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::plan::{SiteJob, SiteKind};
use crate::render::compress::gzip;

/// HTML and style of a first view, compressed: what arrives with the first packets of a connection (ten of 1,460 bytes).
pub const FIRST_VIEW: usize = 14 * 1024;

/// What the heaviest page of a template fetches, in bytes; texts as gzip sends them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Weight {
    pub template: &'static str,
    pub pages: usize,
    /// Path of the heaviest page.
    pub path: String,
    pub html: usize,
    pub style: usize,
    pub scripts: usize,
    /// All its pictures, each in its largest width.
    pub pictures: usize,
    pub heaviest_picture: usize,
}

impl Weight {
    /// What must be there before anything can be read.
    pub fn first_view(&self) -> usize {
        self.html + self.style
    }
}

/// Gathers sizes while files are made, in any order.
#[derive(Default)]
pub struct Scale(Mutex<Sizes>);

#[derive(Default)]
struct Sizes {
    /// The heaviest page of each template, and the files that it names.
    pages: BTreeMap<&'static str, (Weight, Vec<String>)>,
    /// By file name, which is unique as it carries a hash.
    files: BTreeMap<String, usize>,
}

impl Scale {
    pub fn put(&self, job: &SiteJob, bytes: &[u8]) {
        let length = || gzip(bytes).map_or(bytes.len(), |packed| packed.len());
        match &job.kind {
            SiteKind::Page(kind) => {
                let html = length();
                let Ok(mut sizes) = self.0.lock() else { return };
                let (heaviest, names) = sizes.pages.entry(kind.template()).or_default();
                let pages = heaviest.pages + 1;
                // Of equals the first by path, whichever thread was faster.
                if pages == 1 || (html, &heaviest.path) > (heaviest.html, &job.path) {
                    let (template, path) = (kind.template(), job.path.clone());
                    *heaviest = Weight { template, path, html, ..Weight::default() };
                    *names = fetched(&String::from_utf8_lossy(bytes));
                }
                heaviest.pages = pages;
            }
            SiteKind::Picture(_) => self.file(&job.path, bytes.len()),
            SiteKind::Bytes(_) if job.path.starts_with("assets/") => self.file(&job.path, length()),
            SiteKind::Bytes(_) if job.path.ends_with(".svg") => self.file(&job.path, length()),
            _ => {}
        }
    }

    fn file(&self, path: &str, length: usize) {
        if let Ok(mut sizes) = self.0.lock() {
            sizes.files.insert(name(path).to_owned(), length);
        }
    }

    /// Every template's heaviest page, by the template's name.
    pub fn weights(self) -> Vec<Weight> {
        let sizes = self.0.into_inner().unwrap_or_default();
        let weigh = |(mut weight, names): (Weight, Vec<String>)| {
            for name in names {
                let Some(length) = sizes.files.get(&name).copied() else { continue };
                match name.rsplit_once('.').map_or("", |(_, kind)| kind) {
                    "css" => weight.style += length,
                    "js" => weight.scripts += length,
                    _ => {
                        weight.pictures += length;
                        weight.heaviest_picture = weight.heaviest_picture.max(length);
                    }
                }
            }
            weight
        };
        sizes.pages.into_values().map(weigh).collect()
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Names of the style, the scripts and the pictures that a page fetches, each picture in its largest width.
fn fetched(html: &str) -> Vec<String> {
    let values = |attribute: &str| {
        let start = format!(" {attribute}=\"");
        html.split(&start)
            .skip(1)
            .filter_map(|rest| rest.split('"').next().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let widest = values("srcset");
    let widest = widest.iter().filter_map(|set| set.split(", ").last()?.split(' ').next());
    // A style for paper keeps nobody waiting.
    let sheets = html.split("<link ").skip(1).filter_map(|rest| rest.split('>').next());
    let sheets = sheets.filter(|tag| tag.contains("stylesheet") && !tag.contains("media=\"print\""));
    let styles = sheets.filter_map(|tag| tag.split("href=\"").nth(1)?.split('"').next());
    let sources = values("src");
    let sources = sources.iter().map(String::as_str).filter(|link| !link.ends_with(".jpg"));
    widest.chain(styles).chain(sources).map(|link| name(link).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::fetched;

    #[test]
    fn a_page_fetches_each_picture_once_at_its_widest() {
        let html = "<link rel=\"stylesheet\" href=\"../assets/style.1.css\">\
                    <link rel=\"stylesheet\" href=\"../assets/print.6.css\" media=\"print\"><a href=\"../p/about/\">\
                    <script src=\"../assets/search.2.js\" defer></script>\
                    <picture><source srcset=\"../a/x-400.3.webp 400w, ../a/x-800.4.webp 800w\"><img src=\"../a/x-400.5.jpg\"></picture>\
                    <img src=\"../a/plan.6.svg\">";
        assert_eq!(fetched(html), ["x-800.4.webp", "style.1.css", "search.2.js", "plan.6.svg"]);
    }
}
