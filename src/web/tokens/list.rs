//! Tokens of the API and addresses of feeds: everybody's, for whoever manages people. No secret is ever among them.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::Context;
use crate::forms::flash::{Flash, done};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::{PathParam, Query};
use crate::http::routes::{Admit, Routes};
use crate::layout::{Layout, page};
use crate::people::list::{kept_role, kept_scope};
use app::use_cases::revoke_token;
use domain::access::{Action, SecretKind};
use store::{AccessToken, AccessTokenId, PersonId, TokenQuery};
use words::listing::{Vocabulary, term};
use words::web::access::{Access, Account};
use words::web::frame::Frame;
use words::{self, visible};

/// Tokens on one page of the list.
const TOKENS_SHOWN: usize = 100;
/// The most tokens of one person that are listed at once.
const OF_ONE_MOST: usize = 500;

pub(crate) fn routes() -> Routes {
    let may = Admit::May(Action::ManagePeople);
    Routes::new().page("/access/tokens", may, list).form("/access/tokens/{id}/revoke", may, revoke)
}

/// A token in a list.
pub struct TokenView {
    /// Its number.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// What it opens.
    pub kind: String,
    /// Its first characters.
    pub shown: String,
    /// Whose it is.
    pub owner: String,
    /// The owner's number.
    pub owner_id: i64,
    /// What may be done with it.
    pub role: String,
    /// With which pages.
    pub scope: String,
    /// When it ends.
    pub ends: Option<String>,
    /// When it was used last.
    pub used: Option<String>,
    /// How it is: the class, the sign, the word.
    pub state: (&'static str, &'static str, &'static str),
    /// Whether it opens something.
    pub holds: bool,
}

impl TokenView {
    fn new(state: &Context, caller: &Caller, token: &AccessToken) -> Self {
        let lang = caller.lang;
        let minute = |at| words::minute(lang, at, &state.options.time_zone);
        let is_over = token.expires_at.is_some_and(|at| at <= state.clock.now());
        let state = if token.revoked_at.is_some() {
            ("bad", "✗", Access::Revoked)
        } else if is_over {
            ("none", "–", Access::Over)
        } else {
            ("good", "✓", Access::Holds)
        };
        Self {
            id: token.id.get(),
            name: visible(token.name.as_str()).into_owned(),
            kind: term(lang, Vocabulary::TokenKind, token.kind.as_str())
                .map_or_else(|| visible(token.kind.as_str()).into_owned(), str::to_owned),
            shown: visible(&token.shown).into_owned(),
            owner: visible(token.owner_login.as_str()).into_owned(),
            owner_id: token.owner.get(),
            role: kept_role(lang, token.role_name()),
            scope: kept_scope(lang, &token.rights.scope, token.foreign.as_ref()),
            ends: token.expires_at.map(minute),
            used: token.last_used_at.map(minute),
            state: (state.0, state.1, state.2.text(lang)),
            holds: token.revoked_at.is_none() && !is_over,
        }
    }
}

/// The tokens of one person that hold.
pub(crate) async fn of_person(
    state: &Context,
    caller: &Caller,
    owner: PersonId,
    kind: Option<SecretKind>,
) -> Result<Vec<TokenView>, WebError> {
    let holding_at = Some(state.clock.now());
    let query = TokenQuery { owner: Some(owner), kind, holding_at, limit: OF_ONE_MOST, ..TokenQuery::default() };
    let tokens = state.store.access_tokens(&query).await?;
    Ok(tokens.iter().map(|token| TokenView::new(state, caller, token)).collect())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    after: String,
    all: String,
    #[serde(flatten)]
    said: Flash,
}

#[derive(Template)]
#[template(path = "tokens/list.html")]
struct TokensView {
    layout: Layout,
    said: Option<&'static str>,
    tokens: Vec<TokenView>,
    next: Option<i64>,
    is_first: bool,
    shows_all: bool,
}

async fn list(State(state): State<Context>, caller: Caller, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let after: Option<AccessTokenId> = asked.after.parse().ok();
    let shows_all = !asked.all.is_empty();
    let query = TokenQuery {
        holding_at: (!shows_all).then(|| state.clock.now()),
        after,
        limit: TOKENS_SHOWN + 1,
        ..TokenQuery::default()
    };
    let tokens = state.store.access_tokens(&query).await?;
    page(&TokensView {
        layout: Layout::new(&state, &caller, "/access"),
        said: asked.said.word(Access::ALL).map(|word| word.text(caller.lang)),
        next: tokens.get(TOKENS_SHOWN).and(tokens.get(TOKENS_SHOWN - 1)).map(|token| token.id.get()),
        tokens: tokens.iter().take(TOKENS_SHOWN).map(|token| TokenView::new(&state, &caller, token)).collect(),
        is_first: after.is_none(),
        shows_all,
    })
}

async fn revoke(
    State(state): State<Context>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, WebError> {
    let id: AccessTokenId = id.parse().map_err(|_| WebError::NotFound)?;
    revoke_token(&state.store, id, &caller.actor(), state.clock.now()).await?;
    Ok(done("/access/tokens", Access::TokenRevoked))
}
