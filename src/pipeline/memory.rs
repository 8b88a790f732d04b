//! What one build leaves behind for the next: which jobs were done, by identity. A build without it is the same build,
//! only slower.

/// Kept across the builds of one process, or on disk between two.
#[derive(Debug, Default)]
pub struct Memory {}
