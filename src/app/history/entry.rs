//! An entry of the registry as it is told, field by field, and what is another in it.

use domain::model::Organization;
use words::{self, Lang, visible};

/// A field of an entry, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Its title, as in the file.
    pub title: &'static str,
    /// What stood there; may be empty.
    pub before: String,
    /// What stands there; may be empty.
    pub after: String,
}

/// The fields of an entry, in the order of the file.
fn fields(lang: Lang, url: &str, entry: &Organization) -> [(&'static str, String); 14] {
    fn shown(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let flag = |value: bool| lang.pick(["нет", "да"], ["no", "yes"])[usize::from(value)].to_owned();
    let title = |header| words::column(lang, header);
    [
        (title("page_url"), visible(url).into_owned()),
        (title("organization"), visible(&entry.name).into_owned()),
        (title("ogrn"), shown(entry.ogrn)),
        (title("level"), entry.level.map(|level| words::level(lang, level)).unwrap_or_default().to_owned()),
        (title("region_code"), shown(entry.region_code)),
        (title("municipality"), visible(entry.municipality.as_deref().unwrap_or_default()).into_owned()),
        (title("oktmo"), shown(entry.oktmo)),
        (title("opa_id"), shown(entry.opa_id)),
        // its own or that of a body above it: the one the form's link must carry
        (lang.pick("ID ЛКО ПОС для ссылки", "Account of the link"), shown(entry.messages_opa_id)),
        (title("messages_connected"), entry.messages_connected.map(flag).unwrap_or_default()),
        (title("polls_connected"), entry.polls_connected.map(flag).unwrap_or_default()),
        (title("polls_of"), entry.polls_of.map(|whose| words::polls_of(lang, whose)).unwrap_or_default().to_owned()),
        (title("parent_ogrn"), shown(entry.parent_ogrn)),
        (title("contact_email"), visible(entry.contact_email.as_deref().unwrap_or_default()).into_owned()),
    ]
}

/// What is another in an entry of the registry: the address and the organisation before and after.
pub fn entry_changes(lang: Lang, before: (&str, &Organization), after: (&str, &Organization)) -> Vec<FieldChange> {
    let pairs = fields(lang, before.0, before.1).into_iter().zip(fields(lang, after.0, after.1));
    let differs = pairs.filter(|((_, before), (_, after))| before != after);
    differs.map(|((title, before), (_, after))| FieldChange { title, before, after }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::model::{Level, Ogrn, OpaId, RegionCode};

    #[test]
    fn only_what_is_another_is_told_with_its_title() {
        let before = Organization {
            name: "Школа № 1".into(),
            ogrn: Ogrn::parse("1027301172106").ok(),
            level: Some(Level::Subordinate),
            region_code: RegionCode::parse("73").ok(),
            messages_opa_id: OpaId::parse("17").ok(),
            messages_connected: Some(false),
            ..Organization::default()
        };
        let after = Organization { name: "Лицей".into(), polls_connected: Some(true), ..before.clone() };
        let changes = entry_changes(Lang::En, ("vk.com/a", &before), ("vk.com/a", &after));
        let told: Vec<_> = changes.iter().map(|one| (one.before.as_str(), one.after.as_str())).collect();
        assert_eq!(told, [("Школа № 1", "Лицей"), ("", "yes")]);
        assert_eq!(entry_changes(Lang::Ru, ("vk.com/a", &before), ("vk.com/a", &before)), []);
    }
}
