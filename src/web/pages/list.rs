//! The list of pages.

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
use crate::lists::frame::{Badge, Chip, Choice, Field, Header, ListFrame, Moment, Shape, in_vk};
use crate::lists::places::{KnownPlaces, Places};
use crate::lists::totals::Totals;
use domain::model::{Code, Level, UnverifiedReason, Verdict};
use store::{PageCursor, PageOrder, PageQuery, PageRow, PageSort};
use words::web::frame::Frame;
use words::web::pages::ListSay;
use words::{self, Lang, visible};

const PATH: &str = "/pages";
const LEVEL: &str = "level";
const VERDICT: &str = "verdict";
const CODE: &str = "code";
/// Whether the last look failed.
const UNVERIFIED: &str = "unverified";
const KEYS: [&str; 8] = [REGION, MUNICIPALITY, LEVEL, VERDICT, CODE, UNVERIFIED, SEARCH, SORT];
const YES: &str = "yes";
const NO: &str = "no";

const fn words_of(order: PageOrder) -> ListSay {
    match (order.sort, order.descending) {
        (PageSort::Number, _) => ListSay::AsRegistered,
        (PageSort::Gravity, true) => ListSay::WorstFirst,
        (PageSort::Gravity, false) => ListSay::BestFirst,
        (PageSort::ChangedAt, true) => ListSay::ChangedLately,
        (PageSort::ChangedAt, false) => ListSay::ChangedLongAgo,
        (PageSort::LookedAt, false) => ListSay::LookedLongAgo,
        (PageSort::LookedAt, true) => ListSay::LookedLately,
        (PageSort::Name, false) => ListSay::ByName,
        (PageSort::Name, true) => ListSay::ByNameBackwards,
    }
}

/// A column by which pages can be ordered.
fn header(asked: &Asked, lang: Lang, sort: PageSort, words: ListSay) -> Header {
    let now = asked.text(SORT).and_then(PageOrder::parse).filter(|now| now.sort == sort);
    let next = PageOrder::ALL.iter().find(|order| order.sort == sort && now != Some(**order));
    let next = next.map_or("", |next| next.as_str());
    Header::new(asked, PATH, words.text(lang), now.map(|now| now.descending), next)
}

#[derive(Template)]
#[template(path = "pages/list.html")]
struct PagesView {
    layout: Layout,
    list: ListFrame,
    rows: Vec<Line>,
    is_empty_registry: bool,
    by_name: Header,
    by_gravity: Header,
    by_changed: Header,
    by_looked: Header,
}

pub(crate) struct Line {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) vk: Option<String>,
    pub(crate) organization: String,
    pub(crate) municipality: String,
    pub(crate) verdict: Badge,
    pub(crate) errors: String,
    pub(crate) warnings: String,
    pub(crate) changed: Option<Moment>,
    pub(crate) looked: Option<Moment>,
    /// Why the last look failed, and since when looks fail.
    pub(crate) trouble: Option<String>,
    pub(super) unseen_since: Option<Moment>,
}

impl Line {
    pub(crate) fn new(state: &Context, lang: Lang, row: &PageRow) -> Self {
        let moment = |at| Moment::new(lang, at, &state.options.time_zone);
        let reason = row.unverified_reason.as_deref();
        let words = |text: &str| {
            let known = UnverifiedReason::parse(text).map(|reason| words::reason(lang, reason).to_owned());
            known.unwrap_or_else(|| visible(text).into_owned())
        };
        let name = row.name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(&row.url);
        Self {
            id: row.id.get(),
            name: visible(name).into_owned(),
            address: visible(&row.url).into_owned(),
            vk: in_vk(&row.url),
            organization: visible(&row.organization).into_owned(),
            municipality: visible(&row.municipality).into_owned(),
            verdict: Badge::of_verdict(lang, &row.verdict),
            errors: words::number(lang, row.errors),
            warnings: words::number(lang, row.warnings),
            changed: row.changed_at.map(moment),
            looked: row.looked_at.map(moment),
            trouble: reason.map(words),
            unseen_since: row.unverified_since.map(moment),
        }
    }
}

/// What is asked for, of what the caller may see; no query where that is nothing.
pub(crate) struct ListParams {
    pub(crate) asked: Asked,
    pub(crate) places: Places,
    pub(crate) query: Option<PageQuery>,
}

