//! Regions and municipalities to choose from: those of the caller's pages. Where pages are changes with the registry only,
//! so it is remembered for a while.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use super::asked::{Asked, MUNICIPALITY, REGION};
use super::frame::{Choice, Field};
use crate::Context;
use crate::http::error::WebError;
use domain::model::{RegionCode, Scope};
use domain::policy::Policy;
use store::{MunicipalityStanding, Store};
use system::clock::Clock;
use words::web::pages::ListSay;
use words::{Lang, visible};

/// How long it is remembered where pages are.
const REMEMBERED: SignedDuration = SignedDuration::from_mins(1);
/// Up to so many municipalities stand in a list to choose from; of more, the name is written, with suggestions.
const MOST_CHOICES: usize = 120;
/// Up to so many are suggested: a whole country would be a page of its own.
const MOST_SUGGESTIONS: usize = 1_000;
/// So many municipalities may be meant by a part of a name.
const MOST_MEANT: usize = 50;

/// A municipality with registered pages.
#[derive(Debug, Clone)]
struct Place {
    /// The code of its region; may be empty.
    region_code: String,
    /// Its name; empty for pages that belong to none.
    municipality: String,
}

impl From<MunicipalityStanding> for Place {
    fn from(standing: MunicipalityStanding) -> Self {
        Self { region_code: standing.region_code, municipality: standing.municipality }
    }
}

/// What is remembered.
type Remembered = (Timestamp, Arc<[Place]>);

/// Where all registered pages are, as it was a moment ago.
#[derive(Clone)]
pub(crate) struct KnownPlaces {
    store: Store,
    clock: Arc<dyn Clock>,
    remembered: Arc<Mutex<Option<Remembered>>>,
}

impl KnownPlaces {
    pub(crate) fn new(context: &Context) -> Self {
        Self { store: context.store.clone(), clock: Arc::clone(&context.clock), remembered: Arc::default() }
    }
}

/// Where the caller's pages are.
pub(crate) struct Places(Vec<Place>);

impl Places {
    /// Those of a scope.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(crate) async fn of(known: &KnownPlaces, scope: &Scope) -> Result<Self, WebError> {
        if !scope.organizations.is_empty() {
            return Ok(Self(read(&known.store, scope).await?));
        }
        let everywhere = everywhere(known).await?;
        let is_in = |place: &&Place| {
            let region = RegionCode::parse(&place.region_code).ok();
            let municipality = Some(place.municipality.as_str()).filter(|name| !name.is_empty());
            scope.admits(region, municipality, None)
        };
        Ok(Self(everywhere.iter().filter(is_in).cloned().collect()))
    }

    /// The names of the municipalities that are asked for: the one of this name, else those with this in their names.
    /// `None` when there are none; empty when none is asked for.
    pub(crate) fn meant(&self, asked: &Asked) -> Option<Vec<String>> {
        let Some(text) = asked.text(MUNICIPALITY) else { return Some(Vec::new()) };
        let names = self.names(asked.text(REGION));
        if names.contains(text) {
            return Some(vec![text.to_owned()]);
        }
        let small = text.to_lowercase();
        let meant: Vec<String> = names
            .into_iter()
            .filter(|name| name.to_lowercase().contains(&small))
            .take(MOST_MEANT)
            .map(ToOwned::to_owned)
            .collect();
        (!meant.is_empty()).then_some(meant)
    }

    /// The fields that ask for region and municipality, as far as there is anything to choose.
    pub(crate) fn fields(&self, asked: &Asked, policy: &Policy, lang: Lang) -> Vec<Field> {
        let mut fields = Vec::new();
        let regions: BTreeSet<&str> =
            self.0.iter().map(|place| place.region_code.as_str()).filter(|code| !code.is_empty()).collect();
        let region = asked.text(REGION);
        if regions.len() > 1 || region.is_some() {
            let choices = regions.into_iter().map(|code| Choice {
                value: code.to_owned(),
                words: region_name(policy, code),
                is_chosen: region == Some(code),
            });
            let label = ListSay::Region.text(lang);
            fields.push(Field::select(REGION, label, ListSay::AnyRegion.text(lang), choices.collect()));
        }
        let names = self.names(region);
        let label = ListSay::Municipality.text(lang);
        let chosen = asked.text(MUNICIPALITY);
        let is_listed = chosen.is_none_or(|chosen| names.contains(chosen));
        match names.len() {
            0 | 1 if chosen.is_none() => {}
            0..=MOST_CHOICES if is_listed => {
                let choices = names.into_iter().map(|name| Choice {
                    value: name.to_owned(),
                    words: visible(name).into_owned(),
                    is_chosen: chosen == Some(name),
                });
                fields.push(Field::select(MUNICIPALITY, label, ListSay::AnyMunicipality.text(lang), choices.collect()));
            }
            count => {
                let suggested = if count > MOST_SUGGESTIONS { 0 } else { count };
                let suggestions = names.into_iter().take(suggested).map(ToOwned::to_owned).collect();
                fields.push(Field::written(MUNICIPALITY, label, "text", chosen.unwrap_or_default(), suggestions));
            }
        }
        fields
    }

    fn names(&self, region: Option<&str>) -> BTreeSet<&str> {
        let is_of = |place: &&Place| region.is_none_or(|region| place.region_code == region);
        let names = self.0.iter().filter(is_of).map(|place| place.municipality.as_str());
        names.filter(|name| !name.is_empty()).collect()
    }
}

