//! People, their sessions and tokens, the keys that sign, and the journal of who did what. Each change is written in one
//! transaction with its line in the journal. Knows no cookie, no route and no language.

pub(super) mod journal;
mod keys;
mod people;
mod sessions;
mod tokens;

pub use journal::{JournalAction, JournalEntry, JournalNote, JournalQuery, Who, journal_link};
pub use keys::BADGE_KEY;
pub use people::{Edited, NewPerson, PasswordEdit, Person, PersonChange, PersonEdit, PersonQuery};
pub(crate) use sessions::forget_ended_sessions;
pub use sessions::{NewSession, Session, SignedIn};
pub(crate) use tokens::forget_ended_tokens;
pub use tokens::{AccessToken, NewToken, TokenQuery, TokenUse};

use serde_json::{Map, Value};

use domain::access::{Rights, Role};
use domain::model::{Municipality, Ogrn, RegionCode, Scope};

/// The longest text of a stranger that is kept with a session, in characters.
const LONGEST_TEXT: usize = 200;

/// A text that a stranger chooses, cut to a length that no list is broken by.
fn cut(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

/// A scope as it is kept: lists that are no limit are left out, so that everything is `{}`.
fn scope_json(scope: &Scope) -> Value {
    let scope = scope.clone().sorted();
    let lists: [(&str, Vec<String>); 3] = [
        ("regions", scope.regions.iter().map(ToString::to_string).collect()),
        ("municipalities", scope.municipalities.iter().map(ToString::to_string).collect()),
        ("organizations", scope.organizations.iter().map(ToString::to_string).collect()),
    ];
    let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
    Value::Object(lists.map(|(name, list)| (name.to_owned(), Value::from(list))).collect())
}

/// Reads what [`scope_json`] wrote. What this version does not understand is none, and never a wider scope.
fn scope_from_json(text: &str) -> Option<Scope> {
    let lists: Map<String, Value> = serde_json::from_str(text).ok()?;
    let mut scope = Scope::everything();
    for (name, list) in lists {
        for one in list.as_array().filter(|list| !list.is_empty())? {
            let one = one.as_str()?;
            match name.as_str() {
                "regions" => scope.regions.push(RegionCode::parse(one).ok()?),
                "municipalities" => scope.municipalities.push(Municipality::from(one)),
                "organizations" => scope.organizations.push(Ogrn::parse(one).ok()?),
                _ => return None,
            }
        }
    }
    Some(scope)
}

/// A role or a scope that only a later version of the program understands, as both are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignRights {
    pub role: String,
    /// The scope, a JSON object.
    pub scope: String,
}

/// Reads a role and a scope. Of what this version does not understand nothing follows, so nothing may be done.
fn rights_from(role: &str, scope: &str) -> (Rights, Option<ForeignRights>) {
    if let (Some(role), Some(scope)) = (Role::parse(role), scope_from_json(scope)) {
        return (Rights { role, scope }, None);
    }
    let foreign = ForeignRights { role: role.to_owned(), scope: scope.to_owned() };
    (Rights { role: Role::Viewer, scope: Scope::nothing() }, Some(foreign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_reads_back_and_what_is_unreadable_is_no_wider_scope() {
        let scope = Scope {
            regions: vec![RegionCode::parse("73").unwrap()],
            municipalities: ["город «Ульяновск»", "73:город Ульяновск"].map(Municipality::from).into(),
            organizations: vec![Ogrn::parse("1027301172106").unwrap()],
        };
        for scope in [scope, Scope::everything()] {
            assert_eq!(scope_from_json(&scope_json(&scope).to_string()), Some(scope));
        }
        assert_eq!(scope_json(&Scope::everything()).to_string(), "{}");
        // a version before reads a name that no page has
        let text = r#"{"municipalities":["73:город Ульяновск"]}"#;
        assert_eq!(scope_json(&scope_from_json(text).unwrap()).to_string(), text);
        for text in ["", "[]", "{\"regions\":[]}", "{\"regions\":[\"7\"]}", "{\"region\":[\"73\"]}", "{\"regions\":73}"]
        {
            assert_eq!(scope_from_json(text), None, "{text}");
            let (rights, foreign) = rights_from("admin", text);
            assert_eq!((rights.role, rights.scope), (Role::Viewer, Scope::nothing()));
            assert_eq!(foreign.unwrap().scope, text);
        }
        let (rights, foreign) = rights_from("auditor", "{}");
        assert!(!rights.scope.is_everything() && foreign.unwrap().role == "auditor");
        assert_eq!(rights_from("admin", "{}").1, None);
    }
}
