//! Writes groups as VK's JSON straight into a buffer, without trees of values. Knows no HTTP.

use std::collections::HashMap;
use std::ops::Range;

use crate::covers::{CoverName, SIZES, write_decimal};
use crate::region::{Cover, ItemUrl, Menu, MenuItem, Page, PageState, World, scramble};

/// How much of covers already written is kept to be copied: the few that most pages share.
const MOST_KEPT_BYTES: usize = 1 << 20;

/// What was asked for in `fields`. VK serves `menu` and the government flag only when asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a name in a list that is there or not")]
pub(crate) struct Fields {
    pub(crate) menu: bool,
    pub(crate) government: bool,
    pub(crate) verified: bool,
    pub(crate) members_count: bool,
    pub(crate) description: bool,
    pub(crate) site: bool,
    pub(crate) status: bool,
    pub(crate) activity: bool,
    pub(crate) cover: bool,
}

impl Fields {
    /// Reads a comma list; names VK does not know are passed over, as VK does.
    pub(crate) fn parse(list: &str) -> Self {
        let mut fields = Self::default();
        for name in list.split(',') {
            match name.trim() {
                "menu" => fields.menu = true,
                "is_government_organization" => fields.government = true,
                "verified" => fields.verified = true,
                "members_count" => fields.members_count = true,
                "description" => fields.description = true,
                "site" => fields.site = true,
                "status" => fields.status = true,
                "activity" => fields.activity = true,
                "cover" => fields.cover = true,
                _ => {}
            }
        }
        fields
    }

    /// Everything the auditor's rules could use.
    pub(crate) fn for_audit() -> Self {
        Self { menu: true, government: true, verified: true, ..Self::default() }
    }
}

/// Writes groups one after another; keeps a scratch text so that no group allocates.
pub(crate) struct Writer<'a> {
    world: &'a World,
    /// The server of the pictures, `http://127.0.0.1:8765/` for instance, escaped for JSON.
    base: Vec<u8>,
    fields: Fields,
    scratch: String,
    /// Covers written before: most pages share a few.
    kept: Vec<u8>,
    places: HashMap<CoverName, Range<usize>>,
}

impl<'a> Writer<'a> {
    /// `base` is the server of the pictures; the groups are written with these fields.
    pub(crate) fn new(world: &'a World, base: &str, fields: Fields) -> Self {
        let mut quoted = Vec::new();
        string(&format!("{}/", base.trim_end_matches('/')), &mut quoted);
        let base = quoted[1..quoted.len() - 1].to_vec();
        Self { world, base, fields, scratch: String::new(), kept: Vec::new(), places: HashMap::new() }
    }

    /// Writes one group; `screen_name` replaces the page's own where a scenario renames it.
    pub(crate) fn group(&mut self, place: usize, page: &Page, screen_name: Option<&str>, out: &mut Vec<u8>) {
        if let Some(raw) = &page.raw {
            out.extend_from_slice(raw.as_bytes());
            return;
        }
        out.extend_from_slice(b"{\"id\":");
        write_decimal(page.id, out);
        out.extend_from_slice(b",\"name\":");
        string(&page.name, out);
        out.extend_from_slice(b",\"screen_name\":");
        match screen_name {
            Some(name) => string(name, out),
            None => string(&page.answered_screen_name(), out),
        }
        out.extend_from_slice(b",\"is_closed\":");
        out.push(b'0' + page.state.is_closed());
        if let Some(deactivated) = page.state.deactivated() {
            out.extend_from_slice(b",\"deactivated\":");
            string(deactivated, out);
        }
        out.extend_from_slice(b",\"type\":\"");
        out.extend_from_slice(page.kind.as_str().as_bytes());
        out.push(b'"');
        self.asked_fields(page, out);
        if self.fields.menu && page.state.deactivated().is_none() {
            self.menu(place, page, out);
        }
        let photo = if page.state.deactivated().is_some() { "deactivated" } else { "community" };
        for size in ["50", "100", "200"] {
            out.extend_from_slice(b",\"photo_");
            out.extend_from_slice(size.as_bytes());
            out.extend_from_slice(b"\":\"https:\\/\\/vk.com\\/images\\/");
            out.extend_from_slice(photo.as_bytes());
            out.push(b'_');
            out.extend_from_slice(size.as_bytes());
            out.extend_from_slice(b".png\"");
        }
        out.push(b'}');
    }

    fn asked_fields(&self, page: &Page, out: &mut Vec<u8>) {
        if self.fields.government
            && let Some(government) = page.government
        {
            out.extend_from_slice(b",\"is_government_organization\":");
            out.extend_from_slice(if government { b"true" } else { b"false" });
        }
        if self.fields.verified {
            out.extend_from_slice(b",\"verified\":0");
        }
        let open = page.state == PageState::Open;
        if self.fields.members_count && open {
            out.extend_from_slice(b",\"members_count\":");
            write_decimal(100 + scramble(page.id) % 20_000, out);
        }
        if self.fields.description && open {
            out.extend_from_slice(b",\"description\":");
            string(&page.name, out);
        }
        if self.fields.site && open {
            out.extend_from_slice(b",\"site\":\"https:\\/\\/admin.example.ru\"");
        }
        if self.fields.status && open {
            out.extend_from_slice(b",\"status\":\"\"");
        }
        if self.fields.activity && open {
            out.extend_from_slice(b",\"activity\":");
            string("Государственная организация", out);
        }
        if self.fields.cover && open {
            out.extend_from_slice(b",\"cover\":{\"enabled\":0}");
        }
    }

