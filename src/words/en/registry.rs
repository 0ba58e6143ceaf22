//! English sentences for registries: files that cannot be read, problems of rows, remarks, addresses.

use std::fmt::Write as _;

use crate::plain::Visible;
use domain::model::{
    AcceptedWords, AddressError, Level, MissingColumn, OtherNumber, PageObject, RegistryError, RegistryRemark,
    RegistryRemarkKind, RowPlace, RowProblem, RowProblemKind, RowRef, TomlValue, column_letters,
};

use super::names;

pub fn row_problem(problem: &RowProblem) -> String {
    let mut out = place(&problem.place);
    push_kind(problem, &mut out);
    out
}

/// Where something stands, up to the colon.
fn place(place: &RowPlace) -> String {
    let mut parts = Vec::new();
    if let Some(sheet) = &place.sheet {
        parts.push(format!("sheet “{}”", Visible::quoted(sheet)));
    }
    if let Some(row) = place.row {
        parts.push(format!("row {row}"));
    }
    let column = place.column.map(names::column);
    match (place.cell_name(), column) {
        (Some(cell), Some(column)) => parts.push(format!("cell {cell} (“{column}”)")),
        (Some(cell), None) => parts.push(format!("cell {cell}")),
        (None, Some(column)) => parts.push(format!("column “{column}”")),
        (None, None) => {}
    }
    if parts.is_empty() {
        return "The file as a whole: ".to_owned();
    }
    capital(&parts.join(", ")) + ": "
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// `row 4` or `row 4 of the sheet “РОИВ”`.
fn row(row: &RowRef) -> String {
    match &row.sheet {
        Some(sheet) => format!("row {} of the sheet “{}”", row.row, Visible::quoted(sheet)),
        None => format!("row {}", row.row),
    }
}

/// A value of a field with few values, in words.
fn said(column: Option<&str>, value: &str) -> String {
    match (column, value) {
        (Some("level"), value) => {
            Level::parse(value).map_or_else(|| value.to_owned(), |level| names::level(level).to_owned())
        }
        (Some("messages_connected" | "polls_connected"), "true") => "yes".to_owned(),
        (Some("messages_connected" | "polls_connected"), "false") => "no".to_owned(),
        _ => Visible::quoted(value).to_string(),
    }
}

fn push_kind(problem: &RowProblem, out: &mut String) {
    let column = problem.place.column;
    let value = Visible::quoted(&problem.value);
    let _ = match &problem.kind {
        RowProblemKind::Nameless => {
            write!(out, "nothing says whose page this is; write the organisation's name or its OGRN.")
        }
        RowProblemKind::BadAddress(error) => write!(out, "“{value}”: {}", address_error(error)),
        RowProblemKind::SeveralPages { other } => write!(
            out,
            "“{value}” names two VK pages, the second is {}; leave one, and add a row for the other.",
            Visible::quoted(other)
        ),
        RowProblemKind::NotDigits => write!(out, "“{value}” is not made of digits only."),
        RowProblemKind::WrongLength { expected } => {
            let expected = expected.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
            write!(out, "“{value}” has the wrong number of digits, {expected} are needed.")
        }
        RowProblemKind::OtherNumber(OtherNumber::Entrepreneur) => {
            write!(out, "“{value}” has 15 digits, which is an entrepreneur's number (ОГРНИП); the OGRN has 13.")
        }
        RowProblemKind::OtherNumber(OtherNumber::Taxpayer) => {
            write!(out, "“{value}” looks like a taxpayer's number (ИНН); the OGRN has 13 digits.")
        }
        RowProblemKind::Shortened => write!(
            out,
            "Excel has shortened the number to “{value}”, its other digits are lost; make the column a text and write the number anew."
        ),
        RowProblemKind::WrongCheckDigit { expected } => write!(
            out,
            "the last digit of the OGRN “{value}”, its check digit, does not fit ({expected} would); look at the whole number, it has a slip."
        ),
        RowProblemKind::OutOfRange => write!(out, "the number “{value}” is out of range."),
        RowProblemKind::UnknownWord(AcceptedWords::YesNo) => {
            write!(out, "“{value}” is not understood; write “yes” or “no”.")
        }
        RowProblemKind::UnknownWord(AcceptedWords::PollsOf) => {
            write!(out, "“{value}” is not understood; write “municipality” or “region”.")
        }
        RowProblemKind::UnknownRegion => write!(
            out,
            "no region has the code “{value}”; it is the first two digits of the region's OKATO code (or 111, 711, 7114 for the autonomous districts)."
        ),
        RowProblemKind::OtherRegion { region_code, right } => {
            let _ = write!(out, "the OKTMO “{value}” lies in another region, the row's region code is {region_code}");
            match right {
                Some(right) => write!(out, "; the right code for this OKTMO is {right}."),
                None => write!(out, "."),
            }
        }
        RowProblemKind::DuplicatePage { other } => {
            write!(out, "the page “{value}” stands in {} too; leave one row.", row(other))
        }
        RowProblemKind::SameGroup { others, group_id } => write!(
            out,
            "the page “{value}” is the same VK community (club{group_id}) as that of {}; nobody can tell whose it is, so it was not judged: leave one row.",
            others.iter().map(row).collect::<Vec<_>>().join(" and ")
        ),
        RowProblemKind::Contradiction { first, other } => write!(
            out,
            "“{}” contradicts {} with the same OGRN, which says “{}”; they must agree.",
            said(column, &problem.value),
            row(first),
            said(column, other)
        ),
        RowProblemKind::TwoOktmo { other, oktmo } => write!(
            out,
            "the OKTMO is “{value}”, but {} gives {} for the same municipality; one of them is right.",
            row(other),
            Visible::quoted(oktmo)
        ),
        RowProblemKind::UnknownParent => {
            write!(out, "the registry has no body with the OGRN “{value}”; add it, or correct the number.")
        }
        RowProblemKind::ParentCycle => {
            write!(
                out,
                "the chain of bodies above, from “{value}” on, comes back to this row; correct who is above whom."
            )
        }
        RowProblemKind::ParentInOtherRegion { own, parents } => write!(
            out,
            "the body above, “{value}”, is in another region: its region code is {parents}, the row's is {own}; correct one of them."
        ),
        RowProblemKind::NotConnected => write!(
            out,
            "the feedback platform account “{value}” is given, but the organisation is said not to be connected for messages; correct one of the two."
        ),
        RowProblemKind::TooManyCells { found, expected } => write!(
            out,
            "there are {found} cells, the header has {expected} columns; perhaps a text holds the sign that parts cells: put that text in quotes."
        ),
        RowProblemKind::CellError => {
            write!(out, "the cell holds the error “{value}” instead of a value; mend the formula, or write the value.")
        }
        RowProblemKind::NoResult => write!(
            out,
            "the cell holds a formula, and its result is not in the file; open the file in the spreadsheet program, recalculate and save, or write the value."
        ),
    };
}

pub fn registry_remark(remark: &RegistryRemark) -> String {
    let value = Visible::quoted(&remark.value);
    let mut out = match remark.kind {
        RegistryRemarkKind::HiddenSheet | RegistryRemarkKind::SheetWithoutHeader => String::new(),
        // a row of the header is no place of what is not in it
        RegistryRemarkKind::MissingColumn { .. } => {
            remark.place.sheet.as_ref().map(|sheet| format!("Sheet “{}”: ", Visible::quoted(sheet))).unwrap_or_default()
        }
        _ => place(&remark.place),
    };
    let sheet = Visible::quoted(remark.place.sheet.as_deref().unwrap_or_default());
    let column = remark.place.column.map(names::column).unwrap_or_default();
    let _ = match &remark.kind {
        RegistryRemarkKind::HiddenSheet => write!(out, "The sheet “{sheet}” is hidden and was not read."),
        RegistryRemarkKind::SheetWithoutHeader => write!(
            out,
            "The sheet “{sheet}” was not read: it has no header that names the page, and the organisation or its OGRN."
        ),
        RegistryRemarkKind::MissingColumn { nearest } => {
            let _ = write!(out, "there is no column “{column}”{}", wanted_for(remark.place.column));
            match nearest {
                Some(header) => write!(out, "; the nearest header is “{}”.", Visible::quoted(header)),
                None => write!(out, "."),
            }
        }
        RegistryRemarkKind::SecondColumn { read } => {
            write!(out, "the column “{value}” was not read: “{}” says the same.", Visible::quoted(read))
        }
        RegistryRemarkKind::NoOrganization => {
            write!(out, "“{value}” is no organisation (neither a page's address nor an OGRN); the row was passed over.")
        }
        RegistryRemarkKind::UnknownLevel => write!(
            out,
            "the level “{value}” is not understood and counts as unknown; known are regional (РОИВ), municipal (ОМСУ), subordinate (Подвед)."
        ),
        RegistryRemarkKind::UnknownRegionName => {
            write!(out, "“{value}” is no region's name, no region code was taken from it.")
        }
        RegistryRemarkKind::UnknownFounder => write!(
            out,
            "no organisation of the file is named “{value}”; the body above is unknown. If it is needed, write its OGRN."
        ),
        RegistryRemarkKind::AmbiguousFounder => write!(
            out,
            "several organisations of the file are named “{value}”; to name one, write the OGRN of the body above."
        ),
        RegistryRemarkKind::OtherLink { link } => write!(
            out,
            "the cell says “{value}”, but the link behind it leads to {}; what is written was taken.",
            Visible::quoted(link)
        ),
        RegistryRemarkKind::OtherGroup { id } => write!(
            out,
            "the community's number {} is not the one in the address “{value}”; the address was taken.",
            Visible::quoted(id)
        ),
        RegistryRemarkKind::PageAndReason => {
            write!(out, "there is a page, and a reason why there is none (“{value}”); the page is looked at.")
        }
        RegistryRemarkKind::BadEmail => write!(out, "“{value}” is not an e-mail address and was left out."),
    };
    if remark.rows > 1 {
        let _ = write!(out, " Such rows: {}.", remark.rows);
    }
    capital(&out)
}

/// What an absent column would be needed for.
fn wanted_for(column: Option<&str>) -> &'static str {
    match column {
        Some("ogrn") => ": without the OGRN nobody can check whose links are on the page",
        Some("level") => ": without the level nobody knows whose polls the page must show",
        Some("region_code") => {
            ": the region code can be given for all rows at once, by `region_code` of the section [registry] of the configuration"
        }
        Some("municipality") => ": without it the report cannot be parted by municipality",
        Some("oktmo") => ": without the OKTMO the municipality's code in the link of polls cannot be checked",
        Some("opa_id") => {
            ": without it the account's number in the link of messages cannot be checked; it stands in the settings of the feedback platform's account"
        }
        _ => "",
    }
}

