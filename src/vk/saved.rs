//! Files of saved answers of `groups.getById` as a place where pages can be seen: read in one stream, so that memory is
//! bounded however large the file is. Asks nothing of VK.

mod decoded;
mod scan;
mod split;

use std::collections::HashMap;
use std::fs::File;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use serde::de::IgnoredAny;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::decoded::Decoded;
use self::scan::{Place, ScanError};
use self::split::{RawBatch, SplitError, split};
use super::redact::redact;
use super::wire::{GroupAnswer, read_error, read_group};
use super::{Batch, CallCounts, LookEnd, Observation, PageSource};
use domain::model::{
    Cause, CutShort, FileFault, PageAddress, SavedDefect, SavedError, SavedProblem, Unverified, UnverifiedReason,
    VkError,
};

/// How many batches of communities may wait to be read.
const BATCHES_AHEAD: usize = 1;

/// A file of saved answers of `groups.getById`: one or several, in either shape, with or without `response` around them,
/// in UTF-8, UTF-16 or Windows-1251.
#[derive(Debug)]
pub struct SavedAnswers {
    path: PathBuf,
}

impl SavedAnswers {
    /// Names the file; it is opened when pages are asked for.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl PageSource for SavedAnswers {
    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn look(
        self: Arc<Self>,
        asked: Arc<[PageAddress]>,
        out: mpsc::Sender<Batch>,
        cancel: CancellationToken,
    ) -> BoxFuture<'static, LookEnd> {
        async move { look(&self.path, &asked, &out, &cancel).await }.boxed()
    }
}

/// The places of each asked page among the asked ones.
#[derive(Debug, Default)]
struct Places {
    firsts: HashMap<PageAddress, usize>,
    /// Later places, by the first, of pages that are asked more than once.
    repeats: HashMap<usize, Vec<usize>>,
}

impl Places {
    fn of(asked: &[PageAddress]) -> Self {
        let (mut firsts, mut repeats) = (HashMap::with_capacity(asked.len()), HashMap::<_, Vec<_>>::new());
        for (place, address) in asked.iter().enumerate() {
            let first = *firsts.entry(address.clone()).or_insert(place);
            if first != place {
                repeats.entry(first).or_default().push(place);
            }
        }
        Self { firsts, repeats }
    }

    /// All places of the pages with these addresses.
    fn find(&self, addresses: &[Option<PageAddress>]) -> Vec<usize> {
        let firsts = addresses.iter().flatten().filter_map(|address| self.firsts.get(address));
        firsts
            .flat_map(|first| iter::once(first).chain(self.repeats.get(first).into_iter().flatten()))
            .copied()
            .collect()
    }
}

async fn look(path: &Path, asked: &[PageAddress], out: &mpsc::Sender<Batch>, cancel: &CancellationToken) -> LookEnd {
    let places = Places::of(asked);
    let (give, raw) = mpsc::channel(BATCHES_AHEAD);
    let file = path.to_owned();
    let splitting = tokio::task::spawn_blocking(move || {
        let source = File::open(file).and_then(Decoded::new).map_err(ScanError::Io)?;
        split(source, |batch| give.blocking_send(batch).is_ok())
    });
    let reading = read_all(raw, Arc::new(places), out);
    let result = tokio::select! {
        biased;
        () = cancel.cancelled() => None,
        result = reading => Some(result),
    };
    let failure = match result {
        // the thread is not waited for: it ends when it next hands over a batch, and a pipe may stand still
        None | Some(Err(ReadEnd::ReaderGone)) => SplitError::ReaderGone,
        Some(Err(ReadEnd::Broken(place, defect))) => SplitError::Scan(ScanError::Broken(place, defect)),
        Some(Ok(())) => match splitting.await {
            Ok(Ok(())) => return end(not_in_file(), None, None),
            Ok(Err(failure)) => failure,
            Err(fault) => {
                tracing::error!(%fault, "taking saved answers apart failed");
                return LookEnd::failed();
            }
        },
    };
    match saved_error(path, failure) {
        Some(error) => {
            let cause = Cause::Saved(error.clone());
            let rest = Unverified { reason: UnverifiedReason::BadAnswer, cause: cause.clone() };
            end(rest, Some(CutShort::Stopped { cause }), Some(error))
        }
        None => end(interrupted(), Some(CutShort::Interrupted), None),
    }
}

