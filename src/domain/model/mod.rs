//! The field's words as types: ids, pages, organisations, violations, verdicts. Knows no I/O, no language, no time of
//! its own, and nothing of any wire format.

mod address;
mod audit;
mod blank;
mod code;
mod fault;
mod ids;
mod look;
mod maybe_known;
mod municipality;
mod organization;
mod page;
mod registry_error;
mod row_problem;
mod run_facts;
mod scope;
mod scope_fault;
mod violation;

// the crate of the covers stands alone, and a form is the one word both speak
pub use address::{AddressError, PageAddress, PageObject};
pub use audit::{
    AuditedItem, CoverJudgement, CoverSight, ExpectedForm, ExpectedForms, ItemCover, PageAudit, PageIdentity, Sight,
    Unverified, UnverifiedReason, Verdict,
};
pub use blank::is_blank;
pub use code::{Code, Severity};
pub use covers::Form;
pub use fault::*;
pub use ids::{GroupId, IdError, Ogrn, Oktmo, OpaId, RegionCode};
pub use look::Look;
pub use maybe_known::named;
pub use maybe_known::{MaybeKnown, Named};
pub use municipality::Municipality;
pub use organization::{Level, Organization, PollsOf};
pub use page::{Access, CoverImage, Deactivated, Menu, MenuItem, PageSnapshot};
pub use registry_error::{MissingColumn, RegistryError, TomlValue};
pub use row_problem::{
    AcceptedWords, OtherNumber, RegistryRemark, RegistryRemarkKind, RowPlace, RowProblem, RowProblemKind, RowRef,
    column_letters,
};
pub use run_facts::{CutShort, Remark, RunFacts, Summary};
pub use scope::Scope;
pub use scope_fault::{ScopeFault, like_places};
pub use violation::{Clause, Remedy, Violation};

named!(Code, Severity, UnverifiedReason, Verdict);
