//! Files and words that cannot be used: told by name, place and remedy, with exit code 2 and nothing written; files in
//! the encodings people have just work.

use std::fs;
use std::path::Path;

use super::program::Folder;
use super::vectors::with_vectors;

/// A text in every encoding Russian office programs save in.
fn encodings(text: &str) -> [(&'static str, Vec<u8>); 4] {
    let utf_16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    [
        ("UTF-8", text.into()),
        ("UTF-8 with a BOM", format!("\u{feff}{text}").into_bytes()),
        ("UTF-16 with a BOM", utf_16),
        ("Windows-1251", encoding_rs::WINDOWS_1251.encode(text).0.into_owned()),
    ]
}

#[test]
fn an_unknown_key_is_told_with_file_line_and_nearest_key_by_every_command() {
    let place = with_vectors();
    place.write("my.toml", "[report]\nlang = \"en\"\n[vk]\nhots = \"https://api.vk.ru\"\nretires = 3\n[raport]\n");
    for command in ["config check", "config show", "run", "audit club1", "links --all", "registry check", "demo --once"]
    {
        let ended = place.run(&format!("{command} --config my.toml"));
        let ended =
            ended.expect(2, &["my.toml:4:1: vk.hots", "host", "my.toml:5:1: vk.retires", "retries", "my.toml:6:2"]);
        assert!(ended.out.is_empty(), "{command}");
    }
}

#[test]
fn a_configuration_that_is_no_toml_is_told_with_its_line() {
    let place = Folder::new();
    place.write("vk-page-auditor.toml", "[vk]\nhost = \"https://api.vk.ru\n");
    place.run("config show").expect(2, &["vk-page-auditor.toml:2:", "TOML"]);
    place.run("config show --config none.toml").expect(2, &["none.toml"]);
    fs::create_dir(place.path("folder")).unwrap();
    place.run("config show --config folder").expect(2, &["folder"]);
}

#[test]
fn files_in_any_encoding_people_have_just_work() {
    let line = "run --config my.toml --registry registry.csv --from-file vk.json --format json";
    let place = with_vectors();
    let (registry, saved) = (place.read_text("registry.csv"), place.read_text("vk.json"));
    let config = "# настройки региона\n[policy]\noverrides = [\"поправки.toml\"]\n";
    let policy = "# поправки\n[forms.messages]\ntitles = [\"Решаем вместе\", \"Пишите нам\"]\n";
    let all = |place: &Folder, at: usize| {
        for (name, text) in
            [("my.toml", config), ("поправки.toml", policy), ("registry.csv", &registry), ("vk.json", &saved)]
        {
            place.write(name, &encodings(text)[at].1);
        }
    };
    // pages come as they finish, in no certain order
    let eighth_by_url = |report: &serde_json::Value| {
        let mut pages: Vec<_> = report["pages"].as_array().unwrap().iter().map(|page| page["page"].clone()).collect();
        pages.sort_by_key(|page| page["url"].as_str().unwrap().to_owned());
        pages.swap_remove(7)
    };
    all(&place, 0);
    let expected = place.run(line).expect(1, &[]).json();
    assert_eq!(expected["summary"]["pages"], 300);
    for (at, (encoding, _)) in encodings("").iter().enumerate() {
        all(&place, at);
        let report = place.run(line).expect(1, &[]).json();
        assert_eq!(report["summary"], expected["summary"], "{encoding}");
        assert_eq!(eighth_by_url(&report), eighth_by_url(&expected), "{encoding}");
    }
}

#[test]
fn a_bad_override_of_the_policy_is_told_with_file_line_and_key() {
    let place = with_vectors();
    place.write("my.toml", "[policy]\noverrides = [\"region.toml\"]\n");
    for (text, words) in [
        ("[codes]\n\"url.hots\" = { severity = \"error\" }\n", ["строка 2", "url.hots", "url.host"]),
        ("\n[codes]\n\"url.host\" = { severity = \"fatal\" }\n", ["строка 3", "url.host", "warning"]),
        ("[forms.messages]\ntitle = [\"x\"]\n", ["строка 2", "title", "titles"]),
        ("[forms.polls]\ntitles = []\n", ["строка 2", "titles", "хотя бы одно"]),
        ("deadline = \"soon\"\n", ["строка 1", "region.toml", ""]),
        ("[forms", ["строка 1", "region.toml", ""]),
    ] {
        place.write("region.toml", text);
        for command in
            ["config check", "run --registry registry.csv --from-file vk.json", "links --all --registry registry.csv"]
        {
            let ended = place.run(&format!("{command} --config my.toml"));
            ended.expect(2, &["region.toml"]).expect(2, &words);
        }
    }
    fs::remove_file(place.path("region.toml")).unwrap();
    place.run("config check --config my.toml").expect(2, &["region.toml"]);
}

#[test]
fn a_regions_override_changes_titles_and_severity() {
    let place = with_vectors();
    place.write("my.toml", "[policy]\noverrides = [\"region.toml\"]\n");
    let line = "run --registry registry.csv --from-file vk.json --no-covers --format json";
    let before = place.run(line).json();
    assert!(before["summary"]["codes"]["title.mismatch"].as_u64() > Some(0));
    place.write(
        "region.toml",
        "[forms.messages]\ntitles = [\"Пишите нам\"]\n[codes]\n\"title.mismatch\" = { severity = \"notice\" }\n",
    );
    let report = place.run(&format!("{line} --config my.toml")).json();
    let pages = report["pages"].as_array().unwrap();
    let violations = || pages.iter().flat_map(|page| page["violations"].as_array().unwrap());
    let mismatches: Vec<_> = violations().filter(|one| one["code"] == "title.mismatch").collect();
    assert!(mismatches.iter().all(|one| one["severity"] == "notice"));
    let of_messages: Vec<_> = mismatches.iter().filter(|one| one["form"] == "messages").collect();
    assert!(of_messages.len() > 100, "the usual title is wrong in this region: {}", of_messages.len());
    assert!(of_messages.iter().all(|one| one["remedy"].as_str().unwrap().contains("Пишите нам")));
    assert!(report["summary"]["severities"]["notice"].as_u64() >= Some(mismatches.len() as u64));
}

const HEADER: &str =
    "page_url;organization;ogrn;level;region_code;municipality;oktmo;opa_id;messages_connected;parent_ogrn";

#[test]
fn every_bad_row_of_a_registry_is_told_at_once_with_row_and_column() {
    let place = Folder::new();
    let rows = [
        "https://vk.com/minobr03;Министерство;1020300000016;regional;03;;;1001;да;",
        "https://vk.com/id7;Пользователь;1020300000027;regional;03;;;1002;да;",
        "club5;Плохой ОГРН;1020300000028;regional;03;;;1003;да;",
        "club6;Плохой уровень;1020300000038;царский;03;;;1004;да;",
        "club7;Нет региона;1020300000049;regional;00;;;1005;да;",
        "minobr03;Та же страница;1020300000050;regional;03;;;1006;да;",
        "club8;Чужой ОКТМО;1020300000060;municipal;03;Город;73701000;1007;да;",
    ];
    place.write("registry.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
    let ended = place.run("registry check registry.csv --lang en").expect(2, &[]);
    let told: Vec<_> = ended.text().lines().skip(1).collect();
    for (row, words) in
        [(3, "Page address"), (4, "OGRN"), (5, "Level"), (6, "Region code"), (7, "Page address"), (8, "OKTMO")]
    {
        let found = told.iter().any(|line| line.contains(&format!("Row {row}, ")) && line.contains(words));
        assert!(found, "row {row}, {words}: {}", ended.text());
    }
    // of two organisations that name one page neither is believed, and each is told of the other
    let of_second = told.iter().find(|line| line.starts_with("  Row 2,")).unwrap();
    assert!(of_second.contains("row 7"), "{of_second}");
    let russian = place.run("registry check registry.csv").expect(2, &[]);
    assert!(russian.text().contains("ОГРН") && russian.text().contains("Строка 4"), "{}", russian.text());
    // a run tells the same in its log
    place.write("vk.json", "{\"response\":{\"groups\":[]}}");
    place.run("run --registry registry.csv --from-file vk.json").expect(3, &["Строка 3", "Строка 8"]);
}

#[test]
fn a_registry_without_its_columns_names_those_that_are_missing() {
    let place = Folder::new();
    place.write("registry.csv", "Ссылка;Уровень\nclub1;X\n");
    place.run("registry check registry.csv").expect(2, &["registry.csv", "ОГРН", "Наименование организации"]);
    place.write("empty.csv", "");
    place.run("registry check empty.csv").expect(2, &["empty.csv"]);
    place.write("header.csv", format!("{HEADER}\n"));
    place.run("run --registry header.csv --from-file header.csv").expect(2, &["header.csv"]);
    place.write("none-good.csv", format!("{HEADER}\nid1;X;1;царь;;;;;;\n"));
    place.run("run --registry none-good.csv --from-file header.csv").expect(2, &["none-good.csv"]);
}

#[test]
fn a_registry_that_is_something_else_is_told_by_its_name() {
    let place = Folder::new();
    fs::create_dir(place.path("folder.csv")).unwrap();
    for (name, bytes) in [
        ("a.xlsx", b"no workbook".to_vec()),
        ("a.ods", b"PK\x03\x04 broken".to_vec()),
        ("a.toml", b"[[page]]\npage_url = \n".to_vec()),
        ("zero.csv", vec![0; 100]),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old".to_vec()),
    ] {
        place.write(name, bytes);
        place.run(&format!("registry check {name}")).expect(2, &[name]);
    }
    place.run("registry check folder.csv").expect(2, &["folder.csv"]);
    place.run("registry check none.csv").expect(2, &["none.csv"]);
}

#[test]
fn a_broken_saved_answer_is_told_and_leaves_neither_report_nor_temporary_file() {
    let place = with_vectors();
    let whole = place.read("vk.json");
    let error = b"{\"error\":{\"error_code\":5,\"error_msg\":\"User authorization failed\"}}".to_vec();
    for (bytes, words) in [
        (Vec::new(), ""),
        (b"{".to_vec(), ""),
        (b"<html><body>429</body></html>".to_vec(), ""),
        (b"null".to_vec(), ""),
        (b"[[1]]]".to_vec(), ""),
        (whole[..whole.len() / 2].to_vec(), ""),
        (error, "5"),
        (vec![0; 300], ""),
        (b"\xff\xfe\0".to_vec(), ""),
    ] {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
        place.write("saved.json", bytes);
        let before = place.names();
        for line in ["run --registry registry.csv", "audit club200001013 --registry registry.csv"] {
            let line = format!("{line} --from-file saved.json --output report.json --output report.xlsx");
            let ended = place.run(&line);
            assert_eq!(ended.code(), 2, "{shown:?}: {}", ended.err);
            ended.expect(2, &["saved.json", words]);
            assert_eq!(place.names(), before, "{shown:?}");
        }
    }
    place.run("run --registry registry.csv --from-file none.json").expect(2, &["none.json"]);
    fs::create_dir(place.path("folder")).unwrap();
    place.run("run --registry registry.csv --from-file folder").expect(2, &["folder"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_told_by_its_name() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = with_vectors();
    for name in ["registry.csv", "vk.json", "my.toml"] {
        let path = if name == "my.toml" { place.write(name, "") } else { place.path(name) };
        let open = fs::metadata(&path).unwrap().permissions();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
        // the superuser reads everything, so there is nothing to be told
        if fs::read(&path).is_err() {
            place.run("run --config my.toml --registry registry.csv --from-file vk.json").expect(2, &[name]);
        }
        fs::set_permissions(&path, open).unwrap();
    }
}

#[test]
fn a_missing_token_is_told_with_what_to_do() {
    let place = with_vectors();
    place.run("run --registry registry.csv").expect(2, &["VK_TOKEN", "[[vk.tokens]]"]);
    place.run("audit club1").expect(2, &["VK_TOKEN"]);
    place.run("config check").expect(2, &["VK_TOKEN"]);
}

#[test]
fn a_bad_token_is_told_without_being_repeated() {
    let place = with_vectors();
    let secret = "vk1.a.letmein";
    for wrong in [format!("\"{secret}\""), format!("{secret} {secret}"), format!("{secret},токен"), "abc".to_owned()]
    {
        for (name, value) in [("VK_TOKEN", wrong.clone()), ("VK_TOKEN_FILE", "token".to_owned())] {
            place.write("token", &wrong);
            for line in ["run --registry registry.csv -vv", "config check -vv"] {
                let mut command = place.command(&line.split(' ').collect::<Vec<_>>());
                command.env(name, value.as_str());
                let ended = place.finish(command).expect(2, &[name]);
                assert!(!ended.err.contains("letmein") && !ended.text().contains("letmein"), "{}", ended.err);
            }
        }
    }
    let mut command = place.command(&["config", "check"]);
    command.env("VK_TOKEN_FILE", "none");
    place.finish(command).expect(2, &["VK_TOKEN_FILE", "none"]);
}

#[test]
fn a_token_in_the_configuration_file_is_refused_without_being_repeated() {
    let place = Folder::new();
    for text in
        ["[vk]\ntoken = \"vk1.a.letmein\"\n", "[vk]\nhost = \"vk1.a.letmein\"\n", "[vk]\n\"vk1.a.letmein\" = 1\n"]
    {
        place.write("vk-page-auditor.toml", text);
        for line in ["config show", "config check", "run"] {
            let ended = place.run(line).expect(2, &["vk-page-auditor.toml:2:"]);
            assert!(!ended.err.contains("letmein") && ended.out.is_empty(), "{}", ended.err);
        }
    }
}

#[test]
fn an_address_of_the_api_that_is_none_or_unsafe_is_refused() {
    let place = with_vectors();
    for url in
        ["api.vk.ru", "ftp://api.vk.ru", "http://api.vk.ru", "https://user:word@api.vk.ru", "https://", "не адрес"]
    {
        for line in ["run --registry registry.csv", "config show"] {
            let ended = place.run_against(url, line).expect(2, &["VK_API_URL"]);
            assert!(!ended.err.contains("word"), "{}", ended.err);
        }
        place.write("my.toml", format!("[vk]\nhost = \"{url}\"\n"));
        place.run("config show --config my.toml").expect(2, &["my.toml:2:", "vk.host"]);
    }
}

#[test]
fn a_wrong_filter_of_the_log_is_told() {
    let place = with_vectors();
    let mut command = place.command(&["audit", "club1", "--from-file", "vk.json"]);
    command.env("RUST_LOG", "vk_page_auditor=loudest,,=");
    place.finish(command).expect(2, &["RUST_LOG"]);
}

#[test]
fn every_kind_of_page_that_is_no_community_is_told() {
    let place = with_vectors();
    let not_communities = [
        "https://vk.com/id1",
        "https://vk.com/wall-1_2",
        "https://vk.com/topic-1_2",
        "https://vk.com/app8181405",
        "https://vk.com/feed",
        "https://vk.com/",
        "https://ok.ru/group1",
        "t.me/name",
        "https://vk.com.evil.example/club1",
        "имя страницы",
        "club0",
        "99999999999999999999",
        "\u{1b}[31mclub1",
        "",
    ];
    for page in not_communities {
        let words = ["audit", page, "--from-file", "vk.json", "--output", "report.json"];
        let ended = place.run_words(&words).expect(2, &["«"]);
        assert!(!ended.err.contains('\u{1b}'), "{page:?}");
    }
    // all of them at once, and nothing was begun
    let words: Vec<_> =
        ["audit", "club1"].into_iter().chain(not_communities).chain(["--output", "report.json"]).collect();
    let ended = place.run_words(&words).expect(2, &["id1", "wall-1_2", "app8181405", "ok.ru"]);
    assert!(ended.err.matches('«').count() >= not_communities.len(), "{}", ended.err);
    assert!(!Path::new(&place.path("report.json")).exists());
    place.run_words(&["audit", "--", "-1"]).expect(2, &["«-1»"]);
}
