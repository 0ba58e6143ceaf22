//! `access`: people, passwords, tokens and the journal from the command line; no secret ends where it must not be.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;
use vk_page_auditor::access::{Login, Role, Secret, verify};
use vk_page_auditor::clock::{Clock as _, SystemClock};
use vk_page_auditor::model::Municipality;
use vk_page_auditor::report::listing::LIST_SCHEMA;
use vk_page_auditor::store::{ConnectOptions, JournalAction, NewSession, Store, StoreUrl};
use vk_page_auditor::words::listing::{Vocabulary, term};
use vk_page_auditor::words::{Lang, listing};

use super::program::{Ended, Folder};

const FILE: &str = "people.sqlite";
const PASSWORD: &str = "тайная-canary-фраза";
const OTHER: &str = "другая-canary-фраза";

/// A folder with a configuration that names a store that is not there yet.
fn place() -> Folder {
    let place = Folder::new();
    place.write("vk-page-auditor.toml", format!("[store]\nurl = \"sqlite:{FILE}\"\n"));
    place
}

/// The program with this on its standard input; whatever it answers must not hold a password.
#[track_caller]
fn given(place: &Folder, line: &str, input: &[u8]) -> Ended {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut command = place.command(&words);
    command.stdin(Stdio::piped()).env("USER", "operator").env("RUST_LOG", "trace");
    let mut child = command.spawn().unwrap();
    // a program that refuses its command line does not read
    let _ = child.stdin.take().unwrap().write_all(input);
    let ended = place.wait(child);
    for password in [PASSWORD, OTHER] {
        let said = [ended.out.as_slice(), ended.err.as_bytes()].concat();
        assert!(!holds(&said, password.as_bytes()), "a password is told: {}", ended.err);
    }
    ended
}

fn with_admin() -> Folder {
    let place = place();
    let line = "access create-admin Admin --password-stdin -q";
    let told = given(&place, line, format!("{PASSWORD}\n").as_bytes()).expect(0, &[]);
    assert_eq!(told.text(), "admin: создан\n");
    place
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Does something with the store through the library.
fn with_store<T>(place: &Folder, work: impl AsyncFnOnce(&Store) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&ConnectOptions::new(StoreUrl::Sqlite(place.path(FILE)))).await.unwrap();
        let done = work(&store).await;
        assert_eq!(store.check().await.unwrap(), []);
        store.close().await;
        done
    })
}

fn person(place: &Folder, login: &str) -> Option<vk_page_auditor::store::Person> {
    with_store(place, async |store| store.person_by_login(&Login::parse(login).unwrap()).await.unwrap())
}

