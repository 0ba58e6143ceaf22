//! The many ways people write the address of a page, all of which an auditor accepts. Knows nothing of menus.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::page::Page;

/// How many ways [`write_address`] knows.
pub(crate) const STYLES: usize = 16;

/// The address of a page in one of the accepted ways, chosen by `style`.
pub(crate) fn write_address(page: &Page, style: usize, rng: &mut ChaCha8Rng) -> String {
    let word = page.kind.address_word();
    let numbered = format!("{word}{}", page.id);
    let by_number = page.screen_name.is_none() || rng.random_bool(0.15);
    let name = page.screen_name.as_deref().filter(|_| !by_number).map_or(numbered, str::to_lowercase);
    match style % STYLES {
        1 => format!("https://vk.ru/{name}"),
        2 => format!("https://m.vk.com/{name}?from=group"),
        3 => format!("https://www.vk.com/{name}"),
        4 => format!("vk.com/{name}"),
        5 => format!("https://vk.com/{name}/"),
        6 => format!("http://vk.com/{name}"),
        7 => format!("https://m.vk.ru/{name}"),
        8 => format!("https://vkontakte.ru/{name}"),
        9 => format!("https://vk.com/{name}#menu"),
        10 if !by_number => format!("@{name}"),
        11 if !by_number => name,
        12 if !by_number => format!("https://vk.com/{}", name.to_uppercase()),
        13 => page.id.to_string(),
        14 => format!("https://vk.ru/{name}/?from=search"),
        15 => format!("https://vk.com/club{}", page.id),
        _ => format!("https://vk.com/{name}"),
    }
}
