//! Pages by words in their texts and by what is wrong with them. When few pages can be meant, a question begins with them;
//! else pages are gone through in their order until enough are found. In `SQLite` an index of three letters each tells
//! which few pages may have a word; what they really have is then looked at in both databases alike.

use crate::db::{Dialect, Sql, StoreError, without_nul};
use crate::registry::folded;
use crate::{Scope, Store};
use domain::model::Code;

/// The most words of a search that are looked for; more would be no search but a burden.
const WORDS_SOUGHT: usize = 16;
/// Of more pages than that a word or a code is common, and soon found by going through them.
pub(super) const FEW: usize = 2_000;
/// Letters of one entry of the index.
const GRAM: usize = 3;
/// So many letters of a word are asked of the index. Its end tells numbers and addresses apart, which begin alike.
const LETTERS_ASKED: usize = 12;
/// The same for a word with a digit.
const DIGITS_ASKED: usize = 6;

/// What a page must have in its texts and findings.
#[derive(Debug, Clone, Default)]
pub(super) struct SearchFilter {
    words: Vec<String>,
    /// An open finding of this code.
    code: Option<Code>,
    /// The only pages that may have it, if few.
    pages: Option<Vec<i64>>,
}

impl Store {
    /// Prepares a search. Few pages are looked at one by one anyway.
    pub(super) async fn sought(
        &self,
        search: Option<&str>,
        code: Option<Code>,
        scope: &Scope,
    ) -> Result<SearchFilter, StoreError> {
        let folded = folded(&[search.unwrap_or_default()]);
        let words: Vec<String> =
            folded.split_whitespace().take(WORDS_SOUGHT).map(|word| without_nul(word.to_owned())).collect();
        if scope.is_narrow() {
            return Ok(SearchFilter { words, code, pages: None });
        }
        let mut pages = None;
        if let Some(code) = code {
            let text = "SELECT DISTINCT f.page AS id FROM finding f WHERE f.code = ? AND f.state = 'open' LIMIT ?";
            pages = self.few(Sql::new(text).bind(code.as_str()).bind(FEW + 1)).await?;
        }
        let mut grams: Vec<String> = words.iter().flat_map(|word| grams(word)).collect();
        grams.sort_unstable();
        grams.dedup();
        // one list of few is enough: the rest is looked at page by page
        if pages.is_none() && !grams.is_empty() && self.db.dialect() == Dialect::Sqlite {
            let text = "SELECT rowid AS id FROM page_search WHERE page_search MATCH ? LIMIT ?";
            pages = self.few(Sql::new(text).bind(grams.join(" AND ")).bind(FEW + 1)).await?;
        }
        Ok(SearchFilter { words, code, pages })
    }

    /// The numbers that a query gives, unless they are many.
    async fn few(&self, sql: Sql) -> Result<Option<Vec<i64>>, StoreError> {
        let numbers = self.db.all(sql).await?.iter().map(|row| row.get("id")).collect::<Result<Vec<i64>, _>>()?;
        Ok((numbers.len() <= FEW).then_some(numbers))
    }

    /// Whether a query for numbers with a limit above [`FEW`] gives few.
    pub(super) async fn gives_few(&self, sql: Sql) -> Result<bool, StoreError> {
        Ok(self.few(sql).await?.is_some())
    }
}

impl SearchFilter {
    /// Whether few pages are left.
    pub(super) const fn is_narrow(&self) -> bool {
        self.pages.is_some()
    }

    /// Whether there is nothing to look for.
    pub(super) const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Narrows a query over `page AS p`: every word must be in the page's texts.
    pub(super) fn narrow(&self, sql: &mut Sql, dialect: Dialect) {
        match &self.pages {
            // an empty list is no text that a server understands
            Some(pages) if pages.is_empty() => _ = sql.push(" AND 1 = 0"),
            Some(pages) => _ = sql.push(" AND p.id IN ").tuple(pages.iter().copied()),
            None => {}
        }
        if let Some(code) = self.code {
            // by the page's findings: the calculation keeps the index of all open ones out
            sql.push(
                " AND EXISTS (SELECT 1 FROM finding f WHERE f.page = p.id AND f.state || '' = 'open' AND f.code = ",
            );
            sql.value(code.as_str()).push(")");
        }
        for word in &self.words {
            sql.push(" AND ").push(dialect.place_in()).push("(p.folded, ").value(word.as_str()).push(") > 0");
        }
    }
}

/// What of a word is asked of the index, in its own language; nothing for a word that is too short.
fn grams(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let asked = if letters.iter().any(char::is_ascii_digit) { DIGITS_ASKED } else { LETTERS_ASKED };
    let end = letters.get(letters.len().saturating_sub(asked)..).unwrap_or_default();
    let quoted = |gram: &[char]| format!("\"{}\"", gram.iter().collect::<String>().replace('"', "\"\""));
    end.windows(GRAM).map(quoted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_word_is_asked() {
        assert_eq!(grams("official_19999"), ["\"_19\"", "\"199\"", "\"999\"", "\"999\""]);
        assert_eq!(grams("школа"), ["\"шко\"", "\"кол\"", "\"ола\""]);
        assert_eq!(grams("a\"b"), ["\"a\"\"b\""]);
        assert!(grams("№1").is_empty());
    }
}
