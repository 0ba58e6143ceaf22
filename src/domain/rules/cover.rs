//! Is the cover an approved one of this form: the `cover.*` codes.

use super::defect::Defect;
use crate::model::{Code, CoverJudgement, CoverSight, Form, MenuItem};

/// Checks the cover of a form's item. A cover that was not judged, or could not be fetched, gives no defect.
pub(super) fn check(form: Form, item: &MenuItem, sight: Option<&CoverSight>) -> Option<Defect> {
    if item.cover.is_empty() {
        return Some(Defect::new(Code::CoverMissing));
    }
    let Some(CoverSight::Judged(cover)) = sight else { return None };
    let code = match (cover.judgement, cover.form) {
        (CoverJudgement::Approved, Some(found)) if found != form => Code::CoverOtherForm,
        (CoverJudgement::Rejected, _) => Code::CoverNotApproved,
        (CoverJudgement::Review, _) => Code::CoverReview,
        (CoverJudgement::Approved | CoverJudgement::NotChecked, _) => return None,
    };
    Some(Defect::new(code).observed(cover.url.as_ref()))
}

/// Whether the picture is an approved cover of this form.
pub(super) fn is_approved(form: Form, sight: Option<&CoverSight>) -> bool {
    matches!(sight, Some(CoverSight::Judged(cover)) if cover.judgement == CoverJudgement::Approved && cover.form == Some(form))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CoverFault, FetchFault};
    use crate::rules::sample::{correct_page, judged};

    fn code(sight: Option<&CoverSight>) -> Option<Code> {
        let item = &correct_page().menu.unwrap().items[0];
        check(Form::Messages, item, sight).map(|defect| defect.code)
    }

    #[test]
    fn approved_cover_and_cover_nobody_looked_at_are_silent() {
        let fault = CoverFault::Fetch(FetchFault::Timeout);
        let failed = CoverSight::Failed { url: "https://example.org/1.jpg".into(), fault };
        for sight in [None, Some(judged(CoverJudgement::Approved, Form::Messages)), Some(failed)] {
            assert_eq!(code(sight.as_ref()), None, "{sight:?}");
        }
    }

    #[test]
    fn each_other_judgement_has_its_code() {
        for (judgement, form, expected) in [
            (CoverJudgement::Approved, Form::Polls, Code::CoverOtherForm),
            (CoverJudgement::Rejected, Form::Messages, Code::CoverNotApproved),
            (CoverJudgement::Review, Form::Messages, Code::CoverReview),
        ] {
            assert_eq!(code(Some(&judged(judgement, form))), Some(expected));
        }
    }

    #[test]
    fn item_without_a_cover_is_told_even_when_no_picture_is_judged() {
        let mut item = correct_page().menu.unwrap().items.remove(0);
        item.cover.clear();
        assert_eq!(check(Form::Messages, &item, None).map(|defect| defect.code), Some(Code::CoverMissing));
    }
}
