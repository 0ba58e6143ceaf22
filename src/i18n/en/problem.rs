//! English sentences for what is not a violation: rows, addresses, unseen pages, remarks, a pass cut short.

use std::fmt::Write as _;

use crate::i18n::Words;
use crate::i18n::plain::Visible;
use crate::model::{AddressError, CutShort, Remark, RowProblem, RowProblemKind, Unverified, UnverifiedReason};

use super::names;

pub fn unverified(unverified: &Unverified) -> Words {
    let (what, advice) = match unverified.reason {
        UnverifiedReason::NotInFile => (
            "The saved answer of VK does not contain this page",
            "Save the answer of groups.getById anew with this page in it, or check the page over the network.",
        ),
        UnverifiedReason::Network => (
            "The page could not be fetched: the network failed",
            "Look at the network connection and check again later.",
        ),
        UnverifiedReason::VkError => (
            "VK answered with an error",
            "Check again later; if the error stays, open the page in a browser to see whether it can be seen.",
        ),
        UnverifiedReason::BadAnswer => (
            "What VK said of this page could not be understood",
            "Check again later; if it happens again, tell the developers of the program.",
        ),
        UnverifiedReason::TokensExhausted => (
            "No usable VK access token is left",
            "Add a new token, or wait until VK lifts the restriction, and check again.",
        ),
        UnverifiedReason::Stopped => (
            "VK asked for a confirmation, and the check was stopped",
            "Confirm the account in VK or replace the token, and check again.",
        ),
        UnverifiedReason::Interrupted => {
            ("The check was interrupted before this page was reached", "Start the check again.")
        }
        UnverifiedReason::CoverDownload => (
            "The cover picture could not be downloaded, so it could not be compared",
            "Check again later, or check the page without covers (--no-covers).",
        ),
        UnverifiedReason::Internal => (
            "The program itself failed on this page",
            "Tell the developers of the program the address of the page and the details of the fault.",
        ),
        UnverifiedReason::NotSeenYet => {
            ("Nobody has looked at this page yet", "Wait for the next check of the schedule, or begin one.")
        }
        UnverifiedReason::Unconfirmed => (
            "Violations were seen on this page, but no second look has confirmed them yet",
            "Wait for the next check: it confirms the violations or drops the suspicion.",
        ),
    };
    let mut message = String::from(what);
    if !unverified.detail.is_empty() {
        let _ = write!(message, ": {}", Visible::quoted(&unverified.detail));
    }
    if !message.ends_with(['.', '…']) {
        message.push('.');
    }
    Words { message, remedy: advice.to_owned() }
}

pub fn row_problem(problem: &RowProblem) -> String {
    let mut out = String::new();
    let _ = match (problem.row, problem.column) {
        (Some(row), Some(column)) => write!(out, "Row {row}, column “{}”: ", names::column(column)),
        (Some(row), None) => write!(out, "Row {row}: "),
        (None, Some(column)) => write!(out, "Column “{}”: ", names::column(column)),
        (None, None) => write!(out, "The whole file: "),
    };
    push_kind(problem, &mut out);
    out
}

