//! Each `url.*` code fires where it must and stays silent where it must not.

use proptest::prelude::*;

use super::*;
use crate::model::{Code, Level, Organization};
use crate::rules::sample::{MESSAGES_URL, POLLS_URL, ministry, school};

fn found(form: Form, raw: &str, organization: Option<&Organization>) -> Vec<(Code, String)> {
    let policy = Policy::built_in().unwrap();
    let mut defects = Vec::new();
    check_against(&policy, organization, form, raw, &mut defects);
    let mut found: Vec<_> =
        defects.into_iter().map(|defect| (defect.code, defect.field.unwrap_or_default().into_owned())).collect();
    found.sort();
    found
}

fn check_against(
    policy: &Policy,
    organization: Option<&Organization>,
    form: Form,
    raw: &str,
    defects: &mut Vec<Defect>,
) {
    let expected = organization.map(|organization| links::expected(policy, organization));
    let truth = organization.zip(expected.as_ref());
    let truth = truth.map(|(organization, expected)| Truth { organization, expected, others: &[] });
    check(policy, truth, form, raw, &Reading::of(policy, raw), defects);
}

fn expect(raw: &str, expected: &[(Code, &str)]) {
    let mut expected: Vec<_> = expected.iter().map(|(code, field)| (*code, (*field).to_owned())).collect();
    expected.sort();
    let form = if raw.contains("/og") || raw.contains("%2Fog") { Form::Polls } else { Form::Messages };
    assert_eq!(found(form, raw, Some(&school())), expected, "{raw}");
}

fn messages(from: &str, to: &str) -> String {
    assert!(MESSAGES_URL.contains(from), "{from}");
    MESSAGES_URL.replacen(from, to, 1)
}

#[test]
fn the_right_links_are_silent() {
    expect(MESSAGES_URL, &[]);
    expect(POLLS_URL, &[]);
}

#[test]
fn what_must_be_pasted_has_no_defect_when_it_is_taken_apart() {
    let policy = Policy::built_in().unwrap();
    for organization in [school(), ministry(), Organization { level: Some(Level::Municipal), ..school() }] {
        let expected = links::expected(&policy, &organization);
        for form in Form::ALL {
            let url = expected.get(form).url.as_deref().unwrap();
            // with white space in front, which is no defect, it is not known at a glance
            let raw = format!(" {url}");
            let mut found = Vec::new();
            check_against(&policy, Some(&organization), form, &raw, &mut found);
            assert_eq!(found, [], "{url}");
        }
    }
}

#[test]
fn blanks_at_the_ends_are_silent() {
    expect(&format!(" \u{a0}\u{feff}{MESSAGES_URL}\n\u{200b} "), &[]);
    // encoded ones reach the site
    for end in ["%20", "%0A", "+", "%E2%80%8B"] {
        expect(&format!("{MESSAGES_URL}{end}"), &[(Code::UrlWhitespace, "")]);
    }
}

#[test]
fn blanks_inside_are_one_defect_and_hide_nothing() {
    for blank in [" ", "%20", "+", "\u{a0}", "\u{200b}", "%C2%A0", "%E2%80%8B", "%2520", "\u{2066}", "\n", " %20 "] {
        expect(&messages("utm_medium", &format!("utm_mediu{blank}m")), &[(Code::UrlWhitespace, "")]);
    }
    let raw = messages("utm_medium", "utm_mediu m").replace("1027301172106", "1027301172 107");
    expect(&raw, &[(Code::UrlWhitespace, ""), (Code::UrlParamMalformed, "utm_campaign")]);
}

#[test]
fn placeholders_are_known_in_every_writing() {
    for placeholder in
        ["OGRN", "ogrn", "<OGRN>", "%3COGRN%3E", "{ogrn}", "[OGRN]", "REG_CODE", "reg-code", "{{ID}}", "${MUN-CODE}"]
    {
        expect(&messages("1027301172106", placeholder), &[(Code::UrlPlaceholder, "utm_campaign")]);
    }
    expect(&messages("1027301172106", "OGRN1"), &[(Code::UrlParamMalformed, "utm_campaign")]);
}

#[test]
fn the_sample_link_is_a_placeholder_but_on_the_page_of_whose_it_is() {
    const SAMPLE: &str =
        "https://pos.gosuslugi.ru/form/?opaId=215120&utm_source=vk&utm_medium=73&utm_campaign=1027301172106";
    let unknown = Organization { ogrn: None, ..school() };
    let placeholder = [(Code::UrlPlaceholder, String::new())];
    assert_eq!(found(Form::Messages, SAMPLE, None), placeholder);
    assert_eq!(found(Form::Messages, SAMPLE, Some(&unknown)), placeholder);
    expect(SAMPLE, &[(Code::UrlParamMismatch, "opaId")]);
}

