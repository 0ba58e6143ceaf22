//! Words that a later version may have written, as their texts in JSON.

use serde::{Deserialize, Deserializer, Serializer};

use domain::model::{MaybeKnown, Named};

pub(crate) fn serialize<T: Named, S: Serializer>(word: &MaybeKnown<T>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(word.as_str())
}

pub(crate) fn deserialize<'de, T: Named, D: Deserializer<'de>>(deserializer: D) -> Result<MaybeKnown<T>, D::Error> {
    Ok(MaybeKnown::read(&String::deserialize(deserializer)?))
}

/// The same where there may be none.
pub(crate) mod option {
    use super::{Deserialize, Deserializer, MaybeKnown, Named, Serializer};

    #[expect(clippy::ref_option, reason = "serde asks for a reference to the field")]
    pub(crate) fn serialize<T: Named, S: Serializer>(
        word: &Option<MaybeKnown<T>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match word {
            Some(word) => serializer.serialize_some(word.as_str()),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, T: Named, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<MaybeKnown<T>>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(|text| MaybeKnown::read(&text)))
    }
}
