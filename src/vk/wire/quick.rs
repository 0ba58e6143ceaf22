//! Reads an answer of `groups.getById` in one pass over its text where every part of it is as it should be. Whatever is
//! not is left to the slower way, which tells what is wrong with which community.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{GroupAnswer, WireGroup, snapshot};

#[derive(Deserialize)]
struct Answer {
    response: Response,
    error: Option<IgnoredAny>,
}

/// Either shape of a response.
struct Response(Vec<GroupAnswer>);

#[derive(Deserialize)]
struct Named {
    groups: Listed,
}

/// The list of communities.
struct Listed(Vec<GroupAnswer>);

/// The communities of an answer; `None` when anything in it is unusual.
pub(super) fn read(text: &str) -> Option<Vec<GroupAnswer>> {
    let answer: Answer = serde_json::from_str(text).ok()?;
    answer.error.is_none().then_some(answer.response.0)
}

impl<'de> Deserialize<'de> for Response {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(GroupsVisitor).map(Self)
    }
}

impl<'de> Deserialize<'de> for Listed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(GroupsVisitor).map(Self)
    }
}

struct GroupsVisitor;

impl<'de> Visitor<'de> for GroupsVisitor {
    type Value = Vec<GroupAnswer>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("communities")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut groups = Vec::new();
        while let Some(group) = seq.next_element::<WireGroup<'de>>()? {
            groups.push(GroupAnswer::Understood(Box::new(snapshot(group).map_err(|_| A::Error::custom("unusual"))?)));
        }
        Ok(groups)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Named::deserialize(MapAccessDeserializer::new(map)).map(|named| named.groups.0)
    }
}
