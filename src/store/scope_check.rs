//! Whether a scope that somebody names means what the registry has. A misspelt name would hold nothing, and one of two
//! regions more than was meant.

use thiserror::Error;

use super::db::{Row, Sql, StoreError};
use super::scope::Narrow as _;
use super::{Scope, Store};
use domain::model::{Municipality, RegionCode, ScopeFault, is_blank, like_places};

/// Why a scope cannot be used.
#[derive(Debug, Error)]
pub enum ScopeError {
    #[error("the scope is refused: {0:?}")]
    Refused(ScopeFault),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// The scope with a region to each municipality that is named without one. Refuses a scope that names a region, a
    /// municipality or an organisation of no page, or a name that several municipalities have; what is offered instead lies
    /// in the scope of whoever asks. Pages that were in the registry count too, since their history is asked for; a store
    /// without pages has nothing to compare with, and leaves names as they are.
    ///
    /// # Errors
    /// What the first fault is, or the store cannot be read.
    pub async fn resolve_scope(&self, asked: &Scope, viewer: &Scope) -> Result<Scope, ScopeError> {
        for named in &asked.municipalities {
            if named.name.chars().all(is_blank) {
                return Err(ScopeError::Refused(ScopeFault::BlankMunicipality));
            }
            let is_outside = |region| !asked.regions.is_empty() && !asked.regions.contains(&region);
            if named.region.is_some_and(is_outside) {
                let (municipality, regions) = (named.clone(), asked.regions.clone());
                return Err(ScopeError::Refused(ScopeFault::OutsideRegions { municipality, regions }));
            }
        }
        if asked.is_everything() || self.db.first(Sql::new("SELECT 1 AS found FROM page LIMIT 1")).await?.is_none() {
            return Ok(asked.clone());
        }
        for code in &asked.regions {
            let only = Scope { regions: vec![*code], ..Scope::everything() };
            if !self.holds_pages(&only).await? {
                let known = self.places(viewer, &[true]).await?.into_iter().filter_map(|place| place.region);
                let mut known: Vec<RegionCode> = known.collect();
                known.dedup();
                return Err(ScopeError::Refused(ScopeFault::UnknownRegion { code: *code, known }));
            }
        }
        let mut municipalities = Vec::with_capacity(asked.municipalities.len());
        for named in &asked.municipalities {
            municipalities.extend(self.resolve(named, asked, viewer).await?);
        }
        for ogrn in &asked.organizations {
            let only = Scope { organizations: vec![*ogrn], ..Scope::everything() };
            if !self.holds_pages(&only).await? {
                return Err(ScopeError::Refused(ScopeFault::UnknownOrganization { ogrn: *ogrn }));
            }
        }
        Ok(Scope { municipalities, ..asked.clone() })
    }

    /// The one that is meant of those with this name: of the pages that whoever asks sees, before those that were in the
    /// registry, before the pages of others. Of others it may be several: nobody is told of them.
    async fn resolve(
        &self,
        named: &Municipality,
        asked: &Scope,
        viewer: &Scope,
    ) -> Result<Vec<Municipality>, ScopeError> {
        let only = Scope { regions: asked.regions.clone(), municipalities: vec![named.clone()], ..Scope::everything() };
        let with_name = |place: Municipality| Municipality { region: place.region, name: named.name.clone() };
        if let Some(seen) = viewer.intersect(&only) {
            for registered in [&[true][..], &[true, false]] {
                let places: Vec<_> = self.places(&seen, registered).await?.into_iter().map(with_name).collect();
                match places.len() {
                    0 => {}
                    1 => return Ok(places),
                    _ => {
                        let (name, known) = (named.name.clone(), |place: &Municipality| place.region.is_some());
                        let places = places.into_iter().filter(known).collect();
                        return Err(ScopeError::Refused(ScopeFault::AmbiguousMunicipality { name, places }));
                    }
                }
            }
        }
        let places = self.places(&only, &[true, false]).await?;
        if places.is_empty() {
            let mut like = self.places(viewer, &[true]).await?;
            let in_region = |place: &Municipality| match (place.region, named.region) {
                (Some(region), None) => asked.regions.contains(&region),
                (Some(region), Some(own)) => region == own,
                (None, _) => true,
            };
            if (!asked.regions.is_empty() || named.region.is_some()) && like.iter().any(in_region) {
                like.retain(in_region);
            }
            let (municipality, like) = (named.clone(), like_places(&named.name, like));
            return Err(ScopeError::Refused(ScopeFault::UnknownMunicipality { municipality, like }));
        }
        Ok(places.into_iter().map(with_name).collect())
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

    /// Where the pages of a scope are that are registered, or that are not, in order.
    async fn places(&self, scope: &Scope, registered: &[bool]) -> Result<Vec<Municipality>, StoreError> {
        let mut sql = Sql::new(
            "SELECT DISTINCT p.region_code AS region_code, p.municipality AS municipality FROM page p \
             WHERE p.registered IN ",
        );
        sql.tuple(registered.iter().copied());
        scope.narrow(&mut sql);
        let rows = self.db.all(sql).await?;
        let place = |row: &Row| {
            Ok(Municipality {
                region: RegionCode::parse(&row.get::<String>("region_code")?).ok(),
                name: row.get("municipality")?,
            })
        };
        let mut places = rows.iter().map(place).collect::<Result<Vec<_>, StoreError>>()?;
        places.sort();
        Ok(places)
    }
}
