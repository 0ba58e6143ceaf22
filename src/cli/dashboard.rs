//! What the dashboard needs of the configuration.

use anyhow::Context as _;
use axum::http::HeaderName;

use super::context::CommandContext;
use super::service::{Reloadable, scheduler_options};
use domain::registry::RegistryOptions;
use web::{Live, Options, RegistryRules};
use words::cli::Say;

/// What stays the same while the service runs.
///
/// # Errors
/// A header that cannot be one.
pub fn options(context: &CommandContext) -> anyhow::Result<Options> {
    let serve = &context.config().serve;
    let header = |name: &String| HeaderName::from_bytes(name.as_bytes()).context(Say::BadHeader.text(context.lang));
    Ok(Options {
        lang: context.lang,
        time_zone: context.config().report.time_zone.clone(),
        public_url: serve.public_url.clone(),
        public_check: serve.public_check,
        trusted_proxies: serve.trusted_proxies.clone(),
        sign_on_header: serve.sign_on_header.as_ref().map(header).transpose()?,
        session_idle: serve.session_idle,
        session_lasts: serve.session_lasts,
    })
}

/// What a reload changes.
///
/// # Errors
/// A cron expression that cannot be read, with the name of its pass.
pub fn live(context: &CommandContext, parts: &Reloadable) -> anyhow::Result<Live> {
    let kept_policy = parts.means.kept_policy.clone();
    let scheduler = scheduler_options(context, kept_policy.clone())?;
    Ok(Live {
        policy: parts.means.policy.clone(),
        kept_policy,
        covers: parts.approved.clone(),
        passes: scheduler.passes,
        second_look: scheduler.second_look,
        batch_size: scheduler.batch_size,
        registry: RegistryRules {
            file: context.config().registry.path.as_ref().map(|path| path.display().to_string()),
            options: RegistryOptions { region_code: context.config().registry.region_code },
            removals: context.removals(),
        },
    })
}