/// Why reading ended before the last batch.
enum ReadEnd {
    ReaderGone,
    Broken(Place, SavedDefect),
}

/// Reads batches on all cores and sends what was asked for in the order of the file, so that of two answers for one page
/// the first counts.
async fn read_all(
    mut raw: mpsc::Receiver<RawBatch>,
    places: Arc<Places>,
    out: &mpsc::Sender<Batch>,
) -> Result<(), ReadEnd> {
    let encoding = Arc::new(FileEncoding::default());
    let batches = stream::poll_fn(move |context| raw.poll_recv(context));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut read = batches
        .map(|batch| {
            // decided in the order of the file, before the batches are read in any order
            encoding.learn(&batch);
            let (places, encoding) = (Arc::clone(&places), Arc::clone(&encoding));
            tokio::spawn(async move { read_batch(&batch, &places, &encoding) })
        })
        .buffered(cores + 1);
    while let Some(result) = read.next().await {
        let (observations, broken) = result.unwrap_or_else(|fault| {
            tracing::error!(%fault, "reading saved answers failed");
            (Batch::new(), None)
        });
        if !observations.is_empty() {
            out.send(observations).await.map_err(|_| ReadEnd::ReaderGone)?;
        }
        if let Some((place, defect)) = broken {
            return Err(ReadEnd::Broken(place, defect));
        }
    }
    Ok(())
}

/// Reads each community that was asked for; ends at one that is no JSON.
fn read_batch(batch: &RawBatch, places: &Places, encoding: &FileEncoding) -> (Batch, Option<(Place, SavedDefect)>) {
    let mut observations = Batch::new();
    for (raw, place) in batch.groups() {
        let Some(text) = encoding.text(raw) else {
            return (observations, Some((place, SavedDefect::NotUtf8)));
        };
        let answer = read_group(&text);
        if let GroupAnswer::Malformed(_) = answer
            && let Err(error) = serde_json::from_str::<IgnoredAny>(&text)
        {
            // the parser counts from where the community begins
            let line = place.line + (error.line() as u64).saturating_sub(1);
            return (observations, Some((Place { line, ..place }, SavedDefect::Syntax)));
        }
        let mut pages = places.find(&answer.addresses());
        let Some(last) = pages.pop() else { continue };
        let sight = answer.into_sight();
        let observation = |index, sight| Observation { index, sight, renamed_to: None };
        observations.extend(pages.into_iter().map(|page| observation(page, sight.clone())));
        observations.push(observation(last, sight));
    }
    (observations, None)
}

/// Whether a file that is no UTF-16 is UTF-8 or Windows-1251, which its first letter beyond ASCII decides. Both agree in
/// the bytes that JSON is built of, so the file can be taken apart before that is known.
#[derive(Debug, Default)]
struct FileEncoding(AtomicU8);

impl FileEncoding {
    const UTF_8: u8 = 1;
    const WINDOWS_1251: u8 = 2;

    fn learn(&self, batch: &RawBatch) {
        if self.0.load(Ordering::Relaxed) != 0 {
            return;
        }
        if let Some((raw, _)) = batch.groups().find(|(raw, _)| !raw.is_ascii()) {
            let is_utf_8 = std::str::from_utf8(raw).is_ok();
            self.0.store(if is_utf_8 { Self::UTF_8 } else { Self::WINDOWS_1251 }, Ordering::Relaxed);
        }
    }

