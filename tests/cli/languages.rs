//! Whatever goes wrong is told in the reader's language alone: every command with what it cannot use, everything VK, the
//! network and files are known to do wrong, in Russian without a Latin word outside code, names and quotations, and in
//! English without a Cyrillic one.

mod vk;

use std::fs;
use std::net::TcpListener;

use super::program::{CANARY, Ended, Folder};
use super::spans::{cyrillic_words, latin_words};
use super::stand_in::approved_set;
use super::vectors::with_vectors;

/// The lines without what the log writes before each: the moment, the level and the module.
fn without_heads_of_log(text: &str) -> String {
    const LEVELS: [&str; 4] = ["ERROR", "WARN", "INFO", "DEBUG"];
    let rest = |line: &str| {
        let (moment, rest) = line.split_once(' ')?;
        let (level, rest) = rest.trim_start().split_once(' ')?;
        let is_head = moment.ends_with('Z') && LEVELS.contains(&level);
        rest.split_once(": ").filter(|_| is_head).map(|(_, told)| told.to_owned())
    };
    text.lines().map(|line| rest(line).unwrap_or_else(|| line.to_owned())).collect::<Vec<_>>().join("\n")
}

/// What stands in a text that should not, each word with the text.
fn foreign(context: &str, is_russian: bool, text: &str) -> Option<String> {
    let words = if is_russian { latin_words(text) } else { cyrillic_words(text) };
    (!words.is_empty()).then(|| format!("{context}\n    {words:?} in:\n{text}"))
}

/// Runs lines in both languages and gathers what they should not have said.
#[derive(Default)]
struct Listener {
    found: Vec<String>,
    silent: Vec<String>,
}

impl Listener {
    /// Runs a line that fails, and listens to what it says of it.
    fn hear(&mut self, place: &Folder, words: &[&str]) {
        for is_russian in [true, false] {
            let mut all = words.to_vec();
            if !is_russian {
                all.extend(["--lang", "en"]);
            }
            let ended = place.run_words(&all);
            self.hear_of(&all.join(" "), is_russian, &ended);
        }
    }

    fn hear_of(&mut self, line: &str, is_russian: bool, ended: &Ended) {
        if ended.code() == 0 || ended.err.trim().is_empty() {
            self.silent.push(format!("{line}: {} {}", ended.code(), ended.err));
        }
        self.found.extend(foreign(line, is_russian, &without_heads_of_log(&ended.err)));
    }

