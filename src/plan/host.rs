//! Which addresses may be printed: a code on paper is scanned by strangers' phones, for years.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::diagnostic::{Code, Diagnostic};
use crate::model::config::Config;

/// Why no phone in the street reaches a host. The names are keys of the catalogue's `types`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreachable {
    /// Loopback: every phone would look for the page on itself.
    Itself,
    /// Private or link-local addresses, names without a dot, names of local networks.
    Private,
    /// Names and addresses reserved for examples, tests and manuals (RFC 2606, RFC 6761, RFC 5737, RFC 3849).
    Example,
}

impl Unreachable {
    fn word(self) -> &'static str {
        match self {
            Unreachable::Itself => "@host-itself",
            Unreachable::Private => "@host-private",
            Unreachable::Example => "@host-example",
        }
    }
}

/// What speaks against printing the configured address.
pub fn check(config: &Config, out: &mut Vec<Diagnostic>) {
    // Where the address itself is wrong, that was said.
    let Some(place) = &config.base_url_place else { return };
    let url = config.base_url.as_str();
    let reason = unreachable(config.base_url.host());
    if let Some(reason) = reason {
        out.push(Code::ExampleHost.at(place.clone()).with("url", url).with("why", reason.word()));
    }
    let public = matches!(reason, None | Some(Unreachable::Example));
    if public && url.starts_with("http://") {
        out.push(Code::PlainHttp.at(place.clone()).with("url", url));
    }
}

/// Why a host (perhaps with a port) cannot be reached from the street; `None` where it can.
pub fn unreachable(host: &str) -> Option<Unreachable> {
    let (name, bracketed) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inner, _)) => (inner, true),
        None => (host.split(':').next().unwrap_or(""), false),
    };
    if bracketed {
        return name.parse::<Ipv6Addr>().map_or(Some(Unreachable::Private), |ip| address(ip.into()));
    }
    if let Ok(ip) = name.parse::<Ipv4Addr>() {
        return address(ip.into());
    }
    let lower = name.trim_end_matches('.').to_ascii_lowercase();
    let labels: Vec<&str> = lower.rsplit('.').collect();
    match labels.as_slice() {
        ["localhost", ..] => Some(Unreachable::Itself),
        ["example" | "test" | "invalid", ..] => Some(Unreachable::Example),
        ["com" | "net" | "org", "example", ..] => Some(Unreachable::Example),
        ["local" | "internal" | "lan" | "home" | "localdomain" | "intranet", ..] | ["arpa", "home", ..] => {
            Some(Unreachable::Private)
        }
        // A single word is a name of the office's own network; `127.1` and its kin are no addresses one prints.
        [_] => Some(Unreachable::Private),
        [last, ..] if last.bytes().all(|b| b.is_ascii_digit()) => Some(Unreachable::Private),
        _ => None,
    }
}

fn address(ip: IpAddr) -> Option<Unreachable> {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            if ip.is_loopback() || ip.is_unspecified() {
                Some(Unreachable::Itself)
            } else if ip.is_documentation() {
                Some(Unreachable::Example)
            } else if ip.is_private()
                || ip.is_link_local()
                || ip.is_broadcast()
                || ip.is_multicast()
                || (a == 100 && (64..128).contains(&b))
            {
                // 100.64.0.0/10 is shared by an operator's customers (RFC 6598).
                Some(Unreachable::Private)
            } else {
                None
            }
        }
        IpAddr::V6(ip) => {
            if let Some(four) = ip.to_ipv4_mapped() {
                return address(four.into());
            }
            let [first, second, ..] = ip.segments();
            if ip.is_loopback() || ip.is_unspecified() {
                Some(Unreachable::Itself)
            } else if first == 0x2001 && second == 0x0db8 {
                Some(Unreachable::Example)
            } else if ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_multicast() {
                Some(Unreachable::Private)
            } else {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Unreachable, unreachable};

    #[test]
    fn hosts_that_no_phone_in_the_street_reaches() {
        let all = |why, hosts: &[&str]| {
            for host in hosts {
                assert_eq!(unreachable(host), Some(why), "{host}");
            }
        };
        all(
            Unreachable::Itself,
            &["localhost", "localhost:1414", "LOCALHOST.", "town.localhost", "127.0.0.1:80", "127.8.8.8"],
        );
        all(Unreachable::Itself, &["[::1]", "[::1]:8080", "0.0.0.0", "[::ffff:127.0.0.1]"]);
        all(Unreachable::Private, &["10.1.2.3", "172.31.0.1", "192.168.1.10:8080", "169.254.1.1"]);
        all(Unreachable::Private, &["100.64.0.1", "[fd00::1]", "[fe80::1]", "server", "nas.local", "127.1"]);
        all(
            Unreachable::Example,
            &["jk.example.com", "example.org", "a.test", "x.invalid", "invalid.example"],
        );
        all(Unreachable::Example, &["192.0.2.7", "203.0.113.1", "[2001:db8::1]"]);
    }

    #[test]
    fn hosts_that_may_be_printed() {
        for host in [
            "jk.gov.cn",
            "example.cn",
            "myexample.com",
            "8.8.8.8",
            "172.32.0.1",
            "[2400:3200::1]",
            "a.cn:8443",
        ] {
            assert_eq!(unreachable(host), None, "{host}");
        }
    }
}
