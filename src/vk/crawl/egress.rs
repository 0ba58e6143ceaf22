//! Where pictures may be fetched from: https, listed hosts, public addresses. Everything else is refused before a
//! connection is made; the resolver refuses names that lead to private addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use domain::model::{ConnectionFault, FetchFault};

/// What may be asked for pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Egress {
    /// Domains with everything below them, in lower case.
    pub allowed_hosts: Vec<String>,
    /// Whether this very machine may be asked too, and by plain http; for a stand-in of VK.
    pub allow_loopback: bool,
}

impl Egress {
    /// Reads a picture's address and proves that it may be asked. The URL parser has brought every writing of an
    /// address (`0x7f.1`, `2130706433`, `[::ffff:127.0.0.1]`) to its plain form by then.
    ///
    /// # Errors
    /// Why it may not be asked.
    pub fn admit(&self, text: &str) -> Result<Url, FetchFault> {
        let url = Url::parse(text).map_err(|_| FetchFault::NotAUrl)?;
        let is_loopback = self.allow_loopback && is_loopback_host(&url);
        if url.scheme() != "https" && !(is_loopback && url.scheme() == "http") {
            return Err(FetchFault::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchFault::Userinfo);
        }
        if is_loopback {
            return Ok(url);
        }
        if let Some(port) = url.port() {
            return Err(FetchFault::Port(port));
        }
        match url.host() {
            Some(Host::Domain(domain)) if self.lists(domain) => Ok(url),
            _ => Err(FetchFault::Host(url.host_str().unwrap_or_default().to_owned())),
        }
    }

    fn lists(&self, domain: &str) -> bool {
        let domain = domain.trim_end_matches('.');
        self.allowed_hosts.iter().any(|allowed| {
            domain.strip_suffix(allowed.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    }
}

fn is_loopback_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(domain)) => domain == "localhost",
        None => false,
    }
}

/// Resolves names as the system does, and keeps the public addresses only.
#[derive(Debug, Clone)]
pub struct PublicResolver {
    /// Whether loopback addresses are kept too.
    pub allow_loopback: bool,
}

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_loopback = self.allow_loopback;
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            let kept: Vec<SocketAddr> = found
                .filter(|address| is_public(address.ip()) || (allow_loopback && address.ip().is_loopback()))
                .collect();
            if kept.is_empty() {
                return Err(ConnectionFault::Private.into());
            }
            Ok(Box::new(kept.into_iter()) as Addrs)
        })
    }
}

impl PublicResolver {
    /// The resolver as the HTTP client takes it.
    pub fn shared(self) -> Arc<Self> {
        Arc::new(self)
    }
}

/// Whether an address is one that everyone on the Internet reaches (IANA special-purpose address registries).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || first == 0
        || first >= 240
        || (first == 100 && (64..128).contains(&second))
        || (first == 192 && second == 0 && third == 0)
        || (first == 192 && second == 88 && third == 99)
        || (first == 198 && (second == 18 || second == 19));
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    // only 2000::/3 is given out; of it, Teredo and 6to4 carry an IPv4 address, 2001:db8::/32 is documentation
    let is_global_unicast = first & 0xe000 == 0x2000;
    let carries_v4 = first == 0x2002 || (first == 0x2001 && second == 0);
    let is_documentation = (first == 0x2001 && second == 0x0db8) || first == 0x3fff;
    is_global_unicast && !carries_v4 && !is_documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    fn egress(allow_loopback: bool) -> Egress {
        Egress { allowed_hosts: vec!["userapi.com".to_owned()], allow_loopback }
    }

    #[test]
    fn pictures_of_vk_are_admitted() {
        for text in
            ["https://sun9-1.userapi.com/impg/x.jpg?size=376x256", "https://userapi.com/", "https://USERAPI.COM./x"]
        {
            assert!(egress(false).admit(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "x",
            "http://sun1.userapi.com/",
            "file:///etc/passwd",
            "ftp://userapi.com/",
            "data:image/png;base64,AA==",
            "https://evil-userapi.com/",
            "https://userapi.com.evil.org/",
            "https://userapi.com@evil.org/",
            "https://evil.org@userapi.com/",
            "https://userapi.com:8443/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://localhost/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/",
            "https:\\\\evil.org\\userapi.com",
            "https://evil.org#.userapi.com",
            "https://evil.org?.userapi.com",
            "javascript:alert(1)",
            "https://",
        ] {
            assert!(egress(false).admit(text).is_err(), "{text}");
        }
    }

    #[test]
    fn this_machine_is_admitted_only_where_the_setting_says_so() {
        for text in ["http://127.0.0.1:8765/covers/1.jpg", "http://localhost:1/", "http://[::1]:1/"] {
            assert!(egress(true).admit(text).is_ok(), "{text}");
            assert!(egress(false).admit(text).is_err(), "{text}");
        }
        assert!(egress(true).admit("http://10.0.0.1/").is_err());
    }

    #[test]
    fn only_public_addresses_are_public() {
        for address in [
            "10.1.1.1",
            "127.0.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.168.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "198.18.0.1",
            "224.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["87.240.129.133", "8.8.8.8", "2a00:bdc0::1", "::ffff:8.8.8.8"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
