//! What exactly kept the auditor from seeing a page.

use super::{AnswerFault, CallFailure, CoverFault, SavedError};

/// What exactly kept the auditor from seeing a page, beyond the kind of obstacle. Never holds a token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Cause {
    /// There is nothing to be said beyond the kind of obstacle.
    #[default]
    Unsaid,
    /// A call to VK failed, with all its repetitions.
    Call(CallFailure),
    /// What VK said of this page cannot be understood.
    Answer(AnswerFault),
    /// No token is left that may be used; why, of each.
    Tokens(Vec<TokenFault>),
    /// VK says that there is no such community, yet that the address is a community's.
    Contradiction,
    /// Not one of so many open pages came with a menu: VK was not asked for menus, or does not tell them.
    NoMenus {
        /// How many pages.
        pages: usize,
    },
    /// The file of saved answers cannot be used.
    Saved(SavedError),
    /// A cover could not be looked at.
    Cover {
        /// Where the picture should have been.
        url: Box<str>,
        /// What happened.
        fault: CoverFault,
    },
    /// What the store keeps of the page cannot be used.
    Kept(KeptFault),
    /// A fault of the auditor itself; its log tells more.
    Fault,
    /// The text an earlier version of the program kept.
    Text(String),
}

/// Why a token cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFault {
    /// The token's name, never the token.
    pub name: String,
    /// With what VK refused it.
    pub failure: CallFailure,
}

/// Why what the store keeps of a page cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptFault {
    /// The policy by which the page was judged is not there.
    NoPolicy,
    /// The kept policy is none for this version of the program.
    Policy,
    /// What is kept of the page cannot be read.
    Snapshot,
}
