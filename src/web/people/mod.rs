//! People who may sign in: the list, one person.

pub(crate) mod api;
pub(crate) mod list;
pub(crate) mod person;

use crate::http::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().and(list::routes()).and(person::routes()).and(api::routes())
}
