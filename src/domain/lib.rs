//! The field as types and pure functions. Same input, same answer, on every machine: no I/O, no network, no clock, no
//! language, no field name of VK's.
//!
//! | module | holds |
//! |---|---|
//! | [`model`] | ids, page addresses, pages, organisations, violations, verdicts: the field's words as types |
//! | [`decode`] | bytes of text files to text, in whatever encoding people saved them |
//! | [`policy`] | the published rules as data: TOML to typed policy, a region's overrides |
//! | [`registry`] | CSV, XLSX, ODS, TOML to organisations, with every problem of every row |
//! | [`links`] | the correct links of one organisation |
//! | [`rules`] | what was seen of a page to all its defects, one violation each |
//! | [`findings`] | when a defect becomes a finding: N of the last M looks; when a run is too strange to be believed |
//! | [`access`] | who may see and do what: roles, passwords, secrets, throttling, signatures |

pub mod access;
pub mod decode;
pub mod findings;
pub mod links;
pub mod model;
pub mod policy;
pub mod registry;
pub mod rules;
