//! Creates and changes people.

use std::io::{self, Write as _};

use anyhow::anyhow;

use super::{actor, asked, display_name, login, person, refused, who};
use crate::cli::access_args::{AddArgs, ChangeArgs, CreateAdminArgs, PasswordCommandArgs};
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::history::InLanguage as _;
use crate::cli::open_store::trouble;
use crate::cli::scope::checked;
use app::use_cases::{ChangeRefused, InviteRefused, PasswordChange, PersonEdits, change_person, invite_person};
use domain::access::{DisplayName, Login, PasswordHash, Rights, Role};
use domain::model::Scope;
use store::{NewPerson, Person, PersonChange, Store};
use system::entropy;
use words::access::AccessSay;
use words::number;

/// `access create-admin`.
///
/// # Errors
/// The login is taken, the password cannot be used, or the store cannot be written.
pub async fn create_admin(context: &CommandContext, args: &CreateAdminArgs) -> anyhow::Result<Exit> {
    let login = login(context, &args.login)?;
    let name = name_or_login(context, args.person_name.as_deref(), &login)?;
    let password = Some(hashed(context, &login, args.password_stdin)?);
    let store = context.store(true).await?;
    let rights = Rights { role: Role::Admin, scope: checked(context, &store, &args.scope).await? };
    create(context, &store, NewPerson { login, name, rights, password, language: None }).await
}

/// `access add`.
///
/// # Errors
/// The login is taken, the password cannot be used, or the store cannot be written.
pub async fn add(context: &CommandContext, args: &AddArgs) -> anyhow::Result<Exit> {
    let login = login(context, &args.login)?;
    let name = name_or_login(context, args.person_name.as_deref(), &login)?;
    let store = context.store(false).await?;
    let rights = Rights { role: args.role, scope: checked(context, &store, &args.scope).await? };
    let password = if args.no_password { None } else { Some(hashed(context, &login, args.password_stdin)?) };
    create(context, &store, NewPerson { login, name, rights, password, language: args.person_language.clone() }).await
}

fn name_or_login(context: &CommandContext, name: Option<&str>, login: &Login) -> anyhow::Result<DisplayName> {
    name.map_or_else(|| Ok(DisplayName::from(login)), |name| display_name(context, name))
}

fn hashed(context: &CommandContext, login: &Login, from_stdin: bool) -> anyhow::Result<PasswordHash> {
    Ok(asked::password(context, login, from_stdin)?.hash(entropy::random()?))
}

async fn create(context: &CommandContext, store: &Store, new: NewPerson) -> anyhow::Result<Exit> {
    let created = invite_person(store, &new, &actor(context), context.clock.now()).await;
    created.map_err(|why| match why {
        InviteRefused::LoginTaken => refused(context, new.login.as_str(), AccessSay::LoginTaken),
        InviteRefused::Store(error) => trouble(context.lang, &error),
        // whoever runs commands may manage people, and still may when there is somebody
        InviteRefused::Forbidden | InviteRefused::FirstMustManage => anyhow!(why),
    })?;
    tell(context, &new.login, AccessSay::Created, None)
}

/// `access change`.
///
/// # Errors
/// There is no such person, nothing to change is named, nobody could manage people any more, or the store cannot be
/// written.
pub async fn change(context: &CommandContext, args: &ChangeArgs) -> anyhow::Result<Exit> {
    let names_scope = args.everything || !args.scope.unchecked().is_everything();
    let mut change = PersonChange {
        name: args.new_name.as_deref().map(|name| display_name(context, name)).transpose()?,
        role: args.new_role,
        scope: names_scope.then(Scope::everything),
        language: args.person_language.clone().map(Some),
    };
    if change == PersonChange::default() {
        return Err(anyhow!(AccessSay::NothingToChange.text(context.lang)));
    }
    let store = context.store(false).await?;
    if names_scope {
        change.scope = Some(checked(context, &store, &args.scope).await?);
    }
    let person = person(context, &store, &args.login).await?;
    let edits = PersonEdits { profile: change, ..PersonEdits::default() };
    edit(context, &store, &person, &edits).await?;
    tell(context, &person.login, AccessSay::Changed, None)
}

/// `access disable`.
///
/// # Errors
/// There is no such person, nobody could manage people any more, or the store cannot be written.
pub async fn disable(context: &CommandContext, login: &str) -> anyhow::Result<Exit> {
    let store = context.store(false).await?;
    let person = person(context, &store, login).await?;
    edit(context, &store, &person, &PersonEdits { disabled: Some(true), ..PersonEdits::default() }).await?;
    tell(context, &person.login, AccessSay::NowDisabled, None)
}

/// `access enable`.
///
/// # Errors
/// There is no such person, or the store cannot be written.
pub async fn enable(context: &CommandContext, login: &str) -> anyhow::Result<Exit> {
    let store = context.store(false).await?;
    let person = person(context, &store, login).await?;
    edit(context, &store, &person, &PersonEdits { disabled: Some(false), ..PersonEdits::default() }).await?;
    tell(context, &person.login, AccessSay::NowEnabled, None)
}

/// `access password`.
///
/// # Errors
/// There is no such person, the password cannot be used, or the store cannot be written.
pub async fn password(context: &CommandContext, args: &PasswordCommandArgs) -> anyhow::Result<Exit> {
    let store = context.store(false).await?;
    let person = person(context, &store, &args.login).await?;
    let (password, say) = if args.no_password {
        (PasswordChange::TakeAway, AccessSay::PasswordTaken)
    } else {
        (PasswordChange::Set(hashed(context, &person.login, args.password_stdin)?), AccessSay::PasswordSet)
    };
    let edits = PersonEdits { password: Some(password), ..PersonEdits::default() };
    let ended = edit(context, &store, &person, &edits).await?;
    tell(context, &person.login, say, Some(ended))
}

/// `access sessions end`.
///
/// # Errors
/// There is no such person, or the store cannot be written.
pub async fn end_sessions(context: &CommandContext, login: &str) -> anyhow::Result<Exit> {
    let store = context.store(false).await?;
    let person = person(context, &store, login).await?;
    let ended = store.end_sessions(&person, None, &who(context), context.clock.now()).await.told(context)?;
    tell(context, &person.login, AccessSay::SessionsEnded, Some(ended))
}

/// Changes a person; tells how many sessions ended.
async fn edit(context: &CommandContext, store: &Store, person: &Person, edits: &PersonEdits) -> anyhow::Result<u64> {
    let changed = change_person(store, person.id, edits, |_| true, &actor(context), context.clock.now()).await;
    let refused = |say| refused(context, person.login.as_str(), say);
    changed.map_err(|why| match why {
        ChangeRefused::NoSuchPerson => refused(AccessSay::NoSuchPerson),
        ChangeRefused::LastAdmin => refused(AccessSay::LastAdmin),
        ChangeRefused::Store(error) => trouble(context.lang, &error),
        // whoever runs commands may manage people and is none of them
        ChangeRefused::Forbidden | ChangeRefused::Oneself | ChangeRefused::ChangedMeanwhile => anyhow!(why),
    })
}

fn tell(context: &CommandContext, login: &Login, say: AccessSay, count: Option<u64>) -> anyhow::Result<Exit> {
    let count = count.map(|count| format!(": {}", number(context.lang, count))).unwrap_or_default();
    writeln!(io::stdout(), "{login}: {}{count}", say.text(context.lang))?;
    Ok(Exit::Clean)
}
