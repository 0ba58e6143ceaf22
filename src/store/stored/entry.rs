//! A registry entry as kept JSON.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Level, Ogrn, Oktmo, OpaId, Organization, RegionCode};
use crate::store::StoreError;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredOrganization {
    name: Box<str>,
    ogrn: String,
    level: String,
    region_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    municipality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oktmo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opa_id: Option<String>,
    messages_opa_id: String,
    messages_connected: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    polls_connected: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_ogrn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_email: Option<Box<str>>,
}

impl From<&Organization> for StoredOrganization {
    fn from(from: &Organization) -> Self {
        Self {
            name: from.name.clone(),
            ogrn: from.ogrn.to_string(),
            level: from.level.to_string(),
            region_code: from.region_code.to_string(),
            municipality: from.municipality.as_deref().map(str::to_owned),
            oktmo: from.oktmo.map(|it| it.to_string()),
            opa_id: from.opa_id.map(|it| it.to_string()),
            messages_opa_id: from.messages_opa_id.to_string(),
            messages_connected: from.messages_connected,
            polls_connected: from.polls_connected,
            parent_ogrn: from.parent_ogrn.map(|it| it.to_string()),
            contact_email: from.contact_email.clone(),
        }
    }
}

impl TryFrom<StoredOrganization> for Organization {
    type Error = String;

    fn try_from(kept: StoredOrganization) -> Result<Self, String> {
        let wrong = |field: &str| format!("`{field}` of an organisation");
        let parent_ogrn = kept.parent_ogrn.map(|it| Ogrn::parse(&it)).transpose();
        Ok(Self {
            name: kept.name,
            ogrn: Ogrn::parse(&kept.ogrn).map_err(|_| wrong("ogrn"))?,
            level: Level::parse(&kept.level).ok_or_else(|| wrong("level"))?,
            region_code: RegionCode::parse(&kept.region_code).map_err(|_| wrong("region_code"))?,
            municipality: kept.municipality.map(Arc::from),
            oktmo: kept.oktmo.map(|it| Oktmo::parse(&it)).transpose().map_err(|_| wrong("oktmo"))?,
            opa_id: kept.opa_id.map(|it| OpaId::parse(&it)).transpose().map_err(|_| wrong("opa_id"))?,
            messages_opa_id: OpaId::parse(&kept.messages_opa_id).map_err(|_| wrong("messages_opa_id"))?,
            messages_connected: kept.messages_connected,
            polls_connected: kept.polls_connected,
            parent_ogrn: parent_ogrn.map_err(|_| wrong("parent_ogrn"))?,
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
