//! Takes saved answers of `groups.getById` apart into communities, still unread. Knows the frames around them, in all the
//! ways people save them, and nothing of a community but where it begins and ends.

use std::io::Read;
use std::ops::Range;

use super::scan::{Place, ScanError, Scanner};
use domain::model::Wanted;

/// How many communities are handed over together: some 300 KB, which stay in the caches.
const BATCH_GROUPS: usize = 100;
/// How many bytes of them at most, but for a single one that is larger.
const BATCH_BYTES: usize = 4 * 1024 * 1024;
/// How large one community may be; with a full menu it has some 10 KB.
const LONGEST_GROUP: usize = 16 * 1024 * 1024;
/// How large an error in place of an answer may be.
const LONGEST_ERROR: usize = 64 * 1024;

/// Some communities, one after the other.
#[derive(Debug, Default)]
pub(super) struct RawBatch {
    bytes: Vec<u8>,
    groups: Vec<(Range<usize>, Place)>,
}

impl RawBatch {
    /// Each community's text and its place in the file.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&[u8], Place)> {
        self.groups.iter().map(|(range, place)| (&self.bytes[range.clone()], *place))
    }
}

/// Why a file cannot be taken apart further.
#[derive(Debug)]
pub(super) enum SplitError {
    /// It is broken.
    Scan(ScanError),
    /// It holds an error of VK.
    VkError(Vec<u8>),
    /// It is well-formed, but holds no answer.
    NoAnswer,
    /// Nobody wants further communities.
    ReaderGone,
}

impl From<ScanError> for SplitError {
    fn from(error: ScanError) -> Self {
        Self::Scan(error)
    }
}

/// Takes the whole stream apart and hands over the communities in batches, in their order. `give` tells whether more is
/// wanted.
pub(super) fn split(source: impl Read, give: impl FnMut(RawBatch) -> bool) -> Result<(), SplitError> {
    let mut splitter = Splitter { scanner: Scanner::new(source), batch: RawBatch::default(), give, has_answer: false };
    let result = splitter.stream();
    // what stands before a broken place was seen all the same
    let is_wanted = splitter.hand_over();
    match result {
        Ok(()) if !is_wanted => Err(SplitError::ReaderGone),
        Ok(()) if !splitter.has_answer => Err(SplitError::NoAnswer),
        result => result,
    }
}

struct Splitter<R, F> {
    scanner: Scanner<R>,
    batch: RawBatch,
    give: F,
    has_answer: bool,
}

impl<R: Read, F: FnMut(RawBatch) -> bool> Splitter<R, F> {
    /// One answer, several one after the other (a line each, or not), a list of them, or bare communities.
    fn stream(&mut self) -> Result<(), SplitError> {
        while let Some(byte) = self.scanner.peek()? {
            match byte {
                b'{' if self.scanner.begins_with_key(b"\"id\"")? => self.group()?,
                b'{' => self.frame()?,
                b'[' => self.list()?,
                other => return Err(self.scanner.broken(Wanted::Answer, other).into()),
            }
        }
        Ok(())
    }

    /// The list of communities, or at the outermost place also a list of answers.
    fn list(&mut self) -> Result<(), SplitError> {
        self.scanner.expect(b'[')?;
        self.has_answer = true;
        let mut is_first = true;
        while self.scanner.another(is_first, b']')? {
            is_first = false;
            if self.scanner.peek_inside()? != b'{' {
                // no community, such as `null`; the page it may have been stays unseen
                self.scanner.skip()?;
            } else if self.scanner.begins_with_key(b"\"response\"")? || self.scanner.begins_with_key(b"\"error\"")? {
                self.frame()?;
            } else {
                self.group()?;
            }
        }
        Ok(())
    }

    /// An object around the communities: the whole answer, or its `response`.
    fn frame(&mut self) -> Result<(), SplitError> {
        self.scanner.expect(b'{')?;
        let mut is_first = true;
        while self.scanner.another(is_first, b'}')? {
            is_first = false;
            let key = self.scanner.key()?;
            match (key.as_slice(), self.scanner.peek_inside()?) {
                (b"\"response\"", b'{') => self.frame()?,
                (b"\"response\"" | b"\"groups\"", b'[') => self.list()?,
                (b"\"error\"", b'{') => {
                    return Err(SplitError::VkError(self.scanner.value(LONGEST_ERROR)?.to_vec()));
                }
                _ => self.scanner.skip()?,
            }
        }
        Ok(())
    }

    fn group(&mut self) -> Result<(), SplitError> {
        self.has_answer = true;
        let place = self.scanner.place();
        let start = self.batch.bytes.len();
        self.batch.bytes.extend_from_slice(self.scanner.value(LONGEST_GROUP)?);
        self.batch.groups.push((start..self.batch.bytes.len(), place));
        let is_full = self.batch.groups.len() >= BATCH_GROUPS || self.batch.bytes.len() >= BATCH_BYTES;
        if is_full && !self.hand_over() { Err(SplitError::ReaderGone) } else { Ok(()) }
    }

