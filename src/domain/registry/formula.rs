//! What formulas say: `HYPERLINK("…")` of any format, and texts that a CSV holds as formulas. Nothing is computed.

use std::borrow::Cow;

use super::cell::Cell;

/// The address a formula leads to: the first argument of `HYPERLINK`, where it is a text.
pub(super) fn link_of(formula: &str) -> Option<String> {
    const NAME: &str = "HYPERLINK";
    let at = formula.as_bytes().windows(NAME.len()).position(|window| window.eq_ignore_ascii_case(NAME.as_bytes()))?;
    let arguments = formula.get(at + NAME.len()..)?.trim_start().strip_prefix('(')?;
    let (link, _) = quoted(arguments)?;
    (!link.is_empty()).then(|| link.into_owned())
}

/// A cell of a text file, whose formulas stand there as texts: `="0123"`, `=HYPERLINK("…";"…")`.
pub(super) fn of_text(text: Cow<'_, str>) -> Cell<'_> {
    let Some(formula) = text.strip_prefix('=') else { return Cell::Text(text) };
    if let Some((value, "")) = quoted(formula) {
        let value = value.into_owned();
        return Cell::Text(Cow::Owned(value));
    }
    match link_of(formula) {
        Some(link) => Cell::Text(Cow::Owned(shown_by(formula).unwrap_or_else(|| link.clone()))).linked(&link),
        None => Cell::Text(text),
    }
}

/// The words that a link shows: its second argument.
fn shown_by(formula: &str) -> Option<String> {
    let (_, rest) = quoted(formula.split_once('(')?.1)?;
    let (words, _) = quoted(rest.trim_start().strip_prefix([';', ','])?)?;
    Some(words.into_owned())
}

/// The text in quotes at the beginning, and what follows it.
fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let text = text.trim_start().strip_prefix('"')?;
    let mut from = 0;
    loop {
        let end = from + text[from..].find('"')?;
        if text[end + 1..].starts_with('"') {
            from = end + 2;
            continue;
        }
        let inner = &text[..end];
        let inner = if inner.contains('"') { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) };
        return Some((inner, text[end + 1..].trim_end()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_argument_of_a_link_is_where_it_leads() {
        for formula in [
            "HYPERLINK(\"https://vk.com/a\",\"Страница\")",
            "hyperlink( \"https://vk.com/a\" )",
            "of:=HYPERLINK(\"https://vk.com/a\";\"x\")",
            "IF(A1=1,HYPERLINK(\"https://vk.com/a\"),\"\")",
        ] {
            assert_eq!(link_of(formula).as_deref(), Some("https://vk.com/a"), "{formula}");
        }
        for formula in ["HYPERLINK(A1)", "HYPERLINK", "HYPERLINK(\"", "A1+1", "HYPERLINK(\"\")"] {
            assert_eq!(link_of(formula), None, "{formula}");
        }
    }

    #[test]
    fn formulas_of_a_text_file_are_texts_and_links() {
        assert_eq!(of_text("=\"0123\"".into()), Cell::Text("0123".into()));
        assert_eq!(of_text("=\"a \"\"b\"\"\"".into()), Cell::Text("a \"b\"".into()));
        let linked = of_text("=HYPERLINK(\"https://vk.com/a\";\"Школа\")".into());
        assert_eq!((linked.text(), linked.links()), ("Школа".into(), "https://vk.com/a"));
        for text in ["=A1", "=\"a\"&\"b\"", "=", "a", ""] {
            assert_eq!(of_text(text.into()), Cell::Text(text.into()));
        }
    }
}
