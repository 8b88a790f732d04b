//! Pictures of articles on the web: light, upright, without what a camera wrote into them; and what is refused.
#![expect(clippy::disallowed_methods, reason = "tests touch the disk")]

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, imageops};

use crate::harness::{Outcome, Project, Tree, project};

const CO: &str = "content/articles/co.md";
const MOST: usize = 30 * 1024;

/// `small`, its article on carbon monoxide followed by `text`, with a picture beside it.
fn with(text: &str, name: &str, bytes: &[u8]) -> Project {
    let project = project("small");
    let article = std::fs::read_to_string(project.path(CO)).unwrap();
    project.write(CO, &format!("{article}\n{text}\n")).bytes(&format!("content/articles/{name}"), bytes)
}

fn shown(name: &str, bytes: &[u8]) -> Project {
    with(&format!("![图上有四块颜色]({name})"), name, bytes)
}

fn site(project: &Project) -> Outcome {
    project.run(&["build", "--no-print"])
}

/// Published pictures of articles by name without hash: `photo-400.webp`.
fn pictures(outcome: &Outcome) -> Tree {
    let files = outcome.tree("public/a").into_iter();
    let files = files.filter(|(path, _)| !path.ends_with(".html") && !path.ends_with("card.png"));
    let plain = |path: String| {
        let mut parts: Vec<&str> = path.split('.').collect();
        if parts.len() > 2 {
            parts.remove(1);
        }
        parts.join(".")
    };
    files.map(|(path, bytes)| (plain(path), bytes)).collect()
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture.clone()).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn decoded(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).unwrap().into_rgb8()
}

/// Red and green above, blue and white below.
fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => Rgb([220, 30, 30]),
        (false, true) => Rgb([30, 180, 30]),
        (true, false) => Rgb([30, 30, 220]),
        (false, false) => Rgb([250, 250, 250]),
    })
}

/// Pixels that no codec can foresee.
fn noise(width: u32, height: u32) -> RgbImage {
    let mut state = 1u32;
    RgbImage::from_fn(width, height, |_, _| {
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        Rgb([next(), next(), next()])
    })
}

/// A JPEG as cameras write it: with an orientation, and words that are nobody's business.
fn camera(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let jpeg = encoded(picture, ImageFormat::Jpeg);
    let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    tiff.extend(b"\x01\x0f\0\x02\0\0\0\x0c\0\0\0\x26"); // Make: twelve letters at offset 38
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend(b"\0\0\0\0LEAKEDCAMERA");
    let length = u16::try_from(2 + 6 + tiff.len()).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, b"Exif\0\0", &tiff, &jpeg[2..]].concat()
}

/// How a camera stores what is seen upright.
fn stored(upright: &RgbImage, orientation: u8) -> RgbImage {
    let mirrored = imageops::flip_horizontal(upright);
    match orientation {
        2 => mirrored,
        3 => imageops::rotate180(upright),
        4 => imageops::flip_vertical(upright),
        5 => imageops::rotate270(&mirrored),
        6 => imageops::rotate270(upright),
        7 => imageops::rotate90(&mirrored),
        8 => imageops::rotate90(upright),
        _ => upright.clone(),
    }
}

#[track_caller]
fn is_quarters(picture: &RgbImage) {
    let (width, height) = picture.dimensions();
    let at = |x: u32, y: u32| picture.get_pixel(width * x / 4, height * y / 4).0;
    let expected = quarters(4, 4);
    for (x, y) in [(1, 1), (3, 1), (1, 3), (3, 3)] {
        let (seen, wanted) =
            (at(x, y), expected.get_pixel(if x == 1 { 0 } else { 3 }, if y == 1 { 0 } else { 3 }).0);
        let near = seen.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 40);
        assert!(near, "at {x}/4, {y}/4: {seen:?} instead of {wanted:?}");
    }
}

#[test]
fn a_photo_is_published_in_the_layouts_widths_and_not_as_it_came() {
    let photo = camera(&quarters(1600, 1200), 1);
    let outcome = site(&shown("photo.jpg", &photo)).succeeds_cleanly();
    let files = pictures(&outcome);
    assert_eq!(files.keys().collect::<Vec<_>>(), ["photo-400.jpg", "photo-400.webp", "photo-800.webp"]);
    for (name, bytes) in &files {
        assert!(bytes.len() <= MOST, "{name} has {} bytes", bytes.len());
        assert!(!bytes.windows(6).any(|part| part == b"LEAKED"), "{name} tells what took it");
        let width: u32 = name[6..9].parse().unwrap();
        assert_eq!(decoded(bytes).dimensions(), (width, width * 3 / 4), "{name}");
    }
    let html = outcome.file("public/a/co/index.html");
    for part in [
        "<picture><source type=\"image/webp\" srcset=\"../../a/photo-400.",
        ".webp 400w, ../../a/photo-800.",
        ".webp 800w\" sizes=\"",
        "<img src=\"../../a/photo-400.",
        " width=\"800\" height=\"600\"",
    ] {
        assert!(html.contains(part), "`{part}` is not in: {html}");
    }
}

