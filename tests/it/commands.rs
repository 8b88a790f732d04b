//! The command line as a person uses it: what each command makes, says and leaves alone, and its exit code.
