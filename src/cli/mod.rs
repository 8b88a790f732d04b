//! The command line: arguments → requests, outcomes → words and exit codes. One file a command.
//!
//! Exit: 0 done, 1 the project has errors, 2 wrong usage, 3 the machine failed.
#![expect(clippy::disallowed_methods, reason = "the command line is an edge: it reads the clock")]

/// A line for whoever asked. Where nobody reads any more, what was begun goes on: no panic, and the same exit code.
macro_rules! say {
    ($($line:tt)*) => {{
        let _ = std::io::Write::write_fmt(&mut std::io::stdout(), format_args!("{}\n", format_args!($($line)*)));
    }};
}

/// The same for what is wrong, and what goes on.
macro_rules! tell {
    ($($line:tt)*) => {{
        let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{}\n", format_args!($($line)*)));
    }};
}

mod build;
mod check;
mod init;
mod new;
mod print;
mod proof;
mod report;
mod rollback;
mod serve;
mod templates;
mod words;

use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::PathBuf;

use clap::error::ErrorKind as Usage;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::inputs::Failure;
use crate::messages::{Lang, Messages};

/// Health articles and campaign data become a website, packs of posters for notice boards, and a progress page.
#[derive(Parser)]
#[command(name = "banbao", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command, before or after its name.
#[derive(Args, Clone)]
struct Global {
    /// The project's folder
    #[arg(long, global = true, default_value = ".", value_name = "DIR")]
    root: PathBuf,
    /// Build as if it were this day (2026-11-23)
    #[arg(long, global = true, value_name = "DATE")]
    today: Option<Date>,
    /// Language of messages (default: the locale's, else the site's)
    #[arg(long, global = true, value_name = "LANG", value_parser = parse_lang)]
    lang: Option<Lang>,
    /// Coloured messages
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    color: ColorChoice,
    /// Say only what is wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say how long each stage took
    #[arg(short, long, global = true)]
    verbose: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum ColorChoice {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
enum Command {
    /// Make a new project in DIR
    Init(init::InitArgs),
    /// Make a new article, edition or alert
    New(new::NewArgs),
    /// Build the site and the current edition's packs
    Build(build::BuildArgs),
    /// Show the project in a browser, built again as it changes
    Serve(serve::ServeArgs),
    /// Look for mistakes without writing anything
    Check(check::CheckArgs),
    /// Make an edition's packs for paper, and lock their codes
    Print(print::PrintArgs),
    /// Decode every code of finished PDFs and hold it against the plan
    Proof(proof::ProofArgs),
    /// Put the previous site back in place; twice returns to the newer one
    Rollback(rollback::RollbackArgs),
    /// Print a completion script for a shell
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

fn parse_lang(text: &str) -> Result<Lang, String> {
    Lang::from_tag(text).ok_or_else(|| "zh-CN, en".to_owned())
}

/// The language that the locale asks for.
fn locale_lang() -> Option<Lang> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .and_then(|value| Lang::from_tag(&value))
}

/// What `--lang` says, among arguments that may be wrong.
fn asked_lang(arguments: &[OsString]) -> Option<Lang> {
    let texts: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let apart = texts.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    apart.or_else(|| texts.iter().find_map(|word| word.strip_prefix("--lang="))).and_then(Lang::from_tag)
}

impl Global {
    fn today(&self) -> Date {
        self.today.unwrap_or_else(|| jiff::ZonedDateTime::now().date())
    }

    /// `--lang`, else the locale, else the site's language where it is known.
    fn lang(&self, site: Option<Lang>) -> Lang {
        self.lang.or_else(locale_lang).or(site).unwrap_or(Lang::ZhCn)
    }

    fn messages(&self, site: Option<Lang>) -> &'static Messages {
        Messages::embedded(self.lang(site))
    }

    /// Whether messages on standard error are coloured.
    fn color(&self) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        }
    }
}

/// How a command ended.
enum End {
    Done,
    Errors,
    Usage,
}

/// Runs the program. Returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // Help and usage errors need their language before anything is parsed.
    let lang = asked_lang(&arguments).or_else(locale_lang).unwrap_or(Lang::ZhCn);
    let parse = |command: clap::Command| {
        command.try_get_matches_from(&arguments).and_then(|found| Cli::from_arg_matches(&found))
    };
    // Most runs show none of the words.
    let parsed = parse(Cli::command()).or_else(|_| parse(words::localise(Cli::command(), lang)));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            match error.kind() {
                // Without any command, the list of commands is the best answer.
                Usage::DisplayHelpOnMissingArgumentOrSubcommand => drop(error.print()),
                _ => tell!("{}", words::explain(&error, Messages::embedded(lang))),
            }
            return 2;
        }
        Err(help) => {
            // A closed pipe is no reason to complain.
            let _ = help.print();
            return 0;
        }
    };
    let global = cli.global;
    let result = match cli.command {
        Command::Init(arguments) => init::run(&global, &arguments),
        Command::New(arguments) => new::run(&global, &arguments),
        Command::Build(arguments) => build::run(&global, &arguments),
        Command::Serve(arguments) => serve::run(&global, &arguments),
        Command::Check(arguments) => check::run(&global, &arguments),
        Command::Print(arguments) => print::run(&global, &arguments),
        Command::Proof(arguments) => proof::run(&global, &arguments),
        Command::Rollback(arguments) => rollback::run(&global, &arguments),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "banbao", &mut script);
            let _ = std::io::stdout().write_all(&script);
            Ok(End::Done)
        }
    };
    match result {
        Ok(End::Done) => 0,
        Ok(End::Errors) => 1,
        Ok(End::Usage) => 2,
        Err(failure) => {
            tell!("{}", failure_text(&failure, global.messages(None)));
            3
        }
    }
}

fn failure_text(failure: &Failure, messages: &Messages) -> String {
    let (path, reason) = (failure.path.display().to_string(), failure.error.to_string());
    let key = match failure.error.kind() {
        _ if failure.published => "machine_failed_late",
        ErrorKind::WouldBlock => "machine_busy",
        // Only records of our own are read as data.
        ErrorKind::InvalidData => "machine_damaged",
        ErrorKind::AddrInUse | ErrorKind::AddrNotAvailable => "machine_address",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "machine_full",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "machine_denied",
        _ => "machine_failed",
    };
    messages.cli(key, &[("path", &path), ("reason", &reason)])
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_well_formed() {
        super::Cli::command().debug_assert();
    }
}
