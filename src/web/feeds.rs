//! Feeds of what appeared and what was fixed, for whoever has their address: the token in it opens its owner's pages for
//! reading, and is told nowhere else, neither in the feed nor in the log.

use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, HOST, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LINK, REFERRER_POLICY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use url::Url;

use crate::Context;
use crate::api::{Place, QueryParams, query_params};
use crate::http::caller::Caller;
use crate::http::entity_tag::has_tag;
use crate::http::error::WebError;
use crate::http::extract::PathParam;
use crate::http::routes::{Admit, Routes};
use app::feed::{
    self, BEFORE, Channel, FeedFormat, LOG_MEDIA_TYPE, LogId, LogQuery, NewsQuery, Validators, content_etag, log_lines,
    log_mark, log_page, news,
};
use domain::access::{Secret, SecretKind, SigningKey};
use domain::model::Scope;
use store::{EventKind, TokenUse, hex};
use system::entropy::random;
use words::{Lang, listing};

/// The name of the key that the permanent name of the log is made of.
const LOG_KEY: &str = "log";
const LOG_LETTERS: usize = 32;
/// Readers ask again each time, and nobody between keeps what only the owner of the address may see.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

pub(crate) fn routes() -> Routes {
    Routes::new()
        .plain("/feeds/{token}/news.atom", Admit::Bearer, atom)
        .plain("/feeds/{token}/news.rss", Admit::Bearer, rss)
        .plain("/feeds/{token}/news.json", Admit::Bearer, json)
        .plain("/feeds/{token}/events.ndjson", Admit::Bearer, log)
}

query_params! {
    /// Which part of a feed.
    NewsAsked {
        before: Option<Place> = "Only what stands before this place of the log.",
        limit: Option<Place> = "How many entries at the most.",
    }
}

query_params! {
    /// Which part of the log.
    LogAsked {
        after: Option<Place> = "Only what stands after this place of the log.",
        kind: Vec<EventKind> = "Of one of these kinds.",
        limit: Option<Place> = "How many events at the most.",
    }
}

type Asked<T> = Result<QueryParams<T>, WebError>;

async fn atom(
    State(state): State<Context>,
    caller: Caller,
    headers: HeaderMap,
    PathParam(token): PathParam<String>,
    asked: Asked<NewsAsked>,
) -> Result<Response, WebError> {
    serve(&state, &caller, &headers, &token, asked, FeedFormat::Atom).await
}

async fn rss(
    State(state): State<Context>,
    caller: Caller,
    headers: HeaderMap,
    PathParam(token): PathParam<String>,
    asked: Asked<NewsAsked>,
) -> Result<Response, WebError> {
    serve(&state, &caller, &headers, &token, asked, FeedFormat::Rss).await
}

async fn json(
    State(state): State<Context>,
    caller: Caller,
    headers: HeaderMap,
    PathParam(token): PathParam<String>,
    asked: Asked<NewsAsked>,
) -> Result<Response, WebError> {
    serve(&state, &caller, &headers, &token, asked, FeedFormat::Json).await
}

/// Whose feed it is. What opens nothing is not there, whatever is wrong with it.
async fn opened(state: &Context, token: &str) -> Result<TokenUse, WebError> {
    let secret = Secret::parse(token).filter(|secret| secret.kind() == SecretKind::Feed).ok_or(WebError::NotFound)?;
    let used = state.store.token(&secret.digest(), state.clock.now()).await?.ok_or(WebError::NotFound)?;
    if used.token.kind == SecretKind::Feed { Ok(used) } else { Err(WebError::NotFound) }
}

async fn serve(
    state: &Context,
    caller: &Caller,
    headers: &HeaderMap,
    token: &str,
    asked: Asked<NewsAsked>,
    format: FeedFormat,
) -> Result<Response, WebError> {
    let used = opened(state, token).await?;
    let QueryParams(asked) = asked?;
    let scope = &used.rights.scope;
    let limit = asked.limit.map_or(NewsQuery::USUAL_LIMIT, Place::size).clamp(1, NewsQuery::MOST);
    let query = NewsQuery { scope: scope.clone(), before: asked.before.map(Place::get), limit };
    let lang = language(caller, &used);
    let (log, base) = (log_id(state).await?, base(state, headers)?);
    let mut own = base.join(&format!("feeds/news.{}", format.as_str())).map_err(|_| WebError::Internal)?;
    own.query_pairs_mut().append_pair("lang", lang.as_str());
    let subject = subject(scope, lang);
    let channel = Channel {
        log: &log,
        base: &base,
        self_url: &own,
        subject: subject.as_deref(),
        scope,
        lang,
        time_zone: &state.options.time_zone,
    };
    let validators = Validators::of_news(format, &channel, &query, &log_mark(&state.store).await?);
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let mut response = if validators.is_known(header(IF_NONE_MATCH), header(IF_MODIFIED_SINCE)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let news = news(&state.store, &query).await?;
        let mut body = Vec::new();
        feed::write(format, &channel, &news, &mut body).map_err(|error| {
            tracing::error!("a feed cannot be written: {error}");
            WebError::Internal
        })?;
        let mut response = body.into_response();
        if let Some(before) = news.next {
            // relative, and in a header: the feed itself must not hold the token, whoever it is shown to
            let next = format!(
                "<news.{}?{BEFORE}={before}&limit={limit}&lang={}>; rel=\"next\"",
                format.as_str(),
                lang.as_str()
            );
            insert(&mut response, LINK, &next)?;
        }
        response
    };
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    insert(&mut response, ETAG, &validators.etag)?;
    if let Some(modified) = &validators.last_modified {
        insert(&mut response, LAST_MODIFIED, modified)?;
    }
    Ok(closed(response))
}

