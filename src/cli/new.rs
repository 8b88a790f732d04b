//! `banbao new article|edition|alert TITLE`: a file with its front matter filled in, ready for the text.
#![expect(clippy::disallowed_methods, reason = "the command line is an edge: it makes the user's files")]

use std::fs;
use std::path::Path;

use clap::{Args, ValueEnum};
use jiff::ToSpan;

use super::{End, Global};
use crate::inputs::{self, Failure};
use crate::model::{self, Choices};
use crate::parse;
use crate::slug::{is_slug, slugify};

#[derive(Args)]
pub struct NewArgs {
    kind: Kind,
    /// Its title
    title: String,
    /// Its ASCII name in file and URL (default: pinyin of the title)
    #[arg(long)]
    slug: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Article,
    Edition,
    Alert,
}

pub fn run(global: &Global, arguments: &NewArgs) -> Result<End, Failure> {
    let messages = global.messages(None);
    let root = &global.root;
    if !root.join("banbao.toml").exists() {
        let shown = std::path::absolute(root).unwrap_or_else(|_| root.clone()).display().to_string();
        tell!("{}", messages.cli("new_no_project", &[("dir", &shown)]));
        return Ok(End::Errors);
    }
    let given = arguments.slug.clone();
    let is_edition = matches!(arguments.kind, Kind::Edition);
    if is_edition && given.is_some() {
        tell!("{}", messages.cli("new_edition_slug", &[]));
        return Ok(End::Usage);
    }
    let slug = given.unwrap_or_else(|| slugify(&arguments.title));
    if !is_edition && !is_slug(&slug) {
        tell!("{}", messages.cli("new_bad_slug", &[("slug", &slug)]));
        return Ok(End::Usage);
    }
    let (path, text, next) = match arguments.kind {
        Kind::Article => {
            (format!("content/articles/{slug}.md"), article(global, &arguments.title), "new_article_next")
        }
        Kind::Alert => {
            (format!("content/alerts/{slug}.md"), alert(global, &arguments.title), "new_alert_next")
        }
        Kind::Edition => {
            let (path, text) = edition(global, &arguments.title)?;
            (path, text, "new_edition_next")
        }
    };
    let file = root.join(&path);
    if file.exists() {
        tell!("{}", messages.cli("new_exists", &[("path", &path)]));
        return Ok(End::Errors);
    }
    write(&file, &text)?;
    say!("{}\n{}", messages.cli("new_done", &[("path", &path)]), messages.cli(next, &[("slug", &slug)]));
    Ok(End::Done)
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn article(global: &Global, title: &str) -> String {
    let (title, today) = (quoted(title), global.today());
    let hint = global.messages(None).cli("new_article_hint", &[]);
    format!(
        "+++\ntitle = {title}\ndescription = \"\"\ndate = {today}\ndraft = true\n\n[taxonomies]\ntopics = []\n\n\
         [trust]\nauthor = \"\"\nreviewer = \"\"\nsources = []\n+++\n\n{hint}\n\n<!-- more -->\n"
    )
}

fn alert(global: &Global, title: &str) -> String {
    let today = global.today();
    let until = today.saturating_add(7.days());
    format!("+++\ntitle = {}\nfrom = {today}\nuntil = {until}\n+++\n\n", quoted(title))
}

/// The next edition: one number and one period after the last.
fn edition(global: &Global, title: &str) -> Result<(String, String), Failure> {
    let (inputs, _) = inputs::read(&global.root, global.today(), 1)?;
    let (raws, _) = parse::parse(&inputs, 1);
    let (site, _) = model::build(raws, &inputs, Choices::default());
    let (number, start) = match site.editions.last() {
        Some(last) => (last.number + 1, last.period.end()),
        None => (1, global.today().first_of_month()),
    };
    let text = format!(
        "+++\nnumber = {number}\nperiod = \"{}\"\ntitle = {}\narticles = []\n+++\n\n",
        start.strftime("%Y-%m"),
        quoted(title)
    );
    Ok((format!("content/editions/{number:03}.md"), text))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::new(folder, error))?;
    }
    fs::write(path, text).map_err(|error| Failure::new(path, error))
}
