//! The help of the command line in Russian; the English words stand with the arguments themselves.

/// The order of the parts of a help page, with Russian headings.
pub const TEMPLATE: &str = "{about-with-newline}\nИспользование: {usage}\n\n{all-args}{after-help}";
/// The heading over commands.
pub const COMMANDS: &str = "Команды";
/// The heading over positional arguments.
pub const ARGUMENTS: &str = "Аргументы";
/// The heading over options.
pub const OPTIONS: &str = "Ключи";

/// What a command does, by its name.
pub fn command(name: &str) -> Option<&'static str> {
    Some(match name {
        "vk-page-auditor" => {
            "Проверяет официальные страницы органов и организаций во ВКонтакте: формы ПОС в меню, названия, обложки, ссылки"
        }
        "audit" => "Проверить страницы сейчас",
        "run" => "Проверить один раз все страницы реестра",
        "links" => "Показать верные ссылки, названия и обложки организации",
        "registry" => "Проверить, принять или выгрузить реестр",
        "check" => "Проверить и рассказать обо всём, что не так",
        "import" => "Принять файл",
        "export" => "Выгрузить реестр в файл: CSV, XLSX или TOML по окончанию имени",
        "config" => "Создать, проверить или показать настройки",
        "init" => "Создать файл настроек с пояснениями",
        "show" => "Показать действующие настройки, секреты скрыты",
        "demo" => "Проверить выдуманный регион: ВКонтакте заменяет встроенная имитация, токен не нужен",
        "completions" => "Напечатать подсказки для оболочки",
        "man" => "Напечатать страницу руководства",
        "covers" => "Принять, показать или проверить обложки",
        "list" => "Показать принятый набор",
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
        "dry_run" => "Только рассказать, что изменится",
        "force" => "Заменить файл, если он есть",
        "once" => "Закончить после отчёта, не оставляя имитацию ВКонтакте работать",
        "seed" => "Какой регион выдумать: то же число — тот же регион",
        "shell" => "Оболочка",
        "paths" => "Картинки и папки с ними",
        "form" => "Для какой формы обложка должна быть утверждённой: messages или polls",
        "set_file" => "Набор обложек",
        "set" => "Набор обложек: папка, архив или принятый набор",
        _ => return None,
    })
}
