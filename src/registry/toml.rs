//! A registry in TOML: `[registry] region_code` for all rows, and one `[[page]]` for each page, with the English headers
//! as keys. Here an unknown key is an error: nobody adds a column to a hand-written file by accident.

use std::borrow::Cow;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::RegistryError;
use super::cell::Cell;
use super::field::Field;
use super::header::MAX_ROWS;
use super::intake::Intake;
use crate::model::RegionCode;

/// The key of the table with what applies to all rows.
const ALL_ROWS: &str = "registry";
/// The key of each page's table.
const PAGE: &str = "page";

/// Feeds all pages to the intake; the row of a page is its number among the pages.
///
/// # Errors
/// No TOML, an unknown key, or a value of a wrong type; the line is named.
pub(super) fn read(text: &str, intake: &mut Intake<'_>) -> Result<(), RegistryError> {
    let document = DeTable::parse(text).map_err(|error| RegistryError::Toml {
        line: line(text, error.span().map_or(0, |span| span.start)),
        message: error.message().to_owned(),
    })?;
    let document = document.get_ref();
    for (key, _) in document {
        if ![ALL_ROWS, PAGE].contains(&key.get_ref().as_ref()) {
            let likeness = |known: &&str| strsim::normalized_damerau_levenshtein(known, key.get_ref());
            let nearest = [ALL_ROWS, PAGE]
                .into_iter()
                .filter(|known| likeness(known) > 0.5)
                .max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
            return Err(unknown(text, key, nearest));
        }
    }
    if let Some(value) = document.get(ALL_ROWS) {
        all_rows(text, value, intake)?;
    }
    let Some(pages) = document.get(PAGE) else { return Err(RegistryError::Empty) };
    let DeValue::Array(list) = pages.get_ref() else {
        return Err(wrong(text, pages, PAGE, "a list of tables, each begun with [[page]]"));
    };
    for (place, page) in list.iter().enumerate() {
        let row = u32::try_from(place + 1).unwrap_or(u32::MAX);
        if row > MAX_ROWS {
            return Err(RegistryError::TooManyRows { limit: MAX_ROWS });
        }
        let DeValue::Table(keys) = page.get_ref() else {
            return Err(wrong(text, page, PAGE, "a table, begun with [[page]]"));
        };
        let mut cells: [Cell<'_>; Field::COUNT] = Default::default();
        for (key, value) in keys {
            let Some(field) = Field::ALL.into_iter().find(|field| field.english() == key.get_ref()) else {
                return Err(unknown(text, key, Field::nearest_key(key.get_ref())));
            };
            cells[field.index()] = cell(text, field.english(), value)?;
        }
        intake.row(row, &cells);
    }
    Ok(())
}

fn all_rows(text: &str, value: &Spanned<DeValue<'_>>, intake: &mut Intake<'_>) -> Result<(), RegistryError> {
    let DeValue::Table(keys) = value.get_ref() else {
        return Err(wrong(text, value, ALL_ROWS, "a table, begun with [registry]"));
    };
    for (key, value) in keys {
        let name = Field::RegionCode.english();
        if key.get_ref() != name {
            return Err(unknown(text, key, Field::RegionCode.likeness(key.get_ref()).map(|_| name)));
        }
        let cell = cell(text, name, value)?;
        let code = cell.digits(&[2]);
        let code = RegionCode::parse(&code).map_err(|_| RegistryError::DefaultRegion { value: code.into_owned() })?;
        intake.set_region(code)?;
    }
    Ok(())
}

fn cell<'a>(text: &str, key: &'static str, value: &'a Spanned<DeValue<'_>>) -> Result<Cell<'a>, RegistryError> {
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
            return Err(wrong(text, value, key, "a text, a number, true or false"));
        }
    })
}

fn unknown(text: &str, key: &Spanned<Cow<'_, str>>, nearest: Option<&'static str>) -> RegistryError {
    RegistryError::UnknownKey { line: line(text, key.span().start), key: key.get_ref().to_string(), nearest }
}

fn wrong(text: &str, value: &Spanned<DeValue<'_>>, key: &'static str, expected: &'static str) -> RegistryError {
    let found = match value.get_ref() {
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
        _ => "a single value",
    };
    RegistryError::BadValue { line: line(text, value.span().start), key, found, expected }
}

fn line(text: &str, offset: usize) -> usize {
    text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1)
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
        assert_eq!(school.region_code.to_string(), "03");
        assert_eq!(school.oktmo.unwrap().to_string(), "03701000");
        assert!(!school.messages_connected);
    }

    #[test]
    fn errors_name_the_line_and_the_nearest_key() {
        assert_eq!(
            error("[registry]\nregion_code = \"03\"\n\n[[page]]\nogrn = 1\nparent_orgn = 2\n").to_string(),
            "line 6: unknown key \"parent_orgn\"; \"parent_ogrn\" is meant?"
        );
        assert!(matches!(error("[[pages]]\n"), RegistryError::UnknownKey { line: 1, nearest: Some("page"), .. }));
        assert!(matches!(error("[[page]]\nogrn = [1]\n"), RegistryError::BadValue { line: 2, key: "ogrn", .. }));
        assert!(matches!(error("a = 1\nb = \n"), RegistryError::Toml { line: 2, .. }));
        assert!(matches!(error("page = 1\n"), RegistryError::BadValue { line: 1, .. }));
        assert_eq!(error(""), RegistryError::Empty);
        assert_eq!(error("[registry]\nregion_code = \"x\"\n"), RegistryError::DefaultRegion { value: "x".to_owned() });
    }
}