pub fn registry_error(error: &RegistryError) -> String {
    match error {
        RegistryError::Empty => {
            "the file has not one row with data; its first row must hold the headers: page_url, organization, ogrn, level and others.".to_owned()
        }
        RegistryError::MissingColumns { sheet, row, missing } => format!(
            "{}: no header was found. Row {row} is most like one, but lacks: {}. Give the columns headers by which they are known: config/registry.example.csv is a sample.",
            sheet.as_deref().map_or_else(|| "file".to_owned(), |sheet| format!("sheet “{}”", Visible::quoted(sheet))),
            missing.iter().map(missing_column).collect::<Vec<_>>().join("; ")
        ),
        RegistryError::DuplicateColumn { sheet, row, field, first, second, columns } => {
            let letters = sheet.as_ref().map(|_| columns.map(column_letters));
            let letters = letters.map(|[first, second]| format!(" ({first} and {second})")).unwrap_or_default();
            format!(
                "{}row {row}: the columns “{}” and “{}”{letters} both mean “{}”; leave one of them.",
                in_sheet(sheet.as_deref()),
                Visible::quoted(first),
                Visible::quoted(second),
                names::column(field)
            )
        }
        RegistryError::NotText { packed: true } => {
            "this is no text, but a spreadsheet or another packed file; give it its right ending: .xlsx or .ods.".to_owned()
        }
        RegistryError::NotText { packed: false } => {
            "this is not a text file; a .csv, .xlsx, .ods or .toml is needed.".to_owned()
        }
        RegistryError::OldSpreadsheet => {
            "this is an old .xls workbook or one with a password; save it as .xlsx without a password.".to_owned()
        }
        RegistryError::NotSpreadsheet { expected, detail } => format!(
            "this cannot be read as {expected} ({}); save it anew from the spreadsheet program, or as .csv.",
            Visible::quoted(detail)
        ),
        RegistryError::TooLarge { size, limit } => {
            format!("the file has {size} bytes, more than the {limit} that are read; split it by region.")
        }
        RegistryError::UnpacksTooLarge { part } => format!(
            "there is too much data inside the spreadsheet (part “{}”); save only the registry's sheet to a new file.",
            Visible::quoted(part)
        ),
        RegistryError::TooManyRows { limit } => format!("there are more than {limit} rows; split the registry by region."),
        RegistryError::Toml { line, message } => format!("line {line}: {}.", Visible::quoted(message)),
        RegistryError::UnknownKey { line, key, nearest } => {
            let meant = nearest.map_or_else(|| ".".to_owned(), |key| format!("; is “{key}” meant?"));
            format!("line {line}: the key “{}” is unknown{meant}", Visible::quoted(key))
        }
        RegistryError::BadValue { line, key, found, expected } => {
            format!("line {line}: “{key}” is {}, it must be {}.", toml_value(*found), toml_value(*expected))
        }
        RegistryError::DefaultRegion { value } => format!(
            "the region code “{}” for all rows is no region's; it is the first two digits of the region's OKATO code (or 111, 711, 7114 for the autonomous districts).",
            Visible::quoted(value)
        ),
    }
}

