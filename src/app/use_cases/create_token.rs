//! Tokens of the API and of feeds: one is made, one is revoked.

use jiff::Timestamp;

use super::{Actor, Standing};
use domain::access::{Action, DisplayName, Rights, Role, SECRET_BYTES, Secret, SecretKind};
use domain::model::Scope;
use store::{AccessTokenId, NewToken, PersonId, Store, StoreError};

#[derive(Debug, Clone)]
pub struct TokenAsked {
    /// Whose it will be; `None` for the actor's own. Only the command line makes tokens for others.
    pub owner: Option<PersonId>,
    /// What it opens.
    pub kind: SecretKind,
    /// What its owner calls it.
    pub name: DisplayName,
    /// What may be done with it; the owner's role where nothing is said. Tokens of feeds only read.
    pub role: Option<Role>,
    /// With which of the owner's pages.
    pub scope: Scope,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// Why no token is made.
#[derive(Debug, thiserror::Error)]
pub enum TokenRefused {
    /// The actor may make no such token.
    #[error("the actor may make no such token")]
    Forbidden,
    /// A token makes no tokens: what is revoked must leave nothing behind.
    #[error("a token makes no tokens")]
    ByToken,
    /// A token belongs to a person, and the actor is none.
    #[error("the token would be nobody's")]
    Nobodys,
    /// Its owner is not there or may not sign in.
    #[error("its owner may not sign in")]
    OwnerDisabled,
    /// The role is above the owner's.
    #[error("the role is above the owner's")]
    RoleTooHigh,
    /// The scope names what the owner does not see.
    #[error("the scope is wider than the owner's")]
    ScopeTooWide,
    /// It would have ended already.
    #[error("the end has passed")]
    Expired,
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a token of these random bytes. Its scope is what is asked for of the owner's pages, its secret is told only now.
///
/// # Errors
/// See [`TokenRefused`]; then nothing is changed.
pub async fn create_token(
    store: &Store,
    asked: TokenAsked,
    random: [u8; SECRET_BYTES],
    by: &Actor,
    now: Timestamp,
) -> Result<(AccessTokenId, Secret), TokenRefused> {
    if by.standing == Standing::Token {
        return Err(TokenRefused::ByToken);
    }
    let owner = asked.owner.or(by.person()).ok_or(TokenRefused::Nobodys)?;
    let action = if asked.kind == SecretKind::Feed { Action::MakeFeeds } else { Action::MakeTokens };
    let is_for_another = by.person() != Some(owner) && by.standing != Standing::Operator;
    if is_for_another || !by.may(action) {
        return Err(TokenRefused::Forbidden);
    }
    let owner = store.person(owner).await?.filter(|owner| owner.disabled_at.is_none());
    let owner = owner.ok_or(TokenRefused::OwnerDisabled)?;
    let role = if asked.kind == SecretKind::Feed { Role::Viewer } else { asked.role.unwrap_or(owner.rights.role) };
    if role > owner.rights.role {
        return Err(TokenRefused::RoleTooHigh);
    }
    let scope = within(asked.scope, &owner.rights.scope).ok_or(TokenRefused::ScopeTooWide)?;
    if asked.expires_at.is_some_and(|at| at <= now) {
        return Err(TokenRefused::Expired);
    }
    let secret = Secret::new(asked.kind, random);
    let rights = Rights { role, scope };
    let new = NewToken { name: asked.name, owner: owner.id, rights, expires_at: asked.expires_at };
    let id = store.create_token(&new, &secret, &by.who, now).await?;
    Ok((id.ok_or(TokenRefused::OwnerDisabled)?, secret))
}

/// What is asked for of the owner's pages; `None` when it names something that the owner does not see.
fn within(asked: Scope, own: &Scope) -> Option<Scope> {
    let asked = asked.sorted();
    let scope = asked.intersect(own)?;
    asked.is_kept_in(&scope).then_some(scope)
}

/// Why no token is revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeRefused {
    /// There is no such token, it is somebody else's, or it is revoked.
    #[error("there is no such token")]
    NoSuchToken,
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Revokes a token: the actor's own, or anybody's for those who manage people.
///
/// # Errors
/// See [`RevokeRefused`]; then nothing is changed.
pub async fn revoke_token(store: &Store, id: AccessTokenId, by: &Actor, now: Timestamp) -> Result<(), RevokeRefused> {
    let of = if by.may(Action::ManagePeople) { None } else { Some(by.person().ok_or(RevokeRefused::NoSuchToken)?) };
    if store.revoke_token(id, of, &by.who, now).await? { Ok(()) } else { Err(RevokeRefused::NoSuchToken) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::model::{Municipality, RegionCode};

    fn scope(regions: &[&str], municipalities: &[&str]) -> Scope {
        let regions = regions.iter().map(|code| RegionCode::parse(code).unwrap()).collect();
        let municipalities = municipalities.iter().map(|text| Municipality::from(*text)).collect();
        Scope { regions, municipalities, ..Scope::everything() }
    }

    #[test]
    fn a_token_has_what_is_named_of_the_owners_pages_and_nothing_is_dropped_unsaid() {
        let own = scope(&["73"], &[]);
        assert_eq!(within(Scope::everything(), &own), Some(own.clone()));
        assert_eq!(within(scope(&[], &["a"]), &own), Some(scope(&["73"], &["a"])));
        assert_eq!(within(scope(&["16", "73"], &[]), &own), None);
        assert_eq!(within(scope(&["16"], &[]), &own), None);
        assert_eq!(within(scope(&[], &["73:a", "16:a"]), &own), None);
        let town = scope(&[], &["73:a"]);
        assert_eq!(within(scope(&[], &["16:a"]), &town), None);
        assert_eq!(within(scope(&["16", "73"], &[]), &town), None);
        assert_eq!(within(scope(&["73"], &[]), &town), Some(scope(&["73"], &["73:a"])));
        assert_eq!(within(scope(&["16", "16"], &[]), &Scope::everything()), Some(scope(&["16"], &[])));
    }
}
