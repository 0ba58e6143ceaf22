//! A registry entry as kept JSON.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::StoreError;
use domain::model::{Level, Ogrn, Oktmo, OpaId, Organization, PollsOf, RegionCode};

/// What is unknown is left out, and words of a later version are unknown to this one; what came later than the first stores is left out where there is nothing to say, so that
/// an organisation of which nothing changed has the text it had.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredOrganization {
    name: Box<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ogrn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    level: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    region_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    municipality: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    oktmo: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opa_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    messages_opa_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    messages_connected: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    polls_connected: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent_ogrn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contact_email: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_level: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    messages_from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    polls_of: Option<String>,
}

impl From<&Organization> for StoredOrganization {
    fn from(from: &Organization) -> Self {
        Self {
            name: from.name.clone(),
            ogrn: from.ogrn.map(|it| it.to_string()),
            level: from.level.map(|it| it.to_string()),
            region_code: from.region_code.map(|it| it.to_string()),
            municipality: from.municipality.as_deref().map(str::to_owned),
            oktmo: from.oktmo.map(|it| it.to_string()),
            opa_id: from.opa_id.map(|it| it.to_string()),
            messages_opa_id: from.messages_opa_id.map(|it| it.to_string()),
            messages_connected: from.messages_connected,
            polls_connected: from.polls_connected,
            parent_ogrn: from.parent_ogrn.map(|it| it.to_string()),
            contact_email: from.contact_email.clone(),
            body_level: from.body_level.map(|it| it.to_string()),
            messages_from: from.messages_from.as_deref().map(str::to_owned),
            polls_of: from.polls_of.map(|it| it.to_string()),
        }
    }
}

/// A kept text as its type again; `None` stays unknown.
fn read<T>(kept: Option<&str>, field: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, String> {
    kept.map(|text| parse(text).ok_or_else(|| format!("`{field}` of an organisation"))).transpose()
}

impl TryFrom<StoredOrganization> for Organization {
    type Error = String;

    fn try_from(kept: StoredOrganization) -> Result<Self, String> {
        let ogrn = |text: &str| Ogrn::parse(text).ok();
        let opa_id = |text: &str| OpaId::parse(text).ok();
        Ok(Self {
            name: kept.name,
            ogrn: read(kept.ogrn.as_deref(), "ogrn", ogrn)?,
            level: kept.level.as_deref().and_then(Level::parse),
            body_level: kept.body_level.as_deref().and_then(Level::parse),
            region_code: read(kept.region_code.as_deref(), "region_code", |text| RegionCode::parse(text).ok())?,
            municipality: kept.municipality.map(Arc::from),
            oktmo: read(kept.oktmo.as_deref(), "oktmo", |text| Oktmo::parse(text).ok())?,
            opa_id: read(kept.opa_id.as_deref(), "opa_id", opa_id)?,
            messages_opa_id: read(kept.messages_opa_id.as_deref(), "messages_opa_id", opa_id)?,
            messages_from: kept.messages_from.map(Arc::from),
            messages_connected: kept.messages_connected,
            polls_connected: kept.polls_connected,
            polls_of: kept.polls_of.as_deref().and_then(PollsOf::parse),
            parent_ogrn: read(kept.parent_ogrn.as_deref(), "parent_ogrn", ogrn)?,
            contact_email: kept.contact_email,
        })
    }
}

pub(crate) fn entry_json(organization: &Organization) -> String {
    // a struct of texts always becomes JSON
    serde_json::to_string(&StoredOrganization::from(organization)).unwrap_or_default()
}

pub(crate) fn entry_from_json(json: &str) -> Result<Organization, StoreError> {
    let kept: StoredOrganization =
        serde_json::from_str(json).map_err(|error| StoreError::unreadable("an organisation", error))?;
    kept.try_into().map_err(|detail| StoreError::unreadable("an organisation", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_of_the_first_versions_reads_back_as_the_text_it_was() {
        let text = "{\"name\":\"Школа\",\"ogrn\":\"1027301172106\",\"level\":\"municipal\",\"region_code\":\"73\",\
                    \"municipality\":\"Ульяновск\",\"oktmo\":\"73701000\",\"messages_opa_id\":\"17\",\
                    \"messages_connected\":true,\"contact_email\":\"a@example.ru\"}";
        let entry = entry_from_json(text).unwrap();
        assert_eq!((entry.level, entry.body_level, entry.polls_of), (Some(Level::Municipal), None, None));
        assert_eq!(entry_json(&entry), text);
    }

    #[test]
    fn what_is_not_known_stays_so() {
        let text = "{\"name\":\"Школа\"}";
        let entry = entry_from_json(text).unwrap();
        assert_eq!(entry, Organization { name: "Школа".into(), ..Organization::default() });
        assert_eq!(entry_json(&entry), text);
    }

    #[test]
    fn words_and_keys_of_a_later_version_are_not_known_and_a_wrong_number_is_none() {
        let text =
            "{\"name\":\"Школа\",\"level\":\"federal\",\"polls_of\":\"district\",\"body_level\":\"x\",\"district\":7}";
        let entry = entry_from_json(text).unwrap();
        assert_eq!((entry.level, entry.body_level, entry.polls_of), (None, None, None));
        for text in ["", "{}", "{\"name\":\"a\",\"ogrn\":\"1\"}", "{\"name\":\"a\",\"oktmo\":\"x\"}"] {
            assert!(entry_from_json(text).is_err(), "{text}");
        }
    }
}