    /// The text of these bytes; `None` when they are not of the file's encoding.
    fn text<'a>(&self, raw: &'a [u8]) -> Option<std::borrow::Cow<'a, str>> {
        if self.0.load(Ordering::Relaxed) == Self::WINDOWS_1251 {
            Some(domain::decode::text(raw))
        } else {
            std::str::from_utf8(raw).ok().map(Into::into)
        }
    }
}

fn interrupted() -> Unverified {
    Unverified::of(UnverifiedReason::Interrupted)
}

fn not_in_file() -> Unverified {
    Unverified::of(UnverifiedReason::NotInFile)
}

fn end(rest: Unverified, cut_short: Option<CutShort>, failure: Option<SavedError>) -> LookEnd {
    LookEnd { rest, cut_short, remarks: Vec::new(), calls: CallCounts::default(), failure }
}

/// The error to tell; `None` when the reader went away, which is none.
fn saved_error(path: &Path, error: SplitError) -> Option<SavedError> {
    let problem = match error {
        SplitError::Scan(ScanError::Io(error)) => SavedProblem::Unreadable(FileFault::of(&error)),
        SplitError::Scan(ScanError::Truncated(Place { line, offset })) => SavedProblem::Truncated { line, offset },
        SplitError::Scan(ScanError::Broken(Place { line, offset }, defect)) => {
            SavedProblem::Broken { line, offset, defect }
        }
        SplitError::VkError(raw) => SavedProblem::Vk(kept_error(&domain::decode::text(&raw))),
        SplitError::NoAnswer => SavedProblem::NoAnswer,
        SplitError::ReaderGone => return None,
    };
    Some(SavedError { file: path.display().to_string(), problem })
}

