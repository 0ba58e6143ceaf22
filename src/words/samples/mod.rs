//! A sample of every variant of every enum that is put into words, for tests. A variant without a sample does not compile:
//! each list is made by [`every!`], whose match is exhaustive.

use covers::{ArchiveDamage, ArchiveError, IgnoredReason, SetDamage, SetError};
use domain::model::{
    AnswerFault, CallFailure, Cause, ClientError, ConnectionFault, CoverFault, CronError, CronField, CutShort, Damage,
    FetchFault, FileFault, Form, JsonDefect, JsonFault, KeptFault, LooksLike, PictureError, PictureFormat, Remark,
    RowDefect, SavedDefect, SavedError, SavedProblem, StoreDefect, StoreFault, TlsFault, TokenFault, TomlFault,
    UnreadFormat, VkError, Wanted,
};

/// A foreign text, as libraries and VK give them: it may stand in a sentence only as a quotation.
pub const FOREIGN: &str = "Something went wrong at line 5";

/// The samples as a list, of which each variant of the enum must be one: `every!(Type: pattern => samples, ...)`.
macro_rules! every {
    ($type:ty: $($pattern:pat => $($sample:expr),+;)+) => {{
        let samples: Vec<$type> = vec![$($($sample),+),+];
        let place = |sample: &$type| match sample {
            $($pattern => stringify!($pattern),)+
        };
        $(assert!(samples.iter().any(|sample| place(sample) == stringify!($pattern)), "no sample of {}", stringify!($pattern));)+
        samples
    }};
}

mod settings;

pub use settings::{config_errors, config_problems, origins, policy_errors};

pub fn file_faults() -> Vec<FileFault> {
    use FileFault as F;
    every!(FileFault:
        F::Missing => F::Missing; F::Denied => F::Denied; F::IsFolder => F::IsFolder; F::NotAFolder => F::NotAFolder;
        F::Exists => F::Exists; F::ReadOnly => F::ReadOnly; F::Full => F::Full; F::Busy => F::Busy;
        F::BadName => F::BadName; F::Damaged => F::Damaged; F::CutOff => F::CutOff; F::Closed => F::Closed;
        F::AddressInUse => F::AddressInUse; F::AddressElsewhere => F::AddressElsewhere; F::Refused => F::Refused;
        F::Broken => F::Broken; F::Timeout => F::Timeout; F::Other(_) => F::Other(Some(5)), F::Other(None);
    )
}

pub fn toml_faults() -> Vec<TomlFault> {
    use TomlFault as F;
    every!(TomlFault:
        F::Duplicate => F::Duplicate; F::OpenText => F::OpenText; F::OpenBracket => F::OpenBracket; F::Comma => F::Comma;
        F::NoEquals => F::NoEquals; F::NoValue => F::NoValue; F::BadValue => F::BadValue;
        F::Other(_) => F::Other(FOREIGN.to_owned());
    )
}

pub fn json_faults() -> Vec<JsonFault> {
    let defects = every!(JsonDefect:
        JsonDefect::CutOff => JsonDefect::CutOff; JsonDefect::Syntax => JsonDefect::Syntax;
        JsonDefect::NotUtf8 => JsonDefect::NotUtf8;
    );
    defects.into_iter().map(|defect| JsonFault { defect, line: 3, column: 14 }).collect()
}

pub fn connection_faults() -> Vec<ConnectionFault> {
    use ConnectionFault as F;
    let tls = every!(TlsFault:
        TlsFault::UnknownIssuer => TlsFault::UnknownIssuer; TlsFault::Expired => TlsFault::Expired;
        TlsFault::NotYetValid => TlsFault::NotYetValid; TlsFault::OtherName => TlsFault::OtherName;
        TlsFault::Protocol => TlsFault::Protocol; TlsFault::Certificate => TlsFault::Certificate;
    );
    let mut all = every!(ConnectionFault:
        F::Dns => F::Dns; F::Refused => F::Refused; F::Unreachable => F::Unreachable; F::Reset => F::Reset;
        F::CutOff => F::CutOff; F::Proxy => F::Proxy; F::Private => F::Private;
        F::Tls(_) => F::Tls(TlsFault::Expired); F::Other(_) => F::Other(FOREIGN.to_owned());
    );
    all.extend(tls.into_iter().map(F::Tls));
    all
}

