//! Policies, and the words their errors are told in.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that fails")]

use std::sync::Arc;

use vk_page_auditor_domain::{model::*, policy::*};
use words::{self, Lang};

fn failure(text: &str) -> String {
    words::policy_error(Lang::En, &Policy::parse(SourceText { name: "p.toml", text }, &[]).unwrap_err())
}

fn override_failure(text: &str) -> String {
    let base = SourceText { name: "base.toml", text: BUILT_IN };
    let error = Policy::parse(base, &[SourceText { name: "region.toml", text }]).unwrap_err();
    words::policy_error(Lang::En, &error)
}

#[test]
fn built_in_policy_has_every_code_and_both_forms() {
    let policy = Policy::built_in().unwrap();
    for code in Code::ALL {
        assert!(policy.code(*code).is_some(), "{code}");
    }
    for form in Form::ALL {
        for level in Level::ALL {
            assert!(policy.form(form).template(level).is_some(), "{form} {level}");
        }
    }
    for code in ["03", "111", "711", "7114"] {
        assert!(policy.region(RegionCode::parse(code).unwrap()).is_some(), "{code}");
    }
    assert!(policy.region(RegionCode::parse("02").unwrap()).is_none());
}

#[test]
fn a_region_overrides_titles_severity_and_deadline() {
    let text = "deadline = 2024-01-31\n[forms.polls]\ntitles = [\"Опросы\"]\n[codes]\n\"title.mismatch\" = { severity = \"warning\" }\n";
    let base = SourceText { name: "base.toml", text: BUILT_IN };
    let policy = Policy::parse(base, &[SourceText { name: "region.toml", text }]).unwrap();
    assert_eq!(policy.deadline, Some(jiff::civil::date(2024, 1, 31)));
    assert_eq!(policy.form(Form::Polls).titles, [Arc::from("Опросы")]);
    assert!(policy.regions_with_overrides().next().is_none());
    assert_eq!(policy.form(Form::Messages).titles, [Arc::from("Решаем вместе")]);
    assert_eq!(policy.code(Code::TitleMismatch).unwrap().severity, Severity::Warning);
}

#[test]
fn a_bad_file_is_told_by_file_line_and_key() {
    let text = BUILT_IN.replace("\"url.host\" = { severity = \"error\"", "\"url.host\" = { severity = \"grave\"");
    let line = text.lines().position(|line| line.contains("grave")).unwrap() + 1;
    let message = failure(&text);
    for part in ["p.toml", &format!("line {line}"), "url.host", "grave", "error"] {
        assert!(message.contains(part), "{message} lacks {part}");
    }
    for (from, to, parts) in [
        ("\"url.host\" =", "\"url.hots\" =", ["url.hots", "url.host"]),
        ("clause = \"open\"", "clause = \"opne\"", ["opne", "open"]),
        ("\"{ogrn}\"", "\"{orgn}\"", ["{orgn}", "{ogrn}"]),
        ("position = 2", "position = 1", ["position", "1"]),
        ("position = 2", "posision = 2", ["posision", "position"]),
        ("levels = [\"regional\"]", "levels = [\"municipal\"]", ["regional", "levels"]),
        ("\"711\" =", "\"7x\" =", ["7x", "digits"]),
        ("titles = [\"Решаем вместе\"]", "titles = []", ["titles", "at least one"]),
    ] {
        assert!(BUILT_IN.contains(from), "{from}");
        let message = failure(&BUILT_IN.replace(from, to));
        for part in parts.into_iter().chain(["p.toml", "line"]) {
            assert!(message.contains(part), "{message} lacks {part}");
        }
    }
}

#[test]
fn a_code_left_out_is_off_and_named() {
    let lines: Vec<&str> = BUILT_IN.lines().filter(|line| !line.starts_with("\"menu.hidden\"")).collect();
    let policy = Policy::parse(SourceText { name: "p.toml", text: &lines.join("\n") }, &[]).unwrap();
    assert!(policy.code(Code::MenuHidden).is_none());
    assert_eq!(policy.absent_codes().collect::<Vec<_>>(), [Code::MenuHidden]);
    assert_eq!(Policy::built_in().unwrap().absent_codes().count(), 0);
}

