//! The generator of links: an organisation of the registry or typed data, and from that what must stand in the menu. The
//! whole choice stands in the address.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::Context;
use crate::check::result::{FormLinks, form_links};
use crate::forms::field::{Choice, Faults, Field};
use crate::forms::ids;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::{PathParam, Query};
use crate::http::routes::{Admit, Routes};
use crate::layout::{Layout, page};
use domain::access::Action;
use domain::links::expected;
use domain::model::{Level, Organization};
use domain::policy::Policy;
use store::{PageId, PageQuery, PageRow};
use words::web::check::Check;
use words::web::form::Form;
use words::web::frame::Frame;
use words::web::links::Links;
use words::{self, COVERS_ARCHIVE, Lang, visible};

const FOUND_MOST: usize = 20;
/// The most digits that any of the numbers has, and some for a slip.
const DIGITS_MOST: usize = 20;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/links", Admit::Guests, show).plain("/links/covers/{cover}", Admit::Guests, cover)
}

/// What is typed or chosen; all of it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    q: String,
    page: String,
    level: String,
    ogrn: String,
    region: String,
    oktmo: String,
    opa: String,
}

impl Typed {
    fn is_typed(&self) -> bool {
        [&self.ogrn, &self.region, &self.oktmo, &self.opa].into_iter().any(|text| !text.trim().is_empty())
            || !self.level.is_empty()
    }

    /// The organisation that the data make.
    fn organization(&self, lang: Lang, policy: &Policy, faults: &mut Faults) -> Option<Organization> {
        let level = Level::parse(&self.level).unwrap_or(Level::Subordinate);
        let ogrn = faults.take("ogrn", ids::ogrn(lang, &self.ogrn));
        let region = faults.take("region", ids::region(lang, policy, &self.region));
        let oktmo = faults.take("oktmo", ids::oktmo(lang, policy, level, region, &self.oktmo));
        let opa = faults.take("opa", ids::opa(lang, &self.opa));
        Some(Organization {
            name: Box::default(),
            ogrn: Some(ogrn?),
            level: Some(level),
            body_level: (level == Level::Subordinate).then_some(Level::Municipal),
            region_code: Some(region?),
            oktmo: oktmo?,
            opa_id: opa,
            messages_opa_id: Some(opa?),
            messages_connected: Some(true),
            ..Organization::default()
        })
    }
}

#[derive(Template)]
#[template(path = "links/form.html")]
struct LinksView {
    layout: Layout,
    may_search: bool,
    q: String,
    has_searched: bool,
    found: Vec<FoundView>,
    has_more: bool,
    faults: Faults,
    fields: [Field; 5],
    result: Option<ResultView>,
}

struct FoundView {
    id: i64,
    organization: String,
    municipality: String,
    url: String,
    ogrn: String,
}

struct ResultView {
    name: String,
    forms: Vec<FormLinks>,
    covers: Vec<CoverView>,
}

struct CoverView {
    number: usize,
    words: String,
}

async fn show(
    State(state): State<Context>,
    caller: Caller,
    Query(mut typed): Query<Typed>,
) -> Result<Response, WebError> {
    let lang = caller.lang;
    let live = state.live();
    let may_search = caller.may(Action::SeePages);
    let mut faults = Faults::default();
    let mut organization = None;
    let mut is_typed = typed.is_typed();
    if let (true, Ok(id)) = (may_search, typed.page.parse::<PageId>()) {
        let chosen = of_page(&state, &caller, id).await?;
        if let Some(chosen) = &chosen {
            typed.fill_in(chosen);
            is_typed = false;
        }
        organization = Some(chosen.ok_or(WebError::NotFound)?);
    } else if is_typed {
        organization = typed.organization(lang, &live.policy, &mut faults);
    }
    let rows =
        if may_search && !typed.q.trim().is_empty() { search(&state, &caller, &typed.q).await? } else { Vec::new() };
    let result = organization.as_ref().map(|organization| ResultView {
        name: visible(&organization.name).into_owned(),
        forms: form_links(lang, &live.policy, &expected(live.policy.of(Some(organization)), organization)),
        covers: covers(lang, &live.covers),
    });
    page(&LinksView {
        layout: Layout::new(&state, &caller, "/links"),
        may_search,
        q: visible(&typed.q).into_owned(),
        has_searched: may_search && !typed.q.trim().is_empty(),
        has_more: rows.len() > FOUND_MOST,
        found: rows.iter().take(FOUND_MOST).map(found).collect(),
        fields: fields(
            lang,
            &live.policy,
            &typed,
            if is_typed { &faults } else { NO_FAULTS.get_or_init(Faults::default) },
        ),
        faults,
        result,
    })
}

