//! A defect before the policy has said how grave it is, and the list rules add to.

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::{Code, Form, Remedy, Violation};
use crate::policy::Policy;

/// A defect before the policy has said how grave it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Defect {
    pub code: Code,
    pub form: Option<Form>,
    pub position: Option<u32>,
    pub field: Option<Cow<'static, str>>,
    pub observed: Option<String>,
    pub expected: Option<String>,
    pub account_of: Option<Arc<str>>,
    pub remedy: Remedy,
}

impl Defect {
    pub(super) const fn new(code: Code) -> Self {
        Self {
            code,
            form: None,
            position: None,
            field: None,
            observed: None,
            expected: None,
            account_of: None,
            remedy: Remedy::ByCode,
        }
    }

    pub(super) const fn form(mut self, form: Form) -> Self {
        self.form = Some(form);
        self
    }

    pub(super) const fn position(mut self, position: Option<u32>) -> Self {
        self.position = position;
        self
    }

    pub(super) fn field(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    pub(super) fn observed(mut self, observed: impl Into<String>) -> Self {
        self.observed = Some(observed.into());
        self
    }

    pub(super) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    pub(super) fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedy = remedy;
        self
    }
}

/// Several accepted titles as one text.
pub(super) fn titles_text(titles: &[Arc<str>]) -> String {
    titles.join(" / ")
}

/// Gives each defect its severity and clause, and brings them in the order of the report: the page and its menu first,
/// then form by form, inside each in the order of [`Code::ALL`].
pub(super) fn weigh(policy: &Policy, mut defects: Vec<Defect>) -> Vec<Violation> {
    defects.sort_by_key(|defect| (defect.form, defect.code));
    defects
        .into_iter()
        .filter_map(|defect| {
            let weight = policy.code(defect.code)?;
            Some(Violation {
                code: defect.code.into(),
                severity: weight.severity.into(),
                form: defect.form,
                position: defect.position,
                field: defect.field,
                observed: defect.observed,
                expected: defect.expected,
                account_of: defect.account_of,
                remedy: defect.remedy,
                clause: Arc::clone(&weight.clause),
            })
        })
        .collect()
}
