//! The correct links, titles and covers: of pages of the registry, or of an organisation that is typed in.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Context;
use crate::api::answer::json;
use crate::api::query_params::{Nothing, QueryParams, query_params};
use crate::api::values::Text;
use crate::http::caller::Caller;
use crate::http::error::{WebError, Wrong};
use crate::http::extract::JsonBody;
use crate::http::routes::{Admit, Routes};
use app::history::WireLinks;
use domain::access::Action;
use domain::model::{Level, Ogrn, Oktmo, OpaId, Organization, PageAddress, RegionCode, Scope};
use domain::policy::Policy;
use domain::registry::Regions as _;
use store::PageQuery;
use words::web::api::ApiWord;
use words::{self, Lang};

/// The most pages of one organisation that are told.
const PAGES_MOST: usize = 500;

pub(super) fn routes() -> Routes {
    let may = Admit::May(Action::SeePages);
    Routes::new().operation(may, routes!(registered)).operation(may, routes!(typed))
}

query_params! {
    /// Whose links.
    LinksAsked {
        page: Option<Text> = "The address of a page of the registry.",
        ogrn: Option<Ogrn> = "The OGRN of an organisation of the registry.",
    }
}

/// How many characters the name of an organisation may have; its schema says so too.
const NAME_MOST: usize = 500;

/// Links of pages.
#[derive(Serialize, ToSchema)]
pub(super) struct LinksOfPages<'a> {
    /// The rules they follow.
    policy: &'a str,
    /// Those of each page.
    links: Vec<WireLinks<'a>>,
}

/// The links that pages of the registry must have; give either `page` or `ogrn`.
#[utoipa::path(get, path = "/api/v1/links", tag = "links", params(LinksAsked),
    responses((status = 200, description = "Their links.", body = LinksOfPages<'static>)))]
async fn registered(
    State(state): State<Context>,
    caller: Caller,
    QueryParams(asked): QueryParams<LinksAsked>,
) -> Result<Response, WebError> {
    let (lang, scope) = (caller.lang, caller.scope()?);
    let query = match (asked.page, asked.ogrn) {
        (Some(Text(page)), None) => {
            let address =
                PageAddress::parse(&page).map_err(|error| invalid("page", words::address_error(lang, &error)))?;
            let page = state.store.find_page(&address).await?.ok_or(WebError::NotFound)?;
            PageQuery { page: Some(page), limit: 1, ..PageQuery::within(scope.clone()) }
        }
        (None, Some(ogrn)) => {
            let own = Scope { organizations: vec![ogrn], ..Scope::everything() };
            let scope = scope.intersect(&own).ok_or(WebError::NotFound)?;
            PageQuery { limit: PAGES_MOST, ..PageQuery::within(scope) }
        }
        _ => return Err(invalid("page", ApiWord::OneOfTwo.text(lang).to_owned())),
    };
    let pages: Vec<_> = state.store.pages(&query).await?.into_iter().map(|page| page.id).collect();
    let entries = state.store.imported_pages(&pages).await?;
    let live = state.live();
    let known = entries.iter().filter_map(|entry| Some((&*entry.url, entry.organization.as_ref()?)));
    let links: Vec<WireLinks<'_>> =
        known.map(|(url, organization)| WireLinks::new(lang, &live.policy, Some(url), organization)).collect();
    if links.is_empty() {
        return Err(WebError::NotFound);
    }
    json(StatusCode::OK, &LinksOfPages { policy: &live.kept_policy.id, links })
}

/// An organisation that need not be in the registry.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypedOrganization {
    /// Which kind of body it is.
    level: LevelBody,
    /// The code of its region.
    #[schema(pattern = "^[0-9]{2,4}$", example = "73")]
    region_code: String,
    /// Its own OGRN.
    #[schema(pattern = "^[0-9]{13}$", example = "1027301172106")]
    ogrn: String,
    /// The account whose messages form the page shows: its own, or that of the body it is subordinate to.
    #[schema(pattern = "^[0-9]{1,19}$", example = "512345")]
    opa_id: String,
    /// The OKTMO of its municipality; municipal and subordinate organisations need it.
    #[serde(default)]
    #[schema(pattern = "^[0-9]{8}([0-9]{3})?$", example = "73701000")]
    oktmo: Option<String>,
    /// Its name.
    #[serde(default)]
    #[schema(max_length = 500)]
    name: Option<String>,
}

/// Which kind of body an organisation is.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum LevelBody {
    /// A body of the region.
    Regional,
    /// A municipal body.
    Municipal,
    /// An organisation subordinate to either.
    Subordinate,
}

