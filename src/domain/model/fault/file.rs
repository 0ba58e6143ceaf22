//! Why the system does not give a file, a folder or an address, by what a person can do about it.

use std::io;

/// Why the system does not do what it was asked with a file, a folder or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFault {
    /// There is no such file or folder.
    Missing,
    /// The user of the program may not do that.
    Denied,
    /// It is a folder, and a file is needed.
    IsFolder,
    /// A part of the path is a file, and a folder is needed.
    NotAFolder,
    /// There is one already.
    Exists,
    /// The disk takes no changes.
    ReadOnly,
    /// The disk is full, or the user has no room left on it.
    Full,
    /// Another program holds it.
    Busy,
    /// No file can be called so.
    BadName,
    /// It is no text in a known encoding, or is damaged inside.
    Damaged,
    /// It ends too early.
    CutOff,
    /// Nobody reads what is written there any more.
    Closed,
    /// Another program listens on the address.
    AddressInUse,
    /// The address is none of this machine's.
    AddressElsewhere,
    /// The other side refuses the connection.
    Refused,
    /// The connection broke.
    Broken,
    /// Nothing came in time.
    Timeout,
    /// Something else; the number is the system's own.
    Other(Option<i32>),
}

impl FileFault {
    /// What the system's error says.
    pub fn of(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::NotFound => Self::Missing,
            Kind::PermissionDenied => Self::Denied,
            Kind::IsADirectory => Self::IsFolder,
            Kind::NotADirectory => Self::NotAFolder,
            Kind::AlreadyExists => Self::Exists,
            Kind::ReadOnlyFilesystem => Self::ReadOnly,
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Self::Full,
            Kind::ResourceBusy | Kind::ExecutableFileBusy | Kind::WouldBlock | Kind::Deadlock => Self::Busy,
            Kind::InvalidFilename | Kind::InvalidInput => Self::BadName,
            Kind::InvalidData => Self::Damaged,
            Kind::UnexpectedEof => Self::CutOff,
            Kind::BrokenPipe => Self::Closed,
            Kind::AddrInUse => Self::AddressInUse,
            Kind::AddrNotAvailable => Self::AddressElsewhere,
            Kind::ConnectionRefused => Self::Refused,
            Kind::ConnectionReset | Kind::ConnectionAborted | Kind::NotConnected => Self::Broken,
            Kind::TimedOut => Self::Timeout,
            _ => Self::Other(error.raw_os_error()),
        }
    }
}
