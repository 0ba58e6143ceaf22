//! Changes to people one at a time, each as an edit of its own.

use std::convert::Infallible;

use jiff::Timestamp;
use vk_page_auditor::access::PasswordHash;
use vk_page_auditor::store::{
    Digest, Edited, PasswordEdit, Person, PersonChange, PersonEdit, PersonId, Store, StoreError, Who,
};

/// What came of a change that nobody refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Changed {
    Done,
    NoSuchPerson,
    LastAdmin,
}

impl From<Edited<Infallible>> for Changed {
    fn from(edited: Edited<Infallible>) -> Self {
        match edited {
            Edited::Done { .. } => Self::Done,
            Edited::NoSuchPerson => Self::NoSuchPerson,
            Edited::LastAdmin => Self::LastAdmin,
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where others refuse")]
fn anybody(_: &Person) -> Result<(), Infallible> {
    Ok(())
}

pub async fn change_person(
    store: &Store,
    id: PersonId,
    change: &PersonChange,
    who: &Who,
    now: Timestamp,
) -> Result<Changed, StoreError> {
    let edit = PersonEdit { profile: change.clone(), ..PersonEdit::default() };
    Ok(store.edit_person(id, &edit, anybody, who, now).await?.into())
}

pub async fn disable_person(store: &Store, id: PersonId, who: &Who, now: Timestamp) -> Result<Changed, StoreError> {
    let edit = PersonEdit { disabled: Some(true), ..PersonEdit::default() };
    Ok(store.edit_person(id, &edit, anybody, who, now).await?.into())
}

pub async fn enable_person(store: &Store, id: PersonId, who: &Who, now: Timestamp) -> Result<Changed, StoreError> {
    let edit = PersonEdit { disabled: Some(false), ..PersonEdit::default() };
    Ok(store.edit_person(id, &edit, anybody, who, now).await?.into())
}

/// How many sessions ended; `None` when there is no such person.
pub async fn set_password(
    store: &Store,
    id: PersonId,
    password: Option<&PasswordHash>,
    keep: Option<&Digest>,
    who: &Who,
    now: Timestamp,
) -> Result<Option<u64>, StoreError> {
    let edit = PersonEdit { password: Some(PasswordEdit { hash: password, keep }), ..PersonEdit::default() };
    Ok(match store.edit_person(id, &edit, anybody, who, now).await? {
        Edited::Done { sessions_ended } => Some(sessions_ended),
        Edited::NoSuchPerson | Edited::LastAdmin => None,
    })
}