    fn hand_over(&mut self) -> bool {
        if self.batch.groups.is_empty() {
            return true;
        }
        // the next is about as large, and need not grow into its place piece by piece
        let room = self.batch.bytes.len() + self.batch.bytes.len() / 8;
        let next = RawBatch { bytes: Vec::with_capacity(room), groups: Vec::with_capacity(BATCH_GROUPS) };
        (self.give)(std::mem::replace(&mut self.batch, next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(text: &str) -> Result<Vec<String>, SplitError> {
        let mut groups = Vec::new();
        split(text.as_bytes(), |batch| {
            groups.extend(batch.groups().map(|(raw, _)| String::from_utf8(raw.to_vec()).unwrap()));
            true
        })
        .map(|()| groups)
    }

    #[test]
    fn answers_are_read_however_they_were_saved() {
        let one = r#"{"id":1,"menu":{"items":[{"title":"}]"}]}}"#;
        let two = r#"{"id":2}"#;
        for text in [
            format!(r#"{{"response":{{"groups":[{one},{two}],"profiles":[{{"id":9}}]}}}}"#),
            format!(r#"{{"response":{{"profiles":[{{"id":9}}],"groups":[{one},{two}]}}}}"#),
            format!(r#"{{"response":[{one} , {two}]}}"#),
            format!(r#"{{"groups":[{one},{two}]}}"#),
            format!(r#"{{ "profiles" : [], "groups" : [ {one} , {two} ] }}"#),
            format!("[{one},\n{two}]\n"),
            format!("{{\"response\":[{one}]}}\n{{\"response\":{{\"groups\":[{two}]}}}}\n"),
            format!(r#"{{"response":[{one}]}}{{"response":[{two}]}}"#),
            format!(r#"[{{"response":[{one}]}},{{"response":{{"groups":[{two}]}}}}]"#),
            format!("{one}\n{two}\n"),
            format!(r#"{{"took":5,"response":[{one},null,{two}],"execute_errors":[{{"id":1}}]}}"#),
        ] {
            assert_eq!(groups(&text).unwrap(), [one, two], "{text}");
        }
    }

    #[test]
    fn an_answer_without_communities_is_an_answer() {
        for text in ["[]", r#"{"response":[]}"#, r#"{"response":{"groups":[],"profiles":[]}}"#] {
            assert_eq!(groups(text).unwrap(), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_file_without_an_answer_is_told() {
        for text in ["", " \n", "{}", r#"{"response":{"count":1}}"#, r#"{"response":null}"#, r#"{"items":[1]}"#] {
            assert!(matches!(groups(text), Err(SplitError::NoAnswer)), "{text}");
        }
        let error = r#"{"error":{"error_code":5}}"#;
        assert!(matches!(groups(error), Err(SplitError::VkError(raw)) if raw == br#"{"error_code":5}"#));
    }

    #[test]
    fn broken_and_cut_off_files_are_told_apart_and_placed() {
        for text in
            ["<html>", "null", r#"{"response":[{"id":1}{"id":2}]}"#, r#"{"response":[,]}"#, r#"{"response" []}"#]
        {
            assert!(matches!(groups(text), Err(SplitError::Scan(ScanError::Broken(..)))), "{text}");
        }
        for text in [r#"{"response":[{"id":1},"#, r#"{"response":[{"id":1}]"#, r#"[{"id":1,"name":"x"#, "[", "{"] {
            assert!(matches!(groups(text), Err(SplitError::Scan(ScanError::Truncated(_)))), "{text}");
        }
        let Err(SplitError::Scan(ScanError::Broken(place, _))) = groups("{\"response\":[\n{\"id\":1}\n;]}") else {
            panic!("not broken")
        };
        assert_eq!(place, Place { line: 3, offset: 23 });
    }

    #[test]
    fn communities_before_a_broken_place_are_handed_over() {
        let mut count = 0;
        let result = split(r#"[{"id":1},{"id":2},{"id""#.as_bytes(), |batch| {
            count += batch.groups().count();
            true
        });
        assert!(result.is_err());
        assert_eq!(count, 2);
    }

    #[test]
    fn batches_are_bounded_and_reading_ends_when_nobody_wants_more() {
        let text = format!("[{}]", vec![r#"{"id":1}"#; 2 * BATCH_GROUPS + 1].join(","));
        let mut sizes = Vec::new();
        split(text.as_bytes(), |batch| {
            sizes.push(batch.groups().count());
            true
        })
        .unwrap();
        assert_eq!(sizes, [BATCH_GROUPS, BATCH_GROUPS, 1]);
        let mut given = 0;
        let result = split(text.as_bytes(), |_| {
            given += 1;
            false
        });
        assert!(matches!(result, Err(SplitError::ReaderGone)));
        assert_eq!(given, 1);
    }
}
