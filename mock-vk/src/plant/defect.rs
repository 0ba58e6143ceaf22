//! The defects that can be planted, and which of them go together on one page. Knows no page.

use crate::covers::Spoil;
use crate::region::{Form, Level, Param};

/// Where the two forms stand in the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    Swapped,
    /// Something else first, then messages, then polls.
    BothLate,
    PollsThird,
    MessagesThird,
    /// No messages; polls in 1 or 2 are in their place.
    OnlyPollsFirst,
    OnlyPollsSecond,
    OnlyPollsThird,
    OnlyMessagesFirst,
    OnlyMessagesSecond,
    Neither,
    TwiceMessages,
    TwicePolls,
}

/// How a menu is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoMenu {
    KeyAbsent,
    Null,
    WithoutItems,
    EmptyItems,
}

/// How white space got into a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    Plain,
    Percent,
    Plus,
    NoBreak,
    ZeroWidth,
}

/// How a link was escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    Ampersand,
    PercentAll,
    PercentAmpersand,
}

/// How a link is written otherwise than the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Canon {
    CapitalHost,
    Port,
    TrailingAmpersand,
    TrailingHash,
    Order,
    /// Only the messages form has a `/` before `?`.
    NoSlash,
}

/// A foreign address in the place of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Foreign {
    Portal,
    LookAlike,
    MiniApp,
    OwnSite,
}

/// A redirector or shortener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Redirector {
    /// `vk.com/away.php` with the target.
    AwayCom,
    /// `vk.ru/away.php` with the target.
    AwayRu,
    /// `vk.cc`, the target unknown.
    VkCc,
    /// `clck.ru`, the target unknown.
    Clck,
}

/// A wrong path on the right host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WrongPath {
    /// A path that is still that of the form by its beginning, with the query.
    Longer,
    /// The landing page, without a query.
    Landing,
}

/// How a title is nearly right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Near {
    Case,
    LookAlike,
    Yo,
    Quotes,
    Punctuation,
}

/// A parameter nobody asked for.
pub(crate) const UNKNOWN_PARAMS: [(Param, &str); 3] =
    [(Param::UtmContent, "menu"), (Param::UtmTerm, "pos"), (Param::Fz59, "false")];

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
    Escaped(Form, Escape),
    Http(Form),
    WwwHost(Form),
    Foreign(Form, Foreign),
    Redirect(Form, Redirector),
    Path(Form, WrongPath),
    Missing(Form, Param),
    Malformed(Form, Param, u8),
    Mismatch(Form, Param),
    /// The account and OGRN of another organisation: a link copied from a neighbour.
    Copied(Form),
    Case(Form, Param),
    Duplicate(Form, Param),
    Unknown(Form, u8),
    Canon(Form, Canon),
}

const UNOFFICIAL: u32 = 1;
const ACCESS: u32 = 1 << 1;
const MENU: u32 = 1 << 2;
const LAYOUT: u32 = 1 << 3;
const ALL: u32 = u32::MAX;
/// Bits of one form: title, cover, hidden, text, space, scheme, unknown, first parameter, source, medium, campaign.
const TITLE: u32 = 1;
const COVER: u32 = 1 << 1;
const HIDDEN: u32 = 1 << 2;
const TEXT: u32 = 1 << 3;
const SPACE: u32 = 1 << 4;
const SCHEME: u32 = 1 << 5;
const UNKNOWN: u32 = 1 << 6;
const FIRST: u32 = 1 << 7;
const SOURCE: u32 = 1 << 8;
const MEDIUM: u32 = 1 << 9;
const CAMPAIGN: u32 = 1 << 10;
const PARAMS: u32 = FIRST | SOURCE | MEDIUM | CAMPAIGN;
const URL: u32 = TEXT | SPACE | SCHEME | UNKNOWN | PARAMS;
const WHOLE_FORM: u32 = (1 << 11) - 1;

const fn of(form: Form, bits: u32) -> u32 {
    match form {
        Form::Messages => bits << 4,
        Form::Polls => bits << 16,
    }
}

