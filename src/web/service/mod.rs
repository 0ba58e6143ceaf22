//! For those who run the service: health, metrics.

pub(crate) mod health;
pub(crate) mod metrics;

pub(crate) use health::routes;
