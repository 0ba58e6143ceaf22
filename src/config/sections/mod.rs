//! The sections of the configuration, a file each: plain values with public fields. `cli` turns each into the options
//! of the module it is for; no section knows that module.

mod covers;
mod findings;
mod log;
mod policy;
mod registry;
mod report;
mod schedule;
mod serve;
mod store;
mod vk;
mod worker;

pub use covers::CoversSection;
pub use findings::FindingsSection;
pub use log::{LogFormat, LogSection};
pub use policy::PolicySection;
pub use registry::RegistrySection;
pub use report::{FailOn, Language, OutputFormat, ReportSection};
pub use schedule::{MissedRuns, PassSection, ScheduleSection};
pub use serve::ServeSection;
pub use store::StoreSection;
pub use vk::{TokenKind, TokenSection, VkSection};
pub use worker::WorkerSection;
