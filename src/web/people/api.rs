//! People who may sign in: the list, one, a new one, a change to one. Every change stands in the journal.

use axum::extract::State;
use axum::http::header::IF_MATCH;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Context;
use crate::api::answer::{ListOf, ListPart, json, made, read_cursor};
use crate::api::query_params::{Nothing, QueryParams, query_params};
use crate::api::values::{Cursor, Limit, row_id, rows};
use crate::http::caller::Caller;
use crate::http::entity_tag::{has_tag, tag_of};
use crate::http::error::{WebError, Wrong};
use crate::http::extract::{JsonBody, PathParam as Piece};
use crate::http::routes::{Admit, Routes};
use crate::scope::checked::resolve_scope;
use crate::scope::json::ScopeBody;
use crate::sign_in::passwords::Passwords;
use app::history::rfc3339;
use app::use_cases::{ChangeRefused, InviteRefused, PasswordChange, PersonEdits, change_person, invite_person};
use domain::access::{Action, DisplayName, Login, Password, PasswordHash, Rights, Role};
use store::{NewPerson, Person, PersonChange, PersonId, PersonQuery, Store};
use words::Lang;
use words::web::api::ApiWord;

pub(super) fn routes() -> Routes {
    let may = Admit::May(Action::ManagePeople);
    Routes::new()
        .operation(may, routes!(list))
        .operation(may, routes!(one))
        .operation(may, routes!(create))
        .operation(may, routes!(change))
}

query_params! {
    /// Which part.
    PeopleAsked {
        limit: Option<Limit> = "How many rows at the most.",
        cursor: Option<Cursor> = "`next` of the answer before.",
    }
}

const PEOPLE: &str = "people";

/// A role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoleBody {
    /// Sees.
    Viewer,
    /// Sees, and has pages looked at.
    Supervisor,
    /// Does everything.
    Admin,
}

impl RoleBody {
    /// A role as it is told.
    pub(crate) const fn of(role: Role) -> Self {
        match role {
            Role::Viewer => Self::Viewer,
            Role::Supervisor => Self::Supervisor,
            Role::Admin => Self::Admin,
        }
    }

    /// The role.
    pub(crate) const fn role(self) -> Role {
        match self {
            Self::Viewer => Role::Viewer,
            Self::Supervisor => Role::Supervisor,
            Self::Admin => Role::Admin,
        }
    }
}

/// A person who may sign in.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonAnswer {
    id: i64,
    login: String,
    name: String,
    #[schema(value_type = RoleBody)]
    role: String,
    scope: ScopeBody,
    /// `ru` or `en`; null for that of the configuration.
    language: Option<String>,
    /// Whether the person has a password; others are signed in by somebody else.
    has_password: bool,
    created_at: String,
    /// Since when the person may not sign in.
    disabled_at: Option<String>,
    password_changed_at: Option<String>,
}

impl PersonAnswer {
    pub(crate) fn of(person: &Person) -> Self {
        Self {
            id: person.id.get(),
            login: person.login.to_string(),
            name: person.name.to_string(),
            role: person.role_name().to_owned(),
            scope: ScopeBody::of(&person.rights.scope),
            language: person.language.clone(),
            has_password: person.password.is_some(),
            created_at: rfc3339(person.created_at),
            disabled_at: person.disabled_at.map(rfc3339),
            password_changed_at: person.password_changed_at.map(rfc3339),
        }
    }
}

/// People, in the order of their numbers.
#[utoipa::path(get, path = "/api/v1/people", tag = "people", params(PeopleAsked),
    responses((status = 200, description = "A part of the list.", body = ListOf<PersonAnswer>)))]
async fn list(
    State(store): State<Store>,
    caller: Caller,
    QueryParams(asked): QueryParams<PeopleAsked>,
) -> Result<Response, WebError> {
    let limit = rows(asked.limit.as_ref());
    let after = read_cursor(PEOPLE, asked.cursor.as_ref(), caller.lang)?;
    let after = after.and_then(|after| after.to_string().parse().ok());
    let found = store.people(&PersonQuery { after, limit: limit + 1 }).await?;
    ListPart { list: PEOPLE, rows: found, limit, total: None }.answer(&caller, |one| one.id.get(), PersonAnswer::of)
}

