//! A registry is sent, compared with the one in force, and taken over when its sender says so.

use std::io::Write as _;
use std::sync::Arc;

use askama::Template;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::handler::Handler as _;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tempfile::NamedTempFile;

use super::dry_run::{DryRun, SHOWN};
use super::page::RegistryView;
use super::unreadable::unreadable;
use super::uploads::{RegistryFiles, Upload};
use crate::Context;
use crate::forms::field::Sent;
use crate::forms::flash::done;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::{FormBody, PathParam};
use crate::http::routes::{Admit, Routes};
use crate::layout::{Layout, page};
use app::history::FieldChange;
use app::use_cases::{ImportRefused, RegistryFile, import_registry};
use domain::access::Action;
use domain::model::RowProblem;
use domain::registry::{Layout as ReadSheet, ReadColumn, Registry as Entries, RegistryError, RegistryFormat};
use store::{Digest, PersonId, Removals, registry_digest};
use system::entropy::random;
use words::web::frame::Frame;
use words::web::registry::Registry;
use words::{self, Lang, visible};

/// The largest file; a country's registry in CSV has less.
const FILE_MOST: usize = 32 * 1024 * 1024;
/// What a browser puts around the file.
const AROUND: usize = 64 * 1024;
/// The most characters of a file's name that are kept.
const NAME_MOST: usize = 120;
const SHOWN_AS_COUNT: u64 = SHOWN as u64;
const ID_BYTES: usize = 24;

pub(crate) fn routes() -> Routes {
    let may = Admit::May(Action::ManageRegistry);
    let limit = DefaultBodyLimit::max(FILE_MOST + AROUND);
    Routes::new()
        .form("/registry/uploads", may, send.layer(limit))
        .page("/registry/uploads/{id}", may, show)
        .form("/registry/uploads/{id}", may, accept)
        .form("/registry/uploads/{id}/drop", may, forget)
}

fn sender(caller: &Caller) -> Option<PersonId> {
    caller.person().map(|person| person.id)
}

enum Refused {
    Words(String),
    WebError(WebError),
}

impl<T: Into<WebError>> From<T> for Refused {
    fn from(trouble: T) -> Self {
        Self::WebError(trouble.into())
    }
}

async fn send(
    State(state): State<Context>,
    State(files): State<RegistryFiles>,
    caller: Caller,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, WebError> {
    let sent = sent.map_err(|_| WebError::Unsupported)?;
    match take(&state, &files, &caller, sent).await {
        Ok(id) => Ok(Redirect::to(&format!("/registry/uploads/{id}")).into_response()),
        Err(Refused::WebError(trouble)) => Err(trouble),
        Err(Refused::Words(words)) => {
            let view = RegistryView::read(&state, &caller, None, Some(words)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(view.render()?)).into_response())
        }
    }
}

async fn take(state: &Context, files: &RegistryFiles, caller: &Caller, sent: Multipart) -> Result<String, Refused> {
    let lang = caller.lang;
    let now = state.clock.now();
    // a file that cannot be kept need not be sent
    let (name, file) = receive(lang, sent).await?;
    let _turn = files.turn().await?;
    let (read, file) = read(state, &name, file).await?;
    let Read { entries, problems, .. } = read.map_err(|error| Refused::Words(unreadable(lang, &error)))?;
    let dry_run = DryRun::of(&state.store, &entries, problems).await?;
    drop(entries);
    let id = URL_SAFE_NO_PAD.encode(random::<ID_BYTES>()?);
    let upload = Upload { id: id.clone(), person: sender(caller), name, file, at: now, dry_run };
    if files.uploads().keep(upload, now) {
        Ok(id)
    } else {
        Err(Refused::Words(Registry::TooManyWait.text(lang).to_owned()))
    }
}

/// Writes the file down as it comes; it is never in memory as a whole.
async fn receive(lang: Lang, mut sent: Multipart) -> Result<(String, NamedTempFile), Refused> {
    let too_large = || Refused::Words(Registry::FileTooLarge.text(lang).to_owned());
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Refused::WebError(WebError::Bad(Frame::BadBody.text(lang).to_owned())),
    };
    let failed = |error: std::io::Error| {
        tracing::error!("a file that was sent cannot be written down: {error}");
        Refused::WebError(WebError::Internal)
    };
    while let Some(mut field) = sent.next_field().await.map_err(broken)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default();
        // browsers give the name alone; whatever else somebody gives is cut to it
        let name: String = name.rsplit(['/', '\\']).next().unwrap_or_default().chars().take(NAME_MOST).collect();
        let mut file = NamedTempFile::new().map_err(failed)?;
        let mut size = 0;
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            size += chunk.len();
            if size > FILE_MOST {
                return Err(too_large());
            }
            file.write_all(&chunk).map_err(failed)?;
        }
        file.flush().map_err(failed)?;
        if size == 0 {
            break;
        }
        return Ok((if name.is_empty() { "registry".to_owned() } else { name }, file));
    }
    Err(Refused::Words(Registry::NoFile.text(lang).to_owned()))
}

