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
use domain::model::TomlFault;

/// The longest value an error repeats; a longer one helps nobody to find the place.
const LONGEST_FOUND: usize = 60;
/// Keys under which people would put a token's text.
const TOKEN_KEYS: [&str; 4] = ["token", "access_token", "service_key", "secret"];

/// The key under which people would put a password's text.
const PASSWORD_KEY: &str = "password";

/// What reading a file gave besides the values.
#[derive(Debug, Default)]
pub struct Outcome {
    /// All that is wrong with the file.
    pub problems: Vec<Problem>,
    /// The paths of the keys that the file sets.
    pub set: BTreeSet<String>,
}

/// Reads the text into the configuration; values that are wrong stay as they were.
pub fn read(text: &str, path: &Path, config: &mut Config) -> Outcome {
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
