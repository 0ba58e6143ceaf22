//! The list of findings.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::Context;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::Query;
use crate::layout::{Layout, page};
use crate::lists::ROWS;
use crate::lists::asked::{AFTER, Asked, MUNICIPALITY, REGION, SEARCH, SORT};
use crate::lists::frame::{Badge, Chip, Choice, Field, Header, ListFrame, Moment, Shape, in_vk, shortened};
use crate::lists::places::{KnownPlaces, Places};
use crate::lists::totals::Totals;
use app::history::cells;
use domain::findings::State as FindingState;
use domain::model::{Code, Form, Severity};
use store::{FindingCursor, FindingOrder, FindingQuery, FindingRow, FindingSort};
use words::listing::{Vocabulary, term};
use words::web::frame::Frame;
use words::web::pages::ListSay;
use words::{self, Lang, visible};

const PATH: &str = "/findings";
const STATE: &str = "state";
const CODE: &str = "code";
const SEVERITY: &str = "severity";
const FORM: &str = "form";
const SINCE: &str = "since";
const KEYS: [&str; 9] = [STATE, CODE, SEVERITY, FORM, SINCE, REGION, MUNICIPALITY, SEARCH, SORT];
/// The order where nobody says: the newest first.
const USUAL: FindingOrder = FindingOrder { sort: FindingSort::OpenedAt, descending: true };
/// Findings in whatever state.
const ALL_STATES: &str = "all";

#[derive(Template)]
#[template(path = "findings/list.html")]
struct FindingsView {
    layout: Layout,
    list: ListFrame,
    rows: Vec<Line>,
    is_nothing_open: bool,
    by_opening: Header,
}

const fn words_of(order: FindingOrder) -> ListSay {
    if order.descending { ListSay::NewestFirst } else { ListSay::OldestFirst }
}

struct Line {
    page: i64,
    severity: Badge,
    message: String,
    code: String,
    /// Where it stands, unless it is open.
    state: Option<String>,
    whose: String,
    address: String,
    vk: Option<String>,
    municipality: String,
    since: Moment,
    closed: Option<Moment>,
    observed: String,
    expected: String,
}

impl Line {
    fn new(state: &Context, lang: Lang, row: &FindingRow) -> Self {
        let moment = |at| Moment::new(lang, at, &state.options.time_zone);
        let mut message = String::new();
        words::push_message(lang, &cells::violation(row, None, None), &mut message);
        let whose = if row.organization.is_empty() { &row.url } else { &row.organization };
        let is_open = row.state == FindingState::Open;
        Self {
            page: row.page.get(),
            severity: Badge::of_severity(lang, &row.severity),
            message,
            code: visible(row.code.as_str()).into_owned(),
            state: if is_open { None } else { Some(state_words(lang, row)) },
            whose: visible(whose).into_owned(),
            address: visible(&row.url).into_owned(),
            vk: in_vk(&row.url),
            municipality: visible(&row.municipality).into_owned(),
            since: moment(row.opened_at),
            closed: row.closed_at.filter(|_| row.state == FindingState::Closed).map(moment),
            observed: shortened(row.observed.as_deref().unwrap_or_default()),
            expected: shortened(row.expected.as_deref().unwrap_or_default()),
        }
    }
}

/// Where a finding stands; a state that this version does not know stands as it is.
fn state_words(lang: Lang, row: &FindingRow) -> String {
    let state = row.state.as_str();
    term(lang, Vocabulary::FindingState, state).map_or_else(|| visible(state).into_owned(), str::to_owned)
}

