//! A statement and the values it binds. `?` stands for a value in both databases.

use jiff::Timestamp;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Postgres, Sqlite};

/// How many rows one statement inserts: more are slower in `SQLite` and no faster in PostgreSQL.
pub(crate) const ROWS_AT_ONCE: usize = 200;

/// A bound value. Each kind is nullable by itself, since PostgreSQL wants a type for NULL too.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// BIGINT: ids, counts, moments in milliseconds since 1970.
    Int(Option<i64>),
    /// TEXT, JSON too.
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    /// DOUBLE PRECISION.
    Real(Option<f64>),
    Flag(bool),
}

macro_rules! value_from {
    ($($from:ty => |$it:ident| $value:expr;)+) => {
        $(impl From<$from> for Value {
            fn from($it: $from) -> Self {
                $value
            }
        })+
    };
}

value_from! {
    i64 => |it| Self::Int(Some(it));
    Option<i64> => |it| Self::Int(it);
    u32 => |it| Self::Int(Some(it.into()));
    u64 => |it| Self::Int(Some(i64::try_from(it).unwrap_or(i64::MAX)));
    usize => |it| Self::Int(Some(i64::try_from(it).unwrap_or(i64::MAX)));
    bool => |it| Self::Flag(it);
    f64 => |it| Self::Real(Some(it));
    Option<f64> => |it| Self::Real(it);
    &str => |it| Self::Text(Some(it.to_owned()));
    Option<&str> => |it| Self::Text(it.map(str::to_owned));
    String => |it| Self::Text(Some(it));
    Option<String> => |it| Self::Text(it);
    Vec<u8> => |it| Self::Bytes(Some(it));
    &[u8] => |it| Self::Bytes(Some(it.to_vec()));
    &[u8; 32] => |it| Self::Bytes(Some(it.to_vec()));
    Option<&[u8; 32]> => |it| Self::Bytes(it.map(|bytes| bytes.to_vec()));
    Timestamp => |it| Self::Int(Some(it.as_millisecond()));
    Option<Timestamp> => |it| Self::Int(it.map(Timestamp::as_millisecond));
}

/// A statement under construction. All text in it is the program's own; whatever comes from outside is bound.
#[derive(Debug, Clone)]
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// A statement that begins so; values for each `?` follow with [`Sql::bind`].
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Goes on with this text.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Binds the value of the next `?`.
    #[must_use]
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Writes `?` and binds its value.
    pub(crate) fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        self.text.push('?');
        self.values.push(value.into());
        self
    }

    /// Writes `(?,?,...)` with these values.
    pub(crate) fn tuple<T: Into<Value>>(&mut self, values: impl IntoIterator<Item = T>) -> &mut Self {
        self.text.push('(');
        for (place, value) in values.into_iter().enumerate() {
            self.text.push_str(if place == 0 { "?" } else { ",?" });
            self.values.push(value.into());
        }
        self.text.push(')');
        self
    }

    pub(super) fn sqlite(self) -> Query<'static, Sqlite, SqliteArguments> {
        let query = sqlx::query(AssertSqlSafe(self.text));
        self.values.into_iter().fold(query, |query, value| match value {
            Value::Int(it) => query.bind(it),
            Value::Text(it) => query.bind(it.map(without_nul)),
            Value::Bytes(it) => query.bind(it),
            Value::Real(it) => query.bind(it),
            Value::Flag(it) => query.bind(it),
        })
    }

    pub(super) fn postgres(self) -> Query<'static, Postgres, PgArguments> {
        let query = sqlx::query(AssertSqlSafe(numbered(&self.text)));
        self.values.into_iter().fold(query, |query, value| match value {
            Value::Int(it) => query.bind(it),
            Value::Text(it) => query.bind(it.map(without_nul)),
            Value::Bytes(it) => query.bind(it),
            Value::Real(it) => query.bind(it),
            Value::Flag(it) => query.bind(it),
        })
    }
}

/// PostgreSQL's TEXT cannot hold U+0000 and `SQLite`'s LIKE stops at it; VK's texts and people's files may have it.
pub(crate) fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

fn numbered(text: &str) -> String {
    let mut numbered = String::with_capacity(text.len() + text.len() / 8);
    for (number, piece) in text.split('?').enumerate() {
        if number > 0 {
            numbered.push('$');
            numbered.push_str(&number.to_string());
        }
        numbered.push_str(piece);
    }
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_for_postgresql() {
        assert_eq!(numbered("a = ? AND b IN (?,?)"), "a = $1 AND b IN ($2,$3)");
        let mut sql = Sql::new("INSERT INTO x VALUES ");
        sql.tuple([1_i64, 2]).push(",").tuple([3_i64, 4]);
        assert_eq!((sql.text.as_str(), sql.values.len()), ("INSERT INTO x VALUES (?,?),(?,?)", 4));
    }
}
