//! Draws a defect as often as the field has it. Knows no page.
//!
//! The weights of mistakes in menus and links are the counts of them on 188 real pages with 356 links; what only a registry
//! can tell, and what those pages happened not to have, is weighed beside them by other checks of real pages.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use crate::covers::Spoil;
use crate::region::{Facts, Form, Param};

use super::defect::{
    Blank, Canon, Defect, Escape, Foreign, Layout, Near, NoMenu, Redirector, Scheme, Separator, Space, WrongPath,
};

/// A kind of mistake, before its form and its details are drawn.
#[derive(Debug, Clone, Copy)]
enum Kind {
    SpaceInName,
    SpacesForUnderscores,
    SpaceInOgrn,
    SpaceAtValue,
    SpaceInPath,
    UnderscoresGone,
    Opald,
    OtherSpelling,
    Separator,
    CutPath,
    Plate,
    Swapped,
    Pushed,
    PastedTwice,
    OtherPlaces,
    NoMenuKey,
    NoItems,
    NoMessages,
    NoPolls,
    Neither,
    Title,
    TitleNear,
    Mismatch,
    OtherOrganization,
    OtherLevel,
    Contradiction,
    Template,
    Placeholder,
    Sample,
    NoLabels,
    Missing,
    Malformed,
    Html,
    Http,
    Www,
    Away,
    Shortened,
    MiniApp,
    Portal,
    OtherPath,
    Unknown,
    Canon,
    Case,
    Twice,
    Cover,
    CoverOfOther,
    NoCover,
    NotFound,
    Deactivated,
    Closed,
    HiddenMenu,
    HiddenForm,
    FormAgain,
    Unofficial,
}

/// The kinds with their weights.
const MIX: &[(u32, Kind)] = &[
    // Counted on real pages.
    (30, Kind::SpaceInName),
    (36, Kind::SpacesForUnderscores),
    (6, Kind::SpaceInOgrn),
    (6, Kind::SpaceAtValue),
    (4, Kind::SpaceInPath),
    (4, Kind::UnderscoresGone),
    (4, Kind::Opald),
    (4, Kind::Separator),
    (2, Kind::CutPath),
    (2, Kind::Plate),
    (24, Kind::Swapped),
    (4, Kind::Pushed),
    (4, Kind::PastedTwice),
    (12, Kind::NoMenuKey),
    (2, Kind::NoItems),
    (5, Kind::NoMessages),
    (12, Kind::NoPolls),
    (8, Kind::Title),
    (4, Kind::TitleNear),
    (2, Kind::MiniApp),
    (2, Kind::OtherPath),
    // What only a registry tells.
    (18, Kind::Mismatch),
    (12, Kind::OtherOrganization),
    (6, Kind::OtherLevel),
    (6, Kind::Contradiction),
    // Met elsewhere.
    (12, Kind::Template),
    (6, Kind::Placeholder),
    (1, Kind::Sample),
    (4, Kind::NoLabels),
    (3, Kind::Missing),
    (4, Kind::Malformed),
    (3, Kind::OtherSpelling),
    (4, Kind::Html),
    (2, Kind::Http),
    (1, Kind::Www),
    (4, Kind::Away),
    (2, Kind::Shortened),
    (2, Kind::Portal),
    (3, Kind::Unknown),
    (3, Kind::Canon),
    (2, Kind::Case),
    (2, Kind::Twice),
    (6, Kind::Neither),
    (4, Kind::OtherPlaces),
    (8, Kind::Cover),
    (4, Kind::CoverOfOther),
    (2, Kind::NoCover),
    (4, Kind::NotFound),
    (2, Kind::Deactivated),
    (2, Kind::Closed),
    (1, Kind::HiddenMenu),
    (1, Kind::HiddenForm),
    (2, Kind::FormAgain),
    (3, Kind::Unofficial),
];

fn one<T: Copy>(list: &[T], rng: &mut ChaCha8Rng) -> T {
    // No list here is empty.
    list.choose(rng).copied().unwrap_or(list[0])
}

/// A defect as often as it is met; it may be none that the organisation can have.
pub(super) fn common(facts: Facts, rng: &mut ChaCha8Rng) -> Defect {
    let total: u32 = MIX.iter().map(|(weight, _)| weight).sum();
    let mut draw = rng.random_range(0..total);
    let kind = MIX.iter().find(|(weight, _)| {
        let here = draw < *weight;
        draw = draw.saturating_sub(*weight);
        here
    });
    let form = if rng.random_bool(0.5) { Form::Messages } else { Form::Polls };
    let first = if form == Form::Messages { Param::OpaId } else { facts.polls_first };
    let param = one(&[first, Param::UtmMedium, Param::UtmCampaign, Param::UtmCampaign], rng);
    let kind = kind.map_or(Kind::SpaceInName, |(_, kind)| *kind);
    of_link(kind, form, first, param, rng).unwrap_or_else(|| of_page(kind, form, rng))
}

