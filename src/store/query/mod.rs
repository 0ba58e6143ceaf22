//! What is read from the store. Every question about pages, findings and events is asked within a [`super::Scope`], so
//! that nobody can forget whose pages somebody may see.

mod events;
mod figures;
mod findings;
mod named;
mod overview;
mod pages;
mod progress;
mod runs;
mod search;
mod sort;
mod staged;
mod standing;
mod turns;

pub use events::{EventQuery, EventRow};
pub use figures::{LastRun, ProcessState, QueueState, StoreFigures, TokenState};
pub use findings::{FindingQuery, FindingRow};
pub use overview::{Cause, ChangeMark, CodeCount, DayChanges, DayVerdicts};
pub use pages::{PageQuery, PageRow};
pub use progress::RunProgress;
pub use runs::RunQuery;
pub use sort::{Cursor, FindingCursor, FindingOrder, FindingSort, PageCursor, PageOrder, PageSort};
pub use staged::{StagedChange, StagedTurn};
pub use standing::{MunicipalityStanding, VerdictCounts};
pub use turns::RunTurns;
