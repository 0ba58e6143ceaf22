//! The numbers of an organisation as people type them: read, or told exactly what is wrong. The script says the same
//! while one types.

use super::field::{Field, filled};
use domain::model::{IdError, Level, Ogrn, Oktmo, OpaId, RegionCode};
use domain::policy::Policy;
use words::Lang;
use words::web::links::Links;

fn counted(lang: Lang, word: Links, text: &str) -> String {
    format!("{}: {}.", word.text(lang), text.chars().count())
}

pub fn ogrn(lang: Lang, text: &str) -> Result<Ogrn, String> {
    let text = filled(lang, text)?;
    Ogrn::parse(text).map_err(|error| match error {
        IdError::WrongLength => counted(lang, Links::OgrnLength, text),
        IdError::WrongCheckDigit { expected } => format!("{} {expected}.", Links::OgrnCheck.text(lang)),
        _ => Links::NotDigits.text(lang).to_owned(),
    })
}

/// The code of a region that there is.
pub fn region(lang: Lang, policy: &Policy, text: &str) -> Result<RegionCode, String> {
    let text = filled(lang, text)?;
    let unknown = || Links::RegionUnknown.text(lang).to_owned();
    let code = RegionCode::parse(text).map_err(|error| match error {
        IdError::NotDigits => Links::NotDigits.text(lang).to_owned(),
        _ => unknown(),
    })?;
    if policy.region(code).is_some() { Ok(code) } else { Err(unknown()) }
}

/// The code of a municipality, where the level needs one, in this region where that is known.
pub fn oktmo(
    lang: Lang,
    policy: &Policy,
    level: Level,
    region: Option<RegionCode>,
    text: &str,
) -> Result<Option<Oktmo>, String> {
    let text = text.trim();
    if text.is_empty() {
        let is_needed = level != Level::Regional;
        return if is_needed { Err(Links::OktmoNeeded.text(lang).to_owned()) } else { Ok(None) };
    }
    let oktmo = Oktmo::parse_cut(text).map_err(|error| match error {
        IdError::WrongLength => counted(lang, Links::OktmoLength, text),
        _ => Links::NotDigits.text(lang).to_owned(),
    })?;
    match region {
        Some(region) if !policy.region_contains(region, oktmo) => {
            Err(format!("{}: {region}.", Links::OktmoElsewhere.text(lang)))
        }
        _ => Ok(Some(oktmo)),
    }
}

/// The number of an account.
pub fn opa(lang: Lang, text: &str) -> Result<OpaId, String> {
    let text = filled(lang, text)?;
    OpaId::parse(text).map_err(|error| match error {
        IdError::NotDigits => Links::NotDigits.text(lang).to_owned(),
        _ => Links::OpaWrong.text(lang).to_owned(),
    })
}

/// A field that the script looks at while one types.
pub fn watched(field: Field, lang: Lang, rule: &'static str) -> Field {
    let mut says = vec![("digits", Links::NotDigits.text(lang).to_owned())];
    match rule {
        "ogrn" => says.extend([
            ("length", Links::OgrnLength.text(lang).to_owned()),
            ("check", Links::OgrnCheck.text(lang).to_owned()),
        ]),
        "oktmo" => says.push(("length", Links::OktmoLength.text(lang).to_owned())),
        _ => {}
    }
    Field { rule, says, ..field }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_is_told_by_its_own_words() {
        let policy = Policy::built_in().unwrap();
        let en = Lang::En;
        assert!(ogrn(en, "").unwrap_err().starts_with("Fill"));
        assert!(ogrn(en, "10273011721OO").unwrap_err().starts_with("Only digits"));
        assert!(ogrn(en, "10273").unwrap_err().ends_with(": 5."));
        assert!(ogrn(en, "1027301172107").unwrap_err().ends_with("should be 6."));
        assert!(ogrn(en, " 1027301172106 ").is_ok());
        assert!(region(en, &policy, "73").is_ok());
        assert!(region(en, &policy, "02").unwrap_err().contains("no region"));
        let ulyanovsk = RegionCode::parse("73").ok();
        assert_eq!(oktmo(en, &policy, Level::Regional, ulyanovsk, ""), Ok(None));
        assert!(oktmo(en, &policy, Level::Municipal, ulyanovsk, "").unwrap_err().contains("needs"));
        assert!(oktmo(en, &policy, Level::Municipal, ulyanovsk, "03701000").unwrap_err().ends_with(": 73."));
        assert_eq!(
            oktmo(en, &policy, Level::Municipal, ulyanovsk, "73701000001").unwrap().unwrap().to_string(),
            "73701000"
        );
        assert!(opa(en, "0").unwrap_err().contains("greater"));
    }
}
