//! Tokens of the API and of feeds. The secret is told once, when the token is made.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Context;
use crate::api::answer::{ListOf, ListPart, made, read_cursor};
use crate::api::query_params::{Nothing, QueryParams, query_params};
use crate::api::values::{Cursor, Flag, Limit, Number, TokenKind, row_id, rows};
use crate::http::caller::Caller;
use crate::http::error::{WebError, Wrong};
use crate::http::extract::{JsonBody, PathParam as Piece};
use crate::http::routes::{Admit, Routes};
use crate::people::api::RoleBody;
use crate::scope::checked::resolve_scope;
use crate::scope::json::ScopeBody;
use app::history::rfc3339;
use app::use_cases::{TokenAsked, TokenRefused, create_token, revoke_token};
use domain::access::{Action, DisplayName, SecretKind};
use domain::model::Scope;
use store::{AccessToken, AccessTokenId, TokenQuery};
use system::entropy::random;
use words::web::api::ApiWord;

pub(super) fn routes() -> Routes {
    Routes::new()
        .operation(Admit::Known, routes!(list))
        .operation(Admit::Known, routes!(create))
        .operation(Admit::Known, routes!(revoke))
}

query_params! {
    /// Which tokens.
    TokensAsked {
        owner: Option<Number> = "Those of the person with this number; one's own where nothing is said. Others' are for those who manage people.",
        kind: Option<TokenKind> = "Those of this kind.",
        ended: Option<Flag> = "Also those that open nothing any more.",
        limit: Option<Limit> = "How many rows at the most.",
        cursor: Option<Cursor> = "`next` of the answer before.",
    }
}

const TOKENS: &str = "tokens";

/// A token.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenAnswer {
    id: i64,
    /// `api` or `feed`.
    kind: String,
    /// Its first characters, by which its owner knows it again.
    shown: String,
    name: String,
    /// The number of its owner.
    owner: i64,
    owner_login: String,
    /// What may be done with it at the most; never more than its owner may.
    #[schema(value_type = RoleBody)]
    role: String,
    scope: ScopeBody,
    created_at: String,
    expires_at: Option<String>,
    /// When it was used last, to the minute.
    last_used_at: Option<String>,
    revoked_at: Option<String>,
}

impl TokenAnswer {
    pub(crate) fn of(token: &AccessToken) -> Self {
        Self {
            id: token.id.get(),
            kind: token.kind.to_string(),
            shown: token.shown.clone(),
            name: token.name.to_string(),
            owner: token.owner.get(),
            owner_login: token.owner_login.to_string(),
            role: token.role_name().to_owned(),
            scope: ScopeBody::of(&token.rights.scope),
            created_at: rfc3339(token.created_at),
            expires_at: token.expires_at.map(rfc3339),
            last_used_at: token.last_used_at.map(rfc3339),
            revoked_at: token.revoked_at.map(rfc3339),
        }
    }
}

/// Tokens, in the order of their numbers.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "tokens", params(TokensAsked),
    responses((status = 200, description = "A part of the list.", body = ListOf<TokenAnswer>)))]
async fn list(
    State(state): State<Context>,
    caller: Caller,
    QueryParams(asked): QueryParams<TokensAsked>,
) -> Result<Response, WebError> {
    let limit = rows(asked.limit.as_ref());
    let after = read_cursor(TOKENS, asked.cursor.as_ref(), caller.lang)?;
    let own = caller.person().map(|person| person.id);
    let owner = match asked.owner {
        Some(owner) => Some(owner.of()?),
        None => own,
    };
    if owner != own && !caller.may(Action::ManagePeople) {
        return Err(WebError::Forbidden);
    }
    let query = TokenQuery {
        owner,
        kind: asked.kind.map(|TokenKind(kind)| kind),
        holding_at: (!asked.ended.is_some_and(|Flag(flag)| flag)).then(|| state.clock.now()),
        after: after.and_then(|after| after.to_string().parse().ok()),
        limit: limit + 1,
    };
    // nobody is registered: there are no tokens either
    let found = if owner.is_some() { state.store.access_tokens(&query).await? } else { Vec::new() };
    ListPart { list: TOKENS, rows: found, limit, total: None }.answer(&caller, |one| one.id.get(), TokenAnswer::of)
}

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum TokenKindBody {
    /// The API.
    Api,
    /// Addresses of feeds.
    Feed,
}

