//! VK's API as a place whose tokens processes share.

use super::SharedSource;
use vk::crawl::ApiSource;
use vk::{Client, Groups, Term, TokenFacts};

impl SharedSource for ApiSource<Client> {
    fn tokens(&self) -> Vec<TokenFacts> {
        self.groups().tokens()
    }

    fn permit(&self, fingerprint: &str, term: Option<&Term>) {
        self.groups().permit(fingerprint, term);
    }

    fn is_permitted(&self) -> bool {
        self.groups().is_permitted()
    }

    fn parallel_batches(&self) -> usize {
        self.groups().parallel_calls()
    }
}
