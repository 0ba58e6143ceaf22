//! One JSON document: facts of the run and totals first, then every page. Pages wait in a spool until the totals are
//! known.

use std::io::{self, Write};

use domain::model::{PageAudit, RunFacts, Summary};
use words::Lang;

use super::ndjson::{buffered, write_json};
use super::spool::Spool;
use super::wire::{WirePage, WireRun, WireSummary};
use super::{Output, ReportWriter, SCHEMA_ID};

/// Spools pages, then writes the document.
pub(super) struct JsonWriter {
    out: Output,
    lang: Lang,
    pages: Spool,
    is_first: bool,
}

impl JsonWriter {
    pub(super) fn new(out: Output, lang: Lang) -> Self {
        Self { out, lang, pages: Spool::new(), is_first: true }
    }

    /// Parts a page from the one before. A page a line: the document stays fit for line tools and for eyes.
    fn part(&mut self) -> io::Result<()> {
        self.pages.write_all(if self.is_first { b"\n" } else { b",\n" })?;
        self.is_first = false;
        Ok(())
    }
}

impl ReportWriter for JsonWriter {
    fn page(&mut self, audit: &PageAudit) -> io::Result<()> {
        self.part()?;
        write_json(&WirePage::new(audit, self.lang), &mut self.pages)
    }

    fn takes_lines(&self) -> bool {
        true
    }

    fn lines(&mut self, lines: &[u8]) -> io::Result<()> {
        for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            self.part()?;
            self.pages.write_all(line)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, run: &RunFacts, summary: &Summary) -> io::Result<()> {
        let mut out = buffered(self.out);
        write!(out, "{{\"schema\":\"{SCHEMA_ID}\",\n\"run\":")?;
        write_json(&WireRun::new(run, self.lang), &mut out)?;
        out.write_all(b",\n\"summary\":")?;
        write_json(&WireSummary::new(summary, self.lang), &mut out)?;
        out.write_all(b",\n\"pages\":[")?;
        self.pages.copy_to(&mut out)?;
        out.write_all(b"\n]}\n")?;
        out.flush()
    }
}
