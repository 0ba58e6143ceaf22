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
use crate::scope::checked::scope_or_fault;
use domain::model::{Municipality, RegionCode, Scope};
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

/// What is remembered.
type Remembered = (Timestamp, Arc<[Municipality]>);

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

/// Where the caller's pages are; without a name for pages that belong to no municipality.
pub(crate) struct Places(Vec<Municipality>);

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
        let is_in = |place: &&Municipality| {
            let municipality = Some(place.name.as_str()).filter(|name| !name.is_empty());
            scope.admits(place.region, municipality, None)
        };
        Ok(Self(everywhere.iter().filter(is_in).cloned().collect()))
    }

    /// What the caller may see of the places that are asked for: the municipality of this name, else those with this in
    /// their names; `None` when that is nothing.
    ///
    /// # Errors
    /// A place that the registry does not have, or a name of several; or the store cannot be read.
    pub(crate) async fn scope(
        &self,
        known: &KnownPlaces,
        asked: &Asked,
        own: &Scope,
    ) -> Result<Option<Scope>, WebError> {
        let region = asked.region()?;
        let mut scope = Scope { regions: region.into_iter().collect(), ..Scope::everything() };
        let mut is_known = region.is_none() || self.0.iter().any(|place| place.region == region);
        if let Some(named) = asked.municipality() {
            scope.municipalities = self.meant(region, &named);
            is_known &= !scope.municipalities.is_empty();
            if !is_known {
                scope.municipalities = vec![named];
            }
        }
        if !is_known {
            let resolved = scope_or_fault(&known.store, &scope, own, asked.lang()).await?;
            scope = resolved.map_err(|(_, why)| WebError::Bad(why))?;
        }
        Ok(own.intersect(&scope))
    }

    /// The one of this name, else those with this in their names; empty where it is none of them, or one of several.
    fn meant(&self, region: Option<RegionCode>, named: &Municipality) -> Vec<Municipality> {
        let places = self.named(region);
        let same: Vec<&Municipality> =
            places.iter().copied().filter(|place| named.has(place.region, &place.name)).collect();
        if !same.is_empty() {
            return if same.len() == 1 { same.into_iter().cloned().collect() } else { Vec::new() };
        }
        let small = named.name.to_lowercase();
        let has_part = |place: &&Municipality| {
            named.region.is_none_or(|region| place.region == Some(region)) && place.name.to_lowercase().contains(&small)
        };
        places.into_iter().filter(has_part).take(MOST_MEANT).cloned().collect()
    }

    /// The fields that ask for region and municipality, as far as there is anything to choose.
    pub(crate) fn fields(&self, asked: &Asked, policy: &Policy, lang: Lang) -> Vec<Field> {
        let mut fields = Vec::new();
        let regions: BTreeSet<RegionCode> = self.0.iter().filter_map(|place| place.region).collect();
        let region = asked.region().ok().flatten();
        if regions.len() > 1 || region.is_some() {
            let choices = regions.into_iter().map(|code| Choice {
                value: code.to_string(),
                words: region_name(policy, &code.to_string()),
                is_chosen: region == Some(code),
            });
            let label = ListSay::Region.text(lang);
            fields.push(Field::select(REGION, label, ListSay::AnyRegion.text(lang), choices.collect()));
        }
        let places = self.named(region);
        let label = ListSay::Municipality.text(lang);
        let chosen = asked.municipality();
        let is_chosen = |place: &&Municipality| chosen.as_ref().is_some_and(|it| it.has(place.region, &place.name));
        let is_listed = chosen.is_none() || places.iter().filter(|place| is_chosen(place)).count() == 1;
        match places.len() {
            0 | 1 if chosen.is_none() => {}
            0..=MOST_CHOICES if is_listed => {
                let choice = |place: &Municipality| Choice {
                    value: self.text(place),
                    words: self.words(place, policy),
                    is_chosen: is_chosen(&place),
                };
                let choices = places.into_iter().map(choice).collect();
                fields.push(Field::select(MUNICIPALITY, label, ListSay::AnyMunicipality.text(lang), choices));
            }
            count => {
                let suggested = if count > MOST_SUGGESTIONS { 0 } else { count };
                let suggestions = places.into_iter().take(suggested).map(|place| self.text(place)).collect();
                let written = asked.text(MUNICIPALITY).unwrap_or_default();
                fields.push(Field::written(MUNICIPALITY, label, "text", written, suggestions));
            }
        }
        fields
    }

    /// The municipalities of a region, or all, by name.
    fn named(&self, region: Option<RegionCode>) -> Vec<&Municipality> {
        let is_of = |place: &&Municipality| (region.is_none() || place.region == region) && !place.name.is_empty();
        let mut places: Vec<&Municipality> = self.0.iter().filter(is_of).collect();
        places.sort_by_key(|place| (&place.name, place.region));
        places
    }

    fn is_shared(&self, place: &Municipality) -> bool {
        self.0.iter().any(|other| other.name == place.name && other.region != place.region)
    }

    /// How a municipality is asked for: by its name, where that is enough.
    fn text(&self, place: &Municipality) -> String {
        if self.is_shared(place) { place.to_string() } else { place.name.clone() }
    }

    fn words(&self, place: &Municipality, policy: &Policy) -> String {
        let name = visible(&place.name);
        match place.region {
            Some(region) if self.is_shared(place) => format!("{name}, {}", region_name(policy, &region.to_string())),
            _ => name.into_owned(),
        }
    }
}

