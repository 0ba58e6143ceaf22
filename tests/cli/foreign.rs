//! A store on which a later version of the program worked: every command that reads it tells what this version does not
//! know as it stands, and none speaks of damage.

use serde_json::Value;

use super::program::{Ended, Folder};
use super::stored::{FILE, execute, with_store};

/// A page with three confirmed errors, the first of which only a later version knows.
const PAGE: &str = "club200001017";
/// Changes that a later version would make; each leaves the store sound.
const CHANGES: [&str; 12] = [
    "UPDATE finding SET code = 'menu.of_tomorrow' WHERE id = (SELECT MIN(f.id) FROM finding f JOIN page p ON p.id = f.page \
     WHERE p.url LIKE '%club200001017' AND f.code = 'menu.hidden')",
    "UPDATE finding SET severity = 'fatal' WHERE id = (SELECT MIN(f.id) FROM finding f JOIN page p ON p.id = f.page \
     WHERE p.url LIKE '%club200001017' AND f.code = 'form.swapped')",
    "UPDATE finding SET state = 'waived' WHERE id = (SELECT MAX(id) FROM finding)",
    "UPDATE page SET verdict = 'waived' WHERE id = (SELECT page FROM finding WHERE state = 'waived')",
    "UPDATE verdict_change SET after = 'waived' WHERE after = 'violations' \
     AND page = (SELECT page FROM finding WHERE state = 'waived')",
    "UPDATE page SET unverified_reason = 'quarantined' WHERE unverified_reason IS NOT NULL",
    "UPDATE page SET level = 'federal' WHERE id = 3",
    "UPDATE page SET organization = REPLACE(organization, '\"level\":\"', '\"level\":\"later-') WHERE id = 3",
    "UPDATE run SET kind = 'of_tomorrow' WHERE id = 2",
    "UPDATE run SET state = 'archived' WHERE id = 1",
    "UPDATE run SET reasons = '{\"quarantined\":2}'",
    "UPDATE policy SET body = REPLACE(body, '\"overrides\":', '\"of_tomorrow\":1,\"overrides\":')",
];

fn with_later_store() -> Folder {
    let place = with_store();
    for change in CHANGES {
        execute(&place.path(FILE), change);
    }
    place
}

/// The answer of a command that did its work, without a word of damage.
#[track_caller]
fn told(place: &Folder, line: &str) -> Ended {
    let ended = place.run(line);
    let said = format!("{}{}", ended.text(), ended.err).to_lowercase();
    for word in ["повреж", "резервн", "damage", "corrupt", "put a backup"] {
        assert!(!said.contains(word), "{line}: {said}");
    }
    ended.expect(0, &[])
}

fn rows(place: &Folder, line: &str) -> Vec<Value> {
    told(place, &format!("{line} --format json")).json()["rows"].as_array().unwrap().clone()
}

#[test]
fn every_list_tells_it_as_it_stands() {
    let place = with_later_store();
    let has = |line: &str, key: &str, word: &str| {
        let rows = rows(&place, line);
        assert!(rows.iter().any(|row| row[key] == word), "{line}: no {word} among {}", rows.len());
    };
    has("pages", "verdict", "waived");
    has("pages --unverified", "unverified_reason", "quarantined");
    has("pages", "level", "federal");
    has("findings", "code", "menu.of_tomorrow");
    has("findings", "severity", "fatal");
    has("runs", "kind", "of_tomorrow");
    has("runs", "state", "archived");
    let finding = rows(&place, "findings --lang en").into_iter().find(|row| row["code"] == "menu.of_tomorrow").unwrap();
    assert!(finding["message"].as_str().unwrap().contains("menu.of_tomorrow"), "{finding}");
    for list in ["pages", "findings", "events", "runs", "registry history", "access list", "access token list"] {
        for format in ["table", "json", "ndjson", "csv", "html"] {
            for lang in ["ru", "en"] {
                told(&place, &format!("{list} --format {format} --lang {lang}"));
            }
        }
        told(&place, &format!("{list} -o list.xlsx"));
    }
}

