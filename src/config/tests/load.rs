//! Tests of `load.rs` with the words its errors are told in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use vk_page_auditor_config::*;
use words::{self, Lang};

/// A machine with its folders; nothing of the real one is looked at.
struct Machine {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["work", "user/vk-page-auditor", "system"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let user = folder.path().join("user").display().to_string();
        Self { folder, variables: vec![("XDG_CONFIG_HOME", user)] }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn load(&self, overrides: Overrides, file: Option<PathBuf>) -> Result<Loaded, ConfigError> {
        let variable = |name: &str| self.variables.iter().find(|(key, _)| *key == name);
        let environment = Environment::from_lookup(|name| variable(name).map(|(_, value)| value.into()));
        let (folder, system_folder) = (self.folder.path().join("work"), self.folder.path().join("system"));
        Config::load(&LoadRequest { file, overrides, environment: &environment, folder, system_folder })
    }

    fn load_plain(&self) -> Result<Loaded, ConfigError> {
        self.load(Overrides::default(), None)
    }
}

#[test]
fn without_any_file_the_defaults_hold() {
    let loaded = Machine::new().load_plain().unwrap();
    assert_eq!((loaded.config, loaded.file), (Config::default(), None));
}

#[test]
fn nearest_file_is_taken_and_a_named_one_before_all() {
    let mut machine = Machine::new();
    let batch = |loaded: Result<Loaded, ConfigError>| loaded.unwrap().config.vk.batch_size;
    machine.write("system/config.toml", b"vk.batch_size = 1");
    assert_eq!(batch(machine.load_plain()), 1);
    machine.write("user/vk-page-auditor/config.toml", b"vk.batch_size = 2");
    assert_eq!(batch(machine.load_plain()), 2);
    machine.write("work/vk-page-auditor.toml", b"vk.batch_size = 3");
    assert_eq!(batch(machine.load_plain()), 3);
    let path = machine.write("named.toml", b"vk.batch_size = 4");
    machine.variables.push(("VK_PAGE_AUDITOR_CONFIG", path.display().to_string()));
    assert_eq!(batch(machine.load_plain()), 4);
    let path = machine.write("option.toml", b"vk.batch_size = 5");
    assert_eq!(batch(machine.load(Overrides::default(), Some(path))), 5);
}

#[test]
fn a_named_file_must_exist() {
    let error = Machine::new().load(Overrides::default(), Some("/no/such.toml".into())).unwrap_err();
    assert!(words::config_error(Lang::Ru, &error).contains("не удалось прочитать /no/such.toml"), "{error}");
}

#[test]
fn a_folder_or_a_huge_file_is_no_configuration() {
    let machine = Machine::new();
    let folder = machine.folder.path().to_owned();
    assert!(matches!(machine.load(Overrides::default(), Some(folder)), Err(ConfigError::Unreadable { .. })));
    let huge = machine.write("huge.toml", &vec![b'#'; usize::try_from(LARGEST_FILE).unwrap() + 1]);
    assert!(matches!(machine.load(Overrides::default(), Some(huge)), Err(ConfigError::TooLarge { .. })));
}

#[test]
fn options_go_before_environment_before_file() {
    let mut machine = Machine::new();
    machine.write(
        "work/vk-page-auditor.toml",
        "[vk]\nhost = \"https://file.example\"\n[report]\nlang = \"en\"\nfail_on = \"never\"".as_bytes(),
    );
    machine.variables.push(("VK_API_URL", "https://environment.example/".to_owned()));
    let overrides = Overrides { fail_on: Some(FailOn::Warning), no_covers: true, ..Overrides::default() };
    let loaded = machine.load(overrides, None).unwrap();
    assert_eq!(loaded.config.vk.host, "https://environment.example");
    assert_eq!(loaded.config.report.lang, Language::English);
    assert_eq!(loaded.config.report.fail_on, FailOn::Warning);
    assert!(!loaded.config.covers.enabled);
    let origins = ["vk.host", "report.lang", "report.fail_on", "vk.retries"].map(|key| loaded.origin(key));
    let expected = [Origin::Variable("VK_API_URL"), Origin::File, Origin::Option("--fail-on"), Origin::Default];
    assert_eq!(origins, expected);
}

#[test]
fn windows_1251_and_bom_are_read() {
    let machine = Machine::new();
    let mut bytes = b"# \xcd\xe0\xf1\xf2\xf0\xee\xe9\xea\xe8\r\n[registry]\r\npath = \"\xd0.csv\"\r\n".to_vec();
    let path = machine.write("work/vk-page-auditor.toml", &bytes);
    assert!(machine.load_plain().unwrap().config.registry.path.unwrap().ends_with("Р.csv"));
    bytes = "\u{feff}[registry]\npath = \"Р.csv\"".as_bytes().to_vec();
    fs::write(path, bytes).unwrap();
    assert!(machine.load_plain().unwrap().config.registry.path.unwrap().ends_with("Р.csv"));
}

#[test]
fn problems_of_all_layers_are_told_together() {
    let mut machine = Machine::new();
    machine.write("work/vk-page-auditor.toml", b"vk.batch_size = 0");
    machine.variables.push(("VK_API_URL", "api.vk.ru".to_owned()));
    let overrides = Overrides { outputs: vec!["report.docx".into()], ..Overrides::default() };
    let text = words::config_error(Lang::Ru, &machine.load(overrides, None).unwrap_err());
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].contains("vk-page-auditor.toml:1:17: vk.batch_size = 0: допустимо от `1` до `500`"), "{text}");
    assert!(lines[1].starts_with("VK_API_URL: нужен адрес"), "{text}");
    assert!(lines[2].starts_with("--output = report.docx: "), "{text}");
}

