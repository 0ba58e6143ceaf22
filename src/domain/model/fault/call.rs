//! Why a call to VK brought no answer.

/// Why one call to VK brought no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallFailure {
    /// VK answered with an error of its own.
    Vk(VkError),
    /// The server answered with another HTTP status than 200 and without an error of VK.
    Http {
        status: u16,
    },
    /// The answer is a web page: a proxy's, a balancer's, or VK's page "too many requests".
    Html,
    /// The answer has no content.
    Empty,
    /// The answer is no JSON, or was cut off.
    BrokenJson(JsonFault),
    /// The answer is JSON, but neither an answer nor an error of VK.
    OtherShape(AnswerFault),
    /// The answer is larger than allowed.
    TooLarge {
        /// How many bytes are allowed.
        limit: usize,
    },
    /// No connection came about, or no answer, or not the whole of it, in time.
    Timeout,
    /// No connection came about.
    Connect(ConnectionFault),
    Broken(ConnectionFault),
}

/// The error VK answered with, in place of what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VkError {
    /// Its number (VK documentation, "Error codes").
    pub code: i64,
    /// The finer number that some errors have.
    pub subcode: Option<i64>,
    /// Its text as VK sent it: English, in whatever language the call was.
    pub message: String,
    /// Where VK wants a person to go, with errors 14 and 17.
    pub redirect_uri: Option<String>,
}

/// Why a connection did not come about, or broke.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum ConnectionFault {
    /// The name of the host has no address, or nobody could be asked for it.
    Dns,
    /// Nothing listens there.
    Refused,
    /// There is no way to the host.
    Unreachable,
    /// The other side broke the connection.
    Reset,
    /// The connection ended before the answer was whole.
    CutOff,
    /// The encrypted connection did not come about.
    Tls(TlsFault),
    /// The proxy on the way does not let through.
    Proxy,
    /// The name leads to an address that is not public.
    Private,
    /// Something else, in the library's words.
    Other(String),
}

/// Why an encrypted connection did not come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsFault {
    /// Nobody whom this machine trusts has signed the certificate.
    UnknownIssuer,
    /// The certificate is over.
    Expired,
    /// The certificate does not hold yet.
    NotYetValid,
    /// The certificate is another host's.
    OtherName,
    /// The other side does not speak TLS, or no version or cipher that is known here.
    Protocol,
    /// The certificate cannot be used for another reason.
    Certificate,
}

/// Where a text stops being JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonFault {
    /// What is wrong there.
    pub defect: JsonDefect,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1; 0 before the first character.
    pub column: usize,
}

/// How a text is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonDefect {
    /// It ends too early.
    CutOff,
    /// A character stands where it must not.
    Syntax,
    /// It is no text in UTF-8.
    NotUtf8,
}

/// How JSON of VK's is not what VK's documentation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerFault {
    /// It has neither `response` nor `error`.
    NoResponse,
    /// It tells of another community than the one asked for.
    OtherCommunity,
    /// The number of a community is none.
    Id,
    /// Whether the community is closed is told by another value than 0, 1, 2.
    IsClosed,
    /// Whether something is hidden is told by something else than a flag.
    IsHidden,
    /// A value is of another kind than it should be, or missing; in the parser's words.
    Shape {
        /// What the parser says.
        said: String,
    },
}

/// Why no client of VK's API can be made of the settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum ClientError {
    /// The address of the API is none.
    BadUrl { url: String },
    /// The address would send tokens unencrypted over a network.
    PlainHttp { url: String },
    /// There is no token.
    NoTokens,
    /// A token is empty or holds characters that no token has.
    BadToken { name: String },
    /// The HTTP library cannot be set up.
    SetUp(ConnectionFault),
}
