//! Rules about content that are matters of policy: `[rules]` sets how much each weighs, `check --strict` makes
//! warnings errors.

pub mod bodies;
mod editions;
mod files;
mod literacy;
mod numbers;
mod personal;
mod phrases;
mod print;
mod slips;
mod texts;
mod trust;

use self::personal::Personal;
use self::phrases::Phrases;
use self::texts::Text;
use crate::diagnostic::Diagnostic;
use crate::inputs::Inputs;
use crate::model::Site;

/// What the rules have to say about a site, but for those of [`Words`]. `inputs` are the very texts it was made of. What articles say and refer to is looked at as their pages are made, since only then is it parsed:
/// [`bodies::article`].
pub fn check(site: &Site, inputs: &Inputs) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    trust::check(site, &mut out);
    editions::check(site, &mut out);
    literacy::check(site, &mut out);
    print::check(site, &mut out);
    files::check(inputs, &mut out);
    bodies::check(site, &mut out);
    out
}

/// The rules about single words and numbers, made ready once for all texts.
pub struct Words<'a> {
    personal: Personal,
    phrases: Phrases<'a>,
}

impl<'a> Words<'a> {
    pub fn of(site: &'a Site) -> Words<'a> {
        Words { personal: Personal::of(site), phrases: Phrases::of(site) }
    }

    /// Everything that readers see and no article says: other texts, and tables.
    pub fn of_no_articles(&self, site: &Site, inputs: &Inputs) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        texts::of_no_articles(site, inputs).for_each(|text| self.check(text, &mut out));
        self.personal.tables(site, &mut out);
        out
    }

    /// Everything in one file that readers see.
    fn check(&self, text: Text, out: &mut Vec<Diagnostic>) {
        let may_promise = self.phrases.may_be_in(text.text);
        let may_matter = |body: &str| may_promise || numbers::may_be_in(body);
        texts::each(text, may_matter, |line| {
            self.personal.line(&line, out);
            if may_promise {
                self.phrases.line(&line, out);
            }
        });
    }
}
