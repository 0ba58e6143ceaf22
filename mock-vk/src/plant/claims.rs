//! What a defect lays claim to on its page: which defects go together. Knows no page.

use crate::region::{Form, Param};

use super::defect::{Canon, Defect, Layout, NoMenu, Redirector, Scheme, Space, WrongPath};

const UNOFFICIAL: u64 = 1;
const ACCESS: u64 = 1 << 1;
const MENU: u64 = 1 << 2;
const LAYOUT: u64 = 1 << 3;
const ALL: u64 = u64::MAX;
/// Bits of one form.
const TITLE: u64 = 1;
const COVER: u64 = 1 << 1;
const HIDDEN: u64 = 1 << 2;
/// How the link is written, seen before its parts are.
const TEXT: u64 = 1 << 3;
const SCHEME: u64 = 1 << 4;
const HOST: u64 = 1 << 5;
const PATH: u64 = 1 << 6;
/// How the names of parameters are written.
const NAMES: u64 = 1 << 7;
/// Which parameters there are.
const LIST: u64 = 1 << 8;
/// One placeholder is told by its field, several are not.
const PLACEHOLDER: u64 = 1 << 9;
const FIRST: u64 = 1 << 10;
const SOURCE: u64 = 1 << 11;
const MEDIUM: u64 = 1 << 12;
const CAMPAIGN: u64 = 1 << 13;
const PARAMS: u64 = FIRST | SOURCE | MEDIUM | CAMPAIGN;
const QUERY: u64 = NAMES | LIST | PLACEHOLDER | PARAMS;
const URL: u64 = TEXT | SCHEME | HOST | PATH | QUERY;
const WHOLE_FORM: u64 = (1 << 14) - 1;

const fn of(form: Form, bits: u64) -> u64 {
    match form {
        Form::Messages => bits << 4,
        Form::Polls => bits << 20,
    }
}

/// The first parameter of the polls link tells with `utm_source` whose link it is: one of the two must stay whole.
const fn param_bit(param: Param) -> u64 {
    match param {
        Param::OpaId => FIRST,
        Param::RegCode | Param::MunCode => FIRST | SOURCE,
        Param::UtmSource => SOURCE,
        Param::UtmMedium => MEDIUM,
        Param::UtmCampaign => CAMPAIGN,
        Param::UtmContent | Param::UtmTerm | Param::Ref | Param::Fz59 => LIST,
    }
}

impl Layout {
    const fn claims(self) -> u64 {
        LAYOUT
            | match self {
                Self::OnlyPollsFirst | Self::OnlyPollsSecond | Self::OnlyPollsThird | Self::PastedTwicePolls => {
                    of(Form::Messages, WHOLE_FORM)
                }
                Self::OnlyMessagesFirst | Self::OnlyMessagesSecond | Self::PastedTwiceMessages | Self::PastedThrice => {
                    of(Form::Polls, WHOLE_FORM)
                }
                Self::Neither => of(Form::Messages, WHOLE_FORM) | of(Form::Polls, WHOLE_FORM),
                _ => 0,
            }
    }
}

impl Space {
    const fn claims(self) -> u64 {
        TEXT | match self {
            Self::InName(_) | Self::ForAmpersand(_) => NAMES | LIST | MEDIUM,
            Self::Underscores(..) => NAMES | LIST | SOURCE | MEDIUM | CAMPAIGN,
            Self::InOgrn(_) | Self::AtEnd(_) => LIST | CAMPAIGN,
            Self::BeforeValue(_) | Self::AfterValue(_) => LIST | FIRST | SOURCE,
            Self::InPath(_) | Self::AfterHyphen(_) => PATH,
        }
    }
}

