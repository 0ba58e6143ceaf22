//! The defects that can be planted. Knows no page.

use crate::covers::Spoil;
use crate::region::{Facts, Form, Param};

/// Where the two forms stand in the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    Swapped,
    /// Something put in front of both.
    Pushed,
    /// Messages, something else, polls.
    PollsThird,
    /// Something else, polls, messages.
    MessagesThird,
    /// Polls, something else, messages.
    PollsFirst,
    /// Something else before each.
    BothApart,
    /// No messages; polls in 1 or 2 are in their place.
    OnlyPollsFirst,
    OnlyPollsSecond,
    OnlyPollsThird,
    OnlyMessagesFirst,
    OnlyMessagesSecond,
    Neither,
    /// Both forms in their places, and one of them once more.
    TwiceMessages,
    TwicePolls,
    /// One link in both places.
    PastedTwiceMessages,
    PastedTwicePolls,
    /// One link in both places and once more.
    PastedThrice,
}

/// How a menu is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoMenu {
    KeyAbsent,
    Null,
    WithoutItems,
    EmptyItems,
    /// Hidden, and nothing of it is told.
    HiddenEmpty,
}

/// A character that does not show, as it stands in a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blank {
    Plain,
    Percent,
    Plus,
    NoBreak,
    NoBreakPercent,
    ZeroWidth,
    LineBreakPercent,
    Control,
}

/// Where white space got into a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    /// Inside `utm_medium`: the published text breaks its line there.
    InName(Blank),
    /// In place of each `_`: the published text underlines its links. So many in each place.
    Underscores(Blank, u8),
    InOgrn(Blank),
    BeforeValue(Blank),
    AfterValue(Blank),
    /// In place of the hyphen of the path, or at the path's end.
    InPath(Blank),
    /// After the hyphen of the path.
    AfterHyphen(Blank),
    /// At the end, encoded, so that VK does not trim it.
    AtEnd(Blank),
    /// In place of an `&`.
    ForAmpersand(Blank),
}

/// How a link was escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    Html,
    HtmlTwice,
    HtmlWithoutSemicolon,
    HtmlNumber,
    PercentAmpersand,
    PercentEquals,
    PercentAll,
    MarkdownUnderscore,
    MarkdownAmpersand,
}

/// How a separator was lost or replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    /// The `&` before `utm_campaign`.
    NoAmpersand,
    /// The `&` before `utm_medium`.
    NoFirstAmpersand,
    /// The `=` after the first name.
    NoEquals,
    /// The `=` after `utm_medium` and the `&` after its value.
    NoEqualsNorAmpersand,
    /// The `=` stands after the value.
    EqualsAfterValue,
    /// Something else for each `&`.
    Ampersands(&'static str),
    /// Something else for one `&`.
    Ampersand(&'static str),
    /// Something else for `?`.
    Question(&'static str),
    /// Full-width signs for each `=`.
    WideEquals,
}

/// How a link is written otherwise than the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Canon {
    CapitalHost,
    CapitalScheme,
    Port,
    TrailingAmpersand,
    DoubledAmpersand,
    TrailingHash,
    Order,
    /// `_` encoded, which changes nothing.
    Needless,
    /// Only the messages form has a `/` before `?`.
    NoSlash,
}

/// What stands in place of `https://`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Http,
    Absent,
    OneSlash,
    NoColon,
    Misspelt,
    TwoSlashes,
    Twice,
}

/// A foreign address in the place of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Foreign {
    Portal,
    LookAlike,
    /// The «Госуслуги» application.
    MiniApp,
    OwnSite,
}

/// A redirector or shortener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Redirector {
    /// `vk.com/away.php` with the target.
    AwayCom,
    /// `vk.ru/away.php` with the target and another parameter.
    AwayRu,
    /// `away.vk.com` with the target.
    AwayHost,
    /// `vk.com/away.php` with the target as it is.
    AwayRaw,
    /// `away.vk.ru` with the target encoded twice.
    AwayTwice,
    /// `vk.cc`, the target unknown.
    VkCc,
    /// `clck.ru`, the target unknown.
    Clck,
}

/// A wrong path on the right host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WrongPath {
    /// A path that is still that of the form by its beginning, with the query. Two of them.
    Longer(bool),
    /// The landing page, without a query.
    Landing,
    /// Cut off after the first letter of the path.
    Cut,
    /// Another service of the platform.
    Offer,
    /// The widget for web sites, with its own query; found as polls by its path.
    Widget,
}

/// How a title is nearly right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Near {
    Case,
    LookAlike,
    Yo,
    Quotes,
    Punctuation,
    Invisible,
}

/// A parameter nobody asked for.
pub(crate) const UNKNOWN_PARAMS: [(Param, &str); 4] =
    [(Param::UtmContent, "menu"), (Param::UtmTerm, "pos"), (Param::Fz59, "false"), (Param::Ref, "group_menu")];

