//! Keeps the house tidy: which module may name which, what the pure core must not touch, and how files look. Reads the
//! sources as text and knows nothing of what they do.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that fails")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// A module, and the others of its layer that it may name.
type Allowed = (&'static str, &'static [&'static str]);

/// Modules inside one layer, and which of the others each may name; which layer may use which stands in their manifests.
const MAY_NAME: &[(&str, &[Allowed])] = &[
    (
        "src/domain",
        &[
            ("model", &[]),
            ("decode", &[]),
            ("access", &["model"]),
            ("policy", &["model", "decode"]),
            ("registry", &["model", "policy", "decode"]),
            ("links", &["model", "policy", "registry"]),
            ("rules", &["model", "policy", "links"]),
            ("findings", &["model"]),
        ],
    ),
    (
        "src/app",
        &[
            ("run", &[]),
            ("schedule", &["run"]),
            ("history", &["run"]),
            ("feed", &["history"]),
            ("use_cases", &["schedule"]),
        ],
    ),
];
/// Layers whose answer depends on their arguments alone. What their manifests do not keep out is kept out here.
const PURE: [&str; 2] = ["src/domain", "src/covers"];
/// Parts of `std` that touch the world outside.
const OUTSIDE: [&str; 6] = ["std::fs", "std::net", "std::env", "std::process", "std::thread", "std::time::SystemTime"];
/// The package itself: the wiring.
const WIRING: [&str; 4] = ["src/cli/", "src/telemetry", "src/main.rs", "src/lib.rs"];
/// The most lines of a file of the program, and of a file of tests, whose cases are read one at a time.
const MOST_LINES: usize = 400;
const MOST_LINES_OF_TESTS: usize = 600;
/// The files of the rules with Cyrillic letters: their tables of Latin look-alikes.
const LOOK_ALIKES: [&str; 2] = ["src/domain/rules/title.rs", "src/domain/rules/url/names.rs"];
/// The one file that reads the environment.
const ENVIRONMENT: &str = "src/config/env.rs";
/// The one file of the program that knows the stand-in of VK.
const DEMO: [&str; 2] = ["src/cli/demo.rs", "src/cli/demo/dashboard.rs"];
/// How a test says why it sleeps, on the line above.
const SLEEP_REASON: &str = "// sleeps because";
/// Endings of files that people write.
const TEXT_ENDINGS: [&str; 10] = ["rs", "toml", "py", "js", "json", "md", "html", "css", "sql", "csv"];
/// Folders that tools fill.
const NOT_OURS: [&str; 4] = ["target", "artifacts", "node_modules", ".git"];

/// A source file in three readings.
struct Source {
    /// Its path from the root, with `/`.
    path: String,
    text: String,
    /// Without comments and without what stands in quotes.
    code: String,
    /// Without comments.
    uncommented: String,
    /// How much of the file, in bytes, is not test code.
    tested: usize,
}

impl Source {
    /// The code that is part of the program.
    fn program(&self) -> &str {
        &self.code[..self.tested]
    }

    /// The module of this layer that the file belongs to.
    fn module_of(&self, layer: &str) -> Option<&str> {
        let below = self.path.strip_prefix(layer)?.strip_prefix('/')?;
        Some(below.split('/').next().unwrap_or(below).trim_end_matches(".rs"))
    }

    fn is_below(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                files(&path, found);
            }
        } else {
            found.push(path);
        }
    }
    found.sort();
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// Rust files below these folders.
fn rust_files(folders: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        files(&root().join(folder), &mut found);
    }
    found.retain(|path| path.extension().is_some_and(|ending| ending == "rs"));
    found
}

/// The sources below these folders; they are read once for all tests.
fn sources(folders: &[&str]) -> Vec<&'static Source> {
    static ALL: OnceLock<Vec<Source>> = OnceLock::new();
    let below = |source: &&Source| folders.iter().any(|folder| source.path.starts_with(&format!("{folder}/")));
    ALL.get_or_init(read_sources).iter().filter(below).collect()
}

fn read_sources() -> Vec<Source> {
    let paths = rust_files(&["src", "mock-vk", "tests", "benches"]);
    let test_modules: BTreeSet<PathBuf> = paths.iter().flat_map(|path| test_modules_of(path)).collect();
    paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            let (code, uncommented) = (blanked(&text, true), blanked(&text, false));
            let is_test = test_modules.iter().any(|test| path == test || path.starts_with(test.with_extension("")));
            let tested = if is_test { 0 } else { code.find("#[cfg(test)]\nmod tests {").unwrap_or(code.len()) };
            Source { path: relative(path), text, code, uncommented, tested }
        })
        .collect()
}

