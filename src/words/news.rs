//! What feeds and badges say: what appeared, what was fixed, how a scope stands.

use super::{Lang, Noun, count, number, percent};

words! {
    /// A fixed word of feeds and badges.
    pub enum NewsWord {
        Title = "Страницы ВКонтакте: новые нарушения и исправления", "VK pages: new violations and repairs";
        Subtitle = "Подтверждённые нарушения на официальных страницах, исправления, пропавшие страницы и итоги проверок", "Confirmed violations on official pages, repairs, lost pages and results of checks";
        Author = "Проверка страниц ВКонтакте", "Check of VK pages";

        Again = "снова", "again";
        Fixed = "исправлено", "fixed";
        Obscured = "больше не видно", "no longer visible";
        ByPolicy = "по новым правилам это не нарушение", "no violation by the new rules";
        PageRemoved = "страницы больше нет в реестре", "the page left the registry";
        Closed = "закрыто", "closed";
        Graver = "нарушение стало серьёзнее", "the violation is graver now";
        OtherSeverity = "у нарушения другая важность", "the violation has another severity now";
        Lighter = "нарушение стало легче", "the violation is lighter now";
        PageLost = "страница пропала", "the page is lost";
        PageAppeared = "страница снова видна", "the page is visible again";
        RunFinished = "Проверка завершена", "Check finished";
        RunHeld = "Итоги проверки придержаны", "Results of a check are held back";

        FixedLong = "Нарушение исправлено, это подтверждено.", "The violation is fixed, and that was confirmed.";
        ObscuredLong = "Нарушение закрыто, но не потому, что исправлено: сейчас не видно самой страницы или её меню.", "The violation is closed, but not because it was fixed: the page or its menu cannot be seen now.";
        ByPolicyLong = "Страницу судят по новым правилам, по ним это не нарушение.", "The page is judged by new rules, by which this is no violation.";
        PageRemovedLong = "Страницу убрали из реестра и больше не проверяют.", "The page was taken out of the registry and is not checked any more.";
        ClosedLong = "Нарушение закрыто.", "The violation is closed.";
        SeverityLong = "Нарушение осталось, но важность у него теперь другая: изменились правила или сама страница.", "The violation is still there, but its severity is another now: the rules or the page itself changed.";
        PageLostLong = "ВКонтакте больше не показывает страницу: её нет, она удалена или заблокирована.", "VK shows the page no more: it is gone, deleted or banned.";
        PageAppearedLong = "ВКонтакте снова показывает страницу.", "VK shows the page again.";
        RunHeldLong = "Итог изменился сразу у многих страниц. Пока человек не примет итоги, они не действуют.", "Too many pages changed their verdict at once. The results do not count until a person accepts them.";
        OwnPagesOnly = "Посчитаны только ваши страницы.", "Only your pages are counted.";

        WhatToDo = "Что сделать", "What to do";
        Organization = "Организация", "Organisation";
        Municipality = "Муниципалитет", "Municipality";
        Severity = "Важность", "Severity";
        SeverityBefore = "Важность раньше", "Severity before";
        Observed = "Как сейчас", "As it is";
        Expected = "Как должно быть", "As it should be";
        Since = "Впервые замечено", "First seen";
        Confirmed = "Подтверждено", "Confirmed";
        Was = "было", "it was";
        WasFact = "Что было", "What it was";
        ClosedAt = "Закрыто", "Closed";
        At = "Когда", "When";
        InVk = "Страница во ВКонтакте", "The page in VK";
        InAuditor = "Подробно о странице", "All about the page";
        RunName = "Название", "Name";
        Coverage = "Проверено страниц", "Pages seen";
        Opened = "Открыто нарушений", "Violations opened";
        Reopened = "Открыто снова", "Opened again";
        ClosedCount = "Закрыто нарушений", "Violations closed";
        ChangedPages = "Страниц с другим итогом", "Pages with another verdict";
        MayChange = "Без человека могло измениться не больше", "Without a person no more might have changed than";

        BadgeLabel = "формы ПОС", "feedback forms";
        NoData = "нет данных", "no data";
        SeenShare = "проверено", "checked";
    }
}

/// "5 из 7": a part and its whole.
pub fn part_of(lang: Lang, part: u64, whole: u64) -> String {
    format!("{} {} {}", number(lang, part), lang.pick("из", "of"), number(lang, whole))
}

/// A part of a whole with its share: "5 из 7 (71,4 %)".
pub fn part_and_share(lang: Lang, part: u64, whole: u64) -> String {
    format!("{} ({})", part_of(lang, part, whole), percent(lang, part, whole))
}

/// What a finished run changed, for a title: "открыто 5 нарушений, закрыто 2".
pub fn turns(lang: Lang, opened: u64, closed: u64) -> String {
    match (opened, closed) {
        (0, 0) => lang.pick("новых нарушений нет", "no new violations").to_owned(),
        (0, closed) => {
            format!("{} {}", lang.pick("закрыто", "closed"), count(lang, closed, Noun::Violation))
        }
        (opened, 0) => {
            format!("{} {}", lang.pick("открыто", "opened"), count(lang, opened, Noun::Violation))
        }
        (opened, closed) => format!(
            "{} {}, {} {}",
            lang.pick("открыто", "opened"),
            count(lang, opened, Noun::Violation),
            lang.pick("закрыто", "closed"),
            number(lang, closed)
        ),
    }
}

/// What a badge says in full, for those who hear it: how many of the pages that were seen are as they should be, and how
/// many were seen.
pub fn standing(lang: Lang, compliant: u64, verified: u64, pages: u64) -> String {
    if verified == 0 {
        return NewsWord::NoData.text(lang).to_owned();
    }
    let (right, seen) =
        lang.pick(("страниц без нарушений", "проверено страниц"), ("pages without violations", "pages checked"));
    format!("{right}: {}; {seen}: {}", part_and_share(lang, compliant, verified), part_and_share(lang, verified, pages))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_told_in_both_languages() {
        for [ru, en] in NewsWord::ALL.iter().map(|word| [word.text(Lang::Ru), word.text(Lang::En)]) {
            assert!(ru.chars().any(|letter| ('а'..='я').contains(&letter)), "{ru}");
            assert!(!en.is_empty() && !en.chars().any(|letter| ('а'..='я').contains(&letter)), "{en}");
        }
    }

    #[test]
    fn what_a_run_changed_is_told_with_the_right_form_of_the_noun() {
        assert_eq!(turns(Lang::Ru, 1, 0), "открыто 1\u{a0}нарушение");
        assert_eq!(turns(Lang::Ru, 0, 3), "закрыто 3\u{a0}нарушения");
        assert_eq!(turns(Lang::Ru, 5, 2), "открыто 5\u{a0}нарушений, закрыто 2");
        assert_eq!(turns(Lang::En, 0, 0), "no new violations");
    }

    #[test]
    fn a_share_of_nothing_is_no_data() {
        assert_eq!(standing(Lang::Ru, 0, 0, 9), "нет данных");
        assert_eq!(
            standing(Lang::En, 1, 2, 3),
            "pages without violations: 1 of 2 (50%); pages checked: 2 of 3 (66.7%)"
        );
    }
}
