//! Writes the link of a form with planted defects and the violations they must yield. Knows no menu.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use crate::region::{Code, Form, Param, Planted, REGIONS, World, ogrn, path};

use super::defect::{Canon, Defect, Escape, Foreign, Redirector, Space, UNKNOWN_PARAMS, WrongPath};

/// The link of one form of one organisation while defects are planted in it.
pub(super) struct Draft<'a> {
    world: &'a World,
    index: usize,
    form: Form,
    scheme: &'static str,
    host: &'static str,
    path: &'static str,
    query: Vec<(Param, String, String)>,
    tail: &'static str,
    whole: Option<String>,
    after: Vec<Defect>,
    planted: Vec<Planted>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(world: &'a World, index: usize, form: Form) -> Self {
        let query = world.correct_params(index, form);
        Self {
            world,
            index,
            form,
            scheme: "https",
            host: "pos.gosuslugi.ru",
            path: path(form),
            query: query.into_iter().map(|(param, value)| (param, param.as_str().to_owned(), value)).collect(),
            tail: "",
            whole: None,
            after: Vec::new(),
            planted: Vec::new(),
        }
    }

    fn yields(&mut self, code: Code, field: Option<Param>) {
        self.planted.push(Planted { code, form: Some(self.form), field });
    }

    /// Plants one defect of the link; others are passed over.
    pub(super) fn plant(&mut self, defect: Defect, rng: &mut ChaCha8Rng) {
        match defect {
            Defect::Space(..) => {
                self.yields(Code::UrlWhitespace, None);
                self.after.push(defect);
            }
            Defect::Escaped(..) => {
                self.yields(Code::UrlEscaped, None);
                self.after.push(defect);
            }
            Defect::Redirect(_, Redirector::AwayCom | Redirector::AwayRu) => {
                self.yields(Code::UrlRedirect, None);
                self.after.push(defect);
            }
            Defect::Redirect(_, Redirector::VkCc) => {
                self.elsewhere(Code::UrlRedirect, "https://vk.cc/cR8s2K".to_owned());
            }
            Defect::Redirect(_, Redirector::Clck) => {
                self.elsewhere(Code::UrlRedirect, "https://clck.ru/36Kq7r".to_owned());
            }
            Defect::Foreign(_, what) => self.foreign(what),
            Defect::Path(_, WrongPath::Landing) => {
                self.elsewhere(Code::UrlPath, "https://pos.gosuslugi.ru/landing/".to_owned());
            }
            Defect::Path(_, WrongPath::Longer) => {
                self.path = if self.form == Form::Messages { "/form/landing" } else { "/og/widgets/view" };
                self.yields(Code::UrlPath, None);
            }
            Defect::Http(_) => {
                self.scheme = "http";
                self.yields(Code::UrlScheme, None);
            }
            Defect::WwwHost(_) => {
                self.host = "www.pos.gosuslugi.ru";
                self.yields(Code::UrlHost, None);
            }
            Defect::Canon(_, canon) => self.write_otherwise(canon),
            Defect::StandsByCover(_) => self.foreign(Foreign::Portal),
            _ => self.plant_in_params(defect, rng),
        }
    }

    fn plant_in_params(&mut self, defect: Defect, rng: &mut ChaCha8Rng) {
        match defect {
            Defect::Template(_, broken) => {
                for (place, param) in [(0, self.query[0].0), (2, Param::UtmMedium), (3, Param::UtmCampaign)] {
                    placeholder(param, 0).clone_into(&mut self.query[place].2);
                    self.yields(Code::UrlPlaceholder, Some(param));
                }
                if broken {
                    self.yields(Code::UrlWhitespace, None);
                    self.after.push(Defect::Space(self.form, Space::Plain));
                }
            }
            Defect::Placeholder(_, param, style) => {
                self.set(param, placeholder(param, style).to_owned());
                self.yields(Code::UrlPlaceholder, Some(param));
            }
            Defect::Missing(_, param) => {
                self.query.retain(|(one, _, _)| *one != param);
                self.yields(Code::UrlParamMissing, Some(param));
            }
            Defect::Malformed(_, param, style) => {
                let value = self.malformed(param, style);
                self.set(param, value);
                self.yields(Code::UrlParamMalformed, Some(param));
            }
            Defect::Mismatch(_, param) => {
                let value = self.mismatched(param, rng);
                self.set(param, value);
                self.yields(Code::UrlParamMismatch, Some(param));
            }
            Defect::Copied(_) => {
                // Within the municipality only account and OGRN differ, and only they are planted.
                let first = if self.form == Form::Messages { Some(Param::OpaId) } else { None };
                for param in first.into_iter().chain([Param::UtmCampaign]) {
                    let value = self.mismatched(param, rng);
                    self.set(param, value);
                    self.yields(Code::UrlParamMismatch, Some(param));
                }
            }
            Defect::Case(_, param) => {
                let name = if rng.random_bool(0.5) { param.as_str().to_uppercase() } else { other_case(param) };
                if let Some(found) = self.query.iter_mut().find(|(one, _, _)| *one == param) {
                    found.1 = name;
                }
                self.yields(Code::UrlParamCase, Some(param));
            }
            Defect::Duplicate(_, param) => {
                if let Some(place) = self.query.iter().position(|(one, _, _)| *one == param) {
                    let again = self.query[place].clone();
                    self.query.insert(place + 1, again);
                }
                self.yields(Code::UrlParamDuplicate, Some(param));
            }
            Defect::Unknown(_, which) => {
                let (param, value) = UNKNOWN_PARAMS[usize::from(which) % UNKNOWN_PARAMS.len()];
                self.query.push((param, param.as_str().to_owned(), value.to_owned()));
                self.yields(Code::UrlParamUnknown, Some(param));
            }
            _ => {}
        }
    }

    fn set(&mut self, param: Param, value: String) {
        if let Some(found) = self.query.iter_mut().find(|(one, _, _)| *one == param) {
            found.2 = value;
        }
    }

    fn right(&self, param: Param) -> &str {
        self.query.iter().find(|(one, _, _)| *one == param).map_or("", |(_, _, value)| value)
    }

    fn elsewhere(&mut self, code: Code, url: String) {
        self.whole = Some(url);
        self.yields(code, None);
    }

    fn foreign(&mut self, what: Foreign) {
        let url = match what {
            Foreign::Portal => "https://www.gosuslugi.ru/".to_owned(),
            Foreign::LookAlike => {
                self.world.correct_url(self.index, self.form).replace("pos.gosuslugi.ru", "pos-gosuslugi.ru")
            }
            Foreign::MiniApp => "https://vk.com/app5708398_-101755861?ref=group_menu".to_owned(),
            Foreign::OwnSite => "https://admin.example.ru/feedback".to_owned(),
        };
        self.elsewhere(Code::UrlHost, url);
    }

    fn write_otherwise(&mut self, canon: Canon) {
        self.yields(Code::UrlNotCanonical, None);
        match canon {
            Canon::CapitalHost => self.host = "POS.Gosuslugi.ru",
            Canon::Port => self.host = "pos.gosuslugi.ru:443",
            Canon::TrailingAmpersand => self.tail = "&",
            Canon::TrailingHash => self.tail = "#",
            Canon::Order => self.query.swap(1, 2),
            Canon::NoSlash => self.path = "/form",
        }
    }

    /// A value of the wrong form: letters, another length, a wrong check digit, no such region, nothing.
    fn malformed(&self, param: Param, style: u8) -> String {
        let right = self.right(param);
        match (param, style % 4) {
            (Param::OpaId, 1) => format!("{right}x"),
            (Param::OpaId, 2) => "№223418".to_owned(),
            (Param::MunCode, 1 | 3) => right.chars().take(5).collect(),
            (Param::MunCode, 2) => right.replacen('0', "О", 1),
            (Param::UtmMedium | Param::RegCode, 1) => "00".to_owned(),
            (Param::UtmMedium | Param::RegCode, 2) => "край".to_owned(),
            (Param::UtmMedium | Param::RegCode, 0) => "2".to_owned(),
            (Param::UtmCampaign, 0) => right.chars().take(12).collect(),
            (Param::UtmCampaign, 1) => with_wrong_check_digit(right),
            (Param::UtmCampaign, 3) => right.replacen('1', "l", 1),
            // A fixed value such as that of utm_source has no form to be wrong in; empty it always is.
            _ => String::new(),
        }
    }

    /// A well-formed value that is another's.
    fn mismatched(&self, param: Param, rng: &mut ChaCha8Rng) -> String {
        let right = self.right(param).to_owned();
        match param {
            Param::OpaId => {
                let idle =
                    self.world.organizations.get(self.index).filter(|one| !one.connected).and_then(|one| one.opa_id);
                // The account of an organisation that is not connected is the likeliest mistake where it has one.
                idle.unwrap_or_else(|| rng.random_range(1_000..99_999)).to_string()
            }
            Param::UtmMedium | Param::RegCode => {
                let others: Vec<&str> = REGIONS.iter().map(|(code, _)| *code).filter(|code| **code != right).collect();
                others.choose(rng).copied().unwrap_or("73").to_owned()
            }
            Param::MunCode => {
                let others: Vec<&str> = self
                    .world
                    .municipalities
                    .iter()
                    .map(|one| one.oktmo.as_str())
                    .filter(|code| **code != right)
                    .collect();
                others.choose(rng).copied().unwrap_or("73601000").to_owned()
            }
            Param::UtmSource => {
                let others: Vec<&str> = ["vk", "vk1", "vk2"].into_iter().filter(|source| **source != right).collect();
                others.choose(rng).copied().unwrap_or("vk").to_owned()
            }
            Param::UtmCampaign => {
                let mut other = ogrn(102_000_000_000 + rng.random_range(0..900_000_000_u64));
                if other.to_string() == right {
                    other = ogrn(102_900_000_001);
                }
                other.to_string()
            }
            Param::UtmContent | Param::UtmTerm | Param::Fz59 => right,
        }
    }

    /// The finished link and what it must yield.
    pub(super) fn finish(self) -> (String, Vec<Planted>) {
        if let Some(url) = self.whole {
            return (url, self.planted);
        }
        let query: Vec<String> = self.query.iter().map(|(_, name, value)| format!("{name}={value}")).collect();
        let mut url = format!("{}://{}{}?{}{}", self.scheme, self.host, self.path, query.join("&"), self.tail);
        for defect in self.after {
            url = match defect {
                Defect::Space(_, space) => break_line(&url, space),
                Defect::Escaped(_, Escape::Ampersand) => url.replace('&', "&amp;"),
                Defect::Escaped(_, Escape::PercentAmpersand) => url.replace('&', "%26"),
                Defect::Escaped(_, Escape::PercentAll) => {
                    url.replace('?', "%3F").replace('&', "%26").replace('=', "%3D")
                }
                Defect::Redirect(_, Redirector::AwayCom) => format!("https://vk.com/away.php?to={}", encode(&url)),
                Defect::Redirect(_, Redirector::AwayRu) => format!("https://vk.ru/away.php?to={}", encode(&url)),
                _ => url,
            };
        }
        (url, self.planted)
    }
}

