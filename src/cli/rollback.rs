//! `banbao rollback`: the previous `public/` again. Reads nothing of the project but the lock of its codes.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{End, Global};
use crate::diagnostic::human;
use crate::inputs::Failure;
use crate::parse::lock;
use crate::publish::{self, rollback};
use crate::source::Sources;

#[derive(Args)]
pub struct RollbackArgs {
    /// The web root (default: public under the project)
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
}

pub fn run(global: &Global, arguments: &RollbackArgs) -> Result<End, Failure> {
    let output = arguments.output.clone().unwrap_or_else(|| global.root.join("public"));
    let messages = global.messages(None);
    let folder = output.display().to_string();
    let previous = match rollback::find(&output)? {
        Some(Ok(previous)) => previous,
        Some(Err(found)) => {
            tell!("{}", human::render(&found, &Sources::default(), messages, global.color()).trim_end());
            return Ok(End::Errors);
        }
        None => {
            tell!("{}", messages.cli("rollback_none", &[("folder", &folder)]));
            return Ok(End::Errors);
        }
    };
    let lost: Vec<String> = printed(global)?
        .into_iter()
        .filter(|path| !previous.opens(path))
        .map(|path| format!("/{path}"))
        .collect();
    let returned = previous.restore()?;
    if !lost.is_empty() {
        tell!("{}", messages.cli("rollback_codes", &[("pages", &lost.join(", "))]));
    }
    if !global.quiet {
        let zone = TimeZone::system();
        let time = returned.published.and_then(|time| Timestamp::try_from(time).ok());
        let date = time.map(|time| time.to_zoned_datetime(zone).strftime("%Y-%m-%d %H:%M").to_string());
        let (files, date) = (returned.files.to_string(), date.unwrap_or_default());
        let words = [("folder", folder.as_str()), ("files", &files), ("date", &date)];
        say!("{}", messages.cli("rollback_done", &words));
        if !returned.foreign.is_empty() {
            say!("{}", messages.cli("kept_foreign", &[("files", &returned.foreign.join(", "))]));
        }
    }
    Ok(End::Done)
}

/// The site paths that printed codes open, by the project's lock.
fn printed(global: &Global) -> Result<BTreeSet<String>, Failure> {
    let bytes = publish::read(&global.root.join(lock::PATH))?.unwrap_or_default();
    Ok(lock::opened(&String::from_utf8_lossy(&bytes)))
}
