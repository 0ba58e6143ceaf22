//! Every defect with every parameter and style that a region of a few hundred pages must show. Knows no page.

use crate::covers::Spoil;
use crate::region::{Form, Param};

use super::defect::{
    Blank, Canon, Defect, Escape, Foreign, Layout, Near, NoMenu, Redirector, Scheme, Separator, Space, UNKNOWN_PARAMS,
    WrongPath,
};

const LAYOUTS: [Layout; 17] = [
    Layout::Swapped,
    Layout::Pushed,
    Layout::PollsThird,
    Layout::MessagesThird,
    Layout::PollsFirst,
    Layout::BothApart,
    Layout::OnlyPollsFirst,
    Layout::OnlyPollsSecond,
    Layout::OnlyPollsThird,
    Layout::OnlyMessagesFirst,
    Layout::OnlyMessagesSecond,
    Layout::Neither,
    Layout::TwiceMessages,
    Layout::TwicePolls,
    Layout::PastedTwiceMessages,
    Layout::PastedTwicePolls,
    Layout::PastedThrice,
];
const SPACES: [Space; 24] = [
    Space::InName(Blank::Plain),
    Space::InName(Blank::Percent),
    Space::InName(Blank::Plus),
    Space::InName(Blank::NoBreak),
    Space::InName(Blank::NoBreakPercent),
    Space::InName(Blank::ZeroWidth),
    Space::InName(Blank::LineBreakPercent),
    Space::InName(Blank::Control),
    Space::Underscores(Blank::Percent, 1),
    Space::Underscores(Blank::Percent, 3),
    Space::Underscores(Blank::Plain, 1),
    Space::Underscores(Blank::Plus, 1),
    Space::InOgrn(Blank::Percent),
    Space::InOgrn(Blank::Plain),
    Space::BeforeValue(Blank::Percent),
    Space::BeforeValue(Blank::Plain),
    Space::AfterValue(Blank::Percent),
    Space::AfterValue(Blank::NoBreakPercent),
    Space::InPath(Blank::Percent),
    Space::AfterHyphen(Blank::Percent),
    Space::AtEnd(Blank::Percent),
    Space::AtEnd(Blank::LineBreakPercent),
    Space::ForAmpersand(Blank::Plain),
    Space::ForAmpersand(Blank::Percent),
];
const ESCAPES: [Escape; 9] = [
    Escape::Html,
    Escape::HtmlTwice,
    Escape::HtmlWithoutSemicolon,
    Escape::HtmlNumber,
    Escape::PercentAmpersand,
    Escape::PercentEquals,
    Escape::PercentAll,
    Escape::MarkdownUnderscore,
    Escape::MarkdownAmpersand,
];
const SEPARATORS: [Separator; 16] = [
    Separator::NoAmpersand,
    Separator::NoFirstAmpersand,
    Separator::NoEquals,
    Separator::NoEqualsNorAmpersand,
    Separator::EqualsAfterValue,
    Separator::Ampersands(";"),
    Separator::Ampersands(","),
    Separator::Ampersands("?"),
    Separator::Ampersand(";"),
    Separator::Ampersand("#"),
    Separator::Ampersand("＆"),
    Separator::Question(""),
    Separator::Question("#?"),
    Separator::Question("#/?"),
    Separator::Question("&"),
    Separator::WideEquals,
];
const SCHEMES: [Scheme; 7] = [
    Scheme::Http,
    Scheme::Absent,
    Scheme::OneSlash,
    Scheme::NoColon,
    Scheme::Misspelt,
    Scheme::TwoSlashes,
    Scheme::Twice,
];
const CANONS: [Canon; 8] = [
    Canon::CapitalHost,
    Canon::CapitalScheme,
    Canon::Port,
    Canon::TrailingAmpersand,
    Canon::DoubledAmpersand,
    Canon::TrailingHash,
    Canon::Order,
    Canon::Needless,
];