#[test]
fn escapes_are_one_defect_and_hide_nothing() {
    for raw in [
        MESSAGES_URL.replace('&', "&amp;"),
        MESSAGES_URL.replace('&', "&AMP;"),
        MESSAGES_URL.replace('&', "&amp;amp;"),
        MESSAGES_URL.replace('&', "%26"),
        MESSAGES_URL.replace('&', "%26amp%3B"),
        MESSAGES_URL.replace('?', "%3F"),
        MESSAGES_URL.replace('=', "%3d"),
        MESSAGES_URL.replace('?', "%253F"),
        MESSAGES_URL
            .replace(':', "%3A")
            .replace('/', "%2F")
            .replace('?', "%3F")
            .replace('&', "%26")
            .replace('=', "%3D"),
    ] {
        expect(&raw, &[(Code::UrlEscaped, "")]);
    }
    expect(
        &messages("215121", "7").replace('&', "&amp;"),
        &[(Code::UrlEscaped, ""), (Code::UrlParamMismatch, "opaId")],
    );
}

#[test]
fn any_scheme_but_https_is_told() {
    for raw in [
        messages("https://", "http://"),
        messages("https://", ""),
        messages("https://", "//"),
        messages("https://", "htps://"),
        messages("https://", "https:/"),
        messages("https://", "https//"),
        messages("https://", "https://https://"),
    ] {
        expect(&raw, &[(Code::UrlScheme, "")]);
    }
}

#[test]
fn another_host_ends_the_checks_but_www_does_not() {
    for raw in [
        "https://gosuslugi.ru/feedback?utm_source=x",
        "https://pos.gosuslugi.ru.evil.org/form/",
        "https://pos.gosuslugi.ru@evil.org/form/",
        "https://p\u{43e}s.gosuslugi.ru/form/",
        "http://vk.ru/app8181405",
        "",
        "?",
        "not a link",
    ] {
        expect(raw, &[(Code::UrlHost, "")]);
    }
    let www = messages("pos.", "www.pos.").replace("215121", "7");
    expect(&www, &[(Code::UrlHost, ""), (Code::UrlParamMismatch, "opaId")]);
    expect(&messages(".ru/", ".ru:8443/"), &[(Code::UrlHost, "")]);
}

#[test]
fn redirectors_are_unwrapped_and_the_target_is_checked_too() {
    let encoded =
        |url: &str| percent_encoding::utf8_percent_encode(url, percent_encoding::NON_ALPHANUMERIC).to_string();
    for host in ["https://vk.com/away.php?to=", "vk.ru/away.php?utf=1&to=", "https://m.vk.com/away?to="] {
        expect(&format!("{host}{}", encoded(MESSAGES_URL)), &[(Code::UrlRedirect, "")]);
        expect(&format!("{host}{}&cc_key=1", encoded(MESSAGES_URL)), &[(Code::UrlRedirect, "")]);
        let wrong = encoded(&messages("utm_source=vk", "utm_ source=vk2"));
        let three = [(Code::UrlRedirect, ""), (Code::UrlWhitespace, ""), (Code::UrlParamMismatch, "utm_source")];
        expect(&format!("{host}{wrong}"), &three);
    }
    expect(&format!("https://vk.com/away.php?to={MESSAGES_URL}&cc_key="), &[(Code::UrlRedirect, "")]);
    let all_but_ampersands = MESSAGES_URL.replace(':', "%3A").replace('/', "%2F").replace('?', "%3F");
    for half in [MESSAGES_URL.replacen("://", "%3A//", 1), all_but_ampersands] {
        expect(&format!("https://vk.com/away.php?to={half}&cc_key=1"), &[(Code::UrlRedirect, "")]);
    }
    let twice = format!(
        "https://vk.com/away.php?to={}",
        encoded(&format!("https://vk.ru/away.php?to={}", encoded(MESSAGES_URL)))
    );
    expect(&twice, &[(Code::UrlRedirect, "")]);
    expect(
        &format!("https://vk.com/away.php?to={}", encoded("https://example.org/")),
        &[(Code::UrlHost, ""), (Code::UrlRedirect, "")],
    );
}