    fn menu(&mut self, place: usize, page: &Page, out: &mut Vec<u8>) {
        match &page.menu {
            Menu::Absent => {}
            Menu::Null => out.extend_from_slice(b",\"menu\":null"),
            Menu::WithoutItems => out.extend_from_slice(b",\"menu\":{}"),
            Menu::Items { hidden, items } => {
                out.extend_from_slice(b",\"menu\":{\"items\":[");
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    self.item(place, page.id, item, out);
                }
                out.push(b']');
                if let Some(hidden) = hidden {
                    flag("is_hidden", *hidden, out);
                }
                out.push(b'}');
            }
        }
    }

    /// The keys in VK's order; strangers are not told whether an item is hidden unless it is.
    fn item(&mut self, place: usize, page: u64, item: &MenuItem, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"title\":");
        string(&item.title, out);
        out.extend_from_slice(b",\"type\":\"");
        out.extend_from_slice(item.kind.as_str().as_bytes());
        out.extend_from_slice(b"\",\"url\":");
        match &item.url {
            ItemUrl::Text(text) => string(text, out),
            ItemUrl::OfPage(before, after) => {
                string(before, out);
                out.pop();
                write_decimal(page, out);
                let end = out.len();
                string(after, out);
                out.remove(end);
            }
            ItemUrl::Correct(form) => {
                self.scratch.clear();
                self.world.write_correct_url(place, *form, &mut self.scratch);
                string(&self.scratch, out);
            }
        }
        out.extend_from_slice(b",\"id\":");
        write_decimal(u64::from(item.id), out);
        self.cover(&item.cover, out);
        if let Some(hidden) = item.hidden {
            flag("is_hidden", hidden, out);
        }
        out.push(b'}');
    }

    fn cover(&mut self, cover: &Cover, out: &mut Vec<u8>) {
        match cover {
            Cover::Absent => {}
            Cover::Null => out.extend_from_slice(b",\"cover\":null"),
            Cover::EmptyList => out.extend_from_slice(b",\"cover\":[]"),
            Cover::At(url) => sizes(out, |_, _, out| string(url, out)),
            Cover::Drawn(name) => {
                if let Some(place) = self.places.get(name) {
                    return out.extend_from_slice(&self.kept[place.clone()]);
                }
                let from = out.len();
                sizes(out, |width, height, out| {
                    out.push(b'"');
                    out.extend_from_slice(&self.base);
                    name.write_address(width, height, b"\\/", out);
                    out.push(b'"');
                });
                if self.kept.len() < MOST_KEPT_BYTES {
                    let at = self.kept.len();
                    self.kept.extend_from_slice(&out[from..]);
                    self.places.insert(*name, at..self.kept.len());
                }
            }
        }
    }
}

/// The key `cover` with all sizes, each with the address that `address` writes.
fn sizes(out: &mut Vec<u8>, mut address: impl FnMut(u32, u32, &mut Vec<u8>)) {
    out.extend_from_slice(b",\"cover\":[");
    for (at, (width, height)) in SIZES.into_iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"{\"url\":" } else { b",{\"url\":" });
        address(width, height, out);
        out.extend_from_slice(b",\"width\":");
        write_decimal(u64::from(width), out);
        out.extend_from_slice(b",\"height\":");
        write_decimal(u64::from(height), out);
        out.push(b'}');
    }
    out.push(b']');
}

/// A further key of an object.
fn flag(name: &str, value: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(if value { b"\":true" } else { b"\":false" });
}

/// Writes a JSON string as VK does: slashes escaped, letters left as they are.
pub(crate) fn string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut copied = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if *byte >= 0x20 && !matches!(byte, b'"' | b'\\' | b'/') {
            continue;
        }
        out.extend_from_slice(&bytes[copied..at]);
        copied = at + 1;
        match byte {
            b'"' | b'\\' | b'/' => out.extend_from_slice(&[b'\\', *byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            other => {
                let digits = b"0123456789abcdef";
                out.extend_from_slice(b"\\u00");
                out.extend_from_slice(&[digits[usize::from(other >> 4)], digits[usize::from(other & 15)]]);
            }
        }
    }
    out.extend_from_slice(&bytes[copied..]);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::{Region, RegionOptions};

    #[test]
    fn strings_survive_any_json_reader_and_slashes_are_escaped() {
        for text in ["", "a/b\\c\"d", "\u{0}\u{1f}\u{7f}\n\r\t", "Решаем вместе 👍", "\u{202e}"] {
            let mut out = Vec::new();
            string(text, &mut out);
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }
        let mut out = Vec::new();
        string("https://vk.com", &mut out);
        assert_eq!(out, br#""https:\/\/vk.com""#);
    }

    #[test]
    fn every_group_of_a_region_is_json_and_the_menu_comes_only_when_asked() {
        let region = Region::generate(&RegionOptions { pages: 400, ..RegionOptions::default() }).unwrap();
        for (place, page) in region.pages().iter().enumerate() {
            for fields in [Fields::for_audit(), Fields::default()] {
                let mut out = Vec::new();
                Writer::new(region.world(), "http://h", fields).group(place, page, None, &mut out);
                let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
                assert_eq!(value["id"], page.id);
                assert!(fields.menu || value.get("menu").is_none());
            }
        }
    }
}
