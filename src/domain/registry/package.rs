//! The zip package around XLSX and ODS: proves, before any reader unpacks it into memory, that it is no bomb.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Cursor, Read, Write};

use memchr::memmem::Finder;
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::RegistryError;

/// How every zip file begins.
pub(super) const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
/// How an `.xls` begins, and any workbook with a password.
pub(super) const OLD_OFFICE_MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// The part of an ODS that names its type; it is the first one and not packed.
const ODS_MIMETYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// The largest spreadsheet file that is read; 200,000 rows take about 20 MB.
const MAX_PACKED_BYTES: usize = 64 * 1024 * 1024;
/// The most that all parts together may unpack to; 200,000 rows take about 200 MB.
const MAX_UNPACKED_BYTES: u64 = 512 * 1024 * 1024;
/// The most that the shared strings may unpack to: the reader holds them all in memory.
const MAX_STRINGS_BYTES: u64 = 128 * 1024 * 1024;
/// The most parts in a package; a workbook has a few dozen.
const MAX_PARTS: usize = 10_000;
/// No honest sheet packs better than this; deflate can do 1 : 1032.
const MAX_RATIO: u64 = 300;
/// Below this size a part may pack as well as it likes.
const RATIO_MATTERS_FROM_BYTES: u64 = 8 * 1024 * 1024;
/// The shortest writing of one shared string, `<si/>`.
const SHORTEST_STRING_BYTES: u64 = 5;
/// The most merged cells and links of a workbook: the reader holds them in memory. Excel allows 65,530 links in a sheet.
const MOST_MARKS: usize = 1_000_000;

pub(super) type Package<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What the sheets of a workbook hold beside the values of cells. Finding that takes a further look at each sheet, which
/// most need not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    pub has_merged: bool,
    pub has_links: bool,
}

/// Whether the bytes are a zip that says it is an ODS.
pub(super) fn is_ods(bytes: &[u8]) -> bool {
    let Ok(mut package) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    let Ok(part) = package.by_name("mimetype") else { return false };
    let mut found = Vec::new();
    part.take(ODS_MIMETYPE.len() as u64 + 2).read_to_end(&mut found).is_ok() && found.trim_ascii_end() == ODS_MIMETYPE
}

/// Opens the package and unpacks every part once into nowhere: the sizes that a package states of itself can lie.
///
/// # Errors
/// No zip, too large, too many parts, or parts that unpack to more than a registry can hold.
pub(super) fn open<'a>(bytes: &'a [u8], expected: &'static str) -> Result<(Package<'a>, Marks), RegistryError> {
    if bytes.len() > MAX_PACKED_BYTES {
        return Err(RegistryError::TooLarge { size: bytes.len(), limit: MAX_PACKED_BYTES });
    }
    if bytes.starts_with(OLD_OFFICE_MAGIC) {
        return Err(RegistryError::OldSpreadsheet);
    }
    let broken = |detail: String| RegistryError::NotSpreadsheet { expected, detail };
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    if package.len() > MAX_PARTS {
        return Err(broken(format!("it has {} parts", package.len())));
    }
    let mut left = MAX_UNPACKED_BYTES;
    let (mut merged, mut links) = (Count::of("mergeCell "), Count::of("hyperlink "));
    for index in 0..package.len() {
        let part = package.by_index(index).map_err(|error| broken(error.to_string()))?;
        let name = part.name().map_or_else(|_| format!("part {index}"), Cow::into_owned);
        let packed = part.compressed_size();
        let is_strings = name.to_ascii_lowercase().ends_with("sharedstrings.xml");
        let limit = if is_strings { left.min(MAX_STRINGS_BYTES) } else { left };
        let too_large = || RegistryError::UnpacksTooLarge { part: name.clone() };
        let mut counted = BufReader::new(part.take(limit + 1));
        let stated = if is_strings { stated_strings(&mut counted) } else { 0 };
        let drained = io::copy(&mut counted, &mut Both(&mut merged, &mut links));
        let unpacked = limit + 1 - counted.into_inner().limit();
        drained.map_err(|error| broken(format!("{name}: {error}")))?;
        let is_bomb = unpacked > RATIO_MATTERS_FROM_BYTES && unpacked / MAX_RATIO > packed;
        let is_crowded = merged.found > MOST_MARKS || links.found > MOST_MARKS;
        if unpacked > limit || is_bomb || is_crowded || stated.saturating_mul(SHORTEST_STRING_BYTES) > unpacked {
            return Err(too_large());
        }
        left -= unpacked;
    }
    Ok((package, Marks { has_merged: merged.found > 0, has_links: links.found > 0 }))
}

