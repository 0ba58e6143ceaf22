//! The VK page auditor.

pub mod clock;
pub mod decode;
pub mod model;
pub mod registry;
