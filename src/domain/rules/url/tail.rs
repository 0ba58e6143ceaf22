//! What comes behind the host, taken apart into a path and pairs: where `?`, `&` or `=` is lost or another sign stands for
//! it (`url.separator`), the names that the links' parameters have tell what is what; blanks are resolved by what must
//! stand there.

use std::sync::Arc;

use super::names::without_joints;
use super::text::{BLANK, without_blanks};
use super::values::is_word_of;

/// What tells names and values from each other where signs are lost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// The names of the parameters of the links.
    pub names: &'a [Arc<str>],
    /// The words of the sample link that may stand for values.
    pub placeholders: &'a [String],
}

/// The signs that people put for `=`.
const OTHER_EQUALS: [char; 9] = [':', '-', '–', '—', '~', '.', ';', ',', '#'];
/// The signs that people put for `&` or `?`.
const OTHER_SEPARATORS: [char; 4] = [';', ',', '#', '?'];
/// The same signs as typed on a keyboard for wide characters.
const WIDE: [(char, char); 6] = [('？', '?'), ('＆', '&'), ('＝', '='), ('；', ';'), ('，', ','), ('＃', '#')];

/// One `name=value` as the repaired text has it, without blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub name: String,
    pub value: String,
}

/// The path and the pairs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tail {
    /// Blanks are still in it.
    pub path: String,
    pub pairs: Vec<Pair>,
    /// Whether a separator was lost or replaced.
    pub separator: bool,
    /// Whether the path ends where the first parameter begins: with `?` the slash before it may be lost too.
    pub mark_lost: bool,
    /// Whether it has empty pairs or a fragment: what changes nothing.
    pub untidy: bool,
}

/// Takes apart what comes behind the host. Without `repairs` the signs are taken as they stand.
pub(super) fn read(text: &str, known: Known<'_>, repairs: bool) -> Tail {
    let mut tail = Tail::default();
    if !repairs {
        let (before, fragment) = text.split_once('#').map_or((text, None), |(before, it)| (before, Some(it)));
        let (path, query) = before.split_once('?').unwrap_or((before, ""));
        path.clone_into(&mut tail.path);
        tail.untidy |= fragment.is_some();
        for chunk in query.split('&').filter(|_| !query.is_empty()) {
            let (name, value) = chunk.split_once('=').unwrap_or((chunk, ""));
            tail.push(known, name, value);
        }
        return tail;
    }
    let narrowed = narrow(text);
    tail.separator |= narrowed.is_some();
    let text = narrowed.as_deref().unwrap_or(text);
    let query = tail.split_path(text, known);
    if !query.is_empty() {
        for chunk in query.split('&') {
            tail.read_chunk(chunk, known);
        }
    }
    tail
}

fn narrow(text: &str) -> Option<String> {
    let narrow = |character: char| WIDE.iter().find(|(wide, _)| *wide == character).map(|(_, narrow)| *narrow);
    text.contains(|character| narrow(character).is_some())
        .then(|| text.chars().map(|character| narrow(character).unwrap_or(character)).collect())
}

impl Tail {
    /// Finds where the query begins; keeps the path and gives the query.
    fn split_path<'t>(&mut self, text: &'t str, known: Known<'_>) -> &'t str {
        let mark = text.find('?');
        let first = first_parameter(text, known);
        let (path, query) = match (mark, first) {
            (mark, Some(first)) if mark.is_none_or(|mark| first < mark) => {
                let path = &text[..first];
                let bare = path.trim_end_matches([BLANK, '&', ';', ',', '#']);
                let bare = bare.find('#').map_or(bare, |at| &bare[..at]);
                self.mark_lost = bare.len() == path.len();
                // where only a blank stands for the sign, the blank is what is wrong
                let is_blank_alone = path.trim_end_matches(BLANK).len() == bare.len() && bare.len() < path.len();
                self.separator |= !is_blank_alone;
                (bare, &text[first..])
            }
            (Some(mark), _) => {
                let (path, query) = (&text[..mark], &text[mark + 1..]);
                let bare = path.find('#').map_or(path, |at| &path[..at]);
                // `/form/&?opaId=`
                let bare = bare.trim_end_matches(['&', ';', ',']);
                self.separator |= bare.len() < path.len();
                (bare, query)
            }
            (None, _) => match text.split_once('#') {
                Some((path, _)) => {
                    self.untidy = true;
                    (path, "")
                }
                None => (text, ""),
            },
        };
        path.clone_into(&mut self.path);
        // a second sign in front of the first parameter: `??opaId=`, `/?#opaId=`
        let bare = query.trim_start_matches(['?', '#', ';', ',', '/']);
        let is_in_front = bare.len() < query.len() && first_parameter(bare, known) == Some(0);
        self.separator |= is_in_front;
        if is_in_front { bare } else { query }
    }

