//! All raws + today → `Site`. Every invariant of the project holds afterwards; cross-file mistakes are reported here.

mod again;
pub mod alert;
pub mod article;
pub mod audio;
pub mod board;
pub mod campaign;
pub mod config;
pub mod edition;
mod fragments;
pub mod images;
mod language;
pub mod links;
pub mod lock;
pub mod page;
pub mod period;
pub mod policy;
pub mod rows;
pub mod site;

pub use again::with_texts;
pub use site::{Choices, Site, build, build_again};

use crate::diagnostic::{Code, Diagnostic};
use crate::slug::{is_slug, slugify};
use crate::source::{Place, Spanned};

/// Names that no file system or URL of ours can carry: Windows devices, and folders the site itself uses.
const RESERVED: [&str; 7] = ["con", "prn", "aux", "nul", "index", "page", "static"];

/// Checks a slug; `given` is the author's own, else it comes from the file name.
fn check_slug(slug: &str, place: &Place, out: &mut Vec<Diagnostic>) -> bool {
    let device = slug.len() == 4
        && (slug.starts_with("com") || slug.starts_with("lpt"))
        && slug.as_bytes()[3].is_ascii_digit();
    if device || RESERVED.contains(&slug) {
        out.push(Code::ReservedSlug.at(place.clone()).with("slug", slug));
        return false;
    }
    if !is_slug(slug) {
        let mut diagnostic = Code::BadSlug.at(place.clone()).with("slug", slug);
        let proposal = slugify(slug);
        if !proposal.is_empty() {
            diagnostic = diagnostic.with("suggestion", proposal);
        }
        out.push(diagnostic);
        return false;
    }
    true
}

/// Alias paths, checked: they start with `/`, are ASCII, and lead nowhere outside.
fn check_aliases(aliases: &[Spanned<String>], out: &mut Vec<Diagnostic>) -> Vec<Spanned<String>> {
    let mut good = Vec::new();
    for alias in aliases {
        let path = alias.value.trim_matches('/');
        let fine = !path.is_empty()
            && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
            && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./~".contains(&b));
        if fine {
            good.push(Spanned::new(path.to_owned(), alias.place.clone()));
        } else {
            out.push(
                Code::BadValue
                    .at(alias.place.clone())
                    .with("field", "aliases")
                    .with("found", &alias.value)
                    .with("allowed", "/old/path/"),
            );
        }
    }
    good
}