#[test]
fn a_redirector_without_a_readable_target_ends_the_checks() {
    for raw in ["https://vk.cc/abc", "http://clck.ru/33?x=1", "https://vk.com/away.php", "https://vk.com/away.php?to="]
    {
        expect(raw, &[(Code::UrlRedirect, "")]);
    }
}

#[test]
fn a_wrong_path_ends_the_checks_only_without_a_query() {
    expect("https://pos.gosuslugi.ru/landing/", &[(Code::UrlPath, "")]);
    expect("https://pos.gosuslugi.ru/form/landing?", &[(Code::UrlPath, "")]);
    expect(
        &messages("/form/?opaId=215121", "/form/new?opaId=7"),
        &[(Code::UrlPath, ""), (Code::UrlParamMismatch, "opaId")],
    );
    expect(&messages("/form/", "/FORM/"), &[(Code::UrlPath, "")]);
}

#[test]
fn absent_parameters_are_told_each_and_all_marks_at_once() {
    expect("https://pos.gosuslugi.ru/form/", &[(Code::UrlParamMissing, "")]);
    expect("https://pos.gosuslugi.ru/form/?opaId=215121", &[(Code::UrlParamMissing, "")]);
    expect(&messages("&utm_source=vk", ""), &[(Code::UrlParamMissing, "utm_source")]);
}

#[test]
fn a_value_of_the_wrong_form_is_malformed_and_not_mismatched_too() {
    for (from, to, name) in [
        ("215121", "", "opaId"),
        ("215121", "21512O", "opaId"),
        ("=73", "=3", "utm_medium"),
        ("=73", "=02", "utm_medium"),
        ("=73", "=73000000", "utm_medium"),
        ("=vk", "=", "utm_source"),
        ("1027301172106", "1027301172107", "utm_campaign"),
        ("1027301172106", "102730117210", "utm_campaign"),
        ("1027301172106", "", "utm_campaign"),
    ] {
        expect(&messages(from, to), &[(Code::UrlParamMalformed, name)]);
    }
    expect(&POLLS_URL.replace("73701000", "73701000001"), &[(Code::UrlParamMalformed, "mun_code")]);
}

#[test]
fn another_organizations_value_is_a_mismatch() {
    for (from, to, name) in [
        ("215121", "0215121", "opaId"),
        ("=73", "=711", "utm_medium"),
        ("=vk", "=VK", "utm_source"),
        ("1027301172106", "1032311673074", "utm_campaign"),
    ] {
        expect(&messages(from, to), &[(Code::UrlParamMismatch, name)]);
    }
    expect(&POLLS_URL.replace("73701000", "73701001"), &[(Code::UrlParamMismatch, "mun_code")]);
}

#[test]
fn the_case_of_a_name_is_told_and_its_value_is_checked_all_the_same() {
    expect(&messages("opaId", "opaid"), &[(Code::UrlParamCase, "opaId")]);
    expect(&messages("opaId=215121", "OPAID=7"), &[(Code::UrlParamCase, "opaId"), (Code::UrlParamMismatch, "opaId")]);
}

#[test]
fn a_parameter_given_twice_is_one_defect() {
    expect(&format!("{MESSAGES_URL}&utm_source=vk"), &[(Code::UrlParamDuplicate, "utm_source")]);
    expect(&format!("{MESSAGES_URL}&UTM_SOURCE=vk2"), &[(Code::UrlParamDuplicate, "utm_source")]);
}

#[test]
fn a_parameter_the_template_lacks_is_told_once() {
    expect(&format!("{MESSAGES_URL}&fbclid=1&fbclid=2"), &[(Code::UrlParamUnknown, "fbclid")]);
}

#[test]
fn another_writing_of_the_same_link_is_one_defect() {
    for raw in [
        messages("/form/?", "/form?"),
        messages("pos.", "POS."),
        messages(".ru/", ".ru:443/"),
        format!("{MESSAGES_URL}&"),
        format!("{MESSAGES_URL}#"),
        format!("{MESSAGES_URL}#top"),
        messages("https", "HTTPS"),
        messages("/form/", "/./form/"),
        messages("/form/", "/%66orm/"),
        messages("opaId=215121", "opaId=%3215121"),
        messages("opaId=215121&utm_source=vk", "utm_source=vk&opaId=215121"),
        messages("?", "?&"),
        messages(".ru/", ".ru./"),
        messages("://", "://user@"),
        messages("/form", "\\form"),
    ] {
        expect(&raw, &[(Code::UrlNotCanonical, "")]);
    }
    expect(&POLLS_URL.replace("activities", "activities/"), &[(Code::UrlNotCanonical, "")]);
    expect(&messages("https://pos", "http://POS"), &[(Code::UrlScheme, ""), (Code::UrlNotCanonical, "")]);
}

