//! The command line's own words: help and usage errors in the reader's language. English help stands beside each
//! argument; other languages take it from `messages/LANG/help.toml`, by command and argument.

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, Command, Error};

use crate::embedded;
use crate::messages::{Lang, Messages, Section, flatten};

/// The command with its help in `lang`.
pub fn localise(mut command: Command, lang: Lang) -> Command {
    // Only a built command has its `--help`.
    command.build();
    translate(command, &help(lang), "")
}

/// Help texts of a language.
fn help(lang: Lang) -> Section {
    let path = format!("messages/{}/help.toml", lang.tag());
    embedded::text(&path).map(|text| flatten(&text)).unwrap_or_default()
}

fn translate(command: Command, words: &Section, name: &str) -> Command {
    let of = |key: &str| words.get(key).cloned();
    let scope = if name.is_empty() { "command" } else { name };
    let mut command = command
        .mut_args(|argument| translate_argument(argument, words, scope))
        .subcommand_help_heading(of("heading.commands").unwrap_or_default());
    if let Some(about) = of(&format!("{scope}.about")) {
        command = command.about(about);
    }
    if let Some(template) = of("template") {
        command = command.help_template(template);
    }
    let subcommands: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for sub in subcommands {
        // What `help` says of the other commands is said by them.
        command = command.mut_subcommand(&sub, |inner| translate(inner, words, &sub));
    }
    command
}

fn translate_argument(argument: Arg, words: &Section, scope: &str) -> Arg {
    let id = argument.get_id().to_string();
    let found = [scope, "global"].iter().find_map(|scope| words.get(&format!("{scope}.{id}")));
    let heading = match (argument.is_positional(), argument.is_global_set()) {
        (true, _) => "heading.arguments",
        (false, false) => "heading.options",
        (false, true) => "heading.global",
    };
    let mut argument = match words.get(heading) {
        Some(heading) => argument.help_heading(heading),
        None => argument,
    };
    if let Some(help) = found {
        // Values and defaults are named in the text itself.
        argument = argument.help(help.clone()).hide_default_value(true).hide_possible_values(true);
    }
    argument
}

/// A usage error as a sentence, what was probably meant, and how the command is used.
pub fn explain(error: &Error, messages: &Messages) -> String {
    let get = |kind: ContextKind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = get(ContextKind::InvalidArg);
    let key = match error.kind() {
        ErrorKind::UnknownArgument => "usage.unknown_argument",
        ErrorKind::InvalidSubcommand => "usage.unknown_command",
        ErrorKind::InvalidValue if get(ContextKind::InvalidValue).is_empty() => "usage.no_value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "usage.bad_value",
        ErrorKind::MissingRequiredArgument => "usage.missing_argument",
        ErrorKind::MissingSubcommand => "usage.missing_command",
        ErrorKind::ArgumentConflict => "usage.conflict",
        ErrorKind::InvalidUtf8 => "usage.not_text",
        _ => "usage.other",
    };
    let prior = get(ContextKind::PriorArg);
    let mut lines = vec![messages.cli(
        key,
        &[
            ("argument", argument.as_str()),
            ("value", &get(ContextKind::InvalidValue)),
            ("command", &get(ContextKind::InvalidSubcommand)),
            ("prior", if prior.is_empty() { &argument } else { &prior }),
        ],
    )];
    let suggested =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let valid = get(ContextKind::ValidValue);
    if let Some(word) = suggested.into_iter().map(get).find(|word| !word.is_empty()) {
        lines.push(messages.cli("usage.suggest", &[("word", &word)]));
    } else if !valid.is_empty() {
        lines.push(messages.cli("usage.valid", &[("values", &valid)]));
    } else if let Some(hint) = hint(&argument, messages) {
        lines.push(hint);
    }
    let usage = get(ContextKind::Usage);
    let usage = usage.trim().trim_start_matches("Usage:").trim();
    if !usage.is_empty() {
        lines.push(messages.cli("usage.usage", &[("usage", usage)]));
    }
    lines.push(messages.cli("usage.more", &[]));
    lines.join("\n")
}

/// How a value is written, by its name in the usage: `--today <DATE>` → a word about dates.
fn hint(argument: &str, messages: &Messages) -> Option<String> {
    let (_, rest) = argument.split_once('<')?;
    let name = rest.split('>').next()?;
    messages.cli.get(&format!("usage.values.{name}")).cloned()
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory};

    use super::help;
    use crate::messages::{Lang, Section};

    fn missing(command: &Command, words: &Section, scope: &str, out: &mut Vec<String>) {
        let mut need = |key: String, other: Option<String>| {
            if !words.contains_key(&key) && !other.is_some_and(|other| words.contains_key(&other)) {
                out.push(key);
            }
        };
        need(format!("{scope}.about"), None);
        for argument in command.get_arguments() {
            let id = argument.get_id();
            need(format!("{scope}.{id}"), Some(format!("global.{id}")));
        }
        for inner in command.get_subcommands() {
            missing(inner, words, inner.get_name(), out);
        }
    }

    #[test]
    fn every_command_and_argument_has_its_help_in_chinese() {
        let mut out = Vec::new();
        missing(&super::super::Cli::command(), &help(Lang::ZhCn), "command", &mut out);
        assert_eq!(out, Vec::<String>::new());
    }
}
