//! One deed may mend several violations (a whole URL pasted anew): here each deed of a page stands once, with what it
//! mends, so that nobody is told the same thing five times.

use domain::model::{PageAudit, Remedy, Violation};
use words::{self, Lang};

/// One thing to do on a page.
pub struct Fix<'a> {
    /// What to do, in words.
    pub words: String,
    /// What it mends, in the audit's order; never empty.
    pub mends: Vec<&'a Violation>,
}

impl Fix<'_> {
    /// The URL to paste, where the deed is to paste one.
    pub fn url(&self) -> Option<&str> {
        match &self.mends.first()?.remedy {
            Remedy::PasteUrl { url } => Some(url),
            Remedy::AddItem { item, .. } => item.url.as_deref(),
            Remedy::ByCode
            | Remedy::LearnValues { .. }
            | Remedy::PlaceForms { .. }
            | Remedy::SetTitle { .. }
            | Remedy::MoveTo { .. } => None,
        }
    }

    /// The title to write, where the deed is to write one.
    pub fn title(&self) -> Option<&str> {
        match &self.mends.first()?.remedy {
            Remedy::SetTitle { titles } => titles.first().map(|title| &**title),
            Remedy::AddItem { item, .. } => item.titles.first().map(|title| &**title),
            Remedy::ByCode
            | Remedy::PasteUrl { .. }
            | Remedy::LearnValues { .. }
            | Remedy::PlaceForms { .. }
            | Remedy::MoveTo { .. } => None,
        }
    }
}

/// What to do on a page, in the order in which the first violation of each deed is reported.
pub fn deeds(audit: &PageAudit, lang: Lang) -> Vec<Fix<'_>> {
    let mut deeds: Vec<Fix<'_>> = Vec::new();
    for violation in &audit.violations {
        let mut words = String::new();
        words::push_remedy(lang, violation, &mut words);
        match deeds.iter_mut().find(|deed| deed.words == words) {
            Some(deed) => deed.mends.push(violation),
            None => deeds.push(Fix { words, mends: vec![violation] }),
        }
    }
    deeds
}
