//! Why the HTTP library could not connect, or lost the connection: told from the errors behind its own, which alone say
//! only that sending failed.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use domain::model::{ConnectionFault, FileFault, TlsFault};

/// How many errors behind an error are looked at.
const CAUSES: usize = 8;

/// Why a connection did not come about, or broke.
pub fn connection_fault(error: &(dyn Error + 'static)) -> ConnectionFault {
    let mut innermost = String::new();
    let mut next = Some(error);
    for _ in 0..CAUSES {
        let Some(cause) = next else { break };
        if let Some(fault) = of_one(cause) {
            return fault;
        }
        innermost = cause.to_string();
        // an error of the system may carry another one inside instead of naming it as its cause
        let inside = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = inside.map(|inside| inside as &(dyn Error + 'static)).or_else(|| cause.source());
    }
    ConnectionFault::Other(innermost)
}

/// What one error tells; the library has no types for names that cannot be resolved and for proxies, only words.
fn of_one(cause: &(dyn Error + 'static)) -> Option<ConnectionFault> {
    if let Some(fault) = cause.downcast_ref::<ConnectionFault>() {
        return Some(fault.clone());
    }
    if let Some(error) = cause.downcast_ref::<rustls::Error>() {
        return Some(ConnectionFault::Tls(tls(error)));
    }
    let words = cause.to_string();
    if words.contains("dns error") || words.contains("failed to lookup address") {
        return Some(ConnectionFault::Dns).filter(|_| !carries_fault(cause));
    }
    if words.contains("tunnel") || words.contains("proxy") || words.contains("socks") {
        return Some(ConnectionFault::Proxy);
    }
    if words.contains("connection closed before message completed") || words.contains("end of file") {
        return Some(ConnectionFault::CutOff);
    }
    let error = cause.downcast_ref::<io::Error>()?;
    match error.kind() {
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => {
            Some(ConnectionFault::Unreachable)
        }
        _ => match FileFault::of(error) {
            FileFault::Refused => Some(ConnectionFault::Refused),
            FileFault::Broken | FileFault::Closed => Some(ConnectionFault::Reset),
            FileFault::CutOff => Some(ConnectionFault::CutOff),
            FileFault::AddressElsewhere => Some(ConnectionFault::Unreachable),
            _ => None,
        },
    }
}

/// Whether one of our own faults stands behind a name that could not be resolved.
fn carries_fault(cause: &(dyn Error + 'static)) -> bool {
    let mut next = cause.source();
    while let Some(cause) = next {
        if cause.is::<ConnectionFault>() {
            return true;
        }
        next = cause.source();
    }
    false
}

fn tls(error: &rustls::Error) -> TlsFault {
    match error {
        rustls::Error::InvalidCertificate(error) => match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsFault::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsFault::NotYetValid,
            CertificateError::UnknownIssuer => TlsFault::UnknownIssuer,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => TlsFault::OtherName,
            // what the system's own verifier says of an issuer comes so
            CertificateError::Other(other) if other.to_string().contains("UnknownIssuer") => TlsFault::UnknownIssuer,
            _ => TlsFault::Certificate,
        },
        _ => TlsFault::Protocol,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Outer(&'static str, Option<Box<dyn Error + Send + Sync>>);

    impl std::fmt::Display for Outer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref().map(|inner| inner as &(dyn Error + 'static))
        }
    }

    fn fault(outer: &'static str, inner: impl Error + Send + Sync + 'static) -> ConnectionFault {
        connection_fault(&Outer("error sending request", Some(Box::new(Outer(outer, Some(Box::new(inner)))))))
    }

    #[test]
    fn the_cause_behind_the_librarys_error_is_told() {
        let system = |kind: io::ErrorKind| io::Error::new(kind, "words of the system");
        for (kind, expected) in [
            (io::ErrorKind::ConnectionRefused, ConnectionFault::Refused),
            (io::ErrorKind::ConnectionReset, ConnectionFault::Reset),
            (io::ErrorKind::NetworkUnreachable, ConnectionFault::Unreachable),
            (io::ErrorKind::UnexpectedEof, ConnectionFault::CutOff),
        ] {
            assert_eq!(fault("tcp connect error", system(kind)), expected);
        }
        assert_eq!(fault("dns error", io::Error::other("failed to lookup address information")), ConnectionFault::Dns);
        assert_eq!(fault("dns error", ConnectionFault::Private), ConnectionFault::Private);
        let refused = |error| io::Error::other(rustls::Error::InvalidCertificate(error));
        for (error, expected) in [
            (CertificateError::UnknownIssuer, TlsFault::UnknownIssuer),
            (CertificateError::Expired, TlsFault::Expired),
            (CertificateError::NotValidForName, TlsFault::OtherName),
            (CertificateError::BadSignature, TlsFault::Certificate),
        ] {
            assert_eq!(fault("client error (Connect)", refused(error)), ConnectionFault::Tls(expected));
        }
        assert_eq!(fault("odd", Outer("odder", None)), ConnectionFault::Other("odder".to_owned()));
    }
}
