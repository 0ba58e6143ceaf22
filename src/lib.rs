//! The VK page auditor: audits the official VK pages of Russian public bodies and tells what is wrong with the feedback
//! platform's forms in their menus, whose page it is, and what exactly to paste to mend it.
//!
//! # The map
//! Data flows one way: **registry → crawl (vk) → covers → rules → store → report**. [`run`] is the only joint.
//!
//! | module | holds |
//! |---|---|
//! | [`model`] | ids, page addresses, pages, organisations, violations, verdicts: the field's words as types |
//! | [`clock`] | the only reader of the clock |
//! | [`decode`] | bytes of text files to text, in whatever encoding people saved them |
//! | [`policy`] | the published rules as data: TOML to typed policy, a region's overrides |
//! | [`registry`] | CSV, XLSX, ODS, TOML to organisations, with every problem of every row |
//! | [`links`] | the correct links of one organisation |
//! | [`covers`] | picture bytes to a verdict; the approved set; a crate of its own, `src/covers` |
//! | [`rules`] | what was seen of a page to all its defects, one violation each |
//! | [`vk`] | the client of VK's API: tokens, rates, the table of errors; saved answers |
//! | [`crawl`] | batches, halving, names to ids, downloads of covers; a stream of observations, no verdicts |
//! | [`findings`] | when a defect becomes a finding: N of the last M looks; when a run is too strange to be believed |
//! | [`store`] | the memory, in SQLite or PostgreSQL: registry, runs, findings, events, snapshots, leases |
//! | [`history`] | the store's rows as they are told: cells, JSON, a page's story, the ground of its verdict |
//! | [`run`] | one pass: observations in, finished audits out; the worker that makes passes of a store's batches |
//! | [`schedule`] | when passes come due, and the runs that are begun then |
//! | [`access`] | who may see and do what: roles, passwords, secrets, throttling, signatures |
//! | [`entropy`] | the only source of random bytes for secrets |
//! | [`words`] | every word a person reads, Russian and English |
//! | [`report`] | reports and lists as table, JSON, NDJSON, CSV, HTML, XLSX over `impl Write` |
//! | [`feed`] | what appeared and what was fixed as Atom, RSS, JSON Feed and a log; badges |
//! | [`web`] | the HTTP side of the service: dashboard, API, feeds, health and metrics; a table of routes with whom each admits |
//! | [`config`] | options, environment and file in layers; the only reader of environment variables |
//! | [`telemetry`] | logs that hold no token |
//! | [`cli`] | one file per command; the only wiring |
//!
//! `tests/tidy.rs` holds the table of which module may use which, and fails on anything else.
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