/// The files of modules that a file declares for tests only.
fn test_modules_of(path: &Path) -> Vec<PathBuf> {
    let code = blanked(&fs::read_to_string(path).unwrap(), true);
    let declared = code.split("#[cfg(test)]").skip(1).filter_map(|after| {
        let declaration = after.trim_start().lines().next()?;
        declaration.strip_suffix(';')?.rsplit_once("mod ").map(|(_, name)| name.to_owned())
    });
    declared.filter_map(|name| module_file(path, &name)).collect()
}

/// Whether cargo compiles the file by itself: the root of a library, a program, an integration test or an example.
fn is_crate_root(path: &Path) -> bool {
    let folder = path.parent().unwrap();
    let is_named = |name: &str| path.file_name().unwrap() == name;
    let stands_alone = ["tests", "examples"].iter().any(|name| folder.ends_with(name));
    is_named("lib.rs")
        || is_named("main.rs")
        || stands_alone && folder.parent().unwrap().join("Cargo.toml").exists() && !folder.join("main.rs").exists()
}

/// The file of a module that another file declares.
fn module_file(parent: &Path, name: &str) -> Option<PathBuf> {
    let folder = parent.parent().unwrap();
    let opens_folder = is_crate_root(parent) || parent.ends_with("mod.rs");
    let folder = if opens_folder { folder.to_owned() } else { parent.with_extension("") };
    [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")].into_iter().find(|path| path.exists())
}

/// The text with blanks for comments, and for what stands in quotes if asked; lines and places stay the same.
fn blanked(text: &str, quotes_too: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, keep) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), false)
        } else if rest.starts_with("/*") {
            (block_comment(rest), false)
        } else if let Some(length) = quoted(rest, out.chars().next_back()) {
            (length, !quotes_too)
        } else {
            (first.len_utf8(), true)
        };
        let (piece, after) = rest.split_at(length);
        if keep {
            out.push_str(piece);
        } else {
            // as many bytes as there were, so that places stay the same
            piece.bytes().for_each(|byte| out.push(if byte == b'\n' { '\n' } else { ' ' }));
        }
        rest = after;
    }
    out
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if text[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// How long the text, character or raw text in quotes is that begins here.
fn quoted(text: &str, before: Option<char>) -> Option<usize> {
    if let Some(raw) = text.strip_prefix('r')
        && !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let body = raw[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        return Some(1 + hashes + 1 + body.find(&end)? + end.len());
    }
    if let Some(quoted) = text.strip_prefix('\'') {
        let mut characters = quoted.char_indices();
        let (_, first) = characters.next()?;
        if first == '\\' {
            characters.next()?;
            return characters.find(|(_, c)| *c == '\'').map(|(at, _)| 1 + at + 1);
        }
        // otherwise it is a lifetime
        return characters.next().filter(|(_, c)| *c == '\'').map(|(at, _)| 1 + at + 1);
    }
    let mut escaped = false;
    for (at, c) in text.strip_prefix('"')?.char_indices() {
        match c {
            '"' if !escaped => return Some(at + 2),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    None
}

/// All paths in the code that begin with this name, groups in braces taken apart: `a::{b::C, d}` is `a::b::C`, `a::d`.
fn paths(code: &str, name: &str) -> Vec<String> {
    let start = format!("{name}::");
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(&start)
        .filter(|(at, _)| !code[..*at].ends_with(|c| is_word(c) || c == ':' || c == '$'))
        .flat_map(|(at, _)| branches(&code[at + start.len()..]))
        .map(|branch| format!("{start}{branch}"))
        .collect()
}

fn branches(text: &str) -> Vec<String> {
    let Some(group) = text.strip_prefix('{') else {
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(text.len());
        let path = &text[..end];
        return match path.strip_suffix("::") {
            Some(path) if text[end..].starts_with('{') => {
                branches(&text[end..]).into_iter().map(|branch| format!("{path}::{branch}")).collect()
            }
            _ => vec![path.to_owned()],
        };
    };
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                let part = group[start..at].trim();
                if !part.is_empty() {
                    found.extend(branches(part));
                }
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

#[track_caller]
fn assert_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[test]
fn modules_of_a_layer_name_only_what_the_table_allows() {
    let mut wrong = Vec::new();
    for (layer, modules) in MAY_NAME {
        for source in sources(&[layer]) {
            let Some(module) = source.module_of(layer).filter(|module| *module != "lib") else { continue };
            if source.is_below(&[&format!("{layer}/tests/")]) {
                continue;
            }
            let Some((_, allowed)) = modules.iter().find(|(name, _)| *name == module) else {
                wrong.push(format!("{}: the table does not know {module}", source.path));
                continue;
            };
            for path in paths(source.program(), "crate") {
                let named = path.split("::").nth(1).unwrap_or_default();
                let is_module = modules.iter().any(|(name, _)| *name == named);
                if is_module && named != module && !allowed.contains(&named) {
                    wrong.push(format!("{}: {path}", source.path));
                }
            }
        }
    }
    assert_none("modules that name what they may not", &wrong);
}

#[test]
fn every_source_file_is_part_of_the_program() {
    let all = rust_files(&["src", "mock-vk"]);
    // each crate is reached from its root, its tests and examples from theirs
    let mut ahead: Vec<PathBuf> = all.iter().filter(|path| is_crate_root(path)).cloned().collect();
    let mut reached = BTreeSet::new();
    while let Some(path) = ahead.pop() {
        let code = blanked(&fs::read_to_string(&path).unwrap(), true);
        let declared = code.lines().filter_map(|line| {
            let line = line.trim().strip_suffix(';')?;
            line.strip_prefix("mod ").or_else(|| line.rsplit_once(" mod ").map(|(_, name)| name))
        });
        ahead.extend(declared.filter_map(|name| module_file(&path, name)).filter(|path| !reached.contains(path)));
        reached.insert(path);
    }
    let lost = all.iter().filter(|path| !reached.contains(*path));
    assert_none("files that no `mod` leads to", &lost.map(|path| relative(path)).collect::<Vec<_>>());
}

#[test]
fn pure_modules_touch_nothing_outside() {
    let mut wrong = Vec::new();
    for source in sources(&PURE) {
        if source.is_below(&["src/domain/tests/"]) {
            continue;
        }
        let code = source.program();
        for name in OUTSIDE {
            let first = name.split("::").next().unwrap_or(name);
            let touches = |path: &String| path == name || path.starts_with(&format!("{name}::"));
            wrong.extend(paths(code, first).into_iter().filter(touches).map(|path| format!("{}: {path}", source.path)));
        }
        for word in ["async ", ".await", "Timestamp::now", "Zoned::now", "Instant::now"] {
            wrong.extend(
                code.match_indices(word).map(|(at, _)| format!("{}:{}: {word}", source.path, line_of(code, at))),
            );
        }
    }
    assert_none("pure modules that touch the world outside", &wrong);
}

/// Lines of program code, of the sources that the filter keeps, with one of these words.
fn lines_with(folders: &[&str], keep: impl Fn(&Source) -> bool, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources(folders).iter().filter(|source| keep(source)) {
        for (number, line) in source.program().lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn anyhow_is_for_the_wiring_only() {
    let inner = |source: &Source| !source.is_below(&WIRING);
    assert_none("anyhow outside main.rs and cli", &lines_with(&["src"], inner, &["anyhow"]));
}

#[test]
fn the_model_has_no_wire_format() {
    let model = |source: &Source| source.is_below(&["src/domain/model/"]);
    assert_none("wire formats in the model", &lines_with(&["src"], model, &["serde", "Serialize", "FromRow"]));
}

#[test]
fn the_environment_is_read_in_one_place() {
    let other = |source: &Source| source.path != ENVIRONMENT;
    assert_none("the environment is read", &lines_with(&["src"], other, &["env::var", "env::vars"]));
}

#[test]
fn the_stand_in_of_vk_is_for_the_demo_only() {
    let other = |source: &Source| !DEMO.contains(&source.path.as_str());
    assert_none("mock_vk in the program", &lines_with(&["src"], other, &["mock_vk"]));
}

#[test]
fn rules_hold_no_words_of_a_language() {
    let mut found = Vec::new();
    for source in sources(&["src"])
        .iter()
        .filter(|source| source.is_below(&["src/domain/rules/"]) && !LOOK_ALIKES.contains(&source.path.as_str()))
    {
        for (number, line) in source.uncommented[..source.tested].lines().enumerate() {
            if line.contains(|c| matches!(c, '\u{400}'..='\u{4ff}')) {
                found.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    assert_none("Cyrillic in the rules", &found);
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let mut found = Vec::new();
    for source in sources(&["src", "mock-vk", "tests", "benches"]) {
        // an ignored test says why: `#[ignore = "..."]`
        for word in ["#[allow(", "#![allow(", "#[ignore]"] {
            let hits = source.code.match_indices(word);
            found.extend(hits.map(|(at, _)| format!("{}:{}: {word}", source.path, line_of(&source.code, at))));
        }
    }
    assert_none("lints or tests that are switched off", &found);
}

#[test]
fn tests_do_not_sleep_without_a_reason() {
    let mut found = Vec::new();
    for source in sources(&["tests"]) {
        let lines: Vec<_> = source.text.lines().collect();
        for (number, line) in source.code.lines().enumerate().filter(|(_, line)| line.contains("sleep(")) {
            let above = number.checked_sub(1).map_or("", |above| lines[above]);
            if !above.trim().starts_with(SLEEP_REASON) {
                found.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    assert_none("tests that sleep", &found);
}

#[test]
fn every_file_opens_by_saying_what_it_is_and_is_not_too_long() {
    let mut wrong = Vec::new();
    for source in sources(&["src", "mock-vk", "tests", "benches"]) {
        if !source.text.starts_with("//! ") {
            wrong.push(format!("{}: does not open with a `//!` line", source.path));
        }
        let lines = source.text.lines().count();
        let most = if source.is_below(&["tests/"]) { MOST_LINES_OF_TESTS } else { MOST_LINES };
        if lines > most {
            wrong.push(format!("{}: {lines} lines, at most {most} are wanted", source.path));
        }
    }
    assert_none("files that are not in shape", &wrong);
}

#[test]
fn text_files_are_clean() {
    // written apart, so that this file does not find itself
    let foreign = [concat!("/wo", "rk/"), concat!("/fa", "rm/"), concat!("/ro", "ot/"), concat!("/ho", "me/user")];
    let mut found = Vec::new();
    let mut all = Vec::new();
    files(root(), &mut all);
    let is_text = |path: &PathBuf| {
        let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let is_script = ending.is_empty() && fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"#!"));
        // test data may be as untidy as what people send
        is_script
            || TEXT_ENDINGS.contains(&ending.as_str()) && !path.components().any(|part| part.as_os_str() == "fixtures")
    };
    for path in all.iter().filter(|path| is_text(path)) {
        let Ok(text) = fs::read_to_string(path) else { continue };
        let path = relative(path);
        for (number, line) in text.split('\n').enumerate() {
            if line.ends_with([' ', '\t', '\r']) {
                found.push(format!("{path}:{}: blanks at the end", number + 1));
            }
            if foreign.iter().any(|place| line.contains(place)) {
                found.push(format!("{path}:{}: the path of somebody's machine", number + 1));
            }
        }
        if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
            found.push(format!("{path}: does not end with exactly one line end"));
        }
    }
    assert_none("untidy text", &found);
}

#[test]
fn code_is_told_from_comments_and_quotes() {
    let text = "a /* b /* c */ d */ \"e \\\" // f\" 'g' '\\'' r#\"h \" i\"# <'j> k // l\nfor\"m\"n";
    let code = blanked(text, true);
    assert_eq!(code.split_whitespace().collect::<Vec<_>>(), ["a", "<'j>", "k", "for", "n"]);
    assert_eq!(code.len(), text.len());
    assert!(blanked(text, false).contains("\"e \\\" // f\""));
    assert_eq!(blanked("'я' б", true), "     б");
}

#[test]
fn grouped_imports_are_taken_apart() {
    let code =
        "use crate::{\n  model::{Code, Form},\n  vk,\n};\nlet x = crate::rules::audit(y); mycrate::no; a::crate::no";
    assert_eq!(paths(code, "crate"), ["crate::model::Code", "crate::model::Form", "crate::vk", "crate::rules::audit"]);
    assert_eq!(paths("use std::{fs, time::{Duration, SystemTime}};", "std")[0], "std::fs");
}