fn inconsistent(messages: &str, polls: &str) -> Vec<(Option<Form>, String)> {
    let policy = Policy::built_in().unwrap();
    let mut defects = Vec::new();
    let claims = [(Form::Messages, messages), (Form::Polls, polls)]
        .map(|(form, raw)| check(&policy, None, form, raw, &Reading::of(&policy, raw), &mut defects));
    assert_eq!(defects, [], "{messages} {polls}");
    check_agreement(&policy, None, &claims, None, &mut defects);
    defects.into_iter().map(|defect| (defect.form, defect.field.unwrap_or_default().into_owned())).collect()
}

#[test]
fn without_an_organization_the_links_must_agree() {
    let region = POLLS_URL.replace("mun_code=73701000&utm_source=vk2", "reg_code=73&utm_source=vk1");
    assert_eq!(inconsistent(MESSAGES_URL, POLLS_URL), []);
    assert_eq!(inconsistent(MESSAGES_URL, &region), []);
    let polls = Some(Form::Polls);
    for (from, to, polls_url, expected) in [
        ("utm_campaign=1027301172106", "utm_campaign=1032311673074", POLLS_URL, (None, "utm_campaign")),
        ("utm_medium=73", "utm_medium=03", POLLS_URL, (None, "utm_medium")),
        ("mun_code=73", "mun_code=03", POLLS_URL, (polls, "mun_code")),
        ("reg_code=73", "reg_code=03", &region, (polls, "reg_code")),
        ("utm_medium=73", "utm_medium=03", &region, (None, "utm_medium")),
    ] {
        assert!(polls_url.contains(from), "{from}");
        let expected = vec![(expected.0, expected.1.to_owned())];
        assert_eq!(inconsistent(MESSAGES_URL, &polls_url.replace(from, to)), expected, "{to}");
    }
}

#[test]
fn without_an_organization_form_and_literals_are_still_checked() {
    assert_eq!(
        found(Form::Polls, &POLLS_URL.replace("vk2", "vk1"), None),
        [(Code::UrlParamMismatch, "utm_source".to_owned())]
    );
    assert_eq!(found(Form::Messages, &messages("215121", "x"), None), [(Code::UrlParamMalformed, "opaId".to_owned())]);
}

proptest! {
    #[test]
    fn any_string_is_read_without_panic(raw in "\\PC{0,80}", mixed in "(https?:|vk.com/away.php\\?to=|pos.gosuslugi.ru|/form/|[?&=#%+ \u{200b}]|&amp;|%[0-9a-fA-F]{0,2}|opaId|OGRN|\\PC){0,24}") {
        for raw in [raw, mixed] {
            for organization in [None, Some(&school()), Some(&ministry())] {
                for form in Form::ALL {
                    found(form, &raw, organization);
                }
            }
        }
    }

    #[test]
    fn pasting_the_remedy_removes_every_url_defect(raw in "(https://pos.gosuslugi.ru/(form/|og/org-activities))?\\PC{0,60}") {
        let policy = Policy::built_in().unwrap();
        for organization in [school(), ministry()] {
            for form in Form::ALL {
                let mut defects = Vec::new();
                check_against(&policy, Some(&organization), form, &raw, &mut defects);
                for defect in defects {
                    let Remedy::PasteUrl { url } = defect.remedy else { panic!("no link to paste: {defect:?}") };
                    prop_assert_eq!(found(form, &url, Some(&organization)), []);
                }
            }
        }
    }

    #[test]
    fn a_repaired_link_of_an_unknown_organization_is_right_too(order in Just(["opaId=1", "utm_source=vk", "utm_medium=73", "utm_campaign=1027301172106"]).prop_shuffle(), amp in "(&|&amp;|%26| &)") {
        let policy = Policy::built_in().unwrap();
        let raw = format!("http://pos.gosuslugi.ru/form?{}", order.join(&amp));
        let mut defects = Vec::new();
        check(&policy, None, Form::Messages, &raw, &Reading::of(&policy, &raw), &mut defects);
        for defect in defects {
            let Remedy::PasteUrl { url } = defect.remedy else { panic!("no link to paste: {defect:?}") };
            prop_assert_eq!(found(Form::Messages, &url, None), []);
        }
    }
}
