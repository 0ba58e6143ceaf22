//! The table of routes: each says whom it admits, and nothing is served that is not in it. `tests/web` makes its matrix of
//! route × role × scope from the same table. Path, method and description of an operation of the API stand once, in its
//! `#[utoipa::path]`; the table takes them from there.

use axum::Router;
use axum::handler::Handler;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use std::borrow::Cow;
use utoipa::openapi::{Paths, RefOr, Schema};
use utoipa_axum::router::UtoipaMethodRouter;

use super::entity_tag::conditional;
use super::gate::gate;
use crate::AppState;
use domain::access::Action;

/// What kind of answer a route gives, also when it refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Area {
    /// HTML for browsers; strangers are sent to sign in.
    Page,
    /// JSON; refusals are problem details (RFC 9457).
    Api,
    /// Whatever a program without a person reads: feeds, badges, health. Refusals are short plain text.
    Plain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Admit {
    /// Everybody; the handler shows nothing of anybody's pages.
    Everybody,
    /// Everybody where the operator opened the check of single pages, else whoever may check.
    Checkers,
    /// Everybody where the operator opened the check of single pages, else whoever is signed in.
    Guests,
    /// Whoever is signed in.
    Known,
    May(Action),
    /// Whoever has the secret that is part of the address; the handler looks at it.
    Bearer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// `GET` (which stands for `HEAD` too), `POST`, `PATCH`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// The path with its parameters in braces.
    pub path: Cow<'static, str>,
    pub area: Area,
    pub admit: Admit,
}

#[derive(Default)]
pub struct Routes {
    rows: Vec<(Route, MethodRouter<AppState>)>,
    /// The operations of the API as `OpenAPI` describes them.
    paths: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a page that is read.
    #[must_use]
    pub fn page<H: Handler<T, AppState>, T: 'static>(self, path: &'static str, admit: Admit, handler: H) -> Self {
        self.add("GET", path.into(), Area::Page, admit, get(handler))
    }

    /// Adds a form that is sent.
    #[must_use]
    pub fn form<H: Handler<T, AppState>, T: 'static>(self, path: &'static str, admit: Admit, handler: H) -> Self {
        self.add("POST", path.into(), Area::Page, admit, post(handler))
    }

    /// Adds what programs read.
    #[must_use]
    pub fn plain<H: Handler<T, AppState>, T: 'static>(self, path: &'static str, admit: Admit, handler: H) -> Self {
        self.add("GET", path.into(), Area::Plain, admit, get(handler))
    }

    /// Adds an operation of the API, `utoipa_axum::routes!(handler)`. What is read is answered without content to whoever
    /// has it already.
    #[must_use]
    pub(crate) fn operation(mut self, admit: Admit, (schemas, paths, handler): UtoipaMethodRouter<AppState>) -> Self {
        for (path, item) in &paths.paths {
            let methods = [
                ("GET", &item.get),
                ("POST", &item.post),
                ("PUT", &item.put),
                ("PATCH", &item.patch),
                ("DELETE", &item.delete),
            ];
            for (method, _) in methods.into_iter().filter(|(_, operation)| operation.is_some()) {
                let handler = handler.clone();
                let handler = if method == "GET" { handler.layer(from_fn(conditional)) } else { handler };
                self = self.add(method, path.clone().into(), Area::Api, admit, handler);
            }
        }
        self.paths.merge(paths);
        self.schemas.extend(schemas);
        self
    }

    fn add(
        mut self,
        method: &'static str,
        path: Cow<'static, str>,
        area: Area,
        admit: Admit,
        handler: MethodRouter<AppState>,
    ) -> Self {
        self.rows.push((Route { method, path, area, admit }, handler));
        self
    }

    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.rows.extend(others.rows);
        self.paths.merge(others.paths);
        self.schemas.extend(others.schemas);
        self
    }

    pub fn table(&self) -> Vec<Route> {
        self.rows.iter().map(|(route, _)| route.clone()).collect()
    }

    /// What `OpenAPI` says of the operations: their paths and the types they name.
    pub(crate) fn into_description(self) -> (Paths, Vec<(String, RefOr<Schema>)>) {
        (self.paths, self.schemas)
    }

    /// Serves them, each behind the gate that asks whom it admits.
    pub(crate) fn router(self, state: &AppState) -> Router<AppState> {
        self.rows.into_iter().fold(Router::new(), |router, (route, handler)| {
            let guarded = handler.layer(from_fn_with_state((state.context.clone(), route.area, route.admit), gate));
            router.route(&route.path, guarded)
        })
    }
}