struct Read {
    entries: Entries,
    problems: Vec<RowProblem>,
    digest: Digest,
}

/// Reads a file that was written down, on a thread that may take its time.
async fn read(
    state: &Context,
    name: &str,
    file: NamedTempFile,
) -> Result<(Result<Read, RegistryError>, NamedTempFile), WebError> {
    let (live, name) = (state.live(), name.to_owned());
    let read = tokio::task::spawn_blocking(move || {
        let read = std::fs::read(file.path()).map(|bytes| entries(&live, &name, bytes));
        (read, file)
    });
    let (read, file) = read.await.map_err(|_| WebError::Internal)?;
    let read = read.map_err(|error| {
        tracing::error!("a file that was sent cannot be read again: {error}");
        WebError::Internal
    })?;
    Ok((read, file))
}

fn entries(live: &crate::Live, name: &str, bytes: Vec<u8>) -> Result<Read, RegistryError> {
    let digest = registry_digest(&bytes, live.registry.options.region_code);
    let format = RegistryFormat::detect(name, &bytes);
    let (entries, problems) = Entries::read(bytes, format, &live.registry.options, &*live.policy)?;
    Ok(Read { entries, problems, digest })
}

#[expect(clippy::struct_excessive_bools, reason = "a template asks them one by one")]
#[derive(Template)]
#[template(path = "registry/dry_run.html")]
struct DryRunView<'a> {
    layout: Layout,
    wrong: Option<&'static str>,
    id: &'a str,
    name: String,
    counts: [(Registry, String); 7],
    is_same: bool,
    is_empty: bool,
    has_bad: bool,
    is_held_back: bool,
    problems: Vec<String>,
    problem_count: usize,
    columns: Vec<ColumnView>,
    lacks: Vec<(&'static str, String)>,
    remarks: Vec<String>,
    remark_count: usize,
    added: Vec<RowView>,
    changed: Vec<AnotherView>,
    removed: Vec<RowView>,
    totals: [String; 3],
    more_added: bool,
    more_changed: bool,
    more_removed: bool,
    file: Option<String>,
    most: usize,
}

/// A column of the file, and what it was read as.
struct ColumnView {
    sheet: String,
    header: String,
    meaning: &'static str,
}

impl ColumnView {
    fn of(lang: Lang, layout: &ReadSheet) -> Vec<Self> {
        let sheet = layout.sheet.as_deref().unwrap_or_default();
        let column = |column: &ReadColumn| Self {
            sheet: visible(sheet).into_owned(),
            header: visible(&column.header).into_owned(),
            meaning: column.field.map_or(Registry::NotRead.text(lang), |field| words::column(lang, field)),
        };
        layout.columns.iter().map(column).collect()
    }
}

struct RowView {
    url: String,
    organization: String,
}

struct AnotherView {
    url: String,
    organization: String,
    changes: Vec<FieldChange>,
}

impl<'a> DryRunView<'a> {
    fn new(state: &Context, caller: &Caller, upload: &'a Upload, wrong: Option<&'static str>) -> Self {
        let lang = caller.lang;
        let live = state.live();
        let (dry_run, change) = (&upload.dry_run, &upload.dry_run.change);
        let named = |rows: &[super::dry_run::Named]| {
            let row = |row: &super::dry_run::Named| RowView {
                url: visible(&row.url).into_owned(),
                organization: visible(&row.organization).into_owned(),
            };
            rows.iter().map(row).collect()
        };
        let number = |count: u64| words::number(lang, count);
        Self {
            layout: Layout::new(state, caller, "/registry"),
            wrong,
            id: &upload.id,
            name: visible(&upload.name).into_owned(),
            counts: [
                (Registry::PagesNow, number(change.registered)),
                (Registry::GoodRows, number(change.pages)),
                (Registry::SetAside, number(dry_run.set_aside)),
                (Registry::WithoutPage, number(dry_run.without_page)),
                (Registry::Added, number(change.added)),
                (Registry::Changed, number(change.changed)),
                (Registry::Removed, number(change.removed)),
            ],
            is_same: change.is_none(),
            is_empty: change.pages == 0,
            has_bad: dry_run.problem_count > 0,
            is_held_back: live.registry.removals.holds_back(change) || takes_most(change),
            problems: dry_run.problem_words(lang),
            problem_count: dry_run.problem_count,
            columns: dry_run.layouts.iter().flat_map(|layout| ColumnView::of(lang, layout)).collect(),
            lacks: dry_run
                .lacks
                .iter()
                .map(|(field, count)| (words::column(lang, field), number(*count as u64)))
                .collect(),
            remarks: dry_run.remark_words(lang),
            remark_count: dry_run.remark_count,
            added: named(&dry_run.added),
            changed: dry_run
                .changed
                .iter()
                .map(|one| AnotherView {
                    url: visible(one.url()).into_owned(),
                    organization: visible(one.organization()).into_owned(),
                    changes: one.changes(lang),
                })
                .collect(),
            removed: named(&dry_run.removed),
            totals: [number(change.added), number(change.changed), number(change.removed)],
            more_added: change.added > SHOWN_AS_COUNT,
            more_changed: change.changed > SHOWN_AS_COUNT,
            more_removed: change.removed > SHOWN_AS_COUNT,
            file: live.registry.file.as_deref().map(|file| visible(file).into_owned()),
            most: SHOWN,
        }
    }
}

