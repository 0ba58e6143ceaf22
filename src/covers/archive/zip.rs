//! `.zip`: names in UTF-8 or, as Windows wrote them for Russian users, in code page 866.

use std::io::{Cursor, Read};

use ::zip::ZipArchive;
use ::zip::result::ZipError;

use super::{
    ArchiveDamage, ArchiveError, ArchiveFile, Budget, IgnoredFile, IgnoredReason, MAX_ENTRIES, MAX_ENTRY_BYTES,
    Unpacked, label,
};

pub(super) fn unpack(bytes: &[u8]) -> Result<Unpacked, ArchiveError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| refuse(&error))?;
    if archive.len() > MAX_ENTRIES {
        return Err(ArchiveError::TooManyEntries { entries: archive.len() });
    }
    let mut budget = Budget::new(bytes.len() as u64);
    let mut out = Unpacked::default();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| refuse(&error))?;
        let path = label(&name(entry.name_raw()))?;
        if entry.is_dir() || path.ends_with('/') {
            continue;
        }
        if entry.encrypted() {
            return Err(ArchiveError::Encrypted);
        }
        let declared = entry.size();
        drop(entry);
        if declared > MAX_ENTRY_BYTES {
            out.ignored.push(IgnoredFile { path, reason: IgnoredReason::TooLarge { bytes: declared } });
            continue;
        }
        let mut entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(ZipError::CompressionMethodNotSupported(_)) => {
                out.ignored.push(IgnoredFile { path, reason: IgnoredReason::UnknownCompression });
                continue;
            }
            Err(error) => return Err(refuse(&error)),
        };
        let mut bytes = Vec::new();
        // The declared size is a claim; one byte past it shows a lie.
        let read = entry.by_ref().take(declared + 1).read_to_end(&mut bytes);
        read.map_err(|error| ArchiveError::broken_entry(path.clone(), error))?;
        let length = bytes.len() as u64;
        if length > declared {
            return Err(ArchiveError::Broken { entry: Some(path), damage: ArchiveDamage::LargerThanDeclared });
        }
        budget.take(length)?;
        out.files.push(ArchiveFile { path, bytes });
    }
    Ok(out)
}

fn name(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::IBM866.decode_without_bom_handling(raw).0.into_owned(),
    }
}

fn refuse(error: &ZipError) -> ArchiveError {
    match error {
        ZipError::UnsupportedArchive(what) if what.to_ascii_lowercase().contains("password") => ArchiveError::Encrypted,
        ZipError::InvalidPassword => ArchiveError::Encrypted,
        other => ArchiveError::broken(other),
    }
}
