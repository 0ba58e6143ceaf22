//! A registry entry as kept JSON.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Level, Ogrn, Oktmo, OpaId, Organization, PollsOf, RegionCode};
use crate::store::StoreError;

/// What is unknown is left out; what came later than the first stores is left out where there is nothing to say, so that
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
            level: read(kept.level.as_deref(), "level", Level::parse)?,
            body_level: read(kept.body_level.as_deref(), "body_level", Level::parse)?,
            region_code: read(kept.region_code.as_deref(), "region_code", |text| RegionCode::parse(text).ok())?,
            municipality: kept.municipality.map(Arc::from),
            oktmo: read(kept.oktmo.as_deref(), "oktmo", |text| Oktmo::parse(text).ok())?,
            opa_id: read(kept.opa_id.as_deref(), "opa_id", opa_id)?,
            messages_opa_id: read(kept.messages_opa_id.as_deref(), "messages_opa_id", opa_id)?,
            messages_from: kept.messages_from.map(Arc::from),
            messages_connected: kept.messages_connected,
            polls_connected: kept.polls_connected,
            polls_of: read(kept.polls_of.as_deref(), "polls_of", PollsOf::parse)?,
            parent_ogrn: read(kept.parent_ogrn.as_deref(), "parent_ogrn", ogrn)?,
            contact_email: kept.contact_email,
        })
    }
}

/// An organisation as JSON.
pub(in crate::store) fn entry_json(organization: &Organization) -> String {
    // a struct of texts always becomes JSON
    serde_json::to_string(&StoredOrganization::from(organization)).unwrap_or_default()
}

/// An organisation from JSON.
pub(in crate::store) fn entry_from_json(json: &str) -> Result<Organization, StoreError> {
    let kept: StoredOrganization =
        serde_json::from_str(json).map_err(|error| StoreError::unreadable("an organisation", error))?;
    kept.try_into().map_err(|detail| StoreError::unreadable("an organisation", detail))
}
