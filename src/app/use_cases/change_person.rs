//! A person is changed: name, language, role, scope, password, whether they may sign in.

use jiff::Timestamp;

use super::Actor;
use domain::access::{Action, PasswordHash};
use store::{Edited, PasswordEdit, Person, PersonChange, PersonEdit, PersonId, Store, StoreError};

/// What becomes of somebody's password.
#[derive(Debug, Clone)]
pub enum PasswordChange {
    /// It is another.
    Set(PasswordHash),
    /// There is none any more: somebody else signs the person in.
    TakeAway,
}

/// All that becomes of a person at once; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct PersonEdits {
    /// Who the person is and what they may do.
    pub profile: PersonChange,
    /// Another password; it ends all sessions.
    pub password: Option<PasswordChange>,
    /// Whether the person may not sign in; ends all sessions.
    pub disabled: Option<bool>,
}

/// Why a person is not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRefused {
    /// The actor may not manage people.
    #[error("the actor may not manage people")]
    Forbidden,
    /// There is no such person.
    #[error("there is no such person")]
    NoSuchPerson,
    /// It is the actor's own role, scope, access, or password without the former one.
    #[error("nobody changes their own rights")]
    Oneself,
    /// Nobody would be left who may manage people.
    #[error("it is the last who may manage people")]
    LastAdmin,
    /// The person was changed since the actor looked.
    #[error("the person was changed meanwhile")]
    ChangedMeanwhile,
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes a person, all at once or not at all, if they are still as the actor knows them; tells how many sessions ended.
/// Everybody may change their own name and language, and nobody their own rights.
///
/// # Errors
/// See [`ChangeRefused`]; then nothing is changed.
pub async fn change_person(
    store: &Store,
    id: PersonId,
    edits: &PersonEdits,
    is_current: impl FnOnce(&Person) -> bool + Send,
    by: &Actor,
    now: Timestamp,
) -> Result<u64, ChangeRefused> {
    let is_own = by.person() == Some(id);
    let is_forbidden = !by.may(Action::ManagePeople);
    let admit = |before: &Person| {
        if is_own && touches_rights(edits, before) {
            return Err(ChangeRefused::Oneself);
        }
        if is_forbidden && !is_own {
            return Err(ChangeRefused::Forbidden);
        }
        if is_current(before) { Ok(()) } else { Err(ChangeRefused::ChangedMeanwhile) }
    };
    let password = edits.password.as_ref().map(|change| PasswordEdit {
        hash: match change {
            PasswordChange::Set(hash) => Some(hash),
            PasswordChange::TakeAway => None,
        },
        keep: None,
    });
    let edit = PersonEdit { profile: edits.profile.clone(), password, disabled: edits.disabled };
    done(store.edit_person(id, &edit, admit, &by.who, now).await?)
}

/// Sets the actor's own password, which the edge asks for with the former one; the session in which that happens goes on.
///
/// # Errors
/// See [`ChangeRefused`]; then nothing is changed.
pub async fn set_own_password(
    store: &Store,
    hash: &PasswordHash,
    by: &Actor,
    now: Timestamp,
) -> Result<u64, ChangeRefused> {
    let id = by.person().ok_or(ChangeRefused::NoSuchPerson)?;
    let password = Some(PasswordEdit { hash: Some(hash), keep: by.session() });
    let edit = PersonEdit { password, ..PersonEdit::default() };
    done(store.edit_person(id, &edit, |_| Ok(()), &by.who, now).await?)
}

/// Whether it is more than a name and a language that becomes another.
fn touches_rights(edits: &PersonEdits, before: &Person) -> bool {
    let sorted = |scope: &domain::model::Scope| scope.clone().sorted();
    edits.profile.role.is_some_and(|role| role.as_str() != before.role_name())
        || edits.profile.scope.as_ref().is_some_and(|scope| sorted(scope) != sorted(&before.rights.scope))
        || edits.password.is_some()
        || edits.disabled.is_some_and(|disabled| disabled != before.disabled_at.is_some())
}

fn done(edited: Edited<ChangeRefused>) -> Result<u64, ChangeRefused> {
    match edited {
        Edited::Done { sessions_ended } => Ok(sessions_ended),
        Edited::NoSuchPerson => Err(ChangeRefused::NoSuchPerson),
        Edited::LastAdmin => Err(ChangeRefused::LastAdmin),
        Edited::Refused(why) => Err(why),
    }
}
