//! Which names this server answers to. A page elsewhere may give its own name our address (DNS rebinding) and read what
//! we serve as if it were its own: a request by a name we were not given is refused.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

/// The names, and the port that belongs to them.
pub struct Hosts {
    names: Vec<String>,
    /// Any address in numbers: they cannot be rebound, and we listen on all of ours.
    any_address: bool,
    port: u16,
}

impl Hosts {
    /// For a server that was asked to listen at `host` and does at `address`.
    pub fn new(host: &str, address: SocketAddr) -> Hosts {
        let mut names = vec![host.trim_matches(['[', ']']).to_ascii_lowercase()];
        let ip = address.ip();
        if ip.is_loopback() || ip.is_unspecified() {
            names.extend(["127.0.0.1", "localhost", "::1"].map(str::to_owned));
        }
        if ip.is_unspecified() {
            // `0.0.0.0` says where we listen, not who we are.
            names.remove(0);
        }
        Hosts { names, any_address: ip.is_unspecified(), port: address.port() }
    }

    /// Host and port as a browser of this computer is told them.
    pub fn shown(&self) -> String {
        self.with_port(self.names.first().map_or("127.0.0.1", String::as_str))
    }

    /// Host and port as other computers are told them, where `shown` is for this one alone and it has an address in a network.
    pub fn shown_to_others(&self) -> Option<String> {
        let address = self.any_address.then(address_in_network).flatten()?;
        Some(self.with_port(&address.to_string()))
    }

    fn with_port(&self, name: &str) -> String {
        let name = if name.contains(':') { format!("[{name}]") } else { name.to_owned() };
        format!("{name}:{}", self.port)
    }

    /// Whether a request with this `Host` is for us.
    pub fn know(&self, host: &str) -> bool {
        // An address of IPv6 stands in brackets, and has colons of its own.
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        let bare = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            Some(bare) => bare,
            None if name.contains(':') => return false,
            None => name,
        };
        let known = self.names.iter().any(|known| known.eq_ignore_ascii_case(bare));
        port == Some(self.port) && (known || (self.any_address && bare.parse::<IpAddr>().is_ok()))
    }
}

/// The address that this computer sends from. Nothing is sent: a socket for datagrams that is connected only asks the system
/// which way they would go.
fn address_in_network() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // Kept for examples (RFC 5737): the way to it is the way to every other network.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    Some(address).filter(|address| !address.is_loopback() && !address.is_unspecified())
}

#[cfg(test)]
mod tests {
    use super::Hosts;

    fn hosts(host: &str, address: &str) -> Hosts {
        Hosts::new(host, address.parse().unwrap())
    }

    #[test]
    fn only_names_of_this_computer_are_answered() {
        let loopback = hosts("127.0.0.1", "127.0.0.1:1414");
        for host in ["127.0.0.1:1414", "localhost:1414", "LOCALHOST:1414", "[::1]:1414"] {
            assert!(loopback.know(host), "{host}");
        }
        for host in [
            "evil.example:1414",
            "127.0.0.1",
            "127.0.0.1:80",
            "localhost.evil.example:1414",
            "192.168.1.7:1414",
            "::1:1414",
            "127.0.0.1:1414:1414",
            "",
        ] {
            assert!(!loopback.know(host), "{host}");
        }
        assert_eq!(loopback.shown(), "127.0.0.1:1414");
        assert_eq!(hosts("::1", "[::1]:1414").shown(), "[::1]:1414");
    }

    #[test]
    fn who_listens_everywhere_answers_to_every_address_and_to_no_strange_name() {
        let open = hosts("0.0.0.0", "0.0.0.0:1414");
        assert!(open.know("192.168.1.7:1414") && open.know("localhost:1414") && open.know("[fe80::1]:1414"));
        assert!(!open.know("evil.example:1414") && !open.know("192.168.1.7:81"));
        assert_eq!(open.shown(), "127.0.0.1:1414");
        let named = hosts("office-pc", "192.168.1.7:1414");
        assert!(named.know("office-pc:1414") && !named.know("evil.example:1414"));
    }

    #[test]
    fn port_80_goes_without_saying() {
        assert!(hosts("localhost", "127.0.0.1:80").know("localhost"));
    }
}
