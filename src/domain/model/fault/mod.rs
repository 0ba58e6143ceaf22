//! What can go wrong outside the program, as facts: typed where it is met, and put into words only where somebody reads
//! them (`words`). Texts of libraries are kept as they came; they are quoted, never taken for our own.

mod call;
mod cause;
mod cover;
mod cron;
mod file;
mod saved;
mod store;
mod toml;

pub use call::{AnswerFault, CallFailure, ClientError, ConnectionFault, JsonDefect, JsonFault, TlsFault, VkError};
pub use cause::{Cause, KeptFault, TokenFault};
pub use cover::{CoverFault, Damage, FetchFault, LooksLike, PictureError, PictureFormat, UnreadFormat};
pub use cron::{CronError, CronField};
pub use file::FileFault;
pub use saved::{SavedDefect, SavedError, SavedProblem, Wanted};
pub use store::{RowDefect, StoreDefect, StoreFault};
pub use toml::TomlFault;