/// One person; the `ETag` goes into `If-Match` of a change.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "people", params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The person.", body = PersonAnswer)))]
async fn one(
    State(store): State<Store>,
    QueryParams(Nothing): QueryParams<Nothing>,
    Piece(id): Piece<String>,
) -> Result<Response, WebError> {
    let person = store.person(row_id::<PersonId>(&id)?).await?.ok_or(WebError::NotFound)?;
    json(StatusCode::OK, &PersonAnswer::of(&person))
}

/// A person to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPersonBody {
    /// What the person will sign in with.
    #[schema(min_length = 1, max_length = 64, example = "ivanova")]
    login: String,
    /// What the person is called; the login where nothing is said.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    role: RoleBody,
    /// With which pages; all where nothing is said.
    #[serde(default)]
    scope: ScopeBody,
    /// `ru` or `en`.
    #[serde(default)]
    language: Option<LanguageBody>,
    /// Without one the person can only be signed in by somebody else.
    #[serde(default)]
    #[schema(write_only, max_length = 200)]
    password: Option<String>,
}

/// A language.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LanguageBody {
    /// Russian.
    Ru,
    /// English.
    En,
}

impl LanguageBody {
    fn text(self) -> String {
        let lang = match self {
            Self::Ru => Lang::Ru,
            Self::En => Lang::En,
        };
        lang.as_str().to_owned()
    }
}

/// Creates a person.
#[utoipa::path(post, path = "/api/v1/people", tag = "people", request_body = NewPersonBody,
    responses((status = 201, description = "The person.", body = PersonAnswer)))]
async fn create(
    State(state): State<Context>,
    State(passwords): State<Passwords>,
    caller: Caller,
    QueryParams(Nothing): QueryParams<Nothing>,
    JsonBody(body): JsonBody<NewPersonBody>,
) -> Result<Response, WebError> {
    let (lang, now) = (caller.lang, state.clock.now());
    let login = Login::parse(&body.login).map_err(|_| invalid("login", ApiWord::WrongLogin, lang))?;
    let name = match &body.name {
        Some(name) => DisplayName::parse(name).map_err(|_| invalid("name", ApiWord::WrongName, lang))?,
        None => DisplayName::from(&login),
    };
    let scope = body.scope.read("scope", lang)?;
    let scope = resolve_scope(&state, &scope, caller.scope()?, Some("scope"), lang).await?;
    let rights = Rights { role: body.role.role(), scope };
    let password = match &body.password {
        Some(text) => Some(hashed(&passwords, text, &login, lang).await?),
        None => None,
    };
    let new = NewPerson { login, name, rights, password, language: body.language.map(LanguageBody::text) };
    let id = invite_person(&state.store, &new, &caller.actor(), now).await.map_err(|refused| match refused {
        InviteRefused::Forbidden => WebError::Forbidden,
        InviteRefused::LoginTaken => WebError::Conflict(ApiWord::LoginTaken.text(lang).to_owned()),
        InviteRefused::FirstMustManage => invalid("role", ApiWord::FirstMustManage, lang),
        InviteRefused::Store(error) => error.into(),
    })?;
    let person = state.store.person(id).await?.ok_or(WebError::NotFound)?;
    made(StatusCode::CREATED, &format!("/api/v1/people/{id}"), &PersonAnswer::of(&person))
}

/// What becomes of a person; what is left out stays.
#[expect(clippy::option_option, reason = "left out is another thing than null")]
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonChangeBody {
    /// What the person is called.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 200)]
    name: Option<String>,
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = RoleBody, required = false)]
    role: Option<RoleBody>,
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = ScopeBody, required = false)]
    scope: Option<ScopeBody>,
    /// `ru` or `en`; null for that of the configuration.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<LanguageBody>, required = false)]
    language: Option<Option<LanguageBody>>,
    /// Whether the person may not sign in.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = bool, required = false)]
    disabled: Option<bool>,
    /// Another password; null takes it away. Ends the person's sessions.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>, required = false, write_only, max_length = 200)]
    password: Option<Option<String>>,
}

