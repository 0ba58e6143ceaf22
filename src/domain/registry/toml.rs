//! A registry in TOML: `[registry] region_code` for all rows, and one `[[page]]` for each page, with the English headers
//! as keys. Here an unknown key is an error: nobody adds a column to a hand-written file by accident.

use std::borrow::Cow;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::RegistryError;
use super::aliases::likeness;
use super::cell::Cell;
use super::digits::{self, Digits};
use super::field::Field;
use super::header::MAX_ROWS;
use super::intake::{Intake, shown};
use super::layout::Layout;
use crate::model::{RegionCode, TomlValue};

/// The key of the table with what applies to all rows.
const ALL_ROWS: &str = "registry";
/// The key of each page's table.
const PAGE: &str = "page";

/// How many pages are parsed at once: the parsed form takes about fifteen times the memory of the text.
const PAGES_AT_ONCE: usize = 1000;
/// The largest text that is parsed at once, where it cannot be cut between pages.
const MAX_UNCUT_BYTES: usize = 16 * 1024 * 1024;
/// How each page begins.
const PAGE_HEADER: &str = "[[page]]";

/// Feeds all pages to the intake; the row of a page is its number among the pages.
///
/// # Errors
/// No TOML, an unknown key, or a value of a wrong type; the line is named.
pub(super) fn read(text: &str, intake: &mut Intake<'_>) -> Result<(), RegistryError> {
    let ends = cuts(text);
    if ends.is_empty() && text.len() > MAX_UNCUT_BYTES {
        return Err(RegistryError::TooLarge { size: text.len(), limit: MAX_UNCUT_BYTES });
    }
    intake.begin_table(Layout::default());
    let (mut start, mut lines_before, mut pages, mut has_pages) = (0, 0, 0, false);
    for end in ends.into_iter().chain([text.len()]) {
        let piece = Piece { text: &text[start..end], lines_before };
        has_pages |= piece.read(intake, &mut pages)?;
        start = end;
        lines_before += piece.text.matches('\n').count();
    }
    if has_pages { Ok(()) } else { Err(RegistryError::Empty) }
}

/// Where the text can be cut so that its pieces, one after the other, mean the same as the whole. None where that is not
/// certain: a text of several lines could hold what looks like a page's beginning, and a table of another kind after the
/// first page could belong to any page or to all.
fn cuts(text: &str) -> Vec<usize> {
    if text.contains("\"\"\"") || text.contains("'''") {
        return Vec::new();
    }
    let (mut cuts, mut pages, mut offset) = (Vec::new(), 0_usize, 0);
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        if content.starts_with(PAGE_HEADER) {
            if pages.is_multiple_of(PAGES_AT_ONCE) {
                cuts.push(offset);
            }
            pages += 1;
        } else if (pages > 0 && content.starts_with('[')) || (pages == 0 && content.starts_with(['p', '"', '\''])) {
            return Vec::new();
        }
        offset += line.len();
    }
    cuts
}

/// A part of the text that is TOML by itself.
#[derive(Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    /// How many lines of the file stand above it.
    lines_before: usize,
}

impl<'a> Piece<'a> {
    /// Reads the pages; tells whether there is a list of pages, be it an empty one.
    fn read(self, intake: &mut Intake<'_>, pages: &mut u32) -> Result<bool, RegistryError> {
        let document = DeTable::parse(self.text).map_err(|error| RegistryError::Toml {
            line: self.line(error.span().map_or(0, |span| span.start)),
            message: error.message().to_owned(),
        })?;
        let document = document.get_ref();
        for (key, _) in document {
            if ![ALL_ROWS, PAGE].contains(&key.get_ref().as_ref()) {
                return Err(self.unknown(key, nearest_table(key.get_ref())));
            }
        }
        if let Some(value) = document.get(ALL_ROWS) {
            self.all_rows(value, intake)?;
        }
        let Some(list) = document.get(PAGE) else { return Ok(false) };
        let DeValue::Array(list) = list.get_ref() else {
            return Err(self.wrong(list, PAGE, TomlValue::Tables));
        };
        for page in list {
            *pages += 1;
            if *pages > MAX_ROWS {
                return Err(RegistryError::TooManyRows { limit: MAX_ROWS });
            }
            let DeValue::Table(keys) = page.get_ref() else {
                return Err(self.wrong(page, PAGE, TomlValue::Tables));
            };
            let mut cells: [Cell<'_>; Field::COUNT] = Default::default();
            for (key, value) in keys {
                let Some(field) = Field::ALL.into_iter().find(|field| field.english() == key.get_ref()) else {
                    return Err(self.unknown(key, Field::nearest_key(key.get_ref())));
                };
                cells[field.index()] = self.cell(field.english(), value)?;
            }
            intake.row(*pages, cells, None);
        }
        Ok(true)
    }

    fn all_rows(self, value: &Spanned<DeValue<'_>>, intake: &mut Intake<'_>) -> Result<(), RegistryError> {
        let DeValue::Table(keys) = value.get_ref() else {
            return Err(self.wrong(value, ALL_ROWS, TomlValue::Table));
        };
        for (key, value) in keys {
            let name = Field::RegionCode.english();
            if key.get_ref() != name {
                return Err(self.unknown(key, likeness(Field::RegionCode, key.get_ref()).map(|_| name)));
            }
            let cell = self.cell(name, value)?;
            let (Digits::Text(code) | Digits::Shortened(code)) = digits::read(&cell, &[2]);
            let code =
                RegionCode::parse(&code).map_err(|_| RegistryError::DefaultRegion { value: code.into_owned() })?;
            intake.set_region(code)?;
        }
        Ok(())
    }

    fn cell<'v>(self, key: &'static str, value: &'v Spanned<DeValue<'a>>) -> Result<Cell<'v>, RegistryError> {
        Ok(match value.get_ref() {
            DeValue::String(string) => Cell::Text(Cow::Borrowed(string)),
            DeValue::Boolean(value) => Cell::Bool(*value),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Cell::Integer(number),
                Err(_) => Cell::Text(number.to_string().into()),
            },
            DeValue::Float(number) => Cell::Text(number.to_string().into()),
            DeValue::Datetime(date) => Cell::Text(date.to_string().into()),
            DeValue::Array(_) | DeValue::Table(_) => {
                return Err(self.wrong(value, key, TomlValue::Single));
            }
        })
    }

    fn unknown(self, key: &Spanned<Cow<'_, str>>, nearest: Option<&'static str>) -> RegistryError {
        RegistryError::UnknownKey { line: self.line(key.span().start), key: shown(key.get_ref()), nearest }
    }

    fn wrong(self, value: &Spanned<DeValue<'_>>, key: &'static str, expected: TomlValue) -> RegistryError {
        let found = match value.get_ref() {
            DeValue::Array(_) => TomlValue::List,
            DeValue::Table(_) => TomlValue::Table,
            _ => TomlValue::Single,
        };
        RegistryError::BadValue { line: self.line(value.span().start), key, found, expected }
    }

    fn line(self, offset: usize) -> usize {
        self.lines_before + self.text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1)
    }
}

