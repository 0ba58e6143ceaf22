//! Tests of `read.rs` with the words its errors are told in.

use std::{collections::BTreeSet, path::Path, time::Duration};

use proptest::prelude::*;

use vk_page_auditor_config::{
    hints::schema,
    read::{Outcome, read},
    *,
};
use words::{Lang, config_problem};

fn parse(text: &str) -> (Config, Outcome) {
    let mut config = Config::default();
    let outcome = read(text, Path::new("/etc/auditor/config.toml"), &mut config);
    (config, outcome)
}

/// The problems of a text in English, without the path they all begin with.
fn told(text: &str) -> Vec<String> {
    let problems = parse(text).1.problems;
    let line = |problem: &Problem| config_problem(Lang::En, problem);
    problems.iter().map(|problem| line(problem).replace("/etc/auditor/config.toml", "")).collect()
}

#[test]
fn example_holds_every_key_with_its_default() {
    let (config, outcome) = parse(EXAMPLE);
    assert_eq!(outcome.problems, []);
    assert_eq!(config, Config::default());
    let keys = schema().into_iter().flat_map(|(section, keys)| keys.into_iter().map(move |key| (section, key)));
    // tokens and passes have no default; the example shows them as comments
    let keys: BTreeSet<_> = keys
        .filter(|(_, key)| !["tokens", "passes"].contains(key))
        .map(|(section, key)| format!("{section}.{key}"))
        .collect();
    assert_eq!(outcome.set, keys);
}

#[test]
fn commented_tokens_of_the_example_are_right_once_one_place_is_chosen() {
    let start = EXAMPLE.find("# [[vk.tokens]]").unwrap();
    let end = start + EXAMPLE[start..].find("\n\n").unwrap();
    let lines = EXAMPLE[start..end].lines().map(|line| line.trim_start_matches("# "));
    let text = lines.filter(|line| !line.starts_with("credential")).collect::<Vec<_>>().join("\n");
    let (config, outcome) = parse(&text);
    assert_eq!(outcome.problems, []);
    let token = &config.vk.tokens[0];
    assert_eq!((token.name.as_str(), token.kind), ("main", TokenKind::Service));
    assert_eq!(token.file.as_deref(), Some(Path::new("/etc/auditor/secrets/main.token")));
    assert_eq!((token.per_second, token.spacing), (Some(3), Some(Duration::from_millis(370))));
}

#[test]
fn paths_start_from_the_folder_of_the_file() {
    let (config, _) = parse("[registry]\npath = \"pages.csv\"\n[covers]\nset = \"/var/covers.7z\"");
    assert_eq!(config.registry.path, Some("/etc/auditor/pages.csv".into()));
    assert_eq!(config.covers.set, Some("/var/covers.7z".into()));
}

#[test]
fn values_are_written_as_people_write_them() {
    let (config, outcome) = parse(
        "[vk]\nhost = \"https://api.vk.com/method/\"\npause_first = \"1h 0m 0s\"\npause_max = \"PT1H\"\n\
         [registry]\nregion_code = 73\n\
         [covers]\nmax_bytes = \"5МБ\"\ncache_size = 0\nallowed_hosts = [\"*.UserAPI.com\"]\n\
         [report]\nlang = \"EN\"",
    );
    assert_eq!(outcome.problems, []);
    assert_eq!(config.vk.host, "https://api.vk.com");
    assert_eq!(config.vk.pause_first, Duration::from_hours(1));
    assert_eq!(config.registry.region_code.unwrap().to_string(), "73");
    assert_eq!((config.covers.max_bytes, config.covers.cache_size), (5_000_000, 0));
    assert_eq!(config.covers.allowed_hosts, ["userapi.com"]);
    assert_eq!(config.report.lang, Language::English);
}

