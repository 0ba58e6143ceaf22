//! Creates and changes people.

use std::io::{self, Write as _};

use super::{asked, display_name, login, person, refused, who};
use crate::cli::access_args::{AddArgs, ChangeArgs, CreateAdminArgs, PasswordCommandArgs};
use crate::cli::exit::Exit;
use crate::cli::history::InLanguage as _;
use crate::cli::setup::Setup;
use domain::access::{DisplayName, Login, PasswordHash, Rights, Role};
use store::{Changed, NewPerson, PersonChange, Store};
use system::entropy;
use words::access::AccessSay;
use words::number;

/// `access create-admin`.
///
/// # Errors
/// The login is taken, the password cannot be used, or the store cannot be written.
pub async fn create_admin(setup: &Setup, args: &CreateAdminArgs) -> anyhow::Result<Exit> {
    let login = login(setup, &args.login)?;
    let rights = Rights { role: Role::Admin, scope: args.scope.scope() };
    let name = name_or_login(setup, args.person_name.as_deref(), &login)?;
    let password = Some(hashed(setup, &login, args.password_stdin)?);
    let store = setup.store(true).await?;
    create(setup, &store, NewPerson { login, name, rights, password, language: None }).await
}

/// `access add`.
///
/// # Errors
/// The login is taken, the password cannot be used, or the store cannot be written.
pub async fn add(setup: &Setup, args: &AddArgs) -> anyhow::Result<Exit> {
    let login = login(setup, &args.login)?;
    let rights = Rights { role: args.role, scope: args.scope.scope() };
    let name = name_or_login(setup, args.person_name.as_deref(), &login)?;
    let store = setup.store(false).await?;
    let password = if args.no_password { None } else { Some(hashed(setup, &login, args.password_stdin)?) };
    create(setup, &store, NewPerson { login, name, rights, password, language: args.person_language.clone() }).await
}

fn name_or_login(setup: &Setup, name: Option<&str>, login: &Login) -> anyhow::Result<DisplayName> {
    name.map_or_else(|| Ok(DisplayName::from(login)), |name| display_name(setup, name))
}

fn hashed(setup: &Setup, login: &Login, from_stdin: bool) -> anyhow::Result<PasswordHash> {
    Ok(asked::password(setup, login, from_stdin)?.hash(entropy::random()?))
}

async fn create(setup: &Setup, store: &Store, new: NewPerson) -> anyhow::Result<Exit> {
    let created = store.create_person(&new, &who(setup), setup.clock.now()).await.told(setup)?;
    created.ok_or_else(|| refused(setup, new.login.as_str(), AccessSay::LoginTaken))?;
    tell(setup, &new.login, AccessSay::Created, None)
}

/// `access change`.
///
/// # Errors
/// There is no such person, nothing to change is named, nobody could manage people any more, or the store cannot be
/// written.
pub async fn change(setup: &Setup, args: &ChangeArgs) -> anyhow::Result<Exit> {
    let scope = args.scope.scope();
    let change = PersonChange {
        name: args.new_name.as_deref().map(|name| display_name(setup, name)).transpose()?,
        role: args.new_role,
        scope: (args.everything || !scope.is_everything()).then_some(scope),
        language: args.person_language.clone().map(Some),
    };
    if change == PersonChange::default() {
        return Err(anyhow::anyhow!(AccessSay::NothingToChange.text(setup.lang)));
    }
    let store = setup.store(false).await?;
    let person = person(setup, &store, &args.login).await?;
    let changed = store.change_person(person.id, &change, &who(setup), setup.clock.now()).await.told(setup)?;
    done(setup, &person.login, changed, AccessSay::Changed)
}

/// `access disable`.
///
/// # Errors
/// There is no such person, nobody could manage people any more, or the store cannot be written.
pub async fn disable(setup: &Setup, login: &str) -> anyhow::Result<Exit> {
    let store = setup.store(false).await?;
    let person = person(setup, &store, login).await?;
    let changed = store.disable_person(person.id, &who(setup), setup.clock.now()).await.told(setup)?;
    done(setup, &person.login, changed, AccessSay::NowDisabled)
}

/// `access enable`.
///
/// # Errors
/// There is no such person, or the store cannot be written.
pub async fn enable(setup: &Setup, login: &str) -> anyhow::Result<Exit> {
    let store = setup.store(false).await?;
    let person = person(setup, &store, login).await?;
    let changed = store.enable_person(person.id, &who(setup), setup.clock.now()).await.told(setup)?;
    done(setup, &person.login, changed, AccessSay::NowEnabled)
}

/// `access password`.
///
/// # Errors
/// There is no such person, the password cannot be used, or the store cannot be written.
pub async fn password(setup: &Setup, args: &PasswordCommandArgs) -> anyhow::Result<Exit> {
    let store = setup.store(false).await?;
    let person = person(setup, &store, &args.login).await?;
    let (password, say) = if args.no_password {
        (None, AccessSay::PasswordTaken)
    } else {
        (Some(hashed(setup, &person.login, args.password_stdin)?), AccessSay::PasswordSet)
    };
    let now = setup.clock.now();
    let ended = store.set_password(person.id, password.as_ref(), None, &who(setup), now).await.told(setup)?;
    let ended = ended.ok_or_else(|| refused(setup, &args.login, AccessSay::NoSuchPerson))?;
    tell(setup, &person.login, say, Some(ended))
}

/// `access sessions end`.
///
/// # Errors
/// There is no such person, or the store cannot be written.
pub async fn end_sessions(setup: &Setup, login: &str) -> anyhow::Result<Exit> {
    let store = setup.store(false).await?;
    let person = person(setup, &store, login).await?;
    let ended = store.end_sessions(&person, None, &who(setup), setup.clock.now()).await.told(setup)?;
    tell(setup, &person.login, AccessSay::SessionsEnded, Some(ended))
}

fn done(setup: &Setup, login: &Login, changed: Changed, say: AccessSay) -> anyhow::Result<Exit> {
    match changed {
        Changed::Done => tell(setup, login, say, None),
        Changed::NoSuchPerson => Err(refused(setup, login.as_str(), AccessSay::NoSuchPerson)),
        Changed::LastAdmin => Err(refused(setup, login.as_str(), AccessSay::LastAdmin)),
    }
}

fn tell(setup: &Setup, login: &Login, say: AccessSay, count: Option<u64>) -> anyhow::Result<Exit> {
    let count = count.map(|count| format!(": {}", number(setup.lang, count))).unwrap_or_default();
    writeln!(io::stdout(), "{login}: {}{count}", say.text(setup.lang))?;
    Ok(Exit::Clean)
}