impl TypedOrganization {
    fn organization(&self, policy: &Policy, lang: Lang) -> Result<Organization, WebError> {
        let mut wrong: Vec<Wrong> = Vec::new();
        let mut refuse = |field, word: ApiWord| wrong.push(Wrong { field, detail: word.text(lang).to_owned() });
        let region = RegionCode::parse(&self.region_code).ok().filter(|code| policy.knows(*code));
        let (ogrn, opa_id) = (Ogrn::parse(&self.ogrn).ok(), OpaId::parse(&self.opa_id).ok());
        let level = match self.level {
            LevelBody::Regional => Level::Regional,
            LevelBody::Municipal => Level::Municipal,
            LevelBody::Subordinate => Level::Subordinate,
        };
        let oktmo = self.oktmo.as_deref().map(|text| Oktmo::parse_cut(text).ok());
        if region.is_none() {
            refuse("region_code", ApiWord::WrongRegion);
        }
        if ogrn.is_none() {
            refuse("ogrn", ApiWord::WrongOgrn);
        }
        if opa_id.is_none() {
            refuse("opa_id", ApiWord::WrongOpaId);
        }
        if self.name.as_deref().is_some_and(|name| name.chars().count() > NAME_MOST) {
            refuse("name", ApiWord::NameTooLong);
        }
        match (oktmo, region) {
            (None, _) if level != Level::Regional => refuse("oktmo", ApiWord::NoOktmo),
            (Some(None), _) => refuse("oktmo", ApiWord::WrongOktmo),
            (Some(Some(oktmo)), Some(region)) if !policy.contains(region, oktmo) => {
                refuse("oktmo", ApiWord::WrongOktmo);
            }
            _ => {}
        }
        match (region, ogrn, opa_id) {
            (Some(region_code), Some(ogrn), Some(opa_id)) if wrong.is_empty() => Ok(Organization {
                name: self.name.as_deref().unwrap_or_default().into(),
                ogrn: Some(ogrn),
                level: Some(level),
                body_level: (level == Level::Subordinate).then_some(Level::Municipal),
                region_code: Some(region_code),
                oktmo: oktmo.flatten(),
                opa_id: Some(opa_id),
                messages_opa_id: Some(opa_id),
                messages_connected: Some(true),
                ..Organization::default()
            }),
            _ => Err(WebError::Invalid(wrong)),
        }
    }
}

/// The links that the page of this organisation must have.
#[utoipa::path(post, path = "/api/v1/links", tag = "links", request_body = TypedOrganization,
    responses((status = 200, description = "Its links.", body = LinksOfPages<'static>)))]
async fn typed(
    State(state): State<Context>,
    caller: Caller,
    QueryParams(Nothing): QueryParams<Nothing>,
    JsonBody(typed): JsonBody<TypedOrganization>,
) -> Result<Response, WebError> {
    let live = state.live();
    let organization = typed.organization(&live.policy, caller.lang)?;
    let links = vec![WireLinks::new(caller.lang, &live.policy, None, &organization)];
    json(StatusCode::OK, &LinksOfPages { policy: &live.kept_policy.id, links })
}

fn invalid(field: &'static str, detail: String) -> WebError {
    WebError::Invalid(vec![Wrong { field, detail }])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Result<Organization, Vec<&'static str>> {
        let typed: TypedOrganization = serde_json::from_str(text).unwrap();
        typed.organization(&Policy::built_in().unwrap(), Lang::En).map_err(|trouble| match trouble {
            WebError::Invalid(wrong) => wrong.into_iter().map(|one| one.field).collect(),
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn a_typed_organisation_gets_the_links_of_one_in_the_registry() {
        let text =
            r#"{"level":"municipal","region_code":"73","ogrn":"1027301172106","opa_id":"512345","oktmo":"73701000"}"#;
        let organization = typed(text).unwrap();
        let policy = Policy::built_in().unwrap();
        let links = WireLinks::new(Lang::En, &policy, None, &organization);
        let [messages, polls] = [links.messages.url.unwrap(), links.polls.url.unwrap()];
        assert!(polls.contains("73701000") && messages.contains("512345"), "{polls}");
    }

    #[test]
    fn each_wrong_field_is_told() {
        let text = r#"{"level":"subordinate","region_code":"00","ogrn":"1","opa_id":"0"}"#;
        assert_eq!(typed(text).unwrap_err(), ["region_code", "ogrn", "opa_id", "oktmo"]);
        let foreign =
            r#"{"level":"regional","region_code":"73","ogrn":"1027301172106","opa_id":"1","oktmo":"01701000"}"#;
        assert_eq!(typed(foreign).unwrap_err(), ["oktmo"]);
        let long =
            foreign.replace("01701000", "73701000").replacen('{', &format!("{{\"name\":\"{}\",", "я".repeat(501)), 1);
        assert_eq!(typed(&long).unwrap_err(), ["name"]);
    }
}
