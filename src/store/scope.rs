//! Whose pages somebody may see. Every read of pages, findings and events is within one.

use super::db::{Sql, Value};
use super::stored::short;
use crate::model::{Ogrn, RegionCode};

/// Regions, municipalities and organisations; a page is in the scope when it fits each list that is not empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Codes of regions.
    pub regions: Vec<RegionCode>,
    /// Names of municipalities, as in the registry.
    pub municipalities: Vec<String>,
    /// Organisations.
    pub organizations: Vec<Ogrn>,
}

impl Scope {
    /// All pages.
    pub fn everything() -> Self {
        Self::default()
    }

    /// Whether it holds all pages.
    pub const fn is_everything(&self) -> bool {
        self.regions.is_empty() && self.municipalities.is_empty() && self.organizations.is_empty()
    }

    /// Whether it holds so few pages that a question begins with them, whatever else is asked.
    pub(super) const fn is_narrow(&self) -> bool {
        !self.municipalities.is_empty() || !self.organizations.is_empty()
    }

    /// Narrows a query over `page AS p`; the condition begins with ` AND`.
    pub(super) fn narrow(&self, sql: &mut Sql) {
        let lists: [(&str, Vec<Value>); 3] = [
            (" AND p.region_code IN ", self.regions.iter().map(|it| it.to_string().into()).collect()),
            (" AND p.municipality IN ", self.municipalities.iter().map(|it| short(it.clone()).into()).collect()),
            (" AND p.ogrn IN ", self.organizations.iter().map(|it| it.to_string().into()).collect()),
        ];
        for (condition, values) in lists {
            if !values.is_empty() {
                sql.push(condition).tuple(values);
            }
        }
    }
}
