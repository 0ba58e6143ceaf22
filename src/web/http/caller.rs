//! Who asks, and what they may do. Sessions, tokens and the word of a trusted proxy end here: handlers know a [`Caller`].

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, COOKIE, FORWARDED, HOST, USER_AGENT, VIA};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Uri};
use axum_extra::extract::cookie::CookieJar;

use super::error::WebError;
use super::listen::Peer;
use super::routes::Area;
use crate::Context;
use app::use_cases::{Actor, Standing};
use domain::access::{Action, Login, Rights, Role, Secret, SecretKind};
use domain::model::Scope;
use store::{Digest, Person, TokenUse, Who};
use words::Lang;

pub(crate) const SESSION_COOKIE: &str = "vkpa_session";
/// The same where the service is reached by https: browsers then take it from nowhere else.
pub(crate) const SAFE_SESSION_COOKIE: &str = "__Host-vkpa_session";
pub(crate) const LANG_COOKIE: &str = "vkpa_lang";
/// What proxies say of the client.
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Headers by which a proxy is known.
const SPEAK_OF_OTHERS: [HeaderName; 6] = [
    X_FORWARDED_FOR,
    FORWARDED,
    VIA,
    HeaderName::from_static("x-real-ip"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-proto"),
];

#[derive(Debug, Clone)]
pub struct Caller {
    who: Asker,
    rights: Option<Rights>,
    pub lang: Lang,
    /// The client's address, as far as trusted proxies tell it.
    pub address: IpAddr,
    /// Path and query of the request, to come back to.
    pub here: String,
    pub agent: String,
}

#[derive(Debug, Clone)]
enum Asker {
    Nobody,
    /// Whoever sits at this computer while nobody is registered.
    Local,
    /// A person; with the digest of the session, where there is one.
    Person(Arc<Person>, Option<Digest>),
    Token(Arc<TokenUse>),
}

impl Caller {
    /// Finds out who asks. Where that fails, the caller as a stranger comes with the reason.
    pub(crate) async fn of(state: &Context, request: &Parts, area: Area) -> Result<Self, (WebError, Self)> {
        let mut caller = Self::stranger(state, request);
        match caller.recognise(state, &request.headers, area, via(state, request)).await {
            Ok(()) => {
                let chosen = chosen_language(&request.uri, &request.headers);
                let own = caller.person().and_then(|person| person.language.as_deref()).and_then(Lang::parse);
                if let (None, Some(own)) = (chosen, own) {
                    caller.lang = own;
                }
                Ok(caller)
            }
            Err(trouble) => Err((trouble, caller)),
        }
    }

    /// Whoever asks, before anything is looked at that the store knows.
    pub(crate) fn stranger(state: &Context, request: &Parts) -> Self {
        let headers = &request.headers;
        let here = request.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned();
        let lang = chosen_language(&request.uri, headers).or_else(|| accepted_language(headers));
        Self {
            who: Asker::Nobody,
            rights: None,
            lang: lang.unwrap_or(state.options.lang),
            address: client_address(state, request),
            here,
            agent,
        }
    }

    async fn recognise(&mut self, state: &Context, headers: &HeaderMap, area: Area, via: Via) -> Result<(), WebError> {
        let now = state.clock.now();
        if !state.has_people().await? {
            // nobody is registered: this computer sees all, and no page of another site may ask in its name
            // behind a proxy, which `public_url` tells of, everybody would look like this computer
            let is_behind = state.options.public_url.is_some();
            if via == Via::Direct && !is_behind && self.address.is_loopback() && names_this_computer(headers) {
                self.who = Asker::Local;
                self.rights = Some(Rights { role: Role::Admin, scope: Scope::everything() });
            }
            return Ok(());
        }
        if let Some(text) = headers.get(AUTHORIZATION) {
            // whoever shows a token wants to be known by it, and by nothing else
            let secret = text.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")).and_then(Secret::parse);
            let secret = secret.filter(|secret| secret.kind() == SecretKind::Api).ok_or(WebError::SignIn)?;
            if area == Area::Page {
                return Err(WebError::SignIn);
            }
            let token = state.store.token(&secret.digest(), now).await?.ok_or(WebError::SignIn)?;
            self.rights = Some(token.rights.clone());
            self.who = Asker::Token(Arc::new(token));
            return Ok(());
        }
        if let Some(secret) = session_secret(headers, state.options.is_https()) {
            let found = state.store.session(&secret.digest(), state.options.session_idle, now).await?;
            if let Some(signed_in) = found {
                self.rights = Some(signed_in.person.rights.clone());
                self.who = Asker::Person(Arc::new(signed_in.person), Some(signed_in.session.digest));
                return Ok(());
            }
        }
        let header = state.options.sign_on_header.as_ref().filter(|_| via == Via::TrustedProxy);
        if let Some(login) = header.and_then(|header| headers.get(header)) {
            let login = login.to_str().ok().and_then(|text| Login::parse(text).ok()).ok_or(WebError::Forbidden)?;
            let person = state.store.person_by_login(&login).await?;
            let person = person.filter(|person| person.disabled_at.is_none()).ok_or(WebError::Forbidden)?;
            self.rights = Some(person.rights.clone());
            self.who = Asker::Person(Arc::new(person), None);
        }
        Ok(())
    }

    pub fn may(&self, action: Action) -> bool {
        self.rights.as_ref().is_some_and(|rights| rights.may(action))
    }

    /// Whose pages the caller may see.
    ///
    /// # Errors
    /// A stranger may see none.
    pub fn scope(&self) -> Result<&Scope, WebError> {
        self.rights.as_ref().map(|rights| &rights.scope).ok_or(WebError::SignIn)
    }

    /// What the caller may do with whose pages.
    ///
    /// # Errors
    /// A stranger may do nothing.
    pub fn rights(&self) -> Result<&Rights, WebError> {
        self.rights.as_ref().ok_or(WebError::SignIn)
    }

    pub const fn is_nobody(&self) -> bool {
        matches!(self.who, Asker::Nobody)
    }

    /// Whether it is this computer, while nobody is registered.
    pub const fn is_local(&self) -> bool {
        matches!(self.who, Asker::Local)
    }

    /// The person who asks, also by a token of theirs.
    pub fn person(&self) -> Option<&Person> {
        match &self.who {
            Asker::Person(person, _) => Some(person),
            Asker::Token(token) => Some(&token.person),
            Asker::Nobody | Asker::Local => None,
        }
    }

    pub fn session(&self) -> Option<&Digest> {
        match &self.who {
            Asker::Person(_, session) => session.as_ref(),
            _ => None,
        }
    }

    /// Takes over what became of the person of a session since the request came.
    pub(crate) fn changed_to(&mut self, person: Person) {
        if let Asker::Person(known, _) = &mut self.who {
            self.rights = Some(person.rights.clone());
            *known = Arc::new(person);
        }
    }

    pub fn token(&self) -> Option<&TokenUse> {
        match &self.who {
            Asker::Token(token) => Some(token),
            _ => None,
        }
    }

    pub fn shown_name(&self) -> Option<&str> {
        self.person().map(|person| person.name.as_str())
    }

    pub fn who(&self) -> Who {
        match self.person() {
            Some(person) => Who::person(person, self.address.to_string()),
            None if self.is_local() => Who::Cli { user: None },
            None => Who::System,
        }
    }

    /// As the use cases know whoever asks.
    pub fn actor(&self) -> Actor {
        let standing = match &self.who {
            Asker::Nobody => Standing::Stranger,
            Asker::Local => Standing::ThisComputer,
            Asker::Person(_, session) => Standing::SignedIn(*session),
            Asker::Token(_) => Standing::Token,
        };
        Actor { who: self.who(), standing, rights: self.rights.clone() }
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        // the gate puts it there; a handler that no gate stands before serves nobody
        parts.extensions.get::<Self>().cloned().ok_or(WebError::Internal)
    }
}

impl Context {
    /// Whether anybody is registered; once there is somebody, there always is.
    pub(crate) async fn has_people(&self) -> Result<bool, WebError> {
        if self.has_people.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let any = self.store.any_person().await?;
        if any {
            self.has_people.store(true, Ordering::Relaxed);
        }
        Ok(any)
    }

    /// Whether this is the address of a proxy whose word counts.
    fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.options.trusted_proxies.iter().any(|net| net.contains(&address))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Via {
    Direct,
    TrustedProxy,
    /// From somebody who speaks of others and is not to be believed.
    Other,
}

fn via(state: &Context, request: &Parts) -> Via {
    let peer = request.extensions.get::<Peer>().map(|peer| peer.0.ip());
    if peer.is_some_and(|peer| state.trusts(peer)) {
        return Via::TrustedProxy;
    }
    let speaks_of_others = SPEAK_OF_OTHERS.iter().any(|name| request.headers.contains_key(name));
    if speaks_of_others { Via::Other } else { Via::Direct }
}

/// The client's address: going back from the peer, the first that is no trusted proxy.
fn client_address(state: &Context, request: &Parts) -> IpAddr {
    let unknown = IpAddr::from([0, 0, 0, 0]);
    let peer = request.extensions.get::<Peer>().map_or(unknown, |peer| peer.0.ip().to_canonical());
    if !state.trusts(peer) {
        return peer;
    }
    let said: Vec<&str> = request
        .headers
        .get_all(X_FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut client = peer;
    for address in said.into_iter().rev() {
        // some proxies tell the port too
        let address = address.trim();
        let with_port = || address.parse::<SocketAddr>().ok().map(|address| address.ip());
        let Some(address) = address.parse().ok().or_else(with_port) else { break };
        client = address.to_canonical();
        if !state.trusts(client) {
            break;
        }
    }
    client
}

/// Whether the request names this computer as its host: a page of another site whose name leads here does not.
fn names_this_computer(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Under https only the cookie counts that no other site of the domain can set.
fn session_secret(headers: &HeaderMap, is_https: bool) -> Option<Secret> {
    let name = if is_https { SAFE_SESSION_COOKIE } else { SESSION_COOKIE };
    let jar = CookieJar::from_headers(headers);
    let cookie = jar.get(name)?;
    Secret::parse(cookie.value()).filter(|secret| secret.kind() == SecretKind::Session)
}

/// The language that the address or the cookie asks for.
fn chosen_language(uri: &Uri, headers: &HeaderMap) -> Option<Lang> {
    let asked = uri.query().and_then(|query| {
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == "lang")
            .and_then(|(_, lang)| Lang::parse(&lang))
    });
    let kept = || {
        headers.get(COOKIE)?;
        CookieJar::from_headers(headers).get(LANG_COOKIE).and_then(|cookie| Lang::parse(cookie.value()))
    };
    asked.or_else(kept)
}

/// The first language of the browser that the program speaks.
fn accepted_language(headers: &HeaderMap) -> Option<Lang> {
    let accepted = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    accepted.split(',').find_map(|one| Lang::parse(&one.trim().get(..2)?.to_ascii_lowercase()))
}
