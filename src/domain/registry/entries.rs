//! The registry that comes out: entries in the file's order, ways to find one, and what else the file says: organisations
//! without a page, rows that are set aside, how it was understood.

use std::collections::HashMap;
use std::sync::Arc;

use super::header::Table;
use super::intake::Intake;
use super::lacks;
use super::layout::Layout;
use super::resolve::{Resolved, resolve};
use super::{Regions, RegistryError, RegistryFormat, RegistryOptions, csv, ods, text, toml, xlsx};
use crate::model::{GroupId, Ogrn, Organization, PageAddress, RegistryRemark, RowProblem};

/// One page that must be there, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The sheet of the file it comes from, in a spreadsheet.
    pub sheet: Option<Arc<str>>,
    /// The row of the file it comes from.
    pub row: u32,
    /// The address as the file gives it.
    pub url: Arc<str>,
    /// The address in its one writing.
    pub address: PageAddress,
    /// Whose page it is; shared between the pages of one organisation.
    pub organization: Arc<Organization>,
    /// The body above by its name, where the file names it.
    pub founder: Option<Arc<str>>,
}

/// An organisation that has no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// The sheet of the file it comes from, in a spreadsheet.
    pub sheet: Option<Arc<str>>,
    /// The row of the file it comes from.
    pub row: u32,
    /// What stands in place of the address: nothing, «нет», or a page in another network.
    pub said: Arc<str>,
    /// Why there is none, where the file says it.
    pub reason: Option<Box<str>>,
    /// The organisation.
    pub organization: Arc<Organization>,
    /// The body above by its name, where the file names it.
    pub founder: Option<Arc<str>>,
}

/// A row that is set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The sheet, in a spreadsheet.
    pub sheet: Option<Arc<str>>,
    /// The row.
    pub row: u32,
    /// Its page, as far as that can be read.
    pub address: Option<PageAddress>,
    /// Its OGRN, as far as that can be read.
    pub ogrn: Option<Ogrn>,
    /// Whether nothing is wrong with it but that another row names its page too.
    pub is_only_duplicate: bool,
}

/// All pages of a registry whose rows have no problem.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    entries: Vec<Entry>,
    /// Places in `entries` by address: no string is held twice.
    by_address: Box<[u32]>,
    /// Places in `entries` by OGRN, those without first, then by row.
    by_ogrn: Box<[u32]>,
    absent: Vec<Absent>,
    /// By address, those without first.
    aside: Vec<Aside>,
    layouts: Vec<Layout>,
    remarks: Vec<RegistryRemark>,
    set_aside: usize,
}

impl Registry {
    /// Reads a registry. All problems of all rows come back with it, by row and column; a row with a problem is set
    /// aside, every other row is an entry, or an organisation without a page. An owned `input` is given up as its rows are
    /// read.
    ///
    /// ```
    /// use vk_page_auditor_domain::model::{Oktmo, RegionCode};
    /// use vk_page_auditor_domain::registry::{Regions, Registry, RegistryFormat, RegistryOptions};
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
    /// assert_eq!((problems[0].place.row, problems[0].place.column), (Some(3), Some("ogrn")));
    /// ```
    ///
    /// # Errors
    /// Only what keeps the whole file from being read: no header, no spreadsheet, no TOML.
    pub fn read(
        input: impl Into<Vec<u8>>,
        format: RegistryFormat,
        options: &RegistryOptions,
        regions: &dyn Regions,
    ) -> Result<(Self, Vec<RowProblem>), RegistryError> {
        let input = input.into();
        let mut intake = Intake::new(*options, regions)?;
        match format {
            RegistryFormat::Csv => {
                let mut table = Table::of_text(&mut intake);
                csv::read(text::take(input)?, &mut table)?;
                table.finish()?;
            }
            RegistryFormat::Xlsx => {
                let mut table = Table::of_sheets(&mut intake);
                xlsx::read(&input, &mut table)?;
                table.finish()?;
            }
            RegistryFormat::Ods => {
                let mut table = Table::of_sheets(&mut intake);
                ods::read(&input, &mut table)?;
                table.finish()?;
            }
            RegistryFormat::Toml => toml::read(&text::take(input)?, &mut intake)?,
        }
        let Resolved { entries, absent, mut aside, problems, remarks, layouts, set_aside } = resolve(intake);
        aside.sort_by(|one, other| one.address.cmp(&other.address));
        let registry = Self { absent, aside, layouts, remarks, set_aside, ..Self::of(entries) };
        Ok((registry, problems))
    }

    /// The registry of these pages, each with its address as it is to be written. Pages of one organisation share it.
    pub fn of_pages(pages: impl Iterator<Item = (String, PageAddress, Organization)>) -> Self {
        let mut organizations: HashMap<Ogrn, Vec<Arc<Organization>>> = HashMap::new();
        let entry = |(row, (url, address, organization)): (u32, (String, PageAddress, Organization))| {
            let organization = match organization.ogrn {
                None => Arc::new(organization),
                Some(ogrn) => {
                    let known = organizations.entry(ogrn).or_default();
                    known.iter().find(|known| ***known == organization).cloned().unwrap_or_else(|| {
                        let organization = Arc::new(organization);
                        known.push(Arc::clone(&organization));
                        organization
                    })
                }
            };
            Entry { sheet: None, row, url: url.into(), address, organization, founder: None }
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

    /// Organisations that have no page, in the order of the file.
    pub fn without_page(&self) -> &[Absent] {
        &self.absent
    }

    /// How each sheet was understood.
    pub fn layouts(&self) -> &[Layout] {
        &self.layouts
    }

    /// What a person should know of the file besides what is wrong with its rows.
    pub fn remarks(&self) -> &[RegistryRemark] {
        &self.remarks
    }

    /// Headers of the file that mean no field; their cells were not read. Each is told once.
    pub fn unknown_columns(&self) -> Vec<&str> {
        let mut unknown: Vec<&str> = Vec::new();
        for column in self.layouts.iter().flat_map(|layout| &layout.columns).filter(|column| column.field.is_none()) {
            if !unknown.contains(&column.header.as_str()) {
                unknown.push(&column.header);
            }
        }
        unknown
    }

    /// Rows that are set aside and name this page.
    pub fn set_aside_at(&self, address: &PageAddress) -> impl Iterator<Item = &Aside> {
        let begin = self.aside.partition_point(|aside| aside.address.as_ref() < Some(address));
        self.aside[begin..].iter().take_while(move |aside| aside.address.as_ref() == Some(address))
    }

    /// Rows that are set aside and have this OGRN.
    pub fn set_aside_of(&self, ogrn: Ogrn) -> impl Iterator<Item = &Aside> {
        self.aside.iter().filter(move |aside| aside.ogrn == Some(ogrn))
    }

    /// How many entries lack what they need to be checked in full, by field, those that lack nothing left out.
    pub fn lacks(&self) -> Vec<(&'static str, usize)> {
        lacks::count(&self.entries)
    }

    /// The entry of the page with this address, as the registry names it.
    pub fn by_address(&self, address: &PageAddress) -> Option<&Entry> {
        self.place_of(address).map(|place| &self.entries[place as usize])
    }

    /// The entry of the page with this group id, where the registry names it by that.
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
    fn the_example_registry_has_no_problem() {
        let text = include_str!("../../../config/registry.example.csv");
        let (registry, problems) = sample::read_csv(text);
        assert_eq!((registry.len(), registry.set_aside(), problems), (7, 0, Vec::new()));
    }
}