#[test]
fn covers_of_a_stand_in_on_this_machine_are_allowed_unless_the_file_forbids() {
    let mut machine = Machine::new();
    machine.variables.push(("VK_API_URL", "http://127.0.0.1:5000".to_owned()));
    let loaded = machine.load_plain().unwrap();
    assert!(loaded.config.covers.allow_loopback);
    machine.write("work/vk-page-auditor.toml", b"covers.allow_loopback = false");
    assert!(!machine.load_plain().unwrap().config.covers.allow_loopback);
}

#[test]
fn tokens_go_unencrypted_to_another_machine_only_by_consent() {
    let mut machine = Machine::new();
    machine.variables.push(("VK_API_URL", "http://vk.example:8080".to_owned()));
    let text = words::config_error(Lang::En, &machine.load_plain().unwrap_err());
    assert!(text.starts_with("VK_API_URL: without encryption"), "{text}");
    machine.write("work/vk-page-auditor.toml", b"vk.allow_plain_http = true");
    assert_eq!(machine.load_plain().unwrap().config.vk.host, "http://vk.example:8080");
}

#[test]
fn what_is_shown_reads_back_equal() {
    let machine = Machine::new();
    let text = "[vk]\nspacing = \"370ms\"\npause_max = \"90s\"\n[[vk.tokens]]\nname = \"a\"\nfile = \"/a\"\n\
                [[vk.tokens]]\nname = \"b\"\nkind = \"user\"\ncredential = \"b\"\nper_second = 2\n\
                [registry]\nregion_code = \"7114\"\n[covers]\nmax_bytes = 12345\n\
                [store]\nurl = \"sqlite:/a.db\"\nkeep_runs = \"36h\"\n[findings]\nhold_share = 0.25\n\
                [[schedule.passes]]\nname = \"n\"\ncron = \"@daily\"\nregions = [\"30\"]\nmunicipalities = [\"Б\"]\n\
                [report]\noutputs = [\"/out/a.xlsx\"]\ntime_zone = \"Asia/Tomsk\"";
    machine.write("work/vk-page-auditor.toml", text.as_bytes());
    let loaded = machine.load_plain().unwrap();
    let shown = loaded.show(&|origin| words::config_origin(Lang::Ru, origin, loaded.file.as_deref()));
    assert!(shown.contains("spacing = \"370ms\"  # файл "), "{shown}");
    assert!(shown.contains("retries = 5  # по умолчанию"), "{shown}");
    let mut again = Config::default();
    assert_eq!(read::read(&shown, Path::new("/x.toml"), &mut again).problems, []);
    assert_eq!(again, loaded.config);
}