/// Whether more than half of the pages would go, which no limit makes ordinary.
const fn takes_most(change: &store::RegistryChange) -> bool {
    change.removed * 2 > change.registered
}

fn found(state: &Context, files: &RegistryFiles, caller: &Caller, id: &str) -> Result<Arc<Upload>, WebError> {
    let found = files.uploads().get(id, sender(caller), state.clock.now());
    found.ok_or_else(|| WebError::Conflict(Registry::Gone.text(caller.lang).to_owned()))
}

async fn show(
    State(state): State<Context>,
    State(files): State<RegistryFiles>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, WebError> {
    let upload = found(&state, &files, &caller, &id)?;
    page(&DryRunView::new(&state, &caller, &upload, None))
}

async fn accept(
    State(state): State<Context>,
    State(files): State<RegistryFiles>,
    caller: Caller,
    PathParam(id): PathParam<String>,
    FormBody(sent): FormBody<Sent>,
) -> Result<Response, WebError> {
    let (lang, now) = (caller.lang, state.clock.now());
    let upload = found(&state, &files, &caller, &id)?;
    let change = &upload.dry_run.change;
    let is_held_back = state.live().registry.removals.holds_back(change) || takes_most(change);
    let lacks_word = upload.dry_run.problem_count > 0 && !sent.has("bad") || is_held_back && !sent.has("removals");
    if lacks_word {
        let view = DryRunView::new(&state, &caller, &upload, Some(Registry::TickBoxes.text(lang)));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(view.render()?)).into_response());
    }
    let _turn = files.turn().await?;
    let (live, read_from) = (state.live(), Arc::clone(&upload));
    let read = tokio::task::spawn_blocking(move || {
        std::fs::read(read_from.file.path()).map(|bytes| entries(&live, &read_from.name, bytes))
    });
    let read = read.await.map_err(|_| WebError::Internal)?.map_err(|error| {
        tracing::error!("a file that was sent cannot be read again: {error}");
        WebError::Internal
    })?;
    // it was read before, so only a reload can have made it unreadable
    let Read { entries, digest, .. } = read.map_err(|error| WebError::Conflict(unreadable(lang, &error)))?;
    let file = RegistryFile {
        source: &upload.name,
        digest,
        registry: &entries,
        // what was shown is what is taken over: a person has seen how much goes
        removals: Removals::Any,
        compared_with: Some(upload.dry_run.compared_with.unwrap_or(0)),
    };
    let conflict = |word: Registry| WebError::Conflict(word.text(lang).to_owned());
    let import = import_registry(&state.store, file, &caller.actor(), now).await.map_err(|refused| match refused {
        ImportRefused::Forbidden => WebError::Forbidden,
        ImportRefused::NoGoodRows => conflict(Registry::NoGoodRows),
        ImportRefused::HeldBack(_) | ImportRefused::ChangedMeanwhile => conflict(Registry::ChangedMeanwhile),
        ImportRefused::Store(error) => error.into(),
    })?;
    files.uploads().take(&id, sender(&caller), now);
    Ok(done(&format!("/registry/imports/{}", import.id), Registry::Imported))
}

async fn forget(
    State(state): State<Context>,
    State(files): State<RegistryFiles>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, WebError> {
    files.uploads().take(&id, sender(&caller), state.clock.now());
    Ok(done("/registry", Registry::Dropped))
}
