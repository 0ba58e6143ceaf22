//! Why a scope that somebody names is refused, and what would be right.

use super::{Lang, visible};
use domain::model::{NamedPlace, RegionCode, ScopeFault};

/// Why a scope is refused.
pub fn scope_fault(lang: Lang, fault: &ScopeFault) -> String {
    match fault {
        ScopeFault::BlankMunicipality => lang
            .pick(
                "название муниципалитета пустое: впишите его, как в реестре, или уберите",
                "the name of a municipality is blank: write it as in the registry, or leave it out",
            )
            .to_owned(),
        ScopeFault::UnknownRegion { code, known } => {
            let why = lang.pick("в реестре нет страниц региона с кодом", "the registry has no pages of the region");
            let which = lang.pick("есть", "it has");
            if known.is_empty() { format!("{why} {code}") } else { format!("{why} {code}; {which}: {}", codes(known)) }
        }
        ScopeFault::UnknownMunicipality { name, like } => {
            let why = lang.pick("в реестре нет муниципалитета", "the registry has no municipality");
            let name = visible(name);
            if like.is_empty() {
                let how = lang.pick("названия пишутся, как в реестре", "names are written as in the registry");
                format!("{why} «{name}»; {how}")
            } else {
                let which = lang.pick("есть", "it has");
                let like: Vec<String> = like.iter().map(place).collect();
                format!("{why} «{name}»; {which}: {}", like.join(", "))
            }
        }
        ScopeFault::AmbiguousMunicipality { name, regions } => format!(
            "«{}» {}: {}; {}",
            visible(name),
            lang.pick("есть в нескольких регионах", "is the name of municipalities of several regions"),
            codes(regions),
            lang.pick("назовите и регион", "name the region too"),
        ),
        ScopeFault::UnknownOrganization { ogrn } => {
            format!(
                "{} {ogrn}",
                lang.pick("в реестре нет организации с ОГРН", "the registry has no organisation with the OGRN")
            )
        }
    }
}

fn codes(codes: &[RegionCode]) -> String {
    codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn place(place: &NamedPlace) -> String {
    let region = place.region.map(|code| format!(" ({code})")).unwrap_or_default();
    format!("«{}»{region}", visible(&place.municipality))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_tells_what_would_be_right() {
        let region = |code: &str| RegionCode::parse(code).unwrap();
        let like =
            vec![NamedPlace { region: Some(region("73")), municipality: "город Ульяновск".to_owned() }];
        let unknown = ScopeFault::UnknownMunicipality { name: "Ульяновск".to_owned(), like };
        assert_eq!(
            scope_fault(Lang::Ru, &unknown),
            "в реестре нет муниципалитета «Ульяновск»; есть: «город Ульяновск» (73)"
        );
        let regions = vec![region("16"), region("73")];
        let several = ScopeFault::AmbiguousMunicipality { name: "Ленинский район".to_owned(), regions };
        assert_eq!(
            scope_fault(Lang::En, &several),
            "«Ленинский район» is the name of municipalities of several regions: 16, 73; name the region too"
        );
    }
}