fn in_sheet(sheet: Option<&str>) -> String {
    sheet.map(|sheet| format!("sheet “{}”, ", Visible::quoted(sheet))).unwrap_or_default()
}

fn missing_column(missing: &MissingColumn) -> String {
    let name = match missing.field {
        "organization" => "a column organization or ogrn".to_owned(),
        field => format!("a column {field}"),
    };
    match &missing.nearest {
        Some(header) => format!("{name} (the nearest header is “{}”)", Visible::quoted(header)),
        None => name,
    }
}

const fn toml_value(value: TomlValue) -> &'static str {
    match value {
        TomlValue::Single => "a single value: a text, a number, true or false",
        TomlValue::List => "a list",
        TomlValue::Table => "a table",
        TomlValue::Tables => "tables, each begun with [[page]]",
    }
}

pub fn address_error(error: &AddressError) -> String {
    match error {
        AddressError::Empty => {
            "no page is named; the address of a community is needed, such as https://vk.com/club1.".to_owned()
        }
        AddressError::OtherSite { host } => format!(
            "this is another site ({}); the address of a community at vk.com or vk.ru is needed.",
            Visible::quoted(host)
        ),
        AddressError::ShortLink { host } => format!(
            "this is a shortened link ({}), which does not tell where it leads; open it and write the community's address.",
            Visible::quoted(host)
        ),
        AddressError::UserProfile => "this is a person's page; the address of a community is needed.".to_owned(),
        AddressError::Object(object) => {
            format!("this is {}, not a community; the address of the community itself is needed.", page_object(*object))
        }
        AddressError::App => "this is an app of VK; the address of a community is needed.".to_owned(),
        AddressError::Service => "this is one of VK's own pages; the address of a community is needed.".to_owned(),
        AddressError::BadNumber => {
            "this is not the number of a community; a positive whole number is needed.".to_owned()
        }
        AddressError::CyrillicLetters { name, letters, latin } => {
            let mut text = format!(
                "the short name “{}” has Cyrillic letters: {}",
                Visible::quoted(name),
                letters.chars().map(|letter| format!("“{letter}”")).collect::<Vec<_>>().join(", ")
            );
            let _ = match latin {
                Some(latin) => {
                    write!(text, "; with Latin ones it would be “{}”, look whether that is it.", Visible::quoted(latin))
                }
                None => write!(text, "; short names are written in Latin letters."),
            };
            text
        }
        AddressError::BadName { name } => format!(
            "“{}” cannot be a short name: those have Latin letters, digits, dots and “_”, at most 32 characters.",
            Visible::quoted(name)
        ),
    }
}

const fn page_object(object: PageObject) -> &'static str {
    match object {
        PageObject::Post => "a post on a wall",
        PageObject::Topic => "a discussion",
        PageObject::Photo => "a photo",
        PageObject::Album => "an album",
        PageObject::Video => "a video",
        PageObject::Audio => "a track or a podcast",
        PageObject::Document => "a document",
        PageObject::Market => "goods or a list of them",
        PageObject::Message => "a conversation with a community",
        PageObject::Article => "an article",
        PageObject::PageTimeline => "a story",
        PageObject::Other => "something on a page",
    }
}
