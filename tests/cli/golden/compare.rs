//! Compares the answers of two versions, whatever their format: structure, codes, fields, what was seen and expected,
//! counts, verdicts, moments and names are the same; words that are made anew from what is kept need only be there. What
//! else a contract allows to be another is listed in `tests/fixtures/stores/allowed.toml`.

use std::fs;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event as Xml};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::kept::Release;

/// The most differences of one answer that are told.
const TOLD: usize = 12;

/// The list of what may be another.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    allowed: Vec<Allowed>,
}

/// Something that may be another.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowed {
    /// The names of the answers; `*` stands for anything, at one place.
    answers: String,
    /// The place in the answer; `*` stands for one step, `**` at the beginning for any.
    at: String,
    how: How,
    /// Why that breaks no contract.
    reason: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum How {
    /// Any other value.
    Any,
    /// Other words, but some where there were some.
    Words,
    /// What was not there then.
    Added,
    /// The order of what has a code, a form and a field.
    Order,
}

/// The answers of this version to what another one was asked.
pub struct Answers<'a> {
    release: &'a Release,
    list: List,
    wrong: Vec<String>,
}

impl<'a> Answers<'a> {
    pub fn of(release: &'a Release) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stores/allowed.toml");
        let list: List = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        assert!(list.allowed.iter().all(|one| one.reason.len() > 20), "each has its reason");
        Self { release, list, wrong: Vec::new() }
    }

    /// Compares an answer with that of the other version.
    pub fn compare(&mut self, name: &str, now: &str) {
        let then = String::from_utf8(self.release.read(&format!("answers/{name}"))).unwrap();
        self.compare_with(name, &then, now);
    }

    pub fn compare_with(&mut self, name: &str, then: &str, now: &str) {
        let mut differences = Vec::new();
        let (then, now) = (read(name, then), read(name, now));
        Comparison { list: &self.list, name, found: &mut differences }.walk(&mut Vec::new(), &then, &now);
        let more = differences.len().saturating_sub(TOLD);
        differences.truncate(TOLD);
        if more > 0 {
            differences.push(format!("and {more} more"));
        }
        self.wrong.extend(differences.into_iter().map(|one| format!("{name}: {one}")));
    }

    /// Fails when something was another.
    #[track_caller]
    pub fn end(self) {
        let version = self.release.version();
        assert!(self.wrong.is_empty(), "over the store of {version}:\n{}", self.wrong.join("\n"));
    }
}

/// An answer as a document, by the ending of its name.
fn read(name: &str, text: &str) -> Value {
    let json = |text: &str| serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}: {text}"));
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("json") => json(text),
        Some("ndjson") => text.lines().map(json).collect(),
        Some("csv") => table(text),
        Some("atom" | "rss") => elements(text),
        _ => text.lines().flat_map(facts).map(Value::from).collect(),
    }
}

/// A table as a list of objects.
fn table(text: &str) -> Value {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| -> Value {
        let cells = header.iter().zip(row.iter()).map(|(name, cell)| (name.to_owned(), Value::from(cell)));
        cells.collect::<Map<String, Value>>().into()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// The elements of an XML document in their order, with their attributes, and with their texts where these are no words.
fn elements(text: &str) -> Value {
    const WITHOUT_WORDS: [&str; 6] = ["id", "updated", "published", "pubDate", "guid", "link"];
    let mut reader = Reader::from_str(text);
    let (mut all, mut open): (Vec<Value>, String) = (Vec::new(), String::new());
    let element = |start: &BytesStart<'_>| -> Value {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            (attribute.key.as_ref().to_owned(), Value::from(&*attribute.value))
        });
        let mut object: Map<String, Value> = attributes.collect();
        object.insert("element".to_owned(), start.name().as_ref().into());
        object.into()
    };
    loop {
        match reader.read_event().unwrap() {
            Xml::Start(start) => {
                all.push(element(&start));
                start.name().as_ref().clone_into(&mut open);
            }
            Xml::Empty(start) => all.push(element(&start)),
            Xml::Text(text) if WITHOUT_WORDS.contains(&open.as_str()) => {
                let object = all.last_mut().unwrap().as_object_mut().unwrap();
                object.insert("text".to_owned(), (*text).into());
                open.clear();
            }
            Xml::Eof => return all.into(),
            _ => {}
        }
    }
}

/// What a line for people says that does not depend on its words: codes, addresses of pages, days, times, OGRNs, digests.
fn facts(line: &str) -> Vec<String> {
    const SITES: [&str; 4] = ["vk.com/", "vk.ru/", "vkontakte.ru/", "sqlite:"];
    let tokens = line.split(|c: char| c.is_whitespace() || "«»,;()".contains(c));
    let is_fact = |token: &&str| {
        let digits = token.chars().filter(char::is_ascii_digit).count();
        let is_numeric = token.chars().all(|c| c.is_ascii_digit() || ".:-/%".contains(c));
        let is_code = token.starts_with('[') && token.contains('.');
        // numbers that are longer than a place in a menu
        is_code
            || SITES.iter().any(|site| token.contains(site))
            || is_numeric && digits > 2
            || token.len() == 64 && token.chars().all(|c| c.is_ascii_hexdigit())
    };
    tokens.filter(is_fact).map(|token| token.trim_end_matches(['.', ':']).to_owned()).collect()
}

