//! The VK page auditor.

pub mod cli;
pub mod clock;
pub mod config;
pub mod crawl;
pub mod decode;
pub mod i18n;
pub mod links;
pub mod model;
pub mod policy;
pub mod registry;
pub mod report;
pub mod rules;
pub mod run;
pub mod telemetry;
pub mod vk;
