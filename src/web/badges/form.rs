//! Addresses of badges: whoever sees all pages of a municipality may let anybody see their share without violations.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;
use url::Url;

use super::image::FIGURE;
use crate::Context;
use crate::feeds::base;
use crate::forms::field::{Field, Sent};
use crate::forms::secrets::SecretView;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::FormBody;
use crate::http::routes::{Admit, Routes};
use crate::scope::form::{Places, labels};
use domain::access::{Action, Badge, SigningKey};
use domain::model::{Municipality, Scope};
use domain::policy::Policy;
use store::{BADGE_KEY, JournalAction, JournalNote};
use system::entropy::random;
use words::web::access::{Access, Account};
use words::{Lang, visible};

pub(crate) fn routes() -> Routes {
    Routes::new().form("/account/badges", Admit::May(Action::MakeBadges), make)
}

/// The pages of one municipality, in the words that every version signs: an address made now is good in versions before.
fn scope_of(municipality: &Municipality) -> Option<Scope> {
    let bare = Municipality { region: None, name: municipality.name.clone() };
    Some(Scope { regions: vec![municipality.region?], municipalities: vec![bare], ..Scope::everything() })
}

/// The municipalities that the caller sees as a whole; `None` where there is none.
pub(crate) fn badge_choices(
    lang: Lang,
    policy: &Policy,
    caller: &Caller,
    places: &Places,
) -> Result<Option<Field>, WebError> {
    let own = caller.scope()?;
    let whole = |place: &&Municipality| scope_of(place).is_some_and(|scope| scope.within(own));
    let whole: Vec<Municipality> = places.municipalities().iter().filter(whole).cloned().collect();
    let choices: Vec<(String, String)> = whole.iter().map(ToString::to_string).zip(labels(&whole, policy)).collect();
    let field = Field::options(
        "place",
        Account::Municipality.text(lang),
        choices.iter().map(|(value, label)| (value.as_str(), label.clone())),
        "",
    );
    Ok((!choices.is_empty()).then_some(field))
}

async fn make(
    State(state): State<Context>,
    caller: Caller,
    headers: HeaderMap,
    FormBody(sent): FormBody<Sent>,
) -> Result<Response, WebError> {
    let (lang, now) = (caller.lang, state.clock.now());
    let own = caller.scope()?;
    let places = Places::of(&state, own).await?;
    let wanted = Municipality::from(sent.one("place"));
    let unknown = || WebError::Conflict(Access::UnknownPlace.text(lang).to_owned());
    let scope = places.municipalities().contains(&wanted).then(|| scope_of(&wanted)).flatten();
    let scope = scope.filter(|scope| scope.within(own)).ok_or_else(unknown)?;
    let (region, name) = (scope.regions[0].to_string(), &wanted.name);
    let fresh = SigningKey::new(random()?);
    let key = state.store.signing_key(BADGE_KEY, &fresh, now).await?;
    let signature = Badge { figure: FIGURE, scope: &scope }.sign(&key);
    let path = format!("badges/{signature}/badge.svg");
    let base = base(&state, &headers)?;
    let mut address = base.join(&path).map_err(|_| WebError::Internal)?;
    address.query_pairs_mut().append_pair("region", &region).append_pair("municipality", name);
    let note = JournalNote {
        action: JournalAction::BadgeMade,
        object: name.clone(),
        detail: json!({ "region": region, "municipality": name }),
    };
    state.store.note(&caller.who(), note, now).await?;
    let shown = visible(name).into_owned();
    let view = SecretView {
        title: Account::BadgeMade.text(lang),
        lead: Account::BadgesLead.text(lang),
        secrets: snippets(lang, &address, &shown),
        picture: Some((format!("/{path}?{}", address.query().unwrap_or_default()), shown)),
        ..SecretView::new(&state, &caller, "/account", "/account")
    };
    view.answer()
}

fn snippets(lang: Lang, address: &Url, name: &str) -> Vec<(String, String)> {
    let plain = |text: &str, signs: &[(char, &str)]| -> String {
        let escaped = |sign: char| signs.iter().find(|(one, _)| *one == sign).map(|(_, escape)| (*escape).to_owned());
        text.chars().map(|sign| escaped(sign).unwrap_or_else(|| sign.to_string())).collect()
    };
    let html = [('&', "&amp;"), ('"', "&quot;"), ('<', "&lt;"), ('>', "&gt;")];
    let markdown = [('[', "\\["), (']', "\\]"), ('\\', "\\\\")];
    vec![
        (Account::Address.text(lang).to_owned(), address.to_string()),
        ("HTML".to_owned(), format!("<img src=\"{}\" alt=\"{}\">", plain(address.as_str(), &html), plain(name, &html))),
        ("Markdown".to_owned(), format!("![{}]({address})", plain(name, &markdown))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::model::RegionCode;

    #[test]
    fn a_badge_is_for_whoever_sees_the_whole_municipality() {
        let municipality = scope_of(&Municipality::from("73:город Ульяновск")).unwrap();
        assert_eq!(scope_of(&Municipality::from("город Ульяновск")), None);
        let of = |regions: &[&str], municipalities: &[&str]| Scope {
            regions: regions.iter().map(|code| RegionCode::parse(code).unwrap()).collect(),
            municipalities: municipalities.iter().map(|text| Municipality::from(*text)).collect(),
            ..Scope::everything()
        };
        for (own, sees) in [
            (Scope::everything(), true),
            (of(&["73"], &[]), true),
            (of(&[], &["город Ульяновск"]), true),
            (of(&[], &["73:город Ульяновск"]), true),
            (of(&[], &["16:город Ульяновск"]), false),
            (of(&["16"], &[]), false),
            (of(&[], &["город Димитровград"]), false),
        ] {
            assert_eq!(municipality.within(&own), sees, "{own:?}");
        }
        let one = domain::model::Ogrn::parse("1027301172106").unwrap();
        assert!(!municipality.within(&Scope { organizations: vec![one], ..Scope::everything() }));
    }

    #[test]
    fn snippets_hold_no_markup_of_a_name() {
        let address = Url::parse("https://audit.example/badges/a/badge.svg?region=73&municipality=%22").unwrap();
        let snippets = snippets(Lang::Ru, &address, "\"><script>]");
        assert!(snippets[1].1.contains("&amp;municipality") && !snippets[1].1.contains("<script"));
        assert!(snippets[2].1.contains("\\]"));
    }
}