#[test]
fn a_format_of_a_later_program_is_refused_in_one_sentence() {
    let message = failure(&BUILT_IN.replace("format = 2", "format = 3"));
    for part in ["p.toml", "format", "3", "2"] {
        assert!(message.contains(part), "{message} lacks {part}");
    }
    let first = BUILT_IN.replace("format = 2\n", "");
    assert_eq!(Policy::parse(SourceText { name: "p.toml", text: &first }, &[]).unwrap().format, 1);
}

#[test]
fn what_one_region_has_decided_is_shown_in_no_other() {
    let policy = Policy::built_in().unwrap();
    let region = |code: &str| Some(RegionCode::parse(code).unwrap());
    let clause = |policy: &Policy| policy.code(Code::PageClosed).unwrap().clause.ru.clone();
    assert_eq!(policy.in_region(region("03")).deadline, Some(jiff::civil::date(2023, 4, 24)));
    assert!(clause(policy.in_region(region("03"))).contains("Краснодарск"));
    for other in [None, region("10"), region("711")] {
        assert_eq!(policy.in_region(other).deadline, None);
        assert!(!clause(policy.in_region(other)).contains("Краснодарск"));
    }
}

#[test]
fn an_override_changes_templates_kinds_and_clauses_where_it_holds() {
    let text = "regions = [\"10\"]\n[forms.polls]\nregional_subordinates = \"region\"\n\
                [[forms.messages.templates]]\nlevels = [\"regional\", \"municipal\", \"subordinate\"]\n\
                parameters = [{ name = \"opaId\", value = \"{opa_id}\" }]\n\
                [clauses.own]\nru = \"Свой порядок\"\nen = \"Own order\"\n\
                [codes]\n\"menu.hidden\" = { severity = \"notice\", clause = \"own\" }\n";
    let base = SourceText { name: "base.toml", text: BUILT_IN };
    let policy = Policy::parse(base, &[SourceText { name: "region.toml", text }]).unwrap();
    let there = policy.in_region(Some(RegionCode::parse("10").unwrap()));
    assert_eq!(there.form(Form::Polls).regional_subordinates, RegionalSubordinates::Region);
    assert_eq!(there.form(Form::Messages).template(Level::Municipal).unwrap().parameters.len(), 1);
    let hidden = there.code(Code::MenuHidden).unwrap();
    assert_eq!((hidden.severity, hidden.clause.ru.as_str()), (Severity::Notice, "Свой порядок"));
    assert_eq!(policy.form(Form::Polls).regional_subordinates, RegionalSubordinates::Either);
    assert_eq!(policy.code(Code::MenuHidden).unwrap().severity, Severity::Error);
    assert_eq!(policy.regions_with_overrides().map(|code| code.to_string()).collect::<Vec<_>>(), ["10"]);
}

#[test]
fn a_bad_override_is_told_by_file_line_and_key() {
    let message = override_failure("\n[codes]\n\"title.mismach\" = { severity = \"warning\" }\n");
    for part in ["region.toml", "line 3", "title.mismach", "title.mismatch"] {
        assert!(message.contains(part), "{message} lacks {part}");
    }
    assert!(override_failure("[forms.poll]\n").contains("polls"));
}

#[test]
fn the_autonomous_districts_have_an_oktmo_of_their_own() {
    let policy = Policy::built_in().unwrap();
    let lies_in = |oktmo: &str| policy.region_of(Oktmo::parse(oktmo).unwrap()).unwrap().to_string();
    for (oktmo, region) in [
        ("71871000", "711"),
        ("71971000", "7114"),
        ("71701000", "71"),
        ("11851000", "111"),
        ("11701000", "11"),
        ("03676000", "03"),
    ] {
        assert_eq!(lies_in(oktmo), region, "{oktmo}");
    }
    assert_eq!(policy.region_of(Oktmo::parse("02701000").unwrap()), None);
}
