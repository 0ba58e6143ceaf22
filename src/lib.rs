//! The VK page auditor.

pub mod clock;
pub mod decode;
pub mod links;
pub mod model;
pub mod policy;
pub mod rules;
