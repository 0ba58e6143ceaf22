//! Archives made here: good, old-fashioned, encrypted, hostile.

use std::io::{Cursor, Write};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};

use super::*;

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Replaces a name of equal length everywhere: writers refuse to write what readers must survive.
fn rename(archive: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let places: Vec<usize> = (0..=archive.len() - from.len()).filter(|&at| archive[at..].starts_with(from)).collect();
    assert!(places.len() >= 2, "the name stands in the entry and in the directory");
    for at in places {
        archive[at..at + to.len()].copy_from_slice(to);
    }
}

fn paths(bytes: &[u8]) -> Vec<String> {
    unpack(bytes).unwrap().files.into_iter().map(|file| file.path).collect()
}

#[cfg(feature = "sevenz")]
mod sevenz_archives {
    use super::*;

    fn crc32(bytes: &[u8]) -> [u8; 4] {
        let mut crc = u32::MAX;
        for &byte in bytes {
            crc ^= u32::from(byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
            }
        }
        (!crc).to_le_bytes()
    }

    /// A number as 7z writes it, up to 14 bits.
    fn number(value: usize) -> Vec<u8> {
        let value = u16::try_from(value).unwrap();
        let [low, high] = value.to_le_bytes();
        if value < 0x80 { vec![low] } else { vec![0x80 | high, low] }
    }

    /// A stored 7z of some files; `coder` is the one coder with its properties.
    fn archive(files: &[(&str, &[u8])], coder: &[u8]) -> Vec<u8> {
        let packed: Vec<u8> = files.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
        let mut head = vec![0x01, 0x04, 0x06, 0x00, 0x01, 0x09];
        head.extend(number(packed.len()));
        head.extend([0x00, 0x07, 0x0B, 0x01, 0x00, 0x01]);
        head.extend(coder);
        head.push(0x0C);
        head.extend(number(packed.len()));
        head.extend([0x00, 0x08, 0x0D]);
        head.extend(number(files.len()));
        if files.len() > 1 {
            head.push(0x09);
            for (_, bytes) in &files[..files.len() - 1] {
                head.extend(number(bytes.len()));
            }
        }
        head.extend([0x00, 0x00, 0x05]);
        head.extend(number(files.len()));
        let names: Vec<u8> =
            files.iter().flat_map(|(name, _)| name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes)).collect();
        head.push(0x11);
        head.extend(number(names.len() + 1));
        head.push(0x00);
        head.extend(names);
        head.extend([0x00, 0x00]);
        let mut start = (packed.len() as u64).to_le_bytes().to_vec();
        start.extend((head.len() as u64).to_le_bytes());
        start.extend(crc32(&head));
        [SEVEN_ZIP_MAGIC, &[0, 4], &crc32(&start), &start, &packed, &head].concat()
    }

    const STORED: &[u8] = &[0x01, 0x00];

    #[test]
    fn a_7z_is_unpacked_with_russian_names() {
        let bytes = archive(&[("Сообщить/01.png", b"one"), ("Высказать/02.png", b"two!")], STORED);
        let found = unpack(&bytes).unwrap();
        let files: Vec<_> = found.files.iter().map(|file| (file.path.as_str(), file.bytes.as_slice())).collect();
        assert_eq!(files, [("Сообщить/01.png", b"one".as_slice()), ("Высказать/02.png", b"two!")]);
    }

    #[test]
    fn a_7z_that_is_encrypted_escapes_or_asks_for_too_much_memory_is_refused() {
        let aes = [0x24, 0x06, 0xF1, 0x07, 0x01, 0x02, 0x00, 0x00];
        assert_eq!(unpack(&archive(&[("a.png", b"one")], &aes)), Err(ArchiveError::Encrypted));
        for path in ["../a.png", "C:\\a.png", "/a.png"] {
            let error = unpack(&archive(&[(path, b"one")], STORED)).unwrap_err();
            assert!(matches!(error, ArchiveError::UnsafePath { .. }), "{path}: {error}");
        }
        let greedy = [0x23, 0x03, 0x01, 0x01, 0x05, 0x5D, 0xFF, 0xFF, 0xFF, 0xFF];
        assert!(matches!(unpack(&archive(&[("a.png", b"one")], &greedy)), Err(ArchiveError::Broken { .. })));
    }

    #[test]
    fn a_7z_that_is_cut_off_is_broken() {
        let bytes = archive(&[("a.png", b"one")], STORED);
        for length in SEVEN_ZIP_MAGIC.len()..bytes.len() {
            assert!(unpack(&bytes[..length]).is_err(), "{length}");
        }
    }
}

