//! `groups.getById` and `utils.resolveScreenName`. Knows no HTTP.

use crate::region::{PageState, scramble};
use crate::scenario::{Action, Malformation};
use crate::wire::{Fields, Writer};

use super::request::Call;
use super::state::State;
use super::token::TokenKind;
use super::vk_error::{OLD_VERSION, VkError};

/// VK's bound of ids in one call.
pub(super) const MOST_IDS: usize = 500;
/// Room for a group with a menu, so that a batch's buffer grows once.
const USUAL_GROUP_BYTES: usize = 5_500;
/// The first version that answers with `groups` and `profiles`.
const NEW_SHAPE: (u32, u32) = (5, 139);
/// The oldest version served.
const OLDEST: (u32, u32) = (5, 81);

/// What the service does with ids it does not know among others that it knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnknownInBatch {
    /// They are left out of the answer.
    #[default]
    Dropped,
    /// The whole call is error 100.
    WholeCallFails,
}

/// Answers a call; `covers` is the server of the pictures.
pub(super) fn answer(
    state: &State,
    call: &Call,
    kind: TokenKind,
    covers: &str,
    fault: Option<&Action>,
) -> Result<Vec<u8>, VkError> {
    let version = version(call).ok_or_else(|| VkError::with_tail(8, OLD_VERSION))?;
    match call.method.as_str() {
        "groups.getById" => groups(state, call, kind, covers, fault, version >= NEW_SHAPE),
        "utils.resolveScreenName" => resolve(state, call),
        _ => Err(VkError::new(3)),
    }
}

fn version(call: &Call) -> Option<(u32, u32)> {
    let (major, minor) = call.param("v")?.split_once('.')?;
    let version = (major.parse().ok()?, minor.parse().ok()?);
    (version >= OLDEST).then_some(version)
}

fn groups(
    state: &State,
    call: &Call,
    kind: TokenKind,
    covers: &str,
    fault: Option<&Action>,
    new_shape: bool,
) -> Result<Vec<u8>, VkError> {
    let name = if call.param("group_ids").is_some() { "group_ids" } else { "group_id" };
    let undefined = || VkError::with_tail(100, &format!("{name} is undefined"));
    let mut places = match call.ids() {
        // A community's key without ids asks for its own community.
        None if kind == TokenKind::Community => vec![0],
        None => return Err(VkError::with_tail(100, "group_ids is undefined")),
        Some(ids) if ids.len() > MOST_IDS => {
            return Err(VkError::with_tail(100, "group_ids should contain at most 500 items"));
        }
        Some(ids) => {
            let found: Vec<Option<usize>> = ids.iter().map(|id| known(state, id)).collect();
            let unknown_fails = state.options.unknown_in_batch == UnknownInBatch::WholeCallFails;
            if unknown_fails && found.contains(&None) {
                return Err(undefined());
            }
            found.into_iter().flatten().collect()
        }
    };
    if places.is_empty() {
        return Err(undefined());
    }
    shuffle(state, &mut places);
    let picked = twist(state, places, fault);
    let mut fields = Fields::parse(call.param("fields").unwrap_or(""));
    fields.menu &= fault != Some(&Action::MenuDropped);
    let malformed = match fault {
        Some(Action::Malformed { how, page }) => {
            let place = page.as_deref().map_or_else(|| picked.first().copied(), |page| state.place_of(page));
            place.map(|place| (place, *how))
        }
        _ => None,
    };
    let mut out = Vec::with_capacity(picked.len() * USUAL_GROUP_BYTES);
    out.extend_from_slice(if new_shape { b"{\"response\":{\"groups\":[" } else { b"{\"response\":[" });
    let mut writer = Writer::new(state.region.world(), covers, fields);
    let mut bare = Writer::new(state.region.world(), covers, Fields { menu: false, ..fields });
    for (at, place) in picked.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        if let Some((bad, how)) = malformed
            && bad == place
        {
            out.extend_from_slice(malformed_group(state, place, how).as_bytes());
            continue;
        }
        let name = state.new_name(place);
        let is_bare = matches!(fault, Some(Action::MenusLost { every }) if (at + 1) % every == 0);
        let writer = if is_bare { &mut bare } else { &mut writer };
        state.with_page(place, |page| writer.group(place, page, name.as_deref(), &mut out));
    }
    out.extend_from_slice(if new_shape { b"],\"profiles\":[]}}" } else { b"]}" });
    Ok(out)
}

