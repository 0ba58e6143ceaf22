//! The items of a menu beside the two forms, in the proportions of real pages. Knows no layout.

use std::borrow::Cow;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::region::{ItemKind, ItemUrl};

use super::text::HOSTILE;

/// Share of items beside the forms with a hostile title or address.
const HOSTILE_SHARE: f64 = 0.01;
/// A title VK would never show in full.
const LONG_TITLE_CHARS: usize = 1_000;
/// How many menus of the field have so many items, both forms among them.
const LENGTHS: [(u32, usize); 5] = [(95, 2), (69, 3), (8, 4), (3, 5), (4, 7)];
/// Draws of an item that is not in the menu yet.
const DRAWS: usize = 8;

/// An item: how often it is met, its title, and its address before and after the page's number.
type Kept = (u32, &'static str, ItemKind, &'static str, &'static str);

/// What pages hold beside the two forms, none of it on the feedback platform. The weights of each type are its counts in
/// the field.
const ITEMS: [Kept; 17] = [
    (
        24,
        "Госуслуги",
        ItemKind::App,
        "https://vk.com/app8181405?ref=group_menu#utm_source=vk&utm_medium=menu&utm_campaign=gosuslugi",
        "",
    ),
    (20, "Открыть приложение", ItemKind::App, "https://vk.com/app51723558_-", "?ref=group_menu"),
    (14, "Записаться на приём", ItemKind::App, "https://vk.com/app6013442_-", "?ref=group_menu"),
    (10, "Рассылка", ItemKind::App, "https://vk.com/app5748831_-", "?ref=group_menu"),
    (8, "Афиша", ItemKind::App, "https://vk.com/app5727453_-", "?ref=group_menu"),
    (8, "Анкета", ItemKind::App, "https://vk.com/app5708398_-", "?ref=group_menu"),
    (5, "Официальный сайт", ItemKind::Other, "https://admin.example.ru/", ""),
    (3, "Телеграм-канал", ItemKind::Other, "https://t.me/official_example", ""),
    (2, "Запись к врачу", ItemKind::Other, "https://zapis.example.ru/list?utm_source=vk", ""),
    (2, "Портал госуслуг", ItemKind::Other, "https://www.gosuslugi.ru/", ""),
    (4, "Наш учредитель", ItemKind::Group, "https://vk.com/club1", ""),
    (4, "Движение первых", ItemKind::Group, "https://vk.com/public2", ""),
    (3, "График работы", ItemKind::Post, "https://vk.com/wall-", "_15"),
    (3, "Важная информация", ItemKind::Post, "https://vk.com/wall-", "_1024"),
    (5, "Фотоальбомы", ItemKind::PhotoAlbum, "https://vk.com/album-", "_301245678"),
    (2, "Вопросы и ответы", ItemKind::Discussion, "https://vk.com/topic-", "_48012345"),
    (1, "Схема проезда", ItemKind::Photo, "https://vk.com/photo-", "_457239017"),
];

/// How many items a menu has.
pub(super) fn length(rng: &mut ChaCha8Rng) -> usize {
    let total: u32 = LENGTHS.iter().map(|(weight, _)| weight).sum();
    let mut draw = rng.random_range(0..total);
    let found = LENGTHS.iter().find(|(weight, _)| {
        let here = draw < *weight;
        draw = draw.saturating_sub(*weight);
        here
    });
    found.map_or(2, |(_, length)| *length)
}

/// The items of one menu beside the forms, each at most once.
#[derive(Debug, Default)]
pub(super) struct Others {
    taken: u32,
}

impl Others {
    /// The next item: title, address, type. A menu longer than the list has some twice.
    pub(super) fn next(&mut self, hostile: bool, rng: &mut ChaCha8Rng) -> (Cow<'static, str>, ItemUrl, ItemKind) {
        let total: u32 = ITEMS.iter().map(|(weight, ..)| weight).sum();
        let mut place = 0;
        for _ in 0..DRAWS {
            let mut draw = rng.random_range(0..total);
            place = ITEMS
                .iter()
                .position(|(weight, ..)| {
                    let here = draw < *weight;
                    draw = draw.saturating_sub(*weight);
                    here
                })
                .unwrap_or(0);
            if self.taken & (1 << place) == 0 {
                break;
            }
        }
        self.taken |= 1 << place;
        let (_, title, kind, before, after) = ITEMS[place];
        let mut title = Cow::Borrowed(title);
        let mut url = match after {
            "" => ItemUrl::Text(Cow::Borrowed(before)),
            after => ItemUrl::OfPage(before, after),
        };
        if hostile && rng.random_bool(HOSTILE_SHARE) {
            match rng.random_range(0..8) {
                0 => title = Cow::Owned("Я".repeat(LONG_TITLE_CHARS)),
                1 => url = ItemUrl::Text(Cow::Borrowed("javascript:alert(document.cookie)")),
                2 => url = ItemUrl::Text(Cow::Borrowed("https://example.com/\u{1b}[2J\"><script>alert(1)</script>")),
                _ => title = Cow::Borrowed(HOSTILE[rng.random_range(0..HOSTILE.len())]),
            }
        }
        (title, url, kind)
    }
}