impl Defect {
    /// Every defect that a region must show.
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
            Self::Sample,
            Self::SiteLink,
            Self::OtherLevel,
            Self::Contradiction(Param::UtmCampaign),
            Self::Contradiction(Param::MunCode),
            Self::Path(Form::Messages, WrongPath::Cut),
            Self::Path(Form::Polls, WrongPath::Widget),
            // Only the messages form has a `/` before `?`.
            Self::Canon(Form::Messages, Canon::NoSlash),
            // The line break stands in the published text of the messages link.
            Self::Template(Form::Messages, true),
        ];
        let menus = [NoMenu::KeyAbsent, NoMenu::Null, NoMenu::WithoutItems, NoMenu::EmptyItems, NoMenu::HiddenEmpty];
        all.extend(menus.map(Self::NoMenu));
        all.extend(LAYOUTS.map(Self::Layout));
        for form in Form::ALL {
            all.extend(Self::params_of(form));
            all.extend(Self::once_for(form));
        }
        // One kind of mistake is the same in both forms: each style is shown once, by turns.
        let turns = || Form::ALL.into_iter().cycle();
        all.extend(Spoil::ALL.into_iter().zip(turns()).map(|(spoil, form)| Self::Cover(form, spoil)));
        all.extend(SPACES.into_iter().zip(turns()).map(|(space, form)| {
            // Only the polls path has a hyphen.
            let form = if matches!(space, Space::AfterHyphen(_)) { Form::Polls } else { form };
            Self::Space(form, space)
        }));
        all.extend(ESCAPES.into_iter().zip(turns()).map(|(escape, form)| Self::Escaped(form, escape)));
        all.extend(SEPARATORS.into_iter().zip(turns()).map(|(separator, form)| Self::Separator(form, separator)));
        all.extend(SCHEMES.into_iter().zip(turns()).map(|(scheme, form)| Self::Scheme(form, scheme)));
        all.extend(CANONS.into_iter().zip(turns()).map(|(canon, form)| Self::Canon(form, canon)));
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
            Self::Scheme(form, Scheme::Http),
            Self::WwwHost(form),
            Self::NoLabels(form),
            Self::Bare(form),
            Self::Plate(form),
            Self::OtherOrganization(form, false),
            Self::OtherOrganization(form, true),
            Self::UnderscoresGone(form),
            Self::TwoAddresses(form),
            Self::Space(form, Space::InName(Blank::Percent)),
            Self::Space(form, Space::Underscores(Blank::Percent, 1)),
            Self::Escaped(form, Escape::Html),
            Self::Separator(form, Separator::NoAmpersand),
            Self::Path(form, WrongPath::Longer(false)),
            Self::Path(form, WrongPath::Longer(true)),
            Self::Path(form, WrongPath::Landing),
            Self::Path(form, WrongPath::Offer),
        ];
        all.extend(
            [Near::Case, Near::LookAlike, Near::Yo, Near::Quotes, Near::Punctuation, Near::Invisible]
                .map(|near| Self::Near(form, near)),
        );
        all.extend(
            [Foreign::Portal, Foreign::LookAlike, Foreign::MiniApp, Foreign::OwnSite]
                .map(|what| Self::Foreign(form, what)),
        );
        all.extend(
            [
                Redirector::AwayCom,
                Redirector::AwayRu,
                Redirector::AwayHost,
                Redirector::AwayRaw,
                Redirector::AwayTwice,
                Redirector::VkCc,
                Redirector::Clck,
            ]
            .map(|which| Self::Redirect(form, which)),
        );
        let unknown = u8::try_from(UNKNOWN_PARAMS.len()).unwrap_or(0);
        all.extend((0..unknown).map(|which| Self::Unknown(form, which)));
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
                Self::Misspelt(form, param, style),
                Self::Misspelt(form, param, style + 1),
                Self::Duplicate(form, param, style % 2 == 0),
            ]);
            if param != Param::UtmSource {
                all.push(Self::Placeholder(form, param, style));
            }
        }
        all
    }
}