const fn param_bit(param: Param) -> u32 {
    match param {
        Param::OpaId | Param::RegCode | Param::MunCode => FIRST,
        Param::UtmSource => SOURCE,
        Param::UtmMedium => MEDIUM,
        Param::UtmCampaign => CAMPAIGN,
        Param::UtmContent | Param::UtmTerm | Param::Fz59 => UNKNOWN,
    }
}

impl Layout {
    const ALL: [Self; 12] = [
        Self::Swapped,
        Self::BothLate,
        Self::PollsThird,
        Self::MessagesThird,
        Self::OnlyPollsFirst,
        Self::OnlyPollsSecond,
        Self::OnlyPollsThird,
        Self::OnlyMessagesFirst,
        Self::OnlyMessagesSecond,
        Self::Neither,
        Self::TwiceMessages,
        Self::TwicePolls,
    ];

    const fn slots(self) -> u32 {
        LAYOUT
            | match self {
                Self::OnlyPollsFirst | Self::OnlyPollsSecond | Self::OnlyPollsThird => of(Form::Messages, WHOLE_FORM),
                Self::OnlyMessagesFirst | Self::OnlyMessagesSecond => of(Form::Polls, WHOLE_FORM),
                Self::Neither => of(Form::Messages, WHOLE_FORM) | of(Form::Polls, WHOLE_FORM),
                _ => 0,
            }
    }
}

impl Defect {
    /// What the defect lays claim to on its page; two defects go together when nothing is claimed twice.
    ///
    /// An item that stands for a form without being it by URL needs its own position and an untouched title.
    pub(crate) const fn slots(self) -> u32 {
        match self {
            Self::NotFound
            | Self::TakenByUser
            | Self::Deleted
            | Self::Banned
            | Self::ClosedBare
            | Self::PrivateBare
            | Self::NoMenu(_) => ALL,
            Self::ClosedWithMenu => ACCESS,
            Self::Unofficial => UNOFFICIAL,
            Self::MenuHidden => MENU,
            Self::Layout(layout) => layout.slots(),
            Self::Hidden(form) => of(form, HIDDEN),
            Self::Title(form) | Self::Near(form, _) => of(form, TITLE),
            Self::NoCover(form) | Self::Cover(form, _) => of(form, COVER),
            Self::StandsByCover(form) => LAYOUT | of(form, WHOLE_FORM),
            Self::Space(form, _) => of(form, SPACE | MEDIUM),
            Self::Template(form, broken) => of(form, PARAMS | if broken { SPACE } else { 0 }),
            Self::Placeholder(form, param, _)
            | Self::Missing(form, param)
            | Self::Malformed(form, param, _)
            | Self::Mismatch(form, param)
            | Self::Case(form, param)
            | Self::Duplicate(form, param) => of(form, param_bit(param)),
            Self::Copied(form) => of(form, FIRST | CAMPAIGN),
            Self::Unknown(form, _) => of(form, UNKNOWN),
            Self::Canon(form, Canon::Order) => of(form, TEXT | PARAMS | UNKNOWN),
            Self::Canon(form, Canon::Port) => of(form, TEXT | SCHEME),
            Self::Canon(form, _)
            | Self::Escaped(form, _)
            | Self::WwwHost(form)
            | Self::Path(form, WrongPath::Longer) => of(form, TEXT),
            Self::Http(form) => of(form, SCHEME),
            Self::Redirect(form, Redirector::AwayCom | Redirector::AwayRu) => of(form, TEXT | SPACE | SCHEME),
            Self::Foreign(form, _) | Self::Redirect(form, _) | Self::Path(form, WrongPath::Landing) => {
                LAYOUT | of(form, TITLE | URL)
            }
        }
    }

    /// Whether an organisation of this level can have the defect: the two templates of polls differ by level.
    pub(crate) fn fits(self, level: Level) -> bool {
        let (Self::Placeholder(_, param, _)
        | Self::Missing(_, param)
        | Self::Malformed(_, param, _)
        | Self::Mismatch(_, param)
        | Self::Case(_, param)
        | Self::Duplicate(_, param)) = self
        else {
            return true;
        };
        match param {
            Param::RegCode => level == Level::Regional,
            Param::MunCode => level != Level::Regional,
            _ => true,
        }
    }

