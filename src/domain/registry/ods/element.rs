//! What the elements of an ODS say: attributes, counts, the typed value of a cell.

use quick_xml::events::{BytesRef, BytesStart};

use super::super::RegistryError;
use super::super::cell::Cell;
use super::broken;

pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, RegistryError> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| broken(error.to_string()))?;
        if attribute.key.as_ref() == name {
            let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| broken(error.to_string()))?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// A count that is 1 where none stands.
pub(super) fn number(element: &BytesStart<'_>, name: &str) -> Result<u32, RegistryError> {
    let Some(text) = attribute(element, name)? else { return Ok(1) };
    text.trim().parse().map_err(|_| broken(format!("{name} is {text:?}")))
}

/// The typed value of a cell; `None` where its text is its value.
pub(super) fn value(element: &BytesStart<'_>) -> Result<Option<Cell<'static>>, RegistryError> {
    let kind = attribute(element, "office:value-type")?;
    Ok(match kind.as_deref() {
        Some("float" | "percentage" | "currency") => {
            let text = attribute(element, "office:value")?;
            text.and_then(|text| text.trim().parse().ok()).map(Cell::Float)
        }
        Some("boolean") => attribute(element, "office:boolean-value")?.map(|text| Cell::Bool(text.trim() == "true")),
        Some("string") => attribute(element, "office:string-value")?.map(|text| Cell::Text(text.into())),
        _ => None,
    })
}

/// The character that a reference stands for.
pub(super) fn referred(reference: &BytesRef<'_>) -> Option<char> {
    match reference.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}