#[test]
fn all_problems_are_told_at_once_with_line_column_and_key() {
    let problems = told(
        "[vk]\nhots = \"https://api.vk.ru\"\nbatch_size = 501\n  retries = \"five\"\nread_timeout = 30\n\
         lang = \"en\"\n[raport]\n[log]\nlevel = \"loud\"\n",
    );
    assert_eq!(
        problems,
        [
            ":2:1: vk.hots: unknown key; perhaps host",
            ":3:14: vk.batch_size = 501: must be from 1 to 500; for example: batch_size = 500",
            ":4:13: vk.retries = \"five\": text in quotes does not fit here; for example: retries = 5",
            ":5:16: vk.read_timeout = 30: must be a duration with a unit, in quotes: \"370ms\", \"60s\", \
             \"1h 30m\", \"400d\"; for example: read_timeout = \"30s\"",
            ":6:1: vk.lang: unknown key here; it belongs to section [report]",
            ":7:2: [raport]: unknown section; perhaps [report]",
            ":9:9: log.level = \"loud\": must be one of: off, error, warn, info, debug, trace; \
             for example: level = \"info\"",
        ]
    );
}

#[test]
fn entries_of_tokens_are_checked_each_by_itself() {
    let problems = told(
        "[[vk.tokens]]\nname = \"a\"\nfile = \"a\"\n[[vk.tokens]]\nkind = \"bot\"\nname = \"b c\"\n\
         [[vk.tokens]]\nname = \"a\"\ncredential = \"../x\"\n",
    );
    assert_eq!(
        problems,
        [
            ":1:6: vk.tokens: two entries have the same name; names must differ",
            ":4:1: vk.tokens[1].file: exactly one of the keys file and credential is needed",
            ":5:8: vk.tokens[1].kind = \"bot\": must be one of: service, user, community; for example: kind = \"service\"",
            ":6:8: vk.tokens[1].name = \"b c\": a name has only letters, digits, dots, hyphens and underscores",
            ":9:14: vk.tokens[2].credential = \"../x\": a name has only letters, digits, dots, hyphens and underscores",
        ]
    );
}

#[test]
fn sections_and_lists_of_the_wrong_kind_are_told() {
    assert_eq!(told("vk = 3"), [":1:1: [vk]: a whole number does not fit here; for example: [vk]"]);
    let advice = "a section does not fit here; for example: [[vk.tokens]]";
    assert_eq!(told("[vk.tokens]\nname = \"a\""), [format!(":1:1: vk.tokens: {advice}")]);
    assert_eq!(told("[policy]\noverrides = \"a\"").len(), 1);
}

#[test]
fn broken_toml_is_told_with_its_place_and_nothing_else() {
    let problems = told("[vk]\nhost = \"https://api.vk.ru\nbatch_size = 900\n");
    assert!(problems[0].starts_with(":2:"), "{problems:?}");
    assert!(problems.iter().all(|problem| problem.contains("not TOML")), "{problems:?}");
}

#[test]
fn a_token_in_the_file_is_refused_without_being_repeated() {
    let secret = "vk1.a.letmein";
    for text in [
        format!("[vk]\ntoken = \"{secret}\""),
        format!("[vk]\nhost = \"{secret}\""),
        format!("[vk]\nbatch_size = \"{secret}\""),
        format!("[vk]\nwhatever = \"{secret}\""),
        format!("[[vk.tokens]]\nname = \"a\"\nfile = \"{}\"", "0f".repeat(42)),
    ] {
        let problems = told(&text);
        assert!(problems.iter().any(|line| line.contains("a token must not be kept")), "{problems:?}");
        assert!(problems.iter().all(|line| !line.contains("letmein") && !line.contains("0f0f")), "{problems:?}");
    }
    let hidden = told(&format!("[vk]\nhost = \"https://api.vk.ru/?access_token={secret}\"\n{secret} = 1"));
    assert!(hidden.iter().all(|line| !line.contains("letmein")), "{hidden:?}");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_without_panic(text in "(\\[vk\\]\n|\\[\\[vk.tokens\\]\\]\n|host|kind|=|\"|\n|[a-z0-9.]|.){0,40}") {
        let (_, outcome) = parse(&text);
        for problem in &outcome.problems {
            prop_assert!(!config_problem(Lang::Ru, problem).is_empty());
        }
    }
}
