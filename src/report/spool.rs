//! A place for the part of a report that must follow totals known only at the end: memory at first, then a file
//! without a name that the system removes by itself, whatever happens to the program.

use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

/// Up to here a spool stays in memory; a single page's report never touches the disk.
const IN_MEMORY_BYTES: usize = 256 * 1024;
/// Gathers small writes once the spool is a file.
const BUFFER_BYTES: usize = 64 * 1024;

/// What is written now and copied out later.
pub struct Spool(BufWriter<SpooledTempFile>);

impl Spool {
    /// An empty one.
    pub fn new() -> Self {
        Self(BufWriter::with_capacity(BUFFER_BYTES, SpooledTempFile::new(IN_MEMORY_BYTES)))
    }

    /// Copies everything to `out`.
    pub fn copy_to(self, out: &mut dyn Write) -> io::Result<()> {
        let mut file = self.0.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        io::copy(&mut file, out).map(drop)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_in_comes_out_from_memory_and_from_a_file() {
        for length in [0, 10, IN_MEMORY_BYTES * 3] {
            let bytes: Vec<u8> = (0..length).map(|index| u8::try_from(index % 251).unwrap()).collect();
            let mut spool = Spool::new();
            spool.write_all(&bytes).unwrap();
            let mut out = Vec::new();
            spool.copy_to(&mut out).unwrap();
            assert!(out == bytes, "{length}");
        }
    }
}
