//! Finds the header among the first rows of a table, then hands every further row on with its cells by field.

use super::cell::Cell;
use super::field::Field;
use super::intake::Intake;
use super::{MissingColumn, RegistryError};

/// A header may stand below a title and other words, but not further down than this many filled rows.
const SEARCHED_ROWS: u32 = 20;
/// The most rows that are read, in any format; the whole country has about 200,000 pages.
pub(super) const MAX_ROWS: u32 = 1_000_000;

/// Which cell of a row is which field.
#[derive(Debug, Clone, Default)]
struct Columns {
    places: [Option<usize>; Field::COUNT],
    /// How many cells the header has.
    width: usize,
    unknown: Vec<String>,
    duplicate: Option<(Field, String, String)>,
}

impl Columns {
    fn recognise(cells: &[Cell<'_>]) -> Self {
        let mut columns = Self { width: cells.len(), ..Self::default() };
        for (place, cell) in cells.iter().enumerate() {
            let text = cell.text();
            if text.is_empty() {
                continue;
            }
            match Field::find(&text) {
                None => columns.unknown.push(text.into_owned()),
                Some(field) => match columns.places[field.index()] {
                    None => columns.places[field.index()] = Some(place),
                    Some(first) => {
                        columns
                            .duplicate
                            .get_or_insert_with(|| (field, cells[first].text().into_owned(), text.into_owned()));
                    }
                },
            }
        }
        columns
    }

    fn known(&self) -> usize {
        self.places.iter().flatten().count()
    }

    fn missing(&self, has_default_region: bool) -> Vec<MissingColumn> {
        let lacks = |field: &Field| {
            self.places[field.index()].is_none() && !(has_default_region && *field == Field::RegionCode)
        };
        let mut unknown = self.unknown.clone();
        Field::REQUIRED
            .into_iter()
            .filter(lacks)
            .map(|field| {
                let likeness = |(place, header): (usize, &String)| Some((field.likeness(header)?, place));
                let best =
                    unknown.iter().enumerate().filter_map(likeness).max_by(|one, other| one.0.total_cmp(&other.0));
                let perhaps = best.map(|(_, place)| unknown.swap_remove(place));
                MissingColumn { english: field.english(), russian: field.russian(), perhaps }
            })
            .collect()
    }
}

/// How many known headers a row of cells holds: by this the parting sign of a CSV is guessed.
pub(super) fn known_headers(cells: &[Cell<'_>]) -> usize {
    Columns::recognise(cells).known()
}

/// What the table wants next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The following row.
    Row,
    /// Another sheet: no header is in this one.
    Sheet,
}

/// A table being read from top to bottom.
pub(super) struct Table<'i, 'r> {
    intake: &'i mut Intake<'r>,
    /// Whether a cell beyond the header's last one spoils the row: in text it means a stray parting sign, in a sheet a
    /// note in the margin.
    strict_width: bool,
    sheet: Option<String>,
    header: Option<Columns>,
    searched: u32,
    rows: u32,
    /// The row most like a header so far, with its sheet and number.
    best: Option<(Columns, Option<String>, u32)>,
}

impl<'i, 'r> Table<'i, 'r> {
    /// A table of text.
    pub fn of_text(intake: &'i mut Intake<'r>) -> Self {
        Self { intake, strict_width: true, sheet: None, header: None, searched: 0, rows: 0, best: None }
    }

    /// The tables of a spreadsheet, one after the other, until one has the header.
    pub fn of_sheets(intake: &'i mut Intake<'r>) -> Self {
        Self { strict_width: false, ..Self::of_text(intake) }
    }

    /// Begins another sheet; tells whether it is wanted.
    pub fn begin_sheet(&mut self, name: &str) -> bool {
        self.sheet = Some(name.to_owned());
        self.searched = 0;
        self.header.is_none()
    }

