//! The scope that somebody names on the command line, compared with the registry.

use anyhow::anyhow;

use super::context::CommandContext;
use super::open_store::trouble;
use super::store_args::ScopeArgs;
use store::{Scope, ScopeError, Store};

/// The scope that is named.
///
/// # Errors
/// It means nothing in the registry, or two things; or the store cannot be read.
pub async fn checked(context: &CommandContext, store: &Store, args: &ScopeArgs) -> anyhow::Result<Scope> {
    let scope = args.unchecked();
    store.check_scope(&scope, &Scope::everything()).await.map_err(|error| match error {
        ScopeError::Refused(fault) => anyhow!(words::scope_fault(context.lang, &fault)),
        ScopeError::Store(error) => trouble(context.lang, &error),
    })?;
    Ok(scope)
}
