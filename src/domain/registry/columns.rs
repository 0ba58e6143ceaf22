//! Which column of a table is which field: by a header of one row or of two.

use super::aliases::{self, Rank};
use super::cell::Cell;
use super::field::Field;
use super::header::Line;
use crate::model::MissingColumn;

/// One column as its header names it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Heading {
    /// As written; of a header of two rows what makes its meaning.
    text: String,
    found: Option<(Field, Rank)>,
}

/// Which cell of a row is which field.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    places: [Option<u16>; Field::COUNT],
    headings: Vec<Heading>,
}

/// Two columns for one field, equally near to its official header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Twice {
    pub field: Field,
    pub columns: [u16; 2],
}

impl Columns {
    fn of(headings: Vec<Heading>) -> Self {
        let mut places: [Option<(u16, Rank)>; Field::COUNT] = [None; Field::COUNT];
        for (place, heading) in (0..).zip(&headings) {
            let Some((field, rank)) = heading.found else { continue };
            let known = &mut places[field.index()];
            if known.is_none_or(|(_, best)| rank < best) {
                *known = Some((place, rank));
            }
        }
        Self { places: places.map(|known| known.map(|(place, _)| place)), headings }
    }

    /// The columns by a header of one row.
    pub fn by_row(line: &Line<'_, '_>) -> Self {
        let heading = |cell: &Cell<'_>| {
            let text = cell.text().into_owned();
            Heading { found: aliases::find(&text), text }
        };
        Self::of(line.cells.iter().map(heading).collect())
    }

    /// The columns by a header of two rows, where the lower one can be part of it: it makes a column known that was not,
    /// and where the upper one does already, it says nothing or the same field. What the upper row says over several
    /// columns is said of each; where nothing is merged, what stands to the left. A column that the upper row makes known
    /// stays so where the lower one only says it more finely («Регион», «Код»), if the lower row makes others known.
    pub fn by_two_rows(&self, across: &[(usize, usize)], line: &Line<'_, '_>) -> Option<Self> {
        let width = self.headings.len().max(line.cells.len());
        let mut headings = Vec::with_capacity(width);
        let (mut group, mut more_known, mut kept) = (String::new(), 0_usize, 0_usize);
        if line.cells.iter().any(|cell| is_of_data(&cell.text())) {
            return None;
        }
        for place in 0..width {
            let upper = self.headings.get(place).cloned().unwrap_or_default();
            let lower = line.cells.get(place).map(|cell| cell.text().into_owned()).unwrap_or_default();
            if !upper.text.is_empty() {
                group.clone_from(&upper.text);
            }
            if lower.is_empty() || lower == upper.text {
                // over several columns it is the heading of a group, and none of theirs
                let is_group = across.iter().any(|(first, _)| *first == place) && !line.cells.is_empty();
                let found = upper.found.filter(|_| !is_group || lower == upper.text);
                headings.push(Heading { found, ..upper });
                continue;
            }
            let joined = format!("{group} {lower}");
            let found = aliases::find(&joined).or_else(|| aliases::find(&lower));
            if upper.found.is_some() && found.is_none() {
                kept += 1;
                headings.push(Heading { text: joined, found: upper.found });
                continue;
            }
            let is_other = found.map(|(field, _)| field) != upper.found.map(|(field, _)| field);
            more_known += usize::from(found.is_some() && is_other);
            headings.push(Heading { text: lower, found });
        }
        (more_known > usize::from(kept > 0)).then(|| Self::of(headings))
    }

    /// The column of a field.
    pub fn place(&self, field: Field) -> Option<u16> {
        self.places[field.index()]
    }

    /// The columns of all fields, in the order of [`Field::ALL`].
    pub const fn places(&self) -> &[Option<u16>; Field::COUNT] {
        &self.places
    }

    /// How many fields have a column.
    pub fn known(&self) -> usize {
        self.places.iter().flatten().count()
    }

    /// How many columns the header has.
    pub fn width(&self) -> usize {
        self.headings.len()
    }

    /// Every column that has a header: its place, its header, and the field it is read as.
    pub fn all(&self) -> impl Iterator<Item = (u16, &str, Option<Field>)> {
        let read = |place, heading: &Heading| {
            let (field, _) = heading.found?;
            (self.place(field) == Some(place)).then_some(field)
        };
        let named = (0..).zip(&self.headings).filter(|(_, heading)| !heading.text.is_empty());
        named.map(move |(place, heading)| (place, heading.text.as_str(), read(place, heading)))
    }

    /// The text of the header of a column.
    pub fn text(&self, place: u16) -> &str {
        self.headings.get(usize::from(place)).map_or("", |heading| &heading.text)
    }

    /// Columns for a field that another one is read as: the field and the column.
    pub fn second(&self) -> impl Iterator<Item = (Field, u16)> {
        let is_second = |(place, heading): (u16, &Heading)| {
            let (field, _) = heading.found?;
            (self.place(field) != Some(place)).then_some((field, place))
        };
        (0..).zip(&self.headings).filter_map(is_second)
    }

    /// The first two columns between which nobody can choose.
    pub fn twice(&self) -> Option<Twice> {
        self.second().find_map(|(field, second)| {
            let first = self.place(field)?;
            let rank = |place: u16| self.headings.get(usize::from(place))?.found.map(|(_, rank)| rank);
            (rank(first) == rank(second)).then_some(Twice { field, columns: [first, second] })
        })
    }

    /// Whether this is a header: it must name the page, and the organisation or its OGRN.
    pub fn is_header(&self) -> bool {
        self.essential().next().is_none()
    }

    fn essential(&self) -> impl Iterator<Item = Field> {
        let has = |field| self.place(field).is_some();
        let page = (!has(Field::PageUrl) && !has(Field::GroupId)).then_some(Field::PageUrl);
        let name = (!has(Field::Organization) && !has(Field::Ogrn)).then_some(Field::Organization);
        page.into_iter().chain(name)
    }

    /// What keeps this from being a header.
    pub fn missing(&self) -> Vec<MissingColumn> {
        self.with_nearest(self.essential()).map(|(_, missing)| missing).collect()
    }

    /// Fields that most pages need and that have no column.
    pub fn wanted(&self, has_default_region: bool) -> impl Iterator<Item = (Field, MissingColumn)> {
        let is_needless = move |field| has_default_region && field == Field::RegionCode;
        let lacks = move |field: &Field| self.place(*field).is_none() && !is_needless(*field);
        self.with_nearest(Field::WANTED.into_iter().filter(lacks))
    }

    /// Each with the header most like it; one header is named once.
    fn with_nearest(&self, fields: impl Iterator<Item = Field>) -> impl Iterator<Item = (Field, MissingColumn)> {
        let mut named = vec![false; self.headings.len()];
        fields.map(move |field| {
            let unnamed = || self.headings.iter().enumerate().filter(|(place, _)| !named[*place]);
            let unknown = unnamed().filter(|(_, heading)| heading.found.is_none());
            let alike = unknown.filter_map(|(place, heading)| Some((aliases::likeness(field, &heading.text)?, place)));
            let misspelt = alike.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, place)| place);
            let longer =
                || unnamed().find(|(_, heading)| aliases::has_words(field, &heading.text)).map(|(place, _)| place);
            let nearest = misspelt.or_else(longer).map(|place| {
                named[place] = true;
                self.headings[place].text.clone()
            });
            (field, MissingColumn { field: field.english(), nearest })
        })
    }
}

