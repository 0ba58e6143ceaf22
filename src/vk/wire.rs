//! The shapes VK answers `groups.getById` in, and their way into the model. Nothing outside this file knows VK's field
//! names.

mod quick;

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::failure::other_shape;
use super::lenient::{Maybe, Scalar, Several};
use domain::model::{
    Access, AnswerFault, Cause, CoverImage, Deactivated, GroupId, Menu, MenuItem, PageAddress, PageSnapshot, Sight,
    Unverified, UnverifiedReason, VkError,
};

/// The fields asked for beyond those VK always gives; VK documents neither, yet serves both.
pub(super) const FIELDS: &str = "menu,is_government_organization";
/// What VK said of one community in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupAnswer {
    /// It could be understood.
    Understood(Box<PageSnapshot>),
    /// It could not; the community's identity is kept as far as it could be read.
    Malformed(Malformed),
}

/// A community that VK described in a way that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Its number, where that could be read.
    pub group_id: Option<GroupId>,
    /// Its short name, where that could be read.
    pub screen_name: Option<Box<str>>,
    /// What is wrong.
    pub fault: AnswerFault,
}

impl GroupAnswer {
    /// The addresses by which this community may have been asked: by its number, and by its short name.
    pub fn addresses(&self) -> [Option<PageAddress>; 2] {
        let (id, name) = match self {
            Self::Understood(page) => (Some(page.group_id), page.screen_name.as_deref()),
            Self::Malformed(malformed) => (malformed.group_id, malformed.screen_name.as_deref()),
        };
        let by_id = id.map(PageAddress::from);
        match name.and_then(|name| PageAddress::parse(name).ok()) {
            // the short name `club7` is no name of its own, but tells the number where that cannot be read
            Some(address) if address.group_id().is_some() => [by_id.or(Some(address)), None],
            by_name => [by_id, by_name],
        }
    }

    /// What a page is reported as that was asked by one of these addresses.
    ///
    /// # Errors
    /// What VK said of it could not be understood.
    pub fn into_sight(self) -> Result<Sight, Unverified> {
        match self {
            Self::Understood(snapshot) => Ok(Sight::Seen(snapshot)),
            Self::Malformed(Malformed { fault, .. }) => {
                Err(Unverified { reason: UnverifiedReason::BadAnswer, cause: Cause::Answer(fault) })
            }
        }
    }
}

/// Why a text is not the answer asked for.
#[derive(Debug)]
pub(super) enum NoAnswer {
    /// It is an error of VK.
    Error(VkError),
    /// It is no JSON, or is cut off.
    BrokenJson(serde_json::Error),
    /// It is JSON, but neither an answer nor an error.
    OtherShape(AnswerFault),
}

/// What has a short name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// A community.
    Community,
    /// Something else: `user`, `application`, ...
    Other(String),
    /// Nothing.
    Nothing,
}

#[derive(Deserialize)]
struct WireEnvelope<'a> {
    #[serde(borrow)]
    response: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<WireError<'a>>,
}

#[derive(Deserialize)]
struct WireError<'a> {
    #[serde(borrow, default)]
    error_code: Scalar<'a>,
    #[serde(borrow, default)]
    error_subcode: Scalar<'a>,
    #[serde(borrow, default)]
    error_msg: Scalar<'a>,
    #[serde(borrow, default)]
    redirect_uri: Scalar<'a>,
}

/// The shape since version 5.139; before, the list stood alone.
#[derive(Deserialize)]
struct WireResponse<'a> {
    #[serde(borrow)]
    groups: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct WireResolved<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Scalar<'a>,
}

#[derive(Deserialize)]
struct WireGroup<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    #[serde(borrow, default)]
    screen_name: Scalar<'a>,
    #[serde(borrow, default)]
    name: Scalar<'a>,
    #[serde(borrow, default)]
    is_closed: Scalar<'a>,
    #[serde(borrow, default)]
    deactivated: Scalar<'a>,
    #[serde(borrow, default)]
    is_government_organization: Scalar<'a>,
    #[serde(borrow, default)]
    menu: Maybe<WireMenu<'a>>,
}

#[derive(Deserialize)]
struct WireMenu<'a> {
    #[serde(borrow, default)]
    is_hidden: Scalar<'a>,
    #[serde(borrow, default)]
    items: Several<WireItem<'a>>,
}

#[derive(Deserialize)]
struct WireItem<'a> {
    #[serde(borrow, default)]
    title: Scalar<'a>,
    #[serde(borrow, default)]
    url: Scalar<'a>,
    #[serde(borrow, default)]
    is_hidden: Scalar<'a>,
    #[serde(borrow, default)]
    cover: Several<WireCover<'a>>,
}

#[derive(Deserialize)]
struct WireCover<'a> {
    #[serde(borrow, default)]
    url: Scalar<'a>,
    #[serde(borrow, default)]
    width: Scalar<'a>,
    #[serde(borrow, default)]
    height: Scalar<'a>,
}

/// Only what names a community; each part is read even when others cannot be.
#[derive(Deserialize)]
struct WireIdentity<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    screen_name: Option<&'a RawValue>,
}

/// Reads an answer of `groups.getById`.
pub(super) fn read_groups(text: &str) -> Result<Vec<GroupAnswer>, NoAnswer> {
    match quick::read(text) {
        Some(groups) => Ok(groups),
        None => Ok(read_answer(text)?.into_iter().map(|raw| read_group(raw.get())).collect()),
    }
}

/// Reads an answer of `groups.getById` down to its communities, each still unread.
fn read_answer(text: &str) -> Result<Vec<&RawValue>, NoAnswer> {
    let response = read_response(text)?;
    let groups = if response.starts_with('[') {
        serde_json::from_str(response)
    } else {
        serde_json::from_str::<WireResponse<'_>>(response).map(|response| response.groups)
    };
    groups.map_err(|error| NoAnswer::OtherShape(other_shape(&error)))
}

