//! Parsing the command line, with help and usage errors in the reader's language.

use std::ffi::OsString;
use std::io::{self, Write as _};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory, FromArgMatches};

use super::args::CommandLine;
use super::exit::Exit;
use words::Lang;
use words::help::{self, Usage};

/// Why the program ends before a command begins: help that was asked for, or a wrong command line.
pub struct Stop {
    error: clap::Error,
    lang: Lang,
}

impl Stop {
    /// Prints the help to standard output, or the error to standard error.
    pub fn print(&self) -> Exit {
        if !self.error.use_stderr() {
            return if self.error.print().is_ok() { Exit::Clean } else { Exit::Interrupted };
        }
        let text = match self.lang {
            Lang::En => self.error.render().to_string(),
            // what is shown in place of an error is help, and translated like all of it
            Lang::Ru if self.error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                self.error.render().to_string()
            }
            Lang::Ru => in_russian(&self.error),
        };
        // Nobody is left to be told when standard error is closed.
        let _ = io::stderr().write_all(text.as_bytes());
        Exit::Usage
    }
}

/// The language asked for with `--lang`, even on a command line that is wrong otherwise.
pub fn asked_language(arguments: &[OsString]) -> Lang {
    let texts = || arguments.iter().map(|argument| argument.to_str().unwrap_or_default());
    let after = texts().zip(texts().skip(1)).find(|(name, _)| *name == "--lang").map(|(_, value)| value);
    let value = after.or_else(|| texts().find_map(|argument| argument.strip_prefix("--lang=")));
    value.and_then(Lang::parse).unwrap_or_default()
}

/// Reads the command line.
pub fn parse(arguments: &[OsString], lang: Lang) -> Result<CommandLine, Stop> {
    let stop = |error| Stop { error, lang };
    let matches = command(lang).try_get_matches_from(arguments).map_err(stop)?;
    CommandLine::from_arg_matches(&matches).map_err(stop)
}

/// The whole command with its words in this language.
pub fn command(lang: Lang) -> Command {
    let mut command = CommandLine::command();
    command.build();
    match lang {
        Lang::En => command,
        Lang::Ru => translate(command, None),
    }
}

/// `above` is the path of the command it belongs to, without the program's own name: `list` means another thing below
/// `covers` than below `runs`.
fn translate(command: Command, above: Option<&str>) -> Command {
    let name = command.get_name().to_owned();
    let path = above.filter(|above| !above.is_empty()).map_or_else(|| name.clone(), |above| format!("{above} {name}"));
    let command = match help::command(&path).or_else(|| help::command(&name)) {
        Some(about) => command.about(about).long_about(None::<&str>),
        None => command,
    };
    let command = command.help_template(help::TEMPLATE).subcommand_help_heading(help::COMMANDS);
    let command = command.subcommand_value_name(help::COMMAND).mut_args(translate_argument);
    let below = if above.is_none() { String::new() } else { path };
    let mut command = command.mut_subcommands(|sub| translate(sub, Some(&below)));
    let usage = command.render_usage().to_string();
    command.override_usage(help::usage(&usage))
}

fn translate_argument(argument: Arg) -> Arg {
    let heading = if argument.is_positional() { help::ARGUMENTS } else { help::OPTIONS };
    let mut argument = argument.help_heading(heading);
    if let Some(help) = help::argument(argument.get_id().as_str()) {
        let told = if argument.get_action().takes_values() {
            format!(
                "{help}{}{}",
                help::possible_values(&possible(&argument)),
                help::default_values(&default(&argument))
            )
        } else {
            help.to_owned()
        };
        argument = argument.help(told).long_help(None::<&str>).hide_possible_values(true).hide_default_value(true);
    }
    let names: Vec<&'static str> = argument
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .filter_map(|name| help::value_name(name.as_str()))
        .collect();
    if names.is_empty() { argument } else { argument.value_names(names) }
}

/// The values an argument takes, where they are to be told.
fn possible(argument: &Arg) -> Vec<String> {
    if argument.is_hide_possible_values_set() {
        return Vec::new();
    }
    let shown = argument.get_possible_values().into_iter().filter(|value| !value.is_hide_set());
    shown.map(|value| value.get_name().to_owned()).collect()
}

/// The value an argument has when it is not given, where that is to be told.
fn default(argument: &Arg) -> Vec<String> {
    if argument.is_hide_default_value_set() {
        return Vec::new();
    }
    argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect()
}

/// A usage error in Russian.
fn in_russian(error: &clap::Error) -> String {
    let context = |kind| {
        error.get(kind).map(|value| match value {
            ContextValue::Strings(texts) => texts.join(", "),
            value => value.to_string(),
        })
    };
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let other = context(ContextKind::PriorArg).unwrap_or_default();
    let command = context(ContextKind::InvalidSubcommand).unwrap_or_default();
    let fault = match error.kind() {
        ErrorKind::UnknownArgument => Usage::UnknownArgument(&argument),
        ErrorKind::InvalidSubcommand => Usage::UnknownCommand(&command),
        ErrorKind::MissingSubcommand => Usage::NoCommand,
        ErrorKind::MissingRequiredArgument => Usage::Missing(&argument),
        ErrorKind::InvalidValue if value.is_empty() => Usage::NoValue(&argument),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Usage::BadValue(&argument, &value),
        ErrorKind::NoEquals => Usage::NoEquals(&argument),
        ErrorKind::ArgumentConflict if other.is_empty() || other == argument => Usage::Twice(&argument),
        ErrorKind::ArgumentConflict => Usage::Conflict(&argument, &other),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            Usage::WrongCount(&argument)
        }
        ErrorKind::InvalidUtf8 => Usage::NotUtf8,
        _ => Usage::Other,
    };
    let mut right: Vec<String> = context(ContextKind::ValidValue).into_iter().collect();
    right.extend(std::error::Error::source(error).map(ToString::to_string));
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let suggested: Vec<String> = suggested.into_iter().filter_map(context).collect();
    help::usage_error(fault, &right, &suggested)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn untranslated(command: &Command, found: &mut Vec<String>) {
        let is_russian = |text: Option<&clap::builder::StyledStr>| {
            text.is_some_and(|text| text.to_string().contains(|letter| ('а'..='я').contains(&letter)))
        };
        if !is_russian(command.get_about()) {
            found.push(command.get_name().to_owned());
        }
        for argument in command.get_arguments().filter(|argument| !is_russian(argument.get_help())) {
            found.push(format!("{} {}", command.get_name(), argument.get_id()));
        }
        for sub in command.get_subcommands() {
            untranslated(sub, found);
        }
    }

    #[test]
    fn every_command_and_argument_has_russian_words() {
        let mut found = Vec::new();
        untranslated(&command(Lang::Ru), &mut found);
        assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn a_name_that_commands_share_is_told_by_what_stands_above_it() {
        let command = command(Lang::Ru);
        let about = |path: [&str; 2]| {
            let sub = command.find_subcommand(path[0]).and_then(|sub| sub.find_subcommand(path[1])).unwrap();
            sub.get_about().unwrap().to_string()
        };
        assert_ne!(about(["runs", "list"]), about(["covers", "list"]));
        assert_ne!(about(["pages", "show"]), about(["config", "show"]));
    }
}
