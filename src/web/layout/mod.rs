//! The frame of every page: menu, who is signed in, language.

pub(crate) mod assets;
pub(crate) mod status_style;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};

use crate::Context;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use domain::access::Action;
use words::web::frame::Frame;
use words::{self, Lang};

pub struct Layout {
    pub lang: Lang,
    pub other: Lang,
    pub person: Option<String>,
    /// Whether nobody is registered, so that this computer sees all.
    pub is_local: bool,
    pub menu: Vec<Entry>,
    /// The page itself, to come back to.
    pub here: String,
    /// Whether the API and its description are for the caller.
    pub has_api: bool,
    /// The time zone of every moment on the page.
    pub zone: String,
}

pub struct Entry {
    pub word: Frame,
    pub href: &'static str,
    pub is_here: bool,
}

/// All sections, and what one must be able to do to see them.
const SECTIONS: [(Frame, &str, Option<Action>); 10] = [
    (Frame::Overview, "/", Some(Action::SeePages)),
    (Frame::Pages, "/pages", Some(Action::SeePages)),
    (Frame::Findings, "/findings", Some(Action::SeeFindings)),
    (Frame::Events, "/events", Some(Action::SeeEvents)),
    (Frame::Check, "/check", None),
    (Frame::Links, "/links", None),
    (Frame::Runs, "/runs", Some(Action::SeeRuns)),
    (Frame::Registry, "/registry", Some(Action::ManageRegistry)),
    (Frame::Access, "/access", Some(Action::ManagePeople)),
    (Frame::Journal, "/journal", Some(Action::SeeJournal)),
];

impl Layout {
    /// The frame of a page of this section, a path like `/pages`.
    pub fn new(state: &Context, caller: &Caller, section: &str) -> Self {
        let sees = |action: Option<Action>, href: &str| match action {
            Some(action) => caller.may(action),
            None if href == "/check" => state.options.public_check || caller.may(Action::CheckPage),
            None => state.options.public_check || !caller.is_nobody(),
        };
        let menu = SECTIONS
            .into_iter()
            .filter(|(_, href, action)| sees(*action, href))
            .map(|(word, href, _)| Entry { word, href, is_here: href == section })
            .collect();
        Self {
            lang: caller.lang,
            other: if caller.lang == Lang::Ru { Lang::En } else { Lang::Ru },
            person: caller.shown_name().map(str::to_owned),
            is_local: caller.is_local(),
            menu,
            here: caller.here.clone(),
            has_api: !caller.is_nobody(),
            zone: words::zone_name(state.clock.now(), &state.options.time_zone),
        }
    }

    pub const fn say(&self, word: Frame) -> &'static str {
        word.text(self.lang)
    }

    /// The address of a file of ours, which changes with its content.
    #[expect(clippy::unused_self, reason = "templates reach it through the frame")]
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The version of the program; strangers are not told.
    pub fn version(&self) -> &'static str {
        if self.has_api { env!("CARGO_PKG_VERSION") } else { "1" }
    }
}

pub fn page(template: &impl Template) -> Result<Response, WebError> {
    Ok(Html(template.render()?).into_response())
}

#[derive(Template)]
#[template(path = "layout/error.html")]
struct TroubleView {
    layout: Layout,
    title: &'static str,
    advice: String,
}

pub(crate) fn trouble_page(state: &Context, caller: &Caller, trouble: &WebError) -> Response {
    let view = TroubleView {
        layout: Layout::new(state, caller, ""),
        title: trouble.title(caller.lang),
        advice: trouble.advice(caller.lang),
    };
    match view.render() {
        Ok(html) => (trouble.status(), Html(html)).into_response(),
        Err(error) => {
            tracing::error!("a page cannot be written: {error}");
            let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            (StatusCode::INTERNAL_SERVER_ERROR, headers, Frame::Internal.text(caller.lang)).into_response()
        }
    }
}
