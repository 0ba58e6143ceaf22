//! People, tokens and the journal as cells of lists; no secret and no hash of one is among them. Reads no store.

use serde_json::Value;

use domain::model::Scope;
use report::listing::Cell;
use store::{AccessToken, ForeignRights, JournalEntry, Person};

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::None } else { Cell::from(text) }
}

/// The lists of a scope; a list that is no limit is an empty cell.
fn scope(scope: &Scope) -> [Cell; 3] {
    fn list<T: ToString>(all: &[T]) -> Cell {
        text(&all.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
    }
    [list(&scope.regions), list(&scope.municipalities), list(&scope.organizations)]
}

/// The lists of a scope; one that only a later version understands stands as it is kept.
fn kept_scope(known: &Scope, foreign: Option<&ForeignRights>) -> [Cell; 3] {
    foreign.map_or_else(|| scope(known), |foreign| [Cell::None, text(&foreign.scope), Cell::None])
}

/// A row of the list of people.
pub fn of_person(person: &Person) -> [Cell; 12] {
    let [regions, municipalities, organizations] = kept_scope(&person.rights.scope, person.foreign.as_ref());
    [
        Cell::Number(person.id.get()),
        Cell::from(person.login.as_str()),
        Cell::from(person.name.as_str()),
        Cell::from(person.role_name()),
        regions,
        municipalities,
        organizations,
        Cell::Flag(person.password.is_some()),
        person.language.clone().into(),
        Cell::Moment(person.created_at),
        person.password_changed_at.into(),
        person.disabled_at.into(),
    ]
}

/// A row of the list of tokens.
pub fn of_token(token: &AccessToken) -> [Cell; 13] {
    let [regions, municipalities, organizations] = kept_scope(&token.rights.scope, token.foreign.as_ref());
    [
        Cell::Number(token.id.get()),
        Cell::from(token.kind.as_str()),
        Cell::from(token.shown.as_str()),
        Cell::from(token.name.as_str()),
        Cell::from(token.owner_login.as_str()),
        Cell::from(token.role_name()),
        regions,
        municipalities,
        organizations,
        Cell::Moment(token.created_at),
        token.expires_at.into(),
        token.last_used_at.into(),
        token.revoked_at.into(),
    ]
}

/// A row of the journal.
pub fn of_entry(entry: &JournalEntry) -> [Cell; 7] {
    let detail = serde_json::from_str(&entry.detail).unwrap_or_else(|_| Value::from(entry.detail.as_str()));
    [
        Cell::Number(entry.seq),
        Cell::Moment(entry.at),
        Cell::from(entry.who.as_str()),
        Cell::from(entry.action.as_str()),
        text(&entry.object),
        Cell::Json(detail),
        text(&entry.address),
    ]
}
