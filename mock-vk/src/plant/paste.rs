//! What happens to the text of a link between the published page and the field of VK. Knows no parameters' values.

use super::defect::{Blank, Defect, Escape, Redirector, Separator};

impl Blank {
    /// The characters as they stand in the link.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Plain => " ",
            Self::Percent => "%20",
            Self::Plus => "+",
            Self::NoBreak => "\u{a0}",
            Self::NoBreakPercent => "%C2%A0",
            Self::ZeroWidth => "\u{200b}",
            Self::LineBreakPercent => "%0A",
            Self::Control => "\u{7}",
        }
    }
}

/// The link after what the defect does to its text; `first` is its first parameter with its value.
pub(super) fn pasted(url: String, defect: Defect, first: (&str, &str)) -> String {
    match defect {
        Defect::Escaped(_, escape) => escaped(&url, escape),
        Defect::Separator(_, separator) => separated(&url, separator, first),
        Defect::Redirect(_, redirector) => match redirector {
            Redirector::AwayCom => format!("https://vk.com/away.php?to={}", encode(&url)),
            Redirector::AwayRu => format!("https://vk.ru/away.php?utf=1&to={}", encode(&url)),
            Redirector::AwayHost => format!("https://away.vk.com/away.php?to={}", encode(&url)),
            Redirector::AwayTwice => format!("https://away.vk.ru/away.php?to={}", encode(&encode(&url))),
            Redirector::AwayRaw => format!("https://vk.com/away.php?to={url}"),
            Redirector::VkCc | Redirector::Clck => url,
        },
        Defect::TwoAddresses(_) => url.repeat(2),
        _ => url,
    }
}

fn escaped(url: &str, escape: Escape) -> String {
    match escape {
        Escape::Html => url.replace('&', "&amp;"),
        Escape::HtmlTwice => url.replace('&', "&amp;amp;"),
        Escape::HtmlWithoutSemicolon => url.replace('&', "&amp"),
        Escape::HtmlNumber => url.replace('&', "&#38;"),
        Escape::PercentAmpersand => url.replace('&', "%26"),
        Escape::PercentEquals => url.replace('=', "%3D"),
        Escape::PercentAll => url.replace('?', "%3F").replace('&', "%26").replace('=', "%3D"),
        Escape::MarkdownUnderscore => url.replace('_', "\\_"),
        Escape::MarkdownAmpersand => url.replace('&', "\\&"),
    }
}

fn separated(url: &str, separator: Separator, (name, value): (&str, &str)) -> String {
    match separator {
        Separator::NoAmpersand => url.replacen("&utm_campaign", "utm_campaign", 1),
        Separator::NoFirstAmpersand => url.replacen("&utm_medium", "utm_medium", 1),
        Separator::NoEquals => url.replacen(&format!("{name}="), name, 1),
        Separator::NoEqualsNorAmpersand => {
            url.replacen("utm_medium=", "utm_medium", 1).replacen("&utm_campaign", "utm_campaign", 1)
        }
        Separator::EqualsAfterValue => url.replacen(&format!("{name}={value}"), &format!("{name}{value}="), 1),
        Separator::Ampersands(sign) => url.replace('&', sign),
        Separator::Ampersand(sign) => url.replacen("&utm_medium", &format!("{sign}utm_medium"), 1),
        Separator::Question(sign) => url.replacen('?', sign, 1),
        Separator::WideEquals => url.replace('=', "＝"),
    }
}

fn encode(url: &str) -> String {
    let mut out = String::with_capacity(url.len() * 2);
    for byte in url.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
            }
        }
    }
    out
}
