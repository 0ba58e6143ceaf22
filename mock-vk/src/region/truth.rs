//! What an auditor must say of a page, known because the generator planted it. Runs no rules.

use serde::{Serialize, Serializer};

use super::code::{Code, Param};
use super::page::Form;

/// One violation the generator planted, three bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Planted {
    /// What is wrong.
    pub code: Code,
    /// In which form.
    pub form: Option<Form>,
    /// In which parameter.
    pub field: Option<Param>,
}

impl Serialize for Planted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.code.as_str(), self.form.map(Form::as_str), self.field.map(Param::as_str)).serialize(serializer)
    }
}

/// The verdict of a page as an auditor must give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// No error.
    Compliant,
    /// At least one error.
    Violations,
}

/// The verdict that follows from planted violations.
pub(crate) fn verdict(planted: &[Planted]) -> Verdict {
    if planted.iter().any(|violation| violation.code.is_error()) { Verdict::Violations } else { Verdict::Compliant }
}

/// What an auditor must say of one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// The address as the registry gives it.
    pub url: String,
    /// The community's number, `None` where VK knows no such community.
    pub group_id: Option<u64>,
    /// The verdict of an auditor that sees pictures.
    pub verdict: Verdict,
    /// Code, form and field of each violation, sorted.
    pub violations: Vec<Planted>,
    /// The verdict of an auditor that judges no picture.
    pub verdict_without_covers: Verdict,
    /// The violations an auditor that judges no picture tells, sorted.
    pub violations_without_covers: Vec<Planted>,
}

/// The planted violations of a page, kept small: the second list only where leaving out the pictures changes more than the pictures' own codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Record {
    pub(crate) planted: Box<[Planted]>,
    pub(crate) blind: Option<Box<Box<[Planted]>>>,
}

impl Record {
    pub(crate) fn truth(&self, url: &str, group_id: Option<u64>) -> Truth {
        let blind: Vec<Planted> = self.blind.as_ref().map_or_else(
            || self.planted.iter().copied().filter(|violation| !violation.code.needs_picture()).collect(),
            |list| list.to_vec(),
        );
        Truth {
            url: url.to_owned(),
            group_id,
            verdict: verdict(&self.planted),
            violations: self.planted.to_vec(),
            verdict_without_covers: verdict(&blind),
            violations_without_covers: blind,
        }
    }
}
