//! Tests: sheets of an ODS as people and `LibreOffice` make them.

use super::*;
use crate::registry::sample::{self, AllRegions};
use crate::registry::{Registry, RegistryFormat, RegistryOptions};

fn read(rows: &str) -> Result<(Registry, Vec<crate::model::RowProblem>), RegistryError> {
    let file = sample::ods(rows);
    Registry::read(&*file, RegistryFormat::Ods, &RegistryOptions::default(), &AllRegions)
}

fn cells(texts: &[&str]) -> String {
    let cell = |text: &&str| ["<table:table-cell><text:p>", text, "</text:p></table:table-cell>"].concat();
    texts.iter().map(cell).collect()
}

const HEADER: [&str; 6] = ["page_url", "organization", "ogrn", "level", "region_code", "opa_id"];
const DATA: [&str; 6] = ["club1", "A<text:s/>B &amp; C", "1027301172106", "regional", "73", "5"];

#[test]
fn a_repetition_of_a_million_rows_moves_only_the_row_number() {
    let rows = format!(
        "<table:table-row>{}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         <table:table-row>{}</table:table-row>",
        cells(&HEADER),
        cells(&DATA)
    );
    let (registry, problems) = read(&rows).unwrap();
    assert_eq!(problems, []);
    assert_eq!(registry.entries()[0].row, 1_000_002);
    assert_eq!(registry.entries()[0].organization.name.as_ref(), "A B & C");
}

#[test]
fn a_note_on_a_cell_is_not_its_text() {
    let note = "<office:annotation><text:p>проверить!</text:p></office:annotation>";
    let header = cells(&HEADER).replacen("<text:p>", &format!("{note}<text:p>"), 1);
    let rows =
        format!("<table:table-row>{header}</table:table-row><table:table-row>{}</table:table-row>", cells(&DATA));
    assert_eq!(read(&rows).unwrap().0.len(), 1);
}

#[test]
fn a_document_that_ends_in_the_middle_is_no_endless_loop() {
    let whole = format!("<table:table-row>{}</table:table-row>", cells(&HEADER));
    let content = sample::ods_content(&whole);
    let cut = &content[..content.find("</table:table>").unwrap()];
    let bytes = sample::ods_with_content(cut);
    let result = Registry::read(&*bytes, RegistryFormat::Ods, &RegistryOptions::default(), &AllRegions);
    assert!(result.is_ok_and(|(registry, _)| registry.is_empty()));
}