    /// Reads what stands between two `&`: one pair, or several where signs are lost or replaced.
    fn read_chunk(&mut self, chunk: &str, known: Known<'_>) {
        let chunk = chunk.trim_matches(BLANK);
        if chunk.trim_end_matches('#').is_empty() {
            self.untidy = true;
            return;
        }
        let mut rest = chunk;
        while let Some(next) = next_parameter(rest, known) {
            let (pair, further) = rest.split_at(next);
            let bare = pair.trim_end_matches(|it| it == BLANK || OTHER_SEPARATORS.contains(&it));
            self.separator |= pair.trim_end_matches(BLANK).len() > bare.len() || bare.len() == pair.len();
            self.read_pair(bare, known);
            rest = further;
        }
        self.read_pair(rest, known);
    }

    fn read_pair(&mut self, pair: &str, known: Known<'_>) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let bare_value = value.trim_matches(BLANK);
        // `mun_code71821000`, `reg_code10=`, `utm_medium:10`: the sign is lost, stands behind the value, or is another one
        let length = || known.names.iter().find_map(|known| name_length(name, known));
        if bare_value.is_empty()
            && let Some(length) = length()
            && let Some((value, is_blank_alone)) = value_behind(&name[length..], known)
        {
            self.separator |= !is_blank_alone;
            self.push(known, &name[..length], value);
            return;
        }
        let fragment = value.find('#');
        self.untidy |= fragment.is_some();
        self.push(known, name, fragment.map_or(value, |at| &value[..at]));
    }

    fn push(&mut self, known: Known<'_>, name: &str, value: &str) {
        self.pairs.push(Pair { name: resolved(name, known.names), value: without_blanks(value).into_owned() });
    }
}

/// A name without its blanks: each of them stood for nothing, or for the sign that parts the words of the name.
fn resolved(name: &str, names: &[Arc<str>]) -> String {
    let bare = without_blanks(name);
    if !name.contains(BLANK) {
        return bare.into_owned();
    }
    let letters = without_joints(&bare);
    let meant = names.iter().find(|known| without_joints(known).eq_ignore_ascii_case(&letters));
    if let Some(meant) = meant {
        // in the letters that stand there: their case is another matter
        let mut given = letters.chars();
        return meant.chars().map(|it| if it == '_' { it } else { given.next().unwrap_or(it) }).collect();
    }
    let joined = name.trim_matches(BLANK).replace(BLANK, "_");
    let distance = |written: &str| names.iter().map(|known| strsim::damerau_levenshtein(written, known)).min();
    if distance(&joined) < distance(&bare) { joined } else { bare.into_owned() }
}

/// How much of the beginning of a text is this name, with the blanks inside it and those that stand for its `_`.
fn name_length(text: &str, name: &str) -> Option<usize> {
    if begins_with(text, name) {
        return Some(name.len());
    }
    let mut rest = text;
    for (index, wanted) in name.char_indices() {
        let bare = if index == 0 { rest } else { rest.trim_start_matches(BLANK) };
        rest = match bare.chars().next() {
            Some(given) if given.eq_ignore_ascii_case(&wanted) => &bare[given.len_utf8()..],
            _ if wanted == '_' && bare.len() < rest.len() => bare,
            _ => return None,
        };
    }
    Some(text.len() - rest.len())
}

fn begins_with(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
}

/// Whether a text may be what a parameter holds: digits, or the `vk` of `utm_source`.
fn begins_as_value(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit()) || begins_with(text, "vk")
}

/// The value behind a name without `=`, and whether only a blank stands for the sign.
fn value_behind<'t>(text: &'t str, known: Known<'_>) -> Option<(&'t str, bool)> {
    let is_value = |text: &str| begins_as_value(text) || is_word_of(known.placeholders, &without_blanks(text));
    let bare = text.trim_start_matches(BLANK);
    if is_value(bare) {
        return Some((bare, bare.len() < text.len()));
    }
    let value = bare.trim_start_matches(OTHER_EQUALS).trim_start_matches(BLANK);
    (value.len() < bare.len() && is_value(value)).then_some((value, false))
}

/// Whether a known name begins here as that of a parameter: with its sign or its value behind it.
fn is_parameter(text: &str, known: Known<'_>) -> bool {
    known.names.iter().filter_map(|name| name_length(text, name)).any(|length| {
        let behind = &text[length..];
        let pair = behind.split(['&', '?']).next().unwrap_or_default();
        behind.trim_start_matches(BLANK).starts_with('=') || value_behind(pair, known).is_some()
    })
}

/// Where the first parameter with a known name begins.
fn first_parameter(text: &str, known: Known<'_>) -> Option<usize> {
    text.char_indices().map(|(at, _)| at).find(|at| is_parameter(&text[*at..], known))
}

