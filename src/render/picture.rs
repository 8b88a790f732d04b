//! A picture in one width → WebP or JPEG of few bytes, upright, without EXIF data or colour profile. Equal inputs give
//! equal bytes.

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::{AnimationDecoder, DynamicImage, ImageDecoder, Rgba, RgbaImage, guess_format};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use crate::diagnostic::{Code, Diagnostic};
use crate::model::images;
use crate::plan::pictures::{BUDGET, Format, PictureJob};

/// What is tried, best first, until a picture is light enough: quality, and how many quarters of its sharpness it keeps.
const STEPS: [(u8, u32); 8] = [(82, 4), (74, 4), (66, 4), (58, 4), (50, 4), (42, 4), (50, 3), (42, 3)];

/// The published file, and what its author should know of it.
///
/// # Errors
/// A file that cannot be decoded.
pub fn render(job: &PictureJob) -> Result<(Vec<u8>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let damaged = |reason: String| {
        let found = Code::ImageDamaged.at(job.place.clone());
        vec![found.with("path", job.path).with("reason", reason)]
    };
    let original = decode(job.original).map_err(damaged)?;
    let picture = shrink(&original, job.width);
    let mut found = Vec::new();
    if is_animated(job.original) {
        found.push(Code::ImageAnimated.at(job.place.clone()).with("path", job.path));
    }
    let smooth = is_lossless(job.original).then(|| lossless(&picture, job.format)).flatten();
    let mut best: Option<Vec<u8>> = smooth.filter(|bytes| bytes.len() <= BUDGET);
    let mut tries: Vec<Option<Vec<u8>>> = vec![None; STEPS.len()];
    let mut failure = None;
    // Less quality is hardly ever more bytes, so the best step that fits is found by halving.
    let at = STEPS.iter().enumerate().collect::<Vec<_>>().partition_point(|(index, step)| {
        match encode(&picture, job.format, **step) {
            Ok(bytes) => {
                let heavy = bytes.len() > BUDGET;
                tries[*index] = Some(bytes);
                heavy
            }
            Err(error) => {
                failure = Some(error);
                false
            }
        }
    });
    if let Some(error) = failure {
        return Err(damaged(error));
    }
    match tries.get_mut(at).and_then(Option::take) {
        Some(bytes) if best.as_ref().is_none_or(|best| bytes.len() < best.len()) => best = Some(bytes),
        Some(_) => {}
        None if best.is_none() => {
            // Blurring it further would help nobody: it is published as heavy as it must be.
            let bytes = encode(&picture, job.format, (42, 4)).map_err(damaged)?;
            let kilobytes = |bytes: usize| bytes.div_ceil(1024);
            found.push(
                Code::ImageHeavy
                    .at(job.place.clone())
                    .with("path", job.path)
                    .with("kilobytes", kilobytes(bytes.len()))
                    .with("most", kilobytes(BUDGET))
                    .with("width", picture.width())
                    .with("height", picture.height()),
            );
            best = Some(bytes);
        }
        None => {}
    }
    Ok((best.unwrap_or_default(), found))
}

/// The pixels as they are meant to be seen: turned upright, in sRGB, eight bits a channel.
fn decode(bytes: &[u8]) -> Result<RgbaImage, String> {
    let mut decoder = images::decoder(bytes).ok_or("unknown format")?;
    let orientation = decoder.orientation().map_err(|error| error.to_string())?;
    let profile = decoder.icc_profile().ok().flatten();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| error.to_string())?;
    picture.apply_orientation(orientation);
    let mut pixels = picture.into_rgba8();
    if let Some(profile) = profile.and_then(|profile| ColorProfile::new_from_slice(&profile).ok()) {
        to_srgb(&mut pixels, &profile);
    }
    Ok(pixels)
}

/// Cameras of phones write wider colours than sRGB; without their profile they would look dull. A profile that cannot be
/// used (of CMYK, which the decoder has turned into RGB) changes nothing.
fn to_srgb(pixels: &mut RgbaImage, profile: &ColorProfile) {
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let Ok(transform) = profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgba, options) else {
        return;
    };
    let mut converted = vec![0; pixels.as_raw().len()];
    if transform.transform(pixels.as_raw(), &mut converted).is_ok() {
        pixels.copy_from_slice(&converted);
    }
}

