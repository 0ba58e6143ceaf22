//! One word for the whole page.

use crate::model::{Code, Severity, Verdict, Violation};

/// Violations if any is an error, else review if a person must look at a cover, else compliant.
pub(super) fn of(violations: &[Violation]) -> Verdict {
    if violations.iter().any(|violation| violation.severity == Severity::Error) {
        Verdict::Violations
    } else if violations.iter().any(|violation| violation.code == Code::CoverReview) {
        Verdict::Review
    } else {
        Verdict::Compliant
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::rules::defect::{Defect, weigh};

    fn verdict(codes: &[Code]) -> Verdict {
        let defects = codes.iter().map(|code| Defect::new(*code)).collect();
        of(&weigh(&Policy::built_in().unwrap(), defects))
    }

    #[test]
    fn an_error_outweighs_review_and_warnings_alone_are_compliant() {
        assert_eq!(verdict(&[]), Verdict::Compliant);
        assert_eq!(verdict(&[Code::TitleNearMatch, Code::PageUnofficial]), Verdict::Compliant);
        assert_eq!(verdict(&[Code::CoverReview, Code::TitleNearMatch]), Verdict::Review);
        assert_eq!(verdict(&[Code::CoverReview, Code::TitleMismatch]), Verdict::Violations);
    }
}
