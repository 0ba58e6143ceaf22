//! A scope as a part of a form: regions and municipalities of the registry to tick, organisations by their numbers.

use std::collections::BTreeMap;

use super::checked::scope_or_fault;
use crate::Context;
use crate::forms::field::{Faults, Field, Sent};
use crate::forms::ids;
use crate::http::error::WebError;
use domain::model::{Municipality, RegionCode, Scope};
use domain::policy::Policy;
use store::MunicipalityStanding;
use words::web::access::Access;
use words::{Lang, visible};

/// The most organisations, regions or municipalities of one scope.
const LIST_MOST: usize = 500;
/// The most characters of the list of organisations.
const TEXT_MOST: usize = 16 * LIST_MOST;

/// Something to tick.
pub struct Tick {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is ticked.
    pub is_ticked: bool,
}

/// The fields, for the template of a scope.
pub struct ScopeForm {
    /// How to fill it in.
    pub hint: &'static str,
    /// Regions of the registry.
    pub regions: Vec<Tick>,
    /// Municipalities of the registry.
    pub municipalities: Vec<Tick>,
    /// Organisations.
    pub organizations: Field,
    /// What is wrong with regions or municipalities.
    pub wrong: Option<String>,
}

/// Where pages are that may be chosen.
pub struct Places {
    /// The codes of their regions.
    regions: Vec<String>,
    /// By name.
    municipalities: Vec<Municipality>,
}

impl Places {
    /// Those of a scope.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn of(state: &Context, scope: &Scope) -> Result<Self, WebError> {
        Ok(Self::new(&state.store.municipality_standings(scope).await?))
    }

    fn new(standings: &[MunicipalityStanding]) -> Self {
        let codes = standings.iter().map(|one| one.region_code.as_str()).filter(|code| !code.is_empty());
        let mut regions: Vec<String> = codes.map(ToOwned::to_owned).collect();
        regions.sort_unstable();
        regions.dedup();
        let municipality = |one: &MunicipalityStanding| Municipality {
            region: RegionCode::parse(&one.region_code).ok(),
            name: one.municipality.clone(),
        };
        let named = standings.iter().filter(|one| !one.municipality.is_empty());
        Self { regions, municipalities: by_name(named.map(municipality).collect()) }
    }

    /// Municipalities, by name.
    pub fn municipalities(&self) -> &[Municipality] {
        &self.municipalities
    }

    /// The municipalities of a scope as they are ticked: those that have a name which older versions kept without a region.
    fn ticked(&self, scope: &Scope) -> Vec<Municipality> {
        let ticked = |one: &Municipality| {
            let is_meant = |place: &&Municipality| {
                one.has(place.region, &place.name)
                    && (scope.regions.is_empty() || place.region.is_some_and(|code| scope.regions.contains(&code)))
            };
            let places: Vec<Municipality> = self.municipalities.iter().filter(is_meant).cloned().collect();
            if places.is_empty() { vec![one.clone()] } else { places }
        };
        by_name(scope.municipalities.iter().flat_map(ticked).collect())
    }
}

fn by_name(mut municipalities: Vec<Municipality>) -> Vec<Municipality> {
    municipalities.sort_by(|one, other| (&one.name, one.region).cmp(&(&other.name, other.region)));
    municipalities.dedup();
    municipalities
}

/// What municipalities are called in a list of them: with the region where several have the name.
pub fn labels(municipalities: &[Municipality], policy: &Policy) -> Vec<String> {
    let mut with_name: BTreeMap<&str, usize> = BTreeMap::new();
    for one in municipalities {
        *with_name.entry(one.name.as_str()).or_default() += 1;
    }
    let label = |one: &Municipality| match one.region {
        Some(region) if with_name.get(one.name.as_str()).is_some_and(|count| *count > 1) => {
            format!("{}, {}", visible(&one.name), region_label(&region.to_string(), policy))
        }
        _ => visible(&one.name).into_owned(),
    };
    municipalities.iter().map(label).collect()
}

fn region_label(code: &str, policy: &Policy) -> String {
    let region = RegionCode::parse(code).ok().and_then(|code| policy.region(code));
    region.map_or_else(|| code.to_owned(), |region| format!("{code} {}", region.name))
}

