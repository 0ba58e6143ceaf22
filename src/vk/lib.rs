//! Talks to VK, or reads what VK once said: the client with its tokens and rates, and files of saved answers. Knows no
//! rule and produces no violation.

mod client;
mod connection;
pub mod crawl;
mod error_table;
mod failure;
mod http;
mod lenient;
mod options;
mod pace;
mod redact;
mod saved;
mod source;
mod tokens;
mod wire;

pub use client::{AskError, Client, Groups, Patience, Question};
pub use connection::connection_fault;
pub use error_table::KNOWN_ERRORS;
pub use options::*;
pub use saved::SavedAnswers;
pub use source::{Batch, CallCounts, LookEnd, Observation, PageSource};
pub use tokens::{Term, Token, TokenFacts, TokenKind};
pub use wire::{GroupAnswer, Malformed, Resolved};