pub fn vk_error(code: i64) -> VkError {
    VkError { code, subcode: None, message: FOREIGN.to_owned(), redirect_uri: None }
}

fn answer_faults() -> Vec<AnswerFault> {
    use AnswerFault as F;
    every!(AnswerFault:
        F::NoResponse => F::NoResponse; F::OtherCommunity => F::OtherCommunity; F::Id => F::Id;
        F::IsClosed => F::IsClosed; F::IsHidden => F::IsHidden; F::Shape { .. } => F::Shape { said: FOREIGN.to_owned() };
    )
}

/// Every way a call fails, with every error code of VK's that has a treatment, and one that has none.
pub fn call_failures() -> Vec<CallFailure> {
    use CallFailure as F;
    let visit = "https://m.vk.com/login?act=security_check";
    let sent = VkError { redirect_uri: Some(visit.to_owned()), ..vk_error(17) };
    let finer = [1133, 1134].map(|subcode| F::Vk(VkError { subcode: Some(subcode), ..vk_error(15) }));
    let mut all = every!(CallFailure:
        F::Vk(_) => F::Vk(vk_error(777)), F::Vk(sent);
        F::Http { .. } => F::Http { status: 502 };
        F::Html => F::Html; F::Empty => F::Empty;
        F::BrokenJson(_) => F::BrokenJson(JsonFault { defect: JsonDefect::CutOff, line: 1, column: 40 });
        F::OtherShape(_) => F::OtherShape(AnswerFault::NoResponse);
        F::TooLarge { .. } => F::TooLarge { limit: 67_108_864 };
        F::Timeout => F::Timeout;
        F::Connect(_) => F::Connect(ConnectionFault::Refused);
        F::Broken(_) => F::Broken(ConnectionFault::Reset);
    );
    all.extend(vk::KNOWN_ERRORS.iter().map(|code| F::Vk(vk_error(*code))));
    all.extend(finer);
    all.extend([301, 400, 401, 403, 404, 407, 408, 413, 429, 451, 500, 503, 504, 204].map(|status| F::Http { status }));
    all.extend(json_faults().into_iter().map(F::BrokenJson));
    all.extend(answer_faults().into_iter().map(F::OtherShape));
    all.extend(connection_faults().into_iter().map(F::Connect));
    all.extend(connection_faults().into_iter().map(F::Broken));
    all
}

fn fetch_faults() -> Vec<FetchFault> {
    use FetchFault as F;
    let mut all = every!(FetchFault:
        F::NotAUrl => F::NotAUrl; F::Scheme(_) => F::Scheme("ftp".to_owned());
        F::Host(_) => F::Host("evil.example".to_owned()); F::Port(_) => F::Port(8443); F::Userinfo => F::Userinfo;
        F::Redirect => F::Redirect; F::Status(_) => F::Status(404), F::Status(503);
        F::TooLarge { .. } => F::TooLarge { limit: 5_000_000 }; F::Timeout => F::Timeout;
        F::Connection(_) => F::Connection(ConnectionFault::Private);
    );
    all.extend(connection_faults().into_iter().map(F::Connection));
    all
}

pub fn picture_errors() -> Vec<PictureError> {
    use PictureError as F;
    let format = PictureFormat::Png;
    let damages = every!(Damage:
        Damage::CutOff => Damage::CutOff; Damage::Contradiction => Damage::Contradiction;
        Damage::Decoder(_) => Damage::Decoder(FOREIGN.to_owned());
    );
    let mut all = every!(PictureError:
        F::Empty => F::Empty; F::GaveUp => F::GaveUp; F::TooManyBytes { .. } => F::TooManyBytes { bytes: 7_000_000 };
        F::NotAPicture { .. } => F::NotAPicture { looks_like: LooksLike::WebPage };
        F::Broken { .. } => F::Broken { format, damage: Damage::CutOff };
        F::TooManyPixels { .. } => F::TooManyPixels { width: 30_000, height: 30_000 };
        F::TooSmall { .. } => F::TooSmall { width: 40, height: 40 };
        F::Unsupported { .. } => F::Unsupported { what: UnreadFormat::Avif };
    );
    all.extend(damages.into_iter().map(|damage| F::Broken { format, damage }));
    all.extend(PictureFormat::ALL.map(|format| F::Broken { format, damage: Damage::CutOff }));
    all.extend(LooksLike::ALL.map(|looks_like| F::NotAPicture { looks_like }));
    all.extend(UnreadFormat::ALL.map(|what| F::Unsupported { what }));
    all
}