    /// Every defect with every parameter and style that a region of a few hundred pages must show.
    pub(crate) fn catalogue() -> Vec<Self> {
        let mut all = vec![
            Self::NotFound,
            Self::TakenByUser,
            Self::Deleted,
            Self::Banned,
            Self::ClosedBare,
            Self::PrivateBare,
            Self::ClosedWithMenu,
            Self::Unofficial,
            Self::MenuHidden,
        ];
        all.extend([NoMenu::KeyAbsent, NoMenu::Null, NoMenu::WithoutItems, NoMenu::EmptyItems].map(Self::NoMenu));
        all.extend(Layout::ALL.map(Self::Layout));
        for form in Form::ALL {
            all.extend(Self::params_of(form));
            all.extend(Self::once_for(form));
        }
        all.extend(
            Spoil::ALL.into_iter().zip(Form::ALL.into_iter().cycle()).map(|(spoil, form)| Self::Cover(form, spoil)),
        );
        all
    }

    fn once_for(form: Form) -> Vec<Self> {
        let mut all = vec![
            Self::Hidden(form),
            Self::Title(form),
            Self::NoCover(form),
            Self::Cover(form, Spoil::OtherForm),
            Self::StandsByCover(form),
            Self::Template(form, false),
            Self::Http(form),
            Self::WwwHost(form),
            Self::Copied(form),
            Self::Path(form, WrongPath::Longer),
            Self::Path(form, WrongPath::Landing),
        ];
        all.extend(
            [Near::Case, Near::LookAlike, Near::Yo, Near::Quotes, Near::Punctuation].map(|near| Self::Near(form, near)),
        );
        all.extend(
            [Space::Plain, Space::Percent, Space::Plus, Space::NoBreak, Space::ZeroWidth]
                .map(|space| Self::Space(form, space)),
        );
        all.extend(
            [Escape::Ampersand, Escape::PercentAll, Escape::PercentAmpersand].map(|how| Self::Escaped(form, how)),
        );
        all.extend(
            [Foreign::Portal, Foreign::LookAlike, Foreign::MiniApp, Foreign::OwnSite]
                .map(|what| Self::Foreign(form, what)),
        );
        all.extend(
            [Redirector::AwayCom, Redirector::AwayRu, Redirector::VkCc, Redirector::Clck]
                .map(|which| Self::Redirect(form, which)),
        );
        all.extend((0..3).map(|which| Self::Unknown(form, which)));
        all.extend(
            [Canon::CapitalHost, Canon::Port, Canon::TrailingAmpersand, Canon::TrailingHash, Canon::Order]
                .map(|canon| Self::Canon(form, canon)),
        );
        if form == Form::Messages {
            all.push(Self::Canon(form, Canon::NoSlash));
            // The line break stands in the published text of the messages link.
            all.push(Self::Template(form, true));
        }
        all
    }

    fn params_of(form: Form) -> Vec<Self> {
        let first: &[Param] = match form {
            Form::Messages => &[Param::OpaId],
            Form::Polls => &[Param::RegCode, Param::MunCode],
        };
        let mut all = Vec::new();
        for (style, param) in
            (0..).zip(first.iter().copied().chain([Param::UtmSource, Param::UtmMedium, Param::UtmCampaign]))
        {
            all.extend([
                Self::Missing(form, param),
                Self::Malformed(form, param, style),
                Self::Mismatch(form, param),
                Self::Case(form, param),
                Self::Duplicate(form, param),
            ]);
            if param != Param::UtmSource {
                all.push(Self::Placeholder(form, param, style));
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defects_of_the_two_forms_go_together_but_a_stand_in_needs_the_usual_layout() {
        let swapped = Defect::Layout(Layout::Swapped);
        let foreign = Defect::Foreign(Form::Messages, Foreign::Portal);
        let http = Defect::Http(Form::Polls);
        assert_eq!(foreign.slots() & http.slots(), 0);
        assert_eq!(swapped.slots() & http.slots(), 0);
        assert_ne!(swapped.slots() & foreign.slots(), 0);
        assert_ne!(Defect::NotFound.slots() & http.slots(), 0);
    }
}
