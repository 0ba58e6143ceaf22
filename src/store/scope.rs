//! A scope as a condition of SQL, so that every read of pages, findings and events is within one.

use super::db::{Sql, Value};
use super::stored::short;
use domain::model::Scope;

/// What a scope is to a query.
pub(super) trait Narrow {
    /// Narrows a query over `page AS p`; the condition begins with ` AND`.
    fn narrow(&self, sql: &mut Sql);
}

impl Narrow for Scope {
    fn narrow(&self, sql: &mut Sql) {
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
