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
use super::context::CommandContext;
use super::exit::Exit;
use super::history::InLanguage as _;
use app::use_cases::Actor;
use domain::access::{DisplayName, Login};
use store::{Person, Store, Who};
use words::access::{AccessSay, name_error};

/// `access`.
///
/// # Errors
/// The store cannot be read or written, or what was asked for cannot be done.
pub async fn execute(context: &CommandContext, command: &AccessCommand) -> anyhow::Result<Exit> {
    match command {
        AccessCommand::CreateAdmin(args) => people::create_admin(context, args).await,
        AccessCommand::Add(args) => people::add(context, args).await,
        AccessCommand::List(args) => lists::people(context, args).await,
        AccessCommand::Change(args) => people::change(context, args).await,
        AccessCommand::Disable(args) => people::disable(context, &args.login).await,
        AccessCommand::Enable(args) => people::enable(context, &args.login).await,
        AccessCommand::Password(args) => people::password(context, args).await,
        AccessCommand::Sessions(SessionsCommand::End(args)) => people::end_sessions(context, &args.login).await,
        AccessCommand::Token(TokenCommand::Create(args)) => tokens::create(context, args).await,
        AccessCommand::Token(TokenCommand::List(args)) => lists::tokens(context, args).await,
        AccessCommand::Token(TokenCommand::Revoke { token_id, .. }) => tokens::revoke(context, *token_id).await,
        AccessCommand::Journal(args) => lists::journal(context, args).await,
        AccessCommand::RotateBadgeKey { .. } => tokens::rotate_badge_key(context).await,
    }
}

/// Whoever is at the command line.
pub(super) fn actor(context: &CommandContext) -> Actor {
    Actor::operator(context.environment.user.clone())
}

/// The same for the journal.
pub(super) fn who(context: &CommandContext) -> Who {
    Who::Cli { user: context.environment.user.clone() }
}

/// An error that begins with what was typed.
fn refused(context: &CommandContext, typed: &str, say: AccessSay) -> anyhow::Error {
    anyhow!("«{}»: {}", words::visible(typed), say.text(context.lang))
}

/// The same with the reason behind it.
fn refused_because(context: &CommandContext, typed: &str, say: AccessSay, why: &str) -> anyhow::Error {
    anyhow!("«{}»: {}: {why}", words::visible(typed), say.text(context.lang))
}

fn login(context: &CommandContext, text: &str) -> anyhow::Result<Login> {
    let because = |error| refused_because(context, text, AccessSay::BadLogin, &name_error(context.lang, error));
    Login::parse(text).map_err(because)
}

fn display_name(context: &CommandContext, text: &str) -> anyhow::Result<DisplayName> {
    let because = |error| refused_because(context, text, AccessSay::BadName, &name_error(context.lang, error));
    DisplayName::parse(text).map_err(because)
}

/// The person with this login.
async fn person(context: &CommandContext, store: &Store, text: &str) -> anyhow::Result<Person> {
    let login = login(context, text)?;
    let person = store.person_by_login(&login).await.told(context)?;
    person.ok_or_else(|| refused(context, text, AccessSay::NoSuchPerson))
}
