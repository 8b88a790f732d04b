//! The project at work: built in memory whenever its sources change, and shown to browsers of this computer.
//!
//! 1. [`watch`] tells what changed; [`preview`] builds the site from it, [`rehearsal`] what `build` would publish.
//! 2. Both leave what they found in a [`state`], which never changes once it is there.
//! 3. [`http`] answers from the newest state: pages of the site, [`live`] news of it, and the office's [`desk`].
//!
//! Nothing is written to the disk, and nothing of the site is read from it for an answer.

mod desk;
mod finding;
mod hosts;
mod http;
mod live;
mod paths;
mod preview;
mod rehearsal;
mod response;
mod state;
mod watch;

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use jiff::civil::Date;
use tokio::net::TcpListener;

use self::finding::Finding;
use self::hosts::Hosts;
use self::state::State;
pub use self::watch::Changes;
use self::watch::Watch;
use crate::diagnostic::Diagnostic;
use crate::inputs::Failure;
use crate::messages::{Lang, Messages};
use crate::pipeline::Outcome;
use crate::source::Sources;

/// What to serve, and where.
#[derive(Debug, Clone)]
pub struct Options {
    pub root: PathBuf,
    /// The day, where it is fixed.
    pub today: Option<Date>,
    pub host: String,
    /// The first port to try; 0 for any that is free.
    pub port: u16,
    /// Language of messages, where one was asked for.
    pub lang: Option<Lang>,
    /// Workers of a build.
    pub jobs: usize,
}

impl Options {
    /// How a command line for this project and this day begins: what was asked for here has to be asked for there too.
    fn command(&self) -> String {
        let root = self.root.display().to_string();
        let is_plain = root.chars().all(|c| c.is_alphanumeric() || "/\\:._-".contains(c));
        let root = match root.as_str() {
            "." | "" => String::new(),
            root if is_plain => format!(" --root {root}"),
            root => format!(" --root \"{root}\""),
        };
        let today = self.today.map(|today| format!(" --today {today}")).unwrap_or_default();
        format!("banbao{root}{today}")
    }

    /// Whether other computers can see it.
    fn is_open(&self) -> bool {
        let bare = self.host.trim_matches(['[', ']']);
        bare.parse::<IpAddr>().map_or(bare != "localhost", |ip| !ip.is_loopback())
    }
}

/// A build as it is told to whoever started the program.
pub struct Built<'a> {
    /// What it was built for; nothing at the start and when a day begins.
    pub changes: Option<&'a Changes>,
    /// The preview's, or one an edition.
    pub results: Vec<Result<&'a Outcome, &'a Failure>>,
    pub time: Duration,
}

/// Where the project can be looked at.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// `http://127.0.0.1:1414/`
    pub site: String,
    pub desk: String,
    /// The port that was asked for and is taken.
    pub taken: Option<u16>,
    /// Other computers can see it.
    pub open: bool,
    /// The site for them, where its address is another one.
    pub others: Option<String>,
    /// Why changes are looked for instead of being told, if they are.
    pub polling: Option<String>,
}

/// Hears how the work goes on; called from several threads.
pub trait Report: Send + Sync {
    fn serving(&self, addresses: &Addresses);
    /// A preview was built.
    fn built(&self, built: &Built);
    /// `build` was rehearsed: packs and all.
    fn rehearsed(&self, built: &Built);
    /// A failure of the machine in words.
    fn failure(&self, failure: &Failure, messages: &Messages) -> String;
}

/// What the threads of a server share that never changes.
pub struct Work {
    pub options: Options,
    pub report: Box<dyn Report>,
}

impl Work {
    #[expect(clippy::disallowed_methods, reason = "the command line is an edge: it reads the clock")]
    fn today(&self) -> Date {
        self.options.today.unwrap_or_else(|| jiff::ZonedDateTime::now().date())
    }

    #[expect(clippy::disallowed_methods, reason = "a stopwatch for the report; no output depends on it")]
    fn stopwatch(&self) -> Instant {
        Instant::now()
    }

    fn findings(&self, outcome: &Outcome) -> Vec<Finding> {
        outcome.diagnostics.iter().map(|found| self.finding(found, &outcome.sources)).collect()
    }

    fn finding(&self, found: &Diagnostic, sources: &Sources) -> Finding {
        Finding::new(found, sources)
    }

    fn machine(&self, failure: &Failure) -> Finding {
        Finding::machine(failure, |failure, messages| self.report.failure(failure, messages))
    }

    /// Language of messages: the one that was asked for, else the site's.
    fn lang(&self, state: &State) -> Lang {
        self.options.lang.unwrap_or(state.lang)
    }
}

