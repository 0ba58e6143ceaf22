//! Text of a configuration file -> sections, with every problem of the file at once and none twice. Does no I/O.

use std::{collections::BTreeSet, path::Path};

use toml::de::{DeTable, DeValue};

use super::{
    Config,
    codecs::kind_of,
    hints::{elsewhere, nearest, section_names},
    keys::{Codec, Context, Keys, Section, Sections},
    problem::{Place, Problem, Source, Why},
    tokens::looks_like_token,
};
use crate::model::TomlFault;

/// The longest value an error repeats; a longer one helps nobody to find the place.
const LONGEST_FOUND: usize = 60;
/// Keys under which people would put a token's text.
const TOKEN_KEYS: [&str; 4] = ["token", "access_token", "service_key", "secret"];

/// The key under which people would put a password's text.
const PASSWORD_KEY: &str = "password";

/// What reading a file gave besides the values.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// All that is wrong with the file.
    pub problems: Vec<Problem>,
    /// The paths of the keys that the file sets.
    pub set: BTreeSet<String>,
}

/// Reads the text into the configuration; values that are wrong stay as they were.
pub(super) fn read(text: &str, path: &Path, config: &mut Config) -> Outcome {
    let (document, errors) = DeTable::parse_recoverable(text);
    let file = FileText { text, path, folder: path.parent().unwrap_or(Path::new("")) };
    if !errors.is_empty() {
        let problem = |error: &toml::de::Error| {
            let place = error.span().map(|span| Place::of(text, span.start));
            file.problem(String::new(), place, Why::Syntax(TomlFault::of_message(error.message())))
        };
        return Outcome { problems: errors.iter().map(problem).collect(), set: BTreeSet::new() };
    }
    let mut reader = FileReader { file, document: document.get_ref(), outcome: Outcome::default() };
    config.visit(&mut reader);
    let FileReader { mut outcome, .. } = reader;
    for (key, _) in document.get_ref() {
        let name = key.get_ref().as_ref();
        if !section_names().contains(&name) {
            let place = Some(Place::of(text, key.span().start));
            let why = Why::UnknownSection { nearest: nearest(name, &section_names()) };
            outcome.problems.push(file.problem(name.to_owned(), place, why));
        }
    }
    outcome.problems.sort_by_key(|problem| problem.place.map(|place| (place.line, place.column)));
    outcome
}

#[derive(Clone, Copy)]
struct FileText<'a> {
    text: &'a str,
    path: &'a Path,
    folder: &'a Path,
}

impl FileText<'_> {
    fn problem(&self, key: String, place: Option<Place>, why: Why) -> Problem {
        Problem { source: Source::File(self.path.to_owned()), place, key, found: None, why, example: None }
    }
}

struct FileReader<'a> {
    file: FileText<'a>,
    document: &'a DeTable<'a>,
    outcome: Outcome,
}

impl Sections for FileReader<'_> {
    fn section<S: Section>(&mut self, name: &'static str, section: &mut S) {
        let Some((key, value)) = self.document.get_key_value(name) else { return };
        let start = key.span().start;
        if let DeValue::Table(table) = value.get_ref() {
            let reader = TableReader::new(self.file, table, name.to_owned(), name, start, &mut self.outcome);
            reader.read(section);
        } else {
            let place = Some(Place::of(self.file.text, start));
            let mut problem = self.file.problem(name.to_owned(), place, Why::WrongKind(kind_of(value.get_ref())));
            problem.example = Some(format!("[{name}]"));
            self.outcome.problems.push(problem);
        }
    }
}

struct TableReader<'a> {
    file: FileText<'a>,
    table: &'a DeTable<'a>,
    /// The path of the table, `vk.tokens[0]`.
    path: String,
    /// The section it belongs to, `vk`.
    section: &'static str,
    start: usize,
    known: Vec<&'static str>,
    outcome: &'a mut Outcome,
}

impl<'a> TableReader<'a> {
    fn new(
        file: FileText<'a>,
        table: &'a DeTable<'a>,
        path: String,
        section: &'static str,
        start: usize,
        outcome: &'a mut Outcome,
    ) -> Self {
        Self { file, table, path, section, start, known: Vec::new(), outcome }
    }