impl ScopeForm {
    /// The fields with this chosen. What is chosen and is in no registry any more stays to be seen.
    pub fn new(
        lang: Lang,
        policy: &Policy,
        places: &Places,
        chosen: &Scope,
        organizations: String,
        faults: &Faults,
    ) -> Self {
        let chosen_regions: Vec<String> = chosen.regions.iter().map(ToString::to_string).collect();
        let mut regions: Vec<&str> = places.regions.iter().chain(&chosen_regions).map(String::as_str).collect();
        regions.sort_unstable();
        regions.dedup();
        let ticked = places.ticked(chosen);
        let municipalities = by_name(places.municipalities.iter().chain(&ticked).cloned().collect());
        let area = Field::text("organizations", Access::Organizations.text(lang), organizations)
            .hint(Access::OrganizationsHint.text(lang))
            .wrong(faults.of("organizations"));
        Self {
            hint: Access::ScopeHint.text(lang),
            regions: regions
                .into_iter()
                .map(|code| Tick {
                    value: code.to_owned(),
                    label: region_label(code, policy),
                    is_ticked: chosen_regions.iter().any(|one| one == code),
                })
                .collect(),
            municipalities: labels(&municipalities, policy)
                .into_iter()
                .zip(&municipalities)
                .map(|(label, one)| Tick { value: one.to_string(), label, is_ticked: ticked.contains(one) })
                .collect(),
            organizations: Field { kind: "area", most: TEXT_MOST, ..area },
            wrong: faults.of("scope"),
        }
    }
}

impl ScopeForm {
    /// Whether a region is ticked.
    pub fn has_regions(&self) -> bool {
        self.regions.iter().any(|tick| tick.is_ticked)
    }

    /// Whether a municipality is ticked.
    pub fn has_municipalities(&self) -> bool {
        self.municipalities.iter().any(|tick| tick.is_ticked)
    }
}