#[test]
fn every_file_a_page_names_is_there() {
    let outcome = site(&shown("photo.jpg", &camera(&quarters(1600, 1200), 1))).succeeds_cleanly();
    let html = outcome.file("public/a/co/index.html");
    let names = html
        .split(['"', ' ', ','])
        .filter(|word| word.contains("photo-"))
        .map(|word| word.trim_start_matches("../../"));
    let names: Vec<&str> = names.collect();
    assert_eq!(names.len(), 3);
    for name in names {
        assert!(outcome.has(&format!("public/{name}")), "{name}");
    }
}

#[test]
fn only_the_first_picture_of_a_text_is_fetched_at_once() {
    let one = encoded(&quarters(600, 300), ImageFormat::Png);
    let text = "![一](one.png)\n\n![二](two.png)\n\n![三](one.png)";
    let project = with(text, "one.png", &one).bytes("content/articles/two.png", &one);
    let html = site(&project).succeeds_cleanly().file("public/a/co/index.html");
    let lazy: Vec<bool> = html
        .split("<img ")
        .skip(1)
        .map(|tag| tag.split('>').next().unwrap().contains("loading=\"lazy\""))
        .collect();
    assert_eq!(lazy, [false, true, true]);
    assert_eq!(html.matches("decoding=\"async\"").count(), 3);
}

#[test]
fn a_photo_stands_upright_however_the_camera_was_held() {
    let upright = quarters(640, 480);
    let mut text = String::new();
    let mut project = project("small");
    for orientation in 1..=8 {
        let name = format!("turned{orientation}.jpg");
        text += &format!("![转了]({name})\n\n");
        project = project
            .bytes(&format!("content/articles/{name}"), &camera(&stored(&upright, orientation), orientation));
    }
    let article = std::fs::read_to_string(project.path(CO)).unwrap();
    let outcome = site(&project.write(CO, &format!("{article}\n{text}"))).succeeds_cleanly();
    let files = pictures(&outcome);
    for orientation in 1..=8 {
        for name in [format!("turned{orientation}-400.jpg"), format!("turned{orientation}-640.webp")] {
            let picture = decoded(&files[&name]);
            assert_eq!(picture.width() * 3 / 4, picture.height(), "{name}");
            is_quarters(&picture);
        }
    }
    let html = outcome.file("public/a/co/index.html");
    assert_eq!(html.matches(" width=\"640\" height=\"480\"").count(), 8);
}

#[test]
fn equal_pictures_give_equal_files() {
    let project = shown("photo.jpg", &camera(&quarters(900, 900), 6));
    let first = site(&project).succeeds_cleanly().tree("public");
    std::fs::remove_dir_all(project.path("public")).unwrap();
    assert_eq!(first, site(&project).succeeds_cleanly().tree("public"));
}

#[test]
fn a_changed_picture_has_another_name() {
    let name = |bytes: &[u8]| {
        let outcome = site(&shown("photo.png", bytes)).succeeds_cleanly();
        outcome.tree("public/a").into_keys().find(|path| path.ends_with(".webp")).unwrap()
    };
    let (one, two) = (quarters(300, 300), quarters(300, 200));
    assert_ne!(name(&encoded(&one, ImageFormat::Png)), name(&encoded(&two, ImageFormat::Png)));
}

#[test]
fn a_small_picture_is_not_enlarged() {
    let outcome = site(&shown("dot.png", &encoded(&quarters(90, 60), ImageFormat::Png))).succeeds_cleanly();
    assert_eq!(pictures(&outcome).keys().collect::<Vec<_>>(), ["dot-90.jpg", "dot-90.webp"]);
    assert!(outcome.file("public/a/co/index.html").contains(" width=\"90\" height=\"60\""));
}

#[test]
fn what_shows_through_stays_so_and_is_white_where_it_cannot() {
    let mut glass = image::RgbaImage::from_pixel(200, 100, image::Rgba([0, 0, 0, 0]));
    (0..50).for_each(|x| glass.put_pixel(x, 50, image::Rgba([200, 0, 0, 255])));
    let mut png = Cursor::new(Vec::new());
    glass.write_to(&mut png, ImageFormat::Png).unwrap();
    let outcome = site(&shown("glass.png", &png.into_inner())).succeeds_cleanly();
    let files = pictures(&outcome);
    let webp = image::load_from_memory(&files["glass-200.webp"]).unwrap().into_rgba8();
    assert_eq!(webp.get_pixel(150, 20).0[3], 0);
    assert!(decoded(&files["glass-200.jpg"]).get_pixel(150, 20).0.iter().all(|channel| *channel > 250));
}

