//! The registry: what is in force, a field to send another, and the imports that were.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::Context;
use crate::forms::flash::Flash;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::Query;
use crate::http::routes::{Admit, Routes};
use crate::layout::{Layout, page};
use domain::access::Action;
use domain::model::Scope;
use store::{PageQuery, RegistryImport};
use words::web::frame::Frame;
use words::web::registry::Registry;
use words::{self, Lang, visible};

const IMPORTS_SHOWN: usize = 100;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/registry", Admit::May(Action::ManageRegistry), show)
}

#[derive(Template)]
#[template(path = "registry/page.html")]
pub struct RegistryView {
    layout: Layout,
    said: Option<&'static str>,
    wrong: Option<String>,
    pages: String,
    file: Option<String>,
    is_held_back: bool,
    imports: Vec<ImportView>,
}

/// An import in a list, and the head of its own page.
pub struct ImportView {
    pub id: i64,
    pub at: String,
    /// The name of the file, or which import it takes back.
    pub source: String,
    pub counts: [(Registry, String); 5],
}

impl ImportView {
    pub fn new(state: &Context, lang: Lang, import: &RegistryImport) -> Self {
        let number = |count| words::number(lang, count);
        Self {
            id: import.id,
            at: words::minute(lang, import.imported_at, &state.options.time_zone),
            source: match import.undoes() {
                Some(id) => format!("{} {id}", Registry::UndoOf.text(lang)),
                None => visible(&import.source).into_owned(),
            },
            counts: [
                (Registry::Rows, number(import.pages)),
                (Registry::SetAside, number(import.set_aside)),
                (Registry::Added, number(import.added)),
                (Registry::Changed, number(import.changed)),
                (Registry::Removed, number(import.removed)),
            ],
        }
    }
}

impl RegistryView {
    /// Reads what the page shows, with what was done or what is wrong with a file that was sent.
    pub async fn read(
        state: &Context,
        caller: &Caller,
        said: Option<Registry>,
        wrong: Option<String>,
    ) -> Result<Self, WebError> {
        let lang = caller.lang;
        let imports = state.store.registry_imports(IMPORTS_SHOWN).await?;
        Ok(Self {
            layout: Layout::new(state, caller, "/registry"),
            said: said.map(|word| word.text(lang)),
            wrong,
            pages: words::number(lang, state.store.count_pages(&PageQuery::within(Scope::everything())).await?),
            file: state.live().registry.file.as_deref().map(|file| visible(file).into_owned()),
            is_held_back: state.store.held_back_import().await?.is_some(),
            imports: imports.iter().map(|import| ImportView::new(state, lang, import)).collect(),
        })
    }
}

async fn show(State(state): State<Context>, caller: Caller, Query(said): Query<Flash>) -> Result<Response, WebError> {
    page(&RegistryView::read(&state, &caller, said.word(Registry::ALL), None).await?)
}
