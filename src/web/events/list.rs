//! What is new: the log, the newest first, day by day.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;

use super::news::News;
use crate::Context;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::Query;
use crate::layout::{Layout, page};
use crate::lists::ROWS;
use crate::lists::asked::{AFTER, Asked, MUNICIPALITY, REGION};
use crate::lists::frame::{Chip, Choice, Field, ListFrame, Shape};
use crate::lists::places::{KnownPlaces, Places};
use domain::access::Action;
use store::{EventKind, EventQuery, EventRow};
use words::listing::{Vocabulary, term};
use words::web::frame::Frame;
use words::web::pages::ListSay;
use words::{self, Lang};

const PATH: &str = "/events";
const KIND: &str = "kind";
const FROM: &str = "from";
const TO: &str = "to";
const PAGE: &str = "page";
const KEYS: [&str; 6] = [KIND, FROM, TO, PAGE, REGION, MUNICIPALITY];

#[derive(Template)]
#[template(path = "events/list.html")]
struct EventsView {
    layout: Layout,
    list: ListFrame,
    days: Vec<Day>,
    is_nothing_yet: bool,
    has_feeds: bool,
    has_runs: bool,
}

impl EventsView {
    const fn list_word(&self, word: ListSay) -> &'static str {
        word.text(self.list.lang)
    }
}

pub(crate) struct Day {
    pub(crate) name: String,
    pub(crate) events: Vec<News>,
}

/// What is asked for, of what the caller may see; no query where that is nothing.
pub(crate) struct ListParams {
    pub(crate) asked: Asked,
    pub(crate) places: Places,
    pub(crate) query: Option<EventQuery>,
}

impl ListParams {
    /// Reads the address.
    ///
    /// # Errors
    /// Something in it makes no sense, or the store cannot be read.
    pub(crate) async fn read(
        state: &Context,
        known: &KnownPlaces,
        caller: &Caller,
        pairs: Vec<(String, String)>,
    ) -> Result<Self, WebError> {
        let asked = Asked::new(caller.lang, &KEYS, pairs);
        let own = caller.scope()?;
        let places = Places::of(known, own).await?;
        let zone = &state.options.time_zone;
        let mut query = EventQuery {
            kinds: asked.parsed(KIND, EventKind::parse)?.into_iter().collect(),
            page: asked.parsed(PAGE, |text| text.parse().ok())?,
            since: asked.since(FROM, zone)?,
            until: asked.until(TO, zone)?,
            after: asked.parsed(AFTER, |text| text.parse().ok())?,
            newest_first: true,
            ..EventQuery::within(own.clone())
        };
        let query = places.scope(known, &asked, own).await?.map(|scope| {
            query.scope = scope;
            query
        });
        Ok(Self { asked, places, query })
    }
}

pub(crate) async fn show(
    State(state): State<Context>,
    State(known): State<KnownPlaces>,
    caller: Caller,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let lang = caller.lang;
    let ListParams { asked, places, query } = ListParams::read(&state, &known, &caller, pairs).await?;
    let mut rows = match query {
        Some(query) => state.store.events(&EventQuery { limit: ROWS + 1, ..query }).await?,
        None => Vec::new(),
    };
    let has_more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let last = rows.last().filter(|_| has_more).map(|row| row.event.seq.to_string());
    let fields = fields(&state, lang, &asked, &places);
    let mut chips = Chip::of_fields(&asked, PATH, &fields);
    let kept: Vec<(&'static str, String)> = asked.text(PAGE).map(|page| (PAGE, page.to_owned())).into_iter().collect();
    if !kept.is_empty() {
        chips.push(Chip { words: ListSay::OfOnePage.text(lang).to_owned(), drop: asked.link(PATH, &[PAGE], &[]) });
    }
    let list = ListFrame {
        lang,
        path: PATH,
        chips,
        fields,
        kept,
        found: None,
        first: asked.text(AFTER).map(|_| asked.link(PATH, &[], &[])),
        next: last.map(|last| asked.link(PATH, &[], &[(AFTER, &last)])),
        files: if rows.is_empty() { Vec::new() } else { ListFrame::files(&asked, PATH) },
    };
    page(&EventsView {
        layout: Layout::new(&state, &caller, PATH),
        is_nothing_yet: rows.is_empty() && asked.is_everything(),
        days: days(&state, lang, &rows),
        has_feeds: caller.may(Action::MakeFeeds) && !caller.is_local(),
        has_runs: caller.may(Action::SeeRuns),
        list,
    })
}

/// The events by the days of the reader's zone, in the order of the log.
pub(crate) fn days(state: &Context, lang: Lang, rows: &[EventRow]) -> Vec<Day> {
    let zone = &state.options.time_zone;
    let mut days: Vec<Day> = Vec::new();
    let mut last: Option<Date> = None;
    for row in rows {
        let day = row.event.at.to_zoned(zone.clone()).date();
        if last != Some(day) {
            last = Some(day);
            days.push(Day { name: words::date(lang, row.event.at, zone), events: Vec::new() });
        }
        if let Some(day) = days.last_mut() {
            day.events.push(News::new(lang, row, zone));
        }
    }
    days
}

fn fields(state: &Context, lang: Lang, asked: &Asked, places: &Places) -> Vec<Field> {
    let say = |word: ListSay| word.text(lang);
    let kinds = EventKind::ALL.iter().map(|kind| {
        let words = term(lang, Vocabulary::EventKind, kind.as_str()).unwrap_or(kind.as_str());
        (kind.as_str(), words.to_owned())
    });
    let day = |name: &'static str, label| {
        Field::written(name, say(label), "date", asked.text(name).unwrap_or_default(), Vec::new())
    };
    let kinds = Choice::all(asked.text(KIND), kinds);
    let mut fields = vec![Field::select(KIND, say(ListSay::Kind), say(ListSay::AnyKind), kinds)];
    fields.extend([day(FROM, ListSay::From), day(TO, ListSay::To)]);
    fields.extend(places.fields(asked, &state.live().policy, lang));
    fields
}