async fn log(
    State(state): State<Context>,
    headers: HeaderMap,
    PathParam(token): PathParam<String>,
    asked: Asked<LogAsked>,
) -> Result<Response, WebError> {
    let used = opened(&state, &token).await?;
    let QueryParams(asked) = asked?;
    let limit = asked.limit.map_or(LogQuery::USUAL_LIMIT, Place::size).clamp(1, LogQuery::MOST);
    let query = LogQuery {
        scope: used.rights.scope.clone(),
        kinds: asked.kind,
        after: asked.after.map_or(0, Place::get),
        limit,
    };
    let part = log_page(&state.store, &query).await?;
    let lines = log_lines(&part.rows);
    let tag = content_etag(&lines);
    let is_known = has_tag(&headers, &IF_NONE_MATCH, &tag, true);
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { lines.into_response() };
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(LOG_MEDIA_TYPE));
    insert(&mut response, ETAG, &tag)?;
    if part.has_more {
        insert(&mut response, LINK, &format!("<events.ndjson?after={}&limit={limit}>; rel=\"next\"", part.cursor))?;
    }
    response.headers_mut().insert("x-next-after", HeaderValue::from(part.cursor));
    Ok(closed(response))
}

fn insert(response: &mut Response, name: axum::http::HeaderName, value: &str) -> Result<(), WebError> {
    response.headers_mut().insert(name, HeaderValue::from_str(value).map_err(|_| WebError::Internal)?);
    Ok(())
}

/// Nobody between keeps it, and no link in it tells where it was read.
fn closed(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, PRIVATE);
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// The one that the address asks for, else that of the owner: readers of feeds do not speak for people.
fn language(caller: &Caller, used: &TokenUse) -> Lang {
    let query = caller.here.split_once('?').map_or("", |(_, query)| query);
    let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang");
    let asked = asked.and_then(|(_, lang)| Lang::parse(&lang));
    asked.or_else(|| used.person.language.as_deref().and_then(Lang::parse)).unwrap_or(caller.lang)
}

/// Whose pages, in words.
fn subject(scope: &Scope, lang: Lang) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    if !scope.regions.is_empty() {
        let codes: Vec<String> = scope.regions.iter().map(ToString::to_string).collect();
        parts.push(format!("{} {}", listing::ListWord::RegionCode.text(lang), codes.join(", ")));
    }
    parts.extend(scope.municipalities.iter().map(words::municipality));
    if !scope.organizations.is_empty() {
        let ogrns: Vec<String> = scope.organizations.iter().map(ToString::to_string).collect();
        parts.push(format!("{} {}", listing::ListWord::Ogrn.text(lang), ogrns.join(", ")));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The permanent name of the log: made once with the store, and the same wherever the service is reached.
async fn log_id(state: &Context) -> Result<LogId, WebError> {
    let fresh = SigningKey::new(random()?);
    let key = state.store.signing_key(LOG_KEY, &fresh, state.clock.now()).await?;
    let name = hex(&store::digest_of(key.expose()));
    name[..LOG_LETTERS].parse().map_err(|_| WebError::Internal)
}

/// Where the dashboard is: as the operator says, else as the reader found it.
pub(crate) fn base(state: &Context, headers: &HeaderMap) -> Result<Url, WebError> {
    let text = if let Some(url) = &state.options.public_url {
        format!("{url}/")
    } else {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        format!("http://{host}/")
    };
    let fallback = || Url::parse("http://localhost/").ok();
    Url::parse(&text)
        .ok()
        .filter(|url| url.path() == "/" || state.options.public_url.is_some())
        .or_else(fallback)
        .ok_or(WebError::Internal)
}
