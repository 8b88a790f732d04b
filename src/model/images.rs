//! What can be known of a picture without decoding it: its size in pixels as it is seen, and what an SVG holds beside shapes.

use std::io::Cursor;

use image::{ImageDecoder, ImageFormat, ImageReader};

/// A picture that browsers and posters can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels as seen: a photo that its EXIF data turns is turned.
    pub size: (u32, u32),
    /// What in an SVG would run or be fetched, as written there.
    pub active: Option<String>,
}

impl Picture {
    /// Whether it is one that can be worked on, and does nothing.
    pub fn is_publishable(&self) -> bool {
        u64::from(self.size.0) * u64::from(self.size.1) <= MOST_PIXELS && self.active.is_none()
    }
}

/// More pixels than any camera of an office's takes; decoded, a picture needs four bytes for each.
pub const MOST_PIXELS: u64 = 100_000_000;

/// Reads a picture's head; `None` where the file is none.
pub fn read(path: &str, bytes: &[u8]) -> Option<Picture> {
    if is_svg(path) {
        let text = std::str::from_utf8(bytes).ok()?;
        return Some(Picture { size: svg_size(text)?, active: active(text) });
    }
    let mut decoder = decoder(bytes)?;
    let (width, height) = decoder.dimensions();
    let size = match decoder.orientation().ok()?.to_exif() {
        5.. => (height, width),
        _ => (width, height),
    };
    (width > 0 && height > 0).then_some(Picture { size, active: None })
}

/// A decoder for the formats that articles may use.
pub fn decoder(bytes: &[u8]) -> Option<impl ImageDecoder + '_> {
    use ImageFormat::{Gif, Jpeg, Png, WebP};
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    matches!(reader.format(), Some(Png | Jpeg | Gif | WebP)).then(|| reader.into_decoder().ok()).flatten()
}

/// Whether a file is, by its ending, a drawing rather than pixels.
pub fn is_svg(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".svg")
}

/// The last two numbers of `viewBox`, else `width` and `height`.
fn svg_size(text: &str) -> Option<(u32, u32)> {
    let tag = &text[text.find("<svg")?..];
    let tag = &tag[..tag.find('>')?];
    let attribute = |name: &str| {
        let at = tag.find(&format!(" {name}="))? + name.len() + 2;
        let quote = tag[at..].chars().next()?;
        tag[at + 1..].split(quote).next()
    };
    let pixels =
        |text: &str| text.trim_end_matches("px").parse::<f64>().ok().map(|side| side.round().max(1.0) as u32);
    if let Some(view) = attribute("viewBox") {
        let mut sides = view.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
        return Some((pixels(sides.next()?)?, pixels(sides.next()?)?));
    }
    Some((pixels(attribute("width")?)?, pixels(attribute("height")?)?))
}

/// Scripts, event handlers and what lies outside the file: opened on its own, an SVG is a page of the site.
fn active(text: &str) -> Option<String> {
    let document = match roxmltree::Document::parse(text) {
        Ok(document) => document,
        // Entities and document types are refused by the parser; what is no XML is no picture to a browser.
        Err(error) => return Some(error.to_string()),
    };
    let own = |target: &str| {
        let target = target.trim().trim_matches(['"', '\'']);
        target.starts_with('#') || target.starts_with("data:image/") || target.is_empty()
    };
    let foreign_style = |style: &str| {
        style.contains("@import")
            || style.split("url(").skip(1).any(|rest| !own(rest.split(')').next().unwrap_or(rest)))
    };
    for node in document.descendants() {
        if node.is_element() {
            let name = node.tag_name().name();
            if ["script", "foreignobject", "iframe", "handler"].contains(&name.to_ascii_lowercase().as_str())
            {
                return Some(format!("<{name}>"));
            }
        }
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            if name.to_ascii_lowercase().starts_with("on")
                || matches!(name, "href" | "src") && !own(value)
                || foreign_style(value)
            {
                return Some(format!("{name}=\"{value}\""));
            }
        }
        let is_style = node.tag_name().name() == "style";
        if let Some(style) = node.text().filter(|text| is_style && foreign_style(text)) {
            return Some(style.trim().lines().next().unwrap_or_default().to_owned());
        }
    }
    let foreign_sheet = |node: roxmltree::Node| node.pi().is_some_and(|pi| pi.target == "xml-stylesheet");
    document.root().children().any(foreign_sheet).then(|| "<?xml-stylesheet?>".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{active, read};

    fn size(path: &str, bytes: &[u8]) -> Option<(u32, u32)> {
        read(path, bytes).map(|picture| picture.size)
    }

    #[test]
    fn an_svg_has_the_size_of_its_view() {
        assert_eq!(size("a.svg", b"<?xml?><svg viewBox=\"0 0 48 24\" width=\"9\">"), Some((48, 24)));
        assert_eq!(size("a.svg", b"<svg width='30px' height='20'/>"), Some((30, 20)));
        assert_eq!(size("a.png", b"no picture"), None);
    }

    #[test]
    fn what_runs_or_is_fetched_is_found_in_an_svg() {
        let svg = |inner: &str| {
            format!(
                "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>{inner}</svg>"
            )
        };
        for good in [
            "<path d='M0 0'/>",
            "<use href='#a'/>",
            "<image xlink:href='data:image/png;base64,AA=='/>",
            "<path style='fill:url(#g)' d=''/><style>path{fill:url(\"#g\")}</style>",
        ] {
            assert_eq!(active(&svg(good)), None, "{good}");
        }
        for bad in [
            "<script>alert(1)</script>",
            "<path onclick='x()'/>",
            "<a href='javascript:x()'/>",
            "<image xlink:href='https://a.cn/b.png'/>",
            "<use href='other.svg#a'/>",
            "<foreignObject/>",
            "<path fill='url(https://a.cn/x)'/>",
            "<style>@import 'https://a.cn/x.css';</style>",
            "<unclosed>",
        ] {
            assert!(active(&svg(bad)).is_some(), "{bad}");
        }
        let outside = "<?xml-stylesheet href='a.css'?><svg xmlns='http://www.w3.org/2000/svg'/>";
        assert_eq!(active(outside).as_deref(), Some("<?xml-stylesheet?>"));
    }
}
