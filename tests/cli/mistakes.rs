//! Single mistakes of people, many of them seen on real pages, and every two independent ones of them together.

use std::fs;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::Value;
use vk_page_auditor::model::{
    Access, CoverImage, GroupId, Menu, MenuItem, Organization, PageAddress, PageAudit, PageSnapshot, Sight,
};
use vk_page_auditor::policy::Policy;
use vk_page_auditor::registry::{Registry, RegistryFormat, RegistryOptions};
use vk_page_auditor::rules::{self, Subject};

use super::rule_vectors::folder;

/// The kinds of organisations, with the number of the page of each in the registry.
const KINDS: [(&str, u64); 5] =
    [("regional", 1), ("municipal", 2), ("subordinate", 3), ("regional subordinate", 4), ("none", 9)];

/// A menu that is right but for one mistake.
#[derive(Debug, Clone)]
struct Mistake {
    name: String,
    items: Vec<MenuItem>,
    kind: String,
    /// Code, form and field, `-` for none.
    expected: String,
}

struct Scene {
    policy: Policy,
    registry: Registry,
    mistakes: Vec<Mistake>,
}

static SCENE: LazyLock<Scene> = LazyLock::new(|| {
    let policy = Policy::built_in().unwrap();
    let csv = fs::read(folder().join("mistakes-registry.csv")).unwrap();
    let (registry, problems) = Registry::read(csv, RegistryFormat::Csv, &RegistryOptions::default(), &policy).unwrap();
    assert_eq!(problems, []);
    let mut table = csv::ReaderBuilder::new().delimiter(b';').from_path(folder().join("mistakes.csv")).unwrap();
    let mistakes = table.records().map(|row| mistake(&row.unwrap())).collect();
    Scene { policy, registry, mistakes }
});

fn mistake(row: &csv::StringRecord) -> Mistake {
    let items: Vec<Value> = serde_json::from_str(&row[1]).unwrap();
    let item = |item: &Value| MenuItem {
        title: item["title"].as_str().unwrap().into(),
        url: item["url"].as_str().unwrap().into(),
        is_hidden: item["is_hidden"].as_bool().unwrap_or_default(),
        cover: item["cover"].as_array().into_iter().flatten().map(image).collect(),
    };
    Mistake {
        name: row[0].to_owned(),
        items: items.iter().map(item).collect(),
        kind: row[2].to_owned(),
        expected: row[3].to_owned(),
    }
}

fn image(image: &Value) -> CoverImage {
    let number = |key: &str| u32::try_from(image[key].as_u64().unwrap()).unwrap();
    CoverImage { url: image["url"].as_str().unwrap().into(), width: number("width"), height: number("height") }
}

/// The audit of a menu on the page of an organisation of this kind.
pub fn audited(kind: &str, items: Vec<MenuItem>) -> PageAudit {
    let Scene { policy, registry, .. } = &*SCENE;
    let (_, number) = KINDS.into_iter().find(|(name, _)| *name == kind).unwrap();
    let group_id = GroupId::new(900_000_000 + number).unwrap();
    let organization: Option<&Arc<Organization>> =
        registry.by_address(&PageAddress::from(group_id)).map(|entry| &entry.organization);
    assert_eq!(organization.is_none(), kind == "none");
    let page = PageSnapshot {
        group_id,
        screen_name: None,
        name: "Пример".into(),
        access: Access::Open,
        deactivated: None,
        is_government_organization: None,
        menu: Some(Menu { is_hidden: false, items }),
    };
    let named = rules::organizations_named(&page, organization.map(|organization| &**organization));
    let others: Vec<_> =
        named.iter().flat_map(|ogrn| registry.by_ogrn(*ogrn)).map(|entry| Arc::clone(&entry.organization)).collect();
    let sight = Sight::Seen(Box::new(page));
    let subject = Subject { url: "club900000001", organization, sight, others: &others, covers: &[] };
    rules::audit(policy, subject, Timestamp::UNIX_EPOCH)
}

/// The violations of a menu on the page of an organisation of this kind.
pub fn found(kind: &str, items: Vec<MenuItem>) -> Vec<String> {
    let audit = audited(kind, items);
    let shown = |text: Option<&str>| text.unwrap_or("-").to_owned();
    let mut found: Vec<_> = audit
        .violations
        .iter()
        .map(|one| {
            format!(
                "{} {} {}",
                one.code,
                shown(one.form.map(vk_page_auditor::model::Form::as_str)),
                shown(one.field.as_deref())
            )
        })
        .collect();
    found.sort();
    found
}

