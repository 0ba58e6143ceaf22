//! `links`: the two correct links, titles and covers of an organisation, or of all.

use std::io::{self, Write as _};

use anyhow::anyhow;

use super::args::{GlobalArgs, LinksArgs, PassArgs};
use super::context::{CommandContext, ReadRegistry};
use super::exit::Exit;
use app::history::WireLinks;
use domain::model::{Form, Ogrn, PageAddress, RowProblem};
use domain::registry::Entry;
use words::cli::Say;
use words::{self, Lang};

/// Prints the links.
///
/// # Errors
/// No registry, or nobody in it by that address or OGRN.
pub fn execute(global: &GlobalArgs, args: &LinksArgs) -> anyhow::Result<Exit> {
    let pass = PassArgs::with_registry(args.registry.clone());
    let context = CommandContext::load(global, Some(&pass))?;
    let policy = context.policy()?;
    let read = context.required_registry(&policy)?;
    let entries = match &args.which {
        Some(which) => find(context.lang, &read, which)?,
        None => read.registry.iter().collect(),
    };
    let all: Vec<WireLinks<'_>> = entries
        .into_iter()
        .map(|entry| WireLinks::new(context.lang, &policy, Some(&entry.url), &entry.organization))
        .collect();
    let mut out = io::stdout().lock();
    match args.format.as_str() {
        "json" => {
            report::write_json(&all, &mut out)?;
            writeln!(out)?;
        }
        "csv" => write_csv(&mut out, &all)?,
        _ => write_table(&mut out, context.lang, &all)?,
    }
    out.flush()?;
    Ok(Exit::Clean)
}

fn find<'a>(lang: Lang, read: &'a ReadRegistry, which: &str) -> anyhow::Result<Vec<&'a Entry>> {
    let shown = words::visible(which);
    let registry = &read.registry;
    if let Ok(ogrn) = Ogrn::parse(which.trim()) {
        let entries: Vec<&Entry> = registry.by_ogrn(ogrn).collect();
        if entries.is_empty() {
            let has_no_page = registry.without_page().iter().any(|absent| absent.organization.ogrn == Some(ogrn));
            let words = if has_no_page { Say::NoPageInRegistry } else { Say::NoSuchOgrn };
            let aside = (Say::OgrnIsSetAside, read.problems_of(registry.set_aside_of(ogrn)));
            return Err(not_found(lang, &shown, words, aside));
        }
        return Ok(entries);
    }
    let address =
        PageAddress::parse(which).map_err(|error| anyhow!("«{shown}»: {}", words::address_error(lang, &error)))?;
    let entry = registry.by_address(&address).ok_or_else(|| {
        let aside = (Say::IsSetAside, read.problems_of(registry.set_aside_at(&address)));
        not_found(lang, &shown, Say::NoSuchPage, aside)
    })?;
    Ok(vec![entry])
}

/// Why nobody is found: the registry does not have it, or its row is set aside, and why that is.
fn not_found(lang: Lang, shown: &str, unknown: Say, (aside, problems): (Say, Vec<&RowProblem>)) -> anyhow::Error {
    if problems.is_empty() {
        return anyhow!("{}: {shown}", unknown.text(lang));
    }
    let reasons: Vec<String> = problems.into_iter().map(|problem| words::row_problem(lang, problem)).collect();
    anyhow!("{shown}: {}. {}", aside.text(lang), reasons.join(" "))
}

fn write_table(out: &mut impl io::Write, lang: Lang, all: &[WireLinks<'_>]) -> io::Result<()> {
    let [title, cover, link] = [Say::TitleIs, Say::CoverIs, Say::LinkIs].map(|word| word.text(lang));
    for (index, links) in all.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", words::visible(links.organization.unwrap_or_default()))?;
        let ogrn = links.ogrn.as_ref().map(|ogrn| format!("{} {ogrn}, ", Say::Ogrn.text(lang))).unwrap_or_default();
        writeln!(out, "{ogrn}{}", words::visible(links.page_url.unwrap_or_default()))?;
        for form in [&links.messages, &links.polls] {
            writeln!(out, "  {}. {title}: {}", form.position, form.titles.join(" / "))?;
            writeln!(out, "     {cover}: «{}»", form.cover)?;
            if let Some(url) = &form.url {
                writeln!(out, "     {link}: {url}")?;
            } else {
                let unknown = words::unknown_values(lang, &form.unknown);
                writeln!(out, "     {link}: {} {unknown}", Say::LinkLacks.text(lang))?;
            }
        }
    }
    Ok(())
}

fn write_csv(out: &mut impl io::Write, all: &[WireLinks<'_>]) -> anyhow::Result<()> {
    out.write_all(report::BOM)?;
    let mut csv = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(out);
    csv.write_record(["page_url", "organization", "ogrn", "form", "position", "title", "cover", "url"])?;
    for links in all {
        for (form, wire) in Form::ALL.into_iter().zip([&links.messages, &links.polls]) {
            let position = wire.position.to_string();
            let title = wire.titles.first().map(String::as_str).unwrap_or_default();
            let cells = [
                links.page_url.unwrap_or_default(),
                links.organization.unwrap_or_default(),
                links.ogrn.as_deref().unwrap_or_default(),
                form.as_str(),
                &position,
                title,
                &wire.cover,
                wire.url.as_deref().unwrap_or_default(),
            ];
            csv.write_record(cells.map(|cell| report::spreadsheet_cell(cell).into_owned()))?;
        }
    }
    csv.flush()?;
    Ok(())
}
