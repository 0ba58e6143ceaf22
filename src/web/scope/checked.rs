//! A scope that somebody names, compared with the registry.

use crate::Context;
use crate::http::error::{WebError, Wrong};
use domain::model::{Scope, ScopeFault};
use store::{ScopeError, Store};
use words::Lang;

/// The scope with a region to each municipality. Refuses one that means nothing in the registry, or two things. Without a
/// field the one that is wrong is told, by the name of the parameter.
///
/// # Errors
/// Why it is refused, or the store cannot be read.
pub(crate) async fn resolve_scope(
    state: &Context,
    asked: &Scope,
    own: &Scope,
    field: Option<&'static str>,
    lang: Lang,
) -> Result<Scope, WebError> {
    let (fault, detail) = match scope_or_fault(&state.store, asked, own, lang).await? {
        Ok(scope) => return Ok(scope),
        Err(refused) => refused,
    };
    let field = field.unwrap_or(match fault {
        ScopeFault::UnknownRegion { .. } => "region",
        ScopeFault::UnknownOrganization { .. } => "organization",
        ScopeFault::BlankMunicipality
        | ScopeFault::UnknownMunicipality { .. }
        | ScopeFault::OutsideRegions { .. }
        | ScopeFault::AmbiguousMunicipality { .. } => "municipality",
    });
    Err(WebError::Invalid(vec![Wrong { field, detail }]))
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}

/// The scope with a region to each municipality, or why it is refused, also in words.
///
/// # Errors
/// The store cannot be read.
pub(crate) async fn scope_or_fault(
    store: &Store,
    asked: &Scope,
    own: &Scope,
    lang: Lang,
) -> Result<Result<Scope, (ScopeFault, String)>, WebError> {
    match store.resolve_scope(asked, own).await {
        Ok(scope) => Ok(Ok(scope)),
        Err(ScopeError::Refused(fault)) => {
            let words = sentence(&words::scope_fault(lang, &fault));
            Ok(Err((fault, words)))
        }
        Err(ScopeError::Store(error)) => Err(error.into()),
    }
}
