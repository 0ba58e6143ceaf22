//! Values and names of parameters as people get them wrong. Knows no link.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use crate::region::{Param, REGIONS, World, ogrn};

/// The text of a placeholder as people leave it in.
pub(super) fn placeholder(param: Param, style: u8) -> &'static str {
    let styles: [&'static str; 6] = match param {
        Param::OpaId => ["ID", "<ID>", "id", "{ID}", "[ID]", "ID"],
        Param::MunCode => ["MUN-CODE", "MUN_CODE", "mun-code", "{MUN-CODE}", "[MUN-CODE]", "<MUN-CODE>"],
        Param::UtmCampaign => ["OGRN", "{OGRN}", "ogrn", "[OGRN]", "<OGRN>", "OGRN"],
        _ => ["REG-CODE", "REG_CODE", "<REG-CODE>", "reg-code", "{REG-CODE}", "[REG-CODE]"],
    };
    styles[usize::from(style) % styles.len()]
}

/// A name meant as the parameter's: look-alike letters, a lost or another `_`, a letter wrong.
pub(super) fn misspelt(param: Param, style: u8) -> &'static str {
    // The Cyrillic letters look the same, so they are written by number.
    let styles: [&'static str; 5] = match param {
        Param::OpaId => ["opald", "o\u{440}\u{430}Id", "opId", "opaIb", "opa_Id"],
        Param::RegCode => ["regcode", "reg-code", "r\u{435}g_code", "reg_cod", "rge_code"],
        Param::MunCode => ["muncode", "mun-code", "mun_\u{441}\u{43e}de", "mun_cod", "mum_code"],
        Param::UtmSource => ["utm_sourse", "utm-source", "utm_s\u{43e}urce", "utmsource", "utm_soure"],
        Param::UtmMedium => ["utm_medum", "utm_m\u{435}dium", "utm_meduim", "utmmedium", "utm-medium"],
        _ => ["utm_campain", "utm_\u{441}\u{430}mpaign", "utmcampaign", "utm_campaing", "utm-campaign"],
    };
    styles[usize::from(style) % styles.len()]
}

pub(super) fn other_case(param: Param, rng: &mut ChaCha8Rng) -> String {
    let name = param.as_str();
    match (param, rng.random_bool(0.5)) {
        (_, true) => name.to_uppercase(),
        (Param::OpaId, false) => name.to_lowercase(),
        _ => format!("{}{}", name[..1].to_uppercase(), &name[1..]),
    }
}

/// A value of the wrong form: letters, another length, a wrong check digit, no such region, nothing.
pub(super) fn malformed(param: Param, right: &str, style: u8) -> String {
    match (param, style % 5) {
        (Param::OpaId, 1) => format!("{right}x"),
        (Param::OpaId, 2) => format!("№{right}"),
        (Param::OpaId, 3) => "ЛКО".to_owned(),
        (Param::MunCode, 1 | 3) => right.chars().take(5).collect(),
        (Param::MunCode, 2) => right.replacen('0', "О", 1),
        (Param::MunCode, 4) => format!("{right}101"),
        (Param::UtmMedium | Param::RegCode, 1) => "00".to_owned(),
        (Param::UtmMedium | Param::RegCode, 2) => "край".to_owned(),
        (Param::UtmMedium | Param::RegCode, 3) => "999".to_owned(),
        (Param::UtmMedium | Param::RegCode, 0) => "2".to_owned(),
        (Param::UtmCampaign, 0) => right.chars().take(12).collect(),
        (Param::UtmCampaign, 1) => with_wrong_check_digit(right),
        (Param::UtmCampaign, 3) => right.replacen('1', "l", 1),
        (Param::UtmCampaign, 4) => format!("{right}0"),
        // A fixed value such as that of utm_source has no form to be wrong in; empty it always is.
        _ => String::new(),
    }
}

fn with_wrong_check_digit(right: &str) -> String {
    let number: u64 = right.parse().unwrap_or(0);
    let last = number % 10;
    (number - last + (last + 1) % 10).to_string()
}

/// A well-formed value that is another's.
pub(super) fn mismatched(world: &World, index: usize, param: Param, right: &str, rng: &mut ChaCha8Rng) -> String {
    match param {
        Param::OpaId => {
            let idle = world.organizations.get(index).filter(|one| !one.connected).and_then(|one| one.opa_id);
            // The account of an organisation that is not connected is the likeliest mistake where it has one.
            idle.unwrap_or_else(|| rng.random_range(1_000..99_999)).to_string()
        }
        Param::UtmMedium | Param::RegCode => {
            let others: Vec<&str> = REGIONS.iter().map(|(code, ..)| *code).filter(|code| *code != right).collect();
            others.choose(rng).copied().unwrap_or("73").to_owned()
        }
        Param::MunCode => {
            let codes = world.municipalities.iter().map(|one| one.oktmo.as_str());
            let others: Vec<&str> = codes.filter(|code| *code != right).collect();
            others.choose(rng).copied().unwrap_or("73601000").to_owned()
        }
        Param::UtmSource => {
            let others: Vec<&str> = ["vk", "vk1", "vk2"].into_iter().filter(|source| *source != right).collect();
            others.choose(rng).copied().unwrap_or("vk").to_owned()
        }
        Param::UtmCampaign => {
            // The regions' OGRN here begin with years up to 23, so that this is nobody's.
            ogrn(124_000_000_000 + rng.random_range(0..900_000_000_u64)).to_string()
        }
        Param::UtmContent | Param::UtmTerm | Param::Ref | Param::Fz59 => right.to_owned(),
    }
}

/// The OKTMO of a municipality of another region.
pub(super) fn foreign_oktmo(region_code: &str, rng: &mut ChaCha8Rng) -> String {
    let own = region_code.get(..2).unwrap_or("");
    let others: Vec<&str> =
        REGIONS.iter().map(|(code, ..)| *code).filter(|code| code.len() == 2 && *code != own).collect();
    format!("{}701000", others.choose(rng).copied().unwrap_or("73"))
}
