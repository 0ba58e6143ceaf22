//! The VK page auditor: audits the official VK pages of Russian public bodies and tells what is wrong with the feedback
//! platform's forms in their menus, whose page it is, and what exactly to paste to mend it.
//!
//! # The map
//! Data flows one way: **registry → vk → covers → rules → findings → store → report**. Each layer is a crate below `src/`,
//! and its manifest says which others it may use, so that the compiler holds the direction.
//!
//! | crate | holds | may use |
//! |---|---|---|
//! | [`system`](::system) | the only readers of the clock and of random bytes | nothing of ours |
//! | [`covers`] | picture bytes to a verdict; the approved set | nothing of ours |
//! | [`domain`](::domain) | the field as types and pure functions, see below | `covers` |
//! | [`config`] | options, environment and file in layers; the only reader of environment variables | `domain` |
//! | [`words`] | every word a person reads, Russian and English | `domain`, `config` |
//! | [`vk`] | the client of VK's API: tokens, rates, the table of errors; saved answers; [`crawl`]: batches, names to ids, downloads of covers; observations, no verdicts | `domain`, `system` |
//! | [`store`] | the memory, in SQLite or PostgreSQL: registry, runs, findings, events, snapshots, leases | `domain`, `system` |
//! | [`report`] | reports and lists as table, JSON, NDJSON, CSV, HTML, XLSX over `impl Write` | `domain`, `words` |
//! | [`app`](::app) | passes, runs, schedule, history and feeds, see below | all above but `config` |
//! | [`web`] | the HTTP side of the service: dashboard, API, feeds, health and metrics; a table of routes with whom each admits | `app`, `store`, `report`, `words` |
//! | the package itself | [`cli`], one file per command; logs that hold no token; the only wiring, which alone knows the stand-in of VK | all |
//!
//! Modules of `domain`: [`model`] (ids, page addresses, pages, organisations, violations, verdicts), [`decode`] (bytes of
//! text files to text), [`policy`] (the published rules as data), [`registry`] (tables to organisations, with every problem
//! of every row), [`links`] (the correct links of one organisation), [`rules`] (what was seen of a page to its defects, one
//! violation each), [`findings`] (when a defect becomes a finding, when a run is too strange to be believed), [`access`]
//! (who may see and do what). Modules of `app`: [`run`] (one pass, and the worker that makes passes of a store's batches),
//! [`schedule`] (when passes come due), [`history`] (the store's rows as they are told), [`feed`] (what appeared and what was
//! mended as Atom, RSS, JSON Feed and a log).
//!
//! `tests/tidy.rs` holds what manifests cannot: the direction inside a layer, and what pure layers must not touch.
//!
//! # Three walkthroughs
//! **`audit https://vk.com/club1`**: `cli::audit` reads the configuration and builds policy, registry and
//! [`vk::Client`]. [`run::Pass`] asks [`crawl::observe`] for one page and gets a [`model::PageSnapshot`], or the reason
//! why it could not be seen. [`run::CoverLook`] gives a verdict per picture, [`rules::audit`] makes the
//! [`model::PageAudit`], a [`report::ReportWriter`] writes it through [`words`], and the worst severity becomes the exit
//! code.
//!
//! **`run`**: every good row of the registry is a target. [`crawl`] asks for up to 500 pages a call inside each token's
//! rate; batches are audited as they come, out of order; each audit goes to all report writers at once and is then let
//! go, so memory does not grow with the number of pages. Files are written aside and take their places when whole.
//!
//! **`serve`**: [`schedule::Scheduler`] begins a run in the [`store`]: its pages become batches. A [`run::Worker`] (here or
//! in another process) claims batches with a lease, makes a pass of each, and hands the results back in the transaction
//! that ends the batch. When all are done, whoever claims the settling judges the run: too much change holds it for a
//! person, else its looks become findings and events, some hundred pages a transaction. What is suspected is looked at
//! again minutes later by a run of its own. Reports, lists and feeds read the store, never a run under way.
//!
//! # Invariants
//! 1. [`rules`] knows no VK field names, no language, no time. Same input, same audit, on every machine.
//! 2. [`vk`] and [`crawl`] know no rule and produce no violation; [`store`] knows no wire format of VK's; [`web`] never
//!    calls VK.
//! 3. Nothing outside [`vk`]'s `tokens.rs` and [`config`]'s hands on a token's text; its type prints a mask.
//! 4. No code path turns "could not look" into "compliant" or "violations".
//! 5. A bad row, page, picture or error code never stops the pass for the others; the report says how many were set
//!    aside, and why.
//! 6. A panic in one page's audit is logged with the page and leaves that page unverified.
//! 7. Tests need no network but this machine's own, no real clock, no order among themselves. PostgreSQL is the only
//!    other thing outside; `tests/with-postgres` starts one.
//! 8. A look that saw nothing opens nothing and closes nothing; each transition is one event, written in the transaction
//!    that makes it; a killed process loses at most looks that are then made again.
//! 9. A token is used by one process at a time, and only while its lease surely lasts.

pub mod cli;
mod telemetry;

pub use app::{feed, history, run, schedule};
pub use domain::{access, decode, findings, links, model, policy, registry, rules};
pub use system::{clock, entropy};
pub use vk::crawl;
pub use {config, covers, report, store, vk, web, words};
