//! Tests: whatever bytes come as a registry, reading ends with rows, problems or an error.

use std::io::{Cursor, Read};

use encoding_rs::WINDOWS_1251;
use proptest::prelude::*;
use zip::ZipArchive;

use super::sample::{self, AllRegions};
use super::{Registry, RegistryError, RegistryFormat, RegistryOptions};
use crate::model::RowProblem;

const FORMATS: [RegistryFormat; 4] =
    [RegistryFormat::Csv, RegistryFormat::Xlsx, RegistryFormat::Ods, RegistryFormat::Toml];

fn read(bytes: &[u8], format: RegistryFormat) -> Result<(Registry, Vec<RowProblem>), RegistryError> {
    Registry::read(bytes, format, &RegistryOptions::default(), &AllRegions)
}

/// Reads and checks what holds of every registry.
fn survives(bytes: &[u8], format: RegistryFormat) {
    if let Ok((registry, problems)) = read(bytes, format) {
        let bad = |row: u32| problems.iter().any(|problem| problem.place.row == Some(row));
        let rows = sample::rows_of(&problems);
        assert!(format != RegistryFormat::Csv || registry.iter().all(|entry| !bad(entry.row)));
        assert!(format != RegistryFormat::Csv || rows.len() == registry.set_aside());
        for entry in &registry {
            assert_eq!(registry.by_address(&entry.address), Some(entry));
            let of_ogrn = entry.organization.ogrn.map(|ogrn| registry.by_ogrn(ogrn).any(|found| found == entry));
            assert_ne!(of_ogrn, Some(false));
        }
    }
}

fn mutated(mut bytes: Vec<u8>, changes: &[(u16, u8)], cut: Option<u16>) -> Vec<u8> {
    for (place, value) in changes {
        let place = usize::from(*place) % bytes.len().max(1);
        if let Some(byte) = bytes.get_mut(place) {
            *byte = *value;
        }
    }
    if let Some(cut) = cut {
        bytes.truncate(usize::from(cut) % (bytes.len() + 1));
    }
    bytes
}

/// A package with one of its parts replaced.
fn with_part(package: &[u8], part: usize, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(package)).unwrap();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        parts.push((file.name().unwrap().into_owned(), bytes));
    }
    let part = part % parts.len();
    parts[part].1 = change(std::mem::take(&mut parts[part].1));
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    sample::zip(&parts)
}

#[test]
fn the_same_rows_come_out_of_every_format_and_encoding() {
    let (expected, problems) = sample::read("russian.csv");
    assert_eq!((expected.len(), problems), (4, Vec::new()));
    let text = String::from_utf8(sample::file("russian.csv")).unwrap();
    let (windows_1251, _, lossy) = WINDOWS_1251.encode(&text);
    assert!(!lossy);
    let utf_16 = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    for bytes in [
        windows_1251.into_owned(),
        format!("\u{feff}{text}").into_bytes(),
        [&b"\xff\xfe"[..], &utf_16(u16::to_le_bytes)].concat(),
        [&b"\xfe\xff"[..], &utf_16(u16::to_be_bytes)].concat(),
        utf_16(u16::to_le_bytes),
        text.replace('\n', "\n\n").into_bytes(),
    ] {
        let (registry, problems) = read(&bytes, RegistryFormat::Csv).unwrap();
        assert_eq!(problems, []);
        let content = |registry: &Registry| registry.iter().map(|entry| entry.organization.clone()).collect::<Vec<_>>();
        assert_eq!(content(&registry), content(&expected));
    }
    for name in ["numbers.xlsx", "numbers.ods"] {
        let (registry, problems) = sample::read(name);
        assert_eq!(problems, [], "{name}");
        assert_eq!(registry.unknown_columns(), ["Примечание"], "{name}");
        for (entry, expected) in registry.iter().zip(expected.entries()) {
            assert_eq!(entry.organization, expected.organization, "{name}");
            assert_eq!((entry.url.as_ref(), entry.row), (expected.url.as_ref(), expected.row + 2), "{name}");
        }
        assert_eq!(registry.len(), expected.len(), "{name}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for format in FORMATS {
            survives(&bytes, format);
        }
        survives(&[b"PK\x03\x04", &bytes[..]].concat(), RegistryFormat::detect("", &bytes));
    }

    #[test]
    fn any_cells_under_a_good_header_are_read_or_refused(
        cells in proptest::collection::vec("[ \"'=;,\n\ra-zа-я0-9@.+-]{0,9}|[0-9]{13}|club[1-3]|да|regional|subordinate|03", 0..60),
    ) {
        let header = "page_url;organization;ogrn;level;region_code;municipality;oktmo;opa_id;messages_connected;parent_ogrn";
        let rows: Vec<String> = cells.chunks(10).map(|row| row.join(";")).collect();
        survives(format!("{header}\n{}", rows.join("\n")).as_bytes(), RegistryFormat::Csv);
    }

}

proptest! {
    // each case packs, unpacks and reads several files
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_file_is_read_or_refused(
        changes in proptest::collection::vec((any::<u16>(), any::<u8>()), 0..8),
        cut in proptest::option::weighted(0.2, any::<u16>()),
    ) {
        for (name, format) in [
            ("russian.csv", RegistryFormat::Csv),
            ("small.toml", RegistryFormat::Toml),
            ("numbers.xlsx", RegistryFormat::Xlsx),
            ("numbers.ods", RegistryFormat::Ods),
        ] {
            survives(&mutated(sample::file(name), &changes, cut), format);
        }
    }

    #[test]
    fn a_damaged_part_of_a_sound_package_is_read_or_refused(
        part in 0_usize..8,
        changes in proptest::collection::vec((any::<u16>(), prop_oneof![any::<u8>(), proptest::sample::select(b"<>/\"=&; 0129".to_vec())]), 1..8),
        cut in proptest::option::weighted(0.2, any::<u16>()),
    ) {
        for (name, format) in [("numbers.xlsx", RegistryFormat::Xlsx), ("numbers.ods", RegistryFormat::Ods)] {
            survives(&with_part(&sample::file(name), part, |bytes| mutated(bytes, &changes, cut)), format);
        }
    }
}