/// The name of a region with its code.
pub(crate) fn region_name(policy: &Policy, code: &str) -> String {
    let region = RegionCode::parse(code).ok().and_then(|code| policy.region(code));
    region.map_or_else(|| visible(code).into_owned(), |region| format!("{} ({code})", region.name))
}

async fn read(store: &Store, scope: &Scope) -> Result<Vec<Municipality>, WebError> {
    let place = |standing: MunicipalityStanding| Municipality {
        region: RegionCode::parse(&standing.region_code).ok(),
        name: standing.municipality,
    };
    Ok(store.municipality_standings(scope).await?.into_iter().map(place).collect())
}

async fn everywhere(known: &KnownPlaces) -> Result<Arc<[Municipality]>, WebError> {
    let now = known.clock.now();
    let remembered = known.remembered.lock().clone();
    if let Some((at, places)) = remembered
        && now.duration_since(at).abs() < REMEMBERED
    {
        return Ok(places);
    }
    let places: Arc<[Municipality]> = read(&known.store, &Scope::everything()).await?.into();
    *known.remembered.lock() = Some((now, Arc::clone(&places)));
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::super::frame::Shape;
    use super::*;

    fn places() -> Places {
        let places = ["73:", "73:город Ульяновск", "73:Ульяновский район", "16:город Казань"];
        let same = ["23:Красноармейский район", "34:Красноармейский район"];
        Places(places.into_iter().chain(same).map(Municipality::from).collect())
    }

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        let pairs = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Asked::new(Lang::Ru, &[REGION, MUNICIPALITY], pairs)
    }

    #[test]
    fn a_part_of_a_name_means_all_municipalities_with_it() {
        let meant = |region: Option<&str>, name: &str| -> Vec<String> {
            let region = region.map(|code| RegionCode::parse(code).unwrap());
            places().meant(region, &Municipality::from(name)).iter().map(ToString::to_string).collect()
        };
        assert_eq!(meant(None, "город Ульяновск"), ["73:город Ульяновск"]);
        assert_eq!(meant(None, "УЛЬЯНОВСК").len(), 2);
        assert_eq!(meant(None, "Саратов"), Vec::<String>::new());
        assert_eq!(meant(Some("16"), "ульяновск"), Vec::<String>::new());
        assert_eq!(meant(None, "16:ульяновск"), Vec::<String>::new());
        // one of two is for whoever asks to say
        assert_eq!(meant(None, "Красноармейский район"), Vec::<String>::new());
        assert_eq!(meant(Some("34"), "Красноармейский район"), ["34:Красноармейский район"]);
        assert_eq!(meant(None, "23:Красноармейский район"), ["23:Красноармейский район"]);
        assert_eq!(meant(None, "красноармейск").len(), 2);
    }

    #[test]
    fn the_region_is_told_where_two_have_the_name() {
        let policy = Policy::built_in().unwrap();
        let fields = places().fields(&asked(&[(MUNICIPALITY, "34:Красноармейский район")]), &policy, Lang::Ru);
        let Shape::Select(_, choices) = &fields[1].shape else { panic!("few places are a list") };
        let shown: Vec<(&str, bool)> = choices.iter().map(|choice| (choice.value.as_str(), choice.is_chosen)).collect();
        let expected = [
            ("23:Красноармейский район", false),
            ("34:Красноармейский район", true),
            ("Ульяновский район", false),
            ("город Казань", false),
            ("город Ульяновск", false),
        ];
        assert_eq!(shown, expected);
        assert!(choices[0].words.contains("(23)"), "{}", choices[0].words);
    }

    #[test]
    fn regions_are_asked_for_where_there_are_several() {
        let policy = Policy::built_in().unwrap();
        let names = |places: &Places, asked: &Asked| -> Vec<&'static str> {
            places.fields(asked, &policy, Lang::Ru).iter().map(|field| field.name).collect()
        };
        assert_eq!(names(&places(), &asked(&[])), [REGION, MUNICIPALITY]);
        let one = Places(places().0.into_iter().filter(|place| place.name == "город Казань").collect());
        assert_eq!(names(&one, &asked(&[])), Vec::<&str>::new());
    }
}
