//! When a defect becomes a finding and stops being one, and when a whole run looks too strange to be believed. Knows no
//! database and no clock.

mod confirm;
mod hold;
mod page_state;

pub use confirm::{ConfirmRule, ConfirmRuleError, ConfirmationState, State, Transition};
pub use hold::{HoldRule, RunChange, must_hold};
pub use page_state::{FindingStanding, PageBefore, PageState, hides_the_rest, page_state};
