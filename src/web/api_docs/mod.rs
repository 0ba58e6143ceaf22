//! The description of the API (`OpenAPI` 3.1) and the pages that show it.

mod describe;
mod docs;

use utoipa_axum::routes;

use crate::http::routes::{Admit, Routes};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/api", Admit::Known, docs::show)
        .page("/api/types", Admit::Known, docs::types)
        .operation(Admit::Known, routes!(describe::show))
}
