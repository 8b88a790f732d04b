//! Laid-out pages → PNG with a palette: what is flat and has few colours stays small. Equal pages give equal bytes.

use std::collections::HashMap;

use typst_layout::{Page, PagedDocument};
use typst_render::RenderOptions;

use crate::diagnostic::{Code, Diagnostic};

/// Pixels a point: a template's 540 pt are 1080 px.
pub const PIXELS: f64 = 2.0;
/// Higher pictures are beyond what phones and chats show.
const TALLEST_PX: f64 = 30_000.0;

/// The first page as a picture.
///
/// # Errors
/// A page too high for a picture.
pub fn png(document: &PagedDocument) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let fail = |reason: &str| vec![Code::TypstError.diagnostic().with("reason", reason)];
    let Some(page) = document.pages().first() else { return Err(fail("no page")) };
    if page.frame.height().to_pt() * PIXELS > TALLEST_PX {
        return Err(fail("the picture is higher than 30,000 px"));
    }
    encode(page).map_err(|error| fail(&error.to_string()))
}

fn encode(page: &Page) -> Result<Vec<u8>, png::EncodingError> {
    // The default is two pixels a point.
    let pixmap = typst_render::render(page, &RenderOptions::default());
    let (palette, indices) = quantise(pixmap.data());
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette);
    // Half the time of the usual level 6, for pictures one per cent larger.
    encoder.set_deflate_compression(png::DeflateCompression::Level(4));
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indices)?;
    writer.finish()?;
    Ok(bytes)
}

/// A page so many pixels wide, in full colour: made to be looked at at once and kept by nobody.
///
/// # Errors
/// A page that no picture can hold.
pub fn sized(page: &Page, width: u32) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let scale = f64::from(width) / page.frame.width().to_pt().max(1.0);
    let options = RenderOptions { pixel_per_pt: scale.into(), ..RenderOptions::default() };
    let pixmap = typst_render::render(page, &options);
    let mut rgb = vec![0; pixmap.data().len() / 4 * 3];
    for (rgb, rgba) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(pixmap.data().as_chunks::<4>().0) {
        *rgb = [rgba[0], rgba[1], rgba[2]];
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    // To try all filters for each line takes as long as all the rest of writing it.
    encoder.set_filter(png::Filter::Sub);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&rgb)?;
        writer.finish()
    });
    written.map_err(|error| vec![Code::TypstError.diagnostic().with("reason", error)])?;
    Ok(bytes)
}

type Rgb = [u8; 3];

/// Bytes that are compared at once.
const BLOCK: usize = 4 * 32;

/// The 256 commonest colours of RGBA pixels, and each pixel's nearest of them. Flat areas keep their very colour; what
/// is changed, by a shade, are edges of letters.
fn quantise(rgba: &[u8]) -> (Vec<u8>, Vec<u8>) {
    // Colours in the order in which they are met, with how many pixels have each; every run of pixels by its colour's number.
    let mut colors: Vec<(Rgb, usize)> = Vec::new();
    let mut numbers: HashMap<Rgb, u32> = HashMap::new();
    let mut all: Vec<(u32, usize)> = Vec::new();
    for (color, length) in runs(rgba) {
        let number = *numbers.entry(color).or_insert_with(|| {
            colors.push((color, 0));
            u32::try_from(colors.len() - 1).unwrap_or(u32::MAX)
        });
        colors[number as usize].1 += length;
        all.push((number, length));
    }
    let mut common = colors.clone();
    common.sort_by_key(|(color, count)| (std::cmp::Reverse(*count), *color));
    common.truncate(256);
    let nearest = |color: &Rgb| -> u8 {
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)) * u32::from(a.abs_diff(b));
        let distance = |o: &Rgb| square(color[0], o[0]) + square(color[1], o[1]) + square(color[2], o[2]);
        let best = common.iter().enumerate().min_by_key(|(_, (other, _))| distance(other));
        best.and_then(|(index, _)| u8::try_from(index).ok()).unwrap_or(0)
    };
    let index: Vec<u8> = colors.iter().map(|(color, _)| nearest(color)).collect();
    let mut indices = Vec::with_capacity(rgba.len() / 4);
    for (number, length) in all {
        indices.resize(indices.len() + length, index[number as usize]);
    }
    (common.iter().flat_map(|(color, _)| *color).collect(), indices)
}

/// Equal pixels one after another, as (colour, how many).
fn runs(rgba: &[u8]) -> impl Iterator<Item = (Rgb, usize)> + '_ {
    let mut rest = rgba;
    std::iter::from_fn(move || {
        let first = rest.get(..4)?;
        // Most of a picture is flat: a block that equals itself shifted by a pixel is of one colour.
        let mut end = 4;
        while rest.get(end - 4..end + BLOCK - 4) == rest.get(end..end + BLOCK) && rest.len() >= end + BLOCK {
            end += BLOCK;
        }
        while rest.get(end..end + 4) == Some(first) {
            end += 4;
        }
        rest = &rest[end..];
        Some(([first[0], first[1], first[2]], end / 4))
    })
}

#[cfg(test)]
mod tests {
    use super::quantise;

    #[test]
    fn flat_colours_stay_as_they_are() {
        let pixels = [[11, 79, 66, 255], [11, 79, 66, 255], [255, 253, 247, 255]].concat();
        let (palette, indices) = quantise(&pixels);
        assert_eq!(palette, [11, 79, 66, 255, 253, 247]);
        assert_eq!(indices, [0, 0, 1]);
    }

    #[test]
    fn rare_colours_take_the_nearest_common_one() {
        let mut pixels: Vec<u8> = (0..=255).flat_map(|grey: u8| [grey, grey, grey, 255].repeat(2)).collect();
        pixels.extend([10, 10, 11, 255]);
        let (palette, indices) = quantise(&pixels);
        assert_eq!(palette.len(), 3 * 256);
        let last = usize::from(*indices.last().unwrap());
        assert_eq!(palette[3 * last..3 * last + 3], [10, 10, 10]);
    }
}
