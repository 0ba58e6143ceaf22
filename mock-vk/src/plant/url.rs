//! Writes the link of a form with planted defects and the violations they must yield. Knows no menu.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::region::{Code, Form, Param, Planted, World, path, plate_of_another};

use super::defect::{Blank, Canon, Defect, Foreign, Redirector, Scheme, Space, UNKNOWN_PARAMS, WrongPath};
use super::paste::pasted;
use super::value::{foreign_oktmo, malformed, mismatched, misspelt, other_case, placeholder};

/// The worked example of the instruction.
const SAMPLE: &str =
    "https://pos.gosuslugi.ru/form/?opaId=215120&utm_source=vk&utm_medium=73&utm_campaign=1027301172106";
/// The widget that web sites show.
const WIDGET: &str =
    "https://pos.gosuslugi.ru/og/widgets/view?type=[10,30,40]&fontFamily=Arial&municipality_id=46783000";

/// The link of one form of one organisation while defects are planted in it.
pub(super) struct Draft<'a> {
    world: &'a World,
    index: usize,
    form: Form,
    scheme: &'static str,
    host: &'static str,
    path: String,
    /// Parameters with their names and values as written.
    query: Vec<(Param, String, String)>,
    /// What stands before `utm_medium` in place of `&`.
    blank: Option<&'static str>,
    tail: &'static str,
    whole: Option<String>,
    after: Option<Defect>,
    planted: Vec<Planted>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(world: &'a World, index: usize, form: Form) -> Self {
        Self {
            world,
            index,
            form,
            scheme: "https://",
            host: "pos.gosuslugi.ru",
            path: path(form).to_owned(),
            query: written(world, index, form),
            blank: None,
            tail: "",
            whole: None,
            after: None,
            planted: Vec::new(),
        }
    }

    fn yields(&mut self, code: Code, field: Option<Param>) {
        self.planted.push(Planted { code, form: Some(self.form), field });
    }

    /// Plants one defect of the link; others are passed over.
    pub(super) fn plant(&mut self, defect: Defect, rng: &mut ChaCha8Rng) {
        match defect {
            Defect::Space(_, space) => self.space(space, rng),
            Defect::Escaped(..) => self.rewritten(Code::UrlEscaped, defect),
            Defect::Separator(..) => self.rewritten(Code::UrlSeparator, defect),
            Defect::TwoAddresses(_) => self.rewritten(Code::UrlParamDuplicate, defect),
            Defect::Redirect(_, Redirector::VkCc) => self.elsewhere(Code::UrlRedirect, "https://vk.cc/cR8s2K"),
            Defect::Redirect(_, Redirector::Clck) => self.elsewhere(Code::UrlRedirect, "https://clck.ru/36Kq7r"),
            Defect::Redirect(..) => self.rewritten(Code::UrlRedirect, defect),
            Defect::Foreign(_, what) => self.foreign(what),
            Defect::StandsByCover(_) => self.foreign(Foreign::Portal),
            Defect::Path(_, path) => self.wrong_path(path),
            Defect::Scheme(_, scheme) => {
                self.yields(Code::UrlScheme, None);
                self.scheme = match scheme {
                    Scheme::Http => "http://",
                    Scheme::Absent => "",
                    Scheme::OneSlash => "https:/",
                    Scheme::NoColon => "https//",
                    Scheme::Misspelt => "htps://",
                    Scheme::TwoSlashes => "//",
                    Scheme::Twice => "https://https://",
                };
            }
            Defect::WwwHost(_) => {
                self.host = "www.pos.gosuslugi.ru";
                self.yields(Code::UrlHost, None);
            }
            Defect::Canon(_, canon) => self.write_otherwise(canon),
            Defect::Sample => self.elsewhere(Code::UrlPlaceholder, SAMPLE),
            Defect::OtherLevel => self.other_level(rng),
            Defect::OtherOrganization(form, neighbour) => {
                // A plan holds this only where there is one or the other.
                let donor = |neighbour| self.world.donor(self.index, form, neighbour);
                if let Some(donor) = donor(neighbour).or_else(|| donor(false)) {
                    self.query = written(self.world, donor, form);
                    self.yields(Code::UrlOtherOrganization, None);
                }
            }
            Defect::Contradiction(param) => self.contradict(param, rng),
            _ => self.plant_in_params(defect, rng),
        }
    }

    fn plant_in_params(&mut self, defect: Defect, rng: &mut ChaCha8Rng) {
        match defect {
            Defect::Template(_, broken) => {
                for (place, param) in [(0, self.query[0].0), (2, Param::UtmMedium), (3, Param::UtmCampaign)] {
                    placeholder(param, 0).clone_into(&mut self.query[place].2);
                }
                self.yields(Code::UrlPlaceholder, None);
                if broken {
                    self.space(Space::InName(Blank::Plain), rng);
                }
            }
            Defect::Placeholder(_, param, style) => {
                self.set(param, placeholder(param, style).to_owned());
                self.yields(Code::UrlPlaceholder, Some(param));
            }
            Defect::Missing(_, param) => {
                self.query.retain(|(one, ..)| *one != param);
                self.yields(Code::UrlParamMissing, Some(param));
            }
            Defect::NoLabels(_) => {
                self.query.truncate(1);
                self.yields(Code::UrlParamMissing, None);
            }
            Defect::Bare(_) => {
                self.query.clear();
                self.yields(Code::UrlParamMissing, None);
            }
            Defect::SiteLink => {
                self.query.truncate(1);
                self.yields(Code::UrlParamMissing, None);
                self.add(Param::Fz59, "false");
            }
            Defect::Malformed(_, param, style) => {
                self.set(param, malformed(param, self.right(param), style));
                self.yields(Code::UrlParamMalformed, Some(param));
            }
            Defect::Mismatch(_, param) => {
                self.set(param, mismatched(self.world, self.index, param, self.right(param), rng));
                self.yields(Code::UrlParamMismatch, Some(param));
            }
            Defect::Plate(_) => {
                let plate = plate_of_another(&self.world.region_code).map(str::to_owned);
                let other = plate.unwrap_or_else(|| {
                    mismatched(self.world, self.index, Param::UtmMedium, self.right(Param::UtmMedium), rng)
                });
                self.set(Param::UtmMedium, other);
                self.yields(Code::UrlParamMismatch, Some(Param::UtmMedium));
            }
            Defect::Case(_, param) => {
                self.rename(param, other_case(param, rng));
                self.yields(Code::UrlParamCase, Some(param));
            }
            Defect::Misspelt(_, param, style) => {
                self.rename(param, misspelt(param, style).to_owned());
                self.yields(Code::UrlParamMisspelt, Some(param));
            }
            Defect::UnderscoresGone(_) => {
                self.underscores("");
                self.yields(Code::UrlParamMisspelt, None);
            }
            Defect::Duplicate(_, param, other) => self.duplicate(param, other, rng),
            Defect::Unknown(_, which) => {
                let (param, value) = UNKNOWN_PARAMS[usize::from(which) % UNKNOWN_PARAMS.len()];
                self.add(param, value);
            }
            _ => {}
        }
    }

    fn place(&self, param: Param) -> Option<usize> {
        self.query.iter().position(|(one, ..)| *one == param)
    }

    fn set(&mut self, param: Param, value: String) {
        if let Some(place) = self.place(param) {
            self.query[place].2 = value;
        }
    }

    fn rename(&mut self, param: Param, name: String) {
        if let Some(place) = self.place(param) {
            self.query[place].1 = name;
        }
    }

    fn right(&self, param: Param) -> &str {
        self.place(param).map_or("", |place| &self.query[place].2)
    }

    /// A parameter that the template does not have.
    fn add(&mut self, param: Param, value: &str) {
        self.query.push((param, param.as_str().to_owned(), value.to_owned()));
        self.yields(Code::UrlParamUnknown, Some(param));
    }

    fn duplicate(&mut self, param: Param, other: bool, rng: &mut ChaCha8Rng) {
        let Some(place) = self.place(param) else { return };
        let mut again = self.query[place].clone();
        if other {
            again.2 = mismatched(self.world, self.index, param, &again.2, rng);
        }
        // The right value may stand first or second.
        self.query.insert(place + usize::from(rng.random_bool(0.5)), again);
        self.yields(Code::UrlParamDuplicate, Some(param));
    }

    fn underscores(&mut self, instead: &str) {
        for (_, name, _) in &mut self.query {
            *name = name.replace('_', instead);
        }
    }

    /// A text that the defect rewrites as a whole.
    fn rewritten(&mut self, code: Code, defect: Defect) {
        self.yields(code, None);
        self.after = Some(defect);
    }

    fn elsewhere(&mut self, code: Code, url: impl Into<String>) {
        self.whole = Some(url.into());
        self.yields(code, None);
    }

    fn space(&mut self, space: Space, rng: &mut ChaCha8Rng) {
        self.yields(Code::UrlWhitespace, None);
        match space {
            Space::InName(blank) => {
                let (before, after) = if rng.random_bool(0.5) { ("utm_mediu", "m") } else { ("utm_me", "dium") };
                self.rename(Param::UtmMedium, format!("{before}{}{after}", blank.text()));
            }
            Space::Underscores(blank, many) => self.underscores(&blank.text().repeat(usize::from(many))),
            Space::InOgrn(blank) => {
                let mut value = self.right(Param::UtmCampaign).to_owned();
                value.insert_str(value.len().min(rng.random_range(1..12)), blank.text());
                self.set(Param::UtmCampaign, value);
            }
            Space::BeforeValue(blank) => self.query[0].2.insert_str(0, blank.text()),
            Space::AfterValue(blank) => self.query[0].2.push_str(blank.text()),
            Space::InPath(blank) if self.form == Form::Polls => self.path = self.path.replace('-', blank.text()),
            Space::InPath(blank) => self.path.push_str(blank.text()),
            Space::AfterHyphen(blank) => self.path = self.path.replace('-', &format!("-{}", blank.text())),
            Space::AtEnd(blank) => self.tail = blank.text(),
            Space::ForAmpersand(blank) => self.blank = Some(blank.text()),
        }
    }

    fn foreign(&mut self, what: Foreign) {
        let url = match what {
            Foreign::Portal => "https://www.gosuslugi.ru/".to_owned(),
            Foreign::LookAlike => {
                self.world.correct_url(self.index, self.form).replace("pos.gosuslugi.ru", "pos.gosuslugy.ru")
            }
            Foreign::MiniApp => {
                "https://vk.com/app8181405?ref=group_menu#utm_source=vk&utm_medium=menu&utm_campaign=gosuslugi"
                    .to_owned()
            }
            Foreign::OwnSite => "https://admin.example.ru/feedback".to_owned(),
        };
        self.elsewhere(Code::UrlHost, url);
    }

    fn wrong_path(&mut self, path: WrongPath) {
        match (path, self.form) {
            (WrongPath::Longer(other), form) => {
                let longer = match (form, other) {
                    (Form::Messages, false) => "/form/landing",
                    (Form::Messages, true) => "/form/index.html",
                    (Form::Polls, false) => "/og/widgets/view",
                    (Form::Polls, true) => "/og/",
                };
                longer.clone_into(&mut self.path);
                self.yields(Code::UrlPath, None);
            }
            (WrongPath::Landing, _) => self.elsewhere(Code::UrlPath, "https://pos.gosuslugi.ru/landing/"),
            (WrongPath::Cut, _) => self.elsewhere(Code::UrlPath, "https://pos.gosuslugi.ru/f"),
            (WrongPath::Offer, _) => self.elsewhere(Code::UrlPath, "https://pos.gosuslugi.ru/lkp/fkgs-offer/rules/"),
            (WrongPath::Widget, _) => self.elsewhere(Code::UrlPath, WIDGET),
        }
    }

    fn write_otherwise(&mut self, canon: Canon) {
        self.yields(Code::UrlNotCanonical, None);
        match canon {
            Canon::CapitalHost => self.host = "POS.Gosuslugi.ru",
            Canon::CapitalScheme => self.scheme = "HTTPS://",
            Canon::Port => self.host = "pos.gosuslugi.ru:443",
            Canon::TrailingAmpersand => self.tail = "&",
            Canon::TrailingHash => self.tail = "#",
            Canon::DoubledAmpersand => self.blank = Some("&&"),
            Canon::Order => self.query.swap(1, 2),
            Canon::Needless => self.rename(Param::UtmMedium, "utm%5Fmedium".to_owned()),
            Canon::NoSlash => "/form".clone_into(&mut self.path),
        }
    }

    fn other_level(&mut self, rng: &mut ChaCha8Rng) {
        let (param, value, source) = match self.query[0].0 {
            Param::MunCode => (Param::RegCode, self.world.region_code.clone(), "vk1"),
            _ => (Param::MunCode, mismatched(self.world, self.index, Param::MunCode, "", rng), "vk2"),
        };
        self.query[0] = (param, param.as_str().to_owned(), value);
        // The label of either level is the same mistake.
        if rng.random_bool(0.8) {
            self.set(Param::UtmSource, source.to_owned());
        }
        self.yields(Code::UrlOtherLevel, None);
    }

    fn contradict(&mut self, param: Param, rng: &mut ChaCha8Rng) {
        let (value, form) = match param {
            // The two forms differ, and nobody knows which is right.
            Param::UtmCampaign => (mismatched(self.world, self.index, param, "", rng), None),
            _ => (foreign_oktmo(&self.world.region_code, rng), Some(self.form)),
        };
        self.set(param, value);
        self.planted.push(Planted { code: Code::UrlInconsistent, form, field: Some(param) });
    }

    /// The finished link and what it must yield.
    pub(super) fn finish(self) -> (String, Vec<Planted>) {
        if let Some(url) = self.whole {
            return (url, self.planted);
        }
        let mut url = format!("{}{}{}", self.scheme, self.host, self.path);
        for (number, (param, name, value)) in self.query.iter().enumerate() {
            let blank = self.blank.filter(|_| *param == Param::UtmMedium);
            url.push_str(blank.unwrap_or(if number == 0 { "?" } else { "&" }));
            url.push_str(name);
            url.push('=');
            url.push_str(value);
        }
        url.push_str(self.tail);
        if let Some(defect) = self.after {
            let first = self.query.first().map_or(("", ""), |(_, name, value)| (name.as_str(), value.as_str()));
            url = pasted(url, defect, first);
        }
        (url, self.planted)
    }
}

/// The parameters of an organisation's right link, as the template names them.
fn written(world: &World, index: usize, form: Form) -> Vec<(Param, String, String)> {
    let right = world.correct_params(index, form);
    right.into_iter().map(|(param, value)| (param, param.as_str().to_owned(), value)).collect()
}
