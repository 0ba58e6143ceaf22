//! The registry of a made-up region as CSV, with Russian headers. Knows no pages' contents.

use std::fmt::Write as _;

use super::codes::scramble;
use super::world::{Level, Municipality, Organization, PollsOf, WithoutPage, World};

/// The headers in the order of the columns.
const HEADERS: &str = "Ссылка на страницу;Наименование организации;ОГРН;Уровень;Код региона;Муниципалитет;ОКТМО;\
ID ЛКО ПОС;Подключена к ПОС (сообщения);Подключена к ПОС (опросы);ОГРН вышестоящего органа;E-mail ответственного;\
Опросы;Официальная страница не ведётся на основании";

/// The registry as text: `;` between cells, cells with `;` or quotes quoted.
pub(crate) fn csv(world: &World) -> String {
    let mut out = String::with_capacity(world.organizations.len() * 300 + HEADERS.len());
    out.push_str(HEADERS);
    out.push('\n');
    let mut without = world.without_page.iter().peekable();
    for (place, organization) in world.organizations.iter().enumerate() {
        row(world, place, organization, &mut out);
        while let Some(one) = without.next_if(|one| usize::try_from(one.parent) == Ok(place)) {
            row_without_page(world, one, organization, &mut out);
        }
    }
    out
}

fn row(world: &World, place: usize, organization: &Organization, out: &mut String) {
    let dice = scramble(u64::try_from(place).unwrap_or(0) ^ 0xC57);
    let parent = organization.parent.and_then(|at| world.organizations.get(usize::try_from(at).ok()?));
    let municipality = world.municipality_of(place);
    // What the body above tells need not be told again.
    let inherits = parent
        .is_some_and(|parent| parent.level == Level::Municipal && parent.municipality == organization.municipality);
    cell(out, &organization.page_url);
    cell(out, &organization.name);
    if organization.ogrn_told {
        let _ = write!(out, "{}", organization.ogrn);
    }
    out.push(';');
    let russian = dice.is_multiple_of(5);
    cell(out, if russian { organization.level.russian() } else { organization.level.as_str() });
    cell(out, &world.region_code);
    let is_told = organization.municipality_told || !inherits;
    cell(out, municipality.filter(|_| is_told).map_or("", |one| one.name.as_str()));
    cell(out, &oktmo_cell(municipality, organization.level, inherits, dice));
    if let Some(opa_id) = told_account(organization) {
        let _ = write!(out, "{opa_id}");
    }
    out.push(';');
    cell(out, connected_cell(organization, dice));
    let polls = if dice.is_multiple_of(3) { "" } else { "да" };
    cell(out, if world.needs_polls(place) { polls } else { "нет" });
    if let Some(parent) = parent {
        let _ = write!(out, "{}", parent.ogrn);
    }
    out.push(';');
    if dice.is_multiple_of(2) {
        let _ = write!(out, "press{place}@region{}.example", world.region_code);
    }
    out.push(';');
    if organization.polls_of_told {
        cell(out, if organization.polls == PollsOf::Region { "регион" } else { "муниципалитет" });
    } else {
        out.push(';');
    }
    out.push('\n');
}

fn row_without_page(world: &World, one: &WithoutPage, parent: &Organization, out: &mut String) {
    let municipality = one.municipality.and_then(|place| world.municipalities.get(usize::from(place)));
    cell(out, &one.cell);
    cell(out, &one.name);
    let _ = write!(out, "{};", one.ogrn);
    cell(out, Level::Subordinate.russian());
    cell(out, &world.region_code);
    cell(out, municipality.map_or("", |one| one.name.as_str()));
    // OKTMO, account, two connections.
    out.push_str(";;;;");
    let _ = write!(out, "{};;;", parent.ogrn);
    out.push_str(&quoted(&one.reason));
    out.push('\n');
}

/// OKTMO as registries really give it: eight digits, eleven, or nothing where the body above is of the same municipality,
/// or where nobody knows it.
fn oktmo_cell(municipality: Option<&Municipality>, level: Level, inherits: bool, dice: u64) -> String {
    let Some(municipality) = municipality.filter(|one| one.oktmo_told) else { return String::new() };
    match dice % 7 {
        0 | 1 if level == Level::Subordinate && inherits => String::new(),
        2 if level == Level::Subordinate => format!("{}101", municipality.oktmo),
        _ => municipality.oktmo.clone(),
    }
}

/// The account as the row tells it; that of an organisation that is not connected is no account to be shown.
fn told_account(organization: &Organization) -> Option<u32> {
    organization.opa_id.filter(|_| organization.connected && organization.opa_id_told)
}

/// Whether it is connected for messages. Where nothing is told it follows from the accounts that are: the cell may be empty
/// only where that gives the truth.
fn connected_cell(organization: &Organization, dice: u64) -> &'static str {
    // Without an account of its own it is connected only where nobody above has one that could be taken for its own.
    let follows = told_account(organization).is_some() || !organization.connected || organization.parent.is_none();
    if follows && dice.is_multiple_of(4) {
        return "";
    }
    match (organization.connected, dice % 3) {
        (true, 0) => "true",
        (true, 1) => "1",
        (true, _) => "да",
        (false, 0) => "false",
        (false, 1) => "0",
        (false, _) => "нет",
    }
}

fn cell(out: &mut String, text: &str) {
    out.push_str(&quoted(text));
    out.push(';');
}

fn quoted(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([';', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")).into() } else { text.into() }
}
