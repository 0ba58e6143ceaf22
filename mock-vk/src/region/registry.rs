//! The registry of a made-up region as CSV, with Russian headers. Knows no pages' contents.

use std::fmt::Write as _;

use super::codes::scramble;
use super::world::{Level, World};

/// The headers in the order of the columns.
const HEADERS: &str = "Ссылка на страницу;Наименование организации;ОГРН;Уровень;Код региона;Муниципалитет;ОКТМО;\
ID ЛКО ПОС;Подключена к ПОС (сообщения);Подключена к ПОС (опросы);ОГРН вышестоящего органа;E-mail ответственного";

/// The registry as text: `;` between cells, cells with `;` or quotes quoted.
pub(crate) fn csv(world: &World) -> String {
    let mut out = String::with_capacity(world.organizations.len() * 300 + HEADERS.len());
    out.push_str(HEADERS);
    out.push('\n');
    for (place, organization) in world.organizations.iter().enumerate() {
        let dice = scramble(u64::try_from(place).unwrap_or(0) ^ 0xC57);
        let municipality = world.municipality_of(place);
        cell(&mut out, &organization.page_url);
        cell(&mut out, &organization.name);
        let _ = write!(out, "{};", organization.ogrn);
        let russian = dice.is_multiple_of(5);
        cell(&mut out, if russian { organization.level.russian() } else { organization.level.as_str() });
        cell(&mut out, &world.region_code);
        cell(&mut out, municipality.map_or("", |one| one.name.as_str()));
        cell(&mut out, &oktmo_cell(world, place, dice));
        if let Some(opa_id) = organization.opa_id {
            let _ = write!(out, "{opa_id}");
        }
        out.push(';');
        cell(&mut out, connected_cell(organization.connected, organization.opa_id.is_some(), dice));
        cell(&mut out, if dice.is_multiple_of(3) { "нет" } else { "да" });
        if let Some(parent) = organization.parent.and_then(|at| world.organizations.get(usize::try_from(at).ok()?)) {
            let _ = write!(out, "{}", parent.ogrn);
        }
        out.push(';');
        if dice.is_multiple_of(2) {
            let _ = write!(out, "press{place}@region{}.example", world.region_code);
        }
        out.push('\n');
    }
    out
}

/// OKTMO as registries really give it: eight digits, eleven, or nothing where the body above is of the same municipality.
fn oktmo_cell(world: &World, place: usize, dice: u64) -> String {
    let Some(organization) = world.organizations.get(place) else { return String::new() };
    let Some(municipality) = world.municipality_of(place) else { return String::new() };
    let parent_of_the_same = organization
        .parent
        .and_then(|at| world.organizations.get(usize::try_from(at).ok()?))
        .is_some_and(|parent| parent.level == Level::Municipal && parent.municipality == organization.municipality);
    match dice % 7 {
        0 | 1 if organization.level == Level::Subordinate && parent_of_the_same => String::new(),
        2 if organization.level == Level::Subordinate => format!("{}101", municipality.oktmo),
        _ => municipality.oktmo.clone(),
    }
}

/// The default of the column is whether there is an account, so an empty cell is right only where the two agree.
fn connected_cell(connected: bool, has_account: bool, dice: u64) -> &'static str {
    if connected == has_account && dice.is_multiple_of(4) {
        return "";
    }
    match (connected, dice % 3) {
        (true, 0) => "true",
        (true, 1) => "1",
        (true, _) => "да",
        (false, 0) => "false",
        (false, 1) => "0",
        (false, _) => "нет",
    }
}

fn cell(out: &mut String, text: &str) {
    if text.contains([';', '"', '\n']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
    out.push(';');
}
