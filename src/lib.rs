//! The VK page auditor: audits the official VK pages of Russian public bodies and tells what is wrong with the feedback
//! platform's forms in their menus, whose page it is, and what exactly to paste to mend it.
//!
//! # The map
//! Data flows one way: **registry → vk → covers → rules → findings → store → report**. Each layer is a crate below `src/`,
//! and its manifest says which others it may use, so that the compiler holds the direction.
//!
//! | crate | holds | may use |
//! |---|---|---|
//! | [`system`] | the only readers of the clock and of random bytes; how long is waited before something is tried again | nothing of ours |
//! | [`covers`] | picture bytes to a verdict; the approved set | nothing of ours |
//! | [`domain`] | the field as types and pure functions, see below | `covers` |
//! | [`config`] | options, environment and file in layers; the only reader of environment variables | `domain` |
//! | [`words`] | every word a person reads, Russian and English | `domain`, `config` |
//! | [`vk`] | the client of VK's API: tokens, rates, the table of errors; saved answers; [`crawl`]: batches, names to ids, downloads of covers; observations, no verdicts | `domain`, `system` |
//! | [`store`] | the memory, in SQLite or PostgreSQL: registry, runs, findings, events, snapshots, leases | `domain`, `system` |
//! | [`report`] | reports and lists as table, JSON, NDJSON, CSV, HTML, XLSX over `impl Write` | `domain`, `words` |
//! | [`app`] | passes, runs, schedule, history and feeds, see below | all above but `config` |
//! | [`web`] | the HTTP side of the service: dashboard, API, feeds, health and metrics; a table of routes with whom each admits | `app`, `store`, `report`, `words` |
//! | the package itself | [`cli`], one file per command; logs that hold no token; the only wiring, which alone knows the stand-in of VK | all |
//!
//! Modules of `domain`: [`model`] (ids, page addresses, pages, organisations, violations, verdicts), [`decode`] (bytes of
//! text files to text), [`policy`] (the published rules as data), [`registry`] (tables to organisations, with every problem
//! of every row), [`links`] (the correct links of one organisation), [`rules`] (what was seen of a page to its defects, one
//! violation each), [`findings`] (when a defect becomes a finding, when a run is too strange to be believed), [`access`]
//! (who may see and do what). Modules of `app`: [`run`] (one pass, and the worker that makes passes of a store's batches),
//! [`schedule`] (when passes come due), [`use_cases`]
//! (what people do: one function each, which decides and notes who did it), [`history`] (the store's rows as they are told), [`feed`] (what appeared and what was
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
//! 10. What somebody asks to be changed is one of [`use_cases`]: whether they may, the change, and the line of the journal
//!     are in one place and one transaction; command line, API and dashboard decide nothing.
//!
//! # Where do I go
//! **A new violation code.** 1. `domain/model/code.rs`: its name, in the order of reports. 2. `config/policy/pos-vk-2023.toml`:
//! severity, clause, deadline; a policy without it leaves it off. 3. `domain/rules/`: the file of what it is about finds it
//! as a `Defect`; it must not be found where its code is off. 4. `words/{ru,en}/names.rs` its name, `message.rs` what is
//! wrong, `remedy.rs` what to do; what is not worded does not compile. 5. `report/report.schema.json`. 6. A row in
//! `tests/fixtures/rules/mistakes.csv`: one mistake, this one violation. 7. `mock-vk/src/plant/` plants it, `region/code.rs`
//! names it, so that passes and the year meet it. 8. `CHANGELOG.md`: codes are a contract. The store, lists, feeds and the
//! API take it as they take the others; versions before show it as it stands.
//!
//! **A field of the registry.** 1. `domain/registry/field.rs`: the column; `aliases.rs`: what offices call it. 2. `draft.rs`
//! keeps what the cell says, `row.rs` reads it, `resolve.rs` makes an organisation of it; what rows take from the row above
//! them is `inherit.rs`. 3. `domain/model/organization.rs`: an `Option`, `None` is unknown. 4. `export.rs` writes it back.
//! 5. `words/{ru,en}/names.rs`: what the column is called. 6. `store/stored/entry.rs`: left out of the kept text where there
//! is nothing to say, so that older entries stay as they were. 7. `app/history/entry.rs` and `web/registry/api.rs` show it.
//! 8. `config/registry.example.csv` and a row of `domain/registry/row_problems.rs`, the tests.
//!
//! **A filter of a list** (findings, say). 1. `store/query/findings.rs`: a field of the query and its condition, with an index
//! that carries it or a reason why not. 2. `web/findings/api.rs`: a parameter in `query_params!`, which also describes it.
//! 3. `web/findings/list.rs`: a field of the form and of its links. 4. `cli/store_args.rs` the option under the same key,
//! `cli/history/lists.rs` puts it into the query. 5. `words/help.rs` and `words/web/` its words. 6. `tests/store/` that it
//! filters, `tests/web/lists.rs` that page, API and export agree.
//!
//! **A use case with a form and an operation of the API.** 1. `app/use_cases/`: a file with the typed input, result and
//! refusal; writes, actor and journal line in one transaction of the store. 2. `web/`, the folder of the resource: the form
//! (extract, call, render) and in `api.rs` the operation, whose path and method stand in
//! its `#[utoipa::path]`; the `routes()` of both say whom they admit.
//! 3. `cli/` the command, if it has one. 4. `words/` the refusals, once for all three ways. 5. `tests/web/matrix.rs` fails
//! until the route is in the table of who may ask; a test asks all ways for the same result.
//!
//! **Another network** (OK.ru, say). 1. `vk/` is one client behind `vk::PageSource`; its sibling is a crate of its own that
//! looks at pages and sends `vk::Observation`s of `domain::model::PageSnapshot`s. 2. `domain/model/address.rs`: whose address
//! it is. 3. `app/run/pass.rs` takes the source as an argument and asks each for its pages. 4. `config/sections/` and
//! `cli/context.rs` build it. Rules, store, reports and pages see snapshots only. 5. A policy says which rules hold there.

pub mod cli;
mod telemetry;

pub use app::{feed, history, run, schedule, use_cases};
pub use domain::{access, decode, findings, links, model, policy, registry, rules};
pub use system::{backoff, clock, entropy};
pub use vk::crawl;
pub use {config, covers, report, store, vk, web, words};
