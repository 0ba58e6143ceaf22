//! Registries for tests: the fixtures, small ones made of text, and packages made of parts.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Regions, Registry, RegistryFormat, RegistryOptions};
use crate::model::{Oktmo, RegionCode, RowProblem};

/// Regions 03 and 73 and the three odd codes; a municipality lies in the region of its first two digits.
pub(super) struct AllRegions;

impl Regions for AllRegions {
    fn knows(&self, code: RegionCode) -> bool {
        ["03", "73", "111", "711", "7114"].contains(&code.to_string().as_str())
    }

    fn contains(&self, code: RegionCode, oktmo: Oktmo) -> bool {
        oktmo.to_string().starts_with(&code.to_string()[..2])
    }

    fn of(&self, oktmo: Oktmo) -> Option<RegionCode> {
        let code = RegionCode::parse(oktmo.to_string().get(..2)?).ok()?;
        Some(code).filter(|code| self.knows(*code))
    }
}

/// The bytes of a fixture.
pub(super) fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/../../tests/fixtures/registry/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Reads a fixture.
pub(super) fn read(name: &str) -> (Registry, Vec<RowProblem>) {
    let bytes = file(name);
    let format = RegistryFormat::detect(name, &bytes);
    Registry::read(&*bytes, format, &RegistryOptions::default(), &AllRegions).unwrap()
}

/// Reads a CSV.
pub(super) fn read_csv(text: &str) -> (Registry, Vec<RowProblem>) {
    Registry::read(text.as_bytes(), RegistryFormat::Csv, &RegistryOptions::default(), &AllRegions).unwrap()
}

/// What is said of the rows, with the number of each.
pub(super) fn rows_of(problems: &[RowProblem]) -> Vec<u32> {
    let mut rows: Vec<u32> = problems.iter().filter_map(|problem| problem.place.row).collect();
    rows.dedup();
    rows
}

/// A package of these parts.
pub(super) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The content of an ODS with one sheet of these rows.
pub(super) fn ods_content(rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>\
         <table:table table:name=\"Лист1\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
}

/// An ODS with this content.
pub(super) fn ods_with_content(content: &str) -> Vec<u8> {
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

/// An ODS with one sheet of these rows.
pub(super) fn ods(rows: &str) -> Vec<u8> {
    ods_with_content(&ods_content(rows))
}
