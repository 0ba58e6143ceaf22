//! JSON and NDJSON keep the schema and hold the audit's data; the schema and the code name the same things.

use proptest::prelude::*;
use serde_json::Value;
use vk_page_auditor::model::{Code, CutShort, Form, PageAudit, Remedy, Severity, UnverifiedReason, Verdict, Violation};
use vk_page_auditor::report::{Format, SCHEMA, SCHEMA_ID, ndjson};
use vk_page_auditor::words::Lang;

use super::{options, sample, written_text};

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

fn assert_valid(schema: &Value, instance: &Value) {
    let validator = jsonschema::draft202012::new(schema).unwrap();
    let errors: Vec<_> =
        validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

fn page_schema() -> Value {
    let mut schema = schema();
    let definitions = schema["$defs"].take();
    serde_json::json!({ "$ref": "#/$defs/page", "$defs": definitions })
}

/// A page with a violation of every code, once with everything set and once with nothing.
fn every_code() -> Vec<PageAudit> {
    let mut pages = Vec::new();
    for (severity, code) in Severity::ALL.iter().cycle().zip(Code::ALL) {
        let mut audit = sample::with_violations(7);
        let full = Violation {
            field: Some("utm_medium".into()),
            observed: Some("a".to_owned()),
            expected: Some("b".to_owned()),
            ..sample::violation(*code, *severity, Form::Polls)
        };
        let bare = Violation {
            form: None,
            position: None,
            field: None,
            observed: None,
            expected: None,
            remedy: Remedy::MoveTo { position: 1 },
            ..full.clone()
        };
        audit.violations = vec![full, bare];
        pages.push(audit);
    }
    pages.extend(sample::mixed());
    pages.extend(UnverifiedReason::ALL.map(|reason| sample::unverified(9, reason, sample::told_by_vk("detail"))));
    pages
}

#[test]
fn json_and_ndjson_keep_the_schema_in_both_languages() {
    let pages = every_code();
    for lang in Lang::ALL {
        for run in [sample::run(), sample::hostile_run("x"), {
            let mut run = sample::run();
            run.cut_short = Some(CutShort::Interrupted);
            run.registry = None;
            run
        }] {
            let text = written_text(Format::Json, options(lang), &pages, &run);
            assert_valid(&schema(), &serde_json::from_str(&text).unwrap());
        }
        let text = written_text(Format::Ndjson, options(lang), &pages, &sample::run());
        let schema = page_schema();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), pages.len());
        for line in &lines {
            assert_valid(&schema, line);
        }
    }
}

#[test]
fn a_report_without_pages_keeps_the_schema() {
    let text = written_text(Format::Json, options(Lang::Ru), &[], &sample::run());
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_valid(&schema(), &report);
    assert_eq!(report["schema"], SCHEMA_ID);
    assert_eq!(report["summary"]["coverage"], Value::Null);
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let validator = jsonschema::draft202012::new(&page_schema()).unwrap();
    let mut line = Vec::new();
    ndjson::line(&sample::with_violations(1), Lang::Ru, &mut line).unwrap();
    let page: Value = serde_json::from_slice(&line).unwrap();
    assert!(validator.is_valid(&page));
    for (pointer, wrong) in [
        ("/verdict", Value::from("fine")),
        ("/verdict", Value::from("unverified")),
        ("/violations/0/code", Value::from("unheard of")),
        ("/checked_at", Value::from("2026-11-22 02:34:56")),
        ("/organization/ogrn", Value::from(1_027_301_172_106_u64)),
        ("/menu/0/cover/verdict", Value::Null),
    ] {
        let mut broken = page.clone();
        *broken.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&broken), "{pointer}");
    }
}

#[test]
fn the_schema_names_every_code_verdict_severity_and_reason() {
    let schema = schema();
    let names = |name: &str| -> Vec<String> {
        let list = schema["$defs"][name]["enum"].as_array().unwrap();
        list.iter().map(|value| value.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("code"), Code::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>());
    assert_eq!(names("verdict"), Verdict::ALL.map(Verdict::as_str));
    assert_eq!(names("reason"), UnverifiedReason::ALL.map(UnverifiedReason::as_str));
    let mut severities = names("severity");
    severities.reverse();
    assert_eq!(severities, Severity::ALL.map(Severity::as_str));
}

#[test]
fn keys_stand_in_the_order_of_the_contract() {
    let mut line = Vec::new();
    ndjson::line(&sample::with_violations(1), Lang::Ru, &mut line).unwrap();
    let text = String::from_utf8(line).unwrap();
    for keys in [
        &[
            "\"page\":",
            "\"organization\":",
            "\"verdict\":\"violations\"",
            "\"checked_at\":\"2026-11-22T02:34:56Z\"",
            "\"menu\":",
            "\"expected\":",
            "\"violations\":",
            "\"unverified\":null",
        ][..],
        &[
            "\"code\":",
            "\"severity\":",
            "\"form\":\"messages\",\"position\":1,\"field\":",
            "\"observed\":",
            "\"message\":",
            "\"remedy\":",
            "\"clause\":",
        ],
    ] {
        let mut from = 0;
        for key in keys {
            let at = text[from..].find(key).unwrap_or_else(|| panic!("{key} is not after the others"));
            from += at + key.len();
        }
    }
    assert!(text.contains("\"cover\":{\"url\":\"https://sun9-1.userapi.com/impg/cover.jpg?size=510x340&quality=95\",\"verdict\":\"approved\",\"scheme\":\"blue\",\"score\":0.42}"));
}

proptest! {
    #[test]
    fn any_text_reads_back_as_it_was(text in any::<String>()) {
        let mut line = Vec::new();
        ndjson::line(&sample::hostile(1, &text), Lang::Ru, &mut line).unwrap();
        let page: Value = serde_json::from_slice(&line).unwrap();
        prop_assert_eq!(page["page"]["name"].as_str(), Some(&*text));
        prop_assert_eq!(page["menu"][0]["url"].as_str(), Some(&*text));
        prop_assert_eq!(page["violations"][0]["observed"].as_str(), Some(&*text));
        prop_assert_eq!(line.iter().position(|byte| *byte == b'\n'), Some(line.len() - 1));
    }
}