/// Reads an answer of `utils.resolveScreenName`; for a name that nothing has, VK gives an empty list.
pub(super) fn read_resolved(text: &str) -> Result<Resolved, NoAnswer> {
    let resolved: Maybe<WireResolved<'_>> =
        serde_json::from_str(read_response(text)?).map_err(|error| NoAnswer::OtherShape(other_shape(&error)))?;
    Ok(match resolved.0.and_then(|resolved| resolved.kind.text()).as_deref() {
        None => Resolved::Nothing,
        Some("group" | "page" | "event") => Resolved::Community,
        Some(other) => Resolved::Other(other.to_owned()),
    })
}

fn read_response(text: &str) -> Result<&str, NoAnswer> {
    let envelope: WireEnvelope<'_> = serde_json::from_str(text).map_err(no_answer)?;
    if let Some(error) = envelope.error {
        return Err(NoAnswer::Error(error.into()));
    }
    envelope.response.map(RawValue::get).ok_or(NoAnswer::OtherShape(AnswerFault::NoResponse))
}

fn no_answer(error: serde_json::Error) -> NoAnswer {
    if error.is_data() { NoAnswer::OtherShape(other_shape(&error)) } else { NoAnswer::BrokenJson(error) }
}

/// Reads an error that VK answered with, from its object alone.
pub(super) fn read_error(raw: &str) -> Option<VkError> {
    serde_json::from_str::<WireError<'_>>(raw).ok().map(VkError::from)
}

/// Reads one community; when that fails, at least which one it is.
pub(super) fn read_group(raw: &str) -> GroupAnswer {
    let fault = match serde_json::from_str::<WireGroup<'_>>(raw).map_err(|error| other_shape(&error)).and_then(snapshot)
    {
        Ok(snapshot) => return GroupAnswer::Understood(Box::new(snapshot)),
        Err(fault) => fault,
    };
    let identity = serde_json::from_str::<WireIdentity<'_>>(raw).ok();
    let (id, name) = identity.map_or((None, None), |identity| (identity.id, identity.screen_name));
    GroupAnswer::Malformed(Malformed {
        group_id: id.and_then(|raw| group_id(&serde_json::from_str(raw.get()).ok()?)),
        screen_name: name.and_then(|raw| non_empty(serde_json::from_str(raw.get()).ok()?)),
        fault,
    })
}

fn snapshot(group: WireGroup<'_>) -> Result<PageSnapshot, AnswerFault> {
    let access = match (&group.is_closed, group.is_closed.number()) {
        (Scalar::Absent | Scalar::Flag(false), _) | (_, Some(0)) => Access::Open,
        (Scalar::Flag(true), _) | (_, Some(1)) => Access::Closed,
        (_, Some(2)) => Access::Private,
        _ => return Err(AnswerFault::IsClosed),
    };
    Ok(PageSnapshot {
        group_id: group_id(&group.id).ok_or(AnswerFault::Id)?,
        screen_name: non_empty(group.screen_name),
        name: boxed(group.name),
        access,
        deactivated: non_empty(group.deactivated).map(|word| match &*word {
            "deleted" => Deactivated::Deleted,
            "banned" => Deactivated::Banned,
            _ => Deactivated::Other(word),
        }),
        is_government_organization: group.is_government_organization.flag(),
        menu: group.menu.0.map(menu).transpose()?,
    })
}

fn menu(menu: WireMenu<'_>) -> Result<Menu, AnswerFault> {
    Ok(Menu {
        is_hidden: hidden(&menu.is_hidden)?,
        items: menu.items.0.into_iter().map(item).collect::<Result<_, _>>()?,
    })
}

fn item(item: WireItem<'_>) -> Result<MenuItem, AnswerFault> {
    Ok(MenuItem {
        title: boxed(item.title),
        url: boxed(item.url),
        is_hidden: hidden(&item.is_hidden)?,
        cover: item.cover.0.into_iter().filter_map(cover).collect(),
    })
}

/// A size without an address shows nothing, so it is no size.
fn cover(cover: WireCover<'_>) -> Option<CoverImage> {
    let pixels = |scalar: &Scalar<'_>| scalar.number().and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
    let (width, height) = (pixels(&cover.width), pixels(&cover.height));
    non_empty(cover.url).map(|url| CoverImage { url, width, height })
}

/// Absent means shown: VK sends the flag only in newer versions.
fn hidden(flag: &Scalar<'_>) -> Result<bool, AnswerFault> {
    match flag {
        Scalar::Absent => Ok(false),
        flag => flag.flag().ok_or(AnswerFault::IsHidden),
    }
}

fn group_id(id: &Scalar<'_>) -> Option<GroupId> {
    u64::try_from(id.number()?).ok().and_then(|id| GroupId::new(id).ok())
}

fn boxed(text: Scalar<'_>) -> Box<str> {
    text.text().map(Cow::into_owned).unwrap_or_default().into()
}

fn non_empty(text: Scalar<'_>) -> Option<Box<str>> {
    text.text().filter(|text| !text.is_empty()).map(|text| text.into_owned().into())
}

impl From<WireError<'_>> for VkError {
    fn from(error: WireError<'_>) -> Self {
        Self {
            // VK's own "unknown error" stands for an error that does not say its number
            code: error.error_code.number().unwrap_or(1),
            subcode: error.error_subcode.number(),
            message: error.error_msg.text().map(Cow::into_owned).unwrap_or_default(),
            redirect_uri: error.redirect_uri.text().map(Cow::into_owned),
        }
    }
}

#[cfg(test)]
mod tests;