fn known(state: &State, id: &str) -> Option<usize> {
    let place = state.find(id)?;
    state.with_page(place, |page| page.state.exists())?.then_some(place)
}

/// VK promises no order; this one is never that of the call but always the same for the same ids.
fn shuffle(state: &State, places: &mut Vec<usize>) {
    let salt = scramble(u64::try_from(places.len()).unwrap_or(0));
    places.sort_by_cached_key(|place| state.with_page(*place, |page| scramble(page.id ^ salt)).unwrap_or(0));
    places.dedup();
}

fn twist(state: &State, mut places: Vec<usize>, fault: Option<&Action>) -> Vec<usize> {
    match fault {
        Some(Action::DropIds { every }) => {
            let mut number = 0;
            places.retain(|_| {
                number += 1;
                number % every != 0
            });
        }
        Some(Action::Duplicates { every }) => {
            places = places
                .into_iter()
                .enumerate()
                .flat_map(|(at, place)| std::iter::repeat_n(place, if (at + 1) % every == 0 { 2 } else { 1 }))
                .collect();
        }
        Some(Action::Stranger) => {
            let stranger = (0..state.region.pages().len()).find(|place| {
                !places.contains(place) && state.with_page(*place, |page| page.state.exists()).unwrap_or(false)
            });
            if let (Some(stranger), Some(first)) = (stranger, places.first_mut()) {
                *first = stranger;
            }
        }
        _ => {}
    }
    places
}

fn malformed_group(state: &State, place: usize, how: Malformation) -> String {
    let id = state.with_page(place, |page| page.id).unwrap_or(0);
    let head = format!("{{\"id\":{id},\"name\":\"x\",\"screen_name\":\"club{id}\",\"is_closed\":0,\"type\":\"page\"");
    match how {
        Malformation::MenuIsText => format!("{head},\"menu\":\"none\"}}"),
        Malformation::ItemsIsObject => format!("{head},\"menu\":{{\"items\":{{\"0\":{{}}}}}}}}"),
        Malformation::ItemIsNull => format!("{head},\"menu\":{{\"items\":[null]}}}}"),
        Malformation::IdIsText => head.replacen(&format!("\"id\":{id}"), &format!("\"id\":\"club{id}\""), 1) + "}",
        Malformation::NoId => head.replacen(&format!("\"id\":{id},"), "", 1) + "}",
        Malformation::NotAnObject => id.to_string(),
        Malformation::Null => "null".to_owned(),
    }
}

fn resolve(state: &State, call: &Call) -> Result<Vec<u8>, VkError> {
    let name = call
        .param("screen_name")
        .filter(|name| !name.is_empty())
        .ok_or_else(|| VkError::with_tail(100, "screen_name is undefined"))?;
    let answer = state.find(name).and_then(|place| {
        state.with_page(place, |page| match page.state {
            PageState::Missing => "[]".to_owned(),
            PageState::TakenByUser => format!("{{\"object_id\":{},\"type\":\"user\"}}", page.id),
            _ => {
                let (id, kind) = (page.id, page.kind.as_str());
                format!("{{\"object_id\":{id},\"group_id\":{id},\"type\":\"{kind}\"}}")
            }
        })
    });
    Ok(format!("{{\"response\":{}}}", answer.as_deref().unwrap_or("[]")).into_bytes())
}