#[test]
fn one_page_one_run_and_the_store_are_told_of() {
    let place = with_later_store();
    for line in [format!("pages show {PAGE}"), format!("explain {PAGE}")] {
        let text = told(&place, &line);
        for word in ["[menu.of_tomorrow]", "Более новая версия программы нашла нарушение"]
        {
            assert!(text.text().contains(word), "{line}: {}", text.text());
        }
        let json = told(&place, &format!("{line} --format json")).json();
        let severities: Vec<&Value> = json["open"].as_array().unwrap().iter().map(|one| &one["severity"]).collect();
        assert!(severities.contains(&&"fatal".into()), "{json}");
    }
    // whose policy only a later version reads its ground is not to be had, which hides nothing that is confirmed
    assert_eq!(told(&place, &format!("explain {PAGE} --format json")).json()["ground"], Value::Null);
    let text = told(&place, "runs show 2");
    assert!(text.text().contains("of_tomorrow"), "{}", text.text());
    assert_eq!(told(&place, "runs show 1 --format json").json()["state"], "archived");
    let check = told(&place, "store check --lang en");
    for word in ["all is well", "finding.code «menu.of_tomorrow» (1)", "run.state «archived» (1)"] {
        assert!(check.text().contains(word), "{}", check.text());
    }
    let info = told(&place, "store info --format json").json();
    assert_eq!((&info["pages"]["waived"], &info["findings"]["waived"]), (&1.into(), &1.into()));
    told(&place, "store info");
    told(&place, "registry export kept.csv --from-store");
    told(&place, "registry export kept.xlsx --from-store");
    place.run("store backup copy.sqlite").expect(0, &[]);
}

#[test]
fn a_report_tells_what_is_confirmed_and_what_this_version_cannot_say() {
    let place = with_later_store();
    for format in ["table", "ndjson", "csv", "html"] {
        for lang in ["ru", "en"] {
            let report = told(&place, &format!("report --format {format} --lang {lang}"));
            assert!(report.text().contains("menu.of_tomorrow"), "{format}");
        }
    }
    told(&place, "report -o report.xlsx");
    let report = told(&place, "report --format json").json();
    super::schema::assert_report(&report);
    assert_eq!(report["summary"]["codes"]["menu.of_tomorrow"], 1);
    let pages = report["pages"].as_array().unwrap();
    let page = pages.iter().find(|page| page["page"]["url"].as_str().unwrap().ends_with(PAGE)).unwrap();
    assert_eq!((&page["verdict"], page["violations"].as_array().unwrap().len()), (&"violations".into(), 3));
    let later: Vec<_> = pages.iter().filter(|page| page["unverified"]["reason"] == "later_version").collect();
    // one of a verdict, two of a reason that only a later version knows
    assert_eq!(later.len(), 3, "{later:?}");
    assert!(later.iter().any(|page| page["unverified"]["detail"].as_str().unwrap().contains("waived")));
    let told_of = &report["summary"]["verdicts"];
    assert_eq!((told_of["violations"].as_u64(), told_of["unverified"].as_u64()), (Some(165), Some(3)), "{told_of}");
}

#[test]
fn evidence_is_intact_as_far_as_this_version_can_check() {
    let place = with_later_store();
    told(&place, &format!("evidence export {PAGE} -o evidence.json"));
    let verified = place.run("evidence verify evidence.json --lang en");
    // the policy was changed behind the back of its digest, as nobody but this test does
    assert!(verified.text().contains("the rules do not fit their fingerprint"), "{}", verified.text());
    let plain = with_store();
    execute(
        &plain.path(FILE),
        "UPDATE page SET look_verdict = 'suspected', verdict = 'suspected' WHERE url LIKE '%club200001017'",
    );
    plain.run(&format!("evidence export {PAGE} -o evidence.json")).expect(0, &[]);
    let verified = plain.run("evidence verify evidence.json").expect(3, &[]);
    for word in ["насколько эта версия программы может проверить", "suspected", "этого эта версия программы не знает"]
    {
        assert!(verified.text().contains(word), "{word}: {}", verified.text());
    }
    let told = plain.run(&format!("pages show {PAGE}")).expect(0, &[]);
    assert!(told.text().contains("Итог: suspected"), "{}", told.text());
}

#[test]
fn events_of_a_kind_that_is_not_known_are_told_too() {
    let place = with_store();
    execute(
        &place.path(FILE),
        "UPDATE event SET kind = 'page.waived' WHERE seq = (SELECT MAX(e.seq) FROM event e JOIN page p ON p.id = e.page \
         WHERE p.url LIKE '%club200001017')",
    );
    for line in [format!("events --page {PAGE}"), format!("pages show {PAGE}"), format!("explain {PAGE}")] {
        assert!(told(&place, &line).text().contains("page.waived"), "{line}");
        assert!(told(&place, &format!("{line} --format json")).text().contains("\"page.waived\""), "{line}");
    }
    told(&place, &format!("evidence export {PAGE} -o evidence.json"));
    place.run("evidence verify evidence.json").expect(1, &[]);
    // behind the back of the chain, which nobody but this test does
    place.run("store check").expect(1, &[]);
}
