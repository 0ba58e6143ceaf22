//! A saved `groups.getById` answer as a region: every group is served as it was saved. Judges nothing.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::MockError;

use super::Region;
use super::page::{Page, PageState};

#[derive(Deserialize)]
struct SavedGroup {
    id: u64,
    #[serde(default)]
    name: String,
    #[serde(default)]
    screen_name: Option<String>,
}

#[derive(Deserialize)]
struct SavedAnswer<'a> {
    #[serde(borrow)]
    response: &'a RawValue,
}

#[derive(Deserialize)]
struct SavedGroups<'a> {
    #[serde(borrow)]
    groups: Vec<&'a RawValue>,
}

impl Region {
    /// A region of the groups of a saved answer, in either shape VK gives; each group is served exactly as saved.
    ///
    /// # Errors
    ///
    /// [`MockError::SavedAnswer`] when the text is not such an answer or a group has no `id`.
    pub fn from_vk_json(text: &str) -> Result<Self, MockError> {
        let wrong = |error: serde_json::Error| MockError::SavedAnswer { reason: error.to_string() };
        let answer: SavedAnswer<'_> = serde_json::from_str(text).map_err(wrong)?;
        let inner = answer.response.get();
        let groups = if inner.trim_start().starts_with('[') {
            serde_json::from_str::<Vec<&RawValue>>(inner).map_err(wrong)?
        } else {
            serde_json::from_str::<SavedGroups<'_>>(inner).map_err(wrong)?.groups
        };
        let mut pages = Vec::with_capacity(groups.len());
        for raw in groups {
            let group: SavedGroup = serde_json::from_str(raw.get()).map_err(wrong)?;
            let mut page = Page::new(group.id, &group.name).with_state(PageState::Open);
            page.screen_name = group.screen_name.map(String::into_boxed_str);
            page.raw = Some(Box::new(raw.get().into()));
            pages.push(page);
        }
        Ok(Self::from_pages(pages))
    }
}
