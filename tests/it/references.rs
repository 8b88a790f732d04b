//! Every format as a small picture, held against the one in `tests/cases/references/`: what a person would see at once.
//!
//! The finished files are rasterised, not the layouts. After a change that is meant, look at the new pictures:
//! `BANBAO_REFERENCES=update cargo test --test it references::`. On a failure the difference lies in the temporary
//! folder that the message names.
#![expect(clippy::disallowed_methods, reason = "pictures lie on disk, where a person looks at them")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};

use crate::harness::{Project, project};

/// Fine enough to see a line of text, coarse enough to store.
const DPI: f32 = 24.0;

/// How much of a picture may differ (by more than [`NOTICEABLE`] of 255 in some colour): smoothing of edges does.
const TOLERANCE: f64 = 0.002;
const NOTICEABLE: u8 = 40;

/// Red, green, blue; rows follow one another.
#[derive(Clone, PartialEq)]
struct Picture {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Picture {
    fn decode(bytes: &[u8]) -> Picture {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().unwrap();
        let mut data = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut data).unwrap();
        let samples = info.color_type.samples();
        let colour = |pixel: &[u8]| if samples < 3 { [pixel[0]; 3] } else { [pixel[0], pixel[1], pixel[2]] };
        let pixels = data.chunks(samples).flat_map(colour).collect();
        Picture { width: info.width, height: info.height, pixels }
    }

    /// The mean of every `by` × `by` pixels.
    fn smaller(&self, by: u32) -> Picture {
        let (width, height) = (self.width / by, self.height / by);
        let mut pixels = Vec::with_capacity((width * height * 3) as usize);
        for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
            for channel in 0..3 {
                let at = |dx, dy| ((y * by + dy) * self.width + x * by + dx) as usize * 3 + channel;
                let square = (0..by).flat_map(|dy| (0..by).map(move |dx| (dx, dy)));
                let sum: u32 = square.map(|(dx, dy)| u32::from(self.pixels[at(dx, dy)])).sum();
                pixels.push((sum / (by * by)) as u8);
            }
        }
        Picture { width, height, pixels }
    }

    fn read(path: &Path) -> Option<Picture> {
        Some(Picture::decode(&fs::read(path).ok()?))
    }

    fn write(&self, path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut encoder = png::Encoder::new(fs::File::create(path).unwrap(), self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::High);
        encoder.write_header().unwrap().write_image_data(&self.pixels).unwrap();
    }

    /// The share of pixels that differ noticeably, and a picture that shows them; all, where the sizes differ.
    fn difference(&self, other: &Picture) -> (f64, Picture) {
        if (self.width, self.height) != (other.width, other.height) {
            return (1.0, self.clone());
        }
        let (mut differing, mut shown) = (0, Vec::with_capacity(self.pixels.len()));
        for (one, two) in self.pixels.chunks(3).zip(other.pixels.chunks(3)) {
            let far = one.iter().zip(two).any(|(a, b)| a.abs_diff(*b) > NOTICEABLE);
            differing += usize::from(far);
            let faint = |c: u8| 200 + c / 5;
            shown.extend(if far { [255, 0, 0] } else { [faint(one[0]), faint(one[1]), faint(one[2])] });
        }
        let share = differing as f64 * 3.0 / self.pixels.len() as f64;
        (share, Picture { pixels: shown, ..*self })
    }
}

/// One page of a finished file.
fn page(pdf: &[u8], number: usize) -> Picture {
    let pdf = Pdf::new(Arc::new(pdf.to_vec())).unwrap();
    let scale = DPI / 72.0;
    let settings =
        RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    let page = &pdf.pages()[number - 1];
    let made = hayro::render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
    let pixels = made.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    Picture { width: made.width().into(), height: made.height().into(), pixels }
}

fn reference(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/references").join(format!("{name}.png"))
}

/// The pages that stand for their formats: name, file of the small project's edition, page.
const PAGES: [(&str, &str, usize); 10] = [
    ("strip", "boards/001.pdf", 3),
    ("panel", "boards/001.pdf", 4),
    ("panel-grey", "boards/001.pdf", 5),
    ("sheet", "boards/002.pdf", 1),
    ("slip", "boards/001.pdf", 7),
    ("delivery", "delivery.pdf", 1),
    ("leaflet-front", "leaflet.pdf", 1),
    ("leaflet-back", "leaflet.pdf", 2),
    ("alert-a3", "alerts/cold-wave-a3.pdf", 1),
    ("alert-a4", "alerts/cold-wave-a4.pdf", 1),
];

