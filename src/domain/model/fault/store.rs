//! What can be wrong with a store, beyond the kind of trouble.

use super::FileFault;

/// What exactly keeps a store from doing what was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum StoreFault {
    /// There is nothing to be said beyond the kind of trouble.
    #[default]
    Unsaid,
    /// A later program made the store.
    Newer {
        /// The version of the store.
        store: u64,
        /// The newest that this program knows.
        known: u64,
    },
    /// An earlier program made the store.
    Older {
        /// The version of the store.
        store: u64,
        /// The one that this program needs.
        needed: u64,
    },
    /// A run of this name is under way.
    RunUnderWay {
        /// Its number.
        run: i64,
        name: String,
    },
    /// The run that is due was begun already.
    RunBegun { name: String },
    /// The run is in a state in which nothing is decided about it.
    RunIs {
        /// Its number.
        run: i64,
        /// The stable name of its state.
        state: String,
    },
    /// There is no such run.
    NoRun {
        /// Its number.
        run: i64,
    },
    /// A file that is to be made is there already.
    FileExists { path: String },
    /// The folder of a file that is to be made is not there.
    NoFolder {
        /// The folder.
        path: String,
    },
    /// The system does not give or take a file.
    File {
        path: String,
        /// What the system says.
        fault: FileFault,
    },
    /// The log beside a file cannot be used from here.
    Log {
        /// The log.
        path: String,
    },
    /// What the database says.
    Database(String),
}

/// Something in a store that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreDefect {
    /// The database finds its file damaged; in its words.
    Damage(String),
    /// The log of events begins later than what was forgotten ends.
    LogBegins {
        /// The number of its first event.
        first: i64,
        /// How many events were forgotten.
        forgotten: i64,
    },
    /// Events are missing.
    LogGap {
        /// The first missing.
        from: i64,
        /// The last missing.
        to: i64,
    },
    /// An event does not fit the one before.
    LogChain {
        /// Its number.
        event: i64,
    },
    /// The log ends earlier or later than events were made.
    LogEnds {
        /// The number of its last event.
        last: i64,
        /// How many events were made.
        made: i64,
    },
    /// Lines of the journal are missing.
    JournalGap {
        /// The first missing.
        from: i64,
        /// The last missing.
        to: i64,
    },
    /// A line of the journal does not fit the one before.
    JournalChain {
        /// Its number.
        line: i64,
    },
    /// The journal ends earlier or later than lines were written.
    JournalEnds {
        /// The number of its last line.
        last: i64,
        /// How many lines were written.
        written: i64,
    },
    /// What is kept of a page does not have its digest.
    Snapshot {
        /// The digest, in hexadecimal digits.
        digest: String,
    },
    /// A row contradicts others.
    Row {
        /// How.
        defect: RowDefect,
        id: i64,
    },
}

/// How a row of a store contradicts others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowDefect {
    /// A session of a person who is not there.
    SessionOfNobody,
    /// A token of a person who is not there.
    TokenOfNobody,
    /// A finding of a page that is not there.
    FindingOfNoPage,
    /// An open finding that was not confirmed, or has an end.
    OpenUnconfirmed,
    /// A closed finding without an end.
    ClosedWithoutEnd,
    /// A page whose verdict is not that of its findings.
    VerdictNotOfFindings,
    /// A finding in another region or municipality than its page.
    FindingElsewhere,
    /// A page whose verdict is not the last one noted.
    VerdictNotNoted,
    /// A page without what was kept of it.
    PageWithoutSnapshot,
    /// A page without the policy it was judged by.
    PageWithoutPolicy,
    /// Work of a run that is over.
    WorkOfEndedRun,
    /// Results of a run that is over.
    ResultsOfEndedRun,
    /// A run under way for which there is no work.
    RunWithoutWork,
}
