//! What an auditor must say of a page, known because the generator planted it. Runs no rules.

use serde::{Serialize, Serializer};

use super::page::Form;

/// The codes of violations the generator can plant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each variant is the code of the same name")]
pub enum Code {
    PageNotFound,
    PageDeactivated,
    PageClosed,
    PageUnofficial,
    MenuMissing,
    MenuHidden,
    FormMissing,
    FormMisplaced,
    FormSwapped,
    FormDuplicate,
    FormHidden,
    TitleMismatch,
    TitleNearMatch,
    CoverMissing,
    CoverNotApproved,
    CoverOtherForm,
    UrlWhitespace,
    UrlPlaceholder,
    UrlEscaped,
    UrlScheme,
    UrlHost,
    UrlRedirect,
    UrlPath,
    UrlParamMissing,
    UrlParamMalformed,
    UrlParamMismatch,
    UrlParamCase,
    UrlParamDuplicate,
    UrlParamUnknown,
    UrlNotCanonical,
}

impl Code {
    /// Every code the generator plants.
    pub const ALL: [Self; 30] = [
        Self::PageNotFound,
        Self::PageDeactivated,
        Self::PageClosed,
        Self::PageUnofficial,
        Self::MenuMissing,
        Self::MenuHidden,
        Self::FormMissing,
        Self::FormMisplaced,
        Self::FormSwapped,
        Self::FormDuplicate,
        Self::FormHidden,
        Self::TitleMismatch,
        Self::TitleNearMatch,
        Self::CoverMissing,
        Self::CoverNotApproved,
        Self::CoverOtherForm,
        Self::UrlWhitespace,
        Self::UrlPlaceholder,
        Self::UrlEscaped,
        Self::UrlScheme,
        Self::UrlHost,
        Self::UrlRedirect,
        Self::UrlPath,
        Self::UrlParamMissing,
        Self::UrlParamMalformed,
        Self::UrlParamMismatch,
        Self::UrlParamCase,
        Self::UrlParamDuplicate,
        Self::UrlParamUnknown,
        Self::UrlNotCanonical,
    ];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PageNotFound => "page.not_found",
            Self::PageDeactivated => "page.deactivated",
            Self::PageClosed => "page.closed",
            Self::PageUnofficial => "page.unofficial",
            Self::MenuMissing => "menu.missing",
            Self::MenuHidden => "menu.hidden",
            Self::FormMissing => "form.missing",
            Self::FormMisplaced => "form.misplaced",
            Self::FormSwapped => "form.swapped",
            Self::FormDuplicate => "form.duplicate",
            Self::FormHidden => "form.hidden",
            Self::TitleMismatch => "title.mismatch",
            Self::TitleNearMatch => "title.near_match",
            Self::CoverMissing => "cover.missing",
            Self::CoverNotApproved => "cover.not_approved",
            Self::CoverOtherForm => "cover.other_form",
            Self::UrlWhitespace => "url.whitespace",
            Self::UrlPlaceholder => "url.placeholder",
            Self::UrlEscaped => "url.escaped",
            Self::UrlScheme => "url.scheme",
            Self::UrlHost => "url.host",
            Self::UrlRedirect => "url.redirect",
            Self::UrlPath => "url.path",
            Self::UrlParamMissing => "url.param_missing",
            Self::UrlParamMalformed => "url.param_malformed",
            Self::UrlParamMismatch => "url.param_mismatch",
            Self::UrlParamCase => "url.param_case",
            Self::UrlParamDuplicate => "url.param_duplicate",
            Self::UrlParamUnknown => "url.param_unknown",
            Self::UrlNotCanonical => "url.not_canonical",
        }
    }

    /// Whether the violation makes a page wrong; warnings and notices do not.
    pub const fn is_error(self) -> bool {
        !matches!(
            self,
            Self::PageUnofficial
                | Self::FormDuplicate
                | Self::TitleNearMatch
                | Self::UrlParamUnknown
                | Self::UrlNotCanonical
        )
    }

    /// Whether an auditor must see the picture to tell it.
    pub const fn needs_picture(self) -> bool {
        matches!(self, Self::CoverNotApproved | Self::CoverOtherForm)
    }
}

/// The URL parameter a violation names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each variant is the parameter of the same name")]
pub enum Param {
    OpaId,
    RegCode,
    MunCode,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    UtmContent,
    UtmTerm,
    Fz59,
}

impl Param {
    /// The parameter's name as the templates write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpaId => "opaId",
            Self::RegCode => "reg_code",
            Self::MunCode => "mun_code",
            Self::UtmSource => "utm_source",
            Self::UtmMedium => "utm_medium",
            Self::UtmCampaign => "utm_campaign",
            Self::UtmContent => "utm_content",
            Self::UtmTerm => "utm_term",
            Self::Fz59 => "fz59",
        }
    }
}

/// One violation the generator planted, three bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Planted {
    /// What is wrong.
    pub code: Code,
    /// In which form.
    pub form: Option<Form>,
    /// In which parameter.
    pub field: Option<Param>,
}

impl Serialize for Planted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.code.as_str(), self.form.map(Form::as_str), self.field.map(Param::as_str)).serialize(serializer)
    }
}

/// The verdict of a page as an auditor must give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// No error.
    Compliant,
    /// At least one error.
    Violations,
}

/// The verdict that follows from planted violations.
pub(crate) fn verdict(planted: &[Planted]) -> Verdict {
    if planted.iter().any(|violation| violation.code.is_error()) { Verdict::Violations } else { Verdict::Compliant }
}

/// What an auditor must say of one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// The address as the registry gives it.
    pub url: String,
    /// The community's number, `None` where VK knows no such community.
    pub group_id: Option<u64>,
    /// The verdict of an auditor that sees pictures.
    pub verdict: Verdict,
    /// Code, form and field of each violation, sorted.
    pub violations: Vec<Planted>,
    /// The verdict of an auditor that judges no picture.
    pub verdict_without_covers: Verdict,
    /// The violations an auditor that judges no picture tells, sorted.
    pub violations_without_covers: Vec<Planted>,
}

/// The planted violations of a page, kept small: the second list only where leaving out the pictures changes more than the pictures' own codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Record {
    pub(crate) planted: Box<[Planted]>,
    pub(crate) blind: Option<Box<Box<[Planted]>>>,
}

impl Record {
    pub(crate) fn truth(&self, url: &str, group_id: Option<u64>) -> Truth {
        let blind: Vec<Planted> = self.blind.as_ref().map_or_else(
            || self.planted.iter().copied().filter(|violation| !violation.code.needs_picture()).collect(),
            |list| list.to_vec(),
        );
        Truth {
            url: url.to_owned(),
            group_id,
            verdict: verdict(&self.planted),
            violations: self.planted.to_vec(),
            verdict_without_covers: verdict(&blind),
            violations_without_covers: blind,
        }
    }
}
