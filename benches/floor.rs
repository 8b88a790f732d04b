//! What a site of so many articles costs any program at least: `cargo bench --bench floor -- ARTICLES OUT`.
//!
//! Every file of `ARTICLES` is read, its text put through pulldown-cmark and written as `OUT/NAME/index.html`, by all
//! processors: no front matter, no template, no list, no check. Then the same without Markdown. Prints the medians of seven
//! runs. `benches/peers/corpus.py` makes articles.
#![expect(clippy::disallowed_methods, reason = "a benchmark, which reads the clock and the disk")]

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use banbao::parse::markdown;
use pulldown_cmark::{Parser, html};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RUNS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench` of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [articles, out] = arguments.as_slice() else { return Err("floor ARTICLES OUT".into()) };
    let (articles, out) = (Path::new(articles), Path::new(out));
    for (name, with_markdown) in [("read, Markdown, written", true), ("read, written", false)] {
        let mut times =
            (0..RUNS).map(|_| run(articles, out, with_markdown)).collect::<io::Result<Vec<_>>>()?;
        times.sort_unstable();
        println!("{name}: {:.3} s", times[RUNS / 2].as_secs_f64());
    }
    Ok(())
}

/// Into a folder that is not there, which is taken away afterwards.
fn run(articles: &Path, out: &Path, with_markdown: bool) -> io::Result<Duration> {
    let start = Instant::now();
    fs::create_dir(out)?;
    let files =
        fs::read_dir(articles)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    let next = AtomicUsize::new(0);
    let work = || -> io::Result<()> {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            page(file, out, with_markdown)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        let running: Vec<_> = (0..processors).map(|_| scope.spawn(work)).collect();
        running
            .into_iter()
            .try_for_each(|one| one.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into())))
    })?;
    let time = start.elapsed();
    fs::remove_dir_all(out)?;
    Ok(time)
}

fn page(file: &Path, out: &Path, with_markdown: bool) -> io::Result<()> {
    let text = fs::read_to_string(file)?;
    let mut page = String::with_capacity(2 * text.len());
    if with_markdown {
        let body = text.splitn(3, "+++").nth(2).unwrap_or(&text);
        html::push_html(&mut page, Parser::new_ext(body, markdown::options()));
    } else {
        page.push_str(&text);
    }
    let folder = out.join(file.file_stem().unwrap_or_default());
    fs::create_dir(&folder)?;
    fs::write(folder.join("index.html"), page)
}