pub fn cover_faults() -> Vec<CoverFault> {
    use CoverFault as F;
    let mut all = every!(CoverFault:
        F::Fetch(_) => F::Fetch(FetchFault::Timeout); F::Picture(_) => F::Picture(PictureError::Empty);
        F::Text(_) => F::Text(FOREIGN.to_owned());
    );
    all.extend(fetch_faults().into_iter().map(F::Fetch));
    all.extend(picture_errors().into_iter().map(F::Picture));
    all
}

pub fn saved_errors() -> Vec<SavedError> {
    use SavedProblem as F;
    let wanted = every!(Wanted:
        Wanted::Byte(_) => Wanted::Byte(b':'); Wanted::CommaOr(_) => Wanted::CommaOr(b'}'); Wanted::Name => Wanted::Name;
        Wanted::Value => Wanted::Value; Wanted::Answer => Wanted::Answer;
    );
    let mut defects = every!(SavedDefect:
        SavedDefect::Found { .. } => SavedDefect::Found { wanted: Wanted::Name, byte: 0 };
        SavedDefect::TooLong { .. } => SavedDefect::TooLong { limit: 16_777_216 };
        SavedDefect::NotUtf8 => SavedDefect::NotUtf8; SavedDefect::Syntax => SavedDefect::Syntax;
    );
    defects.extend(wanted.into_iter().map(|wanted| SavedDefect::Found { wanted, byte: b'<' }));
    let broken = |defect| F::Broken { line: 1200, offset: 1_000_000, defect };
    let mut problems = every!(SavedProblem:
        F::Unreadable(_) => F::Unreadable(FileFault::Denied);
        F::Broken { .. } => broken(SavedDefect::Syntax);
        F::Truncated { .. } => F::Truncated { line: 3, offset: 99 };
        F::Vk(_) => F::Vk(vk_error(5));
        F::NoAnswer => F::NoAnswer;
    );
    problems.extend(defects.into_iter().map(broken));
    problems.into_iter().map(|problem| SavedError { file: "vk.json".to_owned(), problem }).collect()
}

pub fn causes() -> Vec<Cause> {
    use Cause as F;
    let token = |name: &str, code| TokenFault { name: name.to_owned(), failure: CallFailure::Vk(vk_error(code)) };
    let url: Box<str> = "https://sun9-1.userapi.com/impg/a.jpg?size=376x256".into();
    let cover = |fault| F::Cover { url: url.clone(), fault };
    let kept = every!(KeptFault:
        KeptFault::NoPolicy => KeptFault::NoPolicy; KeptFault::Policy => KeptFault::Policy;
        KeptFault::Snapshot => KeptFault::Snapshot;
    );
    let mut all = every!(Cause:
        F::Unsaid => F::Unsaid; F::Call(_) => F::Call(CallFailure::Timeout);
        F::Answer(_) => F::Answer(AnswerFault::IsClosed);
        F::Tokens(_) => F::Tokens(vec![token("main", 5), token("запасной", 29)]), F::Tokens(Vec::new());
        F::Contradiction => F::Contradiction; F::NoMenus { .. } => F::NoMenus { pages: 20 };
        F::Saved(_) => F::Saved(saved_errors().swap_remove(0));
        F::Cover { .. } => cover(CoverFault::Fetch(FetchFault::Timeout));
        F::Kept(_) => F::Kept(KeptFault::NoPolicy); F::Fault => F::Fault;
        F::Text(_) => F::Text("VK error 5: expired".to_owned());
    );
    all.extend(call_failures().into_iter().map(F::Call));
    all.extend(answer_faults().into_iter().map(F::Answer));
    all.extend(cover_faults().into_iter().map(cover));
    all.extend(saved_errors().into_iter().map(F::Saved));
    all.extend(kept.into_iter().map(F::Kept));
    all
}

