//! The VK page auditor.

pub mod clock;
pub mod config;
pub mod decode;
pub mod model;