/// The error a file holds in place of an answer, without what looks like a secret.
fn kept_error(text: &str) -> VkError {
    let clean = |text: &str| redact(text, std::iter::empty());
    // VK's own "unknown error" stands for an error that cannot be read
    let unknown = VkError { code: 1, subcode: None, message: String::new(), redirect_uri: None };
    let error = read_error(text).unwrap_or(unknown);
    VkError { message: clean(&error.message), redirect_uri: error.redirect_uri.as_deref().map(clean), ..error }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::crawl::observe;
    use domain::model::{Sight, Wanted};

    /// Looks for pages in a file of these bytes; each page in one letter: `s`een, `b`ad answer, `-` not in the file.
    async fn look(bytes: &[u8], asked: &[&str]) -> (String, Result<(), SavedError>, Vec<Observation>) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let asked: Arc<[PageAddress]> = asked.iter().map(|text| PageAddress::parse(text).unwrap()).collect();
        let source = Arc::new(SavedAnswers::new(file.path()));
        let mut crawl = observe(source, asked, &CancellationToken::new());
        let mut seen = Vec::new();
        while let Some(batch) = crawl.next().await {
            seen.extend(batch);
        }
        seen.sort_by_key(|observation| observation.index);
        let letter = |observation: &Observation| match &observation.sight {
            Ok(Sight::Seen(_)) => 's',
            Ok(Sight::NotFound) => 'n',
            Err(unverified) if unverified.reason == UnverifiedReason::NotInFile => '-',
            Err(unverified) if unverified.reason == UnverifiedReason::BadAnswer => 'b',
            Err(_) => 'u',
        };
        (seen.iter().map(letter).collect(), crawl.end().await.map(|_| ()), seen)
    }

    fn problem(end: Result<(), SavedError>) -> SavedProblem {
        end.unwrap_err().problem
    }

    fn name(observation: &Observation) -> String {
        match &observation.sight {
            Ok(Sight::Seen(page)) => page.name.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn pages_are_found_by_number_and_by_name_and_the_rest_is_not_in_the_file() {
        let text = r#"{"response":{"groups":[{"id":1,"screen_name":"One"},{"id":2,"screen_name":"club2"},{"id":9}]}}"#;
        let (letters, end, _) = look(text.as_bytes(), &["one", "public2", "three", "club1", "ONE"]).await;
        assert_eq!(letters, "ss-ss");
        assert!(end.is_ok());
    }

    #[tokio::test]
    async fn the_first_of_two_answers_for_one_page_counts() {
        let groups: Vec<String> = (0..3000).map(|number| format!(r#"{{"id":1,"name":"{number}"}}"#)).collect();
        let (_, _, seen) = look(format!("[{}]", groups.join(",")).as_bytes(), &["1"]).await;
        assert_eq!(name(&seen[0]), "0");
    }

    #[tokio::test]
    async fn any_encoding_of_russian_windows_is_read() {
        let text = r#"[{"id":1,"name":"plain"},{"id":2,"name":"Администрация"}]"#;
        let utf_16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let windows_1251 = encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
        let with_bom = format!("\u{feff}{text}").into_bytes();
        for bytes in [text.as_bytes().to_vec(), with_bom, utf_16, windows_1251] {
            let (letters, end, seen) = look(&bytes, &["1", "2"]).await;
            assert!(end.is_ok());
            assert_eq!(letters, "ss");
            assert_eq!(name(&seen[1]), "Администрация");
        }
    }

    #[tokio::test]
    async fn a_malformed_community_is_a_bad_answer_for_its_page_only() {
        let text = r#"[{"id":1},{"id":2,"menu":7},{"id":"x"},null,{"id":3,"name":"\ud83d"},{"id":4}]"#;
        let (letters, end, _) = look(text.as_bytes(), &["1", "2", "3", "4", "5"]).await;
        assert_eq!(letters, "sbbs-");
        assert!(end.is_ok());
    }

    #[tokio::test]
    async fn a_broken_file_is_told_with_its_line_and_nothing_is_invented() {
        let (letters, end, _) = look(b"{\"response\":[{\"id\":1},\n{\"id\":2,,}]}", &["1", "2", "3"]).await;
        assert_eq!(letters, "s");
        assert_eq!(problem(end), SavedProblem::Broken { line: 2, offset: 23, defect: SavedDefect::Syntax });
        let (letters, end, _) = look(b"{\"response\":[{\"id\":1},", &["1", "2"]).await;
        assert_eq!(letters, "s");
        assert_eq!(problem(end), SavedProblem::Truncated { line: 1, offset: 22 });
        let (_, end, _) =
            look("[{\"id\":1,\"name\":\"я\"},{\"id\":2,\"name\":\"\u{1}\"}]".as_bytes(), &["1", "2"]).await;
        assert!(matches!(problem(end), SavedProblem::Broken { .. }), "a control character inside a text");
    }

    #[tokio::test]
    async fn what_is_no_answer_is_told_as_what_it_is() {
        let error = br#"{"error":{"error_code":5,"error_msg":"User authorization failed: access_token=abc"}}"#;
        let (letters, end, _) = look(error, &["1"]).await;
        assert_eq!(letters, "");
        let message = "User authorization failed: access_token=***".to_owned();
        let error = VkError { code: 5, subcode: None, message, redirect_uri: None };
        assert_eq!(problem(end), SavedProblem::Vk(error));
        assert_eq!(problem(look(b"{}", &["1"]).await.1), SavedProblem::NoAnswer);
        assert_eq!(problem(look(b"", &["1"]).await.1), SavedProblem::NoAnswer);
        let defect = SavedDefect::Found { wanted: Wanted::Answer, byte: b'<' };
        assert_eq!(problem(look(b"<html>", &["1"]).await.1), SavedProblem::Broken { line: 1, offset: 0, defect });
        let missing = Arc::new(SavedAnswers::new("no such file.json"));
        let asked = Arc::from([PageAddress::parse("1").unwrap()]);
        let end = observe(missing, asked, &CancellationToken::new()).end().await;
        assert_eq!(problem(end.map(|_| ())), SavedProblem::Unreadable(FileFault::Missing));
    }
}
