//! One import of the registry: what it changed, page by page, and taking it back.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::page::ImportView;
use super::uploads::RegistryFiles;
use crate::Context;
use crate::forms::field::Sent;
use crate::forms::flash::{Flash, done};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::{FormBody, PathParam, Query};
use crate::http::routes::{Admit, Routes};
use crate::layout::{Layout, page};
use app::history::{FieldChange, entry_changes};
use app::use_cases::{UndoRefused, undo_import};
use domain::access::Action;
use store::{ChangeKind, PageChange, PageId};
use words::web::frame::Frame;
use words::web::registry::Registry;
use words::{Lang, visible};

const CHANGES_SHOWN: usize = 50;

pub(crate) fn routes() -> Routes {
    let may = Admit::May(Action::ManageRegistry);
    Routes::new().page("/registry/imports/{id}", may, show).form("/registry/imports/{id}/undo", may, undo)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    after: String,
    #[serde(flatten)]
    said: Flash,
}

#[derive(Template)]
#[template(path = "registry/import.html")]
struct ImportPage {
    layout: Layout,
    said: Option<&'static str>,
    import: ImportView,
    changes: Vec<ChangeView>,
    next: Option<i64>,
    is_first_part: bool,
    is_last_import: bool,
    may_undo: bool,
}

struct ChangeView {
    id: i64,
    url: String,
    organization: String,
    tone: &'static str,
    kind: String,
    fields: Vec<FieldChange>,
}

impl ChangeView {
    fn new(lang: Lang, change: &PageChange) -> Self {
        let named = change.after.as_ref().or(change.before.as_ref());
        let (tone, kind) = match change.kind.known() {
            Some(ChangeKind::Added) => ("good", Registry::KindAdded.text(lang).into()),
            Some(ChangeKind::Changed) => ("doubt", Registry::KindChanged.text(lang).into()),
            Some(ChangeKind::Removed) => ("bad", Registry::KindRemoved.text(lang).into()),
            None => ("none", visible(change.kind.as_str())),
        };
        Self {
            id: change.page.get(),
            url: visible(&change.url).into_owned(),
            organization: named.map(|one| visible(&one.name).into_owned()).unwrap_or_default(),
            tone,
            kind: kind.into_owned(),
            fields: match (&change.before, &change.after) {
                (Some(before), Some(after)) => entry_changes(lang, (&change.url, before), (&change.url, after)),
                _ => Vec::new(),
            },
        }
    }
}

async fn show(
    State(state): State<Context>,
    caller: Caller,
    PathParam(id): PathParam<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let lang = caller.lang;
    let id: i64 = id.parse().map_err(|_| WebError::NotFound)?;
    let import = state.store.registry_import(id).await?.ok_or(WebError::NotFound)?;
    let after: Option<PageId> = asked.after.parse().ok();
    let changes = state.store.registry_changes(id, after, CHANGES_SHOWN + 1).await?;
    page(&ImportPage {
        layout: Layout::new(&state, &caller, "/registry"),
        said: asked.said.word(Registry::ALL).map(|word| word.text(lang)),
        import: ImportView::new(&state, lang, &import),
        next: changes.get(CHANGES_SHOWN).and(changes.get(CHANGES_SHOWN - 1)).map(|change| change.page.get()),
        may_undo: !changes.is_empty() || after.is_some(),
        changes: changes.iter().take(CHANGES_SHOWN).map(|change| ChangeView::new(lang, change)).collect(),
        is_first_part: after.is_none(),
        is_last_import: import.added + import.changed + import.removed > 0,
    })
}

async fn undo(
    State(state): State<Context>,
    State(files): State<RegistryFiles>,
    caller: Caller,
    PathParam(id): PathParam<String>,
    FormBody(sent): FormBody<Sent>,
) -> Result<Response, WebError> {
    let (lang, now) = (caller.lang, state.clock.now());
    let id: i64 = id.parse().map_err(|_| WebError::NotFound)?;
    if !sent.has("sure") {
        return Err(WebError::Conflict(Registry::UndoNotSure.text(lang).to_owned()));
    }
    let _turn = files.turn().await?;
    let import = undo_import(&state.store, id, &caller.actor(), now).await.map_err(|refused| match refused {
        UndoRefused::Forbidden => WebError::Forbidden,
        UndoRefused::NoSuchImport => WebError::NotFound,
        UndoRefused::Nothing => WebError::Conflict(Registry::UndoNothing.text(lang).to_owned()),
        UndoRefused::Store(error) => error.into(),
    })?;
    Ok(done(&format!("/registry/imports/{}", import.id), Registry::Undone))
}