/// A token to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTokenBody {
    kind: TokenKindBody,
    /// What its owner calls it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What may be done with it at the most; one's own role where nothing is said. Tokens of feeds only read.
    #[serde(default)]
    role: Option<RoleBody>,
    /// With which pages; all that its owner sees where nothing is said.
    #[serde(default)]
    scope: Option<ScopeBody>,
    /// When it ends; never where nothing is said.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<String>,
}

/// A token that was just made.
#[derive(Serialize, ToSchema)]
struct MadeToken {
    /// The secret; it is told only now.
    secret: String,
    token: TokenAnswer,
}

/// Makes a token for oneself. A token makes no tokens: what is revoked must leave nothing behind.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "tokens", request_body = NewTokenBody,
    responses((status = 201, description = "The token with its secret.", body = MadeToken)))]
async fn create(
    State(state): State<Context>,
    caller: Caller,
    QueryParams(Nothing): QueryParams<Nothing>,
    JsonBody(body): JsonBody<NewTokenBody>,
) -> Result<Response, WebError> {
    let (lang, now) = (caller.lang, state.clock.now());
    let invalid = |field, word: ApiWord| WebError::Invalid(vec![Wrong { field, detail: word.text(lang).to_owned() }]);
    let conflict = |word: ApiWord| WebError::Conflict(word.text(lang).to_owned());
    let scope = match &body.scope {
        Some(scope) => {
            let scope = scope.read("scope", lang)?;
            Some(resolve_scope(&state, &scope, caller.scope()?, Some("scope"), lang).await?)
        }
        None => None,
    };
    let expires_at = match &body.expires_at {
        Some(text) => Some(text.parse::<Timestamp>().map_err(|_| invalid("expires_at", ApiWord::WrongMoment))?),
        None => None,
    };
    let asked = TokenAsked {
        owner: None,
        kind: match body.kind {
            TokenKindBody::Api => SecretKind::Api,
            TokenKindBody::Feed => SecretKind::Feed,
        },
        name: DisplayName::parse(&body.name).map_err(|_| invalid("name", ApiWord::WrongName))?,
        role: body.role.map(RoleBody::role),
        scope: scope.unwrap_or_else(Scope::everything),
        expires_at,
    };
    let made_token = create_token(&state.store, asked, random()?, &caller.actor(), now).await;
    let (id, secret) = made_token.map_err(|refused| match refused {
        TokenRefused::Forbidden | TokenRefused::OwnerDisabled => WebError::Forbidden,
        TokenRefused::ByToken => conflict(ApiWord::ByToken),
        TokenRefused::Nobodys => conflict(ApiWord::Nobody),
        TokenRefused::RoleTooHigh => invalid("role", ApiWord::RoleTooHigh),
        TokenRefused::ScopeTooWide => invalid("scope", ApiWord::ScopeTooWide),
        TokenRefused::Expired => invalid("expires_at", ApiWord::Expired),
        TokenRefused::Store(error) => error.into(),
    })?;
    let query = TokenQuery { after: (id.get() - 1).to_string().parse().ok(), limit: 1, ..TokenQuery::default() };
    let token = state.store.access_tokens(&query).await?.pop().ok_or(WebError::NotFound)?;
    let body = MadeToken { secret: secret.expose().to_owned(), token: TokenAnswer::of(&token) };
    let mut response = made(StatusCode::CREATED, "/api/v1/tokens", &body)?;
    // no copy of the secret may stay anywhere
    let headers = response.headers_mut();
    headers.insert(axum::http::header::CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store"));
    headers.remove(axum::http::header::ETAG);
    Ok(response)
}

/// Revokes a token: one's own, or anybody's for those who manage people.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "tokens", params(("id" = i64, Path, minimum = 1)),
    responses((status = 204, description = "It opens nothing any more.")))]
async fn revoke(
    State(state): State<Context>,
    caller: Caller,
    QueryParams(Nothing): QueryParams<Nothing>,
    Piece(id): Piece<String>,
) -> Result<Response, WebError> {
    let id = row_id::<AccessTokenId>(&id)?;
    revoke_token(&state.store, id, &caller.actor(), state.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
