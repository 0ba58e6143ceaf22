//! What operations of the API (`/api/v1`) share.
//!
//! - `query_params.rs`, `values.rs`: parameters; `answer.rs`: answers, parts of lists; `rows.rs`: rows of lists;
//!   `shown.rs`: what is told to whom

pub(crate) mod answer;
pub(crate) mod query_params;
pub(crate) mod rows;
pub(crate) mod shown;
pub(crate) mod values;

pub(crate) use query_params::{QueryParams, query_params};
pub(crate) use shown::RunsSeen;
pub(crate) use values::{Place, Text};
