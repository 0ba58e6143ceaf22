//! The sections of the configuration, a file each: plain values with public fields. `cli` turns each into the options
//! of the module it is for; no section knows that module.

mod covers;
mod log;
mod policy;
mod registry;
mod report;
mod vk;

pub use covers::CoversSection;
pub use log::{LogFormat, LogSection};
pub use policy::PolicySection;
pub use registry::RegistrySection;
pub use report::{FailOn, Language, OutputFormat, ReportSection};
pub use vk::{TokenKind, TokenSection, VkSection};
