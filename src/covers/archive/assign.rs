//! Which file of an archive or a folder is a cover of which form, by the names of folders and files.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use super::{ArchiveFile, is_archive};
use crate::Form;
use crate::decode::looks_like_picture;
use crate::hash::ContentHash;

/// Parts of names, in lower case, that tell covers of the messages form.
pub const MESSAGES_PATTERNS: &[&str] = &["сообщить", "сообщит", "проблем", "soobsh", "soobsch", "problem", "messages"];
/// Parts of names, in lower case, that tell covers of the polls form.
pub const POLLS_PATTERNS: &[&str] =
    &["высказать", "высказат", "мнени", "vyskaz", "viskaz", "mneni", "polls", "opros", "опрос"];

/// The parts of names by which the forms are told, in lower case, with «е» for «ё».
#[derive(Debug, Clone)]
pub struct FormPatterns<'a, S: AsRef<str> = &'a str> {
    /// Those of the messages form.
    pub messages: &'a [S],
    /// Those of the polls form.
    pub polls: &'a [S],
}

impl Default for FormPatterns<'static> {
    fn default() -> Self {
        Self { messages: MESSAGES_PATTERNS, polls: POLLS_PATTERNS }
    }
}

/// A file taken as a cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenCover {
    /// The form it is taken for.
    pub form: Form,
    /// The name of its scheme: the file's name without the ending, with its folder where names repeat.
    pub scheme: String,
    /// The path inside the archive or folder.
    pub path: String,
    /// The contents.
    pub bytes: Vec<u8>,
}

/// A file left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoredFile {
    /// The path inside the archive or folder.
    pub path: String,
    /// Why it was left out.
    pub reason: IgnoredReason,
}

/// Why a file was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IgnoredReason {
    /// Its bytes are those of no picture format that is read.
    NotAPicture,
    /// It is an archive itself.
    NestedArchive,
    /// It is larger than the largest entry that is unpacked.
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// It is packed in a way that is not read.
    UnknownCompression,
    /// No name on its path tells a form.
    NoForm,
    /// The nearest name that tells a form tells both.
    BothForms,
    /// The same bytes were taken before.
    SameAs(String),
}

/// What was taken as what, and what was left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assignment {
    /// The covers, in the order of their paths.
    pub taken: Vec<TakenCover>,
    /// The files left out.
    pub ignored: Vec<IgnoredFile>,
}

/// Sorts files into covers of the two forms. The name nearest to the file that tells a form decides: the file's own,
/// then its folder's, and so on outwards.
pub fn assign<S: AsRef<str>>(files: Vec<ArchiveFile>, patterns: &FormPatterns<'_, S>) -> Assignment {
    let mut out = Assignment::default();
    let mut seen: HashMap<(Form, ContentHash), String> = HashMap::new();
    let mut files = files;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    for ArchiveFile { path, bytes } in files {
        let reason = if is_archive(&bytes) {
            IgnoredReason::NestedArchive
        } else if !looks_like_picture(&bytes) {
            IgnoredReason::NotAPicture
        } else {
            match form_of(&path, patterns) {
                Err(reason) => reason,
                Ok(form) => match seen.entry((form, ContentHash::of(&bytes))) {
                    std::collections::hash_map::Entry::Occupied(first) => IgnoredReason::SameAs(first.get().clone()),
                    std::collections::hash_map::Entry::Vacant(place) => {
                        place.insert(path.clone());
                        out.taken.push(TakenCover { form, scheme: stem(&path).to_owned(), path, bytes });
                        continue;
                    }
                },
            }
        };
        out.ignored.push(IgnoredFile { path, reason });
    }
    name_apart(&mut out.taken);
    out
}