/// Counts how often some bytes are in what flows through it.
struct Count {
    finder: Finder<'static>,
    found: usize,
    /// The end of what came last: the bytes may lie on both sides of a border.
    tail: Vec<u8>,
}

impl Count {
    fn of(needle: &'static str) -> Self {
        Self { finder: Finder::new(needle), found: 0, tail: Vec::new() }
    }

    fn take(&mut self, bytes: &[u8]) {
        let short = self.finder.needle().len() - 1;
        let border = [&self.tail, &bytes[..bytes.len().min(short)]].concat();
        self.found += self.finder.find_iter(&border).count() + self.finder.find_iter(bytes).count();
        let last = if bytes.len() < short { &border } else { bytes };
        self.tail = last[last.len().saturating_sub(short)..].to_vec();
    }
}

struct Both<'c>(&'c mut Count, &'c mut Count);

impl Write for Both<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.take(bytes);
        self.1.take(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How many shared strings the part says it has. The XLSX reader reserves memory for that many before it has seen one,
/// so a lie here would end the program.
fn stated_strings(part: &mut impl BufRead) -> u64 {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == "sst" => {
                // a number that is too long to parse is a lie as well; what is no number at all is not reserved for
                return element
                    .attributes()
                    .with_checks(false)
                    .flatten()
                    .filter(|attribute| attribute.key.as_ref() == "uniqueCount")
                    .fold(0, |most, attribute| {
                        let digits = attribute.value.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
                        let stated = if digits.is_empty() {
                            Some(0)
                        } else {
                            std::str::from_utf8(&digits).ok().and_then(|text| text.parse().ok())
                        };
                        most.max(stated.unwrap_or(u64::MAX))
                    });
            }
            Ok(Event::Eof) | Err(_) => return 0,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::sample;

    #[test]
    fn a_bomb_is_refused_before_it_is_read() {
        let zeros = vec![b' '; 16 * 1024 * 1024];
        let bomb = sample::zip(&[("xl/worksheets/sheet1.xml", &zeros)]);
        assert!(bomb.len() < 64 * 1024);
        assert_eq!(
            open(&bomb, "XLSX").unwrap_err(),
            RegistryError::UnpacksTooLarge { part: "xl/worksheets/sheet1.xml".to_owned() }
        );
    }

    #[test]
    fn merged_cells_and_links_are_noticed_wherever_the_reader_stops() {
        for sizes in [1, 3, 9, 10, 11, 64] {
            let mut count = Count::of("mergeCell ");
            for part in b"<mergeCells><mergeCell ref='a'/><x:mergeCell ref='b'/></mergeCells>".chunks(sizes) {
                count.take(part);
            }
            assert_eq!(count.found, 2, "{sizes}");
        }
        let marks = |text: &str| open(&sample::zip(&[("a", text.as_bytes())]), "XLSX").unwrap().1;
        assert_eq!(marks("<hyperlink ref='A1'/>"), Marks { has_merged: false, has_links: true });
        assert_eq!(marks("<mergeCell ref='A1'/>"), Marks { has_merged: true, has_links: false });
    }

    #[test]
    fn a_lie_about_the_number_of_strings_is_refused() {
        for count in ["1000000000000", "99999999999999999999999"] {
            let strings = format!("<?xml version=\"1.0\"?><!-- x --><sst uniqueCount=\"{count}\"><si/></sst>");
            let bytes = sample::zip(&[("xl/SharedStrings.xml", strings.as_bytes())]);
            assert!(matches!(open(&bytes, "XLSX"), Err(RegistryError::UnpacksTooLarge { .. })), "{count}");
        }
        let honest = sample::zip(&[("xl/sharedStrings.xml", b"<sst uniqueCount=\"1\"><si><t>a</t></si></sst>")]);
        assert!(open(&honest, "XLSX").is_ok());
    }

    #[test]
    fn what_is_no_package_is_said() {
        assert!(matches!(open(b"a;b", "ODS"), Err(RegistryError::NotSpreadsheet { expected: "ODS", .. })));
        assert_eq!(open(OLD_OFFICE_MAGIC, "XLSX").unwrap_err(), RegistryError::OldSpreadsheet);
    }
}
