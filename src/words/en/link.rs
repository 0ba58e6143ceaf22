//! What is wrong at one spot of a link, named as the page shows it, in English.

use std::fmt::Write as _;

use crate::plain::{Around, Visible};
use crate::slip::{foreign_letters, look_alike};
use crate::spot::{Blank, Separator, Writing, blank, escape, separator, writing};
use domain::model::Violation;

use super::phrases::{push_field, push_place};

/// What a character that shows nothing is called.
pub(super) fn character(unseen: char) -> &'static str {
    match unseen {
        '\t' => "tab",
        '\n' => "line feed",
        '\r' => "carriage return",
        '\u{a0}' => "no-break space",
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero-width space",
        '\u{200c}' | '\u{200d}' => "joiner of letters",
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "mark of writing direction"
        }
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{2060}' => "word joiner",
        '\u{feff}' => "byte order mark",
        other if other.is_control() => "control character",
        other if other.is_whitespace() => "space of another width",
        _ => "character without a shape",
    }
}

/// ". The letter “к” is not Latin here": for a text that should be Latin.
pub(super) fn push_foreign(text: &str, out: &mut String) {
    let letters = foreign_letters(text);
    for (index, letter) in letters.iter().enumerate() {
        out.push_str(match (index, letters.len()) {
            (0, 1) => ". The letter “",
            (0, _) => ". The letters “",
            _ => "”, “",
        });
        out.push(*letter);
    }
    out.push_str(match letters.len() {
        0 => "",
        1 => "” is not Latin here",
        _ => "” are not Latin here",
    });
}

/// A letter or digit that looks like another.
const fn look(letter: char) -> &'static str {
    match letter {
        'l' => "small Latin L",
        'I' => "capital Latin i",
        '1' | '0' => "digit",
        'O' => "capital Latin o",
        'o' => "small Latin o",
        _ => "sign",
    }
}

pub(super) fn push_blank(v: &Violation, out: &mut String) -> std::fmt::Result {
    push_place("The link of item", v, out);
    // with its ends: what stands there is trimmed by nobody when it is encoded
    let Some((text, (at, found))) = v.observed.as_deref().and_then(|text| Some((text, blank(text)?))) else {
        return write!(out, " has a space that does not belong there.");
    };
    match found {
        Blank::Space => write!(out, " has a space that does not belong there"),
        Blank::Plus => write!(out, " has a “+”, which means a space"),
        Blank::Encoded(code, ' ') => write!(out, " has a space, written as the code “{code}”"),
        Blank::Encoded(code, unseen) => {
            let name = character(unseen);
            write!(
                out,
                " has the invisible character U+{:04X} ({name}), written as the code “{code}”",
                u32::from(unseen)
            )
        }
        Blank::LineBreak(line_break) => write!(out, " has a line break (U+{:04X})", u32::from(line_break)),
        Blank::Unseen(unseen) => {
            write!(out, " has the invisible character U+{:04X} ({})", u32::from(unseen), character(unseen))
        }
    }?;
    write!(out, ": “{}”.", Around { text, at })
}

pub(super) fn push_escape(v: &Violation, out: &mut String) -> std::fmt::Result {
    push_place("The link of item", v, out);
    let text = v.observed.as_deref().unwrap_or_default();
    match escape(text) {
        Some((at, code, sign)) => {
            write!(out, " was spoilt in copying: “{code}” stands in place of “{sign}”: “{}”.", Around { text, at })
        }
        None => write!(out, " was spoilt in copying: codes stand in place of “&”, “?” or “=”."),
    }
}