fn nearest_table(key: &str) -> Option<&'static str> {
    let likeness = |known: &'static str| (strsim::normalized_damerau_levenshtein(known, key), known);
    let best = [ALL_ROWS, PAGE].map(likeness).into_iter().max_by(|one, other| one.0.total_cmp(&other.0))?;
    (best.0 > 0.5).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::sample::{self, AllRegions};
    use crate::registry::{Registry, RegistryFormat, RegistryOptions};

    fn error(text: &str) -> RegistryError {
        Registry::read(text.as_bytes(), RegistryFormat::Toml, &RegistryOptions::default(), &AllRegions).unwrap_err()
    }

    #[test]
    fn numbers_and_truth_values_are_read_as_a_spreadsheets() {
        let (registry, problems) = sample::read("small.toml");
        assert_eq!(problems, []);
        let school = &registry.entries()[1].organization;
        assert_eq!(school.region_code.unwrap().to_string(), "03");
        assert_eq!(school.oktmo.unwrap().to_string(), "03701000");
        assert_eq!(school.messages_connected, Some(false));
    }

    #[test]
    fn errors_name_the_line_and_the_nearest_key() {
        assert_eq!(
            error("[registry]\nregion_code = \"03\"\n\n[[page]]\nogrn = 1\nparent_orgn = 2\n").to_string(),
            "line 6: unknown key \"parent_orgn\""
        );
        assert!(matches!(error("[[pages]]\n"), RegistryError::UnknownKey { line: 1, nearest: Some("page"), .. }));
        assert!(matches!(error("[[page]]\nogrn = [1]\n"), RegistryError::BadValue { line: 2, key: "ogrn", .. }));
        assert!(matches!(error("a = 1\nb = \n"), RegistryError::Toml { line: 2, .. }));
        assert!(matches!(error("page = 1\n"), RegistryError::BadValue { line: 1, .. }));
        for text in ["", "[registry]\nregion_code = \"03\"\n"] {
            assert_eq!(error(text), RegistryError::Empty);
        }
        assert_eq!(error("[registry]\nregion_code = \"x\"\n"), RegistryError::DefaultRegion { value: "x".to_owned() });
    }

    #[test]
    fn many_pages_are_read_piece_by_piece_with_their_own_rows_and_lines() {
        let page = |number: usize| {
            format!(
                "[[page]]\npage_url = {number}\norganization = \"О\"\nogrn = 1027301172106\nlevel = \"РОИВ\"\nopa_id = 5\n"
            )
        };
        let count = PAGES_AT_ONCE * 2 + 1;
        let mut text = "[registry]\nregion_code = 73\n".to_owned();
        text.extend((1..=count).map(page));
        assert_eq!(cuts(&text).len(), 3);
        let read = |text: &str| {
            Registry::read(text.as_bytes(), RegistryFormat::Toml, &RegistryOptions::default(), &AllRegions)
        };
        let (registry, problems) = read(&text).unwrap();
        assert_eq!((registry.len(), problems), (count, Vec::new()));
        assert_eq!(registry.entries().last().map(|entry| entry.row as usize), Some(count));

        let lines = text.lines().count();
        text.push_str("mail = 1\n");
        assert!(matches!(read(&text), Err(RegistryError::UnknownKey { line, .. }) if line == lines + 1));
    }

    #[test]
    fn a_text_is_not_cut_where_its_pieces_could_mean_something_else() {
        for text in [
            "[[page]]\na = \"\"\"\n[[page]]\n\"\"\"",
            "[[page]]\n[registry]\n",
            "page = [\n[[page]]\n",
            "a = '''\n[[page]]\n'''",
        ] {
            assert!(cuts(text).is_empty(), "{text}");
        }
    }
}
