//! A registry written as a file that reads back to the same registry: CSV, TOML, XLSX. What was inherited is written out,
//! what is unknown stays empty.

use std::borrow::Cow;
use std::io::{self, Write};

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::csv::guarded;
use super::field::Field;
use super::{Absent, Entry, Registry};
use crate::model::{Level, Organization, PollsOf};

/// In which language a written registry's headers and words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Headers {
    /// «Ссылка на страницу», «да».
    #[default]
    Russian,
    /// `page_url`, `true`.
    English,
}

/// UTF-8's mark: without it Excel takes the file for Windows-1251.
const BOM: &str = "\u{feff}";
/// How wide the columns of a sheet are, in characters, in the order of [`Field::ALL`].
const WIDTHS: [f64; Field::COUNT] =
    [36.0, 60.0, 16.0, 12.0, 12.0, 34.0, 12.0, 12.0, 16.0, 16.0, 16.0, 28.0, 16.0, 34.0, 28.0, 16.0];
/// The longest chain of bodies that is followed.
const LONGEST_CHAIN: usize = 32;

/// One row of a written registry: a page, or an organisation without one.
#[derive(Clone, Copy)]
enum Row<'a> {
    Page(&'a Entry),
    Absent(&'a Absent),
}

impl<'a> Row<'a> {
    fn organization(self) -> &'a Organization {
        match self {
            Self::Page(entry) => &entry.organization,
            Self::Absent(absent) => &absent.organization,
        }
    }

    fn founder(self) -> Option<&'a str> {
        match self {
            Self::Page(entry) => entry.founder.as_deref(),
            Self::Absent(absent) => absent.founder.as_deref(),
        }
    }
}

impl Headers {
    const fn of(self, field: Field) -> &'static str {
        match self {
            Self::Russian => field.russian(),
            Self::English => field.english(),
        }
    }

    /// A subordinate organisation's body is told where its row does not lead to it.
    const fn level(self, level: Level, body: Option<Level>) -> &'static str {
        match (self, level, body) {
            (Self::Russian, Level::Regional, _) => "РОИВ",
            (Self::Russian, Level::Municipal, _) => "ОМСУ",
            (Self::Russian, Level::Subordinate, Some(Level::Regional)) => "Подвед РОИВ",
            (Self::Russian, Level::Subordinate, Some(Level::Municipal)) => "Подвед ОМСУ",
            (Self::Russian, Level::Subordinate, _) => "Подвед",
            (Self::English, Level::Subordinate, Some(Level::Regional)) => "subordinate (regional)",
            (Self::English, Level::Subordinate, Some(Level::Municipal)) => "subordinate (municipal)",
            (Self::English, _, _) => level.as_str(),
        }
    }

    const fn boolean(self, value: bool) -> &'static str {
        match (self, value) {
            (Self::Russian, true) => "да",
            (Self::Russian, false) => "нет",
            (Self::English, true) => "true",
            (Self::English, false) => "false",
        }
    }

    const fn polls_of(self, polls_of: PollsOf) -> &'static str {
        match (self, polls_of) {
            (Self::Russian, PollsOf::Municipality) => "муниципалитет",
            (Self::Russian, PollsOf::Region) => "регион",
            (Self::English, PollsOf::Municipality) => "municipality",
            (Self::English, PollsOf::Region) => "region",
        }
    }

    /// What stands in place of the address of a page that there is not.
    const fn no_page(self) -> &'static str {
        match self {
            Self::Russian => "нет",
            Self::English => "no",
        }
    }

    /// The text of one field of a row; empty where there is nothing.
    fn text<'a>(self, registry: &Registry, field: Field, row: Row<'a>) -> Cow<'a, str> {
        fn shown<'a>(value: Option<impl ToString>) -> Cow<'a, str> {
            value.map(|value| Cow::Owned(value.to_string())).unwrap_or_default()
        }
        let organization = row.organization();
        match field {
            Field::PageUrl => Cow::Borrowed(match row {
                Row::Page(entry) => &entry.url,
                Row::Absent(absent) if absent.said.is_empty() => self.no_page(),
                Row::Absent(absent) => &absent.said,
            }),
            Field::Organization => Cow::Borrowed(&organization.name),
            Field::Ogrn => shown(organization.ogrn),
            Field::Level => {
                let body = organization.body_level.filter(|_| !registry.leads_to_body(organization));
                Cow::Borrowed(organization.level.map(|level| self.level(level, body)).unwrap_or_default())
            }
            Field::RegionCode => shown(organization.region_code),
            Field::Municipality => Cow::Borrowed(organization.municipality.as_deref().unwrap_or_default()),
            Field::Oktmo => shown(organization.oktmo),
            Field::OpaId => shown(organization.opa_id),
            Field::MessagesConnected => Cow::Borrowed(self.said(organization.messages_connected)),
            Field::PollsConnected => Cow::Borrowed(self.said(organization.polls_connected)),
            Field::PollsOf => Cow::Borrowed(organization.polls_of.map(|of| self.polls_of(of)).unwrap_or_default()),
            Field::NoPageReason => match row {
                Row::Page(_) => Cow::Borrowed(""),
                Row::Absent(absent) => Cow::Borrowed(absent.reason.as_deref().unwrap_or_default()),
            },
            Field::ParentOgrn => shown(organization.parent_ogrn),
            Field::Founder => Cow::Borrowed(row.founder().unwrap_or_default()),
            Field::ContactEmail => Cow::Borrowed(organization.contact_email.as_deref().unwrap_or_default()),
            // the address has it
            Field::GroupId => Cow::Borrowed(""),
        }
    }

    fn said(self, value: Option<bool>) -> &'static str {
        value.map(|value| self.boolean(value)).unwrap_or_default()
    }
}

