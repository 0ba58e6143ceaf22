//! Pages by words in their texts and by what is wrong with them. When few pages can be meant, a question begins with them;
//! else pages are gone through in their order until enough are found. An index of words tells which few pages have them;
//! a common word is looked for in the words of each page instead.

use crate::db::{Dialect, Sql, StoreError};
use crate::search_text::{SoughtWord, sought_words};
use crate::{Scope, Store};
use domain::model::Code;

/// The most words of a search that are looked for; more would be no search but a burden.
const WORDS_SOUGHT: usize = 16;
/// Words of every address of a page.
const OF_ADDRESSES: [&str; 6] = ["https", "http", "www", "vk", "com", "ru"];
/// Of more pages than that a word or a code is common, and soon found by going through them.
pub(super) const FEW: usize = 2_000;

/// What a page must have in its texts and findings.
#[derive(Debug, Clone, Default)]
pub(super) struct SearchFilter {
    words: Vec<SoughtWord>,
    /// Whether something is looked for that no text has: signs without a letter or a number.
    is_vain: bool,
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
        let search = search.unwrap_or_default();
        let mut words = sought_words(search);
        // a whole address has words that all addresses have
        if words.iter().any(|word| !OF_ADDRESSES.contains(&word.text.as_str())) {
            words.retain(|word| !OF_ADDRESSES.contains(&word.text.as_str()));
        }
        words.truncate(WORDS_SOUGHT);
        let is_vain = words.is_empty() && !search.trim().is_empty();
        if scope.is_narrow() {
            return Ok(SearchFilter { words, is_vain, code, pages: None });
        }
        let mut pages = None;
        if let Some(code) = code {
            let text = "SELECT DISTINCT f.page AS id FROM finding f WHERE f.code = ? AND f.state = 'open' LIMIT ?";
            pages = self.few(Sql::new(text).bind(code.as_str()).bind(FEW + 1)).await?;
        }
        // one list of few is enough: the rest is looked at page by page
        if pages.is_none() && !words.is_empty() {
            pages = self.few(by_index(&words, self.db.dialect())).await?;
        }
        Ok(SearchFilter { words, is_vain, code, pages })
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
        self.words.is_empty() && !self.is_vain
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
        if self.is_vain {
            sql.push(" AND 1 = 0");
        }
        for word in &self.words {
            let end = if word.is_beginning { "" } else { " " };
            sql.push(" AND ").push(dialect.place_in()).push("(' ' || p.folded || ' ', ");
            sql.value(format!(" {}{end}", word.text)).push(") > 0");
        }
    }
}

/// The pages that have all words, by the index of words. A word is of letters or digits alone, so it is no operator.
fn by_index(words: &[SoughtWord], dialect: Dialect) -> Sql {
    let all = |word: &dyn Fn(&SoughtWord) -> String, and: &str| words.iter().map(word).collect::<Vec<_>>().join(and);
    let mark = |word: &SoughtWord, mark: &'static str| if word.is_beginning { mark } else { "" };
    let (text, asked) = match dialect {
        Dialect::Sqlite => (
            "SELECT rowid AS id FROM page_search WHERE page_search MATCH ? LIMIT ?",
            all(&|word| format!("\"{}\"{}", word.text, mark(word, "*")), " AND "),
        ),
        Dialect::Postgres => (
            "SELECT p.id FROM page p WHERE array_to_tsvector(string_to_array(p.folded, ' ')) @@ CAST(? AS tsquery) LIMIT ?",
            all(&|word| format!("'{}'{}", word.text, mark(word, ":*")), " & "),
        ),
    };
    Sql::new(text).bind(asked).bind(FEW + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_asked_of_each_index_in_its_language() {
        let asked = |dialect| format!("{:?}", by_index(&sought_words("СОШ № 4"), dialect));
        assert!(asked(Dialect::Sqlite).contains(r#"\"сош\"* AND \"4\""#), "{}", asked(Dialect::Sqlite));
        assert!(asked(Dialect::Postgres).contains("'сош':* & '4'"), "{}", asked(Dialect::Postgres));
    }
}