/// The name of a region with its code.
pub(crate) fn region_name(policy: &Policy, code: &str) -> String {
    let region = RegionCode::parse(code).ok().and_then(|code| policy.region(code));
    region.map_or_else(|| visible(code).into_owned(), |region| format!("{} ({code})", region.name))
}

async fn read(store: &Store, scope: &Scope) -> Result<Vec<Place>, WebError> {
    Ok(store.municipality_standings(scope).await?.into_iter().map(Place::from).collect())
}

async fn everywhere(known: &KnownPlaces) -> Result<Arc<[Place]>, WebError> {
    let now = known.clock.now();
    let remembered = known.remembered.lock().clone();
    if let Some((at, places)) = remembered
        && now.duration_since(at).abs() < REMEMBERED
    {
        return Ok(places);
    }
    let places: Arc<[Place]> = read(&known.store, &Scope::everything()).await?.into();
    *known.remembered.lock() = Some((now, Arc::clone(&places)));
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        let place = |region: &str, name: &str| Place { region_code: region.into(), municipality: name.into() };
        Places(vec![
            place("73", ""),
            place("73", "город Ульяновск"),
            place("73", "Ульяновский район"),
            place("16", "город Казань"),
        ])
    }

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        let pairs = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Asked::new(Lang::Ru, &[REGION, MUNICIPALITY], pairs)
    }

    #[test]
    fn a_part_of_a_name_means_all_municipalities_with_it() {
        let meant = |name| places().meant(&asked(&[(MUNICIPALITY, name)]));
        assert_eq!(meant("город Ульяновск"), Some(vec!["город Ульяновск".to_owned()]));
        assert_eq!(meant("УЛЬЯНОВСК").map(|names| names.len()), Some(2));
        assert_eq!(meant("Саратов"), None);
        assert_eq!(places().meant(&asked(&[])), Some(Vec::new()));
        assert_eq!(places().meant(&asked(&[(REGION, "16"), (MUNICIPALITY, "ульяновск")])), None);
    }

    #[test]
    fn regions_are_asked_for_where_there_are_several() {
        let policy = Policy::built_in().unwrap();
        let names = |places: &Places, asked: &Asked| -> Vec<&'static str> {
            places.fields(asked, &policy, Lang::Ru).iter().map(|field| field.name).collect()
        };
        assert_eq!(names(&places(), &asked(&[])), [REGION, MUNICIPALITY]);
        let one = Places(places().0.into_iter().filter(|place| place.region_code == "16").collect());
        assert_eq!(names(&one, &asked(&[])), Vec::<&str>::new());
    }
}
