//! Reports and lists as a whole: what each format says, that it keeps its contract, that foreign text harms nobody, and
//! that memory does not grow with pages.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that fails")]

mod contract;
mod feeds;
mod hostile;
mod listing;
mod sample;
mod snapshots;
mod stream;
mod workbook;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use vk_page_auditor::model::{PageAudit, RunFacts};
use vk_page_auditor::report::{Format, ReportOptions};
use vk_page_auditor::words::Lang;

/// An output whose bytes the test keeps.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn options(lang: Lang) -> ReportOptions {
    ReportOptions { lang, ..ReportOptions::default() }
}

/// A whole report.
fn written(format: Format, options: ReportOptions, pages: &[PageAudit], run: &RunFacts) -> Vec<u8> {
    let kept = Kept::default();
    let mut writer = format.writer(Box::new(kept.clone()), options).unwrap();
    for page in pages {
        writer.page(page).unwrap();
    }
    writer.finish(run, &sample::summary(pages)).unwrap();
    let bytes = kept.0.lock().unwrap();
    bytes.clone()
}

fn written_text(format: Format, options: ReportOptions, pages: &[PageAudit], run: &RunFacts) -> String {
    String::from_utf8(written(format, options, pages, run)).unwrap()
}
