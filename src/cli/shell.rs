//! `completions SHELL` and `man`.

use std::io::{self, Write as _};

use clap_complete::Shell;

use super::context::lang_of;
use super::exit::Exit;
use super::help;
use config::Language;
use words::Lang;
use words::help::MANUAL_HEADINGS;

const NAME: &str = "vk-page-auditor";

/// Prints a completion script.
///
/// # Errors
/// Standard output is closed.
pub fn completions(shell: Shell, language: Option<Language>) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut help::command(lang(language)), NAME, &mut script);
    io::stdout().write_all(&script)?;
    Ok(Exit::Clean)
}

/// Prints the manual page, in roff.
///
/// # Errors
/// Standard output is closed.
pub fn man(language: Option<Language>) -> anyhow::Result<Exit> {
    let mut page = Vec::new();
    let command = help::command(lang(language));
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for sub in command.get_subcommands() {
        render_options(sub, sub.get_name(), &mut page)?;
    }
    if lang(language) == Lang::Ru {
        page = with_russian_headings(&String::from_utf8_lossy(&page)).into_bytes();
    }
    io::stdout().write_all(&page)?;
    Ok(Exit::Clean)
}

/// The page with the headings that its writer gives in English in Russian, and its line of usage.
fn with_russian_headings(page: &str) -> String {
    let heading = |line: &str| {
        let name = line.strip_prefix(".SH ")?.trim_matches('"');
        let (_, russian) = MANUAL_HEADINGS.iter().find(|(english, _)| *english == name)?;
        Some(format!(".SH {russian}"))
    };
    let lines = page.lines().map(|line| heading(line).unwrap_or_else(|| line.to_owned()));
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}

/// The options of one command and of what is below it, as further sections of the one page.
fn render_options(command: &clap::Command, path: &str, page: &mut Vec<u8>) -> io::Result<()> {
    writeln!(page, ".SH \"{}\"", path.to_uppercase())?;
    let man = clap_mangen::Man::new(command.clone().name(format!("{NAME} {path}")));
    if let Some(about) = command.get_about() {
        writeln!(page, "{about}")?;
        writeln!(page, ".PP")?;
    }
    let mut options = Vec::new();
    man.render_options_section(&mut options)?;
    // the section's own heading would stand beside the ones of the other commands
    page.extend(
        String::from_utf8_lossy(&options)
            .lines()
            .filter(|line| !line.starts_with(".SH"))
            .flat_map(|line| [line, "\n"])
            .collect::<String>()
            .into_bytes(),
    );
    for sub in command.get_subcommands() {
        render_options(sub, &format!("{path} {}", sub.get_name()), page)?;
    }
    Ok(())
}

fn lang(language: Option<Language>) -> Lang {
    lang_of(language.unwrap_or_default())
}