#[track_caller]
fn rows(place: &Folder, line: &str) -> Vec<Value> {
    let list = place.run(&format!("{line} --format json -q")).expect(0, &[]).json();
    let schema = serde_json::from_str(LIST_SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(&list).map(|error| format!("{error}")).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    list["rows"].as_array().unwrap().clone()
}

#[test]
fn the_first_admin_makes_the_store_and_the_password_is_kept_as_a_hash() {
    let place = with_admin();
    let admin = person(&place, "admin").unwrap();
    assert_eq!(admin.rights.role, Role::Admin);
    assert!(admin.rights.scope.is_everything());
    assert!(verify(PASSWORD, admin.password.as_ref()) && !verify(OTHER, admin.password.as_ref()));
    given(&place, "access create-admin admin --password-stdin", OTHER.as_bytes()).expect(2, &["admin", "уже есть"]);
    // a line may end as on Windows, and begin as its editors begin files
    given(&place, "access password admin --password-stdin", format!("\u{feff}{OTHER}\r\nещё").as_bytes())
        .expect(0, &[]);
    assert!(verify(OTHER, person(&place, "admin").unwrap().password.as_ref()));
}

#[test]
fn a_password_that_cannot_be_used_is_refused_and_not_told() {
    let place = place();
    for (input, told) in [
        (&b"canary"[..], "не меньше 10"),
        (b"", "не читается"),
        (b"\xff\xfe-canary-canary", "не читается"),
        (b"password123", "подбирают первыми"),
        (b"long.login.canary", "совпадает с логином"),
        ("canary".repeat(50).as_bytes(), "не больше 200"),
    ] {
        let line = "access create-admin long.login.canary --password-stdin";
        let ended = given(&place, line, input).expect(2, &[told]);
        let text = String::from_utf8_lossy(input).into_owned();
        assert!(text.is_empty() || !ended.err.contains(&format!(" {text}")), "{}", ended.err);
        let english = given(&place, &format!("{line} --lang en"), input).expect(2, &["error"]);
        assert!(!english.err.contains(|c| ('\u{400}'..='\u{4ff}').contains(&c)), "{}", english.err);
    }
    assert!(!place.path(FILE).exists(), "nobody was created, so no store was made");
    place.run("access create-admin admin").expect(2, &["--password-stdin"]);
}

#[test]
fn people_are_added_changed_disabled_and_listed() {
    let place = with_admin();
    given(&place, "access add Иванов --role supervisor --region 73 --name Мария --password-stdin", PASSWORD.as_bytes())
        .expect(0, &[]);
    place.run("access add proxy.user --role viewer --no-password --language en").expect(0, &[]);
    let people = rows(&place, "access list");
    let told: Vec<_> = people
        .iter()
        .map(|row| [&row["login"], &row["name"], &row["role"], &row["regions"], &row["has_password"], &row["language"]])
        .map(|row| row.map(ToString::to_string).join(" "))
        .collect();
    assert_eq!(
        told,
        [
            r#""admin" "admin" "admin" null true null"#,
            r#""иванов" "Мария" "supervisor" "73" true null"#,
            r#""proxy.user" "proxy.user" "viewer" null false "en""#,
        ]
    );
    assert_eq!(rows(&place, "access list --limit 1 --after 1")[0]["login"], "иванов");
    place.run("access list --limit 1").expect(0, &["--after 1"]);
    place.run("access change иванов --role viewer --municipality Город --name Анна").expect(0, &[]);
    let after = person(&place, "иванов").unwrap();
    assert_eq!((after.rights.role, after.name.as_str()), (Role::Viewer, "Анна"));
    assert!(
        after.rights.scope.regions.is_empty() && after.rights.scope.municipalities == [Municipality::from("Город")]
    );
    place.run("access change иванов --everything").expect(0, &[]);
    assert!(person(&place, "иванов").unwrap().rights.scope.is_everything());
    place.run("access disable ИВАНОВ").expect(0, &[]);
    assert!(person(&place, "иванов").unwrap().disabled_at.is_some());
    place.run("access enable иванов").expect(0, &[]);
    assert!(person(&place, "иванов").unwrap().disabled_at.is_none());
    place.run("access password иванов --no-password").expect(0, &[]);
    assert!(person(&place, "иванов").unwrap().password.is_none());
}

#[test]
fn what_cannot_be_done_is_told_and_changes_nothing() {
    let place = with_admin();
    for (line, told) in [
        ("access add иванов --role boss --no-password", "`viewer`, `supervisor`, `admin`"),
        ("access add иван+ов --role viewer --no-password", "«+»"),
        ("access add ivan\u{43e}v --role viewer --no-password", "латинские"),
        ("access add system --role viewer --no-password", "занято"),
        ("access add иванов --role viewer --region x --no-password", "73"),
        ("access add иванов --role viewer --no-password --password-stdin", "вместе не годятся"),
        ("access add иванов --role viewer", "--password-stdin"),
        ("access change admin", "--role"),
        ("access change admin --everything --region 73", "вместе не годятся"),
        ("access change nobody --role admin", "nobody"),
        ("access change admin --role viewer", "последний"),
        ("access change admin --region 73", "последний"),
        ("access disable admin", "последний"),
        ("access disable nobody", "access list"),
        ("access enable nobody", "access list"),
        ("access password nobody --no-password", "access list"),
        ("access sessions end nobody", "access list"),
        ("access token create --for nobody --name x", "access list"),
        ("access token create --for admin --name x --expires 2020-01-01", "прошёл"),
        ("access token create --for admin --name x --expires soon", "7d"),
        ("access token create --for admin --name x --kind session", "`api`, `feed`"),
        ("access token revoke 7", "7"),
        ("access token list --for nobody", "access list"),
        ("access journal --action person.born", "person.created"),
        ("access journal --by nobody", "access list"),
    ] {
        place.run(line).expect(2, &[told]);
        let english = place.run(&format!("{line} --lang en")).expect(2, &["error"]);
        assert!(english.text().is_empty(), "{line}");
    }
    place.run_words(&["access", "change", "admin", "--name", "a\u{202e}b"]).expect(2, &["U+202E"]);
    assert_eq!(rows(&place, "access list").len(), 1);
    assert_eq!(rows(&place, "access journal").len(), 1);
    let nowhere = Folder::new();
    nowhere.run("access list --store sqlite:none.sqlite").expect(2, &["none.sqlite"]);
    nowhere.run("access list").expect(2, &["[store]"]);
}

#[test]
fn a_token_is_printed_once_and_alone() {
    let place = with_admin();
    let made = place.run("access token create --for admin --name выгрузка --role viewer --region 73 --expires 90d");
    let made = made.expect(0, &["1"]);
    let text = made.text().strip_suffix('\n').unwrap().to_owned();
    let secret = Secret::parse(&text).unwrap();
    assert!(text.starts_with("vkpa_api_") && !made.err.contains(&text));
    let used =
        with_store(&place, async |store| store.token(&secret.digest(), SystemClock.now()).await.unwrap()).unwrap();
    assert_eq!((used.rights.role, used.rights.scope.regions.len()), (Role::Viewer, 1));
    let feed = place.run("access token create --for admin --name лента --kind feed -q").expect(0, &[]);
    assert!(feed.text().starts_with("vkpa_feed_") && feed.err.is_empty());
    let list = rows(&place, "access token list");
    assert_eq!(list.iter().map(|row| row["kind"].as_str().unwrap()).collect::<Vec<_>>(), ["api", "feed"]);
    assert_eq!((&list[0]["shown"], &list[0]["owner"]), (&secret.shown().into(), &"admin".into()));
    place.run("access token revoke 1").expect(0, &[]);
    place.run("access token revoke 1").expect(2, &[]);
    assert_eq!(rows(&place, "access token list").len(), 1);
    assert_eq!(rows(&place, "access token list --all --for admin").len(), 2);
    let used = with_store(&place, async |store| store.token(&secret.digest(), SystemClock.now()).await.unwrap());
    assert!(used.is_none());
}

#[test]
fn every_change_is_in_the_journal_with_the_user_of_the_system() {
    let place = with_admin();
    given(&place, "access add иванов --role viewer --no-password", b"").expect(0, &[]);
    given(&place, "access token create --for иванов --name x", b"").expect(0, &[]);
    given(&place, "access token revoke 1", b"").expect(0, &[]);
    given(&place, "access rotate-badge-key", b"").expect(0, &[]);
    given(&place, "access disable иванов", b"").expect(0, &[]);
    let journal = rows(&place, "access journal");
    let told: Vec<_> = journal.iter().map(|row| row["action"].as_str().unwrap()).collect();
    let all = ["person.created", "person.created", "token.created", "token.revoked", "key.rotated", "person.disabled"];
    assert_eq!(told, all);
    for row in &journal {
        assert_eq!((&row["who"], &row["detail"]["os_user"]), (&"cli".into(), &"operator".into()));
    }
    let part = place.run("access journal --limit 2 --newest-first --format json").expect(0, &["--after 5"]).json();
    assert_eq!((&part["rows"][0]["seq"], &part["next"]), (&6.into(), &"5".into()));
    assert_eq!(rows(&place, "access journal --after 4").len(), 2);
    assert_eq!(rows(&place, "access journal --action token.created --action token.revoked").len(), 2);
    assert_eq!(rows(&place, "access journal --by иванов --since 1d").len(), 0);
    assert_eq!(rows(&place, "access journal --until 1d").len(), 0);
    place.run("store check").expect(0, &[]);
}

#[test]
fn sessions_are_ended_by_hand_by_another_password_and_by_disabling() {
    let place = with_admin();
    place.run("access add second --role admin --no-password").expect(0, &[]);
    let open = |number: u8| {
        with_store(&place, async |store| {
            let now = SystemClock.now();
            let person = store.person_by_login(&Login::parse("admin").unwrap()).await.unwrap().unwrap();
            let expires_at = now + jiff::SignedDuration::from_hours(1);
            let new = NewSession { digest: &[number; 32], expires_at, address: "", agent: "" };
            assert!(store.open_session(&person, &new, now).await.unwrap());
        });
    };
    open(1);
    open(2);
    assert_eq!(place.run("access sessions end admin --lang en").expect(0, &[]).text(), "admin: sessions ended: 2\n");
    open(3);
    let told = given(&place, "access password admin --password-stdin --lang en", OTHER.as_bytes()).expect(0, &[]);
    assert!(told.text().ends_with(": 1\n"), "{}", told.text());
    open(4);
    place.run("access disable admin").expect(0, &[]);
    let left = with_store(&place, async |store| {
        let idle = std::time::Duration::from_hours(1);
        store.session(&[4; 32], idle, SystemClock.now()).await.unwrap()
    });
    assert!(left.is_none());
}

#[test]
fn the_lists_come_in_every_format_and_both_languages() {
    let place = with_admin();
    place.run("access token create --for admin --name лента --kind feed").expect(0, &[]);
    for (line, russian, english) in [
        ("access list", "администратор", "administrator"),
        ("access token list", "лента", "feed"),
        ("access journal", "создан токен", "token made"),
    ] {
        assert!(place.run(line).expect(0, &[]).text().contains(russian), "{line}");
        assert!(place.run(&format!("{line} --lang en")).expect(0, &[]).text().contains(english), "{line}");
        for format in ["table", "json", "ndjson", "csv", "html", "xlsx"] {
            let name = format!("list.{}", if format == "table" { "txt" } else { format });
            place.run(&format!("{line} -o {name}")).expect(0, &[]);
            assert!(!place.read(&name).is_empty(), "{line} {format}");
        }
    }
}

#[test]
fn no_secret_is_in_any_file() {
    let place = with_admin();
    given(&place, "access password admin --password-stdin", OTHER.as_bytes()).expect(0, &[]);
    let mut secrets: BTreeSet<String> = [PASSWORD, OTHER].map(str::to_owned).into();
    for kind in ["api", "feed"] {
        let made =
            given(&place, &format!("access token create --for admin --name x --kind {kind} -v"), b"").expect(0, &[]);
        let text = made.text().trim_end().to_owned();
        assert!(!made.err.contains(&text));
        // without the characters that are shown on purpose
        secrets.insert(text[text.len() - 36..].to_owned());
    }
    for list in ["access list", "access token list", "access journal"] {
        for format in ["csv", "html", "ndjson"] {
            place.run(&format!("{list} -o {}.{format}", list.replace(' ', "-"))).expect(0, &[]);
        }
    }
    place.run("store backup copy.sqlite").expect(0, &[]);
    for name in place.names() {
        let Some(name) = name.strip_prefix("work/") else { continue };
        let bytes = place.read(name);
        for secret in &secrets {
            assert!(!holds(&bytes, secret.as_bytes()), "a secret is in {name}");
        }
        // the log beside a database is part of it
        let is_database = name.contains(".sqlite");
        assert!(is_database || !holds(&bytes, b"argon2"), "a hash is in {name}");
    }
}

#[test]
fn every_action_of_the_journal_has_words() {
    for action in JournalAction::ALL {
        for lang in Lang::ALL {
            assert!(term(lang, Vocabulary::JournalAction, action.as_str()).is_some(), "{action}");
        }
        assert_eq!(JournalAction::parse(action.as_str()), Some(*action));
    }
    for role in Role::ALL {
        assert!(listing::term(Lang::Ru, Vocabulary::Role, role.as_str()).is_some());
    }
}
