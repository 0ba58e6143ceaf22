//! `access`: the people who may sign in, their tokens, and who did what. Each change is noted in the journal as one of the
//! command line.
//!
//! - `people.rs`: creates and changes people; `asked.rs`: asks for passwords
//! - `tokens.rs`: tokens and the key of badges; `lists.rs`: people, tokens, the journal

mod asked;
mod lists;
mod people;
mod tokens;

use anyhow::anyhow;

use super::access_args::{AccessCommand, SessionsCommand, TokenCommand};
use super::exit::Exit;
use super::history::InLanguage as _;
use super::setup::Setup;
use domain::access::{DisplayName, Login};
use store::{Person, Store, Who};
use words;
use words::access::{AccessSay, name_error};

/// `access`.
///
/// # Errors
/// The store cannot be read or written, or what was asked for cannot be done.
pub async fn execute(setup: &Setup, command: &AccessCommand) -> anyhow::Result<Exit> {
    match command {
        AccessCommand::CreateAdmin(args) => people::create_admin(setup, args).await,
        AccessCommand::Add(args) => people::add(setup, args).await,
        AccessCommand::List(args) => lists::people(setup, args).await,
        AccessCommand::Change(args) => people::change(setup, args).await,
        AccessCommand::Disable(args) => people::disable(setup, &args.login).await,
        AccessCommand::Enable(args) => people::enable(setup, &args.login).await,
        AccessCommand::Password(args) => people::password(setup, args).await,
        AccessCommand::Sessions(SessionsCommand::End(args)) => people::end_sessions(setup, &args.login).await,
        AccessCommand::Token(TokenCommand::Create(args)) => tokens::create(setup, args).await,
        AccessCommand::Token(TokenCommand::List(args)) => lists::tokens(setup, args).await,
        AccessCommand::Token(TokenCommand::Revoke { token_id, .. }) => tokens::revoke(setup, *token_id).await,
        AccessCommand::Journal(args) => lists::journal(setup, args).await,
        AccessCommand::RotateBadgeKey { .. } => tokens::rotate_badge_key(setup).await,
    }
}

/// Whoever is at the command line, for the journal.
pub(super) fn who(setup: &Setup) -> Who {
    Who::Cli { user: setup.environment.user.clone() }
}

/// An error that begins with what was typed.
fn refused(setup: &Setup, typed: &str, say: AccessSay) -> anyhow::Error {
    anyhow!("«{}»: {}", words::visible(typed), say.text(setup.lang))
}

/// The same with the reason behind it.
fn refused_because(setup: &Setup, typed: &str, say: AccessSay, why: &str) -> anyhow::Error {
    anyhow!("«{}»: {}: {why}", words::visible(typed), say.text(setup.lang))
}

fn login(setup: &Setup, text: &str) -> anyhow::Result<Login> {
    let because = |error| refused_because(setup, text, AccessSay::BadLogin, &name_error(setup.lang, error));
    Login::parse(text).map_err(because)
}

fn display_name(setup: &Setup, text: &str) -> anyhow::Result<DisplayName> {
    let because = |error| refused_because(setup, text, AccessSay::BadName, &name_error(setup.lang, error));
    DisplayName::parse(text).map_err(because)
}

/// The person with this login.
async fn person(setup: &Setup, store: &Store, text: &str) -> anyhow::Result<Person> {
    let login = login(setup, text)?;
    let person = store.person_by_login(&login).await.told(setup)?;
    person.ok_or_else(|| refused(setup, text, AccessSay::NoSuchPerson))
}
