//! The description of the API, `OpenAPI` 3.1: made of the handlers themselves, and completed with what is the same for all
//! of them: the language, refusals, entity tags, who may.

use std::sync::OnceLock;

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

use crate::account::api::word;
use crate::api::answer;
use crate::api::query_params::{Nothing, QueryParams, language};
use crate::http::caller::SESSION_COOKIE;
use crate::http::error::{Problem, WebError};
use crate::http::routes::{Admit, Area, Route};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "vk-page-auditor", license(name = "MIT", identifier = "MIT"),
        description = "The audit of official VK pages: how they stand, what is wrong, what to do about it. Lists come in \
            parts: send `next` of an answer as `cursor`. Unknown parameters are refused. Refusals are problem details \
            (RFC 9457). Moments are RFC 3339 in UTC."),
    components(schemas(Problem)),
    tags(
        (name = "overview", description = "How pages stand as a whole."),
        (name = "pages", description = "Pages and what is known of each."),
        (name = "findings", description = "What is or was wrong on pages."),
        (name = "events", description = "The log of what happened."),
        (name = "runs", description = "Looks at many pages."),
        (name = "audits", description = "A look at one page, made now."),
        (name = "links", description = "What must stand in the menus of pages."),
        (name = "registry", description = "The registry as it is kept."),
        (name = "people", description = "People who may sign in."),
        (name = "tokens", description = "Tokens of the API and of feeds."),
        (name = "journal", description = "Who did what."),
        (name = "me", description = "Who asks."),
        (name = "description", description = "This description.")
    )
)]
struct Described;

/// The refusals that any request may meet, with what they mean.
const ANY: [(u16, &str); 6] = [
    (400, "The request cannot be understood: a parameter that is none, or a value of another form."),
    (401, "Nobody knows who asks: a token or a session is wanted."),
    (422, "A value has the form that is wanted, and yet is no such thing."),
    (500, "Something is wrong with the program; its log says what."),
    (503, "The store cannot be used now."),
    (504, "It took too long."),
];
/// What was made, and with which requests to go on: operation, status, the key that names it, requests.
const WAYS_ON: [(&str, &str, &str, &[&str]); 4] = [
    ("audits_ask", "202", "job", &["audits_one"]),
    ("runs_start", "201", "id", &["runs_one", "runs_release", "runs_discard"]),
    ("people_create", "201", "id", &["people_one", "people_change"]),
    ("tokens_create", "201", "id", &[]),
];
/// What the names of types begin with that are written to the outside.
const WIRE: &str = "Wire";
/// Schemas whose properties may be missing: what is sent to the program, and problem details.
const NOT_WHOLE: [&str; 8] = [
    "Problem",
    "ScopeBody",
    "TypedOrganization",
    "NewAudit",
    "NewPersonBody",
    "PersonChangeBody",
    "NewTokenBody",
    "LanguageBody",
];

/// The description of this API.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "description",
    responses((status = 200, description = "The description, OpenAPI 3.1.", body = Object)))]
pub(super) async fn show(QueryParams(Nothing): QueryParams<Nothing>) -> Result<Response, WebError> {
    answer::json(StatusCode::OK, description())
}

pub(crate) fn description() -> &'static Value {
    static DESCRIPTION: OnceLock<Value> = OnceLock::new();
    DESCRIPTION.get_or_init(|| {
        let mut described = serde_json::to_value(as_the_handlers_say()).unwrap_or_default();
        complete(&mut described, &crate::routes().table());
        described
    })
}

/// The operations of the table with the types they name, before what is the same for all of them.
fn as_the_handlers_say() -> OpenApi {
    let mut described = Described::openapi();
    let (paths, schemas) = crate::routes().into_description();
    described.paths = paths;
    described.components.get_or_insert_default().schemas.extend(schemas);
    described
}

fn complete(described: &mut Value, table: &[Route]) {
    described["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    described["security"] = json!([{ "token": [] }, { "session": [] }]);
    described["components"]["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer", "description": "A token of the API: `vkpa_api_…`." },
        "session": { "type": "apiKey", "in": "cookie", "name": SESSION_COOKIE, "description": "A browser's session." },
    });
    let language = serde_json::to_value(language()).unwrap_or_default();
    let paths = described["paths"].as_object_mut().into_iter().flatten();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            let is_it = |route: &&Route| {
                route.area == Area::Api && route.path == *path && route.method.eq_ignore_ascii_case(method)
            };
            if let Some(route) = table.iter().find(is_it) {
                complete_operation(operation, route, &language);
            }
        }
    }
    if let Some(schemas) = described["components"]["schemas"].as_object_mut() {
        for (name, schema) in schemas.iter_mut().filter(|(name, _)| !NOT_WHOLE.contains(&name.as_str())) {
            all_required(name, schema);
        }
        let named = std::mem::take(schemas);
        schemas.extend(named.into_iter().map(|(name, schema)| (plain_name(&name), schema)));
    }
    rename(described);
}

