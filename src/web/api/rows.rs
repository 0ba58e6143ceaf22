//! Rows of lists in JSON: the numbers by which more is asked for, then the same columns as in exports and on the command
//! line.

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use report::listing::{Cell, Column, Kind, List, RowJson};

/// A row.
pub(crate) struct Row {
    /// Numbers that stand in no column.
    pub(crate) numbers: Vec<(&'static str, Option<i64>)>,
    /// Which list it is of.
    pub(crate) list: List,
    /// A cell for each column.
    pub(crate) cells: Vec<Cell>,
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Flat<'a> {
            #[serde(flatten)]
            numbers: Numbers<'a>,
            #[serde(flatten)]
            cells: RowJson<'a>,
        }
        struct Numbers<'a>(&'a [(&'static str, Option<i64>)]);
        impl Serialize for Numbers<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(self.0.len()))?;
                for (key, number) in self.0 {
                    map.serialize_entry(key, number)?;
                }
                map.end()
            }
        }
        let cells = RowJson { columns: self.list.columns(), cells: &self.cells };
        Flat { numbers: Numbers(&self.numbers), cells }.serialize(serializer)
    }
}

/// What a cell of a column may be; cells may always be empty.
fn of_column(column: &Column) -> Schema {
    let object = |kind: Type| ObjectBuilder::new().schema_type(SchemaType::from_iter([kind, Type::Null]));
    let format = |known: KnownFormat| Some(SchemaFormat::KnownFormat(known));
    let schema = match column.kind {
        Kind::Text | Kind::Term(_) | Kind::Page | Kind::Url => object(Type::String),
        Kind::Moment => object(Type::String).format(format(KnownFormat::DateTime)),
        Kind::Number => object(Type::Integer),
        Kind::Share => object(Type::Number).minimum(Some(0.0)).maximum(Some(1.0)),
        Kind::Flag => object(Type::Boolean),
        // numbers of things of ours, codes of others
        Kind::Id => ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Integer, Type::String, Type::Null])),
        Kind::Json => object(Type::Object),
    };
    schema.description(Some(column.title.text(words::Lang::En))).build().into()
}

fn of_list(list: List, numbers: &[&str]) -> RefOr<Schema> {
    let mut object = ObjectBuilder::new();
    for key in numbers {
        let kind = SchemaType::from_iter([Type::Integer, Type::Null]);
        object = object.property(*key, ObjectBuilder::new().schema_type(kind)).required(*key);
    }
    for column in list.columns() {
        object = object.property(column.key, of_column(column)).required(column.key);
    }
    RefOr::T(object.build().into())
}

/// Rows by name for the description.
macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident = $list:expr, $numbers:expr;)+) => {
        $(
            $(#[$doc])*
            pub(crate) struct $name;

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    of_list($list, &$numbers)
                }
            }

            impl ToSchema for $name {}
        )+
    };
}

/// What stands before the columns of pages.
const OF_PAGES: [&str; 1] = ["id"];
/// What stands before the columns of findings and events.
const OF_FINDINGS: [&str; 2] = ["id", "page"];
const OF_EVENTS: [&str; 3] = ["page", "finding", "run"];

rows! {
    /// A page in a list.
    PageRow = List::Pages, OF_PAGES;
    /// A finding in a list.
    FindingRow = List::Findings, OF_FINDINGS;
    /// An event in a list.
    EventRow = List::Events, OF_EVENTS;
    /// A run in a list.
    RunRow = List::Runs, [];
    /// An import of the registry.
    ImportRow = List::Imports, [];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_keys_that_its_schema_says() {
        let cells = vec![Cell::None; List::Pages.columns().len()];
        let row = Row { numbers: vec![("id", Some(7))], list: List::Pages, cells };
        let written = serde_json::to_value(&row).unwrap();
        let schema = serde_json::to_value(PageRow::schema()).unwrap();
        let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&written), keys(&schema["properties"]));
        assert_eq!(schema["required"].as_array().unwrap().len(), keys(&written).len());
        assert_eq!((written["id"].as_i64(), written["verdict"].is_null()), (Some(7), true));
    }
}
