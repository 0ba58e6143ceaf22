//! The description of the API (`OpenAPI` 3.1) and the pages that show it.

pub(crate) mod describe;
pub(crate) mod docs;
