//! Text of strangers in names, titles and addresses: no report and no log line lets it steer a terminal, run in a
//! browser or in a spreadsheet.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::json;

use super::program::{Ended, Folder};
use super::schema::assert_report;
use super::stand_in::Vk;

/// What strangers may put into any text.
const HOSTILE: [&str; 10] = [
    "\u{1b}[31mred\u{1b}[0m\u{1b}]0;title\u{7}",
    "\u{9b}31m C1 \u{85}",
    "bidi \u{202e}txt.exe\u{2066}x\u{2069}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "=HYPERLINK(\"https://evil.example\",\"x\")",
    "+1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\tTAB\r\nline",
    "\"';--</td></html><!--",
    "zero\u{200b}width\u{feff}",
];
const HOSTILE_URL: &str = "javascript:alert(1)//pos.gosuslugi.ru/form/";

/// A page for each hostile text, in its name, titles and addresses.
fn hostile_answer() -> String {
    let groups = HOSTILE.iter().zip(1..).map(|(text, id)| {
        let item = |title: &str, url: &str| json!({ "title": title, "url": url, "type": "url", "cover": [] });
        let form =
            format!("https://pos.gosuslugi.ru/form/?opaId={text}&utm_source=vk&utm_medium=03&utm_campaign={text}");
        json!({
            "id": id, "name": text, "screen_name": format!("page{id}"), "is_closed": 0, "type": "page",
            "is_government_organization": true,
            "menu": { "items": [item(text, &form), item("Высказать мнение", HOSTILE_URL), item(text, text)] },
        })
    });
    json!({ "response": { "groups": groups.collect::<Vec<_>>(), "profiles": [] } }).to_string()
}

/// A registry of these pages whose texts are hostile too.
fn hostile_registry() -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["page_url", "organization", "ogrn", "level", "region_code", "municipality", "oktmo", "opa_id"])
        .unwrap();
    for (text, id) in HOSTILE.iter().zip(1..) {
        csv.write_record([&format!("club{id}"), *text, "1020300000016", "regional", "03", text, "", "1001"]).unwrap();
    }
    String::from_utf8(csv.into_inner().unwrap()).unwrap()
}

fn place() -> Folder {
    let place = Folder::new();
    place.write("vk.json", hostile_answer());
    place.write("registry.csv", hostile_registry());
    place
}

/// The pages without a registry, and with one.
fn both(place: &Folder, more: &str) -> [Ended; 2] {
    let pages: Vec<_> = (1..=HOSTILE.len()).map(|id| format!("club{id}")).collect();
    let audit = format!("audit {} --from-file vk.json --no-covers {more}", pages.join(" "));
    [place.run(&audit), place.run(&format!("{audit} --registry registry.csv"))]
}

/// The text without sequences that only colour.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').len();
        match part[digits..].strip_prefix('m') {
            Some(rest) => out.push_str(rest),
            None => out.extend(["\u{1b}[", part]),
        }
    }
    out
}

