//! A scope as a condition of SQL, so that every read of pages, findings and events is within one.

use std::collections::{BTreeMap, BTreeSet};

use super::db::{Sql, Value};
use super::stored::short;
use domain::model::{RegionCode, Scope};

/// What a scope is to a query.
pub(super) trait Narrow {
    /// Narrows a query over `page AS p`; the condition begins with ` AND`.
    fn narrow(&self, sql: &mut Sql);
}

impl Narrow for Scope {
    fn narrow(&self, sql: &mut Sql) {
        let mut pairs: BTreeMap<Option<RegionCode>, BTreeSet<String>> = BTreeMap::new();
        for one in &self.municipalities {
            pairs.entry(one.region).or_default().insert(short(one.name.clone()));
        }
        let is_paired = self.regions.is_empty() && !pairs.contains_key(&None);
        let regions: BTreeSet<RegionCode> =
            if is_paired { pairs.keys().flatten().copied().collect() } else { self.regions.iter().copied().collect() };
        // the names of all pairs before the pairs, so that the same index serves as for one of them
        let names: BTreeSet<&String> = pairs.values().flatten().collect();
        let lists: [(&str, Vec<Value>); 3] = [
            (" AND p.region_code IN ", regions.into_iter().map(|it| it.to_string().into()).collect()),
            (" AND p.municipality IN ", names.into_iter().map(|it| it.clone().into()).collect()),
            (" AND p.ogrn IN ", self.organizations.iter().map(|it| it.to_string().into()).collect()),
        ];
        for (condition, values) in lists {
            if !values.is_empty() {
                sql.push(condition).tuple(values);
            }
        }
        if pairs.len() == 1 && (is_paired || pairs.contains_key(&None)) {
            return;
        }
        for (place, (region, names)) in pairs.iter().enumerate() {
            sql.push(if place == 0 { " AND (" } else { " OR " });
            if let Some(region) = region {
                sql.push("p.region_code = ").value(region.to_string()).push(" AND ");
            }
            sql.push("p.municipality IN ").tuple(names.iter().map(|name| Value::from(name.clone())));
        }
        if !pairs.is_empty() {
            sql.push(")");
        }
    }
}
