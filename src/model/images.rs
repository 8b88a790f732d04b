//! Sizes of pictures in pixels, read from their first bytes; an SVG's from its `viewBox`.

/// Width and height; `None` where the file is no picture that browsers and posters can show.
pub fn size(path: &str, bytes: &[u8]) -> Option<(u32, u32)> {
    if path.to_ascii_lowercase().ends_with(".svg") {
        return svg_size(std::str::from_utf8(bytes).ok()?);
    }
    let size = imagesize::blob_size(bytes).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
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

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn an_svg_has_the_size_of_its_view() {
        assert_eq!(size("a.svg", b"<?xml?><svg viewBox=\"0 0 48 24\" width=\"9\">"), Some((48, 24)));
        assert_eq!(size("a.svg", b"<svg width='30px' height='20'/>"), Some((30, 20)));
        assert_eq!(size("a.png", b"no picture"), None);
    }
}
