//! Relative links between site paths: the site works under any base path, on any host, and opened from a disk.

/// Writes links as seen from one page.
#[derive(Debug, Clone)]
pub struct Linker {
    /// `../` for each folder of the page, `./` at the root; or the absolute base for the 404 page.
    root: String,
    /// Links name their `index.html`.
    files: bool,
}

impl Linker {
    /// For the page at `path` (`a/co/index.html`).
    pub fn new(path: &str, files: bool) -> Linker {
        let depth = path.matches('/').count();
        Linker { root: if depth == 0 { "./".to_owned() } else { "../".repeat(depth) }, files }
    }

    /// For a page that is served under paths nobody knows: links are absolute.
    pub fn absolute(base_url: &str) -> Linker {
        Linker { root: format!("{base_url}/"), files: false }
    }

    /// What leads from the page to the site's root: `../../`, `./`, or the absolute base.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Whether links lead to the configured address, wherever the page is shown.
    pub fn is_absolute(&self) -> bool {
        !self.root.starts_with('.')
    }

    /// The link to a site path: a folder (`a/co/`, or empty for the home page) or a file (`feed.xml`).
    pub fn href(&self, to: &str) -> String {
        let file = if self.files && (to.is_empty() || to.ends_with('/')) { "index.html" } else { "" };
        let root = if to.is_empty() || !self.root.starts_with("./") { self.root.as_str() } else { "" };
        [root, to, file].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::Linker;

    #[test]
    fn links_are_relative() {
        let page = Linker::new("a/co/index.html", false);
        assert_eq!(page.href("t/safety/"), "../../t/safety/");
        assert_eq!(page.href(""), "../../");
        assert_eq!(Linker::new("index.html", false).href(""), "./");
        assert_eq!(Linker::new("index.html", true).href("b/001/"), "b/001/index.html");
        assert_eq!(Linker::new("a/co/index.html", true).href("feed.xml"), "../../feed.xml");
        assert_eq!(Linker::absolute("https://a.cn/x").href("t/"), "https://a.cn/x/t/");
    }
}