pub fn remarks() -> Vec<Remark> {
    let token = |failure| Remark::Token { name: "env-1".to_owned(), failure };
    let mut all = every!(Remark:
        Remark::Renamed { .. } => Remark::Renamed { url: "https://vk.com/a".to_owned(), screen_name: "b\u{9b}".to_owned() };
        Remark::Token { .. } => token(CallFailure::Vk(vk_error(5)));
        Remark::Text(_) => Remark::Text("main: VK error 5".to_owned());
    );
    all.extend(call_failures().into_iter().map(token));
    all
}

pub fn early_ends() -> Vec<CutShort> {
    let mut all = every!(CutShort:
        CutShort::Interrupted => CutShort::Interrupted;
        CutShort::Stopped { .. } => CutShort::Stopped { cause: Cause::Fault };
    );
    all.extend(causes().into_iter().map(|cause| CutShort::Stopped { cause }));
    all
}

pub fn cron_errors() -> Vec<CronError> {
    use CronError as F;
    let mut all = every!(CronError:
        F::Empty => F::Empty; F::TooLong { .. } => F::TooLong { most: 256 }; F::Fields(_) => F::Fields(6);
        F::Nickname(_) => F::Nickname("@sometimes".to_owned());
        F::Character { .. } => F::Character { field: CronField::Minute, found: '!' };
        F::Word { .. } => F::Word { field: CronField::Month, found: "MAI".to_owned() };
        F::Field { .. } => F::Field { field: CronField::Hour, found: "25".to_owned() };
    );
    all.extend(CronField::ALL.map(|field| F::Field { field, found: "99".to_owned() }));
    all
}

pub fn client_errors() -> Vec<ClientError> {
    use ClientError as F;
    every!(ClientError:
        F::BadUrl { .. } => F::BadUrl { url: "api vk ru".to_owned() };
        F::PlainHttp { .. } => F::PlainHttp { url: "http://api.vk.ru".to_owned() };
        F::NoTokens => F::NoTokens; F::BadToken { .. } => F::BadToken { name: "env-1".to_owned() };
        F::SetUp(_) => F::SetUp(ConnectionFault::Other(FOREIGN.to_owned()));
    )
}

pub fn store_faults() -> Vec<StoreFault> {
    use StoreFault as F;
    let path = || "/var/lib/auditor/store.sqlite".to_owned();
    let mut all = every!(StoreFault:
        F::Unsaid => F::Unsaid; F::Newer { .. } => F::Newer { store: 9, known: 7 };
        F::Older { .. } => F::Older { store: 3, needed: 7 };
        F::RunUnderWay { .. } => F::RunUnderWay { run: 3, name: "nightly".to_owned() };
        F::RunBegun { .. } => F::RunBegun { name: "nightly".to_owned() };
        F::RunIs { .. } => F::RunIs { run: 3, state: "finished".to_owned() }; F::NoRun { .. } => F::NoRun { run: 3 };
        F::FileExists { .. } => F::FileExists { path: path() }; F::NoFolder { .. } => F::NoFolder { path: path() };
        F::File { .. } => F::File { path: path(), fault: FileFault::Denied }; F::Log { .. } => F::Log { path: path() };
        F::Database(_) => F::Database(FOREIGN.to_owned());
    );
    for state in ["running", "held", "applying", "finished", "discarded", "superseded"] {
        all.push(F::RunIs { run: 3, state: state.to_owned() });
    }
    all
}

pub fn store_defects() -> Vec<StoreDefect> {
    use {RowDefect as R, StoreDefect as F};
    let rows = every!(RowDefect:
        R::SessionOfNobody => R::SessionOfNobody; R::TokenOfNobody => R::TokenOfNobody;
        R::FindingOfNoPage => R::FindingOfNoPage; R::OpenUnconfirmed => R::OpenUnconfirmed;
        R::ClosedWithoutEnd => R::ClosedWithoutEnd; R::VerdictNotOfFindings => R::VerdictNotOfFindings;
        R::FindingElsewhere => R::FindingElsewhere; R::VerdictNotNoted => R::VerdictNotNoted;
        R::PageWithoutSnapshot => R::PageWithoutSnapshot; R::PageWithoutPolicy => R::PageWithoutPolicy;
        R::WorkOfEndedRun => R::WorkOfEndedRun; R::ResultsOfEndedRun => R::ResultsOfEndedRun;
        R::RunWithoutWork => R::RunWithoutWork;
    );
    let mut all = every!(StoreDefect:
        F::Damage(_) => F::Damage(FOREIGN.to_owned()); F::LogBegins { .. } => F::LogBegins { first: 5, forgotten: 3 };
        F::LogGap { .. } => F::LogGap { from: 5, to: 7 }; F::LogChain { .. } => F::LogChain { event: 12 };
        F::LogEnds { .. } => F::LogEnds { last: 12, made: 14 };
        F::JournalGap { .. } => F::JournalGap { from: 5, to: 7 };
        F::JournalChain { .. } => F::JournalChain { line: 3 };
        F::JournalEnds { .. } => F::JournalEnds { last: 3, written: 4 };
        F::Snapshot { .. } => F::Snapshot { digest: "0".repeat(64) };
        F::Row { .. } => F::Row { defect: R::SessionOfNobody, id: 7 };
    );
    all.extend(rows.into_iter().map(|defect| F::Row { defect, id: 12_345 }));
    all
}

