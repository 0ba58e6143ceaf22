//! The registry that comes out: entries in the file's order, and three ways to find one.

use std::collections::HashMap;
use std::sync::Arc;

use super::header::Table;
use super::intake::Intake;
use super::resolve::{Resolved, resolve};
use super::{Regions, RegistryError, RegistryFormat, RegistryOptions, csv, ods, text, toml, xlsx};
use crate::model::{GroupId, Ogrn, Organization, PageAddress, RowProblem};

/// One page that must be there, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The row of the file it comes from.
    pub row: u32,
    /// The address as the file gives it.
    pub url: Arc<str>,
    /// The address in its one writing.
    pub address: PageAddress,
    /// Whose page it is; shared between the pages of one organisation.
    pub organization: Arc<Organization>,
}

/// All pages of a registry whose rows have no problem.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    entries: Vec<Entry>,
    /// Places in `entries` by address: no string is held twice.
    by_address: Box<[u32]>,
    /// Places in `entries` by OGRN, then by row.
    by_ogrn: Box<[u32]>,
    /// Group ids that were learned from VK for addresses that name no id.
    learned: HashMap<GroupId, u32>,
    unknown_columns: Vec<String>,
    set_aside: usize,
}

impl Registry {
    /// Reads a registry. All problems of all rows come back with it, by row and column; a row with a problem is set
    /// aside, every other row is an entry. An owned `input` is given up as its rows are read.
    ///
    /// ```
    /// use vk_page_auditor::model::{Oktmo, RegionCode};
    /// use vk_page_auditor::registry::{Regions, Registry, RegistryFormat, RegistryOptions};
    ///
    /// struct Everywhere;
    /// impl Regions for Everywhere {
    ///     fn knows(&self, _: RegionCode) -> bool { true }
    ///     fn contains(&self, _: RegionCode, _: Oktmo) -> bool { true }
    /// }
    ///
    /// let file = "Ссылка на страницу;Наименование организации;ОГРН;Уровень;Код региона;ID ЛКО ПОС\n\
    ///             vk.com/ulgov;Правительство;1027301172106;РОИВ;73;174\n\
    ///             vk.com/ulgov2;Министерство;1027301172107;РОИВ;73;175\n";
    /// let (registry, problems) =
    ///     Registry::read(file.as_bytes(), RegistryFormat::Csv, &RegistryOptions::default(), &Everywhere).unwrap();
    /// assert_eq!(registry.len(), 1);
    /// assert_eq!((problems[0].row, problems[0].column), (Some(3), Some("ogrn")));
    /// ```
    ///
    /// # Errors
    /// Only what keeps the whole file from being read: no header, a required column missing, no spreadsheet, no TOML.
    pub fn read(
        input: impl Into<Vec<u8>>,
        format: RegistryFormat,
        options: &RegistryOptions,
        regions: &dyn Regions,
    ) -> Result<(Self, Vec<RowProblem>), RegistryError> {
        let input = input.into();
        let mut intake = Intake::new(*options, regions)?;
        let unknown_columns = match format {
            RegistryFormat::Csv => {
                let mut table = Table::of_text(&mut intake);
                csv::read(text::take(input)?, &mut table)?;
                table.finish()?
            }
            RegistryFormat::Xlsx => {
                let mut table = Table::of_sheets(&mut intake);
                xlsx::read(&input, &mut table)?;
                table.finish()?
            }
            RegistryFormat::Ods => {
                let mut table = Table::of_sheets(&mut intake);
                ods::read(&input, &mut table)?;
                table.finish()?
            }
            RegistryFormat::Toml => {
                toml::read(&text::take(input)?, &mut intake)?;
                Vec::new()
            }
        };
        let Resolved { entries, problems, set_aside } = resolve(intake);
        let registry = Self { unknown_columns, set_aside, ..Self::of(entries) };
        Ok((registry, problems))
    }

    /// The registry of these pages, each with its address as it is to be written. Pages of one organisation share it.
    pub fn of_pages(pages: impl Iterator<Item = (String, PageAddress, Organization)>) -> Self {
        let mut organizations: HashMap<Option<Ogrn>, Vec<Arc<Organization>>> = HashMap::new();
        let entry = |(row, (url, address, organization)): (u32, (String, PageAddress, Organization))| {
            let known = organizations.entry(organization.ogrn).or_default();
            let organization = known.iter().find(|known| ***known == organization).cloned().unwrap_or_else(|| {
                let organization = Arc::new(organization);
                known.push(Arc::clone(&organization));
                organization
            });
            Entry { row, url: url.into(), address, organization }
        };
        Self::of((1..).zip(pages).map(entry).collect())
    }

    fn of(entries: Vec<Entry>) -> Self {
        let mut by_address: Vec<u32> = (0..).take(entries.len()).collect();
        let mut by_ogrn = by_address.clone();
        by_address.sort_unstable_by(|one, other| entries[*one as usize].address.cmp(&entries[*other as usize].address));
        by_ogrn.sort_by_key(|place| entries[*place as usize].organization.ogrn);
        Self { by_address: by_address.into(), by_ogrn: by_ogrn.into(), entries, ..Self::default() }
    }

