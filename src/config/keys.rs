//! How a section tells its keys, once, for reading, for showing and for hints alike. Knows no section.

use std::path::Path;

use toml::de::DeValue;

use super::problem::Why;

/// What a reader needs to know besides the value.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The folder that relative paths start from.
    pub folder: &'a Path,
}

/// Reads a value of one kind from TOML and writes it back.
pub trait Codec<T> {
    /// Reads the value.
    ///
    /// # Errors
    /// What is wrong with it.
    fn read(&self, raw: &DeValue<'_>, context: Context<'_>) -> Result<T, Why>;

    /// The value as TOML, secrets masked.
    fn write(&self, value: &T) -> String;
}

/// Walks over the keys of a section.
pub trait Keys {
    /// One key with its value.
    fn key<T>(&mut self, name: &'static str, value: &mut T, codec: impl Codec<T>);

    /// A list of sections, `[[section.name]]`.
    fn tables<T: Section>(&mut self, name: &'static str, entries: &mut Vec<T>);
}

/// A group of keys.
pub trait Section: Default {
    /// Tells each key of the section to the visitor, in the order of the example.
    fn visit(&mut self, keys: &mut impl Keys);

    /// What is wrong with values that are right each by itself: the key's name and the reason.
    fn check(&self) -> Vec<(&'static str, Why)> {
        Vec::new()
    }
}

/// Walks over the sections of the configuration.
pub trait Sections {
    fn section<S: Section>(&mut self, name: &'static str, section: &mut S);
}