pub fn archive_errors() -> Vec<ArchiveError> {
    use ArchiveError as F;
    let damages = every!(ArchiveDamage:
        ArchiveDamage::GaveUp => ArchiveDamage::GaveUp;
        ArchiveDamage::LargerThanDeclared => ArchiveDamage::LargerThanDeclared;
        ArchiveDamage::Dictionary { .. } => ArchiveDamage::Dictionary { bytes: 1 << 32 };
        ArchiveDamage::Unpacker(_) => ArchiveDamage::Unpacker(FOREIGN.to_owned());
    );
    let mut all = every!(ArchiveError:
        F::NotAnArchive => F::NotAnArchive; F::SevenZipLeftOut => F::SevenZipLeftOut;
        F::Broken { .. } => F::Broken { entry: Some("covers/red.jpg".to_owned()), damage: ArchiveDamage::GaveUp };
        F::Encrypted => F::Encrypted; F::TooManyEntries { .. } => F::TooManyEntries { entries: 5_000 };
        F::TooLarge => F::TooLarge; F::Bomb => F::Bomb;
        F::UnsafePath { .. } => F::UnsafePath { path: "../../etc/passwd".to_owned() };
    );
    all.extend(damages.into_iter().map(|damage| F::Broken { entry: None, damage }));
    all
}

pub fn set_errors() -> Vec<SetError> {
    use SetError as F;
    let form = Form::Polls;
    let scheme = || "Красный".to_owned();
    let damages = every!(SetDamage:
        SetDamage::Unwritable => SetDamage::Unwritable; SetDamage::Version => SetDamage::Version;
        SetDamage::Trailing => SetDamage::Trailing; SetDamage::Entry => SetDamage::Entry;
        SetDamage::Form => SetDamage::Form; SetDamage::Name => SetDamage::Name;
        SetDamage::Picture => SetDamage::Picture;
    );
    let mut all = every!(SetError:
        F::NoCover(_) => F::NoCover(form); F::TooMany { .. } => F::TooMany { count: 2_000 };
        F::BadName(_) => F::BadName(String::new());
        F::DuplicateName { .. } => F::DuplicateName { form, scheme: scheme() };
        F::BadPicture { .. } => F::BadPicture { form, scheme: scheme(), error: PictureError::Empty };
        F::TooNarrow { .. } => F::TooNarrow { form, scheme: scheme(), width: 50 };
        F::FormsAlike { .. } => F::FormsAlike { messages: scheme(), polls: scheme() };
        F::NotASet => F::NotASet; F::NewerVersion { .. } => F::NewerVersion { found: 9, known: 1 };
        F::Truncated { .. } => F::Truncated { bytes: 50 }; F::Checksum => F::Checksum;
        F::Malformed(_) => F::Malformed(SetDamage::Entry);
    );
    all.extend(damages.into_iter().map(F::Malformed));
    all
}

pub fn ignored_reasons() -> Vec<IgnoredReason> {
    use IgnoredReason as F;
    every!(IgnoredReason:
        F::NotAPicture => F::NotAPicture; F::NestedArchive => F::NestedArchive;
        F::TooLarge { .. } => F::TooLarge { bytes: 30_000_000 }; F::UnknownCompression => F::UnknownCompression;
        F::NoForm => F::NoForm; F::BothForms => F::BothForms; F::SameAs(_) => F::SameAs("covers/red.jpg".to_owned());
    )
}