    /// All entries in the order of the file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// All entries in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// How many entries there are.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many rows were set aside.
    pub const fn set_aside(&self) -> usize {
        self.set_aside
    }

    /// Headers of the file that mean no field; their cells were not read.
    pub fn unknown_columns(&self) -> &[String] {
        &self.unknown_columns
    }

    /// The entry of the page with this address, as the registry names it or by a group id that was learned.
    pub fn by_address(&self, address: &PageAddress) -> Option<&Entry> {
        let named = self.place_of(address);
        let place = named.or_else(|| address.group_id().and_then(|id| self.learned.get(&id).copied()));
        place.map(|place| &self.entries[place as usize])
    }

    /// The entry of the page with this group id: named by it in the registry, or learned.
    pub fn by_group_id(&self, id: GroupId) -> Option<&Entry> {
        self.by_address(&PageAddress::from(id))
    }

    /// All entries of the organisation with this OGRN, in the order of the file.
    pub fn by_ogrn(&self, ogrn: Ogrn) -> impl ExactSizeIterator<Item = &Entry> {
        let ogrn = Some(ogrn);
        let ogrn_at = |place: &u32| self.entries[*place as usize].organization.ogrn;
        let begin = self.by_ogrn.partition_point(|place| ogrn_at(place) < ogrn);
        let length = self.by_ogrn[begin..].partition_point(|place| ogrn_at(place) == ogrn);
        self.by_ogrn[begin..begin + length].iter().map(|place| &self.entries[*place as usize])
    }

    /// Notes that the page with this address has this group id.
    ///
    /// # Errors
    /// When another entry is the same page, its row; that entry keeps the id. An address that no entry has is no error.
    pub fn learn(&mut self, address: &PageAddress, id: GroupId) -> Result<(), u32> {
        let Some(place) = self.place_of(address) else { return Ok(()) };
        match self.place_of(&PageAddress::from(id)).or_else(|| self.learned.get(&id).copied()) {
            Some(other) if other != place => Err(self.entries[other as usize].row),
            Some(_) => Ok(()),
            None => {
                self.learned.insert(id, place);
                Ok(())
            }
        }
    }

    fn place_of(&self, address: &PageAddress) -> Option<u32> {
        let found = self.by_address.binary_search_by(|place| self.entries[*place as usize].address.cmp(address));
        found.ok().map(|at| self.by_address[at])
    }
}

impl<'a> IntoIterator for &'a Registry {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::sample;

    fn address(text: &str) -> PageAddress {
        PageAddress::parse(text).unwrap()
    }

    fn rows<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<u32> {
        entries.map(|entry| entry.row).collect()
    }

    #[test]
    fn an_entry_is_found_by_any_writing_of_its_address_and_by_its_ogrn() {
        let (registry, _) = sample::read_csv(
            "page_url;organization;ogrn;level;region_code;opa_id\nvk.com/b;Дума;1027301172106;regional;73;5\n\
             vk.com/a;Суд;1020300000038;regional;73;6\nvk.com/club9;Дума;1027301172106;regional;73;5\n",
        );
        assert_eq!(rows(registry.by_address(&address("@B")).into_iter()), [2]);
        assert_eq!(rows(registry.by_group_id(GroupId::new(9).unwrap()).into_iter()), [4]);
        assert_eq!(rows(registry.by_ogrn(Ogrn::parse("1027301172106").unwrap())), [2, 4]);
        assert_eq!(registry.by_ogrn(Ogrn::parse("1027300000001").unwrap()).len(), 0);
        assert_eq!(registry.by_address(&address("c")), None);
        assert!(Arc::ptr_eq(&registry.entries()[0].organization, &registry.entries()[1 + 1].organization));
    }

    #[test]
    fn a_learned_group_id_finds_its_entry_and_tells_a_second_entry_of_the_same_page() {
        let (mut registry, _) = sample::read_csv(
            "page_url;organization;ogrn;level;region_code;opa_id\nvk.com/b;Дума;1027301172106;regional;73;5\n\
             vk.com/a;Суд;1020300000038;regional;73;6\nvk.com/club9;Архив;1020300000049;regional;73;7\n",
        );
        let id = GroupId::new(7).unwrap();
        assert_eq!(registry.by_group_id(id), None);
        assert_eq!(registry.learn(&address("b"), id), Ok(()));
        assert_eq!(registry.learn(&address("b"), id), Ok(()));
        assert_eq!(rows(registry.by_group_id(id).into_iter()), [2]);
        assert_eq!(registry.learn(&address("a"), id), Err(2));
        assert_eq!(registry.learn(&address("a"), GroupId::new(9).unwrap()), Err(4));
        assert_eq!(registry.learn(&address("nobody"), GroupId::new(8).unwrap()), Ok(()));
    }

    #[test]
    fn the_example_registry_has_no_problem() {
        let text = include_str!("../../config/registry.example.csv");
        let (registry, problems) = sample::read_csv(text);
        assert_eq!((registry.len(), registry.set_aside(), problems), (7, 0, Vec::new()));
    }
}
