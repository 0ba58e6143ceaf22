//! Whose pages somebody may see. Knows no people and no database.

use super::{Municipality, Ogrn, RegionCode};

/// Regions, municipalities and organisations; a page is in the scope when it fits each list that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    pub regions: Vec<RegionCode>,
    /// Municipalities; one whose region is not among the regions, where there are any, holds no page.
    pub municipalities: Vec<Municipality>,
    pub organizations: Vec<Ogrn>,
}

impl Scope {
    /// All pages.
    pub const fn everything() -> Self {
        Self { regions: Vec::new(), municipalities: Vec::new(), organizations: Vec::new() }
    }

    /// No page: lists that are empty would be no limit, so it names a municipality that there is not.
    pub fn nothing() -> Self {
        Self { municipalities: vec![Municipality::from("\u{2205}")], ..Self::everything() }
    }

    /// Whether it holds all pages.
    pub const fn is_everything(&self) -> bool {
        self.regions.is_empty() && self.municipalities.is_empty() && self.organizations.is_empty()
    }

    /// Whether it names municipalities or organisations, so that it holds few pages of many.
    pub const fn is_narrow(&self) -> bool {
        !self.municipalities.is_empty() || !self.organizations.is_empty()
    }

    /// Whether it holds a page of which this is known; what is not known fits no list.
    ///
    /// ```
    /// use vk_page_auditor_domain::model::{RegionCode, Scope};
    /// let region = |code| RegionCode::parse(code).unwrap();
    /// let scope = Scope { regions: vec![region("73")], ..Scope::everything() };
    /// assert!(scope.admits(Some(region("73")), None, None));
    /// assert!(!scope.admits(None, Some("город Ульяновск"), None));
    /// assert!(Scope::everything().admits(None, None, None));
    /// ```
    pub fn admits(&self, region: Option<RegionCode>, municipality: Option<&str>, ogrn: Option<Ogrn>) -> bool {
        self.admits_place(region, municipality)
            && (self.organizations.is_empty() || ogrn.is_some_and(|ogrn| self.organizations.contains(&ogrn)))
    }

    fn admits_place(&self, region: Option<RegionCode>, municipality: Option<&str>) -> bool {
        let is_of = |name: &str| self.municipalities.iter().any(|one| one.has(region, name));
        (self.regions.is_empty() || region.is_some_and(|region| self.regions.contains(&region)))
            && (self.municipalities.is_empty() || municipality.is_some_and(is_of))
    }

    /// Whether it is no wider than the other one, by what they name alone: a name without a region is not within a region.
    pub fn within(&self, other: &Self) -> bool {
        let organizations = other.organizations.is_empty()
            || !self.organizations.is_empty() && self.organizations.iter().all(|it| other.organizations.contains(it));
        organizations && self.places().all(|(region, name)| other.admits_place(region, name))
    }

    /// Its regions and municipalities as pairs that alone are enough; `None` is any.
    fn places(&self) -> impl Iterator<Item = (Option<RegionCode>, Option<&str>)> {
        let names = self.municipalities.iter().map(Some).chain(self.municipalities.is_empty().then_some(None));
        names.flat_map(|one| {
            let region = one.and_then(|one| one.region);
            let regions: Vec<Option<RegionCode>> = match region {
                Some(region) if !self.regions.is_empty() && !self.regions.contains(&region) => Vec::new(),
                None if !self.regions.is_empty() => self.regions.iter().copied().map(Some).collect(),
                region => vec![region],
            };
            regions.into_iter().map(move |region| (region, one.map(|one| one.name.as_str())))
        })
    }

