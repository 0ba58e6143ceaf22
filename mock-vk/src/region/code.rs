//! The codes of violations and the parameters they name. Plants nothing.

macro_rules! codes {
    ($($variant:ident = $word:literal),+ $(,)?) => {
        /// The codes of violations the generator can plant.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "each variant is the code of the same name")]
        pub enum Code {
            $($variant),+
        }

        impl Code {
            /// Every code the generator plants.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }
    };
}

codes! {
    PageNotFound = "page.not_found",
    PageDeactivated = "page.deactivated",
    PageClosed = "page.closed",
    PageUnofficial = "page.unofficial",
    MenuMissing = "menu.missing",
    MenuHidden = "menu.hidden",
    FormMissing = "form.missing",
    FormMisplaced = "form.misplaced",
    FormSwapped = "form.swapped",
    FormDuplicate = "form.duplicate",
    FormHidden = "form.hidden",
    TitleMismatch = "title.mismatch",
    TitleNearMatch = "title.near_match",
    CoverMissing = "cover.missing",
    CoverNotApproved = "cover.not_approved",
    CoverOtherForm = "cover.other_form",
    UrlWhitespace = "url.whitespace",
    UrlPlaceholder = "url.placeholder",
    UrlEscaped = "url.escaped",
    UrlSeparator = "url.separator",
    UrlScheme = "url.scheme",
    UrlHost = "url.host",
    UrlRedirect = "url.redirect",
    UrlPath = "url.path",
    UrlOtherLevel = "url.other_level",
    UrlOtherOrganization = "url.other_organization",
    UrlParamMissing = "url.param_missing",
    UrlParamMisspelt = "url.param_misspelt",
    UrlParamMalformed = "url.param_malformed",
    UrlParamMismatch = "url.param_mismatch",
    UrlParamCase = "url.param_case",
    UrlParamDuplicate = "url.param_duplicate",
    UrlParamUnknown = "url.param_unknown",
    UrlInconsistent = "url.inconsistent",
    UrlNotCanonical = "url.not_canonical",
}

impl Code {
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
    Ref,
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
            Self::Ref => "ref",
            Self::Fz59 => "fz59",
        }
    }
}