    /// Takes the next row; `row` is its number as a person sees it.
    ///
    /// # Errors
    /// A header with two columns for one field, and too many rows.
    pub fn offer<'c>(&mut self, row: u32, cells: &mut [Cell<'c>]) -> Result<Next, RegistryError> {
        if cells.iter().all(Cell::is_blank) {
            return Ok(Next::Row);
        }
        let Some(header) = &self.header else { return self.search(row, cells) };
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return Err(RegistryError::TooManyRows { limit: MAX_ROWS });
        }
        if self.strict_width && cells.iter().skip(header.width).any(|cell| !cell.is_blank()) {
            self.intake.unreadable(row, format!("{} cells, the header has {}", cells.len(), header.width));
            return Ok(Next::Row);
        }
        let mut by_field: [Cell<'c>; Field::COUNT] = Default::default();
        for (cell, place) in by_field.iter_mut().zip(&header.places) {
            if let Some(found) = place.and_then(|place| cells.get_mut(place)) {
                *cell = std::mem::take(found);
            }
        }
        self.intake.row(row, &by_field);
        Ok(Next::Row)
    }

    fn search(&mut self, row: u32, cells: &[Cell<'_>]) -> Result<Next, RegistryError> {
        let columns = Columns::recognise(cells);
        if columns.missing(self.intake.has_default_region()).is_empty() {
            if let Some((field, first, second)) = columns.duplicate {
                let (english, russian) = (field.english(), field.russian());
                return Err(RegistryError::DuplicateColumn {
                    sheet: self.sheet.clone(),
                    row,
                    english,
                    russian,
                    first,
                    second,
                });
            }
            self.header = Some(columns);
            return Ok(Next::Row);
        }
        if self.best.as_ref().is_none_or(|(best, ..)| best.known() < columns.known()) {
            self.best = Some((columns, self.sheet.clone(), row));
        }
        self.searched += 1;
        Ok(if self.searched < SEARCHED_ROWS { Next::Row } else { Next::Sheet })
    }

    /// Ends the reading; gives the headers that mean no field.
    ///
    /// # Errors
    /// No row was a header.
    pub fn finish(self) -> Result<Vec<String>, RegistryError> {
        let has_default_region = self.intake.has_default_region();
        match (self.header, self.best) {
            (Some(header), _) => Ok(header.unknown),
            (None, Some((best, sheet, row))) => {
                Err(RegistryError::MissingColumns { sheet, row, missing: best.missing(has_default_region) })
            }
            (None, None) => Err(RegistryError::Empty),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::RegionCode;
    use crate::registry::sample::{self, AllRegions};
    use crate::registry::{Registry, RegistryError, RegistryFormat, RegistryOptions};

    fn error(text: &str) -> RegistryError {
        Registry::read(text.as_bytes(), RegistryFormat::Csv, &RegistryOptions::default(), &AllRegions).unwrap_err()
    }

    #[test]
    fn missing_columns_are_all_named_with_what_they_may_be_written_as() {
        assert_eq!(
            error("Ссылка на страницу;Наименованеи организации;Уровень;ИНН\nclub1;Школа;РОИВ;1\n").to_string(),
            "row 1: the header lacks organization (Наименование организации), perhaps written as \"Наименованеи \
             организации\"; ogrn (ОГРН); region_code (Код региона)"
        );
    }

    #[test]
    fn two_columns_for_one_field_are_an_error() {
        assert_eq!(
            error("url;Организация;ОГРН;level;region_code;\"Ссылка\nна страницу\"\n").to_string(),
            "row 1: the columns \"url\" and \"Ссылка на страницу\" both mean page_url (Ссылка на страницу); leave one of them"
        );
    }

    #[test]
    fn a_file_without_any_row_is_empty() {
        for text in ["", "\u{feff}", "\r\n\r\n", ";;;\n;;"] {
            assert_eq!(error(text), RegistryError::Empty, "{text:?}");
        }
    }

    #[test]
    fn titles_above_the_header_are_passed_over_and_unknown_columns_told() {
        let text = "Реестр страниц;;;;;;\n\nСсылка;Организация;ОГРН;Уровень;Регион;ID ЛКО ПОС;Примечание\n\
                    club1;Дума;1027301172106;РОИВ;73;5;;\n";
        let (registry, problems) = sample::read_csv(text);
        assert_eq!(problems, []);
        assert_eq!((registry.entries()[0].row, registry.unknown_columns()), (4, &["Примечание".to_owned()][..]));
    }

    #[test]
    fn a_region_for_all_rows_makes_its_column_needless_and_yields_to_a_rows_own() {
        let options = RegistryOptions { region_code: RegionCode::parse("73").ok() };
        let read = |text: &str| Registry::read(text.as_bytes(), RegistryFormat::Csv, &options, &AllRegions).unwrap().0;
        let region = |text: &str| read(text).entries()[0].organization.region_code.unwrap().to_string();
        assert_eq!(region("url,organization,ogrn,level,opa_id\nclub1,Дума,1027301172106,РОИВ,5\n"), "73");
        assert_eq!(region("url,organization,ogrn,level,opa_id,region\nclub1,Дума,1027301172106,РОИВ,5,03\n"), "03");
        let unknown = RegistryOptions { region_code: RegionCode::parse("99").ok() };
        let result = Registry::read(b"", RegistryFormat::Csv, &unknown, &AllRegions);
        assert_eq!(result.unwrap_err(), RegistryError::DefaultRegion { value: "99".to_owned() });
    }

    #[test]
    fn a_spreadsheet_names_the_sheet_that_looks_most_like_a_registry() {
        let bytes = sample::ods(
            "<table:table-row><table:table-cell><text:p>ОГРН</text:p></table:table-cell></table:table-row>",
        );
        let result = Registry::read(&*bytes, RegistryFormat::Ods, &RegistryOptions::default(), &AllRegions);
        assert!(result.unwrap_err().to_string().starts_with("sheet \"Лист1\", row 1: the header lacks page_url"));
    }
}
