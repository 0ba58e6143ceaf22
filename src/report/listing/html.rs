//! A list as one self-contained page: a table with a caption, no script, every foreign text escaped.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use askama::Template;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use sha2::{Digest, Sha256};

use super::shown::{StatusStyle, target, text, tone};
use super::{Cell, Column, End, Heading, Kind, Rows, table};
use crate::html::{STYLE, render};
use crate::ndjson::buffered;
use crate::wire::rfc3339;
use crate::{Output, ReportOptions};
use words::listing::ListWord;
use words::{Lang, Word, date_time};

/// What lists need beside the style of reports.
const LIST_STYLE: &str = include_str!("../templates/list.css");

/// Writes rows as they come.
pub(super) struct HtmlRows {
    out: BufWriter<Output>,
    columns: Vec<Column>,
    options: ReportOptions,
}

impl HtmlRows {
    pub(super) fn new(heading: &Heading<'_>, options: ReportOptions, out: Output) -> io::Result<Self> {
        let mut out = buffered(out);
        let lang = options.lang;
        let style = format!("{STYLE}{LIST_STYLE}");
        let head = HeadView {
            lang,
            style_digest: BASE64.encode(Sha256::digest(style.as_bytes())),
            style,
            title: heading.list.title(lang),
            made: date_time(lang, heading.made_at, &options.time_zone),
            made_iso: rfc3339(heading.made_at),
            columns: heading.columns.iter().map(|column| (class(column), column.title.text(lang))).collect(),
        };
        render(&head, &mut out)?;
        Ok(Self { out, columns: heading.columns.to_vec(), options })
    }
}

impl Rows for HtmlRows {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let cells = cells.iter().zip(&self.columns).map(|(cell, column)| CellView::new(cell, column, &self.options));
        render(&RowView { cells: cells.collect() }, &mut self.out)
    }

    fn finish(mut self: Box<Self>, written: u64, end: &End) -> io::Result<()> {
        let lang = self.options.lang;
        let zone = table::zone_words(&self.columns, &self.options);
        render(&FootView { lang, count: table::count_words(lang, written, end), zone }, &mut self.out)?;
        self.out.flush()
    }
}

/// The beginning of the document.
#[derive(Template)]
#[template(path = "list_head.html", config = "templates/askama.toml")]
struct HeadView {
    lang: Lang,
    style: String,
    style_digest: String,
    title: &'static str,
    made: String,
    made_iso: String,
    columns: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "list_row.html", config = "templates/askama.toml")]
struct RowView<'a> {
    cells: Vec<CellView<'a>>,
}

/// The end of the document.
#[derive(Template)]
#[template(path = "list_foot.html", config = "templates/askama.toml")]
struct FootView {
    lang: Lang,
    count: String,
    zone: Option<String>,
}

struct CellView<'a> {
    class: &'static str,
    text: Cow<'a, str>,
    mark: Option<(&'static str, &'static str)>,
    link: Option<Cow<'a, str>>,
    iso: Option<String>,
}

impl<'a> CellView<'a> {
    fn new(cell: &'a Cell, column: &Column, options: &ReportOptions) -> Self {
        let tone_class = |tone| match tone {
            StatusStyle::Good => "good",
            StatusStyle::Bad => "bad",
            StatusStyle::Doubt => "doubt",
            StatusStyle::None => "none",
        };
        Self {
            class: class(column),
            text: text(cell, column, options),
            mark: tone(cell, column).map(|(tone, mark)| (tone_class(tone), mark)),
            link: target(cell, column),
            iso: if let Cell::Moment(at) = cell { Some(rfc3339(*at)) } else { None },
        }
    }
}

const fn class(column: &Column) -> &'static str {
    match column.kind {
        Kind::Number | Kind::Share => "num",
        Kind::Id | Kind::Moment | Kind::Flag => "short",
        Kind::Text | Kind::Page | Kind::Url | Kind::Term(_) => "text",
        Kind::Json => "text code",
    }
}
