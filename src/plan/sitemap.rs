//! Which files the sitemap is: one, or an index and its parts (sitemaps.org protocol 0.9).

/// As many addresses as the protocol allows in one file.
pub const LIMIT: usize = 50_000;

/// One file of the sitemap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All there is.
    Whole,
    /// The list of this many parts.
    Index(usize),
    /// A part; from 1.
    Number(usize),
}

impl Part {
    /// The files that so many addresses need, by path: one, or an index and its parts.
    pub fn split(addresses: usize, limit: usize) -> Vec<(String, Part)> {
        if addresses <= limit {
            return vec![("sitemap.xml".to_owned(), Part::Whole)];
        }
        let count = addresses.div_ceil(limit);
        let index = ("sitemap.xml".to_owned(), Part::Index(count));
        let parts = (1..=count).map(|number| (part_path(number), Part::Number(number)));
        std::iter::once(index).chain(parts).collect()
    }
}

/// Where a part lies; from 1.
pub fn part_path(number: usize) -> String {
    format!("sitemap-{number}.xml")
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, Part};

    #[test]
    fn more_addresses_than_a_file_may_hold_are_split() {
        assert_eq!(Part::split(LIMIT, LIMIT), [("sitemap.xml".to_owned(), Part::Whole)]);
        let split = Part::split(LIMIT + 1, LIMIT);
        let expected = [
            ("sitemap.xml", Part::Index(2)),
            ("sitemap-1.xml", Part::Number(1)),
            ("sitemap-2.xml", Part::Number(2)),
        ];
        assert_eq!(split, expected.map(|(path, part)| (path.to_owned(), part)));
        assert_eq!(Part::split(150_000, LIMIT).len(), 4);
    }
}
