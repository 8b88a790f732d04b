//! Text in black and white: every glyph of a page with its paint, held against what was painted under it. Over pictures
//! and gradients the grey raster says what that is.
//!
//! Ratios are those of WCAG 2.2 (1.4.3) on grey: what colour alone tells apart is not told apart here.

use std::collections::HashMap;

use hayro::hayro_interpret::color::Color;
use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Context, Device, FillRule, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, TransformExt, interpret_page,
};
use hayro::vello_cpu::kurbo::{Affine, BezPath, Point, Rect, Shape};

use super::raster::{Grey, POINTS, grey};

/// The ratio that running text needs.
pub const TEXT: f64 = 4.5;
/// The ratio that large type needs.
pub const LARGE_TEXT: f64 = 3.0;
/// Large type, in points.
pub const LARGE_PT: f64 = 24.0;
/// The ratio that the modules of a code need: cameras see less than eyes, and paper fades.
pub const CODE: f64 = 7.0;

/// The contrast ratio of two greys (0–255): 1 for equal ones, 21 for black on white.
pub fn ratio(one: f64, other: f64) -> f64 {
    let luminance = |level: f64| {
        let share = level / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The ratio that text of a size needs.
pub fn needed(size_pt: f64) -> f64 {
    if size_pt >= LARGE_PT { LARGE_TEXT } else { TEXT }
}

/// One visible glyph on a page.
struct Mark {
    /// In pixels of the raster.
    bounds: Rect,
    size_pt: f64,
    grey: f64,
    opacity: f64,
    /// The grey under its middle; `None` where only the raster knows.
    paper: Option<f64>,
    text: Option<char>,
}

/// Something that was painted before, and may lie under text.
struct Layer {
    bounds: Rect,
    path: BezPath,
    rule: FillRule,
    /// Grey and opacity; `None` for pictures and gradients.
    paint: Option<(f64, f64)>,
}

/// The palest text of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Palest {
    pub contrast: f64,
    pub size_pt: f64,
    /// The first characters that are as pale.
    pub text: String,
    /// From the page's left and top edge, in millimetres.
    pub x_mm: f64,
    pub y_mm: f64,
    /// Whether the contrast suffices for the size.
    pub enough: bool,
}

/// Looks at every glyph of a page and returns the one whose contrast is furthest below, or least above, what its size
/// needs. `None` on a page without text. `raster` is that page at `pixels_a_mm`.
pub fn palest(page: &Page, raster: &Grey, pixels_a_mm: f64) -> Option<Palest> {
    let marks = marks(page, pixels_a_mm);
    let judged: Vec<(f64, f64, &Mark)> = marks
        .iter()
        .map(|mark| {
            let paper = mark.paper.unwrap_or_else(|| around(mark.bounds, raster));
            let ink = mix(mark.grey, mark.opacity, paper);
            let contrast = ratio(ink, paper);
            (contrast / needed(mark.size_pt), contrast, mark)
        })
        .collect();
    let (share, contrast, worst) = judged.iter().min_by(|one, other| one.0.total_cmp(&other.0))?;
    let same = judged.iter().filter(|(other, ..)| (other - share).abs() < 0.01);
    Some(Palest {
        contrast: *contrast,
        size_pt: worst.size_pt,
        text: same.filter_map(|(.., mark)| mark.text).take(12).collect(),
        x_mm: worst.bounds.x0 / pixels_a_mm,
        y_mm: worst.bounds.y0 / pixels_a_mm,
        enough: *share >= 0.995,
    })
}

fn mix(over: f64, opacity: f64, under: f64) -> f64 {
    over * opacity + under * (1.0 - opacity)
}

/// The grey around a glyph: the median of what lies up to three pixels away.
fn around(bounds: Rect, raster: &Grey) -> f64 {
    let area = bounds.inflate(3.0, 3.0);
    let mut levels = Vec::new();
    for y in area.y0.floor() as i64..area.y1.ceil() as i64 {
        for x in area.x0.floor() as i64..area.x1.ceil() as i64 {
            if !bounds.contains((x as f64 + 0.5, y as f64 + 0.5)) {
                levels.push(raster.at(x, y));
            }
        }
    }
    let middle = levels.len() / 2;
    if levels.is_empty() { 255.0 } else { f64::from(*levels.select_nth_unstable(middle).1) }
}

fn marks(page: &Page, pixels_a_mm: f64) -> Vec<Mark> {
    let scale = pixels_a_mm / POINTS;
    let (width, height) = page.render_dimensions();
    let visible = Rect::new(0.0, 0.0, f64::from(width) * scale, f64::from(height) * scale);
    let cache = InterpreterCache::new();
    let transform = Affine::scale(scale) * page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, visible, &cache, page.xref(), InterpreterSettings::default());
    let mut collector = Collector {
        scale,
        visible,
        marks: Vec::new(),
        layers: Vec::new(),
        outlines: HashMap::new(),
        groups: vec![1.0],
    };
    interpret_page(page, &mut context, &mut collector);
    collector.marks
}

