//! VK's API as a place whose tokens processes share.

use tokio::time::Instant;

use super::SharedSource;
use crate::crawl::ApiSource;
use crate::vk::{Client, Groups, TokenFacts};

impl SharedSource for ApiSource<Client> {
    fn tokens(&self) -> Vec<TokenFacts> {
        self.groups().tokens()
    }

    fn permit(&self, fingerprint: &str, until: Option<Instant>) {
        self.groups().permit(fingerprint, until);
    }

    fn is_permitted(&self) -> bool {
        self.groups().is_permitted()
    }

    fn parallel_batches(&self) -> usize {
        self.groups().parallel_calls()
    }
}
