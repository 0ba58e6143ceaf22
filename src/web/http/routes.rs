//! The table of routes: each says whom it admits, and nothing is served that is not in it. `tests/web` makes its matrix of
//! route × role × scope from the same table.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};

use super::gate::gate;
use crate::State;
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

/// Whom a route admits.
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
    /// Whoever may do this.
    May(Action),
    /// Whoever has the secret that is part of the address; the handler looks at it.
    Bearer,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// `GET` (which stands for `HEAD` too), `POST`, `PATCH`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// The path with its parameters in braces.
    pub path: &'static str,
    /// What kind of answer it gives.
    pub area: Area,
    /// Whom it admits.
    pub admit: Admit,
}

/// Routes with their handlers.
#[derive(Default)]
pub struct Routes(Vec<(Route, MethodRouter<Arc<State>>)>);

impl Routes {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a page that is read.
    #[must_use]
    pub fn page<H: Handler<T, Arc<State>>, T: 'static>(self, path: &'static str, admit: Admit, handler: H) -> Self {
        self.add(&Method::GET, path, Area::Page, admit, handler)
    }

    /// Adds a form that is sent.
    #[must_use]
    pub fn form<H: Handler<T, Arc<State>>, T: 'static>(self, path: &'static str, admit: Admit, handler: H) -> Self {
        self.add(&Method::POST, path, Area::Page, admit, handler)
    }

    /// Adds a call of the API.
    #[must_use]
    pub fn api<H: Handler<T, Arc<State>>, T: 'static>(
        self,
        method: &Method,
        path: &'static str,
        admit: Admit,
        handler: H,
    ) -> Self {
        self.add(method, path, Area::Api, admit, handler)
    }

    /// Adds what programs read.
    #[must_use]
    pub fn plain<H: Handler<T, Arc<State>>, T: 'static>(self, path: &'static str, admit: Admit, handler: H) -> Self {
        self.add(&Method::GET, path, Area::Plain, admit, handler)
    }

    fn add<H: Handler<T, Arc<State>>, T: 'static>(
        mut self,
        method: &Method,
        path: &'static str,
        area: Area,
        admit: Admit,
        handler: H,
    ) -> Self {
        let (method, filter) = match *method {
            Method::POST => ("POST", MethodFilter::POST),
            Method::PUT => ("PUT", MethodFilter::PUT),
            Method::PATCH => ("PATCH", MethodFilter::PATCH),
            Method::DELETE => ("DELETE", MethodFilter::DELETE),
            _ => ("GET", MethodFilter::GET),
        };
        self.0.push((Route { method, path, area, admit }, on(filter, handler)));
        self
    }

    /// Adds others.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// The table.
    pub fn table(&self) -> Vec<Route> {
        self.0.iter().map(|(route, _)| *route).collect()
    }

    /// Serves them, each behind the gate that asks whom it admits.
    pub(crate) fn router(self, state: &Arc<State>) -> Router<Arc<State>> {
        self.0.into_iter().fold(Router::new(), |router, (route, handler)| {
            router.route(route.path, handler.layer(from_fn_with_state((Arc::clone(state), route), gate)))
        })
    }
}
