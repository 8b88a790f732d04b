//! The `banbao` program: everything is in the library; this only turns its result into an exit code.

use std::process;
use std::thread;

/// Workers make and drop many small texts at once, where the system's allocator spends a fifth of a build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let code = i32::from(banbao::cli::run(std::env::args_os()));
    // The allocator goes through the memory of the thread that ends a program; of a new one that takes no time. All of it goes
    // back to the system anyway.
    if thread::Builder::new().spawn(move || process::exit(code)).is_err() {
        process::exit(code);
    }
    loop {
        thread::park();
    }
}
