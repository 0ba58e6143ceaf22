//! The VK page auditor.

pub mod clock;
pub mod decode;
pub mod i18n;
pub mod model;
pub mod report;
