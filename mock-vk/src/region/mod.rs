//! A made-up region: its organisations, their pages in VK, and the truth about each. Knows no HTTP.

mod address;
mod code;
mod codes;
mod generate;
mod municipalities;
mod names;
mod page;
mod registry;
mod saved;
mod tree;
mod truth;
mod world;

pub use code::{Code, Param};
pub use generate::{MOST_PAGES, RegionOptions};
pub use page::{Cover, Form, ItemKind, ItemUrl, Menu, MenuItem, Page, PageKind, PageState};
pub use truth::{Planted, Truth, Verdict};
pub use world::{Level, Municipality, Organization, PollsOf, WithoutPage, World};

pub(crate) use codes::{REGIONS, ogrn, plate_of_another, scramble, scramble_text};
pub(crate) use truth::Record;
pub(crate) use world::{Facts, path};

use crate::wire::{Fields, Writer};

/// A made-up region, or a handful of pages made by hand.
///
/// ```
/// use mock_vk::{Region, RegionOptions};
///
/// let region = Region::generate(&RegionOptions { pages: 20, ..RegionOptions::default() }).unwrap();
/// assert_eq!(region.pages().len(), 20);
/// assert_eq!(region.registry_csv().lines().count(), 1 + 20 + region.world().without_page.len());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Region {
    pub(crate) options: RegionOptions,
    pub(crate) world: World,
    pub(crate) pages: Vec<Page>,
    pub(crate) records: Vec<Record>,
    /// Places in the order of the pages' numbers, and of their short names in lower case: a third of what maps weigh.
    by_id: Vec<u32>,
    by_name: Vec<u32>,
}

impl Region {
    /// A region of hand-made pages, without organisations and without a truth.
    pub fn from_pages(pages: Vec<Page>) -> Self {
        let mut region = Self { pages, ..Self::default() };
        region.index();
        region
    }

    pub(crate) fn index(&mut self) {
        let count = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
        let page = |place: &u32| usize::try_from(*place).ok().and_then(|place| self.pages.get(place));
        let mut by_id: Vec<u32> = (0..count).collect();
        by_id.sort_by_key(|place| page(place).map(|page| page.id));
        let mut by_name: Vec<u32> =
            (0..count).filter(|place| page(place).is_some_and(|page| page.screen_name.is_some())).collect();
        by_name.sort_by(|one, other| lower(page(one)).cmp(lower(page(other))));
        (self.by_id, self.by_name) = (by_id, by_name);
    }

    fn page_at(&self, place: u32) -> Option<&Page> {
        usize::try_from(place).ok().and_then(|place| self.pages.get(place))
    }

    /// All pages, in the order of the registry's organisations; those VK does not know are among them.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The region's organisations and municipalities; empty for hand-made pages.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// The registry as CSV text; only the header for hand-made pages.
    pub fn registry_csv(&self) -> String {
        registry::csv(&self.world)
    }

    /// What an auditor must say of each page, in the order of the registry; empty for hand-made pages.
    pub fn truth(&self) -> impl Iterator<Item = Truth> + '_ {
        (0..self.records.len()).filter_map(|place| self.truth_of(place, &self.pages[place], &self.records[place]))
    }

    pub(crate) fn truth_of(&self, place: usize, page: &Page, record: &Record) -> Option<Truth> {
        let organization = self.world.organizations.get(place)?;
        Some(record.truth(&organization.page_url, page.state.exists().then_some(page.id)))
    }

    /// Writes the whole region as one saved `groups.getById` answer; `base` is where the pictures are.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn write_vk_json(&self, base: &str, to: &mut impl std::io::Write) -> std::io::Result<()> {
        let mut writer = Writer::new(&self.world, base, Fields::for_audit());
        let mut group = Vec::new();
        to.write_all(b"{\"response\":{\"groups\":[")?;
        let existing = self.pages.iter().enumerate().filter(|(_, page)| page.state.exists());
        for (number, (place, page)) in existing.enumerate() {
            group.clear();
            writer.group(place, page, None, &mut group);
            to.write_all(if number == 0 { b"\n" } else { b",\n" })?;
            to.write_all(&group)?;
        }
        to.write_all(b"\n],\"profiles\":[]}}\n")
    }

    /// The place of the page that VK finds under this id, in any of the forms `groups.getById` takes.
    pub fn find(&self, id: &str) -> Option<usize> {
        let asked = id.to_ascii_lowercase();
        let number =
            ["club", "public", "event"].into_iter().find_map(|word| asked.strip_prefix(word)).unwrap_or(&asked);
        let at = if let Ok(number) = number.parse::<u64>() {
            let at = self.by_id.partition_point(|place| self.page_at(*place).is_some_and(|page| page.id < number));
            self.by_id.get(at).filter(|place| self.page_at(**place).is_some_and(|page| page.id == number))
        } else {
            let name = |place: u32| lower(self.page_at(place));
            let at = self.by_name.partition_point(|place| name(*place).lt(asked.bytes()));
            self.by_name.get(at).filter(|place| name(**place).eq(asked.bytes()))
        };
        at.and_then(|place| usize::try_from(*place).ok())
    }
}

/// The short name of a page in lower case; short names are of ASCII letters.
fn lower(page: Option<&Page>) -> impl Iterator<Item = u8> + '_ {
    let name = page.and_then(|page| page.screen_name.as_deref()).unwrap_or("");
    name.bytes().map(|byte| byte.to_ascii_lowercase())
}
