//! Fetches cover pictures: bounded in size, time and number, no token, no redirect, only where [`Egress`] admits.
//! Judges nothing.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use reqwest::{Client, StatusCode, header, redirect};
use tokio::sync::Semaphore;

use super::egress::{Egress, PublicResolver};
use crate::connection_fault;
use domain::model::{CoverImage, FetchFault};
use system::backoff::Backoff;

/// How often a failed download is tried again.
const RETRIES: u32 = 2;
const BACKOFF: Backoff = Backoff { first: Duration::from_millis(300), longest: Duration::from_secs(10) };
/// The rules look at pictures of this width at the most; larger ones only cost time.
const NEEDED_WIDTH: u32 = 752;

/// How pictures are fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureOptions {
    /// What may be asked.
    pub egress: Egress,
    /// Downloads at a time from one host.
    pub in_flight: usize,
    /// How long a connection may take to come about.
    pub connect_timeout: Duration,
    /// How long a whole download may take.
    pub total_timeout: Duration,
    /// The largest file that is read, in bytes.
    pub max_bytes: usize,
}

/// Whether another try may help.
const fn is_passing(fault: &FetchFault) -> bool {
    const SERVER_ERROR: u16 = 500;
    const TOO_MANY: u16 = 429;
    match fault {
        FetchFault::Status(status) => *status >= SERVER_ERROR || *status == TOO_MANY,
        FetchFault::Timeout | FetchFault::Connection(_) => true,
        FetchFault::NotAUrl
        | FetchFault::Scheme(_)
        | FetchFault::Host(_)
        | FetchFault::Port(_)
        | FetchFault::Userinfo
        | FetchFault::Redirect
        | FetchFault::TooLarge { .. } => false,
    }
}

/// The client for pictures; it was never given a token.
#[derive(Debug)]
pub struct Pictures {
    client: Client,
    options: PictureOptions,
    by_host: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Pictures {
    /// A client with these bounds.
    ///
    /// # Errors
    /// The system's store of certificates cannot be used.
    pub fn new(options: PictureOptions) -> Result<Self, FetchFault> {
        // Already installed when VK is asked too; pages of a saved answer have no other client.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .dns_resolver(PublicResolver { allow_loopback: options.egress.allow_loopback }.shared())
            .connect_timeout(options.connect_timeout)
            .timeout(options.total_timeout)
            .build()
            .map_err(|error| FetchFault::Connection(connection_fault(&error)))?;
        Ok(Self { client, options, by_host: Mutex::default() })
    }

    /// Fetches one picture; passing failures are tried again.
    ///
    /// # Errors
    /// Why there is no picture.
    pub async fn fetch(&self, address: &str) -> Result<Vec<u8>, FetchFault> {
        let url = self.options.egress.admit(address)?;
        let places = self.places_at(url.host_str().unwrap_or_default());
        for failures in 0..RETRIES {
            match self.fetch_once(&url, &places).await {
                Err(fault) if is_passing(&fault) => tokio::time::sleep(BACKOFF.pause(failures)).await,
                ended => return ended,
            }
        }
        self.fetch_once(&url, &places).await
    }

    fn places_at(&self, host: &str) -> Arc<Semaphore> {
        let mut by_host = self.by_host.lock();
        let new = || Arc::new(Semaphore::new(self.options.in_flight));
        Arc::clone(by_host.entry(host.to_owned()).or_insert_with(new))
    }

    async fn fetch_once(&self, url: &url::Url, places: &Semaphore) -> Result<Vec<u8>, FetchFault> {
        // The semaphore is never closed; without a place the download would only be less polite.
        let _place = places.acquire().await.ok();
        let request = self.client.get(url.clone()).header(header::ACCEPT, "image/jpeg,image/png,image/*;q=0.8");
        let mut answer = request.send().await.map_err(|error| failure(&error))?;
        match answer.status() {
            StatusCode::OK => {}
            status if status.is_redirection() => return Err(FetchFault::Redirect),
            status => return Err(FetchFault::Status(status.as_u16())),
        }
        let too_large = || FetchFault::TooLarge { limit: self.options.max_bytes };
        if answer.content_length().is_some_and(|length| length > self.options.max_bytes as u64) {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| failure(&error))? {
            if bytes.len() + piece.len() > self.options.max_bytes {
                return Err(too_large());
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }
}

fn failure(error: &reqwest::Error) -> FetchFault {
    if error.is_timeout() { FetchFault::Timeout } else { FetchFault::Connection(connection_fault(error)) }
}

/// Of the sizes VK offers the largest that is not larger than needed, else the smallest.
pub fn needed_size(cover: &[CoverImage]) -> Option<&CoverImage> {
    let fitting = cover.iter().filter(|image| image.width <= NEEDED_WIDTH).max_by_key(|image| image.width);
    fitting.or_else(|| cover.iter().min_by_key(|image| image.width))
}

/// What makes a picture's address the same picture: the path, and of the parameters those that choose size and crop.
/// Host shards and signatures change between answers.
pub fn picture_key(address: &str) -> String {
    /// The parameters that choose another picture at the same path.
    const CHOOSING: [&str; 3] = ["size", "cs", "crop"];
    let Ok(url) = url::Url::parse(address) else { return address.to_owned() };
    let mut key = url.path().to_owned();
    for (name, value) in url.query_pairs().filter(|(name, _)| CHOOSING.contains(&name.as_ref())) {
        key.push(if key.contains('?') { '&' } else { '?' });
        key.push_str(&name);
        key.push('=');
        key.push_str(&value);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(width: u32) -> CoverImage {
        CoverImage { url: width.to_string().into(), width, height: 0 }
    }

    #[test]
    fn the_largest_size_that_is_needed_is_taken() {
        let chosen =
            |widths: &[u32]| needed_size(&widths.iter().copied().map(image).collect::<Vec<_>>()).map(|one| one.width);
        assert_eq!(chosen(&[188, 376, 752, 1504]), Some(752));
        assert_eq!(chosen(&[1504, 2000]), Some(1504));
        assert_eq!(chosen(&[0]), Some(0));
        assert_eq!(chosen(&[]), None);
    }

    #[test]
    fn shards_and_signatures_do_not_change_the_key_but_sizes_do() {
        let key = picture_key("https://sun9-1.userapi.com/impg/a.jpg?size=376x256&quality=95&sign=1&cs=376x0");
        assert_eq!(key, "/impg/a.jpg?size=376x256&cs=376x0");
        assert_eq!(key, picture_key("https://sun7-9.userapi.com/impg/a.jpg?size=376x256&sign=2&cs=376x0&u=3"));
        assert_ne!(key, picture_key("https://sun7-9.userapi.com/impg/a.jpg?size=188x128&cs=376x0"));
        assert_ne!(key, picture_key("https://sun7-9.userapi.com/impg/b.jpg?size=376x256&cs=376x0"));
        assert_eq!(picture_key("not a url"), "not a url");
    }
}