/// What is written reads back to the same entries and organisations without a page. One exception: a row below a parent
/// that was itself set aside loses that parent.
impl Registry {
    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.iter().map(Row::Page).chain(self.without_page().iter().map(Row::Absent))
    }

    /// The columns that are written. Founders by name only where there are any.
    fn written(&self) -> Vec<Field> {
        let has_founders = self.rows().any(|row| row.founder().is_some());
        let is_written = |field: &Field| match field {
            Field::Founder => has_founders,
            Field::GroupId => false,
            _ => true,
        };
        Field::ALL.into_iter().filter(is_written).collect()
    }

    /// Whether the chain of OGRNs leads to a body of the level that the organisation's body has.
    fn leads_to_body(&self, organization: &Organization) -> bool {
        let mut parent = organization.parent_ogrn;
        for _ in 0..LONGEST_CHAIN {
            let Some(above) = parent.and_then(|ogrn| self.by_ogrn(ogrn).next()) else { return false };
            if matches!(above.organization.level, Some(Level::Regional | Level::Municipal)) {
                return above.organization.level == organization.body_level;
            }
            parent = above.organization.parent_ogrn;
        }
        false
    }

    /// Writes the registry as CSV as Russian spreadsheets want it: `;`, UTF-8 with its mark, CRLF. A text that a
    /// spreadsheet would run as a formula gets an apostrophe before it, which reading takes off again.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_csv(&self, headers: Headers, mut out: impl Write) -> io::Result<()> {
        out.write_all(BOM.as_bytes())?;
        let written = self.written();
        let names: Vec<_> = written.iter().map(|field| headers.of(*field)).collect();
        write!(out, "{}\r\n", names.join(";"))?;
        let mut line = String::new();
        for row in self.rows() {
            line.clear();
            for (place, field) in written.iter().enumerate() {
                if place > 0 {
                    line.push(';');
                }
                push_cell(&mut line, &guarded(&headers.text(self, *field, row)));
            }
            line.push_str("\r\n");
            out.write_all(line.as_bytes())?;
        }
        out.flush()
    }

    /// Writes the registry as TOML, one `[[page]]` for each entry.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_toml(&self, mut out: impl Write) -> io::Result<()> {
        if self.rows().next().is_none() {
            out.write_all(b"page = []\n")?;
        }
        let written = self.written();
        for (place, row) in self.rows().enumerate() {
            out.write_all(if place == 0 { b"[[page]]\n" } else { b"\n[[page]]\n" })?;
            for field in written.iter().copied() {
                let text = Headers::English.text(self, field, row);
                if text.is_empty() {
                    continue;
                }
                match field {
                    Field::MessagesConnected | Field::PollsConnected => writeln!(out, "{} = {text}", field.english())?,
                    _ => writeln!(out, "{} = {}", field.english(), ::toml::Value::String(text.into_owned()))?,
                }
            }
        }
        out.flush()
    }

    /// Writes the registry as an XLSX workbook. All cells are texts: digits keep their leading zeros, and nothing is run
    /// as a formula.
    ///
    /// # Errors
    /// What the writer says, and a text longer than a cell may hold.
    pub fn write_xlsx(&self, headers: Headers, mut out: impl Write) -> io::Result<()> {
        let workbook = self.workbook(headers).and_then(|mut workbook| workbook.save_to_buffer());
        out.write_all(&workbook.map_err(io::Error::other)?)?;
        out.flush()
    }

    fn workbook(&self, headers: Headers) -> Result<Workbook, XlsxError> {
        let mut workbook = Workbook::new();
        // rows go to a temporary file at once: in memory 200,000 of them would take a gigabyte
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(match headers {
            Headers::Russian => "Реестр",
            Headers::English => "Registry",
        })?;
        sheet.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        let written = self.written();
        for (column, field) in (0..).zip(&written) {
            sheet.set_column_width(column, WIDTHS[field.index()])?;
            sheet.write_string_with_format(0, column, headers.of(*field), &bold)?;
        }
        for (number, row) in (1..).zip(self.rows()) {
            for (column, field) in (0..).zip(&written) {
                let text = headers.text(self, *field, row);
                if !text.is_empty() {
                    sheet.write_string(number, column, text)?;
                }
            }
        }
        Ok(workbook)
    }
}

