//! A made-up region: its organisations, their pages in VK, and the truth about each. Knows no HTTP.

mod address;
mod codes;
mod generate;
mod names;
mod page;
mod registry;
mod saved;
mod tree;
mod truth;
mod world;

pub use generate::{MOST_PAGES, RegionOptions};
pub use page::{Cover, Form, ItemUrl, Menu, MenuItem, Page, PageKind, PageState};
pub use truth::{Code, Param, Planted, Truth, Verdict};
pub use world::{Level, Municipality, Organization, World};

pub(crate) use codes::{REGIONS, ogrn, scramble, scramble_text};
pub(crate) use truth::Record;
pub(crate) use world::path;

use std::collections::HashMap;

use crate::wire::{Fields, Writer};

/// A made-up region, or a handful of pages made by hand.
///
/// ```
/// use mock_vk::{Region, RegionOptions};
///
/// let region = Region::generate(&RegionOptions { pages: 20, ..RegionOptions::default() }).unwrap();
/// assert_eq!(region.pages().len(), 20);
/// assert_eq!(region.registry_csv().lines().count(), 21);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Region {
    pub(crate) options: RegionOptions,
    pub(crate) world: World,
    pub(crate) pages: Vec<Page>,
    pub(crate) records: Vec<Record>,
    pub(crate) by_id: HashMap<u64, u32>,
    pub(crate) by_name: HashMap<Box<str>, u32>,
}

impl Region {
    /// A region of hand-made pages, without organisations and without a truth.
    pub fn from_pages(pages: Vec<Page>) -> Self {
        let mut region = Self { pages, ..Self::default() };
        region.index();
        region
    }

    pub(crate) fn index(&mut self) {
        self.by_id = HashMap::with_capacity(self.pages.len());
        for (place, page) in (0_u32..).zip(&self.pages) {
            self.by_id.entry(page.id).or_insert(place);
            if let Some(name) = &page.screen_name {
                self.by_name.entry(name.to_lowercase().into_boxed_str()).or_insert(place);
            }
        }
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

    /// Writes the whole region as one saved `groups.getById` answer; `base` is where the pictures are, without `/covers/`.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn write_vk_json(&self, base: &str, to: &mut impl std::io::Write) -> std::io::Result<()> {
        let covers = format!("{}/covers/", base.trim_end_matches('/'));
        let mut writer = Writer::new(&self.world, &covers, Fields::for_audit());
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
        let lower = id.to_lowercase();
        let number =
            ["club", "public", "event"].into_iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(&lower);
        let found = match number.parse::<u64>() {
            Ok(number) => self.by_id.get(&number),
            Err(_) => self.by_name.get(lower.as_str()),
        };
        found.and_then(|place| usize::try_from(*place).ok())
    }
}
