//! The JSON Schema of reports, against which tests validate what the program writes.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;
use vk_page_auditor::report::SCHEMA;

static REPORT: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::draft202012::new(&serde_json::from_str(SCHEMA).unwrap()).unwrap());

static PAGE: LazyLock<Validator> = LazyLock::new(|| {
    let mut schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let definitions = schema["$defs"].take();
    let schema = serde_json::json!({ "$ref": "#/$defs/page", "$defs": definitions });
    jsonschema::draft202012::new(&schema).unwrap()
});

/// Asserts that a JSON report keeps the schema.
#[track_caller]
pub fn assert_report(report: &Value) {
    assert_valid(&REPORT, report);
}

/// Asserts that each line of an NDJSON report keeps the schema.
#[track_caller]
pub fn assert_pages(pages: &[Value]) {
    for page in pages {
        assert_valid(&PAGE, page);
    }
}

#[track_caller]
fn assert_valid(validator: &Validator, instance: &Value) {
    let errors: Vec<_> =
        validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).take(5).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
