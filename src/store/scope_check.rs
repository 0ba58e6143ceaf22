//! Whether a scope that somebody names means what the registry has. A misspelt name would hold nothing, and one of two
//! regions more than was meant.

use thiserror::Error;

use super::db::{Row, Sql, StoreError};
use super::scope::Narrow as _;
use super::{Scope, Store};
use domain::model::{NamedPlace, RegionCode, ScopeFault, is_blank, like_places};

/// Why a scope cannot be used.
#[derive(Debug, Error)]
pub enum ScopeError {
    /// It is refused.
    #[error("the scope is refused: {0:?}")]
    Refused(ScopeFault),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Refuses a scope that names a region, a municipality or an organisation of no page, or a municipality of several
    /// regions without a region; what is offered instead lies in the scope of whoever asks. Pages that were in the
    /// registry count too, since their history is asked for; a store without pages has nothing to compare with.
    ///
    /// # Errors
    /// What the first fault is, or the store cannot be read.
    pub async fn check_scope(&self, asked: &Scope, viewer: &Scope) -> Result<(), ScopeError> {
        if asked.municipalities.iter().any(|name| name.chars().all(is_blank)) {
            return Err(ScopeError::Refused(ScopeFault::BlankMunicipality));
        }
        if asked.is_everything() || self.db.first(Sql::new("SELECT 1 AS found FROM page LIMIT 1")).await?.is_none() {
            return Ok(());
        }
        for code in &asked.regions {
            let only = Scope { regions: vec![*code], ..Scope::everything() };
            if !self.holds_pages(&only).await? {
                let known = self.places(viewer).await?.into_iter().filter_map(|place| place.region);
                let mut known: Vec<RegionCode> = known.collect();
                known.dedup();
                return Err(ScopeError::Refused(ScopeFault::UnknownRegion { code: *code, known }));
            }
        }
        for name in &asked.municipalities {
            self.check_municipality(name, asked, viewer).await?;
        }
        for ogrn in &asked.organizations {
            let only = Scope { organizations: vec![*ogrn], ..Scope::everything() };
            if !self.holds_pages(&only).await? {
                return Err(ScopeError::Refused(ScopeFault::UnknownOrganization { ogrn: *ogrn }));
            }
        }
        Ok(())
    }

    async fn check_municipality(&self, name: &str, asked: &Scope, viewer: &Scope) -> Result<(), ScopeError> {
        let only =
            Scope { regions: asked.regions.clone(), municipalities: vec![name.to_owned()], ..Scope::everything() };
        if !self.holds_pages(&only).await? {
            let mut places = self.places(viewer).await?;
            let in_region = |place: &NamedPlace| place.region.is_none_or(|region| asked.regions.contains(&region));
            if !asked.regions.is_empty() && places.iter().any(in_region) {
                places.retain(in_region);
            }
            let like = like_places(name, places);
            return Err(ScopeError::Refused(ScopeFault::UnknownMunicipality { name: name.to_owned(), like }));
        }
        if asked.regions.is_empty() {
            let Some(seen) = viewer.intersect(&only) else { return Ok(()) };
            let places = self.places(&seen).await?;
            if places.len() > 1 {
                let regions = places.into_iter().filter_map(|place| place.region).collect();
                return Err(ScopeError::Refused(ScopeFault::AmbiguousMunicipality { name: name.to_owned(), regions }));
            }
        }
        Ok(())
    }

    /// Whether a page is or was in a scope.
    async fn holds_pages(&self, scope: &Scope) -> Result<bool, StoreError> {
        let mut sql = Sql::new("SELECT 1 AS found FROM page p WHERE p.registered IN ");
        // both, so that an index that begins with it serves
        sql.tuple([true, false]);
        scope.narrow(&mut sql);
        sql.push(" LIMIT 1");
        Ok(self.db.first(sql).await?.is_some())
    }

    /// Where the registered pages of a scope are, in order.
    async fn places(&self, scope: &Scope) -> Result<Vec<NamedPlace>, StoreError> {
        let mut sql = Sql::new(
            "SELECT DISTINCT p.region_code AS region_code, p.municipality AS municipality FROM page p \
             WHERE p.registered = ?",
        )
        .bind(true);
        scope.narrow(&mut sql);
        let rows = self.db.all(sql).await?;
        let place = |row: &Row| {
            Ok(NamedPlace {
                region: RegionCode::parse(&row.get::<String>("region_code")?).ok(),
                municipality: row.get("municipality")?,
            })
        };
        let mut places = rows.iter().map(place).collect::<Result<Vec<_>, StoreError>>()?;
        places.sort();
        Ok(places)
    }
}