impl Defect {
    /// What the defect lays claim to on its page; two defects go together when nothing is claimed twice.
    ///
    /// An item that stands for a form without being it by URL needs its own position and an untouched title.
    pub(crate) const fn claims(self) -> u64 {
        match self {
            Self::NotFound
            | Self::TakenByUser
            | Self::Deleted
            | Self::Banned
            | Self::ClosedBare
            | Self::PrivateBare
            | Self::NoMenu(NoMenu::HiddenEmpty) => ALL,
            // Beside it a page is still told to be unofficial.
            Self::NoMenu(_) => ALL & !UNOFFICIAL,
            Self::ClosedWithMenu => ACCESS,
            Self::Unofficial => UNOFFICIAL,
            Self::MenuHidden => MENU,
            Self::Layout(layout) => layout.claims(),
            Self::Hidden(form) => LAYOUT | of(form, HIDDEN),
            Self::Title(form) | Self::Near(form, _) => of(form, TITLE),
            Self::NoCover(form) | Self::Cover(form, _) => of(form, COVER),
            Self::StandsByCover(form) => LAYOUT | of(form, WHOLE_FORM),
            Self::Contradiction(Param::UtmCampaign) => {
                LAYOUT | of(Form::Messages, CAMPAIGN | LIST | NAMES) | of(Form::Polls, CAMPAIGN | LIST | NAMES)
            }
            Self::Contradiction(_) => of(Form::Polls, FIRST | SOURCE | NAMES | LIST),
            _ => self.claims_of_link(),
        }
    }

    const fn claims_of_link(self) -> u64 {
        match self {
            Self::Space(form, space) => of(form, space.claims()),
            Self::Template(form, _) | Self::Canon(form, Canon::Order) => of(form, TEXT | QUERY),
            Self::Sample | Self::SiteLink => of(Form::Messages, URL),
            Self::OtherLevel => of(Form::Polls, FIRST | SOURCE | NAMES | LIST | PLACEHOLDER),
            Self::Placeholder(form, param, _) => of(form, PLACEHOLDER | param_bit(param)),
            Self::Missing(form, param)
            | Self::Misspelt(form, param, _)
            | Self::Case(form, param)
            | Self::Duplicate(form, param, _) => of(form, LIST | NAMES | param_bit(param)),
            Self::Malformed(form, param, _) | Self::Mismatch(form, param) => of(form, param_bit(param)),
            Self::Plate(form) => of(form, MEDIUM),
            Self::NoLabels(form)
            | Self::Bare(form)
            | Self::UnderscoresGone(form)
            | Self::OtherOrganization(form, _)
            | Self::Path(form, WrongPath::Widget)
            | Self::TwoAddresses(form) => of(form, URL),
            Self::Unknown(form, _) => of(form, LIST),
            Self::Escaped(form, _) => of(form, TEXT | NAMES),
            Self::Separator(form, _) => of(form, TEXT | QUERY | PATH),
            Self::Scheme(form, Scheme::Http) => of(form, SCHEME),
            Self::Scheme(form, _) => of(form, SCHEME | TEXT | HOST),
            Self::WwwHost(form) => of(form, HOST | TEXT),
            Self::Path(form, WrongPath::Longer(_)) => of(form, PATH | TEXT),
            Self::Canon(form, Canon::Needless) => of(form, TEXT | NAMES | MEDIUM),
            Self::Canon(form, Canon::Port | Canon::CapitalHost | Canon::CapitalScheme) => {
                of(form, TEXT | SCHEME | HOST)
            }
            Self::Canon(form, _) => of(form, TEXT | PATH | LIST),
            Self::Redirect(form, Redirector::VkCc | Redirector::Clck)
            | Self::Foreign(form, _)
            | Self::Path(form, _) => LAYOUT | of(form, TITLE | URL),
            Self::Redirect(form, _) => of(form, TEXT | SCHEME),
            _ => 0,
        }
    }
}

/// Whether a defect can be added to a plan.
pub(super) fn go_together(plan: &[Defect], defect: Defect) -> bool {
    plan.iter().all(|other| other.claims() & defect.claims() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plant::defect::Foreign;

    #[test]
    fn defects_of_the_two_forms_go_together_but_a_stand_in_needs_the_usual_layout() {
        let swapped = Defect::Layout(Layout::Swapped);
        let foreign = Defect::Foreign(Form::Messages, Foreign::Portal);
        let http = Defect::Scheme(Form::Polls, Scheme::Http);
        assert!(go_together(&[foreign], http));
        assert!(go_together(&[swapped], http));
        assert!(!go_together(&[swapped], foreign));
        assert!(!go_together(&[Defect::NotFound], http));
        assert!(go_together(&[Defect::Unofficial], Defect::NoMenu(NoMenu::KeyAbsent)));
    }
}
