//! Every code, remedy and language has words, and hostile text in them is harmless.

use std::collections::HashSet;
use std::sync::Arc;

use super::*;
use domain::model::{ExpectedForm, Remedy};

fn item(position: u32, url: Option<&str>, unknown: &[&'static str]) -> ExpectedForm {
    let titles = vec![Arc::from("Решаем вместе"), Arc::from("Высказать мнение")];
    ExpectedForm { position, titles, url: url.map(ToOwned::to_owned), unknown: unknown.to_vec() }
}

fn remedies() -> Vec<Remedy> {
    let titles = vec![Arc::from("Решаем вместе"), Arc::from("Высказать мнение")];
    let url = "https://pos.gosuslugi.ru/form/?opaId=1&utm_source=vk&utm_medium=73&utm_campaign=1027301172106";
    vec![
        Remedy::ByCode,
        Remedy::PasteUrl { url: url.to_owned() },
        Remedy::SetTitle { titles },
        Remedy::LearnValues { unknown: vec!["opa_id", "oktmo"] },
        Remedy::AddItem { item: Box::new(item(1, Some(url), &[])), instead_of: None },
        Remedy::AddItem { item: Box::new(item(2, None, &[])), instead_of: None },
        Remedy::AddItem { item: Box::new(item(2, None, &["ogrn"])), instead_of: None },
        Remedy::AddItem { item: Box::new(item(2, Some(url), &[])), instead_of: Some(1) },
        Remedy::PlaceForms {
            items: vec![(Form::Messages, item(1, Some(url), &[])), (Form::Polls, item(2, None, &["oktmo"]))],
        },
        Remedy::MoveTo { position: 2 },
    ]
}

fn sample(code: Code, remedy: Remedy) -> Violation {
    Violation {
        code: code.into(),
        severity: Severity::Error.into(),
        form: Some(Form::Messages),
        position: Some(3),
        field: Some("utm_campaign".into()),
        observed: Some("1027301172107".to_owned()),
        expected: Some("1027301172106 / 1".to_owned()),
        account_of: Some("Министерство".into()),
        remedy,
        clause: Arc::new(Clause { ru: "п. 1".to_owned(), en: "item 1".to_owned() }),
    }
}

fn assert_sentence(text: &str, context: &str) {
    assert!(text.trim().len() > 10, "{context}: {text:?}");
    assert!(!text.contains(['{', '}']), "{context}: {text}");
    assert!(!text.contains("  "), "{context}: {text}");
    assert!(text.chars().next().is_some_and(|first| !first.is_lowercase()), "{context}: {text}");
}

#[test]
fn every_code_with_every_remedy_is_said_in_both_languages() {
    for lang in Lang::ALL {
        for remedy in remedies() {
            let mut messages = HashSet::new();
            for code in Code::ALL {
                let full = sample(*code, remedy.clone());
                let bare = Violation {
                    form: None,
                    position: None,
                    field: None,
                    observed: None,
                    expected: None,
                    ..full.clone()
                };
                for violation in [&full, &bare] {
                    let words = super::violation(lang, violation);
                    let context = format!("{lang:?} {code} {remedy:?}");
                    assert_sentence(&words.message, &context);
                    assert_sentence(&words.remedy, &context);
                }
                assert!(messages.insert(super::violation(lang, &full).message), "{lang:?} {code} says the same");
            }
        }
    }
}

#[test]
fn each_kind_of_remedy_and_each_code_without_one_tells_its_own_deed() {
    for lang in Lang::ALL {
        let of = |code, remedy| super::violation(lang, &sample(code, remedy)).remedy;
        let kinds: HashSet<_> = remedies().into_iter().map(|remedy| of(Code::FormMissing, remedy)).collect();
        assert_eq!(kinds.len(), remedies().len());
        let codes: HashSet<_> = Code::ALL.iter().map(|code| of(*code, Remedy::ByCode)).collect();
        assert_eq!(codes.len(), Code::ALL.len());
    }
}

#[test]
fn the_languages_differ_in_every_word() {
    for code in Code::ALL {
        assert_ne!(super::code(Lang::Ru, *code), super::code(Lang::En, *code));
    }
    for verdict in Verdict::ALL {
        assert_ne!(super::verdict(Lang::Ru, verdict), super::verdict(Lang::En, verdict));
    }
    for reason in UnverifiedReason::ALL {
        let cause = Cause::Call(CallFailure::Http { status: 502 });
        let words = |lang| super::unverified(lang, &Unverified { reason, cause: cause.clone() });
        assert_ne!(words(Lang::Ru), words(Lang::En));
        assert!(words(Lang::Ru).message.contains("HTTP 502"));
        assert_sentence(&words(Lang::Ru).remedy, reason.as_str());
        assert_ne!(super::reason(Lang::Ru, reason), super::reason(Lang::En, reason));
    }
    for word in Word::ALL {
        assert!(!word.text(Lang::Ru).is_empty() && !word.text(Lang::En).is_empty());
    }
}

#[test]
fn a_message_says_the_place_the_parameter_and_the_right_value() {
    let mut violation =
        sample(Code::UrlParamMismatch, Remedy::PasteUrl { url: "https://pos.gosuslugi.ru/x".to_owned() });
    violation.expected = Some("1027301172106".to_owned());
    assert!(super::violation(Lang::Ru, &violation).message.ends_with("вышестоящего органа: «Министерство»."));
    violation.account_of = None;
    let words = super::violation(Lang::Ru, &violation);
    assert_eq!(
        words.message,
        "В ссылке пункта 3 меню (форма «Сообщить о проблеме») не то значение у параметра «utm_campaign» \
         (ОГРН вашей организации): «1027301172107», а должно быть «1027301172106»."
    );
    assert_eq!(
        words.remedy,
        "Откройте «Управление» → «Настройки» → «Меню», выберите пункт 3 меню (форма «Сообщить о проблеме») \
         и замените всё, что стоит в поле «Ссылка», на https://pos.gosuslugi.ru/x"
    );
}

#[test]
fn several_accepted_titles_are_all_told() {
    let mut violation = sample(Code::TitleMismatch, remedies().swap_remove(2));
    violation.expected = Some("Решаем вместе / Высказать мнение".to_owned());
    let words = super::violation(Lang::Ru, &violation);
    assert!(words.message.ends_with("а должно быть «Решаем вместе» или «Высказать мнение»."), "{}", words.message);
    assert!(words.remedy.ends_with("«Решаем вместе» (или «Высказать мнение»)"), "{}", words.remedy);
}

#[test]
fn hostile_text_is_visible_and_cut_in_every_message() {
    let hostile = format!("\u{1b}[31m\u{202e}\n{}", "x".repeat(100_000));
    for lang in Lang::ALL {
        for code in Code::ALL {
            let mut violation = sample(*code, Remedy::ByCode);
            violation.observed = Some(hostile.clone());
            violation.expected = Some(hostile.clone());
            violation.field = Some(hostile.clone().into());
            let words = super::violation(lang, &violation);
            for text in [words.message, words.remedy] {
                assert!(!text.chars().any(is_hidden), "{code}");
                assert!(text.len() < 2000, "{code}");
            }
        }
    }
}

#[test]
fn remarks_and_early_ends_are_sentences() {
    for lang in Lang::ALL {
        for remark in samples::remarks() {
            let text = super::remark(lang, &remark);
            assert!(text.ends_with('.') && !text.chars().any(is_hidden), "{text}");
        }
        for end in samples::early_ends() {
            let text = super::cut_short(lang, &end);
            assert!(text.starts_with(|first: char| first.is_uppercase()) && !text.contains("  "), "{text}");
        }
        assert_eq!(Lang::parse(lang.as_str()), Some(lang));
    }
    assert_eq!(Lang::parse("de"), None);
}

/// Everything that is said of what went wrong, of every variant there is.
fn told_of_troubles(lang: Lang) -> Vec<String> {
    let mut told = Vec::new();
    for reason in UnverifiedReason::ALL {
        for cause in samples::causes() {
            let words = super::unverified(lang, &Unverified { reason, cause });
            told.extend([words.message, words.remedy]);
        }
    }
    told.extend(samples::causes().iter().map(|cause| super::cause(lang, cause)));
    told.extend(samples::remarks().iter().map(|remark| super::remark(lang, remark)));
    told.extend(samples::early_ends().iter().map(|end| super::cut_short(lang, end)));
    told.extend(samples::file_faults().into_iter().map(|fault| super::file_fault(lang, fault)));
    told.extend(samples::json_faults().into_iter().map(|fault| super::json_fault(lang, fault)));
    told.extend(samples::saved_errors().iter().map(|error| super::saved_error(lang, error)));
    told.extend(samples::cron_errors().iter().map(|error| super::cron_error(lang, error)));
    told.extend(samples::client_errors().iter().map(|error| super::client_error(lang, error)));
    told.extend(samples::cover_faults().iter().map(|fault| super::cover_fault(lang, fault)));
    told.extend(samples::archive_errors().iter().map(|error| super::archive_error(lang, error)));
    told.extend(samples::set_errors().iter().map(|error| super::set_error(lang, error)));
    told.extend(samples::ignored_reasons().iter().map(|reason| super::ignored_reason(lang, reason)));
    told.extend(samples::policy_errors().iter().map(|error| super::policy_error(lang, error)));
    told.extend(samples::config_errors().iter().map(|error| super::config_error(lang, error)));
    told.extend(samples::store_faults().iter().map(|fault| super::store_fault(lang, fault)));
    told.extend(samples::store_defects().iter().map(|defect| super::store_defect(lang, defect)));
    let file = std::path::Path::new("/etc/vk-page-auditor/config.toml");
    told.extend(samples::origins().into_iter().map(|origin| super::config_origin(lang, origin, Some(file))));
    for name in ["ok", "html", "empty", "broken_json", "other_shape", "too_large", "timeout", "connect", "broken"] {
        told.push(super::call_outcome(lang, name));
    }
    told.extend(["vk_6", "vk_777", "http_502", "of a later version"].map(|name| super::call_outcome(lang, name)));
    told
}

#[test]
fn every_trouble_is_told_in_the_readers_language_alone() {
    let foreign = |text: &String, words: Vec<String>| (!words.is_empty()).then(|| format!("{words:?} in {text}"));
    let (russian, english) = (told_of_troubles(Lang::Ru), told_of_troubles(Lang::En));
    let found: Vec<String> = russian
        .iter()
        .filter_map(|text| foreign(text, spans::latin_words(text)))
        .chain(english.iter().filter_map(|text| foreign(text, spans::cyrillic_words(text))))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_fixed_word_is_of_its_language_alone() {
    let mut found = Vec::new();
    let mut look = |words: [&'static str; 2]| {
        let [russian, english] = words;
        found.extend(spans::latin_words(russian).into_iter().map(|word| format!("{word}: {russian}")));
        found.extend(spans::cyrillic_words(english).into_iter().map(|word| format!("{word}: {english}")));
    };
    macro_rules! all {
        ($($words:ty),+ $(,)?) => { $(for word in <$words>::ALL { look(Lang::ALL.map(|lang| word.text(lang))); })+ };
    }
    all!(access::AccessSay, cli::Say, history::StoreSay, history::Tell, web::runs::Runs, web::registry::Registry);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_sentence_is_broken_where_two_parts_of_it_meet() {
    for lang in Lang::ALL {
        for text in told_of_troubles(lang) {
            for seam in ["..", ";.", ":.", ": :", ",,", "  ", " ,", "(,", "()"] {
                // a path may lead upwards
                assert!(!text.replace("../", "").contains(seam), "{seam:?} in {text}");
            }
        }
    }
}

#[test]
fn every_code_of_vk_has_words_and_another_thing_to_do_than_waiting_for_what_a_person_must_do() {
    for lang in Lang::ALL {
        for code in vk::KNOWN_ERRORS {
            let known = super::call_failure(lang, &CallFailure::Vk(samples::vk_error(*code)));
            let unknown = super::call_failure(lang, &CallFailure::Vk(samples::vk_error(777)));
            assert_ne!(known.replace(&code.to_string(), "777"), unknown, "{code}");
        }
        let unseen = |code| Unverified {
            reason: UnverifiedReason::VkError,
            cause: Cause::Call(CallFailure::Vk(samples::vk_error(code))),
        };
        let remedy = |code| super::unverified(lang, &unseen(code)).remedy;
        assert_ne!(remedy(5), remedy(10));
        assert_ne!(remedy(14), remedy(10));
    }
    let text = super::call_failure(Lang::Ru, &CallFailure::Vk(samples::vk_error(777)));
    assert_eq!(text, "ВКонтакте ответил ошибкой 777: программа её не знает («Something went wrong at line 5»)");
}

#[test]
fn where_a_person_must_go_is_told() {
    let redirect_uri = Some("https://m.vk.com/login?act=security_check".to_owned());
    let error = domain::model::VkError { redirect_uri, ..samples::vk_error(17) };
    let unverified = Unverified { reason: UnverifiedReason::Stopped, cause: Cause::Call(CallFailure::Vk(error)) };
    for lang in Lang::ALL {
        assert!(super::unverified(lang, &unverified).remedy.ends_with("https://m.vk.com/login?act=security_check"));
    }
}
