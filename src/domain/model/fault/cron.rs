//! Why a text is no cron expression.

/// A field of a cron expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CronField {
    /// 0 to 59.
    Minute,
    /// 0 to 23.
    Hour,
    /// 1 to 31, `L` for the last day of the month, `15W` for the weekday nearest to the 15th.
    Day,
    /// 1 to 12, or `JAN` to `DEC`.
    Month,
    /// 0 to 7 with Sunday as 0 and 7, or `SUN` to `SAT`; `MON#1` is the first Monday, `FRIL` the last Friday.
    Weekday,
}

impl CronField {
    /// All fields in the order they are written.
    pub const ALL: [Self; 5] = [Self::Minute, Self::Hour, Self::Day, Self::Month, Self::Weekday];
}

/// Why a text is no cron expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum CronError {
    /// There is nothing in it.
    Empty,
    /// It is longer than anything a person would write.
    TooLong {
        /// How many characters it may have.
        most: usize,
    },
    /// It does not have five fields, but so many.
    Fields(usize),
    /// No nickname is known by this name.
    Nickname(String),
    /// A character that this field cannot hold.
    Character { field: CronField, found: char },
    /// A word that this field does not know.
    Word {
        field: CronField,
        /// The word.
        found: String,
    },
    /// The field's numbers, ranges or steps are not right.
    Field { field: CronField, found: String },
}
