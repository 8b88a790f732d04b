//! What a host sends instead of the file where it can: gzip and Brotli. Equal bytes give equal bytes; no clock is read.

use std::io::{self, Write};

use flate2::write::GzEncoder;

/// Quality of Brotli: at 11, its best, ten thousand pages would take minutes for a few bytes in a hundred.
const BROTLI: u32 = 9;
/// Window of Brotli as a power of two; what is larger gains nothing more.
const WINDOW: u32 = 22;
const BUFFER: usize = 4096;

/// As hosts and `gzip -9n` do it, with neither name nor time in its head.
///
/// # Errors
/// None that memory can give.
pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// # Errors
/// None that memory can give.
pub fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    {
        let mut encoder = brotli::CompressorWriter::new(&mut out, BUFFER, BROTLI, WINDOW);
        encoder.write_all(bytes)?;
        encoder.flush()?;
    }
    Ok(out)
}

/// Whether a file is text that gains by it: pictures and the like are compressed already, and what fits into one packet
/// arrives no sooner.
pub fn gains(path: &str, bytes: &[u8]) -> bool {
    const TEXTS: [&str; 10] = ["html", "css", "js", "svg", "xml", "json", "csv", "ics", "txt", "webmanifest"];
    let kind = path.rsplit_once('.').map_or("", |(_, kind)| kind);
    bytes.len() > 1024 && TEXTS.contains(&kind.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{brotli, gains, gzip};

    #[test]
    fn what_is_packed_can_be_unpacked_and_tells_no_time() {
        let text = "一氧化碳 ".repeat(900);
        let packed = gzip(text.as_bytes()).unwrap();
        // Flags (no name) and four bytes of time.
        assert_eq!(packed[3..8], [0; 5]);
        let mut back = String::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut back).unwrap();
        assert_eq!(back, text);
        let mut back = String::new();
        let packed = brotli(text.as_bytes()).unwrap();
        brotli::Decompressor::new(&packed[..], 4096).read_to_string(&mut back).unwrap();
        assert_eq!(back, text);
    }

    #[test]
    fn pictures_and_little_files_are_left_alone() {
        assert!(gains("a/co/index.html", &[b'a'; 1500]));
        assert!(!gains("robots.txt", b"User-agent: *"));
        assert!(!gains("a/card.png", &[0; 9000]));
    }
}
