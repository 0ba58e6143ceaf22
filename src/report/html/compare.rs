//! The two forms as they stand in the menu, beside what should stand there, with the differences marked. What differs
//! is read from the violations: the rules alone judge.

use std::borrow::Cow;

use domain::model::{AuditedItem, Code, CoverJudgement, ExpectedForm, Form, ItemCover, PageAudit};
use words::{self, Lang, Word, visible};

use super::super::{ReportOptions, link};
use super::pieces::{Piece, differences};

/// One form: its rows of the comparison.
pub(super) struct FormView<'a> {
    pub(super) name: &'static str,
    pub(super) purpose: &'static str,
    pub(super) rows: Vec<Row<'a>>,
    position: Option<u32>,
}

impl FormView<'_> {
    /// Whether the item is the one these rows show.
    pub(super) fn shows(&self, item: &AuditedItem) -> bool {
        self.position == item.position && item.position.is_some()
    }
}

/// One aspect of a form.
pub(super) struct Row<'a> {
    pub(super) label: &'static str,
    pub(super) seen: Side<'a>,
    pub(super) wanted: Side<'a>,
    pub(super) is_url: bool,
    pub(super) class: &'static str,
    pub(super) state: &'static str,
}

/// What stands on one side of a row.
pub(super) enum Side<'a> {
    /// Text, the parts that differ apart.
    Text(Vec<Piece>),
    /// A picture and the words for it.
    Picture(&'a str, String),
    /// An approved cover of the style sheet, by its number, and the words for it.
    Approved(usize, String),
    /// A place for a picture that the report does not have.
    Slot(String),
}

/// What is said of one aspect.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Matches,
    Differs,
    Doubtful,
    Silent,
}

/// Both forms; none where it is not known what should be there, or no menu was seen.
pub(super) fn forms<'a>(audit: &'a PageAudit, options: &ReportOptions) -> Vec<FormView<'a>> {
    let Some(expected) = audit.expected.as_ref().filter(|_| !audit.menu.is_empty()) else { return Vec::new() };
    Form::ALL.into_iter().map(|form| view(audit, form, expected.get(form), options)).collect()
}

fn view<'a>(audit: &'a PageAudit, form: Form, expected: &'a ExpectedForm, options: &ReportOptions) -> FormView<'a> {
    let lang = options.lang;
    // Of several items that are this form, the rules have judged one: the one their violations name.
    let judged = audit.violations.iter().find(|violation| {
        violation.form == Some(form) && violation.code != Code::FormDuplicate && violation.position.is_some()
    });
    let mut candidates = audit.menu.iter().filter(|item| item.form == Some(form));
    let item = match judged.and_then(|violation| violation.position) {
        Some(position) => audit.menu.iter().find(|item| item.position == Some(position)),
        None => candidates.clone().find(|item| item.position == Some(expected.position)).or_else(|| candidates.next()),
    };
    let state = |aspect: Aspect| match item {
        Some(_) => aspect.state(audit, form),
        None => State::Differs,
    };
    let seen_text = |text: Option<&str>| text.map_or(Word::NotInMenu.text(lang).to_owned(), str::to_owned);
    let place = |item: &AuditedItem| {
        item.position.map_or_else(|| Word::HiddenItem.text(lang).to_owned(), |position| position.to_string())
    };
    let position = seen_text(item.map(place).as_deref());
    let title = seen_text(item.map(|item| &*item.title));
    let url = seen_text(item.map(|item| &*item.url));
    let titles = expected.titles.iter().map(|title| &**title).collect::<Vec<_>>().join(" / ");
    let right_url = expected.url.clone().unwrap_or_else(|| words::unknown_values(lang, &expected.unknown));
    let rows = vec![
        text_row(Word::Position, lang, state(Aspect::Position), &position, &expected.position.to_string()),
        text_row(Word::Title, lang, state(Aspect::Title), &title, &titles),
        text_row(Word::Link, lang, state(Aspect::Link), &url, &right_url),
        cover_row(item, form, options, state(Aspect::Cover)),
    ];
    FormView {
        name: words::form(form),
        purpose: words::form_purpose(lang, form),
        rows,
        position: item.and_then(|item| item.position),
    }
}

/// What of an item the rules judge.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aspect {
    Position,
    Title,
    Link,
    Cover,
}

