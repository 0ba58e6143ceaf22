//! The history as it is told: rows of the store as cells of lists and as JSON, a page with everything known of it, and
//! what its verdict rests on. Reads the store, writes nothing; knows neither the command line nor HTTP.
//!
//! - `cells.rs`: rows as cells of lists, findings as violations; `access_cells.rs`: people, tokens, the journal
//! - `entry.rs`: an entry of the registry, before and after
//! - `page_timeline.rs`: one page, since when it is what it is, what happened to it
//! - `verdict_basis.rs`: the kept look and the kept policy, judged again; `confirmed.rs`: the audit that confirmed findings make
//! - `evidence.rs`: everything a verdict rests on, in one document
//! - `wire.rs`, `run.rs`, `links.rs`, `explanation.rs`: the same in JSON; `kept_policy.rs`: the policy as the store keeps it

pub mod access_cells;
pub mod cells;
mod confirmed;
mod entry;
pub mod evidence;
mod explanation;
mod kept_policy;
mod links;
mod page_timeline;
mod run;
mod verdict_basis;
mod wire;

use domain::model::{Cause, KeptFault};
use domain::policy::PolicyError;
use store::{LookError, StoreError, StoreTrouble};
use words::visible;

pub use entry::{FieldChange, entry_changes};
pub use explanation::WireGround;
pub use kept_policy::{PolicyInForce, PolicyText, PolicyTexts};
pub use links::{WireForm, WireLinks};
pub use page_timeline::{MOST_FINDINGS, PageTimeline, Since, Violations, all_events, confirmed, why_unseen};
pub use report::rfc3339;
pub use run::WireRun;
pub use verdict_basis::{Grounds, VerdictBasis};
pub use wire::{WireEvent, WireFinding, WirePage};

/// How many rows are read from the store at a time.
const ROWS_AT_ONCE: usize = 500;

/// Why a part of the history cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store does not have the policy a verdict rests on.
    #[error("the store does not keep the policy of this verdict; `store check` tells what else is missing")]
    NoPolicy,
    /// The kept policy is no JSON of this program's.
    #[error("the kept policy cannot be read by this version of the program; update it")]
    PolicyBody(#[source] serde_json::Error),
    /// The kept policy is none for this program.
    #[error("the kept policy cannot be used by this version of the program; update it")]
    Policy(#[source] Box<PolicyError>),
    /// What is kept of the page cannot be read.
    #[error("what is kept of the page cannot be read by this version of the program; update it")]
    Snapshot(#[source] LookError),
}

impl HistoryError {
    /// Why a page cannot be told because of it.
    pub const fn cause(&self) -> Cause {
        match self {
            Self::Store(_) => Cause::Fault,
            Self::NoPolicy => Cause::Kept(KeptFault::NoPolicy),
            Self::PolicyBody(_) | Self::Policy(_) => Cause::Kept(KeptFault::Policy),
            Self::Snapshot(_) => Cause::Kept(KeptFault::Snapshot),
        }
    }

    /// Whether it is the matter with the records of one page alone.
    pub const fn is_of_the_page(&self) -> bool {
        match self {
            Self::Store(error) => matches!(error.trouble(), StoreTrouble::Unreadable),
            Self::NoPolicy | Self::PolicyBody(_) | Self::Policy(_) | Self::Snapshot(_) => true,
        }
    }

    /// The trouble with the store as a whole; what is the matter with the records of one page alone is logged, and must
    /// not keep anything else from being told.
    fn of_store(self, page: &str) -> Result<(), StoreError> {
        let is_of_the_page = self.is_of_the_page();
        match self {
            Self::Store(error) if !is_of_the_page => Err(error),
            error => {
                tracing::warn!("{}: {error}", visible(page));
                Ok(())
            }
        }
    }
}
