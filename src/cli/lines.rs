//! Makes the lines of NDJSON of finished audits on all cores, ahead of the reports that take them one after the other.

use futures_util::stream::{FuturesOrdered, StreamExt};
use tokio::task::JoinHandle;

use crate::i18n::Lang;
use crate::report::ndjson;
use crate::run::{Audited, Pass};

/// For how many batches lines are made at the same time.
const BATCHES_AT_ONCE: usize = 2;
/// Room for the usual line.
const USUAL_LINE_BYTES: usize = 4 * 1024;

/// A finished audit, with its line where a report takes one.
pub type Lined = (Audited, Option<Vec<u8>>);

/// The audits of a pass with their lines, in the order in which the pass gives them.
pub struct Lines {
    pass: Pass,
    pass_goes_on: bool,
    under_way: FuturesOrdered<JoinHandle<std::io::Result<Vec<Lined>>>>,
    /// The language of the lines; without one no lines are made.
    lang: Option<Lang>,
}

impl Lines {
    /// Lines in this language, or none at all.
    pub fn new(pass: Pass, lang: Option<Lang>) -> Self {
        Self { pass, pass_goes_on: true, under_way: FuturesOrdered::new(), lang }
    }

    /// The next audits; `None` when every page has come out. May be given up and asked again.
    ///
    /// # Errors
    /// A line cannot be made.
    pub async fn next(&mut self) -> anyhow::Result<Option<Vec<Lined>>> {
        loop {
            tokio::select! {
                audits = self.pass.next(), if self.pass_goes_on && self.under_way.len() < BATCHES_AT_ONCE => {
                    match (audits, self.lang) {
                        (None, _) => self.pass_goes_on = false,
                        (Some(audits), None) => {
                            return Ok(Some(audits.into_iter().map(|audited| (audited, None)).collect()));
                        }
                        (Some(audits), Some(lang)) => {
                            self.under_way.push_back(tokio::spawn(async move { with_lines(audits, lang) }));
                        }
                    }
                }
                Some(done) = self.under_way.next() => return Ok(Some(done??)),
                else => return Ok(None),
            }
        }
    }

    /// The pass, to ask how it ended.
    pub fn into_pass(self) -> Pass {
        self.pass
    }
}

fn with_lines(audits: Vec<Audited>, lang: Lang) -> std::io::Result<Vec<Lined>> {
    let with_line = |audited: Audited| {
        let mut line = Vec::with_capacity(USUAL_LINE_BYTES);
        ndjson::line(&audited.audit, lang, &mut line)?;
        Ok((audited, Some(line)))
    };
    audits.into_iter().map(with_line).collect()
}