    /// The pages that both hold; `None` when no page can be in both. That is not an empty scope: a scope with empty
    /// lists holds everything.
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        fn common<T: PartialEq + Clone>(one: &[T], other: &[T], both: impl Fn(&T, &T) -> Option<T>) -> Option<Vec<T>> {
            match (one, other) {
                ([], list) | (list, []) => Some(list.to_vec()),
                (one, other) => {
                    let mut common = Vec::new();
                    for it in one.iter().flat_map(|it| other.iter().filter_map(|other| both(it, other))) {
                        if !common.contains(&it) {
                            common.push(it);
                        }
                    }
                    (!common.is_empty()).then_some(common)
                }
            }
        }
        let regions = common(&self.regions, &other.regions, |one, other| (one == other).then_some(*one))?;
        let mut municipalities = common(&self.municipalities, &other.municipalities, Municipality::common)?;
        let is_narrow = !municipalities.is_empty();
        municipalities.retain(|it| regions.is_empty() || it.region.is_none_or(|region| regions.contains(&region)));
        if is_narrow && municipalities.is_empty() {
            return None;
        }
        let organizations =
            common(&self.organizations, &other.organizations, |one, other| (one == other).then_some(*one))?;
        Some(Self { regions, municipalities, organizations })
    }

    /// Whether something of each region, municipality and organisation that it names is in a part of it, so that nothing
    /// that was named is lost unsaid.
    pub fn is_kept_in(&self, part: &Self) -> bool {
        let of_region = |region: &RegionCode| part.places().any(|(own, _)| own.is_none_or(|own| own == *region));
        let of_municipality =
            |named: &Municipality| part.municipalities.iter().any(|it| named.has(it.region, &it.name));
        self.regions.iter().all(of_region)
            && self.municipalities.iter().all(of_municipality)
            && self.organizations.iter().all(|it| part.organizations.contains(it))
    }

    /// The same pages with each list sorted and without doubles, so that scopes of the same lists are equal.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        fn tidy<T: Ord>(list: &mut Vec<T>) {
            list.sort();
            list.dedup();
        }
        tidy(&mut self.regions);
        tidy(&mut self.municipalities);
        tidy(&mut self.organizations);
        self
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::*;

    fn region() -> impl Strategy<Value = RegionCode> {
        (10_u8..14).prop_map(|code| RegionCode::parse(&code.to_string()).unwrap())
    }

    fn municipality() -> impl Strategy<Value = Municipality> {
        (option::of(region()), "[абв]").prop_map(|(region, name)| Municipality { region, name })
    }

    fn ogrn() -> impl Strategy<Value = Ogrn> {
        (100_000_000_000_u64..100_000_000_004)
            .prop_map(|body| Ogrn::parse(&format!("{body}{}", body % 11 % 10)).unwrap())
    }

    fn scope() -> impl Strategy<Value = Scope> {
        (vec(region(), 0..3), vec(municipality(), 0..3), vec(ogrn(), 0..3))
            .prop_map(|(regions, municipalities, organizations)| Scope { regions, municipalities, organizations })
    }

    #[test]
    fn scopes_without_a_common_page_have_no_intersection() {
        let of = |code: &str| Scope { regions: vec![RegionCode::parse(code).unwrap()], ..Scope::everything() };
        assert_eq!(of("73").intersect(&of("16")), None);
        assert_eq!(of("73").intersect(&Scope::everything()), Some(of("73")));
    }

    fn of(regions: &[&str], municipalities: &[&str]) -> Scope {
        Scope {
            regions: regions.iter().map(|code| RegionCode::parse(code).unwrap()).collect(),
            municipalities: municipalities.iter().map(|text| Municipality::from(*text)).collect(),
            ..Scope::everything()
        }
    }

    #[test]
    fn a_municipality_is_one_of_its_region() {
        let (krasnodar, volgograd) = (RegionCode::parse("23").ok(), RegionCode::parse("34").ok());
        let name = Some("Красноармейский район");
        let own = of(&[], &["23:Красноармейский район"]);
        assert!(own.admits(krasnodar, name, None));
        assert!(!own.admits(volgograd, name, None) && !own.admits(None, name, None));
        let both = of(&["23", "34"], &["23:Красноармейский район"]);
        assert!(both.admits(krasnodar, name, None) && !both.admits(volgograd, name, None));
        // as older versions kept it
        let bare = of(&[], &["Красноармейский район"]);
        assert!(bare.admits(krasnodar, name, None) && bare.admits(volgograd, name, None));
        assert_eq!(bare.intersect(&own), Some(own.clone()));
        assert_eq!(own.intersect(&of(&["34"], &[])), None);
        assert_eq!(own.intersect(&of(&[], &["34:Красноармейский район"])), None);
        assert_eq!(of(&["34"], &["23:Красноармейский район"]).intersect(&Scope::everything()), None);
    }

    #[test]
    fn a_municipality_is_within_its_region_and_a_bare_name_is_not() {
        let (region, town, bare) = (of(&["73"], &[]), of(&[], &["73:город"]), of(&[], &["город"]));
        assert!(town.within(&region) && town.within(&bare) && !region.within(&town));
        assert!(!bare.within(&region) && !bare.within(&town));
        assert!(of(&["73"], &["город"]).within(&town) && town.within(&of(&["73"], &["город"])));
        assert!(!of(&["73", "16"], &["город"]).within(&town) && !of(&[], &["16:город"]).within(&region));
        assert!(town.is_narrow() && !region.is_narrow());
    }

    #[test]
    fn what_is_lost_of_a_scope_is_seen() {
        let kept = |asked: &Scope, own: &Scope| asked.intersect(own).is_some_and(|part| asked.is_kept_in(&part));
        let town = of(&[], &["23:а"]);
        assert!(kept(&of(&[], &["а"]), &town) && kept(&of(&["23"], &[]), &town) && kept(&Scope::everything(), &town));
        assert!(kept(&of(&[], &["а"]), &of(&[], &["23:а", "34:а"])));
        assert!(!kept(&of(&["23", "34"], &[]), &town) && !kept(&of(&[], &["23:а", "23:б"]), &town));
    }

    proptest! {
        #[test]
        fn the_intersection_admits_what_both_admit(
            one in scope(), other in scope(), region in option::of(region()), town in option::of("[абв]"),
            ogrn in option::of(ogrn()),
        ) {
            let admits = |scope: &Scope| scope.admits(region, town.as_deref(), ogrn);
            let common = one.intersect(&other);
            prop_assert_eq!(common.as_ref().is_some_and(admits), admits(&one) && admits(&other));
            if let Some(common) = common {
                prop_assert!(common.within(&one) && common.within(&other));
            }
            prop_assert!(!one.within(&other) || !admits(&one) || admits(&other));
            prop_assert_eq!(admits(&one), admits(&one.clone().sorted()));
            prop_assert!(one.within(&one) && one.within(&Scope::everything()));
        }
    }
}
