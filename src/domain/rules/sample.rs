//! A correct page and its organisation, for the rules' own tests.

use std::sync::Arc;

use super::defect::Defect;
use crate::model::{
    Access, Code, CoverImage, CoverJudgement, CoverSight, Form, GroupId, ItemCover, Level, Menu, MenuItem, Ogrn, Oktmo,
    OpaId, Organization, PageSnapshot, RegionCode,
};

/// The right link of the messages form for [`school`].
pub(super) const MESSAGES_URL: &str =
    "https://pos.gosuslugi.ru/form/?opaId=215121&utm_source=vk&utm_medium=73&utm_campaign=1027301172106";
/// The right link of the polls form for [`school`].
pub(super) const POLLS_URL: &str = "https://pos.gosuslugi.ru/og/org-activities?mun_code=73701000&utm_source=vk2&utm_medium=73&utm_campaign=1027301172106";

/// A municipal organisation of the Ulyanovsk region.
pub(super) fn school() -> Organization {
    Organization {
        name: "Школа № 1".into(),
        ogrn: Ogrn::parse("1027301172106").ok(),
        level: Some(Level::Subordinate),
        body_level: Some(Level::Municipal),
        region_code: RegionCode::parse("73").ok(),
        municipality: Some("Ульяновск".into()),
        oktmo: Oktmo::parse("73701000").ok(),
        messages_opa_id: OpaId::parse("215121").ok(),
        messages_connected: Some(false),
        ..Organization::default()
    }
}

/// The same organisation as a body of the region.
pub(super) fn ministry() -> Organization {
    Organization { level: Some(Level::Regional), body_level: None, municipality: None, oktmo: None, ..school() }
}

/// A visible item with a cover.
pub(super) fn item(title: &str, url: &str) -> MenuItem {
    let cover = CoverImage { url: "https://sun1.userapi.com/1.jpg".into(), width: 376, height: 256 };
    MenuItem { title: title.into(), url: url.into(), is_hidden: false, cover: vec![cover] }
}

/// A page of [`school`] with nothing wrong.
pub(super) fn correct_page() -> PageSnapshot {
    PageSnapshot {
        group_id: GroupId::new(1).unwrap(),
        screen_name: Some("school1".into()),
        name: "Школа № 1".into(),
        access: Access::Open,
        deactivated: None,
        is_government_organization: Some(true),
        menu: Some(Menu {
            is_hidden: false,
            items: vec![item("Решаем вместе", MESSAGES_URL), item("Высказать мнение", POLLS_URL)],
        }),
    }
}

/// A picture that was judged.
pub(super) fn judged(judgement: CoverJudgement, form: Form) -> CoverSight {
    CoverSight::Judged(ItemCover {
        url: "https://sun1.userapi.com/1.jpg".into(),
        judgement,
        form: Some(form),
        scheme: Some(Arc::from("01-blue")),
        score: Some(1.0),
        content: Some([1; 32]),
    })
}

/// The codes alone.
pub(super) fn codes(defects: &[Defect]) -> Vec<Code> {
    defects.iter().map(|defect| defect.code).collect()
}
