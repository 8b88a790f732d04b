//! The `banbao` program: everything is in the library; this only turns its result into an exit code.

use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;

/// Workers make and drop many small texts at once, where the system's allocator spends a fifth of a build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// As deep as the workers': some systems give a program's first thread far less.
const STACK: usize = 32 << 20;

/// Works on a thread that never ends: the system takes a program's memory back at once, while the allocator first goes
/// through all that the ending thread ever had.
fn main() -> ExitCode {
    let (end, ended) = mpsc::channel();
    let work = move || {
        if end.send(banbao::cli::run(std::env::args_os())).is_ok() {
            loop {
                thread::park();
            }
        }
    };
    match thread::Builder::new().name("main".to_owned()).stack_size(STACK).spawn(work) {
        // Where it panicked, that was said.
        Ok(_) => ended.recv().unwrap_or(ExitCode::from(101)),
        Err(_) => banbao::cli::run(std::env::args_os()),
    }
}
