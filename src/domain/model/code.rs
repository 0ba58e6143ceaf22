//! The stable codes of violations. Severity and clause of each are data of the policy, words are `words`'s.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)+) => {
        /// What kind of defect a violation is. The texts are stable: other programs rely on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[$doc])* $variant,)+
        }

        impl Code {
            /// All codes, in the order the audit reports them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable text, as in reports and policy files.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }
    };
}

codes! {
    /// VK knows no such community.
    PageNotFound = "page.not_found",
    /// The community is deleted or banned.
    PageDeactivated = "page.deactivated",
    /// The community is closed or private.
    PageClosed = "page.closed",
    /// VK says the community is not a government organisation's.
    PageUnofficial = "page.unofficial",
    /// There is no menu, or nothing in it.
    MenuMissing = "menu.missing",
    MenuHidden = "menu.hidden",
    /// No item of the menu is this form.
    FormMissing = "form.missing",
    /// The form is in the menu, but not in its own position.
    FormMisplaced = "form.misplaced",
    /// Each form stands in the other's position.
    FormSwapped = "form.swapped",
    /// A further item is the same form.
    FormDuplicate = "form.duplicate",
    /// The item of the form is hidden.
    FormHidden = "form.hidden",
    /// The title is none of the accepted ones.
    TitleMismatch = "title.mismatch",
    /// The title differs from an accepted one only in its writing.
    TitleNearMatch = "title.near_match",
    /// The item has no cover.
    CoverMissing = "cover.missing",
    /// The picture is none of the approved set.
    CoverNotApproved = "cover.not_approved",
    /// The picture is the approved cover of the other form.
    CoverOtherForm = "cover.other_form",
    /// The match is uncertain: a person should look.
    CoverReview = "cover.review",
    /// Spaces, control or invisible characters, raw or encoded, stand in the URL.
    UrlWhitespace = "url.whitespace",
    /// A placeholder of the template was left in place of a value.
    UrlPlaceholder = "url.placeholder",
    /// `&amp;` stands for `&`, `:`, `/`, `?`, `&`, `=` are percent-encoded, or Markdown's backslashes were left in.
    UrlEscaped = "url.escaped",
    /// `?`, `&` or `=` is lost or replaced by another sign.
    UrlSeparator = "url.separator",
    /// The scheme is not https.
    UrlScheme = "url.scheme",
    /// The item stands for the form but leads to another host.
    UrlHost = "url.host",
    /// The URL goes through a redirector or a shortener.
    UrlRedirect = "url.redirect",
    /// Right host, wrong path.
    UrlPath = "url.path",
    /// The polls URL is that of the other level: the region's where the municipality's is due, or the reverse.
    UrlOtherLevel = "url.other_level",
    /// The URL is the right one of another organisation of the registry.
    UrlOtherOrganization = "url.other_organization",
    /// A required parameter is absent.
    UrlParamMissing = "url.param_missing",
    /// The name of a parameter is misspelt.
    UrlParamMisspelt = "url.param_misspelt",
    /// The value of a parameter has the wrong form.
    UrlParamMalformed = "url.param_malformed",
    /// The value is well-formed, but not this organisation's.
    UrlParamMismatch = "url.param_mismatch",
    /// The name of a parameter is right but for its case.
    UrlParamCase = "url.param_case",
    /// A parameter is given twice.
    UrlParamDuplicate = "url.param_duplicate",
    /// The template does not have this parameter.
    UrlParamUnknown = "url.param_unknown",
    /// The parameters contradict each other, where no registry entry tells the truth.
    UrlInconsistent = "url.inconsistent",
    /// Equivalent to the template, but written differently.
    UrlNotCanonical = "url.not_canonical",
}

impl Code {
    /// Finds the code with this stable text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How grave a violation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; the page may still be compliant.
    Notice,
    /// To be mended, but the page still does its work.
    Warning,
    /// The page breaks the rules.
    Error,
}

impl Severity {
    /// All severities, the lightest first.
    pub const ALL: [Self; 3] = [Self::Notice, Self::Warning, Self::Error];

    /// The stable text, as in reports and policy files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Finds the severity with this stable text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == text)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
