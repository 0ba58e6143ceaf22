//! English words for what exactly is the matter with a store.

use crate::Lang::En;
use crate::listing::{Vocabulary, term};
use crate::number;
use crate::plain::Visible;
use domain::model::{RowDefect, StoreDefect, StoreFault};

use super::file::file_fault;

/// What exactly keeps a store from doing what was asked; empty where the kind of trouble says it all.
pub fn store_fault(fault: &StoreFault) -> String {
    match fault {
        StoreFault::Unsaid => String::new(),
        StoreFault::Database(said) => format!("the database says “{}”", Visible::quoted(said)),
        StoreFault::Newer { store, known } => {
            format!("the store has version {store}, this program knows up to {known}")
        }
        StoreFault::Older { store, needed } => format!("the store has version {store}, the program needs {needed}"),
        StoreFault::RunUnderWay { run, name } => {
            format!("run {run} (“{}”) is under way; wait for its end", Visible::quoted(name))
        }
        StoreFault::RunBegun { name } => {
            format!("the run “{}” of that moment was begun already", Visible::quoted(name))
        }
        StoreFault::RunIs { run, state } => {
            format!(
                "only a run that is held back can be decided, and run {run} is “{}”",
                term(En, Vocabulary::RunState, state).unwrap_or(state)
            )
        }
        StoreFault::NoRun { run } => format!("there is no run {run}"),
        StoreFault::FileExists { path } => {
            format!("the file {} is there already; name a new file", Visible::whole(path))
        }
        StoreFault::NoFolder { path } => format!("there is no folder {}; make it first", Visible::whole(path)),
        StoreFault::File { path, fault } => format!("{}: {}", Visible::whole(path), file_fault(*fault)),
        StoreFault::Log { path } => format!(
            "its log {} cannot be read from here: copy both files together to where they may be written",
            Visible::whole(path)
        ),
    }
}

/// Something in a store that must not be.
pub fn store_defect(defect: &StoreDefect) -> String {
    let shown = |value: i64| number(En, value.unsigned_abs());
    match defect {
        StoreDefect::Damage(said) => format!("the file of the database is damaged: “{}”", Visible::quoted(said)),
        StoreDefect::LogBegins { first, forgotten } => format!(
            "the log of events begins at {}, but only {} were forgotten: its beginning is missing",
            shown(*first),
            shown(*forgotten)
        ),
        StoreDefect::LogGap { from, to } => format!("gap in the log of events: {} to {}", shown(*from), shown(*to)),
        StoreDefect::LogChain { event } => format!("the chain of events is broken at event {}", shown(*event)),
        StoreDefect::LogEnds { last, made } => {
            format!("the log of events ends at {}, but {} events were made", shown(*last), shown(*made))
        }
        StoreDefect::JournalGap { from, to } => format!("gap in the journal: {} to {}", shown(*from), shown(*to)),
        StoreDefect::JournalChain { line } => format!("the chain of the journal is broken at line {}", shown(*line)),
        StoreDefect::JournalEnds { last, written } => {
            format!("the journal ends at {}, but {} lines were written", shown(*last), shown(*written))
        }
        StoreDefect::Snapshot { digest } => {
            format!("what is kept of a page does not fit its fingerprint: {}", Visible::quoted(digest))
        }
        StoreDefect::Row { defect, id } => format!("{}: {}", row(*defect), shown(*id)),
    }
}

const fn row(defect: RowDefect) -> &'static str {
    match defect {
        RowDefect::SessionOfNobody => "session of a person who is not there, number of the person",
        RowDefect::TokenOfNobody => "token of a person who is not there, number of the token",
        RowDefect::FindingOfNoPage => "violation on a page that is not there, number of the violation",
        RowDefect::OpenUnconfirmed => "open violation that is not confirmed or is over, number of the violation",
        RowDefect::ClosedWithoutEnd => "closed violation without an end, number of the violation",
        RowDefect::VerdictNotOfFindings => "page whose verdict does not follow from its violations, number of the page",
        RowDefect::FindingElsewhere => {
            "violation in another region or municipality than its page, number of the violation"
        }
        RowDefect::VerdictNotNoted => "page whose verdict is not the last one noted, number of the page",
        RowDefect::PageWithoutSnapshot => "page without what was kept of it, number of the page",
        RowDefect::PageWithoutPolicy => "page without the rules it was judged by, number of the page",
        RowDefect::WorkOfEndedRun => "piece of work of a run that is over, number of the piece",
        RowDefect::ResultsOfEndedRun => "results of a run that is over, number of the page",
        RowDefect::RunWithoutWork => "run under way without work, number of the run",
    }
}
