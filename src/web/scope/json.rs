//! A scope in JSON, as it is asked for and as it is told. What cannot be read is refused and never a wider scope.

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::http::error::{WebError, Wrong};
use domain::model::{Municipality, Ogrn, RegionCode, Scope};
use words::Lang;
use words::web::api::ApiWord;

/// Whose pages: a page is in the scope when it fits each list that is not empty.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ScopeBody {
    /// Codes of regions.
    #[schema(value_type = Vec<RegionText>, max_items = 100)]
    regions: Vec<String>,
    /// Municipalities, named as in the registry; where several regions have the name, with the region's code and a colon
    /// before it. They are told with the code.
    #[schema(value_type = Vec<NameText>, max_items = 1_000)]
    municipalities: Vec<String>,
    /// OGRNs of organisations.
    #[schema(value_type = Vec<OgrnText>, max_items = 1_000)]
    organizations: Vec<String>,
}

/// Texts of a form, for the description.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $pattern:literal;)+) => {
        $(
            $(#[$doc])*
            struct $name;

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    RefOr::T(ObjectBuilder::new().schema_type(Type::String).pattern(Some($pattern)).build().into())
                }
            }

            impl ToSchema for $name {}
        )+
    };
}

texts! {
    /// The code of a region.
    RegionText = "^[0-9]{2,4}$";
    /// The name of a municipality.
    NameText = "\\S";
    /// An OGRN.
    OgrnText = "^[0-9]{13}$";
}

/// The most entries of a list.
const REGIONS_MOST: usize = 100;
const NAMES_MOST: usize = 1_000;

impl ScopeBody {
    /// A scope as it is told.
    pub(crate) fn of(scope: &Scope) -> Self {
        Self {
            regions: scope.regions.iter().map(ToString::to_string).collect(),
            municipalities: scope.municipalities.iter().map(ToString::to_string).collect(),
            organizations: scope.organizations.iter().map(ToString::to_string).collect(),
        }
    }

    /// Reads a scope that is asked for.
    ///
    /// # Errors
    /// A code that is none, an empty name, or too many of them.
    pub(crate) fn read(&self, field: &'static str, lang: Lang) -> Result<Scope, WebError> {
        let wrong = || WebError::Invalid(vec![Wrong { field, detail: ApiWord::WrongScope.text(lang).to_owned() }]);
        let fits = self.regions.len() <= REGIONS_MOST
            && self.municipalities.len().max(self.organizations.len()) <= NAMES_MOST
            && self.municipalities.iter().all(|name| !name.trim().is_empty());
        if !fits {
            return Err(wrong());
        }
        let regions = self.regions.iter().map(|code| RegionCode::parse(code)).collect::<Result<_, _>>();
        let organizations = self.organizations.iter().map(|ogrn| Ogrn::parse(ogrn)).collect::<Result<_, _>>();
        Ok(Scope {
            regions: regions.map_err(|_| wrong())?,
            municipalities: self.municipalities.iter().map(Municipality::from).collect(),
            organizations: organizations.map_err(|_| wrong())?,
        }
        .sorted())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_as_it_is_told_and_never_wider() {
        let scope = Scope {
            regions: vec![RegionCode::parse("73").unwrap()],
            municipalities: ["город Ульяновск", "73:город Ульяновск"].map(Municipality::from).into(),
            ..Scope::everything()
        };
        let body = ScopeBody::of(&scope);
        assert_eq!(body.municipalities, ["город Ульяновск", "73:город Ульяновск"]);
        assert_eq!(body.read("scope", Lang::En).unwrap(), scope);
        for text in [r#"{"regions":["7"]}"#, r#"{"organizations":["x"]}"#, r#"{"municipalities":[" "]}"#] {
            let body: ScopeBody = serde_json::from_str(text).unwrap();
            assert!(matches!(body.read("scope", Lang::En), Err(WebError::Invalid(_))), "{text}");
        }
        assert!(serde_json::from_str::<ScopeBody>(r#"{"region":["73"]}"#).is_err());
    }
}
