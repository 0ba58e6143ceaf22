//! The VK page auditor.

pub mod covers;
pub mod model;
