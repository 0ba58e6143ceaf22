//! Reads the texts of the policy files that `[policy]` names; what is in them is not this module's business.

use std::path::{Path, PathBuf};

use super::{error::ConfigError, load::read_file, sections::PolicySection};

/// A text with the file it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    pub path: PathBuf,
    pub text: String,
}

/// The texts of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyFiles {
    /// The policy's files by name; empty: the rules built in are to be used.
    pub policies: Vec<TextFile>,
    /// The files that change single rules, in their order.
    pub overrides: Vec<TextFile>,
}

impl PolicySection {
    /// Reads the files; of a folder all that end in `.toml`.
    ///
    /// # Errors
    /// A file cannot be read, or a folder has no policy in it.
    pub fn read(&self) -> Result<PolicyFiles, ConfigError> {
        let policies = match &self.path {
            None => Vec::new(),
            Some(path) if path.is_dir() => read_folder(path)?,
            Some(path) => vec![read_text(path.clone())?],
        };
        let overrides = self.overrides.iter().cloned().map(read_text).collect::<Result<_, _>>()?;
        Ok(PolicyFiles { policies, overrides })
    }
}

fn read_folder(folder: &Path) -> Result<Vec<TextFile>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in folder.read_dir().map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(ConfigError::NoPolicy { path: folder.to_owned() });
    }
    paths.sort();
    paths.into_iter().map(read_text).collect()
}

fn read_text(path: PathBuf) -> Result<TextFile, ConfigError> {
    read_file(&path).map(|text| TextFile { path, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_gives_its_toml_files_by_name_and_an_empty_one_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let section = PolicySection { path: Some(folder.path().to_owned()), overrides: Vec::new() };
        assert!(matches!(section.read(), Err(ConfigError::NoPolicy { .. })));
        for name in ["2025.toml", "2023.toml", "README.md"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        let names: Vec<_> = section.read().unwrap().policies.into_iter().map(|file| file.text).collect();
        assert_eq!(names, ["2023.toml", "2025.toml"]);
    }
}
