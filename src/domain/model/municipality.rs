//! A municipality as a scope names it: its name alone comes again in other regions.

use std::fmt;

use super::RegionCode;

/// What stands between the region's code and the name.
const PART: char = ':';

/// A municipality of a region. Written `73:город Ульяновск`, without a region the name alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Municipality {
    /// Its region. `None` is a name in any region or in none: what older versions kept, and what people write where one
    /// municipality alone has the name.
    pub region: Option<RegionCode>,
    /// Its name, as in the registry.
    pub name: String,
}

impl Municipality {
    /// Whether a page of this region, where it is known, and municipality is of it.
    pub fn has(&self, region: Option<RegionCode>, name: &str) -> bool {
        self.name == name && (self.region.is_none() || self.region == region)
    }

    /// What both name; `None` where they are different municipalities.
    pub(super) fn common(&self, other: &Self) -> Option<Self> {
        if self.has(other.region, &other.name) {
            return Some(other.clone());
        }
        other.has(self.region, &self.name).then(|| self.clone())
    }
}

impl From<&str> for Municipality {
    /// Reads what [`fmt::Display`] writes; what is not a code before the colon is a part of the name.
    fn from(text: &str) -> Self {
        if let Some((code, name)) = text.split_once(PART)
            && let Ok(region) = RegionCode::parse(code)
        {
            return Self { region: Some(region), name: name.trim().to_owned() };
        }
        Self { region: None, name: text.to_owned() }
    }
}

impl From<&String> for Municipality {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl fmt::Display for Municipality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(region) = self.region {
            write!(f, "{region}{PART}")?;
        }
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_before_the_colon_is_the_region() {
        let of = |region: Option<&str>, name: &str| Municipality {
            region: region.map(|code| RegionCode::parse(code).unwrap()),
            name: name.to_owned(),
        };
        for (text, expected) in [
            ("73:город Ульяновск", of(Some("73"), "город Ульяновск")),
            ("03: Улан-Удэ ", of(Some("03"), "Улан-Удэ")),
            ("город Ульяновск", of(None, "город Ульяновск")),
            ("ЗАТО: Северск", of(None, "ЗАТО: Северск")),
            ("7:x", of(None, "7:x")),
            ("73:", of(Some("73"), "")),
            ("", of(None, "")),
        ] {
            assert_eq!(Municipality::from(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(code in 0_u16..100, name in "[а-я]([а-я :0-9]{0,8}[а-я])?", has_region: bool) {
            let region = has_region.then(|| RegionCode::parse(&format!("{code:02}")).unwrap());
            let written = Municipality { region, name };
            prop_assert_eq!(Municipality::from(written.to_string().as_str()), written);
        }
    }
}