/// Where the next parameter begins inside a pair, behind the value of the first.
fn next_parameter(pair: &str, known: Known<'_>) -> Option<usize> {
    let begins_with_known = known.names.iter().filter_map(|name| name_length(pair, name)).max();
    // a name alone may hold another one: only behind a value a further parameter can begin
    let from = match (pair.find('='), begins_with_known) {
        (Some(sign), _)
            if begins_with_known.is_none_or(|length| pair[length..].trim_start_matches(BLANK).starts_with('=')) =>
        {
            sign + 1
        }
        (_, Some(length)) => length + 1,
        (Some(sign), None) => sign + 1,
        (None, None) => return None,
    };
    let places = pair.char_indices().map(|(at, _)| at).filter(|at| *at >= from);
    let mut last = ' ';
    for at in places {
        let rest = &pair[at..];
        let is_generic = OTHER_SEPARATORS.contains(&last) && {
            let name =
                rest.find(|it: char| !(it.is_alphanumeric() || matches!(it, '_' | '-' | BLANK))).unwrap_or(rest.len());
            name > 0 && rest[name..].starts_with('=')
        };
        if is_generic || is_parameter(rest, known) {
            return Some(at);
        }
        last = rest.chars().next().unwrap_or(' ');
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (String, Vec<(String, String)>, bool) {
        let names = ["opaId", "utm_source", "utm_medium", "utm_campaign", "reg_code", "mun_code"].map(Arc::from);
        let placeholders = ["ID", "REG-CODE", "OGRN"].map(String::from);
        let tail = read(text, Known { names: &names, placeholders: &placeholders }, true);
        (tail.path, tail.pairs.into_iter().map(|pair| (pair.name, pair.value)).collect(), tail.separator)
    }

    fn pairs(names: &[(&str, &str)]) -> Vec<(String, String)> {
        names.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn lost_and_other_signs_are_repaired_by_the_names_that_follow() {
        let right = pairs(&[("opaId", "1"), ("utm_source", "vk"), ("utm_medium", "10")]);
        for text in [
            "/form/opaId=1&utm_source=vk&utm_medium=10",
            "/form/#?opaId=1&utm_source=vk&utm_medium=10",
            "/form/#/?opaId=1&utm_source=vk&utm_medium=10",
            "/form/#opaId=1&utm_source=vk&utm_medium=10",
            "/form/&opaId=1&utm_source=vk&utm_medium=10",
            "/form/??opaId=1&utm_source=vk&utm_medium=10",
            "/form/？opaId=1＆utm_source＝vk&utm_medium=10",
            "/form/?opaId=1;utm_source=vk;utm_medium=10",
            "/form/?opaId=1,utm_source=vk,utm_medium=10",
            "/form/?opaId=1?utm_source=vk&utm_medium=10",
            "/form/?opaId=1utm_source=vkutm_medium=10",
            "/form/?opaId1&utm_sourcevk&utm_medium10",
            "/form/?opaId1=&utm_source=vk&utm_medium10=",
            "/form/?opaId1utm_source=vk#utm_medium=10",
            "/form/?opaId=1&utm_source=vk&utm_medium:10",
            "/form/?opaId=1&utm_source-vk&utm_medium—10",
            "/form/?opaId=1&utm_source=vk&utm_mediu m10",
            "/form/?opaId=1&utm_source=vk;utm_mediu m=10",
            "/form/?opaId=1&utm_source=vkutm medium=10",
        ] {
            assert_eq!(taken(text), ("/form/".to_owned(), right.clone(), true), "{text}");
        }
    }

    #[test]
    fn what_is_written_rightly_is_left_alone() {
        let right = pairs(&[("opaId", "1"), ("utm_source", "vk")]);
        assert_eq!(taken("/form/?opaId=1&utm_source=vk"), ("/form/".to_owned(), right.clone(), false));
        assert_eq!(taken("/form?opaId=1&utm_source=vk"), ("/form".to_owned(), right.clone(), false));
        assert_eq!(taken("/form/?opaId=1&utm_source=vk#").1, right);
        assert_eq!(taken("/form/").1, []);
        let misspelt = pairs(&[("uutm_source", "vk"), ("utm_sourcex", "vk")]);
        assert_eq!(taken("/form/?uutm_source=vk&utm_sourcex=vk"), ("/form/".to_owned(), misspelt, false));
    }

    #[test]
    fn blanks_stand_for_nothing_or_for_the_sign_that_belongs_there() {
        let right = pairs(&[("utm_source", "vk"), ("utm_medium", "10")]);
        for text in
            ["/og?utm source=vk&utm med iu m=1 0", "/og?utm_source=vk utm_medium=10", "/og utm_source=vk&utm_medium=10"]
        {
            assert_eq!(taken(text), ("/og".to_owned(), right.clone(), false), "{text}");
        }
    }

    #[test]
    fn a_word_of_the_sample_behind_a_name_is_its_value() {
        let right = pairs(&[("opaId", "ID"), ("utm_medium", "REG-CODE"), ("utm_campaign", "<OGRN>")]);
        let text = "/form/?opaIdID&utm_mediumREG-CODE&utm_campaign:<OGRN>";
        assert_eq!(taken(text), ("/form/".to_owned(), right, true));
        let other = pairs(&[("opaIdentity", "")]);
        assert_eq!(taken("/form/?opaIdentity"), ("/form/".to_owned(), other, false));
    }

    #[test]
    fn a_further_pair_of_another_name_is_parted_too() {
        let parted = pairs(&[("opaId", "1"), ("fz59", "false")]);
        assert_eq!(taken("/form/?opaId=1;fz59=false"), ("/form/".to_owned(), parted, true));
    }
}
