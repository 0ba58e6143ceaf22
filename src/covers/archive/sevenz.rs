//! `.7z`: packed by any of 7-Zip's usual methods, or stored.

use std::io::{Cursor, Read};

use sevenz_rust2::{Archive, ArchiveReader, Error, Password};

use super::{
    ArchiveDamage, ArchiveError, ArchiveFile, Budget, IgnoredFile, IgnoredReason, MAX_ENTRIES, MAX_ENTRY_BYTES,
    Unpacked, label,
};

/// The coder that encrypts (7z format, method ids: AES-256 with SHA-256).
const AES: &[u8] = &[0x06, 0xF1, 0x07, 0x01];
const LZMA: &[u8] = &[0x03, 0x01, 0x01];
const LZMA2: &[u8] = &[0x21];
const PPMD: &[u8] = &[0x03, 0x04, 0x01];
/// The largest dictionary a coder may ask for, in bytes; 7-Zip's own highest preset takes 256 MB at most.
const MAX_DICTIONARY: u64 = 256 << 20;

pub(super) fn unpack(bytes: &[u8]) -> Result<Unpacked, ArchiveError> {
    let password = Password::empty();
    let archive = Archive::read(&mut Cursor::new(bytes), &password).map_err(|error| refuse(&error))?;
    check(&archive)?;
    let mut reader = ArchiveReader::from_archive(archive, Cursor::new(bytes), password);
    reader.set_thread_count(1);
    let mut budget = Budget::new(bytes.len() as u64);
    let mut out = Unpacked::default();
    let mut stopped = None;
    let outcome = reader.for_each_entries(|entry, contents| {
        let step =
            if entry.is_directory { Ok(()) } else { take(&entry.name, entry.size, contents, &mut budget, &mut out) };
        match step {
            Ok(()) => Ok(true),
            Err(error) => {
                stopped = Some(error);
                // An error, not `Ok(false)`: the latter goes on with the next block.
                Err(Error::Other("stopped".into()))
            }
        }
    });
    match (stopped, outcome) {
        (Some(error), _) => Err(error),
        (None, Err(error)) => Err(refuse(&error)),
        (None, Ok(())) => Ok(out),
    }
}

/// Bounds what the headers promise, before anything is unpacked.
fn check(archive: &Archive) -> Result<(), ArchiveError> {
    if archive.files.len() > MAX_ENTRIES {
        return Err(ArchiveError::TooManyEntries { entries: archive.files.len() });
    }
    for coder in archive.blocks.iter().flat_map(|block| &block.coders) {
        let properties = coder.properties();
        let tail = |from: usize| {
            properties.get(from..from + 4).and_then(|tail| tail.try_into().ok()).map_or(0, u32::from_le_bytes)
        };
        let dictionary = match coder.encoder_method_id() {
            id if id == AES => return Err(ArchiveError::Encrypted),
            id if id == LZMA || id == PPMD => u64::from(tail(1)),
            // LZMA2 (7z format): 2 or 3 times a power of two.
            id if id == LZMA2 => {
                properties.first().map_or(0, |&bits| (2 | u64::from(bits & 1)) << (u32::from(bits & 0x3F) / 2 + 11))
            }
            _ => 0,
        };
        if dictionary > MAX_DICTIONARY {
            let damage = ArchiveDamage::Dictionary { bytes: dictionary };
            return Err(ArchiveError::Broken { entry: None, damage });
        }
    }
    for file in &archive.files {
        label(&file.name)?;
    }
    Ok(())
}

fn take(
    name: &str,
    declared: u64,
    contents: &mut dyn Read,
    budget: &mut Budget,
    out: &mut Unpacked,
) -> Result<(), ArchiveError> {
    let path = label(name)?;
    if declared > MAX_ENTRY_BYTES {
        // What is left unread is unpacked all the same to reach the next entry, so it counts.
        budget.take(declared)?;
        out.ignored.push(IgnoredFile { path, reason: IgnoredReason::TooLarge { bytes: declared } });
        return Ok(());
    }
    budget.take(declared)?;
    let mut bytes = Vec::new();
    let read = contents.take(declared).read_to_end(&mut bytes);
    read.map_err(|error| ArchiveError::broken_entry(path.clone(), error))?;
    out.files.push(ArchiveFile { path, bytes });
    Ok(())
}

fn refuse(error: &Error) -> ArchiveError {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => ArchiveError::Encrypted,
        other => ArchiveError::broken(other),
    }
}