/// Pictures for screens, and how many times smaller they are kept.
const SCREENS: [(&str, &str, u32); 2] =
    [("share", "print/036/share.png", 4), ("card", "public/a/co/card.png", 3)];

/// Every format's picture, by name.
fn pictures(project: &Project) -> Vec<(&'static str, Picture)> {
    let tree = project.build().succeeds().tree("");
    let pages =
        PAGES.iter().map(|(name, file, number)| (*name, page(&tree[&format!("print/036/{file}")], *number)));
    let screens = SCREENS.iter().map(|(name, file, by)| (*name, Picture::decode(&tree[*file]).smaller(*by)));
    pages.chain(screens).collect()
}

#[test]
fn every_format_looks_like_its_reference() {
    let update = std::env::var("BANBAO_REFERENCES").is_ok_and(|word| word == "update");
    let mut wrong = Vec::new();
    for (name, made) in pictures(&project("small")) {
        let path = reference(name);
        if update {
            made.write(&path);
            continue;
        }
        let known = Picture::read(&path).unwrap();
        let (share, shown) = made.difference(&known);
        if share > TOLERANCE {
            let folder = std::env::temp_dir().join("banbao-references");
            shown.write(&folder.join(format!("{name}-difference.png")));
            made.write(&folder.join(format!("{name}-now.png")));
            wrong.push(format!(
                "{name}: {:.2} % of its pixels differ, see {}",
                share * 100.0,
                folder.display()
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong:#?}\nMeant? Look at the new ones, then: BANBAO_REFERENCES=update cargo test --test it references::"
    );
}

/// The small project with a theme whose template has `from` replaced.
fn broken(template: &str, from: &str, to: &str) -> Project {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/posters").join(template);
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{template} has no `{from}`");
    project("small").write(&format!("themes/broken/posters/{template}"), &text.replacen(from, to, 1)).edit(
        "banbao.toml",
        "[organisation]",
        "theme = \"broken\"\n\n[organisation]",
    )
}

#[test]
fn a_layout_broken_on_purpose_is_noticed() {
    let cases = [
        (
            "panel",
            "a missing title",
            "panels.typ",
            "let title = title-lines(top.title_lines, plan.pt * 1pt, tone.hero-ink)",
            "let title = []",
        ),
        (
            "panel",
            "a block shifted by 3 mm",
            "panels.typ",
            "inset: (x: margin, y: around), {",
            "inset: (left: margin + 3mm, right: margin - 3mm, y: around), {",
        ),
        (
            "panel",
            "another colour of the same grey",
            "lib.typ",
            "let common = (deep: deep,",
            "let common = (deep: rgb(0, 85, 104),",
        ),
        ("panel", "no address", "panels.typ", "text(size: 20pt, code.short)", "text(size: 20pt, [])"),
        (
            "sheet",
            "a smaller masthead",
            "sheet.typ",
            "name-in-line(look, beside, 112 * u)",
            "name-in-line(look, beside, 96 * u)",
        ),
        (
            "strip",
            "no board number",
            "strip.typ",
            "bottom-edge: \"baseline\", id)",
            "bottom-edge: \"baseline\", [])",
        ),
        (
            "delivery",
            "a narrower column",
            "delivery.typ",
            "columns: (9mm, 13mm, 1fr,",
            "columns: (9mm, 20mm, 1fr,",
        ),
    ];
    for (name, what, template, from, to) in cases {
        let made =
            pictures(&broken(template, from, to)).into_iter().find(|(made, _)| *made == name).unwrap().1;
        let (share, _) = made.difference(&Picture::read(&reference(name)).unwrap());
        assert!(share > TOLERANCE, "{what}: only {:.3} % of the {name} differ", share * 100.0);
    }
}

#[test]
fn edges_that_are_smoothed_otherwise_are_not() {
    let (_, made) = pictures(&project("small")).remove(1);
    // Every pixel a little lighter, as another rasteriser's smoothing would have it at edges.
    let lighter =
        Picture { pixels: made.pixels.iter().map(|c| c.saturating_add(30)).collect(), ..made.clone() };
    assert!(made.difference(&lighter).0 < TOLERANCE);
}
