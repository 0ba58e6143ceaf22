//! Somebody new may sign in.

use jiff::Timestamp;

use super::{Actor, Standing};
use domain::access::{Action, Role};
use store::{NewPerson, PersonId, Store, StoreError};

/// Why nobody is created.
#[derive(Debug, thiserror::Error)]
pub enum InviteRefused {
    /// The actor may not manage people.
    #[error("the actor may not manage people")]
    Forbidden,
    /// The login is somebody's.
    #[error("the login is taken")]
    LoginTaken,
    /// The first person ends the access of whoever sits at this computer, so it must be one who manages people.
    #[error("the first person must manage people")]
    FirstMustManage,
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Creates a person. Whoever manages people may do everything with all pages, so nobody gives more than they have.
///
/// # Errors
/// See [`InviteRefused`]; then nothing is changed.
pub async fn invite_person(
    store: &Store,
    new: &NewPerson,
    by: &Actor,
    now: Timestamp,
) -> Result<PersonId, InviteRefused> {
    if !by.may(Action::ManagePeople) {
        return Err(InviteRefused::Forbidden);
    }
    let is_chief = new.rights.role == Role::Admin && new.rights.scope.is_everything();
    if by.standing == Standing::ThisComputer && !is_chief {
        return Err(InviteRefused::FirstMustManage);
    }
    store.create_person(new, &by.who, now).await?.ok_or(InviteRefused::LoginTaken)
}