/// Deep layouts recurse; packs that are looked at are laid out by the threads that answer.
const STACK: usize = 32 << 20;
/// Threads that make what the desk is asked for. Most of them wait: a board's pages are asked for one by one and made
/// together, and with fewer threads one board's would keep the next board's from being begun.
const ANSWERING: usize = 64;
/// How many further ports are tried.
const PORTS: u16 = 20;

/// Serves until somebody asks to stop.
///
/// # Errors
/// [`Failure`] where no port can be had, or the folder cannot be watched.
pub fn run(options: Options, report: Box<dyn Report>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(ANSWERING)
        .thread_stack_size(STACK)
        .enable_all()
        .build()
        .map_err(|error| Failure::new(&options.root, error))?;
    let work = Arc::new(Work { options, report });
    let result = runtime.block_on(serve(&work));
    // A build that is under way has nothing to finish: it writes nothing.
    runtime.shutdown_background();
    result
}

async fn serve(work: &Arc<Work>) -> Result<(), Failure> {
    let Options { root, host, port, .. } = &work.options;
    let watch = Watch::start(root).map_err(|error| Failure::new(root, std::io::Error::other(error)))?;
    let listener = listen(host, *port).await?;
    let address = listener.local_addr().map_err(|error| Failure::new(host, error))?;
    let (state, seen) = tokio::sync::watch::channel(State::new(now()));
    let hosts = Hosts::new(host, address);
    let site = format!("http://{}/", hosts.shown());
    work.report.serving(&Addresses {
        desk: format!("{site}_desk/"),
        site,
        taken: Some(*port).filter(|port| *port != 0 && *port != address.port()),
        open: !address.ip().is_loopback(),
        others: hosts.shown_to_others().map(|host| format!("http://{host}/")),
        polling: watch.polling.clone(),
    });

    let state = Arc::new(state);
    let (call, calls) = channel();
    let (builder, rehearser) = ((work.clone(), state.clone()), (work.clone(), state));
    spawn("preview", move || preview::run(&builder.0, watch, &builder.1, &call));
    spawn("rehearsal", move || rehearsal::run(&rehearser.0, &calls, &rehearser.1));
    let server = http::Server::new(work.clone(), seen, hosts);
    tokio::spawn(http::keep_ready(Arc::clone(&server)));
    let server = http::router(server);
    let (end, mut ended) = tokio::sync::mpsc::channel(2);
    let stop = end.clone();
    let host = host.clone();
    tokio::spawn(async move {
        asked_to_stop().await;
        // Who waits for it is gone when the server failed before.
        let _ = stop.send(Ok(())).await;
    });
    tokio::spawn(async move {
        let served = axum::serve(listener, server).await;
        let _ = end.send(served.map_err(|error| Failure::new(host, error))).await;
    });
    ended.recv().await.unwrap_or(Ok(()))
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().name(name.to_owned()).stack_size(STACK);
    // Without threads nothing is shown but that nothing was built.
    drop(thread.spawn(work));
}

/// The port that was asked for, else the next that is free.
async fn listen(host: &str, port: u16) -> Result<TcpListener, Failure> {
    let bare = host.trim_matches(['[', ']']);
    let last = if port == 0 { 0 } else { port.saturating_add(PORTS) };
    let mut port = port;
    loop {
        let result = match bare.parse::<IpAddr>() {
            Ok(ip) => TcpListener::bind(SocketAddr::new(ip, port)).await,
            Err(_) => TcpListener::bind((bare, port)).await,
        };
        match result {
            Err(error) if error.kind() == ErrorKind::AddrInUse && port < last => port += 1,
            result => {
                let kind = ErrorKind::AddrNotAvailable;
                let failure =
                    |error| Failure::new(format!("{host}:{port}"), std::io::Error::new(kind, error));
                return result.map_err(failure);
            }
        }
    }
}

/// Ctrl-C, or the system's wish to end.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (end, mut ended) = tokio::sync::mpsc::channel(2);
        for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
            let Ok(mut signal) = signal(kind) else { continue };
            let end = end.clone();
            tokio::spawn(async move {
                signal.recv().await;
                let _ = end.send(()).await;
            });
        }
        ended.recv().await;
    }
    #[cfg(not(unix))]
    drop(tokio::signal::ctrl_c().await);
}

/// Milliseconds since 1970: a run's states are newer than those of all runs before.
#[expect(
    clippy::disallowed_methods,
    reason = "tells a run of the program from the last one; no output depends on it"
)]
fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or_default()
}