#[test]
fn a_zip_is_unpacked_in_order_and_folders_are_left_out() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_directory("Обложки/", SimpleFileOptions::default()).unwrap();
    writer.start_file("Обложки/Сообщить о проблеме/01.png", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"one").unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    let found = unpack(&bytes).unwrap();
    assert_eq!(
        found.files,
        [ArchiveFile {
            path: "Обложки/Сообщить о проблеме/01.png".to_owned(), bytes: b"one".to_vec()
        }]
    );
}

#[test]
fn names_in_code_page_866_are_read() {
    let mut bytes = zip_of(&[("@@@@@@/1.png", b"one")]);
    // «Мнение» as the archiver of a Russian Windows writes it.
    rename(&mut bytes, b"@@@@@@", &[0x8C, 0xAD, 0xA5, 0xAD, 0xA8, 0xA5]);
    assert_eq!(paths(&bytes), ["Мнение/1.png"]);
}

#[test]
fn paths_that_lead_out_are_refused() {
    for bad in [
        "../../etc/a.png",
        "/etcetera/a.png",
        "C:/etcet/a.png",
        "..\\..\\tc/a.png",
        "a\0etcete/a.png",
        "a/../../../a.png",
    ] {
        let name = "@".repeat(bad.len());
        let mut bytes = zip_of(&[(&name, b"one")]);
        rename(&mut bytes, name.as_bytes(), bad.as_bytes());
        assert!(matches!(unpack(&bytes), Err(ArchiveError::UnsafePath { .. })), "{bad:?}: {:?}", unpack(&bytes));
    }
}

#[test]
fn a_bomb_is_refused() {
    let zeros = vec![0; 15_000_000];
    assert_eq!(unpack(&zip_of(&[("a.png", &zeros), ("b.png", &zeros)])), Err(ArchiveError::Bomb));
}

#[test]
fn too_many_entries_are_refused_and_a_too_large_one_is_left_out() {
    let names: Vec<String> = (0..=MAX_ENTRIES).map(|index| format!("{index}.png")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert_eq!(unpack(&zip_of(&files)), Err(ArchiveError::TooManyEntries { entries: MAX_ENTRIES + 1 }));
    let large = vec![0; usize::try_from(MAX_ENTRY_BYTES).unwrap() + 1];
    let found = unpack(&zip_of(&[("source.psd", &large), ("a.png", b"one")])).unwrap();
    assert_eq!(found.files.len(), 1);
    let reason = IgnoredReason::TooLarge { bytes: MAX_ENTRY_BYTES + 1 };
    assert_eq!(found.ignored, [IgnoredFile { path: "source.psd".to_owned(), reason }]);
}

#[test]
fn an_entry_larger_than_it_says_is_refused() {
    let mut bytes = zip_of(&[("a.png", &[7; 5000])]);
    let size = 5000_u32.to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|&at| bytes[at..].starts_with(&size)).collect();
    for at in places {
        bytes[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    assert!(matches!(unpack(&bytes), Err(ArchiveError::Broken { .. })), "{:?}", unpack(&bytes));
}

#[test]
fn an_encrypted_zip_is_named() {
    let mut bytes = zip_of(&[("a.png", b"one")]);
    // Bit 0 of the flags, in the entry and in the directory.
    bytes[6] |= 1;
    let directory = (0..bytes.len()).find(|&at| bytes[at..].starts_with(b"PK\x01\x02")).unwrap();
    bytes[directory + 8] |= 1;
    assert_eq!(unpack(&bytes), Err(ArchiveError::Encrypted));
}

#[test]
fn what_is_no_archive_is_named_and_a_cut_one_is_broken() {
    assert_eq!(unpack(b""), Err(ArchiveError::NotAnArchive));
    assert_eq!(unpack(b"<html>"), Err(ArchiveError::NotAnArchive));
    let bytes = zip_of(&[("a.png", b"one")]);
    for length in 4..bytes.len() {
        assert!(unpack(&bytes[..length]).is_err(), "{length}");
    }
}
