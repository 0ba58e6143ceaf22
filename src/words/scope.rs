//! Why a scope that somebody names is refused, and what would be right.

use super::{Lang, visible};
use domain::model::{Municipality, RegionCode, ScopeFault};

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
        ScopeFault::UnknownMunicipality { municipality, like } => {
            let why = lang.pick("в реестре нет муниципалитета", "the registry has no municipality");
            let name = municipality.to_string();
            let name = visible(&name);
            if like.is_empty() {
                let how = lang.pick("названия пишутся, как в реестре", "names are written as in the registry");
                format!("{why} «{name}»; {how}")
            } else {
                let which = lang.pick("есть", "it has");
                let like: Vec<String> = like.iter().map(place).collect();
                format!("{why} «{name}»; {which}: {}", like.join(", "))
            }
        }
        ScopeFault::AmbiguousMunicipality { name, places } => format!(
            "«{}» {}; {}: {}",
            visible(name),
            lang.pick("есть в нескольких регионах", "is the name of municipalities of several regions"),
            lang.pick("напишите с кодом региона", "write it with the code of the region"),
            places.iter().map(|one| format!("«{}»", visible(&one.to_string()))).collect::<Vec<_>>().join(", "),
        ),
        ScopeFault::OutsideRegions { municipality, regions } => format!(
            "«{}» {}: {}; {}",
            visible(&municipality.to_string()),
            lang.pick("не в тех регионах, что названы", "is in none of the regions that are named"),
            codes(regions),
            lang.pick("назовите и его регион или уберите регионы", "name its region too, or leave the regions out"),
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

fn place(place: &Municipality) -> String {
    let region = place.region.map(|code| format!(" ({code})")).unwrap_or_default();
    format!("«{}»{region}", visible(&place.name))
}

/// A municipality for a person: its name with the code of its region.
pub fn municipality(municipality: &Municipality) -> String {
    let region = municipality.region.map(|code| format!(" ({code})")).unwrap_or_default();
    format!("{}{region}", visible(&municipality.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_tells_what_would_be_right() {
        let region = |code: &str| RegionCode::parse(code).unwrap();
        let unknown = ScopeFault::UnknownMunicipality {
            municipality: Municipality::from("Ульяновск"),
            like: vec![Municipality::from("73:город Ульяновск")],
        };
        assert_eq!(
            scope_fault(Lang::Ru, &unknown),
            "в реестре нет муниципалитета «Ульяновск»; есть: «город Ульяновск» (73)"
        );
        let places = ["16:Ленинский район", "73:Ленинский район"].map(Municipality::from).into();
        let several = ScopeFault::AmbiguousMunicipality { name: "Ленинский район".to_owned(), places };
        assert_eq!(
            scope_fault(Lang::Ru, &several),
            "«Ленинский район» есть в нескольких регионах; напишите с кодом региона: «16:Ленинский район», «73:Ленинский район»"
        );
        let municipality = Municipality::from("34:Ленинский район");
        let outside = ScopeFault::OutsideRegions { municipality, regions: vec![region("16"), region("73")] };
        assert_eq!(
            scope_fault(Lang::En, &outside),
            "«34:Ленинский район» is in none of the regions that are named: 16, 73; name its region too, or leave the \
             regions out"
        );
    }
}