/// The text of a placeholder as people leave it in.
fn placeholder(param: Param, style: u8) -> &'static str {
    let styles: [&'static str; 6] = match param {
        Param::OpaId => ["ID", "<ID>", "id", "{ID}", "[ID]", "ID"],
        Param::MunCode => ["MUN-CODE", "MUN_CODE", "mun-code", "{MUN-CODE}", "[MUN-CODE]", "<MUN-CODE>"],
        Param::UtmCampaign => ["OGRN", "{OGRN}", "ogrn", "[OGRN]", "<OGRN>", "OGRN"],
        _ => ["REG-CODE", "REG_CODE", "<REG-CODE>", "reg-code", "{REG-CODE}", "[REG-CODE]"],
    };
    styles[usize::from(style) % styles.len()]
}

fn other_case(param: Param) -> String {
    let name = param.as_str();
    if param == Param::OpaId { name.to_lowercase() } else { format!("{}{}", name[..1].to_uppercase(), &name[1..]) }
}

fn with_wrong_check_digit(right: &str) -> String {
    let number: u64 = right.parse().unwrap_or(0);
    let last = number % 10;
    (number - last + (last + 1) % 10).to_string()
}

/// The published text breaks its line inside `utm_medium`; what was pasted there stands in the middle of the name.
fn break_line(url: &str, space: Space) -> String {
    let inside = match space {
        Space::Plain => " ",
        Space::Percent => "%20",
        Space::Plus => "+",
        Space::NoBreak => "\u{a0}",
        Space::ZeroWidth => "\u{200b}",
    };
    url.replacen("utm_medium", &format!("utm_mediu{inside}m"), 1)
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
