//! Every code, remedy and language has words, and hostile text in them is harmless.

use std::collections::HashSet;
use std::sync::Arc;

use super::*;
use crate::model::{ExpectedForm, Remedy, RowProblemKind};

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
        code,
        severity: Severity::Error,
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
        let words = |lang| super::unverified(lang, &Unverified { reason, detail: "HTTP 502".to_owned() });
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
fn every_row_problem_says_where_what_and_what_would_be_right() {
    let kinds = [
        RowProblemKind::Required,
        RowProblemKind::RequiredFor { because: "level=municipal".to_owned() },
        RowProblemKind::BadAddress(AddressError::UserProfile),
        RowProblemKind::NotDigits,
        RowProblemKind::WrongLength { expected: "8, 11" },
        RowProblemKind::WrongCheckDigit { expected: 6 },
        RowProblemKind::OutOfRange,
        RowProblemKind::UnknownWord { accepted: "да, нет" },
        RowProblemKind::UnknownRegion,
        RowProblemKind::OtherRegion { region_code: "73".to_owned() },
        RowProblemKind::DuplicatePage { first_row: 2 },
        RowProblemKind::Contradiction { first_row: 2, other: "b".to_owned() },
        RowProblemKind::UnknownParent,
        RowProblemKind::ParentCycle,
        RowProblemKind::NoConnectedAncestor,
        RowProblemKind::NoOktmo,
        RowProblemKind::Unreadable { detail: "bad quote".to_owned() },
        RowProblemKind::BadEmail,
    ];
    for lang in Lang::ALL {
        let mut seen = HashSet::new();
        for kind in kinds.clone() {
            let problem = RowProblem { row: Some(12), column: Some("ogrn"), value: "1\u{1b}".to_owned(), kind };
            let text = super::row_problem(lang, &problem);
            assert!(text.contains("12") && text.contains(super::column(lang, "ogrn")), "{text}");
            assert!(text.ends_with('.') && !text.contains('\u{1b}'), "{text}");
            assert!(seen.insert(text));
        }
    }
    let problem = RowProblem {
        row: Some(12),
        column: Some("oktmo"),
        value: "123".to_owned(),
        kind: RowProblemKind::WrongLength { expected: "8, 11" },
    };
    assert_eq!(
        super::row_problem(Lang::Ru, &problem),
        "Строка 12, столбец «ОКТМО»: в «123» неверное число цифр, нужно 8 или 11."
    );
}

#[test]
fn remarks_and_early_ends_are_sentences() {
    for lang in Lang::ALL {
        for remark in [
            Remark::Renamed { url: "https://vk.com/a".to_owned(), screen_name: "b\u{9b}".to_owned() },
            Remark::Token { name: "main".to_owned(), detail: "error 5".to_owned() },
        ] {
            let text = super::remark(lang, &remark);
            assert!(text.ends_with('.') && !text.chars().any(is_hidden), "{text}");
        }
        for end in [CutShort::Interrupted, CutShort::Stopped { detail: "captcha".to_owned() }] {
            assert_sentence(&super::cut_short(lang, &end), "cut short");
        }
        assert_eq!(Lang::parse(lang.as_str()), Some(lang));
    }
    assert_eq!(Lang::parse("de"), None);
}
