//! Asks for a password: twice on a terminal, unseen, or once on standard input. Nothing of it is ever shown.

use std::io::{self, IsTerminal as _, Read as _};

use anyhow::anyhow;
use secrecy::{ExposeSecret as _, SecretString};

use crate::cli::context::CommandContext;
use domain::access::{Login, Password};
use words::access::{AccessSay, password_error};

/// More than the longest password in UTF-8; what follows the first line does not matter.
const MOST_BYTES: u64 = 64 * 1024;

/// A password that may be chosen for this login.
///
/// # Errors
/// It may not be chosen, or there is nobody to ask.
pub fn password(context: &CommandContext, login: &Login, from_stdin: bool) -> anyhow::Result<Password> {
    let text = if from_stdin { from_standard_input(context)? } else { from_terminal(context, login)? };
    context.keep_secret(text.clone());
    Password::choose(text.expose_secret(), login).map_err(|error| {
        anyhow!("{}: {}", AccessSay::BadPassword.text(context.lang), password_error(context.lang, error))
    })
}

fn from_standard_input(context: &CommandContext) -> anyhow::Result<SecretString> {
    let unreadable = || anyhow!(AccessSay::PasswordUnreadable.text(context.lang));
    let mut bytes = Vec::new();
    io::stdin().take(MOST_BYTES).read_to_end(&mut bytes).map_err(|_| unreadable())?;
    // neither the error nor anything else may quote what was read
    let text = String::from_utf8(bytes).map_err(|_| unreadable())?;
    let line = text.lines().next().ok_or_else(unreadable)?;
    Ok(line.trim_start_matches('\u{feff}').to_owned().into())
}

fn from_terminal(context: &CommandContext, login: &Login) -> anyhow::Result<SecretString> {
    if !io::stdin().is_terminal() {
        return Err(anyhow!(AccessSay::NoTerminal.text(context.lang)));
    }
    let ask = |say: AccessSay| -> anyhow::Result<SecretString> {
        Ok(rpassword::prompt_password(format!("{} ({login}): ", say.text(context.lang)))?.into())
    };
    let first = ask(AccessSay::EnterPassword)?;
    let second = ask(AccessSay::EnterAgain)?;
    if first.expose_secret() != second.expose_secret() {
        return Err(anyhow!(AccessSay::PasswordsDiffer.text(context.lang)));
    }
    Ok(first)
}