fn of_link(kind: Kind, form: Form, first: Param, param: Param, rng: &mut ChaCha8Rng) -> Option<Defect> {
    let blank = one(&[Blank::Percent, Blank::Percent, Blank::Percent, Blank::Plain], rng);
    Some(match kind {
        Kind::SpaceInName => Defect::Space(form, Space::InName(blank)),
        Kind::SpacesForUnderscores => {
            let many = if rng.random_bool(0.1) { 3 } else { 1 };
            Defect::Space(form, Space::Underscores(Blank::Percent, many))
        }
        Kind::SpaceInOgrn => Defect::Space(form, Space::InOgrn(blank)),
        Kind::SpaceAtValue => Defect::Space(
            form,
            one(&[Space::BeforeValue(blank), Space::AfterValue(blank), Space::AtEnd(Blank::Percent)], rng),
        ),
        Kind::SpaceInPath => {
            Defect::Space(Form::Polls, one(&[Space::InPath(Blank::Percent), Space::AfterHyphen(Blank::Percent)], rng))
        }
        Kind::UnderscoresGone => Defect::UnderscoresGone(form),
        Kind::Opald => Defect::Misspelt(Form::Messages, Param::OpaId, 0),
        Kind::OtherSpelling => Defect::Misspelt(form, one(&[first, Param::UtmSource, param], rng), rng.random()),
        Kind::Separator => {
            let ways = [Separator::NoAmpersand, Separator::NoEqualsNorAmpersand, Separator::Question("#?")];
            Defect::Separator(form, one(&ways, rng))
        }
        Kind::CutPath => Defect::Path(Form::Messages, WrongPath::Cut),
        Kind::Plate => Defect::Plate(form),
        Kind::MiniApp => Defect::Foreign(form, Foreign::MiniApp),
        Kind::Portal => Defect::Foreign(form, one(&[Foreign::Portal, Foreign::OwnSite, Foreign::LookAlike], rng)),
        Kind::OtherPath => match form {
            Form::Messages => Defect::Path(form, one(&[WrongPath::Landing, WrongPath::Offer], rng)),
            Form::Polls => Defect::Path(form, one(&[WrongPath::Widget, WrongPath::Longer(true)], rng)),
        },
        Kind::Mismatch => Defect::Mismatch(form, param),
        Kind::OtherOrganization => Defect::OtherOrganization(form, rng.random_bool(0.4)),
        Kind::OtherLevel => Defect::OtherLevel,
        Kind::Contradiction => Defect::Contradiction(one(&[Param::UtmCampaign, Param::MunCode], rng)),
        Kind::Template => Defect::Template(form, form == Form::Messages && rng.random_bool(0.3)),
        Kind::Placeholder => Defect::Placeholder(form, param, rng.random()),
        Kind::Sample => Defect::Sample,
        Kind::NoLabels => match form {
            Form::Messages => one(&[Defect::NoLabels(form), Defect::SiteLink], rng),
            Form::Polls => one(&[Defect::NoLabels(form), Defect::Bare(form)], rng),
        },
        Kind::Missing => Defect::Missing(form, one(&[first, Param::UtmSource, param], rng)),
        Kind::Malformed => Defect::Malformed(form, param, rng.random()),
        Kind::Html => Defect::Escaped(
            form,
            one(&[Escape::Html, Escape::Html, Escape::MarkdownUnderscore, Escape::PercentAll], rng),
        ),
        Kind::Http => Defect::Scheme(form, one(&[Scheme::Http, Scheme::Http, Scheme::Absent, Scheme::OneSlash], rng)),
        Kind::Www => Defect::WwwHost(form),
        Kind::Away => {
            Defect::Redirect(form, one(&[Redirector::AwayCom, Redirector::AwayRu, Redirector::AwayHost], rng))
        }
        Kind::Shortened => Defect::Redirect(form, one(&[Redirector::VkCc, Redirector::Clck], rng)),
        Kind::Unknown => Defect::Unknown(form, rng.random()),
        Kind::Canon => Defect::Canon(form, one(&[Canon::TrailingAmpersand, Canon::CapitalHost, Canon::Order], rng)),
        Kind::Case => Defect::Case(form, first),
        Kind::Twice => one(&[Defect::Duplicate(form, Param::UtmMedium, false), Defect::TwoAddresses(form)], rng),
        _ => return None,
    })
}

fn of_page(kind: Kind, form: Form, rng: &mut ChaCha8Rng) -> Defect {
    match kind {
        Kind::Swapped => Defect::Layout(Layout::Swapped),
        Kind::Pushed => Defect::Layout(Layout::Pushed),
        Kind::PastedTwice => Defect::Layout(one(
            &[Layout::PastedTwiceMessages, Layout::PastedTwiceMessages, Layout::PastedTwicePolls],
            rng,
        )),
        Kind::OtherPlaces => Defect::Layout(one(&[Layout::PollsThird, Layout::PollsFirst, Layout::MessagesThird], rng)),
        Kind::NoMenuKey => Defect::NoMenu(NoMenu::KeyAbsent),
        Kind::NoItems => Defect::NoMenu(NoMenu::EmptyItems),
        Kind::NoMessages => Defect::Layout(one(&[Layout::OnlyPollsFirst, Layout::OnlyPollsSecond], rng)),
        Kind::NoPolls => Defect::Layout(Layout::OnlyMessagesFirst),
        Kind::Neither => Defect::Layout(Layout::Neither),
        Kind::TitleNear => Defect::Near(form, one(&[Near::Quotes, Near::Quotes, Near::Case, Near::Punctuation], rng)),
        Kind::Cover => Defect::Cover(form, one(&Spoil::ALL, rng)),
        Kind::CoverOfOther => Defect::Cover(form, Spoil::OtherForm),
        Kind::NoCover => Defect::NoCover(form),
        Kind::NotFound => one(&[Defect::NotFound, Defect::NotFound, Defect::TakenByUser], rng),
        Kind::Deactivated => one(&[Defect::Deleted, Defect::Banned], rng),
        Kind::Closed => one(&[Defect::ClosedBare, Defect::PrivateBare], rng),
        Kind::HiddenMenu => Defect::MenuHidden,
        Kind::HiddenForm => Defect::Hidden(form),
        Kind::FormAgain => Defect::Layout(one(&[Layout::TwiceMessages, Layout::TwicePolls], rng)),
        Kind::Unofficial => Defect::Unofficial,
        _ => Defect::Title(form),
    }
}
