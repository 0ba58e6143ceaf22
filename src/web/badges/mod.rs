//! Badges: pictures with a figure, for whoever has their signed address; the form that makes such addresses.

pub(crate) mod form;
mod image;

use crate::http::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().and(image::routes()).and(form::routes())
}