fn form_of<S: AsRef<str>>(path: &str, patterns: &FormPatterns<'_, S>) -> Result<Form, IgnoredReason> {
    let folded: String =
        path.nfc().flat_map(char::to_lowercase).map(|letter| if letter == 'ё' { 'е' } else { letter }).collect();
    for name in folded.rsplit('/') {
        let tells = |list: &[S]| list.iter().any(|pattern| name.contains(pattern.as_ref()));
        match (tells(patterns.messages), tells(patterns.polls)) {
            (true, false) => return Ok(Form::Messages),
            (false, true) => return Ok(Form::Polls),
            (true, true) => return Err(IgnoredReason::BothForms),
            (false, false) => {}
        }
    }
    Err(IgnoredReason::NoForm)
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// Where two covers of a form have one name, both get their folder or, if that is not enough, their whole path.
fn name_apart(taken: &mut [TakenCover]) {
    let longer: [fn(&TakenCover) -> String; 2] = [
        |cover| {
            let mut parts = cover.path.rsplit('/');
            parts.next();
            parts.next().map_or_else(|| cover.scheme.clone(), |folder| format!("{folder}/{}", cover.scheme))
        },
        |cover| cover.path.clone(),
    ];
    for rename in longer {
        let mut met = HashSet::new();
        let twice: HashSet<(Form, String)> = taken
            .iter()
            .map(|cover| (cover.form, cover.scheme.clone()))
            .filter(|key| !met.insert(key.clone()))
            .collect();
        for cover in taken.iter_mut().filter(|cover| twice.contains(&(cover.form, cover.scheme.clone()))) {
            cover.scheme = rename(cover);
        }
    }
    for cover in taken {
        cover.scheme = cover.scheme.nfc().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: &[u8] = b"GIF89a-enough-to-look-like-one";

    fn file(path: &str, mark: u8) -> ArchiveFile {
        ArchiveFile { path: path.to_owned(), bytes: [PICTURE, &[mark]].concat() }
    }

    fn form(path: &str) -> Result<Form, IgnoredReason> {
        form_of(path, &FormPatterns::default())
    }

    #[test]
    fn the_name_nearest_to_the_file_decides() {
        assert_eq!(form("Обложки/Сообщить о проблеме/01-синий.png"), Ok(Form::Messages));
        assert_eq!(form("Сообщить и Высказать/ВЫСКАЗАТЬ МНЕНИЕ/a.png"), Ok(Form::Polls));
        assert_eq!(form("vyskazat-mnenie/soobshchit-o-probleme-red.jpg"), Ok(Form::Messages));
        assert_eq!(form("Высказать мнение или сообщить.png"), Err(IgnoredReason::BothForms));
        assert_eq!(form("covers/01.png"), Err(IgnoredReason::NoForm));
    }

    #[test]
    fn names_from_a_mac_are_told_as_well() {
        // «й» and «ё» taken apart, as macOS stores them.
        let patterns = FormPatterns { messages: &["твой вопрос"], polls: &["все мнения"] };
        assert_eq!(form_of("Твои\u{306} вопрос/1.png", &patterns), Ok(Form::Messages));
        assert_eq!(form_of("Все\u{308} мнения/1.png", &patterns), Ok(Form::Polls));
    }

    #[test]
    fn files_that_are_no_covers_are_told_with_the_reason() {
        let nested = ArchiveFile { path: "problem/more.zip".to_owned(), bytes: b"PK\x03\x04rest".to_vec() };
        let text = ArchiveFile { path: "problem/readme.txt".to_owned(), bytes: b"hello".to_vec() };
        let files = vec![file("problem/b.png", 1), file("problem/copy.png", 1), file("x.png", 2), nested, text];
        let found = assign(files, &FormPatterns::default());
        let taken: Vec<_> = found.taken.iter().map(|cover| (cover.form, cover.scheme.as_str())).collect();
        assert_eq!(taken, [(Form::Messages, "b")]);
        let ignored: Vec<_> = found.ignored.iter().map(|file| (file.path.as_str(), file.reason.clone())).collect();
        let same = IgnoredReason::SameAs("problem/b.png".to_owned());
        let expected = [
            ("problem/copy.png", same),
            ("problem/more.zip", IgnoredReason::NestedArchive),
            ("problem/readme.txt", IgnoredReason::NotAPicture),
            ("x.png", IgnoredReason::NoForm),
        ];
        assert_eq!(ignored, expected);
    }

    #[test]
    fn schemes_of_one_name_are_told_apart_by_folder_or_path() {
        let files = vec![
            file("problem/dark/01.png", 1),
            file("problem/light/01.png", 2),
            file("problem/light/01.jpg", 3),
            file("problem/02.png", 4),
        ];
        let found = assign(files, &FormPatterns::default());
        let schemes: Vec<_> = found.taken.iter().map(|cover| cover.scheme.as_str()).collect();
        assert_eq!(schemes, ["02", "dark/01", "problem/light/01.jpg", "problem/light/01.png"]);
    }
}
