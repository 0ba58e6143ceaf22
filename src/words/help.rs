//! The help of the command line in Russian; the English words stand with the arguments themselves.

/// The order of the parts of a help page, with Russian headings.
pub const TEMPLATE: &str = "{about-with-newline}\nИспользование: {usage}\n\n{all-args}{after-help}";
/// The heading over commands.
pub const COMMANDS: &str = "Команды";
/// The heading over positional arguments.
pub const ARGUMENTS: &str = "Аргументы";
/// The heading over options.
pub const OPTIONS: &str = "Ключи";

/// What stands for a command in the line of usage.
pub const COMMAND: &str = "КОМАНДА";

/// The line of usage, which the parser writes in English.
pub fn usage(english: &str) -> String {
    english.trim_start_matches("Usage:").trim().replace("[OPTIONS]", "[КЛЮЧИ]").replace("<COMMAND>", "<КОМАНДА>")
}

/// What is wrong with a command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage<'a> {
    /// An option that is not known.
    UnknownArgument(&'a str),
    /// A command that is not known.
    UnknownCommand(&'a str),
    /// There is no command.
    NoCommand,
    /// What is missing.
    Missing(&'a str),
    /// An option without its value.
    NoValue(&'a str),
    /// An option and a value that it does not take.
    BadValue(&'a str, &'a str),
    /// An option whose value must stand behind `=`.
    NoEquals(&'a str),
    /// An option that is given twice.
    Twice(&'a str),
    /// Two options that exclude each other.
    Conflict(&'a str, &'a str),
    /// An option with too many values or too few.
    WrongCount(&'a str),
    /// Something is no text.
    NotUtf8,
    /// Something else.
    Other,
}

/// What is wrong with a command line, with values that would be right and words that may have been meant.
pub fn usage_error(fault: Usage<'_>, right: &[String], meant: &[String]) -> String {
    let mut text = match fault {
        Usage::UnknownArgument(argument) => format!("ошибка: ключ «{argument}» не известен"),
        Usage::UnknownCommand(command) => format!("ошибка: команда «{command}» не известна"),
        Usage::NoCommand => "ошибка: не хватает команды".to_owned(),
        Usage::Missing(argument) => format!("ошибка: не хватает: {argument}"),
        Usage::NoValue(argument) => format!("ошибка: после «{argument}» нужно значение"),
        Usage::BadValue(argument, value) => format!("ошибка: значение «{value}» не годится для «{argument}»"),
        Usage::NoEquals(argument) => format!("ошибка: после «{argument}» нужен знак = и значение"),
        Usage::Twice(argument) => format!("ошибка: ключ «{argument}» указан больше одного раза"),
        Usage::Conflict(argument, other) => format!("ошибка: «{argument}» и «{other}» вместе не годятся"),
        Usage::WrongCount(argument) => format!("ошибка: лишнее или недостающее значение у «{argument}»"),
        Usage::NotUtf8 => "ошибка: в командной строке есть знаки не в кодировке UTF-8".to_owned(),
        Usage::Other => "ошибка: такая командная строка не годится".to_owned(),
    };
    for (lead, values) in [("годится", right), ("может быть", meant)] {
        for values in values.iter().filter(|values| !values.is_empty()) {
            let values: Vec<String> = values.split(", ").map(|value| format!("`{value}`")).collect();
            text.extend(["\n  ", lead, ": ", &values.join(", ")]);
        }
    }
    text.push_str("\n\nПодробнее: vk-page-auditor --help\n");
    text
}

/// What stands for a value, by what stands for it in English; `None` for a name of its own.
pub fn value_name(english: &str) -> Option<&'static str> {
    Some(match english {
        "ACTION" => "ДЕЙСТВИЕ",
        "ADDRESS" => "АДРЕС",
        "CODE" => "КОД",
        "FILE" => "ФАЙЛ",
        "FILE|DIR" => "ФАЙЛ|ПАПКА",
        "FOLDER|FILE" => "ПАПКА|ФАЙЛ",
        "FORM" => "ФОРМА",
        "FORMAT" => "ФОРМАТ",
        "ID" | "SEQ" => "НОМЕР",
        "KIND" => "ВИД",
        "LANG" => "ЯЗЫК",
        "LEVEL" => "УРОВЕНЬ",
        "LOGIN" => "ЛОГИН",
        "N" | "PAGES" | "SEED" => "ЧИСЛО",
        "NAME" => "НАЗВАНИЕ",
        "OGRN" => "ОГРН",
        "ORDER" => "ПОРЯДОК",
        "PAGE" => "СТРАНИЦА",
        "PAGE|OGRN" => "СТРАНИЦА|ОГРН",
        "PATH" => "ПУТЬ",
        "PLACE" => "МЕСТО",
        "ROLE" => "РОЛЬ",
        "SEVERITY" => "ВАЖНОСТЬ",
        "SHELL" => "ОБОЛОЧКА",
        "STATE" => "СОСТОЯНИЕ",
        "TEXT" => "ТЕКСТ",
        "URL" => "ХРАНИЛИЩЕ",
        "VERDICT" => "ИТОГ",
        "VK.json" => "ОТВЕТ.json",
        "WHEN" => "КОГДА",
        _ => return None,
    })
}

/// The headings of the manual page, which its writer gives in English.
pub const MANUAL_HEADINGS: [(&str, &str); 7] = [
    ("NAME", "НАЗВАНИЕ"),
    ("SYNOPSIS", "ИСПОЛЬЗОВАНИЕ"),
    ("DESCRIPTION", "ОПИСАНИЕ"),
    ("OPTIONS", "КЛЮЧИ"),
    ("SUBCOMMANDS", "КОМАНДЫ"),
    ("VERSION", "ВЕРСИЯ"),
    ("AUTHORS", "АВТОРЫ"),
];

/// The values that an option takes, behind what it means.
pub fn possible_values(values: &[String]) -> String {
    if values.is_empty() { String::new() } else { format!(" [допустимо: {}]", values.join(", ")) }
}

/// The value an option has when it is not given, behind what it means.
pub fn default_values(values: &[String]) -> String {
    if values.is_empty() { String::new() } else { format!(" [по умолчанию: {}]", values.join(", ")) }
}

/// What a command does, by its name; where names are shared, by its path below the program.
pub fn command(name: &str) -> Option<&'static str> {
    Some(match name {
        "vk-page-auditor" => {
            "Проверяет официальные страницы органов и организаций во ВКонтакте: формы ПОС в меню, названия, обложки, ссылки"
        }
        "audit" => "Проверить страницы сейчас",
        "run" => "Проверить один раз все страницы реестра",
        "links" => "Показать верные ссылки, названия и обложки организации",
        "registry" => "Проверить, принять или выгрузить реестр, показать его загрузки",
        "check" => "Проверить и рассказать обо всём, что не так",
        "import" => "Принять файл",
        "export" => "Выгрузить реестр, настроенный или из хранилища, в файл: CSV, XLSX или TOML по окончанию имени",
        "config" => "Создать, проверить или показать настройки",
        "init" => "Создать файл настроек с пояснениями",
        "show" => "Показать действующие настройки, секреты скрыты",
        "demo" => "Проверить выдуманный регион: ВКонтакте заменяет встроенная имитация, токен не нужен",
        "completions" => "Напечатать подсказки для оболочки",
        "man" => "Напечатать страницу руководства",
        "covers" => "Принять, показать или проверить обложки",
        "list" => "Показать принятый набор",
        "pages" => "Показать из хранилища, как обстоят дела у страниц",
        "pages show" => "Показать одну страницу: что на ней не так и что было в последнее время",
        "findings" => "Показать из хранилища нарушения на страницах",
        "events" => "Показать из хранилища, что происходило",
        "runs" => "Показать проверки, принять или отбросить придержанную",
        "runs list" => "Показать проверки, новые первыми",
        "runs start" => "Начать проверку сейчас: её выполнит служба или обработчик, раньше расписания",
        "runs next" => "Показать ближайшие проверки по расписанию",
        "serve" => "Работать службой: вести расписание и историю, отвечать о здоровье и показателях",
        "worker" => "Брать работу из хранилища, общего для нескольких процессов",
        "runs show" => "Показать, что вышло из одной проверки",
        "release" => "Принять придержанную проверку: её итоги начнут действовать",
        "discard" => "Отбросить проверку: её итоги не будут действовать",
        "explain" => "Объяснить, почему у страницы такой итог, с каких пор и на чём он основан",
        "rehearse" => "Показать, что изменят другие правила, не обращаясь к ВКонтакте",
        "evidence" => "Записать или проверить доказательства итога страницы",
        "evidence export" => "Записать в файл всё, на чём основан итог страницы",
        "verify" => "Проверить такой файл без хранилища и сети",
        "report" => "Составить отчёт о страницах по хранилищу",
        "store" => "Рассказать о хранилище, проверить его, сделать копию, забыть старое",
        "access" => "Управлять людьми, которые могут войти, их токенами; показать, кто что делал",
        "create-admin" => "Создать администратора, в том числе первого; хранилище создаётся, если его нет",
        "add" => "Создать человека",
        "access list" => "Показать людей, которые могут войти",
        "change" => "Изменить имя человека и что ему можно",
        "disable" => "Отключить человека: войти он больше не сможет, его сеансы завершаются",
        "enable" => "Включить человека снова",
        "password" => "Задать человеку пароль и завершить его сеансы",
        "sessions" => "Завершить сеансы",
        "end" => "Завершить все сеансы человека",
        "token" => "Создать, показать или отозвать токены API и лент",
        "create" => "Создать токен и напечатать его, один раз",
        "access token list" => "Показать токены",
        "revoke" => "Отозвать токен",
        "journal" => "Показать, кто что делал",
        "rotate-badge-key" => "Заменить ключ, которым подписаны адреса значков: прежние адреса перестанут действовать",
        "info" => "Показать, где хранилище и что в нём",
        "store check" => "Найти повреждения, пропуски и порванные цепочки событий",
        "backup" => {
            "Записать всё хранилище, кроме сеансов, в новый файл SQLite, не останавливая службу; в нём хеши и ключи, берегите его"
        }
        "prune" => "Забыть то, что старше сроков хранения из раздела [store] настроек",
        "history" => "Показать загрузки реестра в хранилище, новые первыми",
        _ => return None,
    })
}

/// What an argument means, by its id.
pub fn argument(id: &str) -> Option<&'static str> {
    Some(match id {
        "config" => {
            "Файл настроек [по умолчанию: первый из ./vk-page-auditor.toml, файла пользователя и файла системы]"
        }
        "lang" => "Язык всего, что читают люди",
        "verbose" => "Говорить больше; дважды — всё",
        "quiet" => "Говорить только об ошибках",
        "color" => "Когда раскрашивать",
        "help" => "Показать эту справку",
        "version" => "Показать версию",
        "pages" => "Адреса страниц: vk.com/ИМЯ, club1, @имя, номер; у demo — число страниц региона",
        "listen" => {
            "Адрес и порт, на которых отвечать [по умолчанию: из раздела [serve] настроек; у demo — 127.0.0.1:8080]"
        }
        "registry" => "Реестр: CSV, XLSX, ODS или TOML",
        "no_covers" => "Не скачивать и не проверять картинки обложек",
        "from_file" => "Сохранённый ответ groups.getById вместо сети",
        "fail_on" => "При каких нарушениях код завершения 1",
        "format" => "Формат: table, json, ndjson, csv, html, xlsx [по умолчанию: table]",
        "output" => "Записать отчёт в файл, формат по окончанию имени (можно повторять; - это стандартный вывод)",
        "which" => "Адрес страницы или ОГРН из реестра",
        "all" => "Все организации реестра",
        "file" => "Файл",
        "set_bad_aside" => "Принять годные строки, даже если есть плохие",
        "from_store" => "Выгрузить реестр, принятый в хранилище",
        "accept_removals" => "Принять, даже если из реестра исчезло много страниц",
        "dry_run" => "Только рассказать, что изменится",
        "force" => "Заменить файл, если он есть",
        "once" => "Закончить после отчёта, не показывая выдуманный регион в браузере",
        "seed" => "Какой регион выдумать: то же число — тот же регион",
        "shell" => "Оболочка",
        "paths" => "Картинки и папки с ними",
        "form" => "Для какой формы обложка должна быть утверждённой: messages или polls",
        "labels" => {
            "Сосчитать решения по видам картинок и сверить с разметкой: file, expected, form, scheme, transformation"
        }
        "set_file" => "Набор обложек",
        "store" => {
            "Хранилище: sqlite:ФАЙЛ или postgres://ПОЛЬЗОВАТЕЛЬ@УЗЕЛ/БАЗА [по умолчанию: `url` из раздела store]"
        }
        "regions" => "Только страницы этого региона, по коду (можно повторять)",
        "municipalities" => {
            "Только страницы этого муниципалитета, название как в реестре; КОД:НАЗВАНИЕ, если оно есть в нескольких регионах (можно повторять)"
        }
        "organizations" => "Только страницы организации с этим ОГРН (можно повторять)",
        "verdict" => "Только страницы с этим итогом: compliant, violations, review, unverified",
        "unverified" => "Только страницы, которые сейчас не удаётся проверить",
        "level" => "Только организации этого уровня: regional, municipal, subordinate",
        "code" => "Только страницы, где открыто нарушение с этим кодом",
        "search" => "Только страницы с этими словами в названии, организации, муниципалитете, ОГРН или адресе",
        "with_unregistered" => "И страницы, которых нет в реестре",
        "limit" => "Не больше стольких строк",
        "after" => "Начать после этого номера: его называет предыдущая часть списка",
        "after_place" => "Начать после этого места: его называет предыдущая часть списка",
        "page_order" => {
            "Порядок: name, gravity, changed, looked; с минусом (-gravity) наоборот [по умолчанию: по номерам]"
        }
        "finding_order" => "Порядок: opened (сначала старые), -opened (сначала новые) [по умолчанию: по номерам]",
        "before" => "Только проверки раньше этой: её называет предыдущая часть списка",
        "page" => "Адрес страницы: vk.com/ИМЯ, club1, @имя, номер",
        "shape" => "Формат: text, json [по умолчанию: text]",
        "states" => "В этом состоянии: suspected, open, returning, closed (можно повторять) [по умолчанию: open]",
        "codes" => "С этим кодом (можно повторять)",
        "severities" => "Этой важности: notice, warning, error (можно повторять)",
        "of_form" => "У этой формы: messages, polls",
        "of_page" => "Этой страницы",
        "of_run" => "Этой проверки",
        "opened_since" => "Подтверждённые с этого времени: момент, день или давность вроде 7d",
        "closed_since" => "Исправленные с этого времени: момент, день или давность вроде 7d",
        "since" => "С этого времени: момент, день или давность вроде 7d",
        "until" => "До этого времени: момент, день или давность вроде 7d",
        "newest_first" => "Новые первыми",
        "event_kinds" => "Этого вида, например finding.opened (можно повторять)",
        "run" => "Номер проверки",
        "run_name" => "С этим названием",
        "run_kinds" => "Этого вида: on_demand, second_look, manual, recheck, scheduled (можно повторять)",
        "run_states" => "В этом состоянии: running, held, applying, finished, discarded, superseded (можно повторять)",
        "policy_file" => {
            "Правила, которые надо испытать, в том числе ещё не вступившие в силу [по умолчанию: встроенные]"
        }
        "overrides" => "Файл, который меняет отдельные правила (можно повторять)",
        "evidence_file" => "Файл, куда записать [по умолчанию: стандартный вывод]",
        "set" => "Набор обложек: папка, архив или принятый набор",
        _ => return argument_about_people(id),
    })
}

/// The arguments of `users`, `tokens` and `journal`.
fn argument_about_people(id: &str) -> Option<&'static str> {
    Some(match id {
        "login" => "Логин: латинские или русские буквы, цифры, точка, дефис, подчёркивание, @",
        "person_name" => "Имя человека [по умолчанию: логин]",
        "new_name" => "Новое имя человека",
        "role" | "new_role" => "Что можно человеку: viewer (смотреть), supervisor (ещё и проверять), admin (всё)",
        "token_role" => {
            "Что можно с ним сделать самое большее: viewer, supervisor, admin [по умолчанию: как владельцу]"
        }
        "person_language" => "Язык, на котором человек читает: ru, en",
        "password_stdin" => "Прочитать пароль со стандартного ввода, одну строку",
        "no_password" => "Без пароля: человека впускает прокси",
        "everything" => "Все страницы, без ограничений",
        "owner" => "Чей токен: с ним можно не больше, чем этому человеку",
        "of_owner" => "Только токены этого человека",
        "token_name" => "Название токена",
        "token_kind" => "Для чего токен: api, feed (лента) [по умолчанию: api]",
        "token_id" => "Номер токена",
        "expires" => "До какого времени он действует: срок вроде 90d, день или момент [по умолчанию: без срока]",
        "with_ended" => "И отозванные, и истёкшие",
        "by" => "Только то, что делал этот человек",
        "actions" => "Только это действие, например token.created (можно повторять)",
        _ => return None,
    })
}
