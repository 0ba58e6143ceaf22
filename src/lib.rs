//! The VK page auditor.

pub mod model;