/// Tells what is left out from what is null.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Changes a person. With `If-Match` only if nobody changed the person meanwhile.
#[utoipa::path(patch, path = "/api/v1/people/{id}", tag = "people",
    params(("id" = i64, Path, minimum = 1),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the person as it was read.")),
    request_body = PersonChangeBody,
    responses((status = 200, description = "The person as it is now.", body = PersonAnswer)))]
async fn change(
    State(state): State<Context>,
    State(passwords): State<Passwords>,
    caller: Caller,
    headers: HeaderMap,
    QueryParams(Nothing): QueryParams<Nothing>,
    Piece(id): Piece<String>,
    JsonBody(body): JsonBody<PersonChangeBody>,
) -> Result<Response, WebError> {
    let (lang, now) = (caller.lang, state.clock.now());
    let id = row_id::<PersonId>(&id)?;
    let before = state.store.person(id).await?.ok_or(WebError::NotFound)?;
    // everything is read before anything is changed
    let name = body.name.as_deref().map(DisplayName::parse).transpose();
    let mut profile = PersonChange {
        name: name.map_err(|_| invalid("name", ApiWord::WrongName, lang))?,
        role: body.role.map(RoleBody::role),
        scope: body.scope.as_ref().map(|scope| scope.read("scope", lang)).transpose()?,
        language: body.language.map(|language| language.map(LanguageBody::text)),
    };
    if let Some(scope) = profile.scope.as_mut().filter(|scope| **scope != before.rights.scope) {
        *scope = resolve_scope(&state, scope, caller.scope()?, Some("scope"), lang).await?;
    }
    let password = match &body.password {
        Some(Some(text)) => Some(PasswordChange::Set(hashed(&passwords, text, &before.login, lang).await?)),
        Some(None) => Some(PasswordChange::TakeAway),
        None => None,
    };
    // asked last: a wrong request is wrong whether or not the person changed (RFC 9110, 13.2.1), and to hash a password
    // takes a while
    let is_current = |person: &Person| {
        !headers.contains_key(IF_MATCH)
            || serde_json::to_vec(&PersonAnswer::of(person))
                .is_ok_and(|written| has_tag(&headers, &IF_MATCH, &tag_of(&written), false))
    };
    let edits = PersonEdits { profile, password, disabled: body.disabled };
    let changed = change_person(&state.store, id, &edits, is_current, &caller.actor(), now).await;
    changed.map_err(|refused| match refused {
        ChangeRefused::Forbidden => WebError::Forbidden,
        ChangeRefused::NoSuchPerson => WebError::NotFound,
        ChangeRefused::Oneself => WebError::Conflict(ApiWord::Oneself.text(lang).to_owned()),
        ChangeRefused::LastAdmin => WebError::Conflict(ApiWord::LastAdmin.text(lang).to_owned()),
        ChangeRefused::ChangedMeanwhile => WebError::Changed,
        ChangeRefused::Store(error) => error.into(),
    })?;
    let person = state.store.person(id).await?.ok_or(WebError::NotFound)?;
    json(StatusCode::OK, &PersonAnswer::of(&person))
}

async fn hashed(passwords: &Passwords, text: &str, login: &Login, lang: Lang) -> Result<PasswordHash, WebError> {
    let password = Password::choose(text, login).map_err(|_| invalid("password", ApiWord::WrongPassword, lang))?;
    passwords.hash(password).await
}

fn invalid(field: &'static str, word: ApiWord, lang: Lang) -> WebError {
    WebError::Invalid(vec![Wrong { field, detail: word.text(lang).to_owned() }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_told_from_what_is_null() {
        let change: PersonChangeBody = serde_json::from_str(r#"{"language":null}"#).unwrap();
        assert!(matches!((change.language, change.password), (Some(None), None)));
        for text in [r#"{"name":null}"#, r#"{"role":null}"#, r#"{"disabled":null}"#, r#"{"rule":"admin"}"#] {
            assert!(serde_json::from_str::<PersonChangeBody>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn roles_are_told_as_they_are_read() {
        for role in Role::ALL {
            assert_eq!(RoleBody::of(role).role(), role);
            assert_eq!(serde_json::to_value(RoleBody::of(role)).unwrap(), role.as_str());
        }
    }
}
