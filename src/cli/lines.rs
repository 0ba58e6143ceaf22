//! What is made of finished audits in the tasks that finish them, on all cores and while they are in the caches: sums, and

//! the lines of NDJSON of the reports that take them. Audits that nothing else needs end there.

use parking_lot::{Mutex, MutexGuard};

use app::run::Audited;
use domain::model::Summary;
use report::ndjson;
use words::Lang;

/// Room for the usual line.
const USUAL_LINE_BYTES: usize = 4 * 1024;

/// Some pages for the reports.
#[derive(Debug, Default)]
pub struct Made {
    /// Their audits, where they are kept.
    pub audits: Vec<Audited>,
    /// Their lines, each with its end, where lines are made.
    pub lines: Vec<u8>,
}

/// Sums up audits and makes their lines.
#[derive(Debug)]
pub struct Making {
    /// The language of the lines; without one no lines are made.
    pub lang: Option<Lang>,
    /// Whether audits are kept besides.
    pub keeps_audits: bool,
    /// The sums over all pages so far.
    pub summary: Mutex<Summary>,
}

impl Making {
    /// Takes in finished audits.
    ///
    /// # Errors
    /// A line cannot be made.
    pub fn make(&self, audits: Vec<Audited>) -> std::io::Result<Made> {
        {
            let mut summary = self.summary();
            for audited in &audits {
                summary.add(&audited.audit);
            }
        }
        let mut lines = Vec::new();
        if let Some(lang) = self.lang {
            lines.reserve(audits.len() * USUAL_LINE_BYTES);
            for audited in &audits {
                ndjson::line(&audited.audit, lang, &mut lines)?;
            }
        }
        Ok(Made { audits: if self.keeps_audits { audits } else { Vec::new() }, lines })
    }

    /// The sums over all pages so far.
    pub fn summary(&self) -> MutexGuard<'_, Summary> {
        self.summary.lock()
    }
}