/// A device that draws nothing and remembers each glyph and each area.
struct Collector {
    /// Pixels a point.
    scale: f64,
    visible: Rect,
    marks: Vec<Mark>,
    layers: Vec<Layer>,
    /// Bounds of the outlines seen, in thousandths of the type's size.
    outlines: HashMap<u128, Rect>,
    /// The opacity of each open group, those around it counted in.
    groups: Vec<f64>,
}

impl Collector {
    /// The grey of a colour, and its opacity in the groups it is painted in.
    fn ink(&self, color: &Color) -> (f64, f64) {
        let [red, green, blue, alpha] = color.to_rgba().components().map(f64::from);
        (255.0 * grey(red, green, blue), alpha * self.groups.last().copied().unwrap_or(1.0))
    }

    /// What has been painted at a point so far, down to the white paper; `None` where a picture lies there.
    fn under(&self, point: Point) -> Option<f64> {
        let here = self.layers.iter().filter(|layer| {
            layer.bounds.contains(point)
                && match layer.rule {
                    FillRule::NonZero => layer.path.winding(point) != 0,
                    FillRule::EvenOdd => layer.path.winding(point) % 2 != 0,
                }
        });
        let mut paper = Some(255.0);
        for layer in here {
            paper = match layer.paint {
                Some((grey, opacity)) if opacity >= 1.0 => Some(grey),
                Some((grey, opacity)) => paper.map(|under| mix(grey, opacity, under)),
                None => None,
            };
        }
        paper
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        paint: &Paint<'a>,
        mode: &GlyphDrawMode,
    ) {
        let (Glyph::Outline(outline), Paint::Color(color)) = (glyph, paint) else { return };
        if matches!(mode, GlyphDrawMode::Invisible) {
            return;
        }
        let bounds = *self
            .outlines
            .entry(outline.identifier().cache_key())
            .or_insert_with(|| outline.outline().bounding_box());
        let whole = transform * glyph_transform;
        let placed = whole.transform_rect_bbox(bounds);
        // White space has no outline, and what lies beyond the page's edge nobody sees.
        if bounds.area() <= 0.0 || placed.intersect(self.visible).area() <= 0.0 {
            return;
        }
        let (grey, opacity) = self.ink(color);
        self.marks.push(Mark {
            bounds: placed,
            size_pt: whole.determinant().abs().sqrt() * 1000.0 / self.scale,
            grey,
            opacity,
            paper: self.under(placed.center()),
            text: glyph.as_unicode().and_then(|text| match text {
                BfString::Char(c) => Some(c),
                BfString::String(text) => text.chars().next(),
            }),
        });
    }

    fn push_transparency_group(&mut self, opacity: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        let outer = self.groups.last().copied().unwrap_or(1.0);
        self.groups.push(outer * f64::from(opacity));
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'a>, mode: &PathDrawMode) {
        // A line has no area for text to stand on.
        let PathDrawMode::Fill(rule) = mode else { return };
        let path = transform * path;
        let paint = match paint {
            Paint::Color(color) => Some(self.ink(color)),
            Paint::Pattern(_) => None,
        };
        self.layers.push(Layer { bounds: path.bounding_box(), path, rule: *rule, paint });
    }

    fn draw_image(&mut self, image: Image<'a, '_>, transform: Affine) {
        let size = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let path = transform * size.to_path(0.1);
        self.layers.push(Layer { bounds: path.bounding_box(), path, rule: FillRule::NonZero, paint: None });
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn pop_clip_path(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::ratio;

    #[test]
    fn ratios_are_those_of_wcag() {
        assert_eq!(ratio(0.0, 255.0), 21.0);
        assert_eq!(ratio(90.0, 90.0), 1.0);
        // #767676 on white: the lightest grey that running text may have.
        assert!((ratio(118.0, 255.0) - 4.54).abs() < 0.01);
    }
}