#[track_caller]
fn assert_harmless(text: &str) {
    let harmful = |c: &char| {
        c.is_control() && !matches!(c, '\n' | '\r') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found: Vec<_> = text.chars().filter(harmful).collect();
    assert!(found.is_empty(), "{found:?} in:\n{}", text.chars().take(2_000).collect::<String>().escape_debug());
}

#[test]
fn no_format_on_standard_output_and_no_log_line_steers_a_terminal() {
    let place = place();
    for format in ["table", "json", "ndjson", "csv", "html"] {
        for more in ["-vv", "--lang en -vv --color always"] {
            for ended in both(&place, &format!("--format {format} {more}")) {
                assert_eq!(ended.code(), 1, "{}", ended.err);
                let out = ended.text().strip_prefix('\u{feff}').unwrap_or(ended.text());
                assert!(!out.contains(HOSTILE[0]) && !ended.err.contains(HOSTILE[0]), "{format}");
                // the program's own colours are its own
                let is_coloured = more.contains("always");
                let plain = |text: &str| if is_coloured { without_colours(text) } else { text.to_owned() };
                let (out, err) = (plain(out), plain(&ended.err));
                assert_harmless(&out);
                assert_harmless(&err);
                assert!(!out.contains('\u{feff}') && !out.contains('\u{200b}'), "{format}: characters that hide");
            }
        }
    }
}

#[test]
fn the_same_texts_over_the_network_are_as_harmless_in_the_log() {
    let region = mock_vk::Region::from_vk_json(&hostile_answer()).unwrap();
    let place = place();
    let vk = Vk::of(region);
    let ended =
        place.run_against(&vk.url(), "run --registry registry.csv --no-covers --format table -vv").expect(1, &[]);
    assert_harmless(ended.text());
    assert_harmless(&ended.err);
}

#[test]
fn hostile_text_in_a_registry_is_harmless_when_its_problems_are_told() {
    let place = Folder::new();
    let rows = HOSTILE.map(|text| format!("\"{0}\",\"{0}\",\"{0}\",\"{0}\",03\n", text.replace('"', "\"\"")));
    place.write("registry.csv", format!("page_url,organization,ogrn,level,region_code\n{}", rows.join("")));
    let ended = place.run("registry check registry.csv -vv").expect(2, &[]);
    assert_harmless(ended.text());
    assert_harmless(&ended.err);
    assert_harmless(&place.run("run --registry registry.csv").expect(2, &[]).err);
    // a column nobody knows is told too
    place.write("registry.csv", "page_url,organization,ogrn,level,region_code,\"\u{1b}[31mx\"\n");
    assert_harmless(&place.run("registry check registry.csv").err);
}

#[test]
fn json_keeps_the_texts_as_they_were() {
    for ended in both(&place(), "--format json") {
        let report = ended.json();
        assert_report(&report);
        for (page, text) in report["pages"].as_array().unwrap().iter().zip(HOSTILE) {
            let name = page["page"]["name"].as_str().unwrap();
            // what VK itself would have trimmed may be trimmed
            assert_eq!(name.trim(), text.trim(), "{name:?}");
        }
    }
}

#[test]
fn html_has_no_live_tag_and_no_link_that_runs() {
    for ended in both(&place(), "--format html") {
        let html = ended.text();
        for live in [
            "<script>alert",
            "<img src=x",
            "</html><!--",
            "href=\"javascript:",
            "href='javascript:",
            "href=javascript:",
        ] {
            assert!(!html.contains(live), "{live}");
        }
        assert!(html.contains("&lt;script&gt;") || html.contains("&#60;script&#62;"), "the text is there, escaped");
    }
}

#[test]
fn no_cell_of_a_table_is_a_formula() {
    let place = place();
    for ended in both(&place, "--format csv") {
        let text = ended.text().trim_start_matches('\u{feff}');
        let delimiter = if text.lines().next().unwrap().contains(';') { b';' } else { b',' };
        let mut csv = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        for cell in csv.records().flat_map(|record| record.unwrap().iter().map(ToOwned::to_owned).collect::<Vec<_>>()) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
        }
    }
    for ended in both(&place, "--format xlsx") {
        let mut book = Xlsx::new(Cursor::new(ended.out)).unwrap();
        for sheet in book.sheet_names() {
            assert!(book.worksheet_formula(&sheet).unwrap().used_cells().next().is_none(), "a formula in {sheet}");
            for (_, _, cell) in book.worksheet_range(&sheet).unwrap().used_cells() {
                if let Data::String(text) = cell {
                    assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{text:?}");
                }
            }
        }
    }
}

#[test]
fn the_link_generator_is_harmless_too() {
    let place = place();
    for format in ["table", "json", "csv"] {
        let ended = place.run(&format!("links --all --registry registry.csv --format {format}")).expect(0, &[]);
        let text = ended.text().trim_start_matches('\u{feff}');
        assert_harmless(text);
        if format == "csv" {
            let mut csv = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
            for record in csv.records() {
                assert!(record.unwrap().iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));
            }
        }
    }
}
