//! Where a pass looks up organisations by their OGRN: a registry in memory, or a store.

use std::fmt;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use domain::model::{Ogrn, Organization, PageAddress};
use domain::registry::Registry;
use store::Store;

/// Knows organisations by their OGRN.
pub trait Directory: fmt::Debug + Send + Sync {
    /// Those with one of these OGRNs, in no certain order.
    fn by_ogrn<'a>(&'a self, ogrns: &'a [Ogrn]) -> BoxFuture<'a, Vec<Arc<Organization>>>;

    /// Which of these addresses the registry has, each as it writes it.
    fn registered<'a>(&'a self, addresses: &'a [PageAddress]) -> BoxFuture<'a, Vec<(PageAddress, String)>>;
}

impl Directory for Registry {
    fn by_ogrn<'a>(&'a self, ogrns: &'a [Ogrn]) -> BoxFuture<'a, Vec<Arc<Organization>>> {
        let of = |ogrn: &Ogrn| {
            Registry::by_ogrn(self, *ogrn).map(|entry| Arc::clone(&entry.organization)).collect::<Vec<_>>()
        };
        let found = ogrns.iter().flat_map(of).collect();
        std::future::ready(found).boxed()
    }

    fn registered<'a>(&'a self, addresses: &'a [PageAddress]) -> BoxFuture<'a, Vec<(PageAddress, String)>> {
        let found = addresses.iter().filter_map(|address| Some((address.clone(), self.as_written(address)?)));
        std::future::ready(found.collect()).boxed()
    }
}

impl Directory for Store {
    fn by_ogrn<'a>(&'a self, ogrns: &'a [Ogrn]) -> BoxFuture<'a, Vec<Arc<Organization>>> {
        async move {
            match self.organizations_of(ogrns).await {
                Ok(found) => found.into_iter().map(Arc::new).collect(),
                // the links are told as wrong all the same, only not whose they are
                Err(error) => {
                    tracing::warn!(%error, "organisations could not be looked up in the store");
                    Vec::new()
                }
            }
        }
        .boxed()
    }

    fn registered<'a>(&'a self, addresses: &'a [PageAddress]) -> BoxFuture<'a, Vec<(PageAddress, String)>> {
        async move {
            match self.registered_addresses(addresses).await {
                Ok(found) => found,
                // each page is judged as its own row says
                Err(error) => {
                    tracing::warn!(%error, "addresses could not be looked up in the store");
                    Vec::new()
                }
            }
        }
        .boxed()
    }
}