/// One thing that is wrong with a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defect {
    NotFound,
    TakenByUser,
    Deleted,
    Banned,
    ClosedBare,
    PrivateBare,
    ClosedWithMenu,
    Unofficial,
    NoMenu(NoMenu),
    MenuHidden,
    Layout(Layout),
    Hidden(Form),
    Title(Form),
    Near(Form, Near),
    NoCover(Form),
    Cover(Form, Spoil),
    /// A foreign link under a wrong title: only the approved picture tells that the item stands for the form.
    StandsByCover(Form),
    Space(Form, Space),
    /// The template pasted with every placeholder left in; with the line break of the published text or without.
    Template(Form, bool),
    Placeholder(Form, Param, u8),
    /// The worked example of the instruction.
    Sample,
    Escaped(Form, Escape),
    Separator(Form, Separator),
    Scheme(Form, Scheme),
    WwwHost(Form),
    Foreign(Form, Foreign),
    Redirect(Form, Redirector),
    Path(Form, WrongPath),
    Missing(Form, Param),
    /// No `utm_` parameter at all.
    NoLabels(Form),
    /// No parameter at all.
    Bare(Form),
    /// The link for web sites: the account, a parameter of its own, no `utm_`.
    SiteLink,
    Malformed(Form, Param, u8),
    Mismatch(Form, Param),
    /// The code on the plates of the region's cars.
    Plate(Form),
    /// The other level's polls link.
    OtherLevel,
    /// The link of the body above, or of a neighbour.
    OtherOrganization(Form, bool),
    /// Another value than the other form has, or another region's, where nobody knows the right one.
    Contradiction(Param),
    Misspelt(Form, Param, u8),
    UnderscoresGone(Form),
    Case(Form, Param),
    /// Given twice, with the same value or with another.
    Duplicate(Form, Param, bool),
    /// The whole address twice in one field.
    TwoAddresses(Form),
    Unknown(Form, u8),
    Canon(Form, Canon),
}

impl Defect {
    /// The form whose link the defect is in, if it is in one.
    pub(crate) const fn link(self) -> Option<Form> {
        match self {
            Self::Space(form, _)
            | Self::Template(form, _)
            | Self::Placeholder(form, ..)
            | Self::Escaped(form, _)
            | Self::Separator(form, _)
            | Self::Scheme(form, _)
            | Self::WwwHost(form)
            | Self::Foreign(form, _)
            | Self::Redirect(form, _)
            | Self::Path(form, _)
            | Self::Missing(form, _)
            | Self::NoLabels(form)
            | Self::Bare(form)
            | Self::Malformed(form, ..)
            | Self::Mismatch(form, _)
            | Self::Plate(form)
            | Self::OtherOrganization(form, _)
            | Self::Misspelt(form, ..)
            | Self::UnderscoresGone(form)
            | Self::Case(form, _)
            | Self::Duplicate(form, ..)
            | Self::TwoAddresses(form)
            | Self::Unknown(form, _)
            | Self::Canon(form, _)
            | Self::StandsByCover(form) => Some(form),
            Self::Sample | Self::SiteLink => Some(Form::Messages),
            Self::OtherLevel | Self::Contradiction(_) => Some(Form::Polls),
            _ => None,
        }
    }

    /// The form whose item must be in the menu for the defect to be seen.
    pub(crate) const fn form(self) -> Option<Form> {
        match self {
            Self::Hidden(form)
            | Self::Title(form)
            | Self::Near(form, _)
            | Self::NoCover(form)
            | Self::Cover(form, _) => Some(form),
            _ => self.link(),
        }
    }

    const fn param(self) -> Option<Param> {
        match self {
            Self::Placeholder(_, param, _)
            | Self::Missing(_, param)
            | Self::Malformed(_, param, _)
            | Self::Mismatch(_, param)
            | Self::Case(_, param)
            | Self::Misspelt(_, param, _)
            | Self::Duplicate(_, param, _) => Some(param),
            _ => None,
        }
    }

    /// Whether the defect can be told of such an organisation: its link has the parameter, the registry knows the value,
    /// its page needs the form.
    pub(crate) fn fits(self, facts: Facts) -> bool {
        if !facts.needs_polls && (self.form() == Some(Form::Polls) || !self.fits_without_polls()) {
            return false;
        }
        let has_param = match self.param() {
            Some(param @ (Param::RegCode | Param::MunCode)) => param == facts.polls_first,
            _ => true,
        };
        has_param
            && match self {
                Self::Mismatch(_, param) | Self::Duplicate(_, param, true) => match param {
                    Param::OpaId => facts.knows_opa_id,
                    Param::MunCode => facts.knows_oktmo,
                    Param::UtmCampaign => facts.knows_ogrn,
                    _ => true,
                },
                Self::OtherLevel => facts.polls_are_strict,
                // Of an organisation that nobody knows it may be the right link.
                Self::Sample => facts.knows_ogrn,
                Self::OtherOrganization(form, _) => {
                    facts.knows_ogrn && facts.has_donor[usize::from(form == Form::Polls)]
                }
                Self::Contradiction(Param::UtmCampaign) => !facts.knows_ogrn,
                Self::Contradiction(_) => facts.polls_first == Param::MunCode && !facts.knows_oktmo,
                _ => true,
            }
    }

    /// Whether it can be told of a page that needs no polls form.
    const fn fits_without_polls(self) -> bool {
        match self {
            Self::Layout(layout) => {
                matches!(layout, Layout::OnlyMessagesSecond | Layout::Neither | Layout::PastedTwiceMessages)
            }
            _ => true,
        }
    }
}
