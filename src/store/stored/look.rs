//! A look at a page as kept JSON: what VK said of it, what the pictures were judged to be, whose page it must be.

use std::io::Read as _;

use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::cause::{cover_of, cover_text};
use super::entry::StoredOrganization;
use super::{Digest, digest_of, hex};
use crate::StoreError;
use domain::model::{
    Access, CoverImage, CoverJudgement, CoverSight, Deactivated, Form, GroupId, ItemCover, Look, Menu, MenuItem,
    PageSnapshot, Sight,
};

/// Far more than any page with its menu; a body that unpacks to more is damaged.
const LARGEST_BODY: u64 = 16 * 1024 * 1024;

/// A look that cannot be read back.
#[derive(Debug, Error)]
#[error("no look of this program: {0}")]
pub struct LookError(String);

#[derive(Serialize, Deserialize)]
struct StoredLook {
    url: Box<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<StoredOrganization>,
    /// The organisations whose links were found on the page by mistake.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    others: Vec<StoredOrganization>,
    /// Absent when VK knew no such community.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<StoredPage>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    covers: Vec<StoredCover>,
}

#[derive(Serialize, Deserialize)]
struct StoredPage {
    group_id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    screen_name: Option<Box<str>>,
    name: Box<str>,
    access: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    deactivated: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_government_organization: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    menu: Option<StoredMenu>,
}

#[derive(Serialize, Deserialize)]
struct StoredMenu {
    is_hidden: bool,
    items: Vec<StoredItem>,
}

#[derive(Serialize, Deserialize)]
struct StoredItem {
    title: Box<str>,
    url: Box<str>,
    is_hidden: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cover: Vec<StoredImage>,
}

#[derive(Serialize, Deserialize)]
struct StoredImage {
    url: Box<str>,
    width: u32,
    height: u32,
}

/// What was made of the cover of one item.
#[derive(Serialize, Deserialize)]
struct StoredCover {
    /// Which item of the menu, from 0.
    item: usize,
    /// The picture.
    url: Box<str>,
    /// Absent when the picture could not be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    judgement: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    /// SHA-256 of the picture's bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    /// Why it could not be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl StoredLook {
    fn of(look: &Look) -> Self {
        let page = match &look.sight {
            Sight::Seen(page) => Some(StoredPage::of(page)),
            Sight::NotFound => None,
        };
        let covers = look.covers.iter().enumerate();
        Self {
            url: look.url.clone(),
            organization: look.organization.as_deref().map(StoredOrganization::from),
            others: look.others.iter().map(|other| StoredOrganization::from(&**other)).collect(),
            page,
            covers: covers.filter_map(|(item, cover)| Some(StoredCover::of(item, cover.as_ref()?))).collect(),
        }
    }
}

impl StoredPage {
    fn of(page: &PageSnapshot) -> Self {
        let item = |item: &MenuItem| StoredItem {
            title: item.title.clone(),
            url: item.url.clone(),
            is_hidden: item.is_hidden,
            cover: item
                .cover
                .iter()
                .map(|image| StoredImage { url: image.url.clone(), width: image.width, height: image.height })
                .collect(),
        };
        Self {
            group_id: page.group_id.get(),
            screen_name: page.screen_name.clone(),
            name: page.name.clone(),
            access: page.access.as_str().to_owned(),
            deactivated: page.deactivated.as_ref().map(|it| it.as_str().into()),
            is_government_organization: page.is_government_organization,
            menu: page
                .menu
                .as_ref()
                .map(|menu| StoredMenu { is_hidden: menu.is_hidden, items: menu.items.iter().map(item).collect() }),
        }
    }

    fn page(self) -> Result<PageSnapshot, LookError> {
        let wrong = |field: &str| LookError(format!("`{field}` of a page"));
        let access = [Access::Open, Access::Closed, Access::Private].into_iter().find(|it| it.as_str() == self.access);
        let deactivated = self.deactivated.map(|word| match &*word {
            "deleted" => Deactivated::Deleted,
            "banned" => Deactivated::Banned,
            _ => Deactivated::Other(word),
        });
        let item = |item: StoredItem| MenuItem {
            title: item.title,
            url: item.url,
            is_hidden: item.is_hidden,
            cover: item
                .cover
                .into_iter()
                .map(|image| CoverImage { url: image.url, width: image.width, height: image.height })
                .collect(),
        };
        Ok(PageSnapshot {
            group_id: GroupId::new(self.group_id).map_err(|_| wrong("group_id"))?,
            screen_name: self.screen_name,
            name: self.name,
            access: access.ok_or_else(|| wrong("access"))?,
            deactivated,
            is_government_organization: self.is_government_organization,
            menu: self
                .menu
                .map(|menu| Menu { is_hidden: menu.is_hidden, items: menu.items.into_iter().map(item).collect() }),
        })
    }
}