#[test]
fn a_drawing_is_published_as_it_is() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 60 40\"><path d=\"M0 0h9\"/></svg>";
    let outcome = site(&shown("plan.svg", svg.as_bytes())).succeeds_cleanly();
    assert_eq!(pictures(&outcome), Tree::from([("plan.svg".to_owned(), svg.as_bytes().to_vec())]));
    let html = outcome.file("public/a/co/index.html");
    assert!(
        html.contains("<img src=\"../../a/plan.") && html.contains(" width=\"60\" height=\"40\""),
        "{html}"
    );
    assert!(!html.contains("<picture>"));
}

#[test]
fn a_link_to_a_picture_opens_the_original_and_files_nobody_shows_stay_at_home() {
    let photo = camera(&quarters(300, 300), 1);
    let project = with("[原图](photo.jpg)", "photo.jpg", &photo)
        .bytes("content/articles/unused.jpg", &photo)
        .bytes("content/static/seal.png", b"as it is");
    let outcome = site(&project).succeeds_cleanly();
    assert_eq!(pictures(&outcome), Tree::from([("photo.jpg".to_owned(), photo)]));
    assert_eq!(outcome.tree("public")["seal.png"], b"as it is");
}

#[test]
fn html_of_an_authors_own_keeps_the_picture_that_it_names() {
    let photo = camera(&quarters(300, 300), 1);
    // In a folder of its own, so that one name is right beside the text and on the page.
    let article = std::fs::read_to_string(project("small").path(CO)).unwrap();
    let raw = "<img src=\"photo.jpg\" alt=\"四块颜色\">";
    let folder = project("small")
        .remove(CO)
        .edit("content/pages/about.md", "@/articles/co.md", "@/articles/co/index.md")
        .write("content/articles/co/index.md", &format!("{article}\n{raw}\n"))
        .bytes("content/articles/co/photo.jpg", &photo);
    let project = folder.edit("banbao.toml", "[rules]\n", "[markdown]\nraw_html = true\n\n[rules]\n");
    assert_eq!(pictures(&site(&project).succeeds())["co/photo.jpg"], photo);
}

#[test]
fn pictures_for_print_and_deep_ones_are_read() {
    for (name, bytes) in [
        ("cmyk.jpg", &include_bytes!("../cases/pictures/cmyk.jpg")[..]),
        ("deep.png", include_bytes!("../cases/pictures/deep.png")),
    ] {
        let files = pictures(&site(&shown(name, bytes)).succeeds_cleanly());
        let picture = decoded(&files[&format!("{}-400.webp", &name[..4])]);
        // From red above to white below.
        let (top, bottom) = (picture.get_pixel(200, 4).0, picture.get_pixel(200, 195).0);
        assert!(top[0] > 200 && top[1] < 80 && bottom[1] > 220, "{name}: {top:?}, {bottom:?}");
    }
}

#[test]
fn a_moving_picture_stands_still_and_says_so() {
    for (name, bytes) in [
        ("turning.gif", &include_bytes!("../cases/pictures/turning.gif")[..]),
        ("turning.webp", include_bytes!("../cases/pictures/turning.webp")),
    ] {
        let outcome = site(&shown(name, bytes)).succeeds();
        outcome.says(&format!("image-animated-{}", &name[8..]));
        let picture = decoded(&pictures(&outcome)["turning-60.webp"]);
        let first = picture.get_pixel(30, 15).0;
        assert!(first[0] > 200 && first[1] < 60, "the first frame is red, not {first:?}");
    }
}

#[test]
fn a_picture_that_cannot_be_made_light_is_warned_of() {
    let long = encoded(&noise(800, 3200), ImageFormat::Png);
    let outcome = site(&shown("long.png", &long)).succeeds();
    outcome.says("image-heavy");
}

#[test]
fn half_a_picture_is_refused() {
    let photo = encoded(&noise(300, 300), ImageFormat::Png);
    site(&shown("half.png", &photo[..photo.len() / 2])).fails_with("image-damaged");
}

#[test]
fn a_picture_too_large_for_the_machine_is_refused_unopened() {
    let mut png = encoded(&quarters(4, 4), ImageFormat::Png);
    // Width and height in the first chunk, and its checksum.
    png[16..24].copy_from_slice(&[0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20]);
    let sum = flate2_crc(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    site(&shown("huge.png", &png)).fails_with("image-huge");
}

fn flate2_crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[test]
fn a_drawing_that_runs_or_fetches_is_refused() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><script>alert(1)</script></svg>";
    site(&shown("plan.svg", svg.as_bytes())).fails_with("image-active");
}

#[test]
fn a_picture_without_words_is_refused() {
    site(&with("![](photo.png)", "photo.png", &encoded(&quarters(9, 9), ImageFormat::Png)))
        .fails_with("alt-missing");
}
