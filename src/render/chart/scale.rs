//! Round numbers for axes.

/// Ticks from zero on: steps of 1, 2 or 5 times a power of ten, at most five of them, the last at or above `largest`.
pub fn ticks(largest: f64) -> Vec<f64> {
    if largest <= 0.0 || !largest.is_finite() {
        return vec![0.0, 1.0];
    }
    let rough = largest / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|unit| unit * power).into_iter().find(|step| *step >= rough * 0.999);
    // Counts have no halves.
    let step = step.unwrap_or(10.0 * power).max(if largest >= 2.0 { 1.0 } else { 0.0 });
    let count = (largest / step - 1e-9).ceil().max(1.0) as usize;
    (0..=count).map(|index| index as f64 * step).collect()
}

/// A tick in letters: `1.5万` from ten thousand on.
pub fn label(value: f64) -> String {
    let plain = |value: f64| {
        let text = format!("{value:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    if value >= 10_000.0 { format!("{}万", plain(value / 10_000.0)) } else { plain(value) }
}
