//! What can go wrong before the stand-in serves: options, scenarios, addresses.

use std::path::PathBuf;

/// Why the stand-in cannot do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum MockError {
    /// The address cannot be listened on.
    #[error("cannot listen on {addr}: {source}; choose another port, or 0 for a free one")]
    Listen {
        /// The address asked for.
        addr: std::net::SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// No region has this code.
    #[error("region code {code:?} is unknown: use the first two digits of the region's OKATO code, or 111, 711, 7114")]
    RegionCode {
        /// The code asked for.
        code: String,
    },
    /// More pages than the numbers of organisations can hold.
    #[error("{pages} pages are too many: at most {most}")]
    TooManyPages {
        /// The number asked for.
        pages: usize,
        /// The bound.
        most: usize,
    },
    /// A saved answer cannot be read.
    #[error("not a saved groups.getById answer: {reason}")]
    SavedAnswer {
        /// What is wrong with it.
        reason: String,
    },
    /// A scenario cannot be read.
    #[error("{file}: {reason}")]
    Scenario {
        /// The file, or a word for text that came otherwise.
        file: String,
        /// Where and what.
        reason: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A token given on the command line cannot be read.
    #[error(
        "token {name:?}: {reason}; write NAME:KIND:TOKEN or NAME:KIND:TOKEN:RATE, KIND is service, user or community"
    )]
    Token {
        /// The token's name, never its text.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// The order to mend or break pages cannot be followed.
    #[error("mend: {reason}")]
    Mend {
        /// What is wrong with it.
        reason: String,
    },
}