impl StoredCover {
    fn of(item: usize, cover: &CoverSight) -> Self {
        match cover {
            CoverSight::Judged(cover) => Self {
                item,
                url: cover.url.clone(),
                judgement: Some(cover.judgement.as_str().to_owned()),
                form: cover.form.map(|form| form.as_str().to_owned()),
                scheme: cover.scheme.as_deref().map(Box::from),
                score: cover.score,
                content: cover.content.as_ref().map(|content| hex(content)),
                detail: None,
            },
            CoverSight::Failed { url, fault } => Self {
                item,
                url: url.clone(),
                judgement: None,
                form: None,
                scheme: None,
                score: None,
                content: None,
                detail: Some(cover_text(fault)),
            },
        }
    }

    fn sight(self) -> Result<CoverSight, LookError> {
        let Some(judgement) = self.judgement else {
            return Ok(CoverSight::Failed { url: self.url, fault: cover_of(&self.detail.unwrap_or_default()) });
        };
        let judgement =
            CoverJudgement::parse(&judgement).ok_or_else(|| LookError("`judgement` of a cover".to_owned()))?;
        Ok(CoverSight::Judged(ItemCover {
            url: self.url,
            judgement,
            form: self.form.as_deref().and_then(Form::parse),
            scheme: self.scheme.map(std::sync::Arc::from),
            score: self.score,
            content: self.content.as_deref().and_then(from_hex),
        }))
    }
}

fn from_hex(text: &str) -> Option<Digest> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != 32 || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

pub fn look_json(look: &Look) -> String {
    // a struct of texts and numbers always becomes JSON
    serde_json::to_string(&StoredLook::of(look)).unwrap_or_default()
}

/// A look from JSON.
///
/// # Errors
/// The text is no look.
pub fn look_from_json(json: &str) -> Result<Look, LookError> {
    let kept: StoredLook = serde_json::from_str(json).map_err(|error| LookError(error.to_string()))?;
    let items = kept.page.as_ref().and_then(|page| page.menu.as_ref()).map_or(0, |menu| menu.items.len());
    let mut covers = Vec::new();
    if !kept.covers.is_empty() {
        covers.resize(items, None);
    }
    for cover in kept.covers {
        let item = cover.item;
        *covers.get_mut(item).ok_or_else(|| LookError("`item` of a cover".to_owned()))? = Some(cover.sight()?);
    }
    let others: Vec<_> = kept.others.into_iter().map(TryInto::try_into).collect::<Result<_, _>>().map_err(LookError)?;
    let organization = kept.organization.map(TryInto::try_into).transpose().map_err(LookError)?;
    Ok(Look {
        url: kept.url,
        organization: organization.map(std::sync::Arc::new),
        others: others.into_iter().map(std::sync::Arc::new).collect(),
        sight: match kept.page {
            Some(page) => Sight::Seen(Box::new(page.page()?)),
            None => Sight::NotFound,
        },
        covers,
    })
}

/// A digest by which two looks are the same though VK served the same pictures from other hosts with other signatures.
pub(crate) fn same_look(look: &Look) -> Digest {
    let mut kept = StoredLook::of(look);
    let items = kept.page.as_mut().and_then(|page| page.menu.as_mut()).into_iter().flat_map(|menu| &mut menu.items);
    for image in items.flat_map(|item| &mut item.cover) {
        image.url = path(&image.url);
    }
    for cover in &mut kept.covers {
        cover.url = path(&cover.url);
    }
    digest_of(serde_json::to_string(&kept).unwrap_or_default().as_bytes())
}

/// The path of a picture: hosts are shards, and the query holds a signature (observed of VK's picture URLs).
fn path(url: &str) -> Box<str> {
    let without_query = url.split(['?', '#']).next().unwrap_or_default();
    let after_scheme = without_query.split_once("://").map_or(without_query, |(_, rest)| rest);
    after_scheme.split_once('/').map_or(after_scheme, |(_, path)| path).into()
}

/// Packs bodies, one after the other: its tables are many times as large as a body, and are made only once.
pub(crate) struct Packer(Compress);

impl Packer {
    /// One for many bodies.
    pub(crate) fn new() -> Self {
        Self(Compress::new(Compression::fast(), false))
    }

    pub(crate) fn pack(&mut self, body: &[u8]) -> Vec<u8> {
        self.0.reset();
        // what cannot be made shorter becomes a little longer
        let mut packed = Vec::with_capacity(body.len() + body.len() / 1_000 + 64);
        loop {
            let read = usize::try_from(self.0.total_in()).unwrap_or(usize::MAX);
            let rest = body.get(read..).unwrap_or_default();
            match self.0.compress_vec(rest, &mut packed, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => {
                    packed.shrink_to_fit();
                    return packed;
                }
                // packing fails only when it is used wrongly; nothing unpacks to nothing, which no digest is of
                Err(_) => return Vec::new(),
                Ok(Status::Ok | Status::BufError) => packed.reserve(1_024),
            }
        }
    }
}

/// Unpacks a body.
pub(crate) fn inflate(packed: &[u8]) -> Result<String, StoreError> {
    let mut body = String::new();
    let read = DeflateDecoder::new(packed).take(LARGEST_BODY).read_to_string(&mut body);
    read.map_err(|error| StoreError::unreadable("a snapshot", error))?;
    Ok(body)
}
