//! The registry as it is kept: its entries and its imports.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::api::answer::{ListOf, ListPart, read_cursor};
use crate::api::query_params::{QueryParams, query_params};
use crate::api::rows::{ImportRow, Row};
use crate::api::values::{Cursor, Limit, rows};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::routes::{Admit, Routes};
use app::history::cells;
use domain::access::Action;
use report::listing::List;
use store::{ImportedPage, RegistryImport, Store};

pub(super) fn routes() -> Routes {
    let may = Admit::May(Action::ManageRegistry);
    Routes::new().operation(may, routes!(entries)).operation(may, routes!(imports))
}

query_params! {
    /// Which part.
    PartAsked {
        limit: Option<Limit> = "How many rows at the most.",
        cursor: Option<Cursor> = "`next` of the answer before.",
    }
}

const ENTRIES: &str = "registry";
/// The most imports that are told: one a day for many years.
const IMPORTS_MOST: usize = 10_000;
const IMPORTS: &str = "imports";

/// A page of the registry, with the keys of a registry file.
#[derive(Serialize, ToSchema)]
pub(super) struct RegistryEntry {
    id: i64,
    page_url: String,
    organization: Option<String>,
    ogrn: Option<String>,
    level: Option<&'static str>,
    region_code: Option<String>,
    municipality: Option<String>,
    oktmo: Option<String>,
    opa_id: Option<String>,
    messages_connected: Option<bool>,
    polls_connected: Option<bool>,
    polls_of: Option<&'static str>,
    parent_ogrn: Option<String>,
    contact_email: Option<String>,
}

impl RegistryEntry {
    fn of(page: &ImportedPage) -> Self {
        let organization = page.organization.as_ref();
        let text = |text: &str| Some(text.to_owned());
        Self {
            id: page.id.get(),
            page_url: page.url.clone(),
            organization: organization.and_then(|it| text(&it.name)),
            ogrn: organization.and_then(|it| Some(it.ogrn?.to_string())),
            level: organization.and_then(|it| Some(it.level?.as_str())),
            region_code: organization.and_then(|it| Some(it.region_code?.to_string())),
            municipality: organization.and_then(|it| text(it.municipality.as_deref()?)),
            oktmo: organization.and_then(|it| Some(it.oktmo?.to_string())),
            opa_id: organization.and_then(|it| Some(it.opa_id?.to_string())),
            messages_connected: organization.and_then(|it| it.messages_connected),
            polls_connected: organization.and_then(|it| it.polls_connected),
            polls_of: organization.and_then(|it| Some(it.polls_of?.as_str())),
            parent_ogrn: organization.and_then(|it| Some(it.parent_ogrn?.to_string())),
            contact_email: organization.and_then(|it| text(it.contact_email.as_deref()?)),
        }
    }
}

/// The entries of the registry; what was inherited is written out.
#[utoipa::path(get, path = "/api/v1/registry", tag = "registry", params(PartAsked),
    responses((status = 200, description = "A part of the registry.", body = ListOf<RegistryEntry>)))]
async fn entries(
    State(store): State<Store>,
    caller: Caller,
    QueryParams(asked): QueryParams<PartAsked>,
) -> Result<Response, WebError> {
    let limit = rows(asked.limit.as_ref());
    let after = read_cursor(ENTRIES, asked.cursor.as_ref(), caller.lang)?;
    let after = after.and_then(|after| after.to_string().parse().ok());
    let found = store.registered_pages(after, limit + 1).await?;
    ListPart { list: ENTRIES, rows: found, limit, total: None }.answer(&caller, |page| page.id.get(), RegistryEntry::of)
}

/// The imports of the registry, the newest first.
#[utoipa::path(get, path = "/api/v1/registry/imports", tag = "registry", params(PartAsked),
    responses((status = 200, description = "A part of the imports.", body = ListOf<ImportRow>)))]
async fn imports(
    State(store): State<Store>,
    caller: Caller,
    QueryParams(asked): QueryParams<PartAsked>,
) -> Result<Response, WebError> {
    let limit = rows(asked.limit.as_ref());
    let before = read_cursor(IMPORTS, asked.cursor.as_ref(), caller.lang)?.unwrap_or(i64::MAX);
    let imports = store.registry_imports(IMPORTS_MOST).await?;
    let found: Vec<RegistryImport> = imports.into_iter().filter(|one| one.id < before).take(limit + 1).collect();
    let row = |import: &RegistryImport| Row {
        numbers: Vec::new(),
        list: List::Imports,
        cells: cells::of_import(import).into(),
    };
    ListPart { list: IMPORTS, rows: found, limit, total: None }.answer(&caller, |import| import.id, row)
}
