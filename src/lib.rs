//! The VK page auditor.

pub mod clock;
pub mod crawl;
pub mod decode;
pub mod model;
pub mod vk;
