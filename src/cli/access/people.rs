//! Creates and changes people.

use std::io::{self, Write as _};

use super::{asked, display_name, login, person, refused, who};
use crate::cli::access_args::{AddArgs, ChangeArgs, CreateAdminArgs, PasswordCommandArgs};
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::history::InLanguage as _;
use crate::cli::scope::checked;
use domain::access::{DisplayName, Login, PasswordHash, Rights, Role};
use store::{Changed, NewPerson, PersonChange, Store};
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
    let created = store.create_person(&new, &who(context), context.clock.now()).await.told(context)?;
    created.ok_or_else(|| refused(context, new.login.as_str(), AccessSay::LoginTaken))?;
    tell(context, &new.login, AccessSay::Created, None)
}

/// `access change`.
///
/// # Errors
/// There is no such person, nothing to change is named, nobody could manage people any more, or the store cannot be
/// written.
pub async fn change(context: &CommandContext, args: &ChangeArgs) -> anyhow::Result<Exit> {
    let scope = args.scope.unchecked();
    let change = PersonChange {
        name: args.new_name.as_deref().map(|name| display_name(context, name)).transpose()?,
        role: args.new_role,
        scope: (args.everything || !scope.is_everything()).then_some(scope),
        language: args.person_language.clone().map(Some),
    };
    if change == PersonChange::default() {
        return Err(anyhow::anyhow!(AccessSay::NothingToChange.text(context.lang)));
    }
    let store = context.store(false).await?;
    checked(context, &store, &args.scope).await?;
    let person = person(context, &store, &args.login).await?;
    let changed = store.change_person(person.id, &change, &who(context), context.clock.now()).await.told(context)?;
    done(context, &person.login, changed, AccessSay::Changed)
}

/// `access disable`.
///
/// # Errors
/// There is no such person, nobody could manage people any more, or the store cannot be written.
pub async fn disable(context: &CommandContext, login: &str) -> anyhow::Result<Exit> {
    let store = context.store(false).await?;
    let person = person(context, &store, login).await?;
    let changed = store.disable_person(person.id, &who(context), context.clock.now()).await.told(context)?;
    done(context, &person.login, changed, AccessSay::NowDisabled)
}

/// `access enable`.
///
/// # Errors
/// There is no such person, or the store cannot be written.
pub async fn enable(context: &CommandContext, login: &str) -> anyhow::Result<Exit> {
    let store = context.store(false).await?;
    let person = person(context, &store, login).await?;
    let changed = store.enable_person(person.id, &who(context), context.clock.now()).await.told(context)?;
    done(context, &person.login, changed, AccessSay::NowEnabled)
}

/// `access password`.
///
/// # Errors
/// There is no such person, the password cannot be used, or the store cannot be written.
pub async fn password(context: &CommandContext, args: &PasswordCommandArgs) -> anyhow::Result<Exit> {
    let store = context.store(false).await?;
    let person = person(context, &store, &args.login).await?;
    let (password, say) = if args.no_password {
        (None, AccessSay::PasswordTaken)
    } else {
        (Some(hashed(context, &person.login, args.password_stdin)?), AccessSay::PasswordSet)
    };
    let now = context.clock.now();
    let ended = store.set_password(person.id, password.as_ref(), None, &who(context), now).await.told(context)?;
    let ended = ended.ok_or_else(|| refused(context, &args.login, AccessSay::NoSuchPerson))?;
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

fn done(context: &CommandContext, login: &Login, changed: Changed, say: AccessSay) -> anyhow::Result<Exit> {
    match changed {
        Changed::Done => tell(context, login, say, None),
        Changed::NoSuchPerson => Err(refused(context, login.as_str(), AccessSay::NoSuchPerson)),
        Changed::LastAdmin => Err(refused(context, login.as_str(), AccessSay::LastAdmin)),
    }
}

fn tell(context: &CommandContext, login: &Login, say: AccessSay, count: Option<u64>) -> anyhow::Result<Exit> {
    let count = count.map(|count| format!(": {}", number(context.lang, count))).unwrap_or_default();
    writeln!(io::stdout(), "{login}: {}{count}", say.text(context.lang))?;
    Ok(Exit::Clean)
}