/// How many known headers a row of cells holds: by this the parting sign of a CSV is guessed.
pub(super) fn known_headers(cells: &[Cell<'_>]) -> usize {
    let mut known = [false; Field::COUNT];
    for (field, _) in cells.iter().filter_map(|cell| aliases::find(&cell.text())) {
        known[field.index()] = true;
    }
    known.into_iter().filter(|is_known| *is_known).count()
}

/// Whether the text is one of data and of no header: an address, or a number of some length.
fn is_of_data(text: &str) -> bool {
    const LONGEST_NUMBER_OF_HEADERS: usize = 4;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.contains("://") || digits > LONGEST_NUMBER_OF_HEADERS
}

/// Whether the row numbers the columns, as forms do below their header: 1, 2, 3, ..., in brackets, with full stops or with
/// what a column is the sum of («9=5+6»), perhaps with letters first; or А, Б, В, ... alone.
pub(super) fn are_numbers(cells: &[Cell<'_>]) -> bool {
    const FEWEST: usize = 3;
    let texts: Vec<_> = cells.iter().map(Cell::text).filter(|text| !text.is_empty()).collect();
    let letters = texts.iter().take_while(|text| text.chars().count() == 1 && text.chars().all(char::is_alphabetic));
    let letters = letters.count();
    let numbers = &texts[letters..];
    let value = |text: &str| {
        let bare = text.trim_matches(['(', ')', ' ']).trim_end_matches(".0").trim_end_matches('.');
        bare.split('=').next()?.trim().parse::<u32>().ok()
    };
    if numbers.is_empty() {
        return texts.len() >= FEWEST && are_letters_in_order(&texts);
    }
    texts.len() >= FEWEST
        && numbers.first().is_some_and(|first| value(first).is_some_and(|first| first <= 3))
        && numbers
            .windows(2)
            .all(|pair| value(&pair[0]).zip(value(&pair[1])).is_some_and(|(one, next)| next == one + 1))
}

/// Whether single letters follow one another as in the alphabet, from its first on.
fn are_letters_in_order(texts: &[std::borrow::Cow<'_, str>]) -> bool {
    const ALPHABETS: [&str; 3] =
        ["абвгдежзийклмнопрстуфхцчшщэюя", "абвгдеёжзийклмнопрстуфхцчшщэюя", "abcdefghijklmnopqrstuvwxyz"];
    let row: String = texts.iter().map(|text| text.to_lowercase()).collect();
    ALPHABETS.iter().any(|alphabet| alphabet.starts_with(&row))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&'static str]) -> Vec<Cell<'static>> {
        texts.iter().map(|text| Cell::Text((*text).into())).collect()
    }

    fn columns(upper: &[&'static str], across: &[(usize, usize)], lower: &[&'static str]) -> Option<Columns> {
        let (mut upper, mut lower) = (cells(upper), cells(lower));
        let first = Columns::by_row(&Line { row: 1, cells: &mut upper, across });
        first.by_two_rows(across, &Line { row: 2, cells: &mut lower, across: &[] })
    }

    fn fields(columns: &Columns) -> Vec<Option<&'static str>> {
        columns.all().map(|(_, _, field)| field.map(Field::english)).collect()
    }

    #[test]
    fn a_header_of_two_rows_is_read_with_its_groups() {
        let upper = ["Ссылка на страницу", "Организация", "", "Подключена к ПОС", ""];
        let lower = ["", "Наименование", "ОГРН", "сообщения", "опросы"];
        for across in [&[(1, 2), (3, 4)][..], &[]] {
            let both = columns(&upper, across, &lower).unwrap();
            let expected =
                ["page_url", "organization", "ogrn", "messages_connected", "polls_connected"].map(Some).to_vec();
            assert_eq!(fields(&both), expected);
        }
    }

    #[test]
    fn what_the_lower_row_only_says_more_finely_stays_known() {
        let upper = ["№", "Организация", "", "Страница ВКонтакте", ""];
        let lower = ["", "Полное наименование", "ОГРН", "Адрес", "Уровень"];
        for across in [&[(1, 2), (3, 4)][..], &[]] {
            let both = columns(&upper, across, &lower).unwrap();
            let expected = [None, Some("organization"), Some("ogrn"), Some("page_url"), Some("level")].to_vec();
            assert_eq!(fields(&both), expected);
        }
        let upper = ["№", "Организация", "", "Страница", "", "Регион"];
        let lower = ["п/п", "Наименование", "ОГРН", "Ссылка ВК", "Уровень", "Код"];
        let both = columns(&upper, &[(1, 2)], &lower).unwrap();
        let expected = ["organization", "ogrn", "page_url", "level", "region_code"].map(Some);
        assert_eq!(fields(&both)[1..], expected);
    }

    #[test]
    fn a_row_of_data_is_no_second_row_of_a_header() {
        let upper = ["Ссылка", "Наименование", "Тип"];
        assert!(columns(&upper, &[], &["https://vk.com/a", "Школа", "Регион"]).is_none());
        assert!(columns(&upper, &[], &["", "", "школа"]).is_none());
        assert!(columns(&upper, &[], &[]).is_none());
    }

    #[test]
    fn the_nearest_of_two_columns_to_the_official_header_is_read() {
        let mut row = cells(&["Организация", "Ссылка", "Наименование организации", "url"]);
        let columns = Columns::by_row(&Line { row: 1, cells: &mut row, across: &[] });
        assert_eq!(fields(&columns), [None, None, Some("organization"), Some("page_url")]);
        assert_eq!(columns.second().collect::<Vec<_>>(), [(Field::Organization, 0), (Field::PageUrl, 1)]);
        assert_eq!(columns.twice(), None);
        let mut row = cells(&["ОГРН", "ogrn"]);
        let columns = Columns::by_row(&Line { row: 1, cells: &mut row, across: &[] });
        assert_eq!(columns.twice(), Some(Twice { field: Field::Ogrn, columns: [0, 1] }));
    }

    #[test]
    fn a_row_of_column_numbers_is_known() {
        for row in [
            &["1", "2", "3"][..],
            &["А", "Б", "1", "2"],
            &["", "1", "2", "3"],
            &["2", "3", "4"],
            &["(1)", "(2)", "(3)"],
            &["1.", "2.", "3."],
            &["1", "2", "3=1+2"],
            &["А", "Б", "В"],
        ] {
            assert!(are_numbers(&cells(row)), "{row:?}");
        }
        for row in [&["1", "2"][..], &["1", "3", "4"], &["1", "vk.com/a", "3"], &["А", "В", "Б"], &["Б", "В", "Г"], &[]]
        {
            assert!(!are_numbers(&cells(row)), "{row:?}");
        }
    }
}
