//! One's own account: profile, password, sessions, own tokens and addresses of feeds.

pub(crate) mod api;
mod own_tokens;
mod profile;
pub(crate) mod sessions;

use crate::http::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().and(profile::routes()).and(own_tokens::routes()).and(api::routes())
}
