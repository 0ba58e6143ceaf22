//! A scope as a part of a form: regions and municipalities of the registry to tick, organisations by their numbers.

use super::checked::scope_fault;
use crate::Context;
use crate::forms::field::{Faults, Field, Sent};
use crate::forms::ids;
use crate::http::error::WebError;
use domain::model::{RegionCode, Scope};
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
pub struct Places(Vec<MunicipalityStanding>);

impl Places {
    /// Those of a scope.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn of(state: &Context, scope: &Scope) -> Result<Self, WebError> {
        Ok(Self(state.store.municipality_standings(scope).await?))
    }

    /// Regions and municipalities, each pair once.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pair = |one: &'_ MunicipalityStanding| !one.municipality.is_empty();
        self.0.iter().filter(move |one| pair(one)).map(|one| (one.region_code.as_str(), one.municipality.as_str()))
    }

    fn regions(&self) -> Vec<&str> {
        let mut codes: Vec<&str> =
            self.0.iter().map(|one| one.region_code.as_str()).filter(|one| !one.is_empty()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    fn municipalities(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.pairs().map(|(_, name)| name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
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
        let label = |code: &str| {
            let region = RegionCode::parse(code).ok().and_then(|code| policy.region(code));
            region.map_or_else(|| code.to_owned(), |region| format!("{code} {}", region.name))
        };
        let mut regions = places.regions();
        regions.extend(chosen_regions.iter().map(String::as_str));
        let mut municipalities = places.municipalities();
        municipalities.extend(chosen.municipalities.iter().map(String::as_str));
        for list in [&mut regions, &mut municipalities] {
            list.sort_unstable();
            list.dedup();
        }
        let area = Field::text("organizations", Access::Organizations.text(lang), organizations)
            .hint(Access::OrganizationsHint.text(lang))
            .wrong(faults.of("organizations"));
        Self {
            hint: Access::ScopeHint.text(lang),
            regions: regions
                .into_iter()
                .map(|code| Tick {
                    value: code.to_owned(),
                    label: label(code),
                    is_ticked: chosen_regions.iter().any(|one| one == code),
                })
                .collect(),
            municipalities: municipalities
                .into_iter()
                .map(|name| Tick {
                    value: name.to_owned(),
                    label: visible(name).into_owned(),
                    is_ticked: chosen.municipalities.iter().any(|one| one == name),
                })
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
    let (regions, municipalities) = (places.regions(), places.municipalities());
    for code in sent.all("region").take(LIST_MOST) {
        match RegionCode::parse(code) {
            Ok(parsed) if regions.contains(&code) || before.regions.contains(&parsed) => scope.regions.push(parsed),
            _ => is_unknown = true,
        }
    }
    for name in sent.all("municipality").take(LIST_MOST) {
        if municipalities.contains(&name) || before.municipalities.iter().any(|one| one == name) {
            scope.municipalities.push(name.to_owned());
        } else {
            is_unknown = true;
        }
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

/// Notes why the scope that was chosen is refused, if it is.
///
/// # Errors
/// The store cannot be read.
pub async fn check(
    state: &Context,
    lang: Lang,
    scope: &Scope,
    own: &Scope,
    faults: &mut Faults,
) -> Result<(), WebError> {
    if let Some((_, why)) = scope_fault(state, scope, own, lang).await? {
        faults.add("scope", why);
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
    let municipalities: Vec<String> = scope.municipalities.iter().map(|name| visible(name).into_owned()).collect();
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
        let standing = |municipality: &str| MunicipalityStanding {
            region_code: "73".to_owned(),
            municipality: municipality.to_owned(),
            verdicts: VerdictCounts::default(),
        };
        Places(vec![standing(""), standing("город Ульяновск")])
    }

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn only_what_the_registry_has_is_chosen() {
        let mut faults = Faults::default();
        let chosen = sent(&[
            ("region", "73"),
            ("municipality", "город Ульяновск"),
            ("organizations", "1027301172106\r\n\r\n1027301172106"),
        ]);
        let scope = read(Lang::Ru, &chosen, &places(), &Scope::everything(), &mut faults);
        assert!(faults.is_none(), "{faults:?}");
        assert_eq!((scope.regions.len(), scope.municipalities.len(), scope.organizations.len()), (1, 1, 1));
        for wrong in [("region", "16"), ("municipality", "город Казань"), ("organizations", "1027301172107")]
        {
            let mut faults = Faults::default();
            read(Lang::Ru, &sent(&[wrong]), &places(), &Scope::everything(), &mut faults);
            assert!(!faults.is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn what_held_before_may_stay_though_the_registry_lost_it() {
        let before = Scope { municipalities: vec!["город Казань".to_owned()], ..Scope::everything() };
        let mut faults = Faults::default();
        let scope = read(Lang::Ru, &sent(&[("municipality", "город Казань")]), &places(), &before, &mut faults);
        assert!(faults.is_none() && scope == before);
    }
}
