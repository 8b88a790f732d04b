//! The `banbao` program: everything is in the library; this only turns its result into an exit code.

fn main() -> std::process::ExitCode {
    banbao::cli::run(std::env::args_os())
}
