//! The description of the API as a page for people, made of the description itself.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value};

use super::describe::{description, schemas};
use crate::Context;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::layout::{Layout, page};
use words::web::api::ApiWord;
use words::web::frame::Frame;

#[derive(Template)]
#[template(path = "api_docs/api.html")]
struct ApiView {
    layout: Layout,
    /// What every request may ask for besides its own parameters.
    everywhere: Vec<Field>,
    /// What any request may be answered instead of what it asks for.
    refusals: Vec<Answer>,
    sections: Vec<Section>,
    base: String,
}

impl ApiView {
    const fn word(&self, word: ApiWord) -> &'static str {
        word.text(self.layout.lang)
    }
}

#[derive(Template)]
#[template(path = "api_docs/api_types.html")]
struct TypesView {
    layout: Layout,
    schemas: Vec<Schema>,
}

impl TypesView {
    const fn word(&self, word: ApiWord) -> &'static str {
        word.text(self.layout.lang)
    }
}

struct Section {
    name: String,
    description: String,
    operations: Vec<Operation>,
}

struct Operation {
    anchor: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    needs: Option<String>,
    parameters: Vec<Field>,
    body: Option<Kind>,
    answers: Vec<Answer>,
    /// The statuses of its other answers, which mean the same everywhere.
    others: String,
    curl: String,
}

#[derive(PartialEq, Eq)]
struct Answer {
    status: String,
    description: String,
    kind: Option<Kind>,
}

#[derive(PartialEq, Eq)]
struct Field {
    name: String,
    place: String,
    kind: Kind,
    required: bool,
    description: String,
}

struct Schema {
    name: String,
    description: String,
    kind: Kind,
    fields: Vec<Field>,
}

/// What something is: in words, and a schema of ours that it is made of.
#[derive(PartialEq, Eq)]
struct Kind {
    text: String,
    link: Option<String>,
}

/// The parameter by which any request says in which language it wants its words.
const LANGUAGE: &str = "lang";

pub(crate) async fn show(State(state): State<Context>, caller: Caller) -> Result<Response, WebError> {
    let base = state.options.public_url.clone().unwrap_or_else(|| "http://localhost:8080".to_owned());
    let mut everywhere = Vec::new();
    let mut refusals = Vec::new();
    for (_, _, operation) in all() {
        gather(&mut everywhere, parameters(operation).filter(is_everywhere));
        gather(&mut refusals, answers(operation).filter(is_refusal));
    }
    refusals.sort_by(|one: &Answer, other| one.status.cmp(&other.status));
    let (layout, sections) = (Layout::new(&state, &caller, "/api"), sections(&base));
    page(&ApiView { layout, everywhere, refusals, sections, base })
}

pub(crate) async fn types(State(state): State<Context>, caller: Caller) -> Result<Response, WebError> {
    page(&TypesView { layout: Layout::new(&state, &caller, "/api"), schemas: shapes() })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn sections(base: &str) -> Vec<Section> {
    let tags = description()["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    let section = |tag: &Value| {
        let name = text(&tag["name"]);
        Section { operations: operations(&name, base), description: text(&tag["description"]), name }
    };
    tags.iter().map(section).collect()
}

/// Every operation with its path and method.
fn all() -> impl Iterator<Item = (&'static String, &'static String, &'static Value)> {
    let paths = description()["paths"].as_object();
    paths.into_iter().flatten().flat_map(|(path, item)| {
        item.as_object().into_iter().flatten().map(move |(method, operation)| (path, method, operation))
    })
}

/// Adds what is not there yet.
fn gather<T: PartialEq>(known: &mut Vec<T>, more: impl Iterator<Item = T>) {
    for one in more {
        if !known.contains(&one) {
            known.push(one);
        }
    }
}

/// Whether a parameter means the same in all operations; the page tells of it once.
fn is_everywhere(field: &Field) -> bool {
    field.place == "header" || field.name == LANGUAGE
}

/// Whether an answer means the same in all operations; the page tells of it once.
fn is_refusal(answer: &Answer) -> bool {
    !answer.status.starts_with('2')
}

fn operations(tag: &str, base: &str) -> Vec<Operation> {
    let is_here =
        |operation: &Value| operation["tags"].as_array().is_some_and(|tags| tags.iter().any(|one| one == tag));
    all()
        .filter(|(_, _, operation)| is_here(operation))
        .map(|(path, method, it)| operation(path, method, it, base))
        .collect()
}

fn operation(path: &str, method: &str, operation: &Value, base: &str) -> Operation {
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    let (others, answers): (Vec<_>, Vec<_>) = answers(operation).partition(is_refusal);
    let others: Vec<String> = others.into_iter().map(|answer| answer.status).collect();
    Operation {
        anchor: format!("{method}{}", path.replace(['/', '{', '}', '.'], "-")),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&operation["summary"]),
        description: text(&operation["description"]),
        needs: operation["x-needs"].as_str().map(str::to_owned),
        parameters: parameters(operation).filter(|field| !is_everywhere(field)).collect(),
        body: (!body.is_null()).then(|| kind(body)),
        answers,
        others: others.join(", "),
        curl: curl(path, method, body, base),
    }
}

fn parameters(operation: &Value) -> impl Iterator<Item = Field> {
    operation["parameters"].as_array().into_iter().flatten().map(|parameter| Field {
        name: text(&parameter["name"]),
        place: text(&parameter["in"]),
        kind: kind(&parameter["schema"]),
        required: parameter["required"].as_bool().unwrap_or_default(),
        description: text(&parameter["description"]),
    })
}

