//! Which sections and keys there are, and which of them a misspelt name is most like.

use super::{
    Config,
    keys::{Codec, Keys, Section, Sections},
};

/// Names less alike than this are no hint; 0.8 keeps `hots` for `host` and drops chance likenesses.
const LIKE_ENOUGH: f64 = 0.8;

pub(super) fn section_names() -> Vec<&'static str> {
    schema().into_iter().map(|(section, _)| section).collect()
}

/// Another section that has this key.
pub(super) fn elsewhere(key: &str, not_in: &str) -> Option<&'static str> {
    schema().into_iter().find(|(section, keys)| *section != not_in && keys.contains(&key)).map(|(section, _)| section)
}

/// The candidate that is most like the name.
pub(super) fn nearest(name: &str, candidates: &[&'static str]) -> Option<String> {
    let name = name.to_lowercase().replace('-', "_");
    candidates
        .iter()
        .map(|candidate| (strsim::jaro_winkler(&name, candidate), *candidate))
        .filter(|(likeness, _)| *likeness >= LIKE_ENOUGH)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate.to_owned())
}

/// All sections with their keys, in the order of the example.
pub fn schema() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut schema = Schema::default();
    Config::default().visit(&mut schema);
    schema.0
}

#[derive(Default)]
struct Schema(Vec<(&'static str, Vec<&'static str>)>);

impl Sections for Schema {
    fn section<S: Section>(&mut self, name: &'static str, section: &mut S) {
        let mut names = Names::default();
        section.visit(&mut names);
        self.0.push((name, names.0));
    }
}

#[derive(Default)]
struct Names(Vec<&'static str>);

impl Keys for Names {
    fn key<T>(&mut self, name: &'static str, _: &mut T, _: impl Codec<T>) {
        self.0.push(name);
    }

    fn tables<T: Section>(&mut self, name: &'static str, _: &mut Vec<T>) {
        self.0.push(name);
    }
}
