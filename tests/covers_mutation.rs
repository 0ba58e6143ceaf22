//! Real files changed at random, for as long as `MUTATION_SECONDS` says: pictures, archives and sets must be read or
//! refused, never bring the program down.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use vk_page_auditor::covers::{
    ApprovedSet, ArchiveDamage, ArchiveError, CoverSource, MAX_PIXELS, MIN_HEIGHT, PictureError, decode, unpack,
};
use vk_page_auditor::model::Form;

/// How long each of these tests goes on by default, in seconds: enough for a few hundred files in every run; a night's
/// run sets the variable to 60 and more.
const DEFAULT_SECONDS: u64 = 1;

fn budget() -> Duration {
    let seconds = std::env::var("MUTATION_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(seconds.unwrap_or(DEFAULT_SECONDS))
}

/// Marsaglia's xorshift: the same changes in every run, whatever the time they get.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }

    /// Changes some bytes, cuts, repeats or fills a part; rather near the start, where the headers are.
    fn mutate(&mut self, original: &[u8]) -> Vec<u8> {
        let mut bytes = original.to_vec();
        for _ in 0..=self.below(6) {
            let reach = if self.below(2) == 0 { bytes.len().min(700) } else { bytes.len() };
            let at = self.below(reach);
            let length = self.below(40).min(bytes.len() - at);
            match self.below(7) {
                0 => bytes.truncate(at.max(1)),
                1 => drop(bytes.drain(at..at + length)),
                2 => {
                    let part = bytes[at..at + length].to_vec();
                    bytes.splice(at..at, part);
                }
                3 => bytes[at..at + length].fill(if self.below(2) == 0 { 0 } else { 0xFF }),
                _ => {
                    let value = u8::try_from(self.below(256)).unwrap();
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte = value;
                    }
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        bytes
    }
}

fn fixtures() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/covers/img");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().step_by(5).map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn mutated_pictures_are_read_or_refused_with_a_name() {
    let files = fixtures();
    let mut random = Random(0x0123_4567_89AB_CDEF);
    let (start, mut read, mut refused) = (Instant::now(), 0_u32, 0_u32);
    while start.elapsed() < budget() {
        let original = &files[random.below(files.len())];
        let mutated = random.mutate(original);
        match decode(&mutated) {
            Ok(picture) => {
                read += 1;
                assert!(picture.width().min(picture.height()) >= MIN_HEIGHT as usize);
                assert!((picture.width() * picture.height()) as u64 <= MAX_PIXELS);
                assert_eq!(picture.rgb().len(), picture.width() * picture.height() * 3);
            }
            Err(error) => {
                refused += 1;
                assert!(!error.to_string().is_empty());
                assert_eq!(error == PictureError::Empty, mutated.is_empty());
            }
        }
    }
    assert!(read > 0 && refused > 0, "{read} read, {refused} refused: the changes are too weak or too strong");
}

#[test]
fn mutated_archives_are_read_or_refused_with_a_name() {
    let files = fixtures();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (index, bytes) in files.iter().take(4).enumerate() {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(format!("Сообщить/{index}.png"), options).unwrap();
        std::io::Write::write_all(&mut archive, &bytes[..bytes.len().min(900)]).unwrap();
    }
    let zipped = archive.finish().unwrap().into_inner();
    let mut random = Random(0xFEDC_BA98_7654_3210);
    let (start, mut read, mut refused) = (Instant::now(), 0_u32, 0_u32);
    while start.elapsed() < budget() {
        match unpack(&random.mutate(&zipped)) {
            Ok(_) => read += 1,
            Err(ArchiveError::Broken { damage, .. }) => {
                refused += 1;
                assert_ne!(damage, ArchiveDamage::GaveUp, "the unpacker panicked");
            }
            Err(_) => refused += 1,
        }
    }
    assert!(read > 0 && refused > 0, "{read} read, {refused} refused: the changes are too weak or too strong");
}

#[test]
fn mutated_sets_are_always_noticed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/covers/reference");
    let load = |form: &str| fs::read(folder.join(form).join("01-blue.png")).unwrap();
    let (messages, polls) = (load("soobshchit-o-probleme"), load("vyskazat-mnenie"));
    let sources = [(Form::Messages, &messages), (Form::Polls, &polls)];
    let set = ApprovedSet::build(sources.map(|(form, bytes)| CoverSource { form, scheme: "blue", bytes })).unwrap();
    let bytes = set.to_bytes().unwrap();
    let mut random = Random(0x1357_9BDF_0246_8ACE);
    let start = Instant::now();
    while start.elapsed() < budget() {
        let mutated = random.mutate(&bytes);
        assert!(mutated == bytes || ApprovedSet::from_bytes(&mutated).is_err());
    }
}