fn push_kind(problem: &RowProblem, out: &mut String) {
    let value = Visible::quoted(&problem.value);
    let _ = match &problem.kind {
        RowProblemKind::Required => write!(out, "the field is empty, but required."),
        RowProblemKind::RequiredFor { because } => {
            write!(out, "the field is empty, but required because of {}.", Visible::quoted(because))
        }
        RowProblemKind::BadAddress(error) => write!(out, "“{value}”: {}", address_error(error)),
        RowProblemKind::NotDigits => write!(out, "“{value}” is not made of digits only."),
        RowProblemKind::WrongLength { expected } => {
            write!(out, "“{value}” has the wrong number of digits, {} needed.", expected.replace(", ", " or "))
        }
        RowProblemKind::WrongCheckDigit { expected } => write!(
            out,
            "the last digit of the OGRN “{value}”, its check digit, does not fit ({expected} would); look at the whole number, it has a slip."
        ),
        RowProblemKind::OutOfRange => write!(out, "the number “{value}” is out of range."),
        RowProblemKind::UnknownWord { accepted } => write!(out, "“{value}” is not accepted; these are: {accepted}."),
        RowProblemKind::UnknownRegion => write!(
            out,
            "no region has the code “{value}”; it is the first two digits of the region's OKATO (or 111, 711, 7114 for autonomous areas)."
        ),
        RowProblemKind::OtherRegion { region_code } => write!(
            out,
            "the OKTMO “{value}” lies in another region than the row's region code {}.",
            Visible::quoted(region_code)
        ),
        RowProblemKind::DuplicatePage { first_row } => {
            write!(out, "the page “{value}” already stands in row {first_row}; keep one of the rows.")
        }
        RowProblemKind::Contradiction { first_row, other } => write!(
            out,
            "“{value}” contradicts row {first_row} with the same OGRN, which says “{}”; they must be alike.",
            Visible::quoted(other)
        ),
        RowProblemKind::UnknownParent => {
            write!(out, "the registry has no parent body with the OGRN “{value}”; add it or correct the number.")
        }
        RowProblemKind::ParentCycle => {
            write!(
                out,
                "the chain of parents from “{value}” comes back to this row; correct who is subordinate to whom."
            )
        }
        RowProblemKind::NoConnectedAncestor => write!(
            out,
            "neither the organisation nor any body above it is connected for messages; give one of them its feedback platform account (opa_id)."
        ),
        RowProblemKind::NoOktmo => write!(
            out,
            "no OKTMO is given and none can be inherited from the parent or the municipality; give its 8 digits."
        ),
        RowProblemKind::Unreadable { detail } => write!(out, "it cannot be read: {}.", Visible::quoted(detail)),
        RowProblemKind::BadEmail => write!(out, "“{value}” is not an e-mail address; it should look like name@domain."),
    };
}

pub fn address_error(error: &AddressError) -> String {
    match error {
        AddressError::Empty => {
            "no page is named; the address of a community is needed, such as https://vk.com/club1.".to_owned()
        }
        AddressError::OtherSite { host } => format!(
            "this is another site ({}); the address of a community at vk.com or vk.ru is needed.",
            Visible::quoted(host)
        ),
        AddressError::UserProfile => "this is a person's page; the address of a community is needed.".to_owned(),
        AddressError::Object => {
            "this is a post or another object on a page; the address of the community itself is needed.".to_owned()
        }
        AddressError::App => "this is an app of VK; the address of a community is needed.".to_owned(),
        AddressError::Service => "this is one of VK's own pages; the address of a community is needed.".to_owned(),
        AddressError::BadNumber => {
            "this is not the number of a community; a positive whole number is needed.".to_owned()
        }
        AddressError::BadName { name } => format!(
            "“{}” cannot be a short name: those have Latin letters, digits, dots and “_”, at most 32 characters.",
            Visible::quoted(name)
        ),
    }
}

pub fn remark(remark: &Remark) -> String {
    match remark {
        Remark::Renamed { url, screen_name } => format!(
            "The address {} is out of date: the same community now has the short name “{}”. Correct it in the registry.",
            Visible::quoted(url),
            Visible::quoted(screen_name)
        ),
        Remark::Token { name, detail } => {
            format!("The access token “{}” is no longer used: {}.", Visible::quoted(name), Visible::quoted(detail))
        }
    }
}

pub fn cut_short(cut_short: &CutShort) -> String {
    match cut_short {
        CutShort::Interrupted => "The check was interrupted before its end: some pages were not checked.".to_owned(),
        CutShort::Stopped { detail } => format!(
            "The check was stopped before its end, some pages were not checked. The cause: {}.",
            Visible::quoted(detail)
        ),
    }
}
