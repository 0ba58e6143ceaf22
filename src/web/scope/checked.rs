//! A scope that somebody names, compared with the registry.

use crate::Context;
use crate::http::error::{WebError, Wrong};
use domain::model::{Scope, ScopeFault};
use store::ScopeError;
use words::Lang;

/// Refuses a scope that means nothing in the registry, or two things. Without a field the one that is wrong is told, by the
/// name of the parameter.
///
/// # Errors
/// Why it is refused, or the store cannot be read.
pub(crate) async fn check_scope(
    state: &Context,
    asked: &Scope,
    own: &Scope,
    field: Option<&'static str>,
    lang: Lang,
) -> Result<(), WebError> {
    let Some((fault, detail)) = scope_fault(state, asked, own, lang).await? else { return Ok(()) };
    let field = field.unwrap_or(match fault {
        ScopeFault::UnknownRegion { .. } => "region",
        ScopeFault::UnknownOrganization { .. } => "organization",
        ScopeFault::BlankMunicipality
        | ScopeFault::UnknownMunicipality { .. }
        | ScopeFault::AmbiguousMunicipality { .. } => "municipality",
    });
    Err(WebError::Invalid(vec![Wrong { field, detail }]))
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}

/// Why a scope is refused, if it is, also in words.
///
/// # Errors
/// The store cannot be read.
pub(super) async fn scope_fault(
    state: &Context,
    asked: &Scope,
    own: &Scope,
    lang: Lang,
) -> Result<Option<(ScopeFault, String)>, WebError> {
    match state.store.check_scope(asked, own).await {
        Ok(()) => Ok(None),
        Err(ScopeError::Refused(fault)) => {
            let words = sentence(&words::scope_fault(lang, &fault));
            Ok(Some((fault, words)))
        }
        Err(ScopeError::Store(error)) => Err(error.into()),
    }
}