/// The organisations of a scope, one a line.
pub fn organizations_text(scope: &Scope) -> String {
    scope.organizations.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Reads the scope that was chosen among these places, or among what held before.
pub fn read(lang: Lang, sent: &Sent, places: &Places, before: &Scope, faults: &mut Faults) -> Scope {
    let mut scope = Scope::everything();
    let mut is_unknown = false;
    for code in sent.all("region").take(LIST_MOST) {
        match RegionCode::parse(code) {
            Ok(parsed) if places.regions.iter().any(|one| one == code) || before.regions.contains(&parsed) => {
                scope.regions.push(parsed);
            }
            _ => is_unknown = true,
        }
    }
    for text in sent.all("municipality").take(LIST_MOST) {
        let named = Municipality::from(text);
        let is_known = |one: &Municipality| *one == named || named.has(one.region, &one.name);
        if places.municipalities.iter().chain(&before.municipalities).any(is_known) {
            scope.municipalities.push(named);
        } else {
            is_unknown = true;
        }
    }
    scope.municipalities = by_name(scope.municipalities);
    if scope.municipalities == places.ticked(before) {
        // as it is kept, so that who leaves it alone changes nothing
        scope.municipalities.clone_from(&before.municipalities);
    }
    if is_unknown {
        faults.add("scope", Access::UnknownPlace.text(lang));
    }
    let lines = sent.one("organizations").split(['\n', ',', ';']).map(str::trim);
    for (place, line) in (1..).zip(lines).filter(|(_, line): &(usize, &str)| !line.is_empty()) {
        match ids::ogrn(lang, line) {
            Ok(ogrn) => scope.organizations.push(ogrn),
            Err(why) => {
                faults.add("organizations", format!("{} {place}: {why}", Access::Line.text(lang)));
                break;
            }
        }
        if scope.organizations.len() > LIST_MOST {
            faults.add("organizations", Access::TooMany.text(lang));
            break;
        }
    }
    scope.sorted()
}

/// Gives a region to each municipality of the scope that was chosen, or notes why it is refused.
///
/// # Errors
/// The store cannot be read.
pub async fn resolve(
    state: &Context,
    lang: Lang,
    scope: &mut Scope,
    own: &Scope,
    faults: &mut Faults,
) -> Result<(), WebError> {
    match scope_or_fault(&state.store, scope, own, lang).await? {
        Ok(resolved) => *scope = resolved.sorted(),
        Err((_, why)) => faults.add("scope", why),
    }
    Ok(())
}

/// A scope in a line.
pub fn in_words(lang: Lang, scope: &Scope) -> String {
    /// How many of each list are named.
    const NAMED: usize = 5;
    if scope.is_everything() {
        return Access::Everything.text(lang).to_owned();
    }
    let regions: Vec<String> = scope.regions.iter().map(ToString::to_string).collect();
    let organizations: Vec<String> = scope.organizations.iter().map(ToString::to_string).collect();
    let municipalities: Vec<String> = scope.municipalities.iter().map(words::municipality).collect();
    let list = |title: &str, all: &[String]| {
        let more = if all.len() > NAMED { format!(" … ({})", all.len()) } else { String::new() };
        let named: Vec<&str> = all.iter().take(NAMED).map(String::as_str).collect();
        format!("{title}: {}{more}", named.join(", "))
    };
    let titles = [Access::Regions.text(lang), Access::Municipalities.text(lang), lang.pick("ОГРН", "OGRN")];
    let lists = titles.into_iter().zip([&regions, &municipalities, &organizations]);
    lists.filter(|(_, all)| !all.is_empty()).map(|(title, all)| list(title, all)).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::VerdictCounts;

    fn places() -> Places {
        let standing = |region: &str, municipality: &str| MunicipalityStanding {
            region_code: region.to_owned(),
            municipality: municipality.to_owned(),
            verdicts: VerdictCounts::default(),
        };
        let same = ["23", "34"].map(|code| standing(code, "Красноармейский район"));
        Places::new(&[&[standing("73", ""), standing("73", "город Ульяновск")], &same[..]].concat())
    }

    fn of(municipalities: &[&str]) -> Scope {
        let municipalities = municipalities.iter().map(|text| Municipality::from(*text)).collect();
        Scope { municipalities, ..Scope::everything() }
    }

    fn read_back(municipalities: &[&str], before: &Scope) -> Scope {
        let mut faults = Faults::default();
        let pairs: Vec<_> = municipalities.iter().map(|name| ("municipality", *name)).collect();
        let scope = read(Lang::Ru, &sent(&pairs), &places(), before, &mut faults);
        assert!(faults.is_none(), "{faults:?}");
        scope
    }

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn only_what_the_registry_has_is_chosen() {
        let mut faults = Faults::default();
        let chosen = sent(&[
            ("region", "73"),
            ("municipality", "73:город Ульяновск"),
            ("organizations", "1027301172106\r\n\r\n1027301172106"),
        ]);
        let scope = read(Lang::Ru, &chosen, &places(), &Scope::everything(), &mut faults);
        assert!(faults.is_none(), "{faults:?}");
        assert_eq!((scope.regions.len(), scope.municipalities.len(), scope.organizations.len()), (1, 1, 1));
        for wrong in [
            ("region", "16"),
            ("municipality", "город Казань"),
            ("municipality", "23:город Ульяновск"),
            ("organizations", "1027301172107"),
        ] {
            let mut faults = Faults::default();
            read(Lang::Ru, &sent(&[wrong]), &places(), &Scope::everything(), &mut faults);
            assert!(!faults.is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn what_held_before_may_stay_though_the_registry_lost_it() {
        let before = of(&["город Казань"]);
        assert_eq!(read_back(&["город Казань"], &before), before);
    }

    #[test]
    fn municipalities_of_one_name_are_ticked_one_by_one() {
        let policy = Policy::built_in().unwrap();
        let form = |chosen: &Scope| {
            let form =
                ScopeForm::new(Lang::Ru, &policy, &places(), chosen, String::new(), &Faults::default()).municipalities;
            let ticked: Vec<String> = form.iter().filter(|one| one.is_ticked).map(|one| one.value.clone()).collect();
            (form, ticked)
        };
        let (ticks, ticked) = form(&of(&["34:Красноармейский район"]));
        let labels: Vec<&str> = ticks.iter().map(|one| one.label.as_str()).collect();
        assert_eq!(labels.len(), 3);
        let region = policy.region(RegionCode::parse("23").unwrap()).unwrap();
        assert_eq!(labels[0], format!("Красноармейский район, 23 {}", region.name));
        assert_eq!((labels[2], ticked), ("город Ульяновск", vec!["34:Красноармейский район".to_owned()]));
        // what an older version kept means both, and stays as it is kept while nobody changes it
        let before = of(&["Красноармейский район"]);
        let (_, both) = form(&before);
        assert_eq!(both, ["23:Красноармейский район", "34:Красноармейский район"]);
        let texts = ["23:Красноармейский район", "34:Красноармейский район"];
        assert_eq!(read_back(&texts, &before), before);
        assert_eq!(read_back(&texts[..1], &before), of(&texts[..1]));
        let narrowed = Scope { regions: vec![RegionCode::parse("23").unwrap()], ..before };
        assert_eq!(form(&narrowed).1, texts[..1]);
    }
}