    #[track_caller]
    fn end(self) {
        assert!(self.silent.is_empty(), "lines that should have failed: {:#?}", self.silent);
        assert!(self.found.is_empty(), "{} texts:\n{}", self.found.len(), self.found.join("\n"));
    }
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

#[test]
fn what_is_wrong_with_a_configuration_is_told_in_the_readers_language() {
    let place = Folder::new();
    let mut listener = Listener::default();
    for text in [
        "[vk]\nhost = \"https://api.vk.ru\n",
        "[vk\n",
        "[vk]\nretries = 3\nretries = 4\n",
        "[vk]\nretries\n",
        "[vk]\nretries =\n",
        "[vk]\nhost = api\n",
        "[vk]\nretries = 007\n",
        "[covers]\nallowed_hosts = [\"a\" \"b\"]\n",
        "[vk]\nhots = \"x\"\nlang = \"en\"\nquite_unknown = 1\n",
        "[raport]\n[nonsense_of_some_kind]\n",
        "[vk]\nretries = \"five\"\nbatch_size = 501\nread_timeout = 30\nhost = 5\n",
        "[vk]\ntokens = 5\n",
        "vk = 3\n",
        "[vk]\ntoken = \"vk1.a.letmein\"\n",
        "[vk]\nhost = \"http://api.vk.ru\"\napi_version = \"new\"\n",
        "[[vk.tokens]]\nkind = \"bot\"\nname = \"b c\"\n[[vk.tokens]]\nname = \"a\"\n",
        "[store]\npassword = \"letmein\"\nurl = \"mysql://x\"\n",
        "[store]\nurl = \"postgres://u:letmein@h/d\"\n",
        "[store]\npassword_file = \"a\"\npassword_credential = \"b\"\n",
        "[report]\ntime_zone = \"Mars/Base\"\nlang = \"de\"\noutputs = [\"report.docx\"]\n",
        "[registry]\nregion_code = \"xx\"\nremoved_share = 2.0\n",
        "[covers]\nallowed_hosts = [\"https://a/b\"]\nmax_bytes = \"5 миль\"\n",
        "[findings]\nconfirm = 3\nof = 2\n",
        "[findings]\nconfirm = 1\nof = 2\n",
        "[log]\nlevel = \"loud\"\n",
        "[serve]\nlisten = \"nowhere\"\ntrusted_proxies = [\"x\"]\nsign_on_header = \"a b\"\n",
        "[[schedule.passes]]\nname = \"n\"\ncron = \"каждый день\"\n",
        "[[schedule.passes]]\nname = \"n\"\ncron = \"0 25 * * *\"\n",
        "[[schedule.passes]]\nname = \"n\"\ncron = \"@reboot\"\n",
        "[[schedule.passes]]\nname = \"n\"\ncron = \"0 0 0 * *\"\n",
        "[[schedule.passes]]\nname = \"n\"\ncron = \"0 0 * MAI *\"\n",
        "[policy]\npath = \"none.toml\"\n",
        "[policy]\npath = \"empty.d\"\n",
        "[policy]\noverrides = [\"none.toml\"]\n",
    ] {
        fs::create_dir_all(place.path("empty.d")).unwrap();
        place.write("my.toml", text);
        listener.hear(&place, &words("config check --config my.toml"));
    }
    listener.hear(&place, &words("config show --config none.toml"));
    listener.hear(&place, &words("config show --config empty.d"));
    listener.hear(&place, &words("config check"));
    listener.hear(&place, &words("config init my.toml"));
    listener.hear(&place, &words("config init no_where/my.toml"));
    listener.end();
}

#[test]
fn what_is_wrong_with_a_policy_is_told_in_the_readers_language() {
    const BUILT_IN: &str = include_str!("../../config/policy/pos-vk-2023.toml");
    let place = with_vectors();
    let mut listener = Listener::default();
    place.write("whole.toml", "[policy]\npath = \"policy.toml\"\n");
    for (from, to) in [
        ("\"url.host\" = { severity = \"error\"", "\"url.host\" = { severity = \"grave\""),
        ("\"url.host\" =", "\"url.hots\" ="),
        ("clause = \"open\"", "clause = \"opne\""),
        ("\"{ogrn}\"", "\"{orgn}\""),
        ("position = 2", "position = 1"),
        ("position = 2", "position = 0"),
        ("position = 2", "position = \"two\""),
        ("position = 2", "posision = 2"),
        ("levels = [\"regional\"]", "levels = [\"municipal\"]"),
        ("levels = [\"regional\"]", "levels = [\"federal\"]"),
        ("\"711\" =", "\"7x\" ="),
        ("titles = [\"Решаем вместе\"]", "titles = []"),
        ("id =", "di ="),
        ("id =", ""),
        ("effective = 2", "effective = 3"),
    ] {
        let text = BUILT_IN.replacen(from, to, 1);
        assert_ne!(text, BUILT_IN, "{from}");
        place.write("policy.toml", text);
        if !to.starts_with("effective") {
            listener.hear(&place, &words("links --all --registry registry.csv --config whole.toml"));
        }
    }
    place.write("over.toml", "[policy]\noverrides = [\"region.toml\"]\n");
    for text in [
        "[codes]\n\"url.hots\" = { severity = \"error\" }\n",
        "[codes]\n\"url.host\" = { severity = \"fatal\" }\n",
        "[codes]\n\"url.host\" = \"fatal\"\n",
        "[forms.messages]\ntitle = [\"x\"]\n",
        "[forms.polls]\ntitles = []\n",
        "deadline = \"soon\"\n",
        "deadline = 10:00:00\n",
        "[forms",
        "а = б\n",
    ] {
        place.write("region.toml", text);
        listener.hear(&place, &words("links --all --registry registry.csv --config over.toml"));
        listener.hear(&place, &words("rehearse --override region.toml --store sqlite:none.sqlite"));
    }
    listener.end();
}

#[test]
fn what_is_wrong_with_files_pages_and_outputs_is_told_in_the_readers_language() {
    let place = with_vectors();
    let whole = place.read("vk.json");
    fs::create_dir(place.path("folder.d")).unwrap();
    let mut listener = Listener::default();
    for (at, bytes) in [
        Vec::new(),
        b"{".to_vec(),
        b"<html><body>429</body></html>".to_vec(),
        b"null".to_vec(),
        b"[[1]]]".to_vec(),
        b"{\"response\":[{\"id\":1},\n{\"id\":2,,}]}".to_vec(),
        b"{\"response\" [1]}".to_vec(),
        b"{response: 1}".to_vec(),
        b"{\"a\": x}".to_vec(),
        whole[..whole.len() / 2].to_vec(),
        b"{\"error\":{\"error_code\":5,\"error_msg\":\"User authorization failed\"}}".to_vec(),
        b"{\"error\":{\"error_code\":777,\"error_msg\":\"Quite new\"}}".to_vec(),
        b"{\"error\":{\"error_code\":[]}}".to_vec(),
        vec![0; 300],
        [b"[{\"id\":1,\"name\":\"\xd0\xaf\"},{\"id\":2,\"name\":\"\xff\"}]".to_vec()].concat(),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("saved-{at}.json");
        place.write(&name, bytes);
        listener.hear(&place, &words(&format!("run --registry registry.csv --from-file {name}")));
        listener.hear(&place, &words(&format!("audit club200001013 --from-file {name}")));
    }
    for line in [
        "run",
        "run --registry none.csv",
        "run --registry folder.d",
        "run --registry registry.csv",
        "run --registry registry.csv --from-file none.json",
        "run --registry registry.csv --from-file folder.d",
        "run --registry registry.csv --from-file vk.json --output report.docx",
        "run --registry registry.csv --from-file vk.json --output no_where/report.json",
        "run --registry registry.csv --from-file vk.json --output folder.d",
        "audit club1",
        "links --all",
        "links club1",
        "links club1 --registry registry.csv",
        "links 1027300001013 --registry registry.csv",
        "links vk.com/id1 --registry registry.csv",
        "registry check",
        "registry check none.csv",
        "registry check folder.d",
        "registry import none.csv --registry kept.csv",
        "registry import registry.csv",
        "registry export a.ods --registry registry.csv",
        "registry export no_where/a.csv --registry registry.csv",
        "registry export folder.d --registry registry.csv",
        "evidence verify none.json",
        "evidence verify folder.d",
        "evidence verify vk.json",
        "evidence verify registry.csv",
    ] {
        listener.hear(&place, &words(line));
    }
    for page in [
        "https://vk.com/id1",
        "https://vk.com/wall-1_2",
        "https://vk.com/app8181405",
        "https://vk.com/feed",
        "https://vk.com/",
        "https://ok.ru/group1",
        "имя страницы",
        "club0",
        "99999999999999999999",
        "",
    ] {
        listener.hear(&place, &["audit", page, "--from-file", "vk.json"]);
        listener.hear(&place, &["links", page, "--registry", "registry.csv"]);
    }
    listener.end();
}

#[test]
fn what_is_wrong_with_covers_is_told_in_the_readers_language() {
    let place = Folder::new();
    let png = mock_vk::covers::reference_covers()[0].png.to_vec();
    place.write("covers.set", approved_set());
    place.write("good.png", &png);
    for (name, bytes) in [
        ("broken.set", approved_set()[..500].to_vec()),
        ("damaged.set", [&approved_set()[..500], b"?", &approved_set()[501..]].concat()),
        ("newer.set", [b"VKCOVERS\x09\x00".as_slice(), &approved_set()[10..]].concat()),
        ("text.set", b"no set".to_vec()),
        ("broken.zip", b"PK\x03\x04 broken".to_vec()),
        ("broken.7z", b"7z\xBC\xAF\x27\x1C broken".to_vec()),
        ("other.rar", b"Rar! other".to_vec()),
        ("empty.d/readme.txt", b"nothing".to_vec()),
        ("one.d/soobshchit/red.png", png.clone()),
        ("odd.d/soobshchit/red.png", png[..900].to_vec()),
        ("odd.d/vyskazat/note.txt", b"text".to_vec()),
        ("same.d/soobshchit/red.png", png.clone()),
        ("same.d/vyskazat/red.png", png.clone()),
        ("cut.png", png[..900].to_vec()),
        ("empty.png", Vec::new()),
        ("page.jpg", b"<html><body>404</body></html>".to_vec()),
        ("answer.jpg", b"{\"error\":{}}".to_vec()),
        ("photo.jpg", b"\0\0\0\x1Cftypavif".to_vec()),
        ("drawing.jpg", b"<svg xmlns=\"\"/>".to_vec()),
    ] {
        place.write(name, bytes);
    }
    let mut listener = Listener::default();
    for line in [
        "covers import none.zip",
        "covers import broken.zip",
        "covers import broken.7z",
        "covers import other.rar",
        "covers import text.set",
        "covers import empty.d",
        "covers import one.d",
        "covers import odd.d",
        "covers import same.d",
        "covers list --set none.set",
        "covers list --set broken.set",
        "covers list --set damaged.set",
        "covers list --set newer.set",
        "covers list --set text.set",
        "covers check none.png",
        "covers check empty.d",
        "covers check good.png cut.png empty.png page.jpg answer.jpg photo.jpg drawing.jpg",
    ] {
        listener.hear(&place, &words(line));
    }
    let table = "covers check good.png cut.png page.jpg";
    listener.found.extend(foreign(table, true, place.run(table).text()));
    let listed = place.run("covers list");
    listener.found.extend(foreign("covers list", true, listed.text()));
    listener.end();
}

#[test]
fn what_is_wrong_with_a_store_is_told_in_the_readers_language() {
    let place = with_vectors();
    place.write("text.sqlite", "this is no database, but a text of some length");
    place.write("evidence.json", "{\"schema\":\"vk-page-auditor/evidence/1\",\"digest\":\"0\"}");
    fs::create_dir(place.path("folder.d")).unwrap();
    place.run("registry import registry.csv --store sqlite:a.sqlite --set-bad-aside").expect(0, &[]);
    let mut listener = Listener::default();
    for line in [
        "pages",
        "pages --store sqlite:none.sqlite",
        "pages --store sqlite:folder.d",
        "pages --store sqlite:text.sqlite",
        "pages --store mysql://x",
        "pages --store postgres://nobody@127.0.0.1:9/none",
        "pages show club999 --store sqlite:a.sqlite",
        "pages show vk.com/id1 --store sqlite:a.sqlite",
        "pages --sort name --after 5 --store sqlite:a.sqlite",
        "explain club999 --store sqlite:a.sqlite",
        "findings --page club999 --store sqlite:a.sqlite",
        "runs show 7 --store sqlite:a.sqlite",
        "runs release 7 --store sqlite:a.sqlite",
        "runs discard 7 --store sqlite:a.sqlite",
        "runs start --region 99 --store sqlite:a.sqlite",
        "runs start vk.com/id1 --store sqlite:a.sqlite",
        "evidence export club999 --store sqlite:a.sqlite",
        "store backup a.sqlite --store sqlite:a.sqlite",
        "store backup no_where/b.sqlite --store sqlite:a.sqlite",
        "store info --store sqlite:none.sqlite",
        "registry export folder.d --store sqlite:a.sqlite",
        "access list --store sqlite:none.sqlite",
        "access disable nobody --store sqlite:a.sqlite",
        "access change nobody --store sqlite:a.sqlite",
        "access create-admin a!b --store sqlite:a.sqlite",
        "access create-admin admin --store sqlite:a.sqlite",
        "access create-admin admin --password-stdin --store sqlite:a.sqlite",
        "access token revoke 5 --store sqlite:a.sqlite",
        "access token create feed --owner nobody --store sqlite:a.sqlite",
        "access token create feed --owner nobody --expires 2020-01-01 --store sqlite:a.sqlite",
        "worker --store sqlite:a.sqlite",
    ] {
        listener.hear(&place, &words(line));
    }
    // a run that is under way is decided by nobody
    place.run("runs start --store sqlite:a.sqlite").expect(0, &[]);
    listener.hear(&place, &words("runs release 1 --store sqlite:a.sqlite"));
    listener.hear(&place, &words("runs start --store sqlite:a.sqlite"));
    let verified = place.run("evidence verify evidence.json");
    listener.found.extend(foreign("evidence verify", true, verified.text()));
    listener.end();
}

#[test]
fn a_wrong_command_line_is_told_in_the_readers_language() {
    let place = Folder::new();
    let mut listener = Listener::default();
    for line in [
        "audti club1",
        "audit",
        "audit club1 --nonsense",
        "audit club1 --format docx",
        "audit club1 --fail-on sometimes",
        "audit club1 --registry",
        "audit club1 --color pink",
        "audit club1 -q -v",
        "audit club1 --no-covers=yes",
        "run club1",
        "run --regsitry x",
        "links",
        "links --all club1",
        "registry chekc a.csv",
        "registry import",
        "covers check a.png --form both",
        "demo --pages many",
        "demo --pages 0",
        "demo --seed x",
        "demo --once --listen 127.0.0.1:1",
        "runs show x",
        "runs list --state dead",
        "runs list --since yesterday",
        "pages --limit 0",
        "pages --verdict good",
        "pages --code nonsense",
        "findings --severity grave",
        "events --kind nothing",
        "access add x --role king",
        "access token create x --owner y --kind session",
        "completions tcsh",
    ] {
        listener.hear(&place, &words(line));
    }
    let help = listener_of_help(&place);
    listener.end();
    assert!(help.is_empty(), "{}", help.join("\n"));
}

/// The parser's own English words that are left in the Russian help.
fn listener_of_help(place: &Folder) -> Vec<String> {
    const OF_THE_PARSER: [&str; 8] =
        ["Usage", "OPTIONS", "COMMAND", "possible values", "default:", "Print help", "<FILE>", "<PAGE>"];
    let mut found = Vec::new();
    for line in [
        "--help",
        "registry --help",
        "config --help",
        "audit --help",
        "run --help",
        "registry import --help",
        "covers check --help",
        "pages --help",
    ] {
        let help = place.run(line).expect(0, &[]);
        let left = OF_THE_PARSER.iter().filter(|words| help.text().contains(*words));
        found.extend(left.map(|words| format!("{line}: {words} in\n{}", help.text())));
    }
    found
}

#[test]
fn what_is_wrong_with_tokens_and_the_log_is_told_in_the_readers_language() {
    let place = with_vectors();
    let mut listener = Listener::default();
    place.write("two.d", "aaaa\nbbbb\n");
    place.write("empty.d", "");
    let entries =
        [("two.d", "file = \"two.d\""), ("none", "file = \"none.txt\""), ("credential", "credential = \"vk\"")];
    for (name, line) in entries {
        place.write("my.toml", format!("[[vk.tokens]]\nname = \"{name}\"\n{line}\n"));
        listener.hear(&place, &words("config check --config my.toml"));
    }
    place.write("my.toml", "[store]\nurl = \"postgres://u@127.0.0.1:9/d\"\npassword_file = \"none.txt\"\n");
    listener.hear(&place, &words("pages --config my.toml"));
    for (name, value) in [
        ("VK_TOKEN", "\"abc def\""),
        ("VK_TOKEN", "ab"),
        ("VK_TOKEN_FILE", "none.txt"),
        ("VK_TOKEN_FILE", "empty.d"),
        ("RUST_LOG", "vk_page_auditor=loudest,,="),
        ("VK_API_URL", "ftp://api.vk.ru"),
        ("VK_API_URL", "http://api.vk.ru"),
        ("VK_PAGE_AUDITOR_STORE", "mysql://x"),
        ("VK_PAGE_AUDITOR_CONFIG", "none.toml"),
    ] {
        for is_russian in [true, false] {
            let lang = if is_russian { "ru" } else { "en" };
            let mut command = place.command(&["run", "--registry", "registry.csv", "--lang", lang]);
            command.env(name, value);
            let ended = place.finish(command);
            listener.hear_of(&format!("{name}={value}"), is_russian, &ended);
        }
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for is_russian in [true, false] {
        let lang = if is_russian { "ru" } else { "en" };
        let words = ["serve", "--listen", &address, "--store", "sqlite:s.sqlite", "--lang", lang];
        let mut command = place.command(&words);
        command.env("VK_TOKEN", CANARY);
        let ended = place.finish(command);
        listener.hear_of("serve", is_russian, &ended);
    }
    listener.end();
}
