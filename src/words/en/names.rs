//! English names of the fixed things: codes, severities, verdicts, levels, reasons, columns.

use domain::model::{Code, CoverJudgement, Form, Level, Severity, UnverifiedReason, Verdict};

pub const fn code(code: Code) -> &'static str {
    match code {
        Code::PageNotFound => "page not found",
        Code::PageDeactivated => "page deleted or banned",
        Code::PageClosed => "page closed to visitors",
        Code::PageUnofficial => "no government organisation mark",
        Code::MenuMissing => "no menu",
        Code::MenuHidden => "menu hidden",
        Code::FormMissing => "form missing from the menu",
        Code::FormMisplaced => "form in the wrong position",
        Code::FormSwapped => "forms in each other's position",
        Code::FormDuplicate => "form repeated",
        Code::FormHidden => "form hidden",
        Code::TitleMismatch => "wrong title",
        Code::TitleNearMatch => "title written inexactly",
        Code::CoverMissing => "no cover",
        Code::CoverNotApproved => "cover not from the approved set",
        Code::CoverOtherForm => "cover of the other form",
        Code::CoverReview => "cover to be looked at by a person",
        Code::UrlWhitespace => "space inside the link",
        Code::UrlPlaceholder => "word of the template left in the link",
        Code::UrlEscaped => "characters of the link replaced by codes",
        Code::UrlScheme => "link not https",
        Code::UrlHost => "link to another site",
        Code::UrlRedirect => "link through a shortener or redirector",
        Code::UrlPath => "link to the wrong page of the site",
        Code::UrlParamMissing => "link lacks a parameter",
        Code::UrlParamMalformed => "parameter value malformed",
        Code::UrlParamMismatch => "parameter value of another organisation",
        Code::UrlParamCase => "parameter name in other letter case",
        Code::UrlParamDuplicate => "parameter given twice",
        Code::UrlParamUnknown => "unknown parameter",
        Code::UrlInconsistent => "parameters contradict each other",
        Code::UrlSeparator => "a “?”, “&” or “=” of the link is lost or replaced",
        Code::UrlOtherLevel => "a polls link of the other level",
        Code::UrlOtherOrganization => "the link of another organisation",
        Code::UrlParamMisspelt => "a misspelt parameter name",
        Code::UrlNotCanonical => "link not written as in the template",
    }
}

pub const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Notice => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

pub const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Compliant => "compliant",
        Verdict::Violations => "has violations",
        Verdict::Review => "needs a person's review",
        Verdict::Unverified => "could not be checked",
    }
}

pub const fn level(level: Level) -> &'static str {
    match level {
        Level::Regional => "regional body",
        Level::Municipal => "municipal body",
        Level::Subordinate => "subordinate organisation",
    }
}

pub const fn form_purpose(form: Form) -> &'static str {
    match form {
        Form::Messages => "messages and appeals",
        Form::Polls => "polls and votes",
    }
}

pub fn parameter(name: &str) -> Option<&'static str> {
    Some(match name {
        "opaId" => "number of the account in the feedback platform",
        "utm_source" => "mark of the form, the same on all pages",
        "utm_medium" | "reg_code" => "code of your region",
        "utm_campaign" => "OGRN of your organisation",
        "mun_code" => "OKTMO code of your municipality",
        _ => return None,
    })
}

pub const fn cover(judgement: CoverJudgement) -> &'static str {
    match judgement {
        CoverJudgement::Approved => "from the approved set",
        CoverJudgement::Rejected => "not from the approved set",
        CoverJudgement::Review => "needs a person's review",
        CoverJudgement::NotChecked => "not checked",
    }
}

pub const fn reason(reason: UnverifiedReason) -> &'static str {
    match reason {
        UnverifiedReason::NotInFile => "not in the saved answer",
        UnverifiedReason::Network => "network failure",
        UnverifiedReason::VkError => "VK answered with an error",
        UnverifiedReason::BadAnswer => "VK's answer not understood",
        UnverifiedReason::TokensExhausted => "no usable token left",
        UnverifiedReason::Stopped => "VK stopped the check",
        UnverifiedReason::Interrupted => "check interrupted",
        UnverifiedReason::CoverDownload => "cover not downloaded",
        UnverifiedReason::Internal => "internal fault of the program",
        UnverifiedReason::NotSeenYet => "not looked at yet",
        UnverifiedReason::Registry => "named several times in the registry",
        UnverifiedReason::Unconfirmed => "violations not confirmed yet",
        UnverifiedReason::LaterVersion => "looked at by a later version of the program",
    }
}

/// A value of a form's link and where an office finds it.
pub fn where_found(field: &str) -> &'static str {
    match field {
        "opa_id" => "the number of the account in the feedback platform (shown in the settings of the account)",
        "region_code" => {
            "the region's code (the first two digits of OKATO; registry.region_code of the configuration gives it for all rows)"
        }
        "oktmo" => "the municipality's OKTMO code, 8 digits (shown by the tax service's site)",
        "ogrn" => "the organisation's OGRN, 13 digits (shown by the register at egrul.nalog.ru)",
        _ => "a value that the registry does not have",
    }
}

pub fn column(header: &'static str) -> &'static str {
    match header {
        "page_url" => "Page address",
        "organization" => "Organisation",
        "ogrn" => "OGRN",
        "level" => "Level",
        "region_code" => "Region code",
        "municipality" => "Municipality",
        "oktmo" => "OKTMO",
        "opa_id" => "Feedback platform account",
        "messages_connected" => "Connected for messages",
        "polls_of" => "Polls of",
        "polls_connected" => "Connected for polls",
        "no_page_reason" => "Why there is no official page",
        "parent_ogrn" => "OGRN of the parent body",
        "founder" => "Founder",
        "contact_email" => "Contact e-mail",
        "group_id" => "Community number",
        other => other,
    }
}