/// A picture no wider than `width`, coarsely first where it is many times as wide.
fn shrink(picture: &RgbaImage, width: u32) -> RgbaImage {
    if picture.width() <= width {
        return picture.clone();
    }
    let height = |width: u32| {
        let high = u64::from(picture.height()) * u64::from(width) / u64::from(picture.width());
        u32::try_from(high).unwrap_or(1).max(1)
    };
    let middle = width * 3;
    if picture.width() > middle {
        let coarse = image::imageops::thumbnail(picture, middle, height(middle));
        return image::imageops::resize(&coarse, width, height(width), FilterType::Lanczos3);
    }
    image::imageops::resize(picture, width, height(width), FilterType::Lanczos3)
}

fn encode(picture: &RgbaImage, format: Format, (quality, sharpness): (u8, u32)) -> Result<Vec<u8>, String> {
    let softened;
    let mut picture = picture;
    if sharpness < 4 {
        let (width, height) = picture.dimensions();
        let quarter = |side: u32| (side * sharpness / 4).max(1);
        let small = image::imageops::resize(picture, quarter(width), quarter(height), FilterType::Triangle);
        softened = image::imageops::resize(&small, width, height, FilterType::Triangle);
        picture = &softened;
    }
    let (width, height) = picture.dimensions();
    match format {
        Format::WebP if is_opaque(picture) => {
            let rgb = on_white(picture);
            let encoder = webp::Encoder::from_rgb(rgb.as_raw(), width, height);
            memory(encoder.encode_simple(false, f32::from(quality)))
        }
        Format::WebP => {
            let encoder = webp::Encoder::from_rgba(picture.as_raw(), width, height);
            memory(encoder.encode_simple(false, f32::from(quality)))
        }
        Format::Jpeg => {
            let mut bytes = Vec::new();
            let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
            on_white(picture).write_with_encoder(encoder).map_err(|error| error.to_string())?;
            Ok(bytes)
        }
    }
}

/// Drawings with few colours are smaller, and sharper, where nothing is lost.
fn lossless(picture: &RgbaImage, format: Format) -> Option<Vec<u8>> {
    let encoder = webp::Encoder::from_rgba(picture.as_raw(), picture.width(), picture.height());
    (format == Format::WebP).then(|| memory(encoder.encode_simple(true, 75.0)).ok()).flatten()
}

fn memory(encoded: Result<webp::WebPMemory, webp::WebPEncodingError>) -> Result<Vec<u8>, String> {
    encoded.map(|memory| memory.to_vec()).map_err(|error| format!("{error:?}"))
}

fn is_opaque(picture: &RgbaImage) -> bool {
    picture.pixels().all(|Rgba([.., alpha])| *alpha == u8::MAX)
}

/// JPEG has no transparency: what shows through is white, as on paper.
fn on_white(picture: &RgbaImage) -> image::RgbImage {
    image::RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let Rgba([red, green, blue, alpha]) = *picture.get_pixel(x, y);
        let alpha = u32::from(alpha);
        let over = |color: u8| {
            u8::try_from((u32::from(color) * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}

/// Whether the original lost nothing either, as drawings and pictures of screens are kept.
fn is_lossless(bytes: &[u8]) -> bool {
    !matches!(guess_format(bytes), Ok(image::ImageFormat::Jpeg))
}

fn is_animated(bytes: &[u8]) -> bool {
    let cursor = std::io::Cursor::new(bytes);
    match guess_format(bytes) {
        Ok(image::ImageFormat::Gif) => {
            GifDecoder::new(cursor).is_ok_and(|decoder| decoder.into_frames().take(2).count() > 1)
        }
        Ok(image::ImageFormat::WebP) => WebPDecoder::new(cursor).is_ok_and(|decoder| decoder.has_animation()),
        Ok(image::ImageFormat::Png) => {
            PngDecoder::new(cursor).is_ok_and(|decoder| decoder.is_apng().unwrap_or(false))
        }
        _ => false,
    }
}
