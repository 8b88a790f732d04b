//! `banbao serve` from outside: a running program, requests as a browser sends them, its events.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "tests wait for another process, up to a limit"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::Project;

/// Nothing that is waited for takes longer on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running program. It ends with the value.
pub struct Served {
    child: Child,
    pub port: u16,
    /// Everything it printed so far.
    said: Arc<Mutex<String>>,
    _project: Project,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

impl Served {
    /// Starts the program and waits for its address.
    pub fn start(project: &Project, arguments: &[&str]) -> Served {
        let mut command = project.command();
        command.arg("serve").args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        Served::wait_for(command, project)
    }

    fn wait_for(mut command: Command, project: &Project) -> Served {
        let mut child = command.spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        listen(child.stdout.take().unwrap(), &said);
        listen(child.stderr.take().unwrap(), &said);
        let port = until("an address", || {
            let said = said.lock().unwrap();
            let (_, rest) = said.split_once("_desk/").and_then(|(before, _)| before.rsplit_once(':'))?;
            rest.trim_end_matches('/').parse().ok()
        });
        Served { child, port, said, _project: project.clone() }
    }

    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Waits until the program has printed this.
    pub fn says(&self, words: &str) {
        until(words, || self.said().contains(words).then_some(()));
    }

    /// `GET` as a browser of this computer sends it.
    pub fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[])
    }

    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        let host = format!("127.0.0.1:{}", self.port);
        let mut all = vec![("Host", host.as_str())];
        if headers.iter().any(|(name, _)| *name == "Host") {
            all.clear();
        }
        all.extend(headers);
        let lines: String = all.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "{method} {path} HTTP/1.1\r\n{lines}Connection: close\r\n\r\n").unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let (first, rest) = head.split_once("\r\n").unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_ascii_lowercase(), value.to_owned())
        };
        Reply {
            status: first.split(' ').nth(1).unwrap().parse().unwrap(),
            headers: rest.split("\r\n").map(header).collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    /// The news that pages listen to, from the newest on.
    pub fn events(&self) -> Events {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let host = format!("127.0.0.1:{}", self.port);
        write!(stream, "GET /_live/events HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
        Events(BufReader::new(stream))
    }

    /// Asks the program to end, as Ctrl-C does (`INT`) or the system (`TERM`), and returns its exit code.
    #[cfg(unix)]
    pub fn end(mut self, signal: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
        until("an end", || self.child.try_wait().unwrap()).code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// News as they come.
pub struct Events(BufReader<TcpStream>);

impl Events {
    /// The first news that are as they should be.
    #[track_caller]
    pub fn until(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        let mut last = Value::Null;
        while Instant::now() < end {
            let mut line = String::new();
            let read = self.0.read_line(&mut line);
            assert!(read.is_ok_and(|length| length > 0), "no news of {what}; the last were {last:#}");
            let Some(data) = line.strip_prefix("data: ") else { continue };
            last = serde_json::from_str(data).unwrap();
            if fits(&last) {
                return last;
            }
        }
        panic!("no news of {what}; the last were {last:#}");
    }

    /// News of a newer site than `news` were of.
    #[track_caller]
    pub fn newer(&mut self, news: &Value) -> Value {
        self.until("a newer site", |other| other["version"] != news["version"])
    }

    /// The first site, or the one there is.
    #[track_caller]
    pub fn ready(&mut self) -> Value {
        self.until("a site", |news| news["ready"] == true && news["behind"] == false)
    }

    /// News that nothing is left to be checked.
    #[track_caller]
    pub fn calm(&mut self) -> Value {
        self.until("calm", |news| news["checking"] == false)
    }
}

/// How many findings news tell of.
pub fn errors(news: &Value) -> usize {
    news["errors"].as_array().unwrap().len()
}

fn listen(stream: impl Read + Send + 'static, said: &Arc<Mutex<String>>) {
    let said = said.clone();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let mut said = said.lock().unwrap();
            said.push_str(&line);
            said.push('\n');
        }
    });
}

/// Looks until there is what is looked for.
#[track_caller]
fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if let Some(found) = look() {
            return found;
        }
        thread::yield_now();
        thread::park_timeout(Duration::from_millis(5));
    }
    panic!("waited in vain for {what}");
}
