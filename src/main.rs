//! The `banbao` program: everything is in the library; this only turns its result into an exit code.

/// Workers make and drop many small texts at once, where the system's allocator spends a fifth of a build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    banbao::cli::run(std::env::args_os())
}
