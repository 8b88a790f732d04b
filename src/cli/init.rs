//! `banbao init DIR`: a project that builds as it is, from the starter in the binary; with `--theme`, a theme to change.
#![expect(clippy::disallowed_methods, reason = "the command line is an edge: it makes the user's files")]

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::ToSpan;
use rust_embed::RustEmbed;

use super::{End, Global, templates};
use crate::embedded;
use crate::inputs::Failure;
use crate::messages::fill;

#[derive(RustEmbed)]
#[folder = "src/cli/starter/"]
struct Starter;

#[derive(Args)]
pub struct InitArgs {
    /// Where to make it
    dir: PathBuf,
    /// Also copy the default theme to themes/NAME, to change it
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,
}

pub fn run(global: &Global, arguments: &InitArgs) -> Result<End, Failure> {
    let messages = global.messages(None);
    let dir = &arguments.dir;
    let shown = dir.display().to_string();
    let has_project = dir.join("banbao.toml").exists();
    if arguments.theme.is_none() && (has_project || !is_empty(dir)) {
        tell!("{}", messages.cli("init_not_empty", &[("dir", &shown)]));
        return Ok(End::Errors);
    }
    if !has_project {
        starter(global, dir)?;
    }
    if let Some(name) = &arguments.theme {
        let folder = dir.join("themes").join(name);
        if !crate::slug::is_slug(name) || name == "default" || folder.exists() {
            tell!("{}", messages.cli("init_theme_name", &[("name", name)]));
            return Ok(End::Errors);
        }
        for path in embedded::paths() {
            // Fonts stay in the program: a theme that needs others adds its own.
            if !path.starts_with("fonts/")
                && let Some(bytes) = embedded::bytes(&path)
            {
                write(&folder.join(&path), &bytes)?;
            }
        }
        say!("{}", messages.cli("init_theme_done", &[("name", name)]));
    }
    if !has_project {
        say!("{}", messages.cli("init_done", &[("dir", &shown)]));
    }
    Ok(End::Done)
}

fn is_empty(dir: &Path) -> bool {
    // A repository that was begun first is empty all the same.
    let is_other = |entry: fs::DirEntry| entry.file_name() != ".git";
    fs::read_dir(dir).map_or(true, |entries| !entries.flatten().any(is_other))
}

/// Writes the starter; `{placeholders}` of its texts get dates around today, so that it is current at once.
fn starter(global: &Global, dir: &Path) -> Result<(), Failure> {
    let today = global.today();
    let month = today.first_of_month();
    // Editions begin in odd months, as two months a piece from January make it.
    let first = if month.month() % 2 == 1 { month } else { month.saturating_sub(1.months()) };
    let args = [
        ("today", today.to_string()),
        ("period", first.strftime("%Y-%m").to_string()),
        ("until", today.saturating_add(14.days()).to_string()),
    ];
    for path in Starter::iter() {
        let Some(file) = Starter::get(&path) else { continue };
        match std::str::from_utf8(&file.data) {
            Ok(text) => write(&dir.join(&*path), fill(text, &args).as_bytes())?,
            Err(_) => write(&dir.join(&*path), &file.data)?,
        }
    }
    let books = templates::all(global.lang(None))
        .map_err(|error| Failure::new(dir.join("templates"), std::io::Error::other(error.to_string())))?;
    for (name, bytes) in books {
        write(&dir.join("templates").join(name), &bytes)?;
    }
    write(
        &dir.join(".gitignore"),
        b"/public\n/print\n/.public.banbao\n/.cache\n/content/.codes.lock.banbao\n",
    )
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::new(folder, error))?;
    }
    fs::write(path, bytes).map_err(|error| Failure::new(path, error))
}