impl Aspect {
    /// Which aspect a code is about; `None` for the page, the menu, and what no row shows.
    const fn of(code: Code) -> Option<Self> {
        match code {
            Code::FormMisplaced | Code::FormSwapped | Code::FormHidden | Code::FormMissing => Some(Self::Position),
            Code::TitleMismatch | Code::TitleNearMatch => Some(Self::Title),
            Code::CoverMissing | Code::CoverNotApproved | Code::CoverOtherForm | Code::CoverReview => Some(Self::Cover),
            Code::UrlWhitespace
            | Code::UrlPlaceholder
            | Code::UrlEscaped
            | Code::UrlScheme
            | Code::UrlHost
            | Code::UrlRedirect
            | Code::UrlPath
            | Code::UrlSeparator
            | Code::UrlOtherLevel
            | Code::UrlOtherOrganization
            | Code::UrlParamMisspelt
            | Code::UrlParamMissing
            | Code::UrlParamMalformed
            | Code::UrlParamMismatch
            | Code::UrlParamCase
            | Code::UrlParamDuplicate
            | Code::UrlParamUnknown
            | Code::UrlInconsistent
            | Code::UrlNotCanonical => Some(Self::Link),
            Code::PageNotFound
            | Code::PageDeactivated
            | Code::PageClosed
            | Code::PageUnofficial
            | Code::MenuMissing
            | Code::MenuHidden
            | Code::FormDuplicate => None,
        }
    }

    fn state(self, audit: &PageAudit, form: Form) -> State {
        let concerns = |own: Option<Form>| own.is_none_or(|own| own == form);
        let mut state = State::Matches;
        for violation in &audit.violations {
            if violation.code.known().and_then(Self::of) == Some(self) && concerns(violation.form) {
                if violation.code != Code::CoverReview {
                    return State::Differs;
                }
                state = State::Doubtful;
            }
        }
        state
    }
}

impl State {
    const fn class(self) -> &'static str {
        match self {
            Self::Matches => "matches",
            Self::Differs => "differs",
            Self::Doubtful => "doubtful",
            Self::Silent => "",
        }
    }

    /// The mark and the word: never colour alone.
    const fn words(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Matches, Lang::Ru) => "✓ верно",
            (Self::Matches, Lang::En) => "✓ right",
            (Self::Differs, Lang::Ru) => "✗ исправить",
            (Self::Differs, Lang::En) => "✗ to be mended",
            (Self::Doubtful, Lang::Ru) => "? посмотреть",
            (Self::Doubtful, Lang::En) => "? to be looked at",
            (Self::Silent, _) => "",
        }
    }
}

fn text_row(label: Word, lang: Lang, state: State, seen: &str, wanted: &str) -> Row<'static> {
    let (seen, wanted) = (visible(seen), visible(wanted));
    let is_url = label == Word::Link;
    // Only long texts gain by showing where they part.
    let (seen, wanted) =
        if is_url && state == State::Differs { differences(&seen, &wanted) } else { (whole(seen), whole(wanted)) };
    Row {
        label: label.text(lang),
        seen: Side::Text(seen),
        wanted: Side::Text(wanted),
        is_url,
        class: state.class(),
        state: state.words(lang),
    }
}

fn cover_row<'a>(item: Option<&'a AuditedItem>, form: Form, options: &ReportOptions, state: State) -> Row<'a> {
    let lang = options.lang;
    let cover = item.and_then(|item| item.cover.as_ref());
    // Where nothing was compared, nothing is claimed.
    let is_compared = cover.is_none_or(|cover| cover.judgement != CoverJudgement::NotChecked);
    let state = if is_compared { state } else { State::Silent };
    let seen = match (item, cover) {
        (None, _) => Side::Text(whole(Cow::Borrowed(Word::NotInMenu.text(lang)))),
        (Some(_), None) => Side::Text(whole(Cow::Borrowed(Word::NoCover.text(lang)))),
        (Some(_), Some(cover)) => found(cover, lang),
    };
    let words = format!("{} «{}»", Word::ApprovedCover.text(lang), words::form(form));
    let wanted = match options.approved_cover(form, cover) {
        Some((number, approved)) => Side::Approved(number, format!("{words}, {}", visible(&approved.scheme))),
        None => Side::Slot(words),
    };
    Row { label: Word::Cover.text(lang), seen, wanted, is_url: false, class: state.class(), state: state.words(lang) }
}

/// The picture where a browser may load it, with the words for it.
fn found(cover: &ItemCover, lang: Lang) -> Side<'_> {
    let mut words = words::cover(lang, cover.judgement).to_owned();
    if let Some(scheme) = &cover.scheme {
        words.push_str(", ");
        words.push_str(Word::Scheme.text(lang));
        words.push(' ');
        words.push_str(&visible(scheme));
    }
    match link::picture(&cover.url) {
        Some(url) => Side::Picture(url, words),
        None => Side::Slot(format!("{}: {words}", Word::CoverNotShown.text(lang))),
    }
}

fn whole(text: Cow<'_, str>) -> Vec<Piece> {
    vec![Piece { text: text.into_owned(), is_odd: false }]
}