#[test]
fn each_mistake_gives_exactly_its_one_violation() {
    assert!(SCENE.mistakes.len() >= 62);
    let wrong: Vec<_> = SCENE
        .mistakes
        .iter()
        .map(|mistake| (mistake, found(&mistake.kind, mistake.items.clone())))
        .filter(|(mistake, found)| *found != [mistake.expected.as_str()])
        .map(|(mistake, found)| format!("{}: expected {}, found {found:?}", mistake.name, mistake.expected))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One thing that a person can do wrong in a menu of both forms.
#[derive(Debug, Clone)]
enum Slip {
    /// Another link for the item of this form.
    Link(usize, MenuItem, String),
    Title(usize, &'static str, &'static str),
    Cover(usize),
    Swapped,
    PushedBack,
}

impl Slip {
    /// Two slips in one place are not independent.
    fn place(&self) -> (u8, usize) {
        match self {
            Self::Link(form, ..) => (0, *form),
            Self::Title(form, ..) => (1, *form),
            Self::Cover(form) => (2, *form),
            Self::Swapped | Self::PushedBack => (3, 0),
        }
    }

    fn apply(&self, items: &mut Vec<MenuItem>) {
        match self {
            Self::Link(form, item, _) => items[*form].url = item.url.clone(),
            Self::Title(form, title, _) => items[*form].title = (*title).into(),
            Self::Cover(form) => items[*form].cover.clear(),
            Self::Swapped => items.swap(0, 1),
            Self::PushedBack => {
                let url = "https://vk.com/app8181405?ref=group_menu".into();
                items.insert(0, MenuItem { title: "Госуслуги".into(), url, is_hidden: false, cover: Vec::new() });
            }
        }
    }

    fn expected(&self) -> String {
        let form = |form: usize| ["messages", "polls"][form];
        match self {
            Self::Link(_, _, expected) => expected.clone(),
            Self::Title(at, _, code) => format!("{code} {} -", form(*at)),
            Self::Cover(at) => format!("cover.missing {} -", form(*at)),
            Self::Swapped => "form.swapped - -".to_owned(),
            Self::PushedBack => "form.misplaced - -".to_owned(),
        }
    }
}

/// Whether a link is known as a form's wherever its item stands and however it is called.
fn is_known_anywhere(url: &str) -> bool {
    let plain = url.to_lowercase().replace("%2f", "/");
    plain.contains("pos.gosuslugi.ru/form") || plain.contains("pos.gosuslugi.ru/og")
}

/// The right menu of a kind: that of a mistake whose items are right but for one, with the right one of another.
pub fn right_menu(kind: &str) -> Vec<MenuItem> {
    let of_kind = || SCENE.mistakes.iter().filter(|mistake| mistake.kind == kind && mistake.items.len() == 2);
    let mut menu = None;
    for one in of_kind() {
        for other in of_kind() {
            let items = vec![one.items[0].clone(), other.items[1].clone()];
            if found(kind, items.clone()).is_empty() {
                menu = Some(items);
            }
        }
    }
    menu.expect("the table has a right item of each form for each kind")
}

fn slips(kind: &str) -> Vec<Slip> {
    let mut slips = vec![Slip::Swapped, Slip::PushedBack];
    for form in [0, 1] {
        slips.push(Slip::Cover(form));
        slips.push(Slip::Title(form, "Обратная связь", "title.mismatch"));
        slips.push(Slip::Title(form, "РЕШАЕМ вместе", "title.near_match"));
    }
    let links = SCENE.mistakes.iter().filter(|it| it.kind == kind && it.items.len() == 2);
    for mistake in links.filter(|it| it.expected.starts_with("url.") && !it.expected.starts_with("url.inconsistent")) {
        let form = usize::from(mistake.expected.contains(" polls "));
        if is_known_anywhere(&mistake.items[form].url) {
            slips.push(Slip::Link(form, mistake.items[form].clone(), mistake.expected.clone()));
        }
    }
    slips
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn two_independent_mistakes_give_exactly_their_two_violations(
        kind in 0..4_usize, one in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(),
    ) {
        static MENUS: LazyLock<Vec<(Vec<MenuItem>, Vec<Slip>)>> = LazyLock::new(|| {
            KINDS[..4].iter().map(|(kind, _)| (right_menu(kind), slips(kind))).collect()
        });
        let (right, slips) = &MENUS[kind];
        let (one, other) = (one.get(slips), other.get(slips));
        prop_assume!(one.place() != other.place());
        let mut items = right.clone();
        // what moves items comes last
        let mut both = [one, other];
        both.sort_by_key(|slip| slip.place());
        for slip in both {
            slip.apply(&mut items);
        }
        let mut expected = both.map(Slip::expected);
        expected.sort();
        prop_assert_eq!(found(KINDS[kind].0, items), expected);
    }
}