impl ListParams {
    /// Reads the address.
    ///
    /// # Errors
    /// Something in it makes no sense, or the store cannot be read.
    pub(crate) async fn read(
        known: &KnownPlaces,
        caller: &Caller,
        pairs: Vec<(String, String)>,
    ) -> Result<Self, WebError> {
        let asked = Asked::new(caller.lang, &KEYS, pairs);
        let own = caller.scope()?;
        let places = Places::of(known, own).await?;
        let order = asked.parsed(SORT, PageOrder::parse)?;
        let (sort, descending) = order.map_or((PageSort::Number, false), |order| (order.sort, order.descending));
        let mut query = PageQuery {
            sort,
            descending,
            level: asked.parsed(LEVEL, Level::parse)?,
            verdict: asked.parsed(VERDICT, words::listing::verdict)?,
            code: asked.parsed(CODE, Code::parse)?,
            unverified: asked.parsed(UNVERIFIED, |text| match text {
                YES => Some(true),
                NO => Some(false),
                _ => None,
            })?,
            search: asked.search()?,
            cursor: asked.parsed(AFTER, |text| PageCursor::parse(sort, text))?,
            ..PageQuery::within(own.clone())
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
    let ListParams { asked, places, query } = ListParams::read(&known, &caller, pairs).await?;
    let (mut rows, mut total) = (Vec::new(), 0);
    let mut sort = PageSort::Number;
    if let Some(query) = query {
        sort = query.sort;
        total = totals.pages(&query).await?;
        rows = state.store.pages(&PageQuery { limit: ROWS + 1, ..query }).await?;
    }
    let has_more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let last = rows.last().filter(|_| has_more).map(|row| PageCursor::of(row, sort).to_string());
    let mut fields = fields(&state, lang, &asked, &places);
    let chips = Chip::of_fields(&asked, PATH, &fields);
    let orders = PageOrder::ALL.iter().map(|order| (order.as_str(), words_of(*order).text(lang).to_owned()));
    let (label, usual) = (ListSay::SortedBy.text(lang), ListSay::AsRegistered.text(lang));
    fields.push(Field::select(SORT, label, usual, Choice::all(asked.text(SORT), orders)));
    let header = |sort, words| header(&asked, lang, sort, words);
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
    page(&PagesView {
        layout: Layout::new(&state, &caller, PATH),
        is_empty_registry: total == 0 && asked.is_everything(),
        rows: rows.iter().map(|row| Line::new(&state, lang, row)).collect(),
        by_name: header(PageSort::Name, ListSay::Organization),
        by_gravity: header(PageSort::Gravity, ListSay::ErrorsWarnings),
        by_changed: header(PageSort::ChangedAt, ListSay::Changed),
        by_looked: header(PageSort::LookedAt, ListSay::LookedAt),
        list,
    })
}

fn fields(state: &Context, lang: Lang, asked: &Asked, places: &Places) -> Vec<Field> {
    let say = |word: ListSay| word.text(lang);
    let select = |name: &'static str, label, all, choices: Vec<(&str, String)>| {
        Field::select(name, say(label), say(all), Choice::all(asked.text(name), choices))
    };
    let mut fields = vec![Field::written(
        SEARCH,
        say(ListSay::Search),
        "search",
        asked.text(SEARCH).unwrap_or_default(),
        Vec::new(),
    )];
    fields.extend(places.fields(asked, &state.live().policy, lang));
    let verdicts = Verdict::ALL.map(|one| {
        let badge = Badge::of_verdict(lang, &one.into());
        (one.as_str(), format!("{} {}", badge.mark, badge.words))
    });
    fields.push(select(VERDICT, ListSay::Verdict, ListSay::AnyVerdict, verdicts.into()));
    let codes = Code::ALL.iter().map(|code| (code.as_str(), words::code(lang, *code).to_owned()));
    fields.push(select(CODE, ListSay::Code, ListSay::AnyCode, codes.collect()));
    let levels = Level::ALL.into_iter().map(|level| (level.as_str(), words::level(lang, level).to_owned()));
    fields.push(select(LEVEL, ListSay::Level, ListSay::AnyLevel, levels.collect()));
    let sights = [(YES, ListSay::SightFailed), (NO, ListSay::SightWorked)];
    let sights = sights.map(|(value, word)| (value, say(word).to_owned()));
    fields.push(select(UNVERIFIED, ListSay::Sight, ListSay::AnySight, sights.into()));
    fields
}