    fn read<S: Section>(mut self, section: &mut S) {
        let before = self.outcome.problems.len();
        section.visit(&mut self);
        self.tell_unknown_keys();
        for (key, why) in section.check() {
            let path = self.path_of(key);
            let concerned = match why {
                Why::OneOf(first, second) => [self.path_of(first), self.path_of(second)],
                _ => [path.clone(), String::new()],
            };
            // a key that could not be read is not missing as well
            if self.outcome.problems[before..].iter().any(|problem| concerned.contains(&problem.key)) {
                continue;
            }
            let start = self.table.get_key_value(key).map_or(self.start, |(key, _)| key.span().start);
            let place = Some(Place::of(self.file.text, start));
            self.outcome.problems.push(self.file.problem(path, place, why));
        }
    }

    fn tell_unknown_keys(&mut self) {
        for (key, value) in self.table {
            let name = key.get_ref().as_ref();
            if self.known.contains(&name) {
                continue;
            }
            let why = if TOKEN_KEYS.contains(&name) || value.get_ref().as_str().is_some_and(looks_like_token) {
                Why::TokenInside
            } else if name == PASSWORD_KEY {
                Why::PasswordInside
            } else {
                Why::UnknownKey { nearest: nearest(name, &self.known), elsewhere: elsewhere(name, self.section) }
            };
            let place = Some(Place::of(self.file.text, key.span().start));
            // the name of an unknown key may be a token too, pasted into the wrong place
            let shown = if looks_like_token(name) { "***" } else { name };
            self.outcome.problems.push(self.file.problem(format!("{}.{shown}", self.path), place, why));
        }
    }

    fn path_of(&self, key: &str) -> String {
        format!("{}.{key}", self.path)
    }
}

impl Keys for TableReader<'_> {
    fn key<T>(&mut self, name: &'static str, value: &mut T, codec: impl Codec<T>) {
        self.known.push(name);
        let Some(raw) = self.table.get(name) else { return };
        let path = self.path_of(name);
        let is_token = raw.get_ref().as_str().is_some_and(looks_like_token);
        let read = if is_token {
            Err(Why::TokenInside)
        } else {
            codec.read(raw.get_ref(), Context { folder: self.file.folder })
        };
        match read {
            Ok(read) => {
                *value = read;
                self.outcome.set.insert(path);
            }
            Err(why) => {
                let place = Some(Place::of(self.file.text, raw.span().start));
                let mut problem = self.file.problem(path, place, why);
                // what was meant for the address of a store may hold its password
                let secret = is_token || matches!(problem.why, Why::PasswordInside | Why::StoreUrl);
                problem.found = found(self.file.text, raw.span()).filter(|_| !secret);
                // an empty default shows nothing that would be right
                problem.example = Some(codec.write(value)).filter(|value| value != "\"\"" && value != "[]");
                problem.example = problem.example.map(|value| format!("{name} = {value}"));
                self.outcome.problems.push(problem);
            }
        }
    }

    fn tables<T: Section>(&mut self, name: &'static str, entries: &mut Vec<T>) {
        self.known.push(name);
        let Some(raw) = self.table.get(name) else { return };
        let path = self.path_of(name);
        let list = raw.get_ref().as_array().filter(|list| list.iter().all(|entry| entry.get_ref().is_table()));
        let Some(list) = list else {
            let place = Some(Place::of(self.file.text, raw.span().start));
            let mut problem = self.file.problem(path.clone(), place, Why::WrongKind(kind_of(raw.get_ref())));
            problem.example = Some(format!("[[{path}]]"));
            self.outcome.problems.push(problem);
            return;
        };
        entries.clear();
        for (index, entry) in list.iter().enumerate() {
            let Some(table) = entry.get_ref().as_table() else { continue };
            let mut section = T::default();
            let start = entry.span().start;
            TableReader::new(self.file, table, format!("{path}[{index}]"), self.section, start, self.outcome)
                .read(&mut section);
            entries.push(section);
        }
        self.outcome.set.insert(path);
    }
}

fn found(text: &str, span: std::ops::Range<usize>) -> Option<String> {
    let value = text.get(span)?;
    let short = value.chars().count() <= LONGEST_FOUND && !value.chars().any(char::is_control);
    // a value may hold a token among other things, or the password of a proxy
    let plain = !value.contains('@') && !value.split(|c: char| !is_token_char(c)).any(looks_like_token);
    (short && plain).then(|| value.to_owned())
}

fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '%')
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::config::{EXAMPLE, Language, TokenKind, hints::schema};
    use crate::i18n::{Lang, config_problem};

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
}
