//! The pages of the dashboard, a file each. Each reads the store within the caller's scope and fills a template.

mod chart;
mod overview;

use super::routes::Routes;

pub(super) fn routes() -> Routes {
    Routes::new().and(overview::routes())
}