static NO_FAULTS: std::sync::OnceLock<Faults> = std::sync::OnceLock::new();

impl Typed {
    /// The fields show what the registry says.
    fn fill_in(&mut self, organization: &Organization) {
        organization.level.map(Level::as_str).unwrap_or_default().clone_into(&mut self.level);
        let shown = |value: Option<&dyn std::fmt::Display>| value.map(ToString::to_string).unwrap_or_default();
        self.ogrn = shown(organization.ogrn.as_ref().map(|it| it as _));
        self.region = shown(organization.region_code.as_ref().map(|it| it as _));
        self.oktmo = shown(organization.oktmo.as_ref().map(|it| it as _));
        self.opa = shown(organization.messages_opa_id.as_ref().map(|it| it as _));
    }
}

/// Whose page it is, if the caller may see it.
async fn of_page(state: &Context, caller: &Caller, page: PageId) -> Result<Option<Organization>, WebError> {
    let query = PageQuery { page: Some(page), limit: 1, ..PageQuery::within(caller.scope()?.clone()) };
    if state.store.pages(&query).await?.is_empty() {
        return Ok(None);
    }
    Ok(state.store.imported_pages(&[page]).await?.pop().and_then(|page| page.organization))
}

async fn search(state: &Context, caller: &Caller, words: &str) -> Result<Vec<PageRow>, WebError> {
    let query = PageQuery {
        search: Some(words.to_owned()),
        limit: FOUND_MOST + 1,
        ..PageQuery::within(caller.scope()?.clone())
    };
    Ok(state.store.pages(&query).await?)
}

fn found(row: &PageRow) -> FoundView {
    FoundView {
        id: row.id.get(),
        organization: visible(&row.organization).into_owned(),
        municipality: visible(&row.municipality).into_owned(),
        url: visible(&row.url).into_owned(),
        ogrn: row.ogrn.clone(),
    }
}

fn fields(lang: Lang, policy: &Policy, typed: &Typed, faults: &Faults) -> [Field; 5] {
    let levels = Level::ALL.into_iter().rev().map(|level| Choice {
        value: level.as_str().to_owned(),
        label: words::level(lang, level).to_owned(),
        is_chosen: typed.level == level.as_str(),
    });
    let number = |name: &'static str, label: Links, value: &str, hint: Links, rule: &'static str| {
        let field = Field::text(name, label.text(lang), visible(value)).hint(hint.text(lang)).wrong(faults.of(name));
        ids::watched(Field { most: DIGITS_MOST, ..field }, lang, rule)
    };
    let mut region = number("region", Links::Region, &typed.region, Links::RegionHint, "region").required();
    let codes: Vec<String> = policy.regions().map(|(code, _)| code.to_string()).collect();
    region.says.push(("codes", codes.join(" ")));
    region.says.push(("unknown", Links::RegionUnknown.text(lang).to_owned()));
    [
        Field::choice("level", Links::Level.text(lang), levels.collect()),
        number("ogrn", Links::Ogrn, &typed.ogrn, Links::OgrnHint, "ogrn").required(),
        region,
        number("oktmo", Links::Oktmo, &typed.oktmo, Links::OktmoHint, "oktmo"),
        number("opa", Links::Opa, &typed.opa, Links::OpaHint, "opa").required(),
    ]
}

fn covers(lang: Lang, covers: &[report::ApprovedCover]) -> Vec<CoverView> {
    let view = |(number, cover): (usize, &report::ApprovedCover)| CoverView {
        number,
        words: format!("{} «{}», {}", Links::CoverOf.text(lang), words::form(cover.form), visible(&cover.scheme)),
    };
    covers.iter().enumerate().map(view).collect()
}

/// An approved cover as a picture.
async fn cover(State(state): State<Context>, PathParam(cover): PathParam<String>) -> Result<Response, WebError> {
    let number: usize = cover.strip_suffix(".png").and_then(|number| number.parse().ok()).ok_or(WebError::NotFound)?;
    let live = state.live();
    let cover = live.covers.get(number).ok_or(WebError::NotFound)?;
    // the set may be another after a reload
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "private, max-age=3600")];
    Ok((headers, cover.png.clone()).into_response())
}