fn push_cell(line: &mut String, text: &str) {
    if text.contains([';', '"', '\n', '\r']) {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;
    use crate::registry::sample::{self, AllRegions};
    use crate::registry::{RegistryFormat, RegistryOptions};

    fn written(registry: &Registry) -> Vec<(RegistryFormat, Vec<u8>)> {
        let mut files = Vec::new();
        for headers in [Headers::Russian, Headers::English] {
            let (mut csv, mut xlsx) = (Vec::new(), Vec::new());
            registry.write_csv(headers, &mut csv).unwrap();
            registry.write_xlsx(headers, &mut xlsx).unwrap();
            files.extend([(RegistryFormat::Csv, csv), (RegistryFormat::Xlsx, xlsx)]);
        }
        let mut toml = Vec::new();
        registry.write_toml(&mut toml).unwrap();
        files.push((RegistryFormat::Toml, toml));
        files
    }

    /// The entries but for the number of the row they come from.
    fn content(registry: &Registry) -> Vec<Entry> {
        registry.iter().map(|entry| Entry { row: 0, sheet: None, ..entry.clone() }).collect()
    }

    fn reads_back(registry: &Registry) {
        for (format, bytes) in written(registry) {
            let (again, problems) = Registry::read(&*bytes, format, &RegistryOptions::default(), &AllRegions).unwrap();
            assert_eq!(problems, [], "{format:?}");
            assert_eq!(content(&again), content(registry), "{format:?}");
            assert_eq!(again.unknown_columns(), Vec::<&str>::new());
        }
    }

    #[test]
    fn a_whole_region_reads_back_from_every_format() {
        let (registry, problems) = sample::read("region.csv");
        assert_eq!((registry.len(), problems), (300, Vec::new()));
        reads_back(&registry);
    }

    #[test]
    fn a_registry_without_a_page_reads_back_too() {
        reads_back(&Registry::default());
    }

    #[test]
    fn a_spreadsheet_finds_no_formula_in_what_is_written() {
        let file = "page_url;organization;ogrn;level;region_code;opa_id\n\"'@ul\";\"'=HYPERLINK(\"\"x\"\")\";1027301172106;regional;73;5\n";
        let (registry, _) = sample::read_csv(file);
        assert_eq!(registry.entries()[0].url.as_ref(), "@ul");
        let mut csv = Vec::new();
        registry.write_csv(Headers::English, &mut csv).unwrap();
        let csv = String::from_utf8(csv).unwrap();
        assert!(csv.starts_with("\u{feff}page_url;"));
        assert!(csv.contains("\r\n'@ul;\"'=HYPERLINK(\"\"x\"\")\";"), "{csv}");
        reads_back(&registry);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn any_texts_read_back_from_every_format(
            names in proptest::collection::vec("[ -~а-яё'=+@;\"\\\\_x0-9\u{1}\n\r\t\u{a0}\u{2028}🎓-]{1,12}", 1..4),
            municipality in "[=+'@\";,а-я]{0,8}",
        ) {
            let mut file = "organization;page_url;ogrn;level;region_code;municipality;opa_id;contact_email\n".to_owned();
            for (number, name) in names.iter().enumerate() {
                let body = 102_730_117_000 + number;
                let (name, municipality) = (name.replace('"', "\"\""), municipality.replace('"', "\"\""));
                writeln!(file, "\"{name}\";club{};{body}{};regional;73;\"{municipality}\";5;'+a@b", number + 1, body % 11 % 10).unwrap();
            }
            let (registry, _) = sample::read_csv(&file);
            reads_back(&registry);
        }
    }
}
