//! The effective configuration as TOML: every key, its value with secrets masked, and where the value came from.

use super::{
    Loaded,
    keys::{Codec, Keys, Section, Sections},
    load::Origin,
};

/// The words for where a value came from.
pub type OriginWords<'a> = &'a dyn Fn(Origin) -> String;

/// Writes the whole configuration.
pub(super) fn show(loaded: &Loaded, origin_words: OriginWords<'_>) -> String {
    let mut config = loaded.config.clone();
    let mut writer = Writer { loaded, origin_words, out: String::new() };
    config.visit(&mut writer);
    writer.out
}

struct Writer<'a> {
    loaded: &'a Loaded,
    origin_words: OriginWords<'a>,
    out: String,
}

impl Sections for Writer<'_> {
    fn section<S: Section>(&mut self, name: &'static str, section: &mut S) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let mut table =
            Table { writer: self, path: name.to_owned(), lines: format!("[{name}]\n"), later: String::new() };
        section.visit(&mut table);
        let Table { lines, later, .. } = table;
        self.out.push_str(&lines);
        self.out.push_str(&later);
    }
}

struct Table<'a, 'b> {
    writer: &'a Writer<'b>,
    path: String,
    lines: String,
    /// Lists of sections come after the plain keys, as TOML needs it.
    later: String,
}

impl Keys for Table<'_, '_> {
    fn key<T>(&mut self, name: &'static str, value: &mut T, codec: impl Codec<T>) {
        let origin = self.writer.loaded.origin(&format!("{}.{name}", self.path));
        let comment = (self.writer.origin_words)(origin);
        self.lines.extend([name, " = ", &codec.write(value), "  # ", &comment, "\n"]);
    }

    fn tables<T: Section>(&mut self, name: &'static str, entries: &mut Vec<T>) {
        let path = format!("{}.{name}", self.path);
        for (index, entry) in entries.iter_mut().enumerate() {
            let lines = format!("\n[[{path}]]\n");
            let mut table =
                Table { writer: self.writer, path: format!("{path}[{index}]"), lines, later: String::new() };
            entry.visit(&mut table);
            let Table { lines, .. } = table;
            self.later.push_str(&lines);
        }
    }
}
