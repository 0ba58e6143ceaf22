//! Russian words for what exactly is the matter with a store.

use crate::Lang::Ru;
use crate::listing::{Vocabulary, term};
use crate::number;
use crate::plain::Visible;
use domain::model::{RowDefect, StoreDefect, StoreFault};

use super::file::file_fault;

/// What exactly keeps a store from doing what was asked; empty where the kind of trouble says it all.
pub fn store_fault(fault: &StoreFault) -> String {
    match fault {
        // what a database says is for the log
        StoreFault::Unsaid | StoreFault::Database(_) => String::new(),
        StoreFault::Newer { store, known } => {
            format!("версия хранилища {store}, а эта программа знает версии до {known}")
        }
        StoreFault::Older { store, needed } => format!("версия хранилища {store}, а программе нужна {needed}"),
        StoreFault::RunUnderWay { run, name } => {
            format!("проверка {run} («{}») ещё идёт; дождитесь её конца", Visible::quoted(name))
        }
        StoreFault::RunBegun { name } => format!("проверка «{}» в этот срок уже начата", Visible::quoted(name)),
        StoreFault::RunIs { run, state } => {
            format!(
                "решать можно только о придержанной проверке, а состояние проверки {run} — «{}»",
                term(Ru, Vocabulary::RunState, state).unwrap_or(state)
            )
        }
        StoreFault::NoRun { run } => format!("проверки {run} нет"),
        StoreFault::FileExists { path } => {
            format!("файл {} уже есть; укажите имя нового файла", Visible::whole(path))
        }
        StoreFault::NoFolder { path } => format!("нет папки {}; создайте её", Visible::whole(path)),
        StoreFault::File { path, fault } => format!("{}: {}", Visible::whole(path), file_fault(*fault)),
        StoreFault::Log { path } => format!(
            "его журнал {} отсюда не прочитать: скопируйте оба файла вместе туда, где их можно изменить",
            Visible::whole(path)
        ),
    }
}

/// Something in a store that must not be.
pub fn store_defect(defect: &StoreDefect) -> String {
    let shown = |value: i64| number(Ru, value.unsigned_abs());
    match defect {
        StoreDefect::Damage(said) => format!("файл базы данных повреждён: «{}»", Visible::quoted(said)),
        StoreDefect::LogBegins { first, forgotten } => format!(
            "журнал событий начинается с {}, а забыто только {}: начала не хватает",
            shown(*first),
            shown(*forgotten)
        ),
        StoreDefect::LogGap { from, to } => {
            format!("в журнале событий пропуск: с {} по {}", shown(*from), shown(*to))
        }
        StoreDefect::LogChain { event } => format!("цепочка событий порвана на событии {}", shown(*event)),
        StoreDefect::LogEnds { last, made } => {
            format!("журнал событий кончается на {}, а событий было {}", shown(*last), shown(*made))
        }
        StoreDefect::JournalGap { from, to } => {
            format!("в журнале действий пропуск: с {} по {}", shown(*from), shown(*to))
        }
        StoreDefect::JournalChain { line } => format!("цепочка журнала действий порвана на строке {}", shown(*line)),
        StoreDefect::JournalEnds { last, written } => {
            format!("журнал действий кончается на {}, а строк в нём было {}", shown(*last), shown(*written))
        }
        StoreDefect::Snapshot { digest } => {
            format!("сохранённый вид страницы не сходится со своим отпечатком: {}", Visible::quoted(digest))
        }
        StoreDefect::Row { defect, id } => format!("{}: {}", row(*defect), shown(*id)),
    }
}

const fn row(defect: RowDefect) -> &'static str {
    match defect {
        RowDefect::SessionOfNobody => "сеанс человека, которого нет, номер человека",
        RowDefect::TokenOfNobody => "токен человека, которого нет, номер токена",
        RowDefect::FindingOfNoPage => "нарушение на странице, которой нет, номер нарушения",
        RowDefect::OpenUnconfirmed => {
            "открытое нарушение, которое не подтверждено или уже закончилось, номер нарушения"
        }
        RowDefect::ClosedWithoutEnd => "закрытое нарушение без даты конца, номер нарушения",
        RowDefect::VerdictNotOfFindings => "итог страницы не тот, что следует из нарушений, номер страницы",
        RowDefect::FindingElsewhere => "нарушение числится не за тем регионом или муниципалитетом, номер нарушения",
        RowDefect::VerdictNotNoted => "итог страницы не тот, что записан последним, номер страницы",
        RowDefect::PageWithoutSnapshot => "пропал сохранённый вид страницы, номер страницы",
        RowDefect::PageWithoutPolicy => "пропали правила, по которым судили страницу, номер страницы",
        RowDefect::WorkOfEndedRun => "часть работы законченной проверки, номер части",
        RowDefect::ResultsOfEndedRun => "незаписанные итоги законченной проверки, номер страницы",
        RowDefect::RunWithoutWork => "проверка идёт, а работы для неё нет, номер проверки",
    }
}
