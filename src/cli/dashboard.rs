//! What the dashboard needs of the configuration.

use anyhow::Context as _;
use axum::http::HeaderName;

use super::service::{Parts, scheduler_options};
use super::setup::Setup;
use domain::registry::RegistryOptions;
use web::{Live, Options, RegistryRules};
use words::cli::Say;

/// What stays the same while the service runs.
///
/// # Errors
/// A header that cannot be one.
pub fn options(setup: &Setup) -> anyhow::Result<Options> {
    let serve = &setup.config().serve;
    let header = |name: &String| HeaderName::from_bytes(name.as_bytes()).context(Say::BadHeader.text(setup.lang));
    Ok(Options {
        lang: setup.lang,
        time_zone: setup.config().report.time_zone.clone(),
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
pub fn live(setup: &Setup, parts: &Parts) -> anyhow::Result<Live> {
    let kept_policy = parts.means.kept_policy.clone();
    let scheduler = scheduler_options(setup, kept_policy.clone())?;
    Ok(Live {
        policy: parts.means.policy.clone(),
        kept_policy,
        covers: parts.approved.clone(),
        passes: scheduler.passes,
        second_look: scheduler.second_look,
        batch_size: scheduler.batch_size,
        registry: RegistryRules {
            file: setup.config().registry.path.as_ref().map(|path| path.display().to_string()),
            options: RegistryOptions { region_code: setup.config().registry.region_code },
            removals: setup.removals(),
        },
    })
}
