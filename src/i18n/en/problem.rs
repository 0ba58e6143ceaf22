//! English sentences for what is not a violation: rows of a registry, addresses.

use std::fmt::Write as _;

use crate::i18n::plain::Visible;
use crate::model::{AddressError, RowProblem, RowProblemKind};

use super::names;

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
