//! Whose pages somebody may see. Knows no people and no database.

use super::{Ogrn, RegionCode};

/// Regions, municipalities and organisations; a page is in the scope when it fits each list that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Codes of regions.
    pub regions: Vec<RegionCode>,
    /// Names of municipalities, as in the registry.
    pub municipalities: Vec<String>,
    /// Organisations.
    pub organizations: Vec<Ogrn>,
}

impl Scope {
    /// All pages.
    pub const fn everything() -> Self {
        Self { regions: Vec::new(), municipalities: Vec::new(), organizations: Vec::new() }
    }

    /// No page: lists that are empty would be no limit, so it names a municipality that there is not.
    pub fn nothing() -> Self {
        Self { municipalities: vec!["\u{2205}".to_owned()], ..Self::everything() }
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
        fn fits<T, U: ?Sized>(list: &[T], one: Option<&U>, is_same: impl Fn(&T, &U) -> bool) -> bool {
            list.is_empty() || one.is_some_and(|one| list.iter().any(|it| is_same(it, one)))
        }
        fits(&self.regions, region.as_ref(), PartialEq::eq)
            && fits(&self.municipalities, municipality, |it, one: &str| it == one)
            && fits(&self.organizations, ogrn.as_ref(), PartialEq::eq)
    }

    /// Whether it is no wider than the other one by its lists alone. A municipality is not known to lie in a region, so
    /// a scope of the one is not within a scope of the other.
    pub fn within(&self, other: &Self) -> bool {
        fn is_part<T: PartialEq>(inner: &[T], outer: &[T]) -> bool {
            outer.is_empty() || !inner.is_empty() && inner.iter().all(|it| outer.contains(it))
        }
        is_part(&self.regions, &other.regions)
            && is_part(&self.municipalities, &other.municipalities)
            && is_part(&self.organizations, &other.organizations)
    }

    /// The pages that both hold; `None` when no page can be in both. That is not an empty scope: a scope with empty
    /// lists holds everything.
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        fn common<T: PartialEq + Clone>(one: &[T], other: &[T]) -> Option<Vec<T>> {
            match (one, other) {
                ([], list) | (list, []) => Some(list.to_vec()),
                (one, other) => {
                    let common: Vec<T> = one.iter().filter(|it| other.contains(it)).cloned().collect();
                    (!common.is_empty()).then_some(common)
                }
            }
        }
        Some(Self {
            regions: common(&self.regions, &other.regions)?,
            municipalities: common(&self.municipalities, &other.municipalities)?,
            organizations: common(&self.organizations, &other.organizations)?,
        })
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

    fn municipality() -> impl Strategy<Value = String> {
        "[абв]"
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

    #[test]
    fn a_municipality_is_not_within_a_region() {
        let region = Scope { regions: vec![RegionCode::parse("73").unwrap()], ..Scope::everything() };
        let town = Scope { municipalities: vec!["город".to_owned()], ..Scope::everything() };
        assert!(!town.within(&region));
        let both = Scope { municipalities: town.municipalities.clone(), ..region.clone() };
        assert!(both.within(&region) && both.within(&town) && !region.within(&both));
        assert!(town.is_narrow() && !region.is_narrow());
    }

    proptest! {
        #[test]
        fn the_intersection_admits_what_both_admit(
            one in scope(), other in scope(), region in option::of(region()), town in option::of(municipality()),
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
