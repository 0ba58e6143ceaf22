//! Where the codes of the country's regions differ from the beginnings of their municipalities' codes.

/// The autonomous districts carry the OKATO beginnings 111, 711 and 7114 in the links, but their municipalities' OKTMO codes
/// begin otherwise (All-Russian classifier of municipal territories, OK 033-2013).
const DISTRICTS: [(&str, &str); 3] = [("111", "118"), ("711", "718"), ("7114", "719")];

/// With what the OKTMO codes of a region begin, where the policy does not say.
pub(super) fn oktmo_of(region: &str) -> &str {
    DISTRICTS.iter().find(|(code, _)| *code == region).map_or(region, |(_, oktmo)| oktmo)
}