struct Comparison<'a> {
    list: &'a List,
    name: &'a str,
    found: &'a mut Vec<String>,
}

impl Comparison<'_> {
    fn may(&self, path: &[String], how: How) -> bool {
        self.list.allowed.iter().any(|one| one.how == how && fits(&one.answers, self.name) && is_at(&one.at, path))
    }

    fn walk(&mut self, path: &mut Vec<String>, then: &Value, now: &Value) {
        if self.may(path, How::Any) {
            return;
        }
        match (then, now) {
            (Value::String(then), Value::String(now)) if self.may(path, How::Words) => {
                if then.trim().is_empty() != now.trim().is_empty() {
                    self.tell(path, &Value::from(then.as_str()), &Value::from(now.as_str()));
                }
            }
            (Value::Object(then), Value::Object(now)) => self.walk_object(path, then, now),
            (Value::Array(then), Value::Array(now)) => {
                let (mut then, mut now) = (then.clone(), now.clone());
                if self.may(path, How::Order) {
                    for list in [&mut then, &mut now] {
                        list.sort_by_cached_key(|one| format!("{} {} {}", one["code"], one["form"], one["field"]));
                    }
                }
                if then.len() != now.len() {
                    let place = then.iter().zip(&now).position(|(then, now)| then != now);
                    let place = place.unwrap_or_else(|| then.len().min(now.len()));
                    path.push(format!("{} of {} and {}", place, then.len(), now.len()));
                    let none = Value::Null;
                    self.tell(path, then.get(place).unwrap_or(&none), now.get(place).unwrap_or(&none));
                    path.pop();
                    return;
                }
                for (place, (then, now)) in then.iter().zip(&now).enumerate() {
                    path.push(place.to_string());
                    self.walk(path, then, now);
                    path.pop();
                }
            }
            (then, now) if then == now => {}
            (then, now) => self.tell(path, then, now),
        }
    }

    fn walk_object(&mut self, path: &mut Vec<String>, then: &Map<String, Value>, now: &Map<String, Value>) {
        for (key, value) in then {
            path.push(key.clone());
            match now.get(key) {
                Some(now) => self.walk(path, value, now),
                None => self.found.push(format!("/{} is gone; it was {value}", path.join("/"))),
            }
            path.pop();
        }
        for (key, value) in now.iter().filter(|(key, _)| !then.contains_key(*key)) {
            path.push(key.clone());
            if !self.may(path, How::Added) {
                self.found.push(format!("/{} is new: {value}", path.join("/")));
            }
            path.pop();
        }
    }

    fn tell(&mut self, path: &[String], then: &Value, now: &Value) {
        self.found.push(format!("/{}\n    then {then}\n    now  {now}", path.join("/")));
    }
}

fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((begin, end)) => name.len() >= pattern.len() - 1 && name.starts_with(begin) && name.ends_with(end),
        None => pattern == name,
    }
}

fn is_at(pattern: &str, path: &[String]) -> bool {
    let mut steps: Vec<&str> = pattern.split('/').collect();
    let mut path = path;
    if steps.first() == Some(&"**") {
        steps.remove(0);
        let Some(skipped) = path.len().checked_sub(steps.len()) else { return false };
        path = &path[skipped..];
    }
    steps.len() == path.len() && steps.iter().zip(path).all(|(step, name)| *step == "*" || step == name)
}

#[test]
fn a_difference_is_found_wherever_it_is_not_allowed() {
    let list: List = toml::from_str(
        "[[allowed]]\nanswers = \"a*.json\"\nat = \"**/message\"\nhow = \"words\"\nreason = \"-\"\n\
         [[allowed]]\nanswers = \"*\"\nat = \"list\"\nhow = \"order\"\nreason = \"-\"\n\
         [[allowed]]\nanswers = \"*\"\nat = \"*/new\"\nhow = \"added\"\nreason = \"-\"\n",
    )
    .unwrap();
    let count = |name: &str, then: Value, now: Value| {
        let mut found = Vec::new();
        Comparison { list: &list, name, found: &mut found }.walk(&mut Vec::new(), &then, &now);
        found.len()
    };
    let json = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    let (then, now) = (json(r#"[{"message":"a"}]"#), json(r#"[{"message":"b","new":1}]"#));
    assert_eq!(count("abc.json", then.clone(), now.clone()), 0);
    assert_eq!(count("b.json", then.clone(), now), 1);
    assert_eq!(count("abc.json", then.clone(), json(r#"[{"message":""}]"#)), 1);
    assert_eq!(count("abc.json", then.clone(), json("[{}]")), 1);
    assert_eq!(count("abc.json", then, json(r#"[{"message":"a","old":1},{}]"#)), 1);
    let (then, now) =
        (r#"{"list":[{"code":"a","n":1},{"code":"b"}]}"#, r#"{"list":[{"code":"b"},{"code":"a","n":2}]}"#);
    assert_eq!(count("x", json(then), json(now)), 1);
    assert_eq!(count("x", json(then), json(then)), 0);
    assert_eq!(facts("✗ vk.com/club1 [url.host] на 2-м месте, 02.03.2026 03:00, ОГРН 1027301172106").len(), 5);
}