fn complete_operation(operation: &mut Value, route: &Route, language: &Value) {
    let has_body = operation.get("requestBody").is_some();
    let is_read = route.method == "GET";
    let id = format!("{}_{}", text(&operation["tags"][0]), text(&operation["operationId"]));
    if let Some(operation) = operation.as_object_mut() {
        // handlers of different resources have the same names
        operation.insert("operationId".to_owned(), id.as_str().into());
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        if let Some(parameters) = parameters.as_array_mut() {
            parameters.push(language.clone());
            if is_read {
                parameters.push(json!({
                    "name": "If-None-Match", "in": "header", "required": false, "schema": { "type": "string" },
                    "description": "The `ETag` of the answer before: the same answer is then a 304 without content.",
                }));
            }
        }
        if let Admit::May(action) = route.admit {
            operation.insert("x-needs".to_owned(), word(action).into());
        }
    }
    let responses = &mut operation["responses"];
    if is_read {
        responses["304"] = json!({ "description": "The asker has this answer already." });
        responses["200"]["headers"] = json!({ "ETag": header("A strong tag of the content.") });
    }
    if let Some((_, status, key, ways)) = WAYS_ON.iter().find(|(made_by, ..)| *made_by == id) {
        responses[*status]["headers"] = json!({ "Location": header("Where it is.") });
        for way in *ways {
            let parameters = json!({ *key: format!("$response.body#/{key}") });
            responses[*status]["links"][*way] = json!({ "operationId": way, "parameters": parameters });
        }
    }
    let mut refusals: Vec<(u16, &str)> = ANY.to_vec();
    if matches!(route.admit, Admit::May(_) | Admit::Checkers) || route.path.contains("tokens") {
        refusals.push((403, "The caller may not do this."));
    }
    if route.path.contains('{') || has_body || route.path.ends_with("/links") {
        refusals.push((404, "There is no such thing, or it is not for this caller."));
    }
    if !is_read {
        refusals.push((409, "It cannot be done now."));
    }
    if route.method == "PATCH" {
        refusals.push((412, "It has changed since the caller looked at it."));
    }
    if has_body {
        refusals.push((413, "Too much was sent."));
        refusals.push((415, "The body must be `application/json`."));
    }
    if route.path.ends_with("/audits") {
        refusals.push((429, "Too many audits were asked for; `Retry-After` says when to try again."));
    }
    let content = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
    for (status, description) in refusals {
        responses[status.to_string()] = json!({ "description": description, "content": content });
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn header(description: &str) -> Value {
    json!({ "description": description, "schema": { "type": "string" } })
}

/// Whatever the program writes has all its keys; what is not known is null.
fn all_required(name: &str, schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    let names: Option<Vec<String>> =
        object.get("properties").and_then(Value::as_object).map(|it| it.keys().cloned().collect());
    if let Some(names) = names {
        object.insert("required".to_owned(), names.into());
        // rows are written as a part of lists, which stand in the schema whole
        if name.starts_with("ListOf")
            && let Some(items) = object["properties"].get_mut("rows").and_then(|rows| rows.get_mut("items"))
        {
            all_required("", items);
        }
    }
}

fn plain_name(name: &str) -> String {
    name.replace(WIRE, "").replace("Body", "").replace("Answer", "")
}

/// The names of types, wherever they are referred to, as the outside knows them.
fn rename(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get_mut("$ref") {
                *reference = plain_name(reference);
            }
            object.values_mut().for_each(rename);
        }
        Value::Array(list) => list.iter_mut().for_each(rename),
        _ => {}
    }
}

pub(super) fn schemas() -> &'static Map<String, Value> {
    static NONE: OnceLock<Map<String, Value>> = OnceLock::new();
    let schemas = description()["components"]["schemas"].as_object();
    schemas.unwrap_or_else(|| NONE.get_or_init(Map::new))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_description_names_exactly_the_routes_there_are() {
        let described: BTreeSet<(String, String)> = description()["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| {
                item.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone()))
            })
            .collect();
        let table = crate::routes().table();
        let served: BTreeSet<(String, String)> = table
            .iter()
            .filter(|route| route.area == Area::Api)
            .map(|route| (route.method.to_owned(), route.path.to_string()))
            .collect();
        assert_eq!(described, served);
        assert!(served.len() > 25);
    }

    #[test]
    fn every_reference_leads_to_a_schema_and_no_two_types_share_one() {
        fn references(value: &Value, found: &mut BTreeSet<String>) {
            match value {
                Value::Object(object) => {
                    if let Some(Value::String(reference)) = object.get("$ref") {
                        found.insert(reference.rsplit('/').next().unwrap().to_owned());
                    }
                    object.values().for_each(|value| references(value, found));
                }
                Value::Array(list) => list.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let mut found = BTreeSet::new();
        references(description(), &mut found);
        let known: BTreeSet<String> = schemas().keys().cloned().collect();
        let types = serde_json::to_value(as_the_handlers_say()).unwrap();
        let types = types["components"]["schemas"].as_object().unwrap();
        assert_eq!(known.len(), types.len(), "two types have the same name outside");
        for name in NOT_WHOLE {
            assert!(types.contains_key(name), "no type is named {name}");
        }
        assert_eq!(found.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new());
        assert!(known.iter().all(|name| !name.contains(WIRE)), "{known:?}");
    }

    #[test]
    fn the_description_is_openapi_3_1_and_each_operation_is_told_apart() {
        let description = description();
        assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
        let paths = description["paths"].as_object().unwrap();
        let mut ids = BTreeSet::new();
        for (path, item) in paths {
            for (method, operation) in item.as_object().unwrap() {
                assert!(operation["summary"].is_string(), "{method} {path} is not described");
                assert!(
                    ids.insert(operation["operationId"].to_string()),
                    "{method} {path}: {}",
                    operation["operationId"]
                );
                for status in ["400", "401", "422", "500"] {
                    assert!(operation["responses"][status].is_object(), "{method} {path} {status}");
                }
            }
        }
    }

    #[test]
    fn what_the_program_writes_has_all_its_keys() {
        let page = &schemas()["Page"];
        assert_eq!(page["required"].as_array().unwrap().len(), page["properties"].as_object().unwrap().len());
        assert!(schemas()["Problem"]["required"].as_array().unwrap().len() < 5);
    }
}