fn answers(operation: &Value) -> impl Iterator<Item = Answer> {
    operation["responses"].as_object().into_iter().flatten().map(|(status, answer)| Answer {
        status: status.clone(),
        description: text(&answer["description"]),
        kind: answer["content"].as_object().and_then(|it| it.values().next()).map(|content| kind(&content["schema"])),
    })
}

fn shapes() -> Vec<Schema> {
    let shape = |(name, schema): (&String, &Value)| {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let fields = schema["properties"].as_object().into_iter().flatten().map(|(key, value)| Field {
            name: key.clone(),
            place: String::new(),
            kind: kind(value),
            required: required.contains(&key.as_str()),
            description: text(&value["description"]),
        });
        let fields = fields.collect();
        Schema { name: name.clone(), description: text(&schema["description"]), kind: kind(schema), fields }
    };
    schemas().iter().map(shape).collect()
}

/// What a schema says, in a few words.
fn kind(schema: &Value) -> Kind {
    let plain = |text: String| Kind { text, link: None };
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default().to_owned();
        return Kind { text: name.clone(), link: Some(name) };
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(choices) = schema[choice].as_array() {
            let kinds: Vec<Kind> = choices.iter().map(kind).collect();
            let link = kinds.iter().find_map(|kind| kind.link.clone());
            let texts: Vec<String> = kinds.into_iter().map(|kind| kind.text).collect();
            return Kind { text: texts.join(" | "), link };
        }
    }
    if let Some(words) = schema["enum"].as_array() {
        return plain(words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | "));
    }
    let names: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => vec!["any"],
    };
    if names.contains(&"array") {
        let items = kind(&schema["items"]);
        let mut text = format!("[{}]", items.text);
        for name in names.iter().filter(|name| **name != "array") {
            text.extend([" | ", name]);
        }
        return Kind { text, link: items.link };
    }
    let mut words = names.join(" | ");
    for (key, before) in [("format", ", "), ("minimum", ", ≥ "), ("maximum", ", ≤ "), ("pattern", ", ")] {
        match &schema[key] {
            Value::Null => {}
            Value::String(said) => words.extend([before, said]),
            said => words.extend([before, &said.to_string()]),
        }
    }
    plain(words)
}

/// A call of the shell that does the same.
fn curl(path: &str, method: &str, body: &Value, base: &str) -> String {
    let mut call = String::from("curl -H \"Authorization: Bearer $TOKEN\"");
    if method != "get" {
        call.extend([" -X ", &method.to_uppercase()]);
    }
    if !body.is_null() {
        let example = example(body, 0).to_string().replace('\'', "'\\''");
        call.extend([" -H 'Content-Type: application/json' -d '", &example, "'"]);
    }
    call.extend([" '", base, &path.replace("{id}", "1").replace("{job}", "JOB"), "'"]);
    call
}

const DEEPEST: usize = 4;

/// Something that the schema admits, to show its shape.
fn example(schema: &Value, depth: usize) -> Value {
    if let Some(reference) = schema["$ref"].as_str().filter(|_| depth < DEEPEST) {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return schemas().get(name).map_or(Value::Null, |schema| example(schema, depth + 1));
    }
    if !schema["example"].is_null() {
        return schema["example"].clone();
    }
    if let Some(first) = schema["enum"].as_array().and_then(|words| words.first()) {
        return first.clone();
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices.iter().find(|one| one["type"] != "null").map_or(Value::Null, |one| example(one, depth + 1));
    }
    let is = |name: &str| match &schema["type"] {
        Value::String(one) => one == name,
        Value::Array(names) => names.iter().any(|one| one == name),
        _ => false,
    };
    if let Some(properties) = schema["properties"].as_object().filter(|_| depth < DEEPEST) {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let is_shown = |key: &&String| required.is_empty() || required.contains(&key.as_str());
        let shown = properties.iter().filter(|(key, _)| is_shown(key));
        return Value::Object(
            shown.map(|(key, value)| (key.clone(), example(value, depth + 1))).collect::<Map<_, _>>(),
        );
    }
    if is("array") {
        Value::Array(Vec::new())
    } else if is("boolean") {
        Value::Bool(true)
    } else if is("integer") || is("number") {
        1.into()
    } else if is("string") {
        "…".into()
    } else {
        Value::Null
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_shown_once_with_an_example() {
        let operations: Vec<Operation> = sections("https://x").into_iter().flat_map(|one| one.operations).collect();
        let paths = description()["paths"].as_object().unwrap();
        let described: usize = paths.values().map(|item| item.as_object().unwrap().len()).sum();
        assert_eq!(operations.len(), described);
        for operation in &operations {
            assert!(
                operation.curl.contains("https://x/api/v1/") && !operation.answers.is_empty(),
                "{}",
                operation.path
            );
            assert!(!operation.curl.contains('{') || operation.body.is_some(), "{}", operation.curl);
        }
        let anchors: std::collections::HashSet<_> = operations.iter().map(|one| one.anchor.clone()).collect();
        assert_eq!(anchors.len(), described);
    }

    #[test]
    fn kinds_lead_to_schemas_that_are_shown() {
        let shown: Vec<String> = shapes().into_iter().map(|shape| shape.name).collect();
        for schema in shapes() {
            for field in schema.fields {
                assert!(field.kind.link.is_none_or(|link| shown.contains(&link)), "{} {}", schema.name, field.name);
                assert!(!field.kind.text.is_empty());
            }
        }
    }
}
