//! `banbao serve`: the project in a browser, built again as it changes. One line a build; findings as `build` shows them.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Mutex;

use clap::Args;

use super::build::workers;
use super::{End, Global, failure_text, locale_lang, report};
use crate::diagnostic::{Severity, human};
use crate::inputs::Failure;
use crate::messages::{Lang, Messages};
use crate::pipeline::Outcome;
use crate::serve::{self, Addresses, Built, Changes, Options, Report};

#[derive(Args)]
pub struct ServeArgs {
    /// The address to listen at; any other than this computer's own lets others see drafts
    #[arg(long, default_value = "127.0.0.1", value_name = "HOST", value_parser = parse_host)]
    host: String,
    /// The port; the next free one where it is taken, 0 for any
    #[arg(long, default_value_t = 1414, value_name = "PORT")]
    port: u16,
    /// Open the desk in the browser
    #[arg(long)]
    open: bool,
}

fn parse_host(text: &str) -> Result<String, String> {
    let bare = text.trim_matches(['[', ']']);
    let is_name = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c));
    let fine = is_name || bare.parse::<IpAddr>().is_ok();
    if fine { Ok(bare.to_owned()) } else { Err("127.0.0.1".to_owned()) }
}

pub fn run(global: &Global, arguments: &ServeArgs) -> Result<End, Failure> {
    let options = Options {
        root: global.root.clone(),
        today: global.today,
        host: arguments.host.clone(),
        port: arguments.port,
        lang: global.lang.or_else(locale_lang),
        jobs: workers(None),
    };
    let said = Mutex::new(Said { lang: global.lang(None), ..Said::default() });
    serve::run(options, Box::new(Terminal { global: global.clone(), open: arguments.open, said }))?;
    if !global.quiet {
        say!("{}", global.messages(None).cli("serve_end", &[]));
    }
    Ok(End::Done)
}

/// What was said of the project so far.
struct Said {
    lang: Lang,
    /// Findings of the last preview and of the last rehearsal, as they were printed.
    preview: BTreeSet<String>,
    rehearsal: BTreeSet<String>,
}

impl Default for Said {
    fn default() -> Self {
        Said { lang: Lang::ZhCn, preview: BTreeSet::new(), rehearsal: BTreeSet::new() }
    }
}

struct Terminal {
    global: Global,
    open: bool,
    said: Mutex<Said>,
}

impl Report for Terminal {
    fn serving(&self, at: &Addresses) {
        let messages = self.global.messages(None);
        if let Some(taken) = at.taken {
            let port = at.site.trim_end_matches('/').rsplit(':').next().unwrap_or_default();
            tell!("{}", messages.cli("serve_taken", &[("taken", &taken.to_string()), ("port", port)]));
        }
        if at.open {
            tell!("{}", messages.cli("serve_open", &[]));
        }
        if let Some(reason) = &at.polling {
            tell!("{}", messages.cli("serve_polling", &[("reason", reason)]));
        }
        // With `-q` too: without the address there is nothing to be done with it.
        say!("{}", messages.cli("serve_at", &[("site", &at.site), ("desk", &at.desk)]));
        if let Some(others) = &at.others {
            say!("{}", messages.cli("serve_others", &[("site", others)]));
        }
        if !self.global.quiet {
            say!("{}", messages.cli("serve_stop", &[]));
        }
        if self.open && open::that_detached(&at.desk).is_err() {
            tell!("{}", messages.cli("serve_no_browser", &[("desk", &at.desk)]));
        }
    }

    fn built(&self, built: &Built) {
        self.tell(built, true);
    }

    fn rehearsed(&self, built: &Built) {
        self.tell(built, false);
    }

    fn failure(&self, failure: &Failure, messages: &Messages) -> String {
        failure_text(failure, messages)
    }
}

impl Terminal {
    fn tell(&self, built: &Built, preview: bool) {
        let Ok(mut said) = self.said.lock() else { return };
        let mut now = BTreeSet::new();
        for result in &built.results {
            match result {
                Ok(outcome) => self.outcome(&mut said, &mut now, (built, outcome), preview),
                Err(failure) => {
                    let text = failure_text(failure, self.global.messages(None));
                    if said.is_new(&text) && !now.contains(&text) {
                        tell!("{text}");
                    }
                    now.insert(text);
                }
            }
        }
        said.take(now, preview);
    }

    fn outcome(
        &self,
        said: &mut Said,
        now: &mut BTreeSet<String>,
        (built, outcome): (&Built, &Outcome),
        preview: bool,
    ) {
        let messages = self.global.messages(Some(outcome.lang));
        said.lang = messages.lang;
        // A list that comes back with every save would be read by nobody.
        for found in outcome.diagnostics.iter().filter(|found| report::is_wanted(found, &self.global)) {
            let text = human::render(found, &outcome.sources, messages, self.global.color());
            if said.is_new(&text) && !now.contains(&text) {
                tell!("{}\n", text.trim_end());
            }
            now.insert(text);
        }
        if self.global.quiet || (!preview && !self.global.verbose) {
            return;
        }
        let count = |severity| outcome.diagnostics.iter().filter(|found| found.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error).to_string(), count(Severity::Warning).to_string());
        let ms = format!("{:.0}", built.time.as_secs_f64() * 1000.0);
        let (pages, packs) = (outcome.totals.pages.to_string(), outcome.totals.packs.to_string());
        let what = if preview { what(built.changes, messages) } else { messages.cli("serve_rehearsed", &[]) };
        let key = match (preview, outcome.has_errors()) {
            (true, true) => "serve_kept",
            (true, false) => "serve_built",
            (false, _) => "serve_checked",
        };
        let args = [
            ("what", &*what),
            ("pages", &pages),
            ("packs", &packs),
            ("ms", &ms),
            ("errors", &errors),
            ("warnings", &warnings),
        ];
        say!("{}", messages.cli(key, &args));
        report::stages(outcome, messages, &self.global);
    }
}

impl Said {
    fn is_new(&self, text: &str) -> bool {
        !self.preview.contains(text) && !self.rehearsal.contains(text)
    }

    /// Remembers what is said now.
    fn take(&mut self, now: BTreeSet<String>, preview: bool) {
        if preview {
            // What only the rehearsal knows stays said until it has looked again.
            let gone: Vec<String> = self.preview.difference(&now).cloned().collect();
            self.rehearsal.retain(|text| !gone.contains(text));
            self.preview = now;
        } else {
            self.rehearsal = now;
        }
    }
}

/// For what a build was made: a file by its name, several by their number.
fn what(changes: Option<&Changes>, messages: &Messages) -> String {
    let Some(changes) = changes else { return messages.cli("serve_first", &[]) };
    let mut names = changes.sources.iter();
    match (names.next(), names.next()) {
        (Some(one), None) if !changes.all => one.clone(),
        (Some(one), Some(other)) if changes.sources.len() == 2 && !changes.all => {
            format!("{one}{}{other}", messages.cli("sum_separator", &[]))
        }
        _ => messages.cli("serve_many", &[("count", &changes.sources.len().max(1).to_string())]),
    }
}

#[cfg(test)]
mod tests {
    use super::parse_host;

    #[test]
    fn a_host_is_a_name_or_an_address() {
        for host in ["127.0.0.1", "0.0.0.0", "::1", "[::1]", "localhost", "office-pc.local"] {
            assert!(parse_host(host).is_ok(), "{host}");
        }
        for host in ["", "a b", "http://x", "x/y", "127.0.0.1:80"] {
            assert!(parse_host(host).is_err(), "{host}");
        }
    }
}