/// What is asked for, of what the caller may see; no query where that is nothing.
pub(crate) struct ListParams {
    pub(crate) asked: Asked,
    pub(crate) places: Places,
    pub(crate) query: Option<FindingQuery>,
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
        let states = match asked.text(STATE) {
            None => vec![FindingState::Open],
            Some(ALL_STATES) => Vec::new(),
            Some(text) => vec![FindingState::parse(text).ok_or_else(|| asked.bad())?],
        };
        let FindingOrder { sort, descending } = asked.parsed(SORT, FindingOrder::parse)?.unwrap_or(USUAL);
        let mut query = FindingQuery {
            sort,
            descending,
            states,
            codes: asked.parsed(CODE, Code::parse)?.into_iter().collect(),
            severities: asked.parsed(SEVERITY, Severity::parse)?.into_iter().collect(),
            form: asked.parsed(FORM, Form::parse)?,
            opened_since: asked.since(SINCE, &state.options.time_zone)?,
            search: asked.search()?,
            cursor: asked.parsed(AFTER, |text| FindingCursor::parse(sort, text))?,
            ..FindingQuery::within(own.clone())
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
    State(totals): State<Totals>,
    caller: Caller,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let lang = caller.lang;
    let ListParams { asked, places, query } = ListParams::read(&state, &known, &caller, pairs).await?;
    let (mut rows, mut total) = (Vec::new(), 0);
    if let Some(query) = query {
        total = totals.findings(&query).await?;
        rows = state.store.findings(&FindingQuery { limit: ROWS + 1, ..query }).await?;
    }
    let has_more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let order = asked.text(SORT).and_then(FindingOrder::parse).unwrap_or(USUAL);
    let last = rows.last().filter(|_| has_more).map(|row| FindingCursor::of(row, order.sort).to_string());
    let mut fields = fields(&state, lang, &asked, &places);
    let chips = Chip::of_fields(&asked, PATH, &fields);
    let others = || FindingOrder::ALL.iter().copied().filter(|other| *other != USUAL);
    let orders = others().map(|order| (order.as_str(), words_of(order).text(lang).to_owned()));
    let (label, usual) = (ListSay::SortedBy.text(lang), words_of(USUAL).text(lang));
    fields.push(Field::select(SORT, label, usual, Choice::all(asked.text(SORT), orders)));
    let next = others().find(|_| order == USUAL).map_or("", FindingOrder::as_str);
    let by_opening = Header::new(&asked, PATH, ListSay::Since.text(lang), Some(order.descending), next);
    let list = ListFrame {
        lang,
        path: PATH,
        chips,
        fields,
        kept: Vec::new(),
        found: Some(words::number(lang, total)),
        first: asked.text(AFTER).map(|_| asked.link(PATH, &[], &[])),
        next: last.map(|last| asked.link(PATH, &[], &[(AFTER, &last)])),
        files: if total > 0 { ListFrame::files(&asked, PATH) } else { Vec::new() },
    };
    page(&FindingsView {
        layout: Layout::new(&state, &caller, PATH),
        is_nothing_open: total == 0 && asked.is_everything(),
        rows: rows.iter().map(|row| Line::new(&state, lang, row)).collect(),
        by_opening,
        list,
    })
}

fn fields(state: &Context, lang: Lang, asked: &Asked, places: &Places) -> Vec<Field> {
    let say = |word: ListSay| word.text(lang);
    let select = |name: &'static str, label, all, choices: Vec<(&str, String)>| {
        Field::select(name, say(label), say(all), Choice::all(asked.text(name), choices))
    };
    let written = |name: &'static str, label, kind| {
        Field::written(name, say(label), kind, asked.text(name).unwrap_or_default(), Vec::new())
    };
    let mut fields = vec![written(SEARCH, ListSay::Search, "search")];
    fields.extend(places.fields(asked, &state.live().policy, lang));
    let others = [FindingState::Suspected, FindingState::Returning, FindingState::Closed];
    let words = |state: FindingState| term(lang, Vocabulary::FindingState, state.as_str()).unwrap_or_default();
    let mut states: Vec<(&str, String)> = others.map(|state| (state.as_str(), words(state).to_owned())).into();
    states.push((ALL_STATES, say(ListSay::AnyState).to_owned()));
    fields.push(select(STATE, ListSay::State, ListSay::OpenOnly, states));
    let codes = Code::ALL.iter().map(|code| (code.as_str(), words::code(lang, *code).to_owned()));
    fields.push(select(CODE, ListSay::Code, ListSay::AnyCode, codes.collect()));
    let severities = [Severity::Error, Severity::Warning, Severity::Notice].map(|one| {
        let badge = Badge::of_severity(lang, &one.into());
        (one.as_str(), format!("{} {}", badge.mark, badge.words))
    });
    fields.push(select(SEVERITY, ListSay::Severity, ListSay::AnySeverity, severities.into()));
    let forms = Form::ALL.map(|form| (form.as_str(), words::form(form).to_owned()));
    fields.push(select(FORM, ListSay::Form, ListSay::AnyForm, forms.into()));
    fields.push(written(SINCE, ListSay::OpenedSince, "date"));
    fields
}
