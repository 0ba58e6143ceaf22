//! Talks to VK, or reads what VK once said: the client with its tokens and rates, and files of saved answers. Knows no
//! rule and produces no violation.

mod options;
mod saved;
mod source;

pub use options::*;
pub use saved::{SavedAnswers, SavedError};
pub use source::{Batch, CallCounts, LookEnd, Observation, PageSource};
