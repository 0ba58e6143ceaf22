//! What a person should know of a file besides its problems; the same about many rows is one remark.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use super::intake::shown;
use crate::model::{RegistryRemark, RegistryRemarkKind, RowPlace};

/// The remarks of one file.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    all: Vec<RegistryRemark>,
    by_value: HashMap<(Discriminant<RegistryRemarkKind>, String), usize>,
}

impl Remarks {
    /// Notes a remark about one place.
    pub fn add(&mut self, place: RowPlace, value: String, kind: RegistryRemarkKind) {
        self.all.push(RegistryRemark { place, value, rows: 1, kind });
    }

    /// Notes a remark that all rows with this value share; of them the first is named.
    pub fn add_row(&mut self, value: &str, kind: RegistryRemarkKind, place: impl FnOnce() -> RowPlace) {
        let value = shown(value);
        let key = (discriminant(&kind), value);
        if let Some(known) = self.by_value.get(&key).and_then(|at| self.all.get_mut(*at)) {
            known.rows = known.rows.saturating_add(1);
            return;
        }
        self.by_value.insert(key.clone(), self.all.len());
        self.add(place(), key.1, kind);
    }

    /// All, those about whole sheets first, then by row.
    pub fn into_all(self) -> Vec<RegistryRemark> {
        let mut all = self.all;
        all.sort_by_key(|remark| remark.place.row.is_some());
        all
    }
}
