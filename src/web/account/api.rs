//! Who asks, and what they may do.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::api::answer::json;
use crate::api::query_params::{Nothing, QueryParams};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::routes::{Admit, Routes};
use crate::people::api::{PersonAnswer, RoleBody};
use crate::scope::json::ScopeBody;
use crate::tokens::api::TokenAnswer;
use domain::access::Action;

pub(super) fn routes() -> Routes {
    Routes::new().operation(Admit::Known, routes!(show))
}

/// Who asks.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    /// The person; null while nobody is registered and this computer may do everything.
    person: Option<PersonAnswer>,
    /// The token that asks; null for a browser's session.
    token: Option<TokenAnswer>,
    /// What may be done now.
    role: RoleBody,
    /// With which pages.
    scope: ScopeBody,
    /// The same, action by action.
    may: Vec<&'static str>,
    /// The language of answers.
    language: &'static str,
    /// The version of the program.
    version: &'static str,
}

/// Who asks, and what they may do.
#[utoipa::path(get, path = "/api/v1/me", tag = "me",
    responses((status = 200, description = "Who asks.", body = Me)))]
async fn show(caller: Caller, QueryParams(Nothing): QueryParams<Nothing>) -> Result<Response, WebError> {
    let rights = caller.rights()?;
    let me = Me {
        person: caller.person().map(PersonAnswer::of),
        token: caller.token().map(|used| TokenAnswer::of(&used.token)),
        role: RoleBody::of(rights.role),
        scope: ScopeBody::of(&rights.scope),
        may: Action::ALL.into_iter().filter(|action| caller.may(*action)).map(word).collect(),
        language: caller.lang.as_str(),
        version: env!("CARGO_PKG_VERSION"),
    };
    json(StatusCode::OK, &me)
}

/// The stable word of an action.
pub(crate) const fn word(action: Action) -> &'static str {
    match action {
        Action::SeePages => "see_pages",
        Action::SeeFindings => "see_findings",
        Action::SeeEvents => "see_events",
        Action::SeeRuns => "see_runs",
        Action::CheckPage => "check_page",
        Action::StartRuns => "start_runs",
        Action::SettleRuns => "settle_runs",
        Action::ManageRegistry => "manage_registry",
        Action::ManagePeople => "manage_people",
        Action::SeeJournal => "see_journal",
        Action::MakeFeeds => "make_feeds",
        Action::MakeTokens => "make_tokens",
        Action::MakeBadges => "make_badges",
    }
}