pub(super) fn push_scheme(v: &Violation, out: &mut String) -> std::fmt::Result {
    push_place("The link of item", v, out);
    match v.observed.as_deref().filter(|observed| !observed.is_empty()) {
        Some(address) if is_with_host(address) => {
            write!(
                out,
                " redirects to an address that begins with “{}”; it must begin with “https://”.",
                Visible::quoted(address)
            )
        }
        Some(scheme) => {
            write!(out, " begins with “{}”; it must begin with “https://” at once", Visible::quoted(scheme))?;
            if !scheme.to_ascii_lowercase().contains("http") {
                push_foreign(scheme, out);
            }
            write!(out, ".")
        }
        None => write!(out, " does not begin with “https://”."),
    }
}

/// Whether a beginning of an address reaches to its host.
fn is_with_host(beginning: &str) -> bool {
    beginning.contains('.') && !beginning.ends_with(['/', ':', '\\'])
}

pub(super) fn push_host(v: &Violation, out: &mut String) -> std::fmt::Result {
    let Some(observed) = v.observed.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
        push_place("Item", v, out);
        return write!(out, " has no link: the field «Ссылка» (Link) is empty.");
    };
    let is_site = observed.contains('.') && !observed.contains([' ', '/', '"', '<', '>', '?']);
    if !is_site {
        push_place("The field «Ссылка» (Link) of item", v, out);
        return write!(out, " holds what is not the address of the form: “{}”.", Visible::quoted(observed));
    }
    push_place("The link of item", v, out);
    write!(out, " leads to another site and not to the form: “{}”", Visible::quoted(observed))?;
    push_foreign(observed, out);
    write!(out, ".")
}

pub(super) fn push_separator(v: &Violation, out: &mut String) -> std::fmt::Result {
    push_place("The link of item", v, out);
    let text = v.observed.as_deref().unwrap_or_default().trim();
    let Some((at, found)) = separator(text) else {
        return write!(
            out,
            " has signs between its parameters that are not those of the template: “{}”.",
            Visible::quoted(text)
        );
    };
    match found {
        Separator::Lost(sign) => write!(out, " has lost a “{sign}”"),
        Separator::Instead(other, sign) => write!(out, " has “{}” in place of “{sign}”", Visible::quoted(other)),
    }?;
    write!(out, ": “{}”.", Around { text, at })
}

pub(super) fn push_misspelt(v: &Violation, out: &mut String) -> std::fmt::Result {
    push_place("The link of item", v, out);
    let names = v.observed.as_deref().unwrap_or_default();
    let right = v.expected.as_deref();
    if v.field.is_none() {
        write!(out, " has names without “_” or with another sign for it: {}", Visible::quoted(names))?;
        return match right {
            Some(right) => write!(out, "; right are {}.", Visible::quoted(right)),
            None => write!(out, "."),
        };
    }
    write!(out, " has a misspelt parameter name: “{}” in place of ", Visible::quoted(names))?;
    push_field("", v, out);
    push_foreign(names, out);
    if let Some((given, wanted)) = right.and_then(|right| look_alike(names, right)) {
        write!(out, ": it has “{given}” ({}) where “{wanted}” ({}) must be", look(given), look(wanted))?;
    }
    write!(out, ".")
}

pub(super) fn push_writing(v: &Violation, out: &mut String) -> std::fmt::Result {
    push_place("The link of item", v, out);
    write!(out, " is not written as in the template: ")?;
    out.push_str(match writing(v.observed.as_deref().unwrap_or_default(), v.expected.as_deref()) {
        Writing::CapitalScheme => "“https” is in large letters",
        Writing::CapitalHost => "the name of the site is in large letters",
        Writing::Port => "a port follows the name of the site",
        Writing::HostDot => "a dot follows the name of the site",
        Writing::NoSlash => "there is no “/” before “?”",
        Writing::ExtraSlash => "there is a “/” too many before “?”",
        Writing::ExtraAmpersand => "it has a “&” too many",
        Writing::Fragment => "it has a “#” too many",
        Writing::Order => "the parameters are in another order",
        Writing::Encoded => "letters or digits are written as codes with “%”",
        Writing::Other => "it has signs that do not belong there",
    });
    write!(out, ".")
}
